/* cmd_status: how the service stands, on one screen */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "notify/correct.h"
#include "run/commands.h"
#include "run/fields.h"
#include "run/sheet.h"
#include "run/spoken.h"
#include "run/standing.h"
#include "run/status_json.h"
#include "run/status_to_do.h"

enum {
	SERIES_SHOWN = 8,
	LATE_DAYS = 2, /* most reports are of yesterday */
};

/* For people. */

static void
label(struct buf *b, const char *name)
{
	buf_fmt(b, "%-12s", name);
}

static void
known_put(struct buf *b, const struct standing *st)
{
	int64_t assets = 0;

	for (size_t i = 0; i < CLAIM_REFUSED; i++)
		assets += st->claims[i];
	label(b, "Guarded");
	spoken_many(b, st->organisations, "company");
	buf_str(b, STR(" with "));
	spoken_many(b, assets, "asset");
	if (st->claims[CLAIM_PENDING] + st->claims[CLAIM_DISPUTED] > 0) {
		buf_str(b, STR(", of which "));
		spoken_count(
		    b, st->claims[CLAIM_PENDING] + st->claims[CLAIM_DISPUTED]);
		buf_str(b, STR(" not settled"));
	}
	if (st->overlaps > 0) {
		buf_str(b, STR("; "));
		spoken_count(b, st->overlaps);
		buf_str(b, STR(" within another company's"));
	}
	buf_char(b, '\n');
}

/* Nothing where there never was one. */
static void
agreements_put(struct buf *b, const struct standing *st)
{
	if (st->agreements + st->agreements_soon + st->agreements_expired == 0)
		return;
	label(b, "");
	spoken_many(b, st->agreements, "agreement");
	if (st->agreements_soon > 0) {
		buf_str(b, STR(", "));
		spoken_count(b, st->agreements_soon);
		buf_fmt(b, " of them %s within 30 days",
		    st->agreements_soon == 1 ? "ends" : "end");
	}
	if (st->agreements_expired > 0) {
		buf_str(b, STR("; "));
		spoken_many(b, st->agreements_expired, "agreement");
		buf_str(b, STR(" EXPIRED"));
	}
	if (st->agreements_soon + st->agreements_expired > 0)
		buf_str(b, STR("; `dijkwacht agreement list`"));
	buf_char(b, '\n');
}

static void
reports_put(struct buf *b, const struct standing *st, int64_t today)
{
	label(b, "Came in");
	spoken_many(b, st->reports.reports_int, "report");
	if (st->reports.first_day_int != SQL_NULL_I64) {
		buf_str(b, STR(" of "));
		spoken_day(b, st->reports.first_day_int);
		if (st->reports.last_day_int != st->reports.first_day_int) {
			buf_str(b, STR(" to "));
			spoken_day(b, st->reports.last_day_int);
		}
		buf_str(b, STR(" (the newest: "));
		spoken_ago(b, st->reports.last_day_int, today);
		buf_char(b, ')');
	}
	buf_char(b, '\n');
	if (st->ledger.rows_int == 0)
		return;
	label(b, "");
	spoken_many(b, st->ledger.rows_int, "row");
	buf_str(b, STR(", "));
	spoken_count(b, st->ledger.rejected_int);
	buf_str(b, STR(" of them could not be used\n"));
}

/* "12 what", behind a comma unless it is the first. */
static void
some_put(struct buf *b, int64_t n, const char *what, bool *first)
{
	if (n == 0)
		return;
	if (!*first)
		buf_str(b, STR(", "));
	*first = false;
	spoken_count(b, n);
	buf_fmt(b, " %s", what);
}

static void
line_put(struct buf *b, int64_t n, const char *what)
{
	if (n == 0)
		return;
	label(b, "");
	spoken_count(b, n);
	buf_fmt(b, " %s\n", what);
}

static void
seen_put(struct buf *b, const struct standing *st)
{
	bool first = true;

	if (st->observations == 0)
		return;
	label(b, "Seen");
	spoken_many(b, st->observations, "different thing");
	buf_str(b, STR(":\n"));
	label(b, "");
	spoken_count(b, st->unowned[UNOWNED_NOT]);
	buf_str(b, STR(" of a company we guard"));
	if (st->unowned[UNOWNED_NOT] > 0) {
		buf_str(b, STR(" ("));
		some_put(b, st->ground[GROUND_ADDRESS], "by address", &first);
		some_put(b, st->ground[GROUND_DOMAIN], "by domain", &first);
		some_put(b, st->ground[GROUND_CERTIFICATE], "by certificate",
		    &first);
		buf_char(b, ')');
	}
	buf_char(b, '\n');
	line_put(b, st->unowned[UNOWNED_NOBODY], "outside all claims");
	line_put(b, st->unowned[UNOWNED_SHARED],
	    "on a shared or changing address only");
	line_put(b, st->unowned[UNOWNED_SPECIAL],
	    "on an address that is everyone's");
	line_put(
	    b, st->unowned[UNOWNED_NAMELESS], "without an address or a name");
	line_put(b, st->unowned[UNOWNED_PRIVATE],
	    "a person's own account, of which nobody is told");
}

