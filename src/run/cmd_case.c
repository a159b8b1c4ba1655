/* cmd_case: the case desk: its queue, and who has what */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "match/organisation.h"
#include "notify/desk.h"
#include "notify/oncall.h"
#include "run/case_told.h"
#include "run/commands.h"
#include "run/releasing.h"
#include "run/sheet.h"
#include "store/person.sql.h"

/* The queue. */

/* clang-format off */
static const struct sheet_column columns[] = {
	{"case", "case"},
	{"severity", "severity"},
	{"due", "due"},
	{"late", "late"},
	{"topic", "topic"},
	{NULL, "organisation"},
	{"company", "organisation_name"},
	{"why", "why"},
	{"tried", "moments"},
	{"owner", "owner"},
	{"state", "state"},
};
/* clang-format on */
enum { COLUMNS = sizeof(columns) / sizeof(*columns) };

static void
row_put(struct sheet *sheet, struct job *job, struct arena *a,
    const struct case_list_row *row)
{
	struct store *s = &job->sv->store;
	bool late = row->state == 1 && row->due < job->now;

	sheet_str(sheet, row->ref);
	sheet_str(sheet, str_of(severity_name((enum severity)row->severity)));
	sheet_time(sheet, row->due);
	sheet_str(sheet, late ? STR("LATE") : (struct str){0});
	sheet_str(sheet, row->topic);
	sheet_str(sheet, row->organisation_text);
	sheet_str(sheet,
	    store_open(s, a, "organisation.name", row->organisation,
		row->name_sealed));
	sheet_str(sheet, str_of(case_why_words(row->why)));
	sheet_i64(sheet, row->moments_int);
	sheet_str(
	    sheet, case_owner_told(job, a, row->owner, row->owner_name_sealed));
	sheet_str(sheet, str_of(case_reason_name(row->reason)));
}

/* Who asks, as an owner; -1, whom nobody is, when they never did anything. */
static int64_t
asker(struct job *job)
{
	struct store *s = &job->sv->store;
	struct person_by_name_row row;
	struct str index =
	    store_index(s, &job->a, "person.name", job->person_name);

	return person_by_name(s->db, index, &row) ? row.id : -1;
}

static int
run_list(struct job *job)
{
	bool mine = call_given(job->call, "mine");
	bool all = call_given(job->call, "all");
	enum sheet_format format;
	struct case_list_row row;
	struct sql_cursor c;
	struct sheet sheet;
	struct arena a;

	if (!sheet_format_ask(job, &format))
		return 2;
	arena_init(&a, 0);
	sheet_begin(&sheet, job, format, columns, COLUMNS);
	case_list(job->sv->store.db, all, mine ? asker(job) : SQL_NULL_I64, &c);
	for (; case_list_next(&c, &row); arena_reset(&a))
		row_put(&sheet, job, &a, &row);
	sheet_end(&sheet);
	arena_free(&a);
	if (format == SHEET_TABLE && sheet.rows == 0)
		job_out(job, "no cases%s\n", mine ? " of yours" : "");
	else if (format == SHEET_TABLE)
		job_out(job,
		    "\n%llu case%s; `dijkwacht case show CASE` has the call "
		    "script\n",
		    (unsigned long long)sheet.rows, sheet.rows == 1 ? "" : "s");
	return 0;
}

/* One. */

static int
run_show(struct job *job)
{
	struct case_by_ref_row row;

	if (!case_named(job, &row, false))
		return 1;
	case_told(job, row.id);
	return 0;
}

/* Opening. */

static enum err
desk_begin(struct job *job, struct desk *d, struct why *w)
{
	struct release r;
	enum err e = releasing_begin(job, &r, w);

	*d = (struct desk){
	    .store = &job->sv->store,
	    .now = job->now,
	    .hours = r.rule.hours,
	    .on_call = duty_reach(&job->sv->store, &job->a, job->now),
	};
	return e;
}

static int
open_due(struct job *job, struct desk *d)
{
	desk_look(d);
	job_out(job, "cases opened: %llu\ncases that were over: %llu\n",
	    (unsigned long long)d->sums.opened,
	    (unsigned long long)d->sums.over);
	if (d->sums.on_call > 0)
		job_out(job,
		    "of these cannot wait for working hours: %llu; call "
		    "%.*s\n",
		    (unsigned long long)d->sums.on_call, STR_ARG(d->on_call));
	return 0;
}

static int
open_one(struct job *job, struct desk *d, int64_t organisation,
    const struct topic *topic)
{
	struct store *s = &job->sv->store;
	struct case_open_of_row there;
	struct str ref;

	sql_begin(s->db);
	bool known = case_open_of(s->db, organisation, topic->id, &there);
	if (known) {
		ref = arena_str(&job->a, there.ref);
	} else {
		ref = case_open(d, &job->a, organisation, topic,
		    topic->severity, CASE_BY_HAND);
		store_audit(
		    s, job_person(job), job->now, STR("case open"), ref);
	}
	sql_commit(s->db);
	if (known) {
		job_err(job,
		    "there is a case about this: %.*s; `dijkwacht case show "
		    "%.*s`\n",
		    STR_ARG(ref), STR_ARG(ref));
		return 1;
	}
	job_out(job, "case %.*s is open\n", STR_ARG(ref));
	return 0;
}

