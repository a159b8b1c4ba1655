/* cmd_findings: what was found at whom, listed, or one finding whole */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/finding.h"
#include "match/organisation.h"
#include "run/commands.h"
#include "run/finding_told.h"
#include "run/sheet.h"
#include "store/finding.sql.h"
#include "store/notice.sql.h"

/* What the options ask for; NULL ids and absent texts ask nothing. */
struct wanted {
	enum sheet_format format;
	int64_t state, organisation;
	bool going_on, baseline;
	struct str topic;
	enum severity severity;
	uint64_t most;
};

static enum err
state_wanted(struct str s, struct wanted *want, struct why *w)
{
	want->state = SQL_NULL_I64;
	want->going_on = str_eq(s, STR("going-on"));
	if (s.p == NULL || want->going_on)
		return OK;
	for (enum finding_state i = FINDING_OPEN; i < FINDING_STATE_COUNT; i++)
		if (str_eq(s, str_of(finding_state_name(i)))) {
			want->state = i;
			return OK;
		}
	return why_set(w, ERR_SYNTAX,
	    "--state: \"%.*s\" is none; choose open, notified, answered, "
	    "closed, quiet, withdrawn, ended, or going-on for the first three",
	    STR_ARG(str_upto(s, 40)));
}

static enum err
topic_wanted(struct str s, struct wanted *want, struct why *w)
{
	want->topic = s;
	if (s.p == NULL || topic_by_id(s) != NULL)
		return OK;
	return why_set(w, ERR_ABSENT,
	    "--topic: there is no topic \"%.*s\"; `dijkwacht topic list` shows "
	    "them",
	    STR_ARG(str_upto(s, 40)));
}

static enum err
severity_wanted(struct str s, struct wanted *want, struct why *w)
{
	want->severity = severity_read(s);
	if (s.p == NULL || want->severity != SEVERITY_NONE)
		return OK;
	return why_set(w, ERR_SYNTAX,
	    "--severity: \"%.*s\" is none; choose info, low, medium, high or "
	    "critical",
	    STR_ARG(str_upto(s, 40)));
}

static enum err
limit_wanted(struct str s, struct wanted *want, struct why *w)
{
	want->most = INT64_MAX - 1;
	if (s.p == NULL ||
	    (str_u64(s, INT64_MAX - 1, &want->most) && want->most > 0))
		return OK;
	return why_set(w, ERR_SYNTAX,
	    "--limit: \"%.*s\" is not a number from 1",
	    STR_ARG(str_upto(s, 40)));
}

static enum err
options_read(struct job *job, struct wanted *want, struct why *w)
{
	const struct call *c = job->call;
	struct str organisation = call_value(c, "organisation");
	enum err e =
	    sheet_format_read(call_value(c, "format"), &want->format, w);

	want->organisation = SQL_NULL_I64;
	want->baseline = call_given(c, "baseline");
	if (e == OK)
		e = state_wanted(call_value(c, "state"), want, w);
	if (e == OK)
		e = topic_wanted(call_value(c, "topic"), want, w);
	if (e == OK)
		e = severity_wanted(call_value(c, "severity"), want, w);
	if (e == OK)
		e = limit_wanted(call_value(c, "limit"), want, w);
	if (e == OK && organisation.p != NULL)
		e = organisation_find(
		    &job->sv->store, organisation, &want->organisation, w);
	return e;
}

/* The list. */

/* clang-format off */
static const struct sheet_column columns[] = {
	{"finding", "finding"},
	{NULL, "organisation"},
	{"organisation", "organisation_name"},
	{"topic", "topic"},
	{"subject", "subject"},
	{"state", "state"},
	{"answer", "answer"},
	{"severity", "severity"},
	{NULL, "responsibility"},
	{NULL, "ground"},
	{NULL, "confidence"},
	{"first seen", "first_seen"},
	{"last seen", "last_seen"},
};
/* clang-format on */
enum { COLUMNS = sizeof(columns) / sizeof(*columns) };

static void
row_put(struct sheet *sheet, struct store *s, struct arena *a,
    const struct finding_list_row *row)
{
	enum answer answer = (enum answer)row->answer;

	sheet_str(sheet, row->ref);
	sheet_str(sheet, row->organisation_text);
	sheet_str(sheet,
	    store_open(s, a, "organisation.name", row->organisation,
		row->name_sealed));
	sheet_str(sheet, row->topic);
	sheet_str(sheet,
	    store_open(s, a, "finding.subject", row->id, row->subject_sealed));
	sheet_str(
	    sheet, str_of(finding_state_name((enum finding_state)row->state)));
	sheet_str(
	    sheet, str_of(answer == ANSWER_NONE ? NULL : answer_name(answer)));
	sheet_str(sheet, str_of(severity_name((enum severity)row->severity)));
	sheet_str(sheet,
	    str_of(responsibility_told(
		responsibility_now(sheet->job, row->id, row->responsibility))));
	sheet_str(sheet, str_of(ground_name((enum ground)row->ground)));
	sheet_i64(sheet, row->confidence);
	sheet_time(sheet, row->first_seen);
	sheet_time(sheet, row->last_seen);
}

