/* demo_show: what a demo's month came to, to look at */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/demo_show.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/time.h"
#include "finding/finding.h"
#include "match/claim.h"
#include "match/identify.h"
#include "notify/prepare.h"
#include "run/spoken.h"
#include "store/claim.sql.h"
#include "store/finding.sql.h"
#include "store/ledger.sql.h"
#include "store/notice.sql.h"
#include "store/observation.sql.h"
#include "store/organisation.sql.h"
#include "store/report.sql.h"
#include "words.gen.h"

enum {
	BAR_ROWS = 20, /* characters of the longest bar */
	BAR_MOST = 18, /* one a finding, up to here */
	TOPICS_WIDTH = 56,
};

static void PRINTF(3, 4)
    line(struct job *job, const char *head, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	job_out(job, "  %-17s %s\n", head, text);
}

/* "12,345", in the job's arena. */
static const char *
count(struct job *job, int64_t n)
{
	struct buf b = {0};

	spoken_count(&b, n);

	const char *s = arena_cstr(&job->a, buf_all(&b));

	buf_free(&b);
	return s;
}

/* How often something happened to findings. */
static int64_t
happened(struct store *s, enum finding_what what)
{
	struct sql_cursor c;
	struct finding_event_count_row row;
	int64_t n = 0;

	finding_event_count(s->db, &c);
	while (finding_event_count_next(&c, &row))
		if (row.what == (int64_t)what)
			n = row.events_int;
	return n;
}

static int64_t
notices_sent(struct store *s, int64_t *organisations)
{
	struct sql_cursor c;
	struct notice_count_row row;
	int64_t n = 0;

	*organisations = 0;
	notice_count(s->db, &c);
	while (notice_count_next(&c, &row))
		if (row.state == NOTICE_SENT) {
			n = row.notices_int;
			*organisations = row.organisations_int;
		}
	return n;
}

void
demo_totals(struct store *s, struct demo_day *d)
{
	struct ledger_sum_row sum;
	int64_t organisations;

	*d = (struct demo_day){.date = d->date};
	if (ledger_sum(s->db, &sum))
		d->rows = sum.rows_int;
	d->opened = happened(s, HAPPENED_OPENED);
	d->reopened = happened(s, HAPPENED_REOPENED);
	d->closed = happened(s, HAPPENED_CLOSED) + happened(s, HAPPENED_QUIET);
	d->notices = notices_sent(s, &organisations);
}

/* The plot. */

static void
bar(struct buf *b, int64_t n, int64_t wide, char with)
{
	for (int64_t i = 0; i < wide; i++)
		buf_char(b, i < n ? with : ' ');
}

/* One character each; "+" where they do not fit. */
static void
bar_each(struct buf *b, int64_t n, char with)
{
	bar(b, n, BAR_MOST, with);
	buf_char(b, n > BAR_MOST ? '+' : ' ');
}

static int64_t
rows_most(const struct demo_day *day, size_t n)
{
	int64_t most = 1;

	for (size_t i = 0; i < n; i++)
		if (day[i].rows > most)
			most = day[i].rows;
	return most;
}

void
demo_show_days(struct job *job, const struct demo_day *day, size_t n)
{
	int64_t most = rows_most(day, n);
	struct buf b = {0};

	job_out(job, "\n%-11s %4s %-*s %3s %-*s %3s %s\n", "reports of", "rows",
	    BAR_ROWS, "", "new", BAR_MOST, "or back (+)", "over", "(-)");
	for (size_t i = 0; i < n; i++) {
		int64_t found = day[i].opened + day[i].reopened;
		buf_reset(&b);
		day_put(&b, day[i].date);
		buf_fmt(&b, "  %4lld ", (long long)day[i].rows);
		bar(&b, (day[i].rows * BAR_ROWS + most - 1) / most, BAR_ROWS,
		    '#');
		buf_fmt(&b, " %3lld ", (long long)found);
		bar_each(&b, found, '+');
		buf_fmt(&b, "%3lld ", (long long)day[i].closed);
		bar_each(&b, day[i].closed, '-');

		struct str text = buf_all(&b);

		while (text.n > 0 && text.p[text.n - 1] == ' ')
			text.n--;
		job_out(job, "%.*s\n", STR_ARG(text));
	}
	buf_free(&b);
}

/* The notice. */

/* Whether all it tells of is the receiver's own to repair. */
static bool
is_own(struct store *s, int64_t notice)
{
	struct sql_cursor c;
	struct notice_findings_row row;
	bool own = true;

	notice_findings(s->db, notice, &c);
	while (notice_findings_next(&c, &row)) {
		struct finding_get_row f;
		own = own && finding_get(s->db, row.finding, &f) &&
		    f.responsibility == RESPONSIBILITY_YOU;
	}
	return own;
}

