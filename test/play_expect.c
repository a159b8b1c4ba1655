/* play_expect: steps of a play that look, and what holds at every end */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <ftw.h>
#include <stdio.h>
#include <string.h>

#include "evidence/verify.h"
#include "finding/finding.h"
#include "store/finding.sql.h"
#include "store/ledger.sql.h"
#include "store/organisation.sql.h"
#include "test/play.h"

/* Mails. */

static void
mails_list(struct play *p)
{
	size_t n, told = 0;
	const struct mail *m = mails_all(p, &n);

	for (size_t i = 0; i < n; i++) {
		if (m[i].expected)
			continue;
		play_there(p,
		    "MAIL %.*s TOPIC %.*s KIND %.*s%s SUBJECTS %u: %.*s",
		    STR_ARG(m[i].to), STR_ARG(m[i].topic), STR_ARG(m[i].kind),
		    m[i].urgent ? " URGENT" : "", m[i].subjects,
		    STR_ARG(str_upto(m[i].text, 60)));
		told++;
	}
	if (told == 0)
		play_there(p, "no new mail");
}

/* The SAYS and NOT clauses; the first that does not hold goes to *broken. */
static bool
text_fits(struct play *p, const struct step *s, const struct mail *m,
    const struct clause **broken)
{
	for (size_t i = 0; i < s->n; i++) {
		bool says = str_eq(s->clause[i].name, STR("SAYS"));
		struct str want = one_line(p, s->clause[i].value);
		if (!says && !str_eq(s->clause[i].name, STR("NOT")))
			continue;
		*broken = &s->clause[i];
		if ((str_find_str(m->text, want) < m->text.n) != says)
			return false;
	}
	return true;
}

static bool
clause_fits(const struct step *s, const char *name, struct str got)
{
	return !step_has(s, name) || str_eq(step_clause(s, name), got);
}

static bool
outside_fits(const struct step *s, const struct mail *m)
{
	struct buf count = {0};

	buf_fmt(&count, "%u", m->subjects);

	bool fits = str_eq(m->to, s->head) && !m->expected &&
	    clause_fits(s, "TOPIC", m->topic) &&
	    clause_fits(s, "KIND", m->kind) &&
	    clause_fits(s, "SUBJECTS", buf_all(&count)) &&
	    step_has(s, "URGENT") == m->urgent;

	buf_free(&count);
	return fits;
}

void
expect_mail(struct play *p, const struct step *s)
{
	size_t n;
	const struct clause *broken = NULL;
	const struct mail *near = NULL;

	mails_refresh(p);

	struct mail *m = mails_all(p, &n);

	for (size_t i = 0; i < n; i++) {
		if (!outside_fits(s, &m[i]))
			continue;
		near = &m[i];
		if (text_fits(p, s, &m[i], &broken)) {
			m[i].expected = true;
			play_fine(p);
			return;
		}
	}
	if (near == NULL) {
		play_fail(p, "this mail is expected");
		mails_list(p);
	} else {
		play_fail(p, "the mail is there, but: %.*s \"%.*s\"",
		    STR_ARG(broken->name), STR_ARG(broken->value));
		play_there(p, "%.*s", STR_ARG(str_upto(near->text, 900)));
	}
}

void
expect_no_more(struct play *p)
{
	size_t n;

	mails_refresh(p);

	const struct mail *m = mails_all(p, &n);

	for (size_t i = 0; i < n && !p->failed; i++)
		if (!m[i].expected)
			play_fail(p,
			    "before this, there is a mail that no "
			    "EXPECT MAIL named");
	if (p->failed)
		mails_list(p);
}

void
expect_nothing(struct play *p, const struct step *s)
{
	size_t n;

	(void)s;
	mails_refresh(p);

	const struct mail *m = mails_all(p, &n);

	for (size_t i = 0; i < n && !p->failed; i++)
		if (!m[i].expected)
			play_fail(p, "no new mail is expected");
	if (p->failed)
		mails_list(p);
	else
		play_fine(p);
}

/* Findings. */

/* One as a play speaks of it. Texts live in the play's arena. */
struct known {
	struct str ref, company, topic, subject, state, answer, severity;
};

