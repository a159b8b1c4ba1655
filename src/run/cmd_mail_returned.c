/* cmd_mail_returned: lists what came back and what people answered */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "run/commands.h"
#include "run/sheet.h"
#include "store/returned.sql.h"
#include "value/returned.h"

enum { DAYS = 90, DAYS_MOST = 3650 };

static const struct sheet_column columns[] = {{"taken", "taken"},
    {"mail", "kind"}, {"code", "status"}, {"notice", "notice"},
    {"topic", "topic"}, {"company", "organisation"}, {"said", "said"}};
enum { COLUMNS = sizeof(columns) / sizeof(*columns) };

/* Absent of a company that was erased. */
static struct str
said_of(struct job *job, const struct returned_each_row *row)
{
	struct str said = {0};

	if (row->said_sealed.n > 0)
		said = store_open(&job->sv->store, &job->a, "returned.said",
		    row->id, row->said_sealed);
	return said;
}

static void
row_put(struct sheet *sheet, const struct returned_each_row *row)
{
	struct job *job = sheet->job;
	struct store *s = &job->sv->store;

	sheet_time(sheet, row->taken);
	sheet_str(
	    sheet, str_of(returned_kind_name((enum returned_kind)row->kind)));
	sheet_str(sheet, row->status);
	sheet_str(sheet, row->ref);
	sheet_str(sheet, row->topic);
	sheet_str(sheet,
	    store_open(s, &job->a, "organisation.name", row->organisation,
		row->name_sealed));
	sheet_str(sheet, said_of(job, row));
}

static int
run(struct job *job)
{
	struct str days = call_value(job->call, "days");
	enum sheet_format format;
	struct returned_each_row row;
	struct sql_cursor c;
	struct sheet sheet;
	uint64_t n = DAYS;

	if (!sheet_format_ask(job, &format))
		return 2;
	if (days.n > 0 && !str_u64(days, DAYS_MOST, &n)) {
		job_err(job, "--days: a number up to %d\n", DAYS_MOST);
		return 2;
	}
	sheet_begin(&sheet, job, format, columns, COLUMNS);
	returned_each(job->sv->store.db, job->now - (int64_t)n * DAY, &c);
	while (returned_each_next(&c, &row))
		row_put(&sheet, &row);
	sheet_end(&sheet);
	if (sheet.rows == 0 && format == SHEET_TABLE)
		job_out(job, "nothing came back in %llu days\n",
		    (unsigned long long)n);
	return 0;
}

static const struct option options[] = {
    {"days", "N", "of the last N days (else 90)"},
    {"format", "table|csv|json",
	"a table for people (preset), or for programs"},
    {0},
};

const struct command command_mail_returned = {
    .name = "mail returned",
    .example = "--days 7",
    .args = "",
    .about = "list what came back and what people answered, the newest first",
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .options = options,
    .run = run,
};
