/* cmd_retention: what is kept for how long, and the end of what is older */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "run/commands.h"
#include "run/retention.h"
#include "run/sheet.h"

static const struct sheet_column columns[] = {
    {"kind", "kind"},
    {"days", "days"},
    {"setting", "setting"},
    {"from", "from"},
    {"past it", "past"},
    {NULL, "why"},
    {NULL, "end"},
};

static int64_t
moment_of(const struct retention_row *row, const struct job *job)
{
	return job->now -
	    retention_days(row, &job->sv->settings) * (int64_t)DAY;
}

static void
row_put(struct job *job, struct sheet *s, const struct retention_row *row)
{
	const char *setting = row->setting == SETTING_COUNT
	    ? "fixed"
	    : setting_rows[row->setting].name;

	sheet_str(s, str_of(row->kind));
	sheet_i64(s, retention_days(row, &job->sv->settings));
	sheet_str(s, str_of(setting));
	sheet_str(s, str_of(row->from));
	sheet_i64(
	    s, (int64_t)retention_past(row, job->sv, moment_of(row, job)));
	sheet_str(s, str_of(row->why));
	sheet_str(s, str_of(row->end));
}

static int
run_show(struct job *job)
{
	struct sheet s;

	if (!sheet_ask(&s, job, columns, sizeof(columns) / sizeof(*columns)))
		return 2;
	for (size_t i = 0; i < n_retention_rows; i++)
		row_put(job, &s, &retention_rows[i]);
	sheet_end(&s);
	return 0;
}

/* Companies stay until they are erased, so they are no row. */
static int
run_run(struct job *job)
{
	bool really = call_given(job->call, "do");
	int code = 0;

	for (size_t i = 0; i < n_retention_rows; i++) {
		const struct retention_row *row = &retention_rows[i];
		int64_t before = moment_of(row, job);
		uint64_t n = retention_past(row, job->sv, before);
		if (n > 0)
			job_out(job, "%s: %llu, %s\n", row->kind,
			    (unsigned long long)n, row->end);
		job_progress(job, "%s", row->kind);
		if (really && !retention_drop(row, job, before))
			code = 1;
	}
	if (!really)
		job_out(job, "nothing was changed; --do does it\n");
	return code;
}

static const struct option show_options[] = {
    {"format", "table|csv|json", "for people (preset), or for programs"},
    {0},
};
static const struct option run_options[] = {
    {"do", NULL, "do it; without this it is only told"},
    {0},
};

const struct command command_retention_run = {
    .name = "retention run",
    .example = "--do",
    .args = "",
    .about = "end what was kept long enough, or tell what would end",
    .place = PLACE_KEEPER,
    .options = run_options,
    .more = "`dijkwacht serve` does it each night, before the backup. It does "
	    "what `batch expire` does, too. Broken off, run it again.",
    .run = run_run,
};

const struct command command_retention_show = {
    .name = "retention show",
    .example = "",
    .args = "",
    .about = "what is kept for how long, why, and how much is older",
    .place = PLACE_READER,
    .options = show_options,
    .more = "The days are settings (keep-...) in dijkwacht.conf. Why, and what "
	    "becomes of it, is told with --format csv or json. Companies and "
	    "their contacts stay until `dijkwacht organisation erase`.",
    .run = run_show,
};