static struct str
company_name(struct play *p, int64_t id)
{
	struct organisation_get_row row;

	if (!organisation_get(p->sv.store.db, id, &row))
		return STR("?");
	return store_open(
	    &p->sv.store, &p->a, "organisation.name", id, row.name_sealed);
}

static struct known *
findings_all(struct play *p, size_t *n)
{
	struct store *s = &p->sv.store;
	struct buf list = {0};
	struct sql_cursor c;
	struct finding_each_row row;

	finding_each(s->db, &c);
	while (finding_each_next(&c, &row)) {
		struct known k = {
		    .ref = arena_str(&p->a, row.ref),
		    .company = company_name(p, row.organisation),
		    .topic = arena_str(&p->a, row.topic),
		    .subject = store_open(s, &p->a, "finding.subject", row.id,
			row.subject_sealed),
		    .state = str_of(
			finding_state_name((enum finding_state)row.state)),
		    .answer = str_of(answer_name((enum answer)row.answer)),
		    .severity =
			str_of(severity_name((enum severity)row.severity)),
		};
		buf_put(&list, &k, sizeof(k));
	}
	*n = list.n / sizeof(struct known);

	struct known *kept = ARENA_NEW(&p->a, struct known, *n + 1);

	if (*n > 0)
		memcpy(kept, list.p, list.n);
	buf_free(&list);
	return kept;
}

static void
findings_list(struct play *p, const struct known *k, size_t n)
{
	for (size_t i = 0; i < n; i++)
		play_there(p,
		    "FINDING %.*s TOPIC %.*s COMPANY %.*s STATE %.*s ANSWER "
		    "%.*s SEVERITY %.*s",
		    STR_ARG(k[i].subject), STR_ARG(k[i].topic),
		    STR_ARG(k[i].company), STR_ARG(k[i].state),
		    STR_ARG(k[i].answer), STR_ARG(k[i].severity));
	if (n == 0)
		play_there(p, "no finding at all");
}

/* "203.0.113.2" also names "203.0.113.2 port 3389". */
static bool
is_named(const struct known *k, const struct step *s, struct str subject)
{
	struct str rest = str_from(k->subject, subject.n);

	return str_starts(k->subject, subject) &&
	    (rest.n == 0 || str_starts(rest, STR(" port "))) &&
	    clause_fits(s, "TOPIC", k->topic) &&
	    clause_fits(s, "COMPANY", k->company);
}

/* How many the step names; the last of them in *one. */
static size_t
named_count(const struct step *s, struct str subject, const struct known *k,
    size_t n, const struct known **one)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		if (is_named(&k[i], s, subject)) {
			*one = &k[i];
			found++;
		}
	return found;
}

static const struct known *
one_named(struct play *p, const struct step *s, struct str subject)
{
	const struct known *one = NULL;
	size_t n;
	const struct known *k = findings_all(p, &n);
	size_t found = named_count(s, subject, k, n, &one);

	if (found == 1)
		return one;
	play_fail(p,
	    found == 0
		? "this finding is expected"
		: "several findings are called so: name TOPIC or COMPANY");
	findings_list(p, k, n);
	return NULL;
}

struct str
finding_named(struct play *p, const struct step *s, struct str subject)
{
	const struct known *k = one_named(p, s, subject);

	return k == NULL ? (struct str){0} : k->ref;
}

void
expect_finding(struct play *p, const struct step *s)
{
	const struct known *k = one_named(p, s, s->head);

	if (k == NULL)
		return;
	if (clause_fits(s, "STATE", k->state) &&
	    clause_fits(s, "ANSWER", k->answer) &&
	    clause_fits(s, "SEVERITY", k->severity)) {
		play_fine(p);
		return;
	}
	play_fail(p, "the finding is expected to be so");
	findings_list(p, k, 1);
}

void
expect_no_finding(struct play *p, const struct step *s)
{
	const struct known *one = NULL;
	size_t n;
	const struct known *k = findings_all(p, &n);

	if (named_count(s, s->head, k, n, &one) == 0) {
		play_fine(p);
		return;
	}
	play_fail(p, "no such finding is expected");
	findings_list(p, k, n);
}

/* Words. */