static int
run_open(struct job *job)
{
	struct str by = call_value(job->call, "organisation");
	struct str name = call_value(job->call, "topic");
	bool due = call_given(job->call, "due");
	const struct topic *topic = topic_by_id(name);
	int64_t organisation;
	struct desk d;
	struct why w = {0};

	if (due ? by.n + name.n > 0 : by.n == 0 || name.n == 0) {
		job_err(job,
		    "which? say --organisation and --topic, or --due for all "
		    "that ask for one\n");
		return 2;
	}
	if (!due && topic == NULL) {
		job_err(job,
		    "--topic: there is no topic \"%.*s\"; `dijkwacht topic "
		    "list` shows them\n",
		    STR_ARG(str_upto(name, 40)));
		return 1;
	}
	if (desk_begin(job, &d, &w) != OK)
		return job_why(job, &w);
	if (due)
		return open_due(job, &d);
	if (organisation_find(&job->sv->store, by, &organisation, &w) != OK)
		return job_why(job, &w);
	return open_one(job, &d, organisation, topic);
}

/* Taking and closing. */

static int
run_take(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str who = str_trim(call_value(job->call, "for"));
	struct case_by_ref_row row;

	if (!case_named(job, &row, true))
		return 1;
	if (who.n == 0)
		who = job->person_name;
	if (!is_one_line(who)) {
		job_err(job, "--for: a name on one line\n");
		return 2;
	}
	sql_begin(s->db);
	case_owner(s->db, row.id, store_person(s, who, job->now));
	store_audit(
	    s, job_person(job), job->now, STR("case take"), job->call->word[0]);
	sql_commit(s->db);
	job_out(job, "%.*s: taken by %.*s\n", STR_ARG(job->call->word[0]),
	    STR_ARG(who));
	return 0;
}

static int
run_close(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str word = call_value(job->call, "reason");
	enum case_reason reason = case_reason_read(word);
	struct case_by_ref_row row;

	if (reason == CASE_OPEN) {
		job_err(job,
		    "--reason: fixed, not-theirs, cannot-reach or "
		    "handed-over\n");
		return 2;
	}
	if (!case_named(job, &row, true))
		return 1;
	sql_begin(s->db);
	case_close(s->db, row.id, reason, job->now);
	store_audit(s, job_person(job), job->now, STR("case close"),
	    job->call->word[0]);
	sql_commit(s->db);
	job_out(job, "%.*s: closed, %s\n", STR_ARG(job->call->word[0]),
	    case_reason_name(reason));
	return 0;
}

static const struct option list_options[] = {
    {"mine", NULL, "only what you took"},
    {"all", NULL, "closed ones too"},
    {"format", "table|csv|json",
	"a table for people (preset), or for programs"},
    {0},
};
static const struct option open_options[] = {
    {"organisation", "REF|KVK|NAME", "the company"},
    {"topic", "TOPIC", "what it is about"},
    {"due", NULL, "all that ask for one; `serve` does this by itself"},
    {0},
};
static const struct option take_options[] = {
    {"for", "PERSON", "somebody else's, not yours"},
    {0},
};
static const struct option close_options[] = {
    {"reason", "fixed|not-theirs|cannot-reach|handed-over",
	"how it ended (needed)"},
    {0},
};

const struct command command_case_list = {
    .name = "case list",
    .example = "",
    .args = "",
    .about = "list companies to be phoned, the worst and latest first",
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .options = list_options,
    .run = run_list,
};

const struct command command_case_open = {
    .name = "case open",
    .example = "--due",
    .args = "",
    .about = "put a company on the desk",
    .place = PLACE_KEEPER,
    .options = open_options,
    .more = "A company comes on the desk by itself when nobody can be written "
	    "to, and when there is no answer: after 3 days for what is "
	    "critical, 10 for high, 30 for medium.",
    .run = run_open,
};

const struct command command_case_show = {
    .name = "case show",
    .example = "w4ahqg2m04vrz80z",
    .args = "CASE",
    .about = "show one case: whom to call, what happened, what to say",
    .least = 1,
    .most = 1,
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .more = "The call script is in the language of the company. Look up the "
	    "number yourself, not in a mail of theirs. Nobody of us ever asks "
	    "for a password, a code or money.",
    .run = run_show,
};

const struct command command_case_take = {
    .name = "case take",
    .example = "w4ahqg2m04vrz80z",
    .args = "CASE",
    .about = "say that a case is yours",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .options = take_options,
    .run = run_take,
};

const struct command command_case_close = {
    .name = "case close",
    .example = "w4ahqg2m04vrz80z --reason handed-over",
    .args = "CASE",
    .about = "end a case: the findings stay as they are",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .options = close_options,
    .more = "What they answered goes with `case note --answer`. A new case "
	    "comes only when something new is found.",
    .run = run_close,
};
