/* returned: what a mail that came back changes */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/returned.h"

#include "base/time.h"
#include "finding/finding.h"
#include "match/organisation.h"
#include "notify/delivery.h"
#include "notify/desk.h"
#include "store/notice.sql.h"
#include "store/organisation.sql.h"
#include "store/registry.sql.h"
#include "store/returned.sql.h"

#define DIGEST STR("network-digest") /* what an owner of a network gets */
#define PAGE   STR("on-call")	     /* what one of us gets */

/* Which notice, and to whom. */

static void
place_set(struct returned_place *p, struct arena *a, struct str ref,
    const struct returned_place_row *row, bool proven)
{
	*p = (struct returned_place){
	    .delivery = row->id,
	    .notice = row->notice_int,
	    .organisation = row->organisation,
	    .contact = row->contact,
	    .at = row->at,
	    .ref = arena_str(a, ref),
	    .topic = arena_str(a, row->topic),
	    .mail = row->contact_int == CONTACT_MAIL,
	    .came = row->state == DELIVERY_SENT,
	    .beside = row->beside != 0,
	    .proven = proven,
	};
}

/* Every delivery is looked at, whichever it is. */
static bool
by_proof(struct store *s, struct arena *a, enum verp purpose, struct str mark,
    struct returned_place *p)
{
	struct str ref = str_upto(mark, RETURNED_REF);
	struct sql_cursor c;
	struct returned_place_row row;
	bool found = false;

	returned_place(s->db, ref, &c);
	while (returned_place_next(&c, &row))
		if (verp_is(s, a, purpose, row.id, ref, mark)) {
			place_set(p, a, ref, &row, true);
			found = true;
		}
	return found;
}

/* The newest mail of the notice, or that to the address which is named. */
static bool
by_id(struct store *s, struct arena *a, struct str ref, struct str whom,
    struct returned_place *p)
{
	struct sql_cursor c;
	struct returned_place_row row;
	bool found = false;

	returned_place(s->db, ref, &c);
	while (returned_place_next(&c, &row)) {
		struct str to;
		if (row.contact_int != CONTACT_MAIL)
			continue;
		to = store_open(
		    s, a, "contact.value", row.contact, row.value_sealed);
		bool named = str_eq_nocase(to, whom);
		if (!found || (named && !p->proven))
			place_set(p, a, ref, &row, named);
		found = true;
	}
	return found;
}

enum returned_end
returned_find(struct store *s, struct arena *a, const struct returned_mail *m,
    struct returned_place *p)
{
	bool forged = false;

	*p = (struct returned_place){0};
	for (size_t i = 0; i < m->n; i++) {
		if (m->mark[i].proof == VERP_NONE)
			continue;
		if (by_proof(s, a, m->mark[i].proof, m->mark[i].text, p))
			return RETURNED_NOTED;
		forged = true;
	}
	for (size_t i = 0; i < m->n; i++)
		if (m->mark[i].proof == VERP_NONE &&
		    by_id(s, a, m->mark[i].text, m->whom, p))
			return RETURNED_NOTED;
	return forged ? RETURNED_FORGED : RETURNED_NOT_OURS;
}

/* What follows. */

/* Notices for an address that is used no more are made again, for another. */
static void
unsent_back(struct store *s, const struct returned_place *p, int64_t now)
{
	struct sql_cursor c;
	struct notice_unsent_to_row row;
	struct buf list = {0};

	notice_unsent_to(s->db, p->organisation, p->contact, &c);
	while (notice_unsent_to_next(&c, &row))
		buf_put(&list, &row.id, sizeof(row.id));

	const int64_t *notice = (const int64_t *)(const void *)list.p;

	for (size_t i = 0; i < list.n / sizeof(*notice); i++)
		finding_notice_back(s, notice[i], now);
	buf_free(&list);
}

bool
returned_is_policy(struct str said)
{
	for (struct str word; str_split(&said, ' ', &word);)
		if (str_starts(word, STR("5.7.")))
			return true;
	return false;
}

void
returned_unwanted(struct store *s, int64_t notice, int64_t now)
{
	struct notice_get_row row;
	struct arena a;

	if (!notice_get(s->db, notice, &row))
		die("notice %lld is gone", (long long)notice);
	if (str_eq(row.topic, DIGEST) || str_eq(row.topic, PAGE))
		return;
	arena_init(&a, 0);
	case_want(s, &a, row.organisation, arena_str(&a, row.topic),
	    CASE_REFUSED, now);
	arena_free(&a);
}

enum returned_end
returned_bounce(struct store *s, struct arena *a,
    const struct returned_place *p, bool for_good, struct str why, int64_t now)
{
	struct contact_reach_row next;
	struct buf outcome = {0};
	size_t told; /* a correction, as a digest, tells of no finding */

	buf_fmt(
	    &outcome, "came back%s%.*s", why.n > 0 ? ": " : "", STR_ARG(why));
	delivery_returned(s->db, p->delivery, buf_all(&outcome), now);
	buf_free(&outcome);
	effect_returned(s->db, p->notice);
	if (for_good)
		contact_set_state(s->db, p->contact, CONTACT_BOUNCED);
	told = finding_notice_returned(s, p->notice, why, now);
	if (for_good)
		unsent_back(s, p, now);
	if (str_eq(p->topic, DIGEST))
		return RETURNED_NOBODY;
	if ((told == 0 && !(p->beside && for_good)) ||
	    !contact_reach(s->db, p->organisation, now, &next)) {
		case_want(s, a, p->organisation, p->topic,
		    returned_is_policy(why) ? CASE_REFUSED : CASE_BOUNCED, now);
		return RETURNED_NOBODY;
	}
	return next.id == p->contact ? RETURNED_AGAIN : RETURNED_NEXT;
}

