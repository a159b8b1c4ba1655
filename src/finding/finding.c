/* finding: the only code that opens, merges, closes and reopens findings */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/finding.h"

#include "base/time.h"
#include "finding/finding_in.h"
#include "store/claim.sql.h"
#include "store/desk.sql.h"
#include "store/finding.sql.h"
#include "store/report.sql.h"
#include "store/support.sql.h"

static const char *const state_names[FINDING_STATE_COUNT] = {"none", "open",
    "notified", "answered", "closed", "quiet", "withdrawn", "ended"};
static const char *const answer_names[ANSWER_COUNT] = {
    "none", "fixed", "in-hand", "not-ours", "accepted"};
static const char *const what_names[HAPPENED_COUNT] = {"none", "opened",
    "noticed", "answered", "closed", "quiet", "reopened", "worse", "withdrawn",
    "ended", "resumed", "returned", "replied"};

const char *
finding_state_name(enum finding_state s)
{
	return s < FINDING_STATE_COUNT ? state_names[s] : "unknown";
}

const char *
answer_name(enum answer a)
{
	return a < ANSWER_COUNT ? answer_names[a] : "unknown";
}

const char *
finding_what_name(enum finding_what w)
{
	return w < HAPPENED_COUNT ? what_names[w] : "unknown";
}

enum answer
answer_read(struct str s)
{
	return (enum answer)str_name(s, answer_names, ANSWER_COUNT);
}

void
finding_happened(struct store *s, int64_t finding, enum finding_what what,
    int64_t now, int64_t day, int64_t person, struct str note)
{
	struct arena a;
	int64_t id = store_id(s, "finding_event");

	arena_init(&a, 0);
	finding_event_add(s->db, id, finding, now, what, day, person,
	    store_seal(s, &a, "finding_event.note", id, note));
	arena_free(&a);
}

struct str
finding_subject(struct arena *a, enum topic_subject kind,
    const struct prefix *place, uint16_t port, struct str hostname)
{
	struct buf b = {0};

	/* a row without what its topic goes by is known by what it has */
	bool by_name = hostname.n > 0 &&
	    (kind == TOPIC_SUBJECT_DOMAIN || place->a.kind == 0);

	if (by_name) {
		buf_str(&b, hostname);
	} else {
		if (place->length == address_bits(&place->a))
			address_put(&b, &place->a);
		else
			prefix_put(&b, place);
		if (kind == TOPIC_SUBJECT_ADDRESS_PORT && port != 0)
			buf_fmt(&b, " port %u", port);
	}

	struct str kept = arena_str(a, buf_all(&b));

	buf_free(&b);
	return kept;
}

/* What was known before, or is only for information, is not told. */
static int64_t
wanted_since(const struct sight *x)
{
	bool silent = x->baseline || x->severity == SEVERITY_INFO;

	return silent ? SQL_NULL_I64 : x->now;
}

static struct str
opened_note(const struct sight *x)
{
	if (x->earlier)
		return STR("known from earlier reports; theirs by what changed "
			   "in assets");
	return x->baseline ? STR("known before the service started") : STR("");
}

static int64_t
open_new(struct store *s, struct arena *a, const struct sight *x,
    struct str subject, struct str index)
{
	int64_t id = store_id(s, "finding");

	finding_add(s->db, id, store_ref(a), x->who->organisation, x->topic->id,
	    store_seal(s, a, "finding.subject", id, subject), index,
	    FINDING_OPEN, x->severity, x->who->responsibility, x->who->claim,
	    x->who->ground, x->who->confidence, x->observation, x->rest,
	    x->first, x->seen, x->day, x->now, wanted_since(x), x->baseline);
	finding_happened(s, id, HAPPENED_OPENED, x->now, x->day, SQL_NULL_I64,
	    opened_note(x));
	return id;
}

/* Whether this report day says that it is there again. What ended with a claim
 * is resumed by claims, where it stood. */
static bool
is_back(const struct sight *x, const struct finding_by_subject_row *row)
{
	if (row->state == FINDING_WITHDRAWN)
		return true; /* what was held against it is gone with it */

	bool over = row->state == FINDING_CLOSED ||
	    row->state == FINDING_QUIET ||
	    (row->state == FINDING_ENDED && !x->earlier) ||
	    (row->state == FINDING_ANSWERED && row->answer == ANSWER_FIXED);

	return over && row->closed_day != SQL_NULL_I64 &&
	    x->day > row->closed_day;
}