/* 0: not fit to be shown. */
static int
fitness(struct store *s, const struct notice_in_state_row *row)
{
	if (row->urgency == 0 || row->language != LANG_NL)
		return 0;
	return 1 + 2 * (row->kind == NOTICE_FIRST) + (int)is_own(s, row->id);
}

/* The id of the fittest, of the newest when there are more; 0: none. */
static int64_t
notice_choose(struct store *s)
{
	struct sql_cursor c;
	struct notice_in_state_row row;
	int best = 0;
	int64_t id = 0;

	notice_in_state(s->db, NOTICE_SENT, &c);
	while (notice_in_state_next(&c, &row)) {
		int fit = fitness(s, &row);
		if (fit > best || (fit > 0 && fit == best && row.id > id)) {
			best = fit;
			id = row.id;
		}
	}
	return id;
}

int64_t
demo_show_notice(struct job *job, struct service *sv)
{
	struct store *s = &sv->store;
	int64_t id = notice_choose(s);
	struct notice_get_row row;

	if (id == 0 || !notice_get(s->db, id, &row))
		return 0;
	job_out(job,
	    "\nA new urgent notice in Dutch, as it lies in "
	    "%s/outbox/%.*s.eml:\n\n",
	    job->path, STR_ARG(row.ref));

	int64_t receiver = row.organisation;
	struct str body =
	    store_open(s, &job->a, "notice.body", id, row.body_sealed);

	for (struct str text; str_split(&body, '\n', &text);)
		job_out(
		    job, "  |%s%.*s\n", text.n > 0 ? " " : "", STR_ARG(text));
	return receiver;
}

/* The sums. */

static void
show_read(struct job *job, struct store *s)
{
	struct report_count_row reports;
	struct ledger_sum_row sum;

	if (!report_count(s->db, &reports) || !ledger_sum(s->db, &sum))
		return;
	job_out(job, "What came in\n");
	line(job, "reports", "%s, of the last 30 days",
	    count(job, reports.reports_int));
	line(job, "rows", "%s, of which %s seen for the first time",
	    count(job, sum.rows_int), count(job, sum.fresh_int));
	line(job, "could not be read",
	    "%s: kept as evidence, told with line and "
	    "reason",
	    count(job, sum.rejected_int));
}

static int64_t
unowned_count(struct store *s, enum unowned why)
{
	struct sql_cursor c;
	struct observation_count_row row;
	int64_t n = 0;

	observation_count(s->db, &c);
	while (observation_count_next(&c, &row))
		if (row.unowned == (int64_t)why)
			n = row.observations_int;
	return n;
}

static void
show_whom(struct job *job, struct store *s)
{
	struct sql_cursor c;
	struct ground_count_row row;

	job_out(job, "Whom it concerns\n");
	line(job, "identified", "%s systems and accounts, namely by",
	    count(job, unowned_count(s, UNOWNED_NOT)));
	ground_count(s->db, &c);
	while (ground_count_next(&c, &row))
		line(job, "", "%-11s %4lld at %lld %s",
		    ground_name((enum ground)row.ground),
		    (long long)row.observations_int,
		    (long long)row.organisations_int,
		    row.organisations_int == 1 ? "company" : "companies");
	line(job, "nobody we know", "%s",
	    count(job, unowned_count(s, UNOWNED_NOBODY)));
	line(job, "not to be told",
	    "%s on addresses of many, %s on addresses that "
	    "are everyone's",
	    count(job, unowned_count(s, UNOWNED_SHARED)),
	    count(job, unowned_count(s, UNOWNED_SPECIAL)));
}

static void
show_topics(struct job *job, struct store *s)
{
	struct sql_cursor c;
	struct finding_count_topic_row row;
	struct buf b = {0};

	finding_count_topic(s->db, &c);
	while (finding_count_topic_next(&c, &row)) {
		if (b.n + row.topic.n + 8 > TOPICS_WIDTH)
			continue;
		buf_fmt(&b, "%s%.*s %lld", b.n > 0 ? ", " : "",
		    STR_ARG(row.topic), (long long)row.findings_int);
	}
	line(job, "most of all", "%.*s", STR_ARG(buf_all(&b)));
	buf_free(&b);
}

static void
show_findings(struct job *job, struct store *s)
{
	struct sql_cursor c;
	struct finding_count_row row;
	int64_t going = 0, all = 0;

	finding_count(s->db, &c);
	while (finding_count_next(&c, &row)) {
		all += row.findings_int;
		if (row.state < FINDING_CLOSED)
			going += row.findings_int;
	}
	job_out(job, "What became of it\n");
	line(job, "findings", "%s, of which %s go on", count(job, all),
	    count(job, going));
	show_topics(job, s);
	line(job, "repaired", "%s times: gone from enough complete reports",
	    count(job, happened(s, HAPPENED_CLOSED)));
	line(job, "quiet", "%s times: not seen since, never called repaired",
	    count(job, happened(s, HAPPENED_QUIET)));
	line(job, "back again", "%s times",
	    count(job, happened(s, HAPPENED_REOPENED)));
	line(job, "answered", "%s times",
	    count(job, happened(s, HAPPENED_ANSWERED)));
}