/* True when there was more than was asked for. */
static bool
rows_put(struct sheet *sheet, struct job *job, const struct wanted *want)
{
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct finding_list_row row;
	struct arena a;
	bool more = false;

	arena_init(&a, 0);
	finding_list(s->db, want->organisation, want->topic, want->state,
	    want->going_on, want->severity, want->baseline,
	    (int64_t)want->most + 1, &c);
	while (!more && finding_list_next(&c, &row)) {
		more = sheet->rows == want->most;
		if (!more)
			row_put(sheet, s, &a, &row);
		arena_reset(&a);
	}
	sql_cursor_end(&c);
	arena_free(&a);
	return more;
}

static int
list(struct job *job, const struct wanted *want)
{
	struct sheet sheet;

	sheet_begin(&sheet, job, want->format, columns, COLUMNS);

	bool more = rows_put(&sheet, job, want);

	sheet_end(&sheet);
	if (want->format != SHEET_TABLE)
		return 0;
	if (sheet.rows == 0)
		job_out(job, "no findings\n");
	else if (more)
		job_out(job,
		    "\nthe first %llu; there are more: raise --limit, or ask "
		    "for less\n",
		    (unsigned long long)sheet.rows);
	else
		job_out(job,
		    "\n%llu finding%s; `dijkwacht findings REF` shows "
		    "one whole\n",
		    (unsigned long long)sheet.rows, sheet.rows == 1 ? "" : "s");
	return 0;
}

/* One, or those of a notice. */

/* Why a company got a notice: all findings in it, one below the other. */
static int
of_notice(struct job *job, int64_t notice)
{
	struct notice_findings_row row;
	struct sql_cursor c;
	bool any = false;

	notice_findings(job->sv->store.db, notice, &c);
	while (notice_findings_next(&c, &row)) {
		if (any)
			job_out(job, "\n");
		any = true;
		finding_told_text(job, row.finding);
	}
	if (!any)
		job_out(job,
		    "that notice is about no finding of a company; `dijkwacht "
		    "notices preview` shows it\n");
	return 0;
}

static int
one(struct job *job, const struct wanted *want)
{
	struct str ref = job->call->word[0];
	struct finding_by_ref_row row;
	struct notice_by_ref_row notice;

	if (want->format == SHEET_CSV) {
		job_err(job,
		    "one finding is more than a row; leave --format "
		    "out, or take json\n");
		return 2;
	}
	if (want->format == SHEET_TABLE &&
	    notice_by_ref(job->sv->store.db, ref, &notice))
		return of_notice(job, notice.id);
	if (!finding_by_ref(job->sv->store.db, ref, &row)) {
		job_err(job,
		    "there is no finding %.*s; `dijkwacht findings` lists "
		    "them\n",
		    STR_ARG(str_upto(ref, 40)));
		return 1;
	}
	if (want->format == SHEET_JSON)
		finding_told_json(job, row.id);
	else
		finding_told_text(job, row.id);
	return 0;
}

static int
run(struct job *job)
{
	struct wanted want = {0};
	struct why w = {0};
	enum err e = options_read(job, &want, &w);

	if (e != OK) {
		job_why(job, &w);
		return e == ERR_SYNTAX ? 2 : 1;
	}
	return job->call->n_words > 0 ? one(job, &want) : list(job, &want);
}

static const struct option options[] = {
    {"state", "open|notified|answered|closed|quiet|withdrawn|ended|going-on",
	"only these; going-on: what is not over"},
    {"topic", "TOPIC", "only these"},
    {"organisation", "REF|KVK|NAME", "only of this company"},
    {"severity", "info|low|medium|high|critical", "at least this bad"},
    {"baseline", NULL, "only what was known before the service began"},
    {"limit", "N", "at most so many"},
    {"format", "table|csv|json",
	"a table for people (preset), or for programs"},
    {0},
};

const struct command command_findings = {
    .name = "findings",
    .example = "--state going-on --severity high",
    .args = "[FINDING|NOTICE]",
    .about = "list what was found at whom, or show one finding whole",
    .most = 1,
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .options = options,
    .more = "What is going on comes first, the most severe of it on top. A "
	    "finding is closed when it is absent from complete reports; quiet "
	    "means not seen again, which proves nothing. With a NOTICE, all "
	    "findings in it: why its receiver got it. CSV and JSON have "
	    "times in UTC, the table has local dates.",
    .run = run,
};