static void
findings_put(struct buf *b, const struct standing *st)
{
	const int64_t *n = st->finding;
	bool first = true;

	label(b, "Findings");
	spoken_count(
	    b, n[FINDING_OPEN] + n[FINDING_NOTIFIED] + n[FINDING_ANSWERED]);
	buf_str(b, STR(" going on"));
	if (n[FINDING_OPEN] + n[FINDING_NOTIFIED] + n[FINDING_ANSWERED] > 0)
		buf_str(b, STR(": "));
	some_put(b, n[FINDING_OPEN], "open", &first);
	some_put(b, n[FINDING_NOTIFIED], "notified", &first);
	some_put(b, n[FINDING_ANSWERED], "answered", &first);
	buf_char(b, '\n');
	label(b, "");
	spoken_count(b, n[FINDING_CLOSED]);
	buf_str(b, STR(" closed by proof, "));
	spoken_count(b, n[FINDING_QUIET]);
	buf_str(b, STR(" quiet"));
	if (n[FINDING_WITHDRAWN] > 0) {
		buf_str(b, STR(", "));
		spoken_count(b, n[FINDING_WITHDRAWN]);
		buf_str(b, STR(" withdrawn"));
	}
	if (n[FINDING_ENDED] > 0) {
		buf_str(b, STR(", "));
		spoken_count(b, n[FINDING_ENDED]);
		buf_str(b, STR(" not theirs any more"));
	}
	buf_char(b, '\n');
}

/* What waits for people, or for working hours. */
static void
releases_put(struct buf *b, const struct standing *st, int64_t now)
{
	line_put(b, st->second, "of these wait for a second person");
	line_put(b, st->later, "of these wait for working hours");
	if (st->emergencies == 0)
		return;
	label(b, "");
	spoken_many(b, st->emergencies, "emergency release");
	buf_fmt(b, " to look at, before ");
	spoken_moment(b, st->emergency_due);
	if (st->emergency_due < now)
		buf_str(b, STR(": OVERDUE"));
	buf_str(b, STR("; `dijkwacht notices review`\n"));
}

static void
many_put(struct buf *b, int64_t n, const char *noun, const char *what)
{
	if (n == 0)
		return;
	label(b, "");
	spoken_many(b, n, noun);
	buf_str(b, str_of(what));
}

/* Releases that nobody gives by hand, and those that stopped. */
static void
standings_put(struct buf *b, const struct standing *st)
{
	many_put(b, st->standings, "standing release",
	    " live; `dijkwacht standing list`\n");
	many_put(b, st->proposed, "standing release",
	    " to be approved; `dijkwacht standing list`\n");
	many_put(b, st->watched, "release",
	    " under way, until 20 notices are seen to be right\n");
	many_put(b, st->stopped, "RELEASE", " STOPPED: ");
	if (st->stopped > 0)
		buf_fmt(b, "%.*s, as %.*s; `dijkwacht standing resume`\n",
		    STR_ARG(st->stopped_ref), STR_ARG(st->stopped_why));
}

static void
leaks_put(struct buf *b, const struct standing *st, int64_t now)
{
	int64_t left = st->leak_known + LEAK_TIME - now;

	if (st->leaks == 0)
		return;
	label(b, "");
	spoken_many(b, st->leaks, "DATA LEAK");
	buf_str(b, STR(" open; "));
	if (left > 0) {
		spoken_many(b, left / HOUR, "hour");
		buf_str(b, STR(" left of the 72 to decide"));
	} else {
		buf_str(b, STR("the 72 hours to decide are OVER"));
	}
	buf_str(b, STR("; `dijkwacht leak list`\n"));
}