/* Findings that nobody can be told of. */
static int64_t
without_mail(struct job *job, struct store *s)
{
	struct sql_cursor c;
	struct finding_due_row row;
	int64_t n = 0;

	finding_due(s->db, 0, &c);
	while (finding_due_next(&c, &row)) {
		struct contact_mail_row mail;
		n += !contact_mail(s->db, row.organisation, job->now, &mail);
	}
	return n;
}

static void
show_notices(struct job *job, struct store *s)
{
	struct sql_cursor c;
	struct notice_in_state_row row;
	long long urgency[LANG_COUNT][2] = {{0}}, kind[NOTICE_KIND_COUNT] = {0};
	int64_t organisations, sent = notices_sent(s, &organisations);

	notice_in_state(s->db, NOTICE_SENT, &c);
	while (notice_in_state_next(&c, &row))
		if (row.language >= 0 && row.language < LANG_COUNT &&
		    row.kind >= 0 && row.kind < NOTICE_KIND_COUNT) {
			urgency[row.language][row.urgency != 0]++;
			kind[row.kind]++;
		}
	job_out(job, "Who was told\n");
	line(job, "notices", "%s to %s companies, in %s/outbox",
	    count(job, sent), count(job, organisations), job->path);
	line(job, "",
	    "%lld first, %lld with more, %lld reminders, %lld of what "
	    "is back",
	    kind[NOTICE_FIRST], kind[NOTICE_MORE] + kind[NOTICE_CHANGED],
	    kind[NOTICE_REMINDER] + kind[NOTICE_LAST], kind[NOTICE_AGAIN]);
	line(job, "", "%lld to say that it is solved", kind[NOTICE_SOLVED]);
	line(job, "",
	    "Dutch %lld urgent, %lld not; English %lld urgent, %lld not",
	    urgency[LANG_NL][1], urgency[LANG_NL][0], urgency[LANG_EN][1],
	    urgency[LANG_EN][0]);
}

static void
show_to_do(struct job *job, struct store *s)
{
	struct sql_cursor c;
	struct claim_count_row row;
	int64_t pending = 0;

	claim_count(s->db, &c);
	while (claim_count_next(&c, &row))
		if (row.state == CLAIM_PENDING)
			pending = row.claims_int;
	job_out(job, "What waits for you\n");
	line(job, "no mail address", "%s findings nobody can be told of",
	    count(job, without_mail(job, s)));
	line(job, "claimed twice",
	    "%s assets, which identify nobody until you "
	    "decide",
	    count(job, pending));
}

void
demo_show_sums(struct job *job, struct service *sv)
{
	job_out(job, "\n");
	show_read(job, &sv->store);
	show_whom(job, &sv->store);
	show_findings(job, &sv->store);
	show_notices(job, &sv->store);
	show_to_do(job, &sv->store);
}

/* The reference: names hold blanks, and characters that not all keyboards
 * have. */
static struct str
reference_of(struct job *job, struct store *s, int64_t organisation)
{
	struct organisation_get_row row;

	if (!organisation_get(
		s->db, organisation == 0 ? 1 : organisation, &row))
		return (struct str){0};
	return arena_str(&job->a, row.ref);
}

/* How this program is called from here: by its name when it is installed. */
static struct str
program(struct job *job)
{
	char exe[PATH_ROOM], here[PATH_ROOM];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe));
	struct str path = str_make(exe, n < 0 ? 0 : (size_t)n);

	if (path.n == 0 || str_starts(path, STR("/usr/")))
		return STR("dijkwacht");

	struct str cwd = str_of(getcwd(here, sizeof(here)));

	if (cwd.n > 0 && cwd.n < path.n && str_starts(path, cwd) &&
	    path.p[cwd.n] == '/')
		path = str_from(path, cwd.n + 1);
	return arena_str(&job->a, path);
}

void
demo_show_next(struct job *job, struct service *sv, int64_t organisation)
{
	struct str company = reference_of(job, &sv->store, organisation);
	struct str self = program(job);

	job_out(job,
	    "What now\n"
	    "  %.*s status --folder %s\n"
	    "  %.*s findings --folder %s\n"
	    "  %.*s organisation show %.*s --folder %s\n"
	    "  %.*s evidence verify --folder %s\n"
	    "What each command said is in %s/world/log.txt, the reports it "
	    "read "
	    "beside it.\n",
	    STR_ARG(self), job->path, STR_ARG(self), job->path, STR_ARG(self),
	    STR_ARG(company), job->path, STR_ARG(self), job->path, job->path);
}
