/* play_meant: words of a play that stand for a reference */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/organisation.h"
#include "notify/prepare.h"
#include "store/agreement.sql.h"
#include "store/canary.sql.h"
#include "store/correction.sql.h"
#include "store/desk.sql.h"
#include "store/notice.sql.h"
#include "store/release.sql.h"
#include "store/standing.sql.h"
#include "test/play.h"
#include "value/code.h"

/* What stands behind "Controlecode: " in a mail. */
static struct str
code_in(struct str text)
{
	const struct str before = STR("ode: ");
	size_t at = str_find_str(text, before);

	return str_upto(str_from(text, at + before.n), CODE_SIZE - 1);
}

static struct str
newest_mail(struct play *p, struct str to, struct str what)
{
	struct str found = {0};
	int64_t newest = 0;
	size_t n;

	mails_refresh(p);

	const struct mail *m = mails_all(p, &n);

	for (size_t i = 0; i < n; i++) {
		struct notice_by_ref_row row;
		if (!str_eq(m[i].to, to) ||
		    !notice_by_ref(p->sv.store.db, m[i].ref, &row) ||
		    row.id < newest)
			continue;
		newest = row.id;
		found = str_eq(what, STR("code")) ? code_in(m[i].text)
		    : str_eq(what, STR("link"))	  ? m[i].link
						  : m[i].ref;
	}
	if (found.n == 0)
		play_fail(p, "no mail, or none with that, was sent there");
	return found;
}

static struct str
first_emergency(struct play *p)
{
	struct sql_cursor c;
	struct emergency_open_row row;
	struct str ref = {0};

	emergency_open(p->sv.store.db, &c);
	if (emergency_open_next(&c, &row))
		ref = arena_str(&p->a, row.ref);
	sql_cursor_end(&c);
	return ref;
}

static struct str
first_standing(struct play *p)
{
	struct sql_cursor c;
	struct standing_list_row row;
	struct str ref = {0};

	standing_list(p->sv.store.db, &c);
	if (standing_list_next(&c, &row))
		ref = arena_str(&p->a, row.ref);
	sql_cursor_end(&c);
	return ref;
}

static struct str
first_canary(struct play *p)
{
	struct sql_cursor c;
	struct canary_list_row row;
	struct str ref = {0};

	canary_list(p->sv.store.db, &c);
	if (canary_list_next(&c, &row))
		ref = arena_str(&p->a, row.ref);
	sql_cursor_end(&c);
	return ref;
}

static struct str
first_leak(struct play *p)
{
	struct sql_cursor c;
	struct leak_each_row row;
	struct str ref = {0};

	leak_each(p->sv.store.db, &c);
	if (leak_each_next(&c, &row))
		ref = arena_str(&p->a, row.ref);
	sql_cursor_end(&c);
	return ref;
}

static struct str
newest_sent(struct play *p)
{
	struct sql_cursor c;
	struct notice_in_state_row row;
	struct str ref = {0};
	int64_t newest = 0;

	notice_in_state(p->sv.store.db, NOTICE_SENT, &c);
	while (notice_in_state_next(&c, &row))
		if (row.id > newest) {
			newest = row.id;
			ref = arena_str(&p->a, row.ref);
		}
	return ref;
}

/* The newest agreement of a company. */
static struct str
newest_agreement(struct play *p, struct str company)
{
	struct sql_cursor c;
	struct agreement_each_row row;
	struct str ref = {0};
	struct why w = {0};
	int64_t id;

	if (organisation_find(&p->sv.store, company, &id, &w) != OK) {
		play_fail(p, "%s", w.rule);
		return ref;
	}
	agreement_each(p->sv.store.db, id, &c);
	while (agreement_each_next(&c, &row))
		ref = arena_str(&p->a, row.ref);
	return ref;
}

/* The first of the queue; of a topic, unless that is empty. */
static struct str
first_case(struct play *p, struct str topic)
{
	struct sql_cursor c;
	struct case_list_row row;
	struct str ref = {0};

	case_list(p->sv.store.db, 0, SQL_NULL_I64, &c);
	while (ref.n == 0 && case_list_next(&c, &row))
		if (topic.n == 0 || str_eq(topic, row.topic))
			ref = arena_str(&p->a, row.ref);
	sql_cursor_end(&c);
	if (ref.n == 0)
		play_fail(p, "no such case is open");
	return ref;
}

struct str
play_meant(struct play *p, struct str word)
{
	size_t at = str_find(word, ':');
	struct str kind = str_upto(word, at), of = str_from(word, at + 1);

	if (at == word.n)
		return word;
	if (str_eq(kind, STR("mail")) || str_eq(kind, STR("code")) ||
	    str_eq(kind, STR("link")))
		return newest_mail(p, of, kind);
	if (str_eq(kind, STR("agreement")))
		return newest_agreement(p, of);
	if (str_eq(kind, STR("batch")))
		return batch_of(p, of);
	if (str_eq(kind, STR("finding")))
		return finding_named(p, p->step, of);
	if (str_eq(kind, STR("case")))
		return first_case(p, of);
	if (str_eq(word, STR("emergency:")))
		return first_emergency(p);
	if (str_eq(word, STR("sent:")))
		return newest_sent(p);
	if (str_eq(word, STR("leak:")))
		return first_leak(p);
	if (str_eq(word, STR("standing:")))
		return first_standing(p);
	if (str_eq(word, STR("canary:")))
		return first_canary(p);
	return word;
}
