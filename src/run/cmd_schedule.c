/* cmd_schedule: what the service does by itself, when it did and will */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "run/commands.h"
#include "run/schedule.h"
#include "run/sheet.h"
#include "run/spoken.h"
#include "store/schedule.sql.h"

static const struct sheet_column columns[] = {
    {"what", "name"},
    {"command", "command"},
    {"rhythm", "rhythm"},
    {"last", "last"},
    {"ended", "ended"},
    {"next", "next"},
};

static void
rhythm_put(
    struct sheet *s, const struct schedule_row *row, const struct settings *set)
{
	struct buf b = {0};

	if (row->every == 0)
		buf_fmt(&b, "daily at %02lld:00",
		    (long long)set->number[row->hour]);
	else if (row->every % MINUTE == 0)
		buf_fmt(&b, "%lld minutes", (long long)(row->every / MINUTE));
	else
		buf_fmt(&b, "%lld seconds", (long long)row->every);
	sheet_str(s, buf_all(&b));
	buf_free(&b);
}

/* Rhythms are by the hour: a date alone would not do. */
static void
moment_put(struct sheet *s, int64_t t)
{
	struct buf b = {0};

	if (s->format == SHEET_TABLE)
		spoken_moment(&b, t);
	else if (t != SQL_NULL_I64)
		time_put(&b, t);
	sheet_str(s, b.n > 0 ? buf_all(&b) : (struct str){0});
	buf_free(&b);
}

static void
outcome_put(struct sheet *s, const struct schedule_get_row *kept)
{
	struct buf b = {0};

	if (kept->ended == SQL_NULL_I64)
		buf_str(&b, STR("not yet"));
	else if (kept->code == 0)
		buf_str(&b, STR("well"));
	else
		buf_fmt(&b, "status %lld", (long long)kept->code);
	sheet_str(s, buf_all(&b));
	buf_free(&b);
}

static void
row_put(struct job *job, struct sheet *s, const struct schedule_row *row)
{
	struct schedule_get_row kept;
	bool known =
	    schedule_get(job->sv->store.db, str_of(row->name), &kept) &&
	    (kept.code != SQL_NULL_I64 || kept.ended == SQL_NULL_I64);
	const struct settings *set = &job->sv->settings;

	sheet_str(s, str_of(row->name));
	sheet_str(s, str_of(row->words));
	rhythm_put(s, row, set);
	moment_put(s, known ? kept.began : SQL_NULL_I64);
	if (known)
		outcome_put(s, &kept);
	else
		sheet_str(s, (struct str){0});
	if (row->unwanted != NULL && !row->wanted(job->sv))
		sheet_str(s, str_of(row->unwanted));
	else if (row->every > 0 && row->every < MINUTE)
		sheet_str(s, STR("when there is something"));
	else
		moment_put(s,
		    schedule_next(
			row, set, known ? kept.began : job->now, job->now));
}

static int
run(struct job *job)
{
	struct sheet s;

	if (!sheet_ask(&s, job, columns, sizeof(columns) / sizeof(*columns)))
		return 2;
	for (size_t i = 0; i < SCHEDULE_ROWS; i++)
		row_put(job, &s, &schedule_rows[i]);
	sheet_end(&s);
	return 0;
}

static const struct option options[] = {
    {"format", "table|csv|json", "for people (preset), or for programs"},
    {0},
};

const struct command command_schedule = {
    .name = "schedule",
    .example = "",
    .args = "",
    .about = "what the service does by itself, when it did and will",
    .place = PLACE_READER,
    .options = options,
    .more =
	"`dijkwacht serve` carries these out. Notices are prepared and sent "
	"by themselves only with automatic = yes in dijkwacht.conf; else a "
	"person releases them with `dijkwacht notices send`. What was due "
	"while the service was away is done once when it is back.",
    .run = run,
};
