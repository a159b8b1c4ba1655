/* cmd_notices_list: what was written to whom, and what became of it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/topic.h"
#include "match/organisation.h"
#include "notify/delivery.h"
#include "notify/prepare.h"
#include "run/commands.h"
#include "run/sheet.h"
#include "store/notice.sql.h"

enum { MOST = 50 };

/* clang-format off */
static const struct sheet_column columns[] = {
	{"notice", "notice"},
	{NULL, "thread"},
	{NULL, "organisation"},
	{"company", "organisation_name"},
	{"topic", "topic"},
	{"kind", "kind"},
	{NULL, "severity"},
	{"findings", "findings"},
	{"to", "to"},
	{"state", "state"},
	{"made", "made"},
	{"last tried", "last_tried"},
};
/* clang-format on */
enum { COLUMNS = sizeof(columns) / sizeof(*columns) };

struct wanted {
	enum sheet_format format;
	int64_t organisation;
	struct str topic;
	uint64_t most;
};

/* A notice that was released is as far as its mail: refused is not waiting. */
static const char *
state_told(const struct notice_list_row *row)
{
	if (row->state == NOTICE_RELEASED &&
	    row->delivery_int == DELIVERY_FAILED)
		return "failed";
	return notice_state_name((enum notice_state)row->state);
}

static void
row_put(struct sheet *sheet, struct store *s, struct arena *a,
    const struct notice_list_row *row)
{
	sheet_str(sheet, row->ref);
	sheet_str(sheet, row->thread);
	sheet_str(sheet, row->organisation_text);
	sheet_str(sheet,
	    store_open(s, a, "organisation.name", row->organisation,
		row->name_sealed));
	sheet_str(sheet, row->topic);
	sheet_str(sheet, str_of(notice_kind_name((enum notice_kind)row->kind)));
	sheet_str(sheet, str_of(severity_name((enum severity)row->severity)));
	sheet_i64(sheet, row->findings_int);
	sheet_str(sheet,
	    store_open(s, a, "contact.value", row->contact, row->value_sealed));
	sheet_str(sheet, str_of(state_told(row)));
	sheet_time(sheet, row->date);
	sheet_time(sheet, row->at_int);
}

static enum err
options_read(struct job *job, struct wanted *want, struct why *w)
{
	const struct call *c = job->call;
	struct str company = call_value(c, "organisation");
	struct str most = call_value(c, "limit");
	enum err e =
	    sheet_format_read(call_value(c, "format"), &want->format, w);

	want->topic = call_value(c, "topic");
	if (e == OK && want->topic.p != NULL &&
	    topic_by_id(want->topic) == NULL)
		e = why_set(w, ERR_ABSENT,
		    "--topic: there is no topic \"%.*s\"; `dijkwacht topic "
		    "list` shows them",
		    STR_ARG(str_upto(want->topic, 40)));
	if (e == OK && most.p != NULL &&
	    (!str_u64(most, INT64_MAX - 1, &want->most) || want->most == 0))
		e = why_set(w, ERR_SYNTAX,
		    "--limit: \"%.*s\" is not a number from 1",
		    STR_ARG(str_upto(most, 40)));
	if (e == OK && company.p != NULL)
		e = organisation_find(
		    &job->sv->store, company, &want->organisation, w);
	return e;
}

/* True when there was more than was asked for. */
static bool
rows_put(struct sheet *sheet, struct job *job, const struct wanted *want)
{
	struct sql_cursor c;
	struct notice_list_row row;
	struct arena a;
	bool more = false;

	arena_init(&a, 0);
	notice_list(job->sv->store.db, want->organisation, want->topic,
	    (int64_t)want->most + 1, &c);
	while (!more && notice_list_next(&c, &row)) {
		more = sheet->rows == want->most;
		if (!more)
			row_put(sheet, &job->sv->store, &a, &row);
		arena_reset(&a);
	}
	sql_cursor_end(&c);
	arena_free(&a);
	return more;
}

static int
run(struct job *job)
{
	struct wanted want = {.organisation = SQL_NULL_I64, .most = MOST};
	struct sheet sheet;
	struct why w = {0};

	if (options_read(job, &want, &w) != OK) {
		(void)job_why(job, &w);
		return w.err == ERR_SYNTAX ? 2 : 1;
	}
	sheet_begin(&sheet, job, want.format, columns, COLUMNS);

	bool more = rows_put(&sheet, job, &want);

	sheet_end(&sheet);
	if (want.format != SHEET_TABLE)
		return 0;
	if (sheet.rows == 0)
		job_out(job, "no notices\n");
	else
		job_out(job,
		    "\n%s; `dijkwacht notices preview NOTICE` shows what was "
		    "written, `dijkwacht findings NOTICE` why\n",
		    more ? "there are older ones: raise --limit"
			 : "that is all");
	return 0;
}

static const struct option options[] = {
    {"organisation", "REF|KVK|NAME", "only to this company"},
    {"topic", "TOPIC", "only about this"},
    {"limit", "N", "at most so many (else 50)"},
    {"format", "table|csv|json",
	"a table for people (preset), or for programs"},
    {0},
};

const struct command command_notices_list = {
    .name = "notices list",
    .example = "--organisation \"Garage Smit\"",
    .args = "",
    .about = "list what was written to whom, the newest first",
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .options = options,
    .more = "Failed: its mail server refused it, or gave it up. What came back "
	    "later is told by `dijkwacht mail returned`.",
    .run = run,
};