void
expect_said(struct play *p, const struct step *s)
{
	struct str said = one_line(p, buf_all(&p->said));
	struct str want = one_line(p, s->head);

	if (want.n > 0 && str_find_str(said, want) < said.n) {
		play_fine(p);
		return;
	}
	play_fail(p, "the command is expected to say this");
	play_there(p, "%.*s", STR_ARG(said));
}

void
expect_not_said(struct play *p, const struct step *s)
{
	struct str said = one_line(p, buf_all(&p->said));
	struct str never = one_line(p, s->head);

	if (never.n > 0 && str_find_str(said, never) == said.n) {
		play_fine(p);
		return;
	}
	play_fail(p, "the command must not say this");
	play_there(p, "%.*s", STR_ARG(said));
}

void
expect_refused(struct play *p, const struct step *s)
{
	if (!p->refusal) {
		play_fail(p, "the command is expected to refuse something");
		play_there(p, "%.*s", STR_ARG(buf_all(&p->said)));
		return;
	}
	p->refusal = false;
	play_fine(p);
	if (s->head.n > 0)
		expect_said(p, s);
}

/* What holds at every end. */

static struct verify_entry
ledger_entry(const struct ledger_each_row *row)
{
	struct verify_entry e = {
	    .chain = {.seq = (uint64_t)row->seq,
		.rows = (uint32_t)row->rows,
		.made = row->made,
		.reader = (uint32_t)row->reader},
	    .name = row->file,
	    .stored = (uint64_t)row->stored,
	    .erased = (uint64_t)row->erased,
	    .bytes = (uint64_t)row->bytes,
	};

	memcpy(e.chain.id, row->chunk.p, sizeof(e.chain.id));
	memcpy(e.chain.root, row->root.p, sizeof(e.chain.root));
	memcpy(e.prev, row->previous.p, sizeof(e.prev));
	memcpy(e.link, row->hash.p, sizeof(e.link));
	memcpy(e.hash, row->file_hash.p, sizeof(e.hash));
	return e;
}

static void
fault_told(void *ctx, const struct verify_result *r)
{
	struct play *p = ctx;

	if (r->kind != VERIFY_INTACT)
		play_fail(p, "at the end: the evidence: %s", r->text);
}

/* Reads all evidence again; how many rows there are in it. */
static uint64_t
evidence_rows(struct play *p, bool *intact)
{
	struct verify v = {.say = fault_told, .ctx = p};
	struct verify_sum sum;
	struct sql_cursor c;
	struct ledger_each_row row;

	verify_begin(&v);
	ledger_each(p->sv.store.db, &c);
	while (ledger_each_next(&c, &row)) {
		struct verify_entry e = ledger_entry(&row);
		verify_entry(&v, &p->sv.seal, p->sv.folder, &e);
	}
	*intact = verify_end(&v, &sum) == OK;
	return sum.rows;
}

static char left_over[PATH_ROOM];

static int
tmp_find(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	if (str_ends(str_of(path), STR(".tmp")))
		snprintf(left_over, sizeof(left_over), "%s", path);
	return 0;
}

static void
count_check(struct play *p, const char *what, uint64_t got, uint64_t want)
{
	if (got == want)
		play_fine(p);
	else
		play_fail(p, "at the end: %s: %llu, expected %llu", what,
		    (unsigned long long)got, (unsigned long long)want);
}

void
expect_order(struct play *p)
{
	struct ledger_sum_row sum;
	bool intact = false;
	uint64_t rows = evidence_rows(p, &intact);

	ledger_sum(p->sv.store.db, &sum);
	count_check(p, "rows in the evidence", rows, p->rows);
	count_check(p, "rows in the ledger", (uint64_t)sum.rows_int, p->rows);
	count_check(p, "rejected rows in the ledger",
	    (uint64_t)sum.rejected_int, (uint64_t)reject_count(p->sv.store.db));
	if (!intact)
		play_fail(p, "at the end: the evidence is not intact");
	nftw(p->sv.path, tmp_find, 8, FTW_PHYS);
	if (left_over[0] != '\0')
		play_fail(p, "at the end: left over: %s", left_over);
	else
		play_fine(p);
}