/* What came back lately, and who cannot be told any more. */
static void
returned_put(struct buf *b, const struct standing *st)
{
	bool first = true;
	int64_t sum = 0;

	for (size_t i = 0; i < RETURNED_COUNT; i++)
		sum += st->returned[i];
	if (sum > 0) {
		label(b, "Came back");
		for (size_t i = 0; i < RETURNED_COUNT; i++)
			some_put(b, st->returned[i],
			    returned_kind_name((enum returned_kind)i), &first);
		buf_fmt(b, ", in %d days\n", RETURNED_DAYS);
	}
	if (st->nobody == 0)
		return;
	label(b, "");
	spoken_many(b, st->nobody, "company");
	buf_str(b,
	    STR(" CANNOT BE TOLD: what we sent came back; give another "
		"address\n"));
}

static void
failing_put(struct buf *b, const struct standing *st)
{
	if (st->failing == SQL_NULL_I64)
		return;
	label(b, "");
	buf_str(b, STR("NO MAIL IS TAKEN since "));
	spoken_moment(b, st->failing);
	buf_str(b, STR("; `dijkwacht sending status`\n"));
}

static void
notices_put(struct buf *b, const struct standing *st, int64_t now)
{
	const int64_t *n = st->notice;
	bool first = true;

	label(b, "Notices");
	some_put(b, n[NOTICE_PREPARED], "prepared", &first);
	some_put(b, n[NOTICE_RELEASED], "released but not out", &first);
	some_put(b, n[NOTICE_SENT], "sent", &first);
	some_put(b, n[NOTICE_WITHDRAWN], "withdrawn", &first);
	if (first)
		buf_str(b, STR("none yet"));
	if (st->told > 0) {
		buf_str(b, STR("; "));
		spoken_many(b, st->told, "company");
		buf_str(b, STR(" told"));
	}
	if (st->delivery[DELIVERY_FAILED] > 0) {
		buf_str(b, STR("; "));
		spoken_count(b, st->delivery[DELIVERY_FAILED]);
		buf_str(b, STR(" could not be delivered"));
	}
	buf_char(b, '\n');
	releases_put(b, st, now);
	standings_put(b, st);
	leaks_put(b, st, now);
	failing_put(b, st);
	if (!st->held)
		return;
	label(b, "");
	buf_str(b, STR("SENDING IS ON HOLD since "));
	spoken_moment(b, st->held_since);
	buf_str(b, STR(": "));
	spoken_text(b, st->held_why);
	buf_char(b, '\n');
}

/* Whom people have to phone, and whose address may be old. */
static void
desk_put(struct buf *b, const struct standing *st)
{
	if (st->cases > 0) {
		label(b, "Desk");
		spoken_many(b, st->cases, "case");
		buf_str(b, STR(" open"));
		if (st->cases_late > 0) {
			buf_str(b, STR(", "));
			spoken_count(b, st->cases_late);
			buf_str(b, STR(" of them LATE"));
		}
		buf_str(b, STR("; `dijkwacht case list`\n"));
	}
	if (st->on_call.n > 0) {
		label(b, "On call");
		spoken_text(b, st->on_call);
		buf_str(b, STR(", until "));
		spoken_moment(b, st->on_call_until);
		buf_char(b, '\n');
	}
	if (st->contacts_old > 0) {
		label(b, "Contacts");
		spoken_count(b, st->contacts_old);
		buf_str(b,
		    STR(" not confirmed for a year; `dijkwacht organisation "
			"contacts --unconfirmed`\n"));
	}
}

static void
series_put(struct buf *b, const struct standing_look *l, int64_t today)
{
	buf_fmt(b, "%.*s %.*s", STR_ARG(l->feed), STR_ARG(l->type));
	if (l->scope.n > 0) {
		buf_char(b, ' ');
		spoken_text(b, l->scope);
	}
	if (l->complete_day == SQL_NULL_I64) {
		buf_str(b, STR(": never complete, so it closes nothing\n"));
		return;
	}
	buf_str(b, STR(": complete on "));
	spoken_day(b, l->complete_day);
	buf_str(b, STR(", "));
	spoken_ago(b, l->complete_day, today);
	if (today - l->complete_day > LATE_DAYS)
		buf_str(b, STR(": LATE"));
	buf_char(b, '\n');
}

static bool
series_late(const struct standing_look *l, int64_t today)
{
	return l->complete_day == SQL_NULL_I64 ||
	    today - l->complete_day > LATE_DAYS;
}