/* Of the receiver's address; others are of ours, or of the mail. */
static struct str
gone_code(struct str said)
{
	static const char *const codes[] = {
	    "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"};

	for (struct str word; str_split(&said, ' ', &word);)
		for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
			if (str_eq(word, str_of(codes[i])))
				return word;
	return (struct str){0};
}

void
returned_refused(struct store *s, struct str ref, int64_t delivery,
    struct str said, int64_t now)
{
	struct str code = gone_code(said);
	struct returned_place p = {0};
	struct returned_place_row row;
	struct sql_cursor c;
	struct arena a;

	arena_init(&a, 0);
	returned_place(s->db, ref, &c);
	while (returned_place_next(&c, &row))
		if (row.id == delivery)
			place_set(&p, &a, ref, &row, true);
	if (p.delivery != 0 && code.n > 0)
		returned_bounce(s, &a, &p, true, code, now);
	else if (p.delivery != 0)
		returned_unwanted(s, p.notice, now);
	arena_free(&a);
}

/* A server that gave up says little of the address, until it does so often. */
static bool
gave_up_often(struct store *s, const struct returned_place *p, int64_t now)
{
	return returned_soft(s->db, p->organisation, p->contact,
		   now - SOFT_DAYS * (int64_t)DAY) >= SOFT_MOST;
}

static enum returned_end
bounce(struct store *s, struct arena *a, const struct returned_mail *m,
    const struct returned_place *p, int64_t now)
{
	bool for_good = m->kind == RETURNED_HARD || gave_up_often(s, p, now);

	if (!p->proven || !p->came)
		return RETURNED_NOTED;
	return returned_bounce(s, a, p, for_good, m->status, now);
}

bool
returned_stops_all(const struct returned_place *p)
{
	return str_eq(p->topic, DIGEST);
}

/* Cut between two characters. */
static struct str
cut(struct str s, size_t most)
{
	size_t n = s.n < most ? s.n : most;

	while (n > 0 && n < s.n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return str_upto(s, n);
}

static enum returned_end
wrote(struct store *s, struct arena *a, const struct returned_mail *m,
    const struct returned_place *p, int64_t now)
{
	finding_notice_replied(s, p->notice, cut(m->said, REPLY_NOTE), now);
	case_want(s, a, p->organisation, p->topic, CASE_WROTE, now);
	return RETURNED_WROTE;
}

/* A reference is read by whoever sees the mail, and From is what one writes:
 * without proof a person looks at it. */
static enum returned_end
stop(struct store *s, struct arena *a, const struct returned_mail *m,
    const struct returned_place *p, int64_t now)
{
	if (!p->proven)
		return wrote(s, a, m, p, now);
	if (returned_stops_all(p))
		relay_set(s->db, p->organisation, 0);
	contact_stop_add(s->db, p->contact, p->topic, now, m->kind);
	finding_notice_replied(
	    s, p->notice, str_of(returned_kind_name(m->kind)), now);
	return RETURNED_STOPPED;
}

static enum returned_end
consequence(struct store *s, struct arena *a, const struct returned_mail *m,
    const struct returned_place *p, int64_t now)
{
	bool ours = str_eq(p->topic, PAGE);

	switch (m->kind) {
	case RETURNED_HARD:
	case RETURNED_SOFT:
		return bounce(s, a, m, p, now);
	case RETURNED_COMPLAINT:
	case RETURNED_UNSUBSCRIBE:
		return ours ? RETURNED_NOTED : stop(s, a, m, p, now);
	case RETURNED_REPLY: /* no company wrote */
		return ours ? RETURNED_NOTED : wrote(s, a, m, p, now);
	case RETURNED_UNKNOWN:
	case RETURNED_DELAYED:
	case RETURNED_DELIVERED:
	case RETURNED_AUTO:
	case RETURNED_COUNT:
		break;
	}
	return RETURNED_NOTED;
}

/* "WHOM: what is said" */
static struct str
said_sealed(
    struct store *s, struct arena *a, const struct returned_mail *m, int64_t id)
{
	struct buf b = {0};

	buf_fmt(&b, "%.*s%s%.*s", STR_ARG(m->whom),
	    m->whom.n > 0 && m->said.n > 0 ? ": " : "", STR_ARG(m->said));

	struct str sealed = store_seal(s, a, "returned.said", id, buf_all(&b));

	buf_free(&b);
	return sealed;
}

enum returned_end
returned_take(struct store *s, struct arena *a, const struct returned_mail *m,
    struct str index, int64_t now)
{
	struct returned_place p;
	enum returned_end end = returned_find(s, a, m, &p);
	struct str nothing = {0};
	int64_t id = store_id(s, "returned");

	if (end != RETURNED_NOTED) {
		returned_add(s->db, id, index, now, m->kind, SQL_NULL_I64, 0,
		    nothing, nothing);
		return end;
	}
	/* kept first: it is one of those that are counted */
	returned_add(s->db, id, index, now, m->kind, p.delivery, 0, m->status,
	    said_sealed(s, a, m, id));
	end = consequence(s, a, m, &p, now);
	if (end != RETURNED_NOTED)
		returned_used(s->db, id);
	return end;
}