static void
reopen(struct store *s, const struct sight *x,
    const struct finding_by_subject_row *row)
{
	/* an owner who said so is not asked again */
	bool settled =
	    row->answer == ANSWER_NOT_OURS || row->answer == ANSWER_ACCEPTED;
	enum finding_state state = settled ? FINDING_ANSWERED : FINDING_OPEN;
	int64_t due = settled ? SQL_NULL_I64 : wanted_since(x);

	finding_set_state(s->db, row->id, state,
	    settled ? row->answer : ANSWER_NONE, SQL_NULL_I64, SQL_NULL_I64,
	    row->reopened + 1, due);
	finding_happened(s, row->id, HAPPENED_REOPENED, x->now, x->day,
	    SQL_NULL_I64, STR(""));
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/*
 * A late report must not make a finding milder or harsher; of several rows of
 * one day the worst counts, in whatever order they come.
 */
static int64_t
severity_now(const struct sight *x, const struct finding_by_subject_row *row)
{
	if (x->day < row->last_day)
		return row->severity;
	return x->day > row->last_day ? (int64_t)x->severity
				      : most(x->severity, row->severity);
}

/* Open but not wanting a notice: it was for information only, and is now
 * more than that. */
static bool
is_danger_now(const struct sight *x, const struct finding_by_subject_row *row,
    int64_t severity)
{
	bool known_before =
	    x->baseline || (row->baseline && row->reopened == 0);

	return row->state == FINDING_OPEN && row->due_since == SQL_NULL_I64 &&
	    !known_before && severity > SEVERITY_INFO;
}

/* Going on, told, and worse than the receiver knows. */
static bool
is_worse_now(const struct sight *x, const struct finding_by_subject_row *row,
    int64_t severity)
{
	bool going_on = row->state == FINDING_NOTIFIED ||
	    (row->state == FINDING_ANSWERED && row->answer == ANSWER_IN_HAND);

	return going_on && row->due_since == SQL_NULL_I64 && !x->baseline &&
	    severity > row->told_severity;
}

static void
want_worse(struct store *s, const struct sight *x, int64_t id,
    int64_t told_severity, int64_t severity)
{
	struct buf note = {0};

	buf_fmt(&note, "%s, told as %s", severity_name((enum severity)severity),
	    severity_name((enum severity)told_severity));
	finding_want(s->db, id, x->now);
	finding_happened(s, id, HAPPENED_WORSE, x->now, x->day, SQL_NULL_I64,
	    buf_all(&note));
	buf_free(&note);
}

static void
see_again(struct store *s, const struct sight *x,
    const struct finding_by_subject_row *row, struct finding_sums *sums)
{
	int64_t severity = severity_now(x, row);

	int64_t first = least(x->first, row->first_seen);
	int64_t last = most(x->seen, row->last_seen);

	if (x->day < row->last_day)
		finding_late(s->db, row->id, first, last);
	else
		finding_again(s->db, row->id, severity, x->who->responsibility,
		    x->who->claim, x->who->ground, x->who->confidence,
		    x->observation, x->rest, first, last, x->day);
	if (is_back(x, row)) {
		reopen(s, x, row);
		sums->reopened++;
	} else {
		if (is_danger_now(x, row, severity))
			finding_want(s->db, row->id, x->now);
		else if (is_worse_now(x, row, severity))
			want_worse(s, x, row->id, row->told_severity, severity);
		sums->again++;
	}
}

void
finding_support(struct store *s, int64_t finding, const struct sight *x)
{
	if (finding_seen_add(s->db, finding, x->series, x->day) == 0)
		finding_seen_again(s->db, finding, x->series, x->day);
	if (support_add(s->db, finding, x->batch, x->series, x->observation,
		x->rest, x->severity, x->first, x->seen, x->day) == 0)
		support_again(s->db, finding, x->batch, x->series,
		    x->observation, x->rest, x->severity, x->first, x->seen,
		    x->day);
}

int64_t
finding_see(struct store *s, const struct sight *x, struct finding_sums *sums)
{
	struct arena a;
	struct finding_by_subject_row row;

	arena_init(&a, 0);

	struct str subject = finding_subject(
	    &a, x->topic->subject, &x->place, x->port, x->hostname);
	struct str index = store_index(s, &a, "finding.subject", subject);

	if (finding_by_subject(
		s->db, x->who->organisation, x->topic->id, index, &row)) {
		see_again(s, x, &row, sums);
	} else {
		row.id = open_new(s, &a, x, subject, index);
		sums->opened++;
	}
	finding_support(s, row.id, x);
	arena_free(&a);
	return row.id;
}

/*
 * What a look with rejected rows is asked about: the finding's address. False
 * for what goes by a name or a block: that takes complete looks.
 */
static bool
address_of(struct store *s, struct arena *a, int64_t finding,
    struct str *address_index)
{
	struct finding_get_row row;
	struct address address;
	struct buf text = {0};

	if (!finding_get(s->db, finding, &row))
		return false;

	struct str subject =
	    store_open(s, a, "finding.subject", finding, row.subject_sealed);

	if (!address_read(str_upto(subject, str_find(subject, ' ')), &address))
		return false;
	address_put(&text, &address);
	*address_index = store_print(s, a, LOOK_EXCEPT, buf_all(&text));
	buf_free(&text);
	return true;
}

/* Looks in a series after a day that the finding would have been in. */
static void
looks_since(struct store *s, int64_t finding,
    const struct finding_seen_of_row *seen, struct look_count_since_row *since)
{
	struct arena a;
	struct look_named_row named;
	struct str address;

	arena_init(&a, 0);
	if (address_of(s, &a, finding, &address)) {
		look_named(
		    s->db, seen->series, seen->last_day, address, &named);
		since->looks_int = named.looks_int;
		since->last_day_int = named.last_day_int;
	} else {
		look_count_since(s->db, seen->series, seen->last_day, since);
	}
	arena_free(&a);
}

int32_t
finding_absent_until(struct store *s, int64_t finding, unsigned looks)
{
	struct sql_cursor c;
	struct finding_seen_of_row seen;
	int32_t newest = DAY_ABSENT;

	finding_seen_of(s->db, finding, &c);
	while (finding_seen_of_next(&c, &seen)) {
		struct look_count_since_row since;
		looks_since(s, finding, &seen, &since);
		if (since.looks_int < looks) {
			sql_cursor_end(&c);
			return DAY_ABSENT;
		}
		newest = (int32_t)most(newest, since.last_day_int);
	}
	return newest;
}

/* Whether the receiver is to hear that it is gone. Of an asset that is theirs
 * no longer nobody knows: it may be there still, as another's. */
static bool
wants_last_word(struct store *s, const struct finding_get_row *row, int64_t now)
{
	struct claim_get_row claim;

	if (row->told == 0 || row->answer == ANSWER_NOT_OURS ||
	    row->answer == ANSWER_ACCEPTED)
		return false;
	return row->claim == SQL_NULL_I64 ||
	    !claim_get(s->db, row->claim, &claim) ||
	    claim.valid_until == SQL_NULL_I64 || claim.valid_until > now;
}

void
finding_close_absent(struct store *s, int64_t id, const struct topic *t,
    int64_t now, struct finding_sums *sums)
{
	bool quiet = t->close == TOPIC_CLOSE_QUIET;
	struct finding_get_row row;

	if (t->close == TOPIC_CLOSE_ANSWER || !finding_get(s->db, id, &row))
		return;

	int64_t answer = row.answer, reopened = row.reopened;
	int32_t day = finding_absent_until(s, id, t->looks);

	if (day == DAY_ABSENT)
		return;

	int64_t due =
	    !quiet && wants_last_word(s, &row, now) ? now : SQL_NULL_I64;

	finding_set_state(s->db, id, quiet ? FINDING_QUIET : FINDING_CLOSED,
	    answer, now, day, reopened, due);
	finding_happened(s, id, quiet ? HAPPENED_QUIET : HAPPENED_CLOSED, now,
	    day, SQL_NULL_I64, STR(""));
	if (quiet)
		sums->quiet++;
	else
		sums->closed++;
}

struct missed {
	int64_t id;
	const struct topic *topic;
};

void
finding_look(
    struct store *s, int64_t series, int64_t now, struct finding_sums *sums)
{
	struct buf list = {0};
	struct sql_cursor c;
	struct finding_missed_row row;
	struct look_named_row looks;

	/* by the newest look: after an older report, read late, there may be
	 * enough of them already */
	look_named(s->db, series, DAY_ABSENT, (struct str){"", 0}, &looks);
	if (looks.looks_int == 0)
		return;
	finding_missed(s->db, series, looks.last_day_int, &c);
	while (finding_missed_next(&c, &row)) {
		struct missed m = {row.id, topic_by_id(row.topic)};
		if (m.topic != NULL)
			buf_put(&list, &m, sizeof(m));
	}

	const struct missed *m = (const struct missed *)(const void *)list.p;

	for (size_t i = 0; i < list.n / sizeof(*m); i++)
		finding_close_absent(s, m[i].id, m[i].topic, now, sums);
	buf_free(&list);
}

/* What it rests on is not so, or not all of it. */
static void
claim_question(struct store *s, int64_t finding, int64_t now)
{
	struct finding_get_row row;
	struct arena a;

	if (!finding_get(s->db, finding, &row) || row.claim == SQL_NULL_I64)
		return;

	int64_t claim = row.claim;

	arena_init(&a, 0);
	claim_doubt(s, claim,
	    store_open(s, &a, "finding.subject", finding, row.subject_sealed),
	    now);
	arena_free(&a);
}

enum err
finding_answer(struct store *s, int64_t finding, enum answer answer,
    int64_t person, struct str note, int64_t now, struct why *w)
{
	struct finding_get_row row;

	if (!finding_get(s->db, finding, &row))
		return why_set(w, ERR_ABSENT, "there is no such finding");
	if (row.state >= FINDING_CLOSED)
		return why_set(w, ERR_REFUSED,
		    "this finding is over already (%s); nothing to answer",
		    finding_state_name((enum finding_state)row.state));

	int64_t reopened = row.reopened;
	int64_t day = answer == ANSWER_FIXED ? day_of_time(now) : SQL_NULL_I64;

	finding_set_state(s->db, finding, FINDING_ANSWERED, answer,
	    SQL_NULL_I64, day, reopened, SQL_NULL_I64);
	contact_confirm_told(s->db, finding, now);
	if (answer == ANSWER_NOT_OURS)
		claim_question(s, finding, now);

	struct buf text = {0};

	buf_fmt(&text, "%s%s%.*s", answer_name(answer), note.n > 0 ? ": " : "",
	    STR_ARG(note));
	finding_happened(s, finding, HAPPENED_ANSWERED, now, SQL_NULL_I64,
	    person, buf_all(&text));
	buf_free(&text);
	return OK;
}

void
finding_notice(struct store *s, int64_t finding, enum severity severity,
    int64_t person, struct str notice_ref, int64_t now)
{
	finding_told(s->db, finding, severity, now);
	finding_happened(s, finding, HAPPENED_NOTICED, now, SQL_NULL_I64,
	    person, notice_ref);
}

/* Whether the newest complete look of some series still had it. */
static bool
is_still_there(struct store *s, int64_t finding)
{
	struct sql_cursor c;
	struct finding_seen_of_row seen;
	bool there = false;

	finding_seen_of(s->db, finding, &c);
	while (finding_seen_of_next(&c, &seen)) {
		struct look_count_since_row since;
		looks_since(s, finding, &seen, &since);
		there = there || since.looks_int == 0;
	}
	return there;
}

int64_t
finding_remind_at(const struct topic *t, enum severity severity,
    int64_t noticed, int64_t told)
{
	int64_t before = most(told - 1, 0);

	if (before >= ladder_of(severity)->reminders)
		return INT64_MAX;
	return noticed +
	    ((int64_t)topic_repeat(t, severity) << before) * (int64_t)DAY;
}

uint64_t
finding_remind(struct store *s, int64_t now)
{
	struct buf list = {0};
	struct sql_cursor c;
	struct finding_reminder_due_row row;

	finding_reminder_due(s->db, now - DAY, &c);
	while (finding_reminder_due_next(&c, &row)) {
		const struct topic *t = topic_by_id(row.topic);
		if (t == NULL)
			continue;
		if (finding_remind_at(t, (enum severity)row.severity,
			row.noticed, row.told) <= now &&
		    is_still_there(s, row.id))
			buf_put(&list, &row.id, sizeof(row.id));
	}

	uint64_t n = list.n / sizeof(row.id);

	for (uint64_t i = 0; i < n; i++) {
		const int64_t *id = (const int64_t *)(const void *)list.p;
		finding_want(s->db, id[i], now);
	}
	buf_free(&list);
	return n;
}