/* The latest are on top: those are to be looked at, each by itself. */
static void
all_series_put(struct buf *b, const struct standing *st, int64_t today)
{
	size_t shown = 0, rest, late = 0;

	while (shown < st->n_looks && shown < SERIES_SHOWN &&
	    (series_late(&st->look[shown], today) ||
		shown + 1 == st->n_looks)) {
		label(b, shown == 0 ? "Reports" : "");
		series_put(b, &st->look[shown++], today);
	}
	rest = st->n_looks - shown;
	for (size_t i = shown; i < st->n_looks; i++)
		late += series_late(&st->look[i], today);
	if (rest == 0)
		return;
	label(b, shown == 0 ? "Reports" : "");
	spoken_many(b, (int64_t)rest, shown == 0 ? "kind" : "other kind");
	if (late > 0) {
		buf_str(b, STR(", of which "));
		spoken_count(b, (int64_t)late);
		buf_str(b, STR(" LATE\n"));
	} else {
		buf_fmt(b, ", complete in the last %d days\n", LATE_DAYS);
	}
}

static void
feeds_put(struct buf *b, const struct standing *st)
{
	bool first = true;

	for (size_t i = 0; i < st->n_feeds; i++) {
		if (st->feed[i].missing == SQL_NULL_I64)
			continue;
		label(b, first ? "Feeds" : "");
		buf_fmt(b, "%.*s: MISSING since ", STR_ARG(st->feed[i].name));
		spoken_moment(b, st->feed[i].missing);
		buf_char(b, '\n');
		first = false;
	}
	if (first && st->n_feeds > 0) {
		label(b, "Feeds");
		spoken_many(b, (int64_t)st->n_feeds, "feed");
		buf_str(b, STR(", none missing\n"));
	}
}

static void
last_put(struct buf *b, int64_t last, int64_t now, const char *never)
{
	if (last == SQL_NULL_I64) {
		buf_str(b, str_of(never));
		return;
	}
	spoken_moment(b, last);
	buf_str(b, STR(", "));
	spoken_ago(b, day_of_time(last), day_of_time(now));
}

static void
service_put(struct buf *b, const struct standing *st, int64_t now)
{
	label(b, "Release");
	buf_str(b,
	    st->automatic
		? STR("automatic: notices go out without a person\n")
		: STR("by hand: notices wait for `dijkwacht notices send`\n"));
	label(b, "Backup");
	last_put(b, st->backup, now, "none yet");
	buf_str(b, STR("; keys on paper tried: "));
	last_put(b, st->drill, now, "never");
	buf_char(b, '\n');
}

static void
evidence_put(struct buf *b, const struct standing *st)
{
	label(b, "Evidence");
	spoken_bytes(b, (uint64_t)st->ledger.stored_int);
	buf_str(b, STR(" in "));
	spoken_many(b, st->ledger.chunks_int, "chunk");
	buf_str(b, STR(" ("));
	spoken_bytes(b, (uint64_t)st->ledger.bytes_int);
	buf_str(b, STR(" as it came)\n"));
}

static void
text_put(struct buf *b, const struct standing *st, int64_t now)
{
	int64_t today = day_of_time(now);

	spoken_text(b, st->name);
	buf_str(b, STR(", "));
	spoken_moment(b, now);
	buf_str(b, STR("\n\n"));
	known_put(b, st);
	agreements_put(b, st);
	reports_put(b, st, today);
	seen_put(b, st);
	findings_put(b, st);
	notices_put(b, st, now);
	returned_put(b, st);
	desk_put(b, st);
	all_series_put(b, st, today);
	feeds_put(b, st);
	evidence_put(b, st);
	service_put(b, st, now);
	status_to_do_put(b, st);
}

static int
run(struct job *job)
{
	enum sheet_format format;
	struct standing st;
	struct buf b = {0};
	struct why w = {0};
	enum err e =
	    sheet_format_read(call_value(job->call, "format"), &format, &w);

	if (e != OK || format == SHEET_CSV) {
		job_err(job, "--format: choose table or json\n");
		return 2;
	}
	standing_read(job, &st);
	if (format == SHEET_JSON)
		status_json_put(&b, &st, job->now);
	else
		text_put(&b, &st, job->now);
	job_str(job, buf_all(&b));
	buf_free(&b);
	return 0;
}

static const struct option options[] = {
    {"format", "table|json", "for people (preset), or for programs"},
    {0},
};

const struct command command_status = {
    .name = "status",
    .example = "--format json",
    .args = "",
    .about = "how the service stands, on one screen",
    .place = PLACE_READER,
    .options = options,
    .more = "A report that was not complete for more than two days is called "
	    "late: while it is missing, nothing seen in it can be closed.",
    .run = run,
};
