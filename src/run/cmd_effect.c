/* cmd_effect: what became of what was told */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/effect.h"

#include "base/time.h"
#include "run/commands.h"
#include "run/effect_frozen.h"
#include "run/sheet.h"

enum { YEAR_LEAST = 2000, YEAR_MOST = 9998, FOREVER_YEAR = 9999 };

#define BY "topic, sector, language, channel, feed or ground"

static const struct sheet_column columns[] = {
    {"of", "group"},
    {"counted", "unit"},
    {"sent", "sent"},
    {"delivered", "delivered"},
    {"answered", "answered"},
    {"fixed", "fixed"},
    {"fixed in 30 days", "share_fixed_in_30_days"},
    {"median days to repair", "median_days_to_repair"},
};
enum { COLUMNS = sizeof(columns) / sizeof(*columns) };

static const char *const units[EFFECT_UNITS] = {
    [EFFECT_NOTICES] = "notices",
    [EFFECT_FINDINGS] = "findings",
    [EFFECT_COMPANIES] = "companies",
    [EFFECT_SYSTEMS] = "systems",
};

static const char definitions[] =
    "\nsent: a mail about it was offered to a mail server (or written to the "
    "outbox) for the first time in the period\n"
    "delivered: a server (or the outbox) took one; whether somebody read it "
    "is not known\n"
    "answered: delivered, and its owner said fixed, in hand, not ours or "
    "accepted\n"
    "fixed: delivered, and absent since from enough complete reports; an "
    "answer alone is not enough\n"
    "a notice, company or system counts as fixed when every finding of it "
    "is; a system is one address or name, "
    "with its port where the danger is in one\n"
    "fixed in 30 days: of the findings delivered 30 days ago or more, with "
    "where the share lies with 95% certainty (Wilson)\n"
    "median days to repair: from delivery to the report that closed it, with "
    "what is not closed counted for as long as it was seen (Kaplan-Meier), "
    "and its 95% interval\n"
    "hidden: fewer than 10, or it would tell a number that is\n"
    "others: groups of fewer than 10 findings or companies, together\n"
    "for use in the house: two of these subtracted can tell what each hides. "
    "To publish: `dijkwacht effect freeze`\n";

/* The period, in UTC: a year, or days. False after saying what is wrong. */
static bool
period(struct job *job, int64_t *since, int64_t *until)
{
	struct str year = call_value(job->call, "year");
	struct str from = call_value(job->call, "from");
	struct str to = call_value(job->call, "until");
	uint64_t y;

	*since = 0;
	*until = time_of_day(day_of_civil(FOREVER_YEAR, 1, 1));
	if (year.n > 0) {
		if (!str_u64(year, YEAR_MOST, &y) || y < YEAR_LEAST ||
		    from.n > 0 || to.n > 0) {
			job_err(job, "--year: such as 2026, by itself\n");
			return false;
		}
		*since = time_of_day(day_of_civil((int)y, 1, 1));
		*until = time_of_day(day_of_civil((int)y + 1, 1, 1));
		return true;
	}
	if ((from.n > 0 && !time_read(from, since)) ||
	    (to.n > 0 && !time_read(to, until)) || *since >= *until) {
		job_err(job,
		    "--from and --until: dates such as 2026-01-31, the first "
		    "before the second\n");
		return false;
	}
	return true;
}

static void
count_put(struct sheet *sheet, const struct effect_row *r, int stage)
{
	if (r->hidden[stage])
		sheet_str(sheet, STR("hidden"));
	else
		sheet_i64(sheet, (int64_t)r->count[stage]);
}

static void
text_put(struct sheet *sheet, const struct effect_row *r,
    void (*put)(struct buf *b, const struct effect_row *r))
{
	struct buf b = {0};

	put(&b, r);
	sheet_str(sheet, buf_all(&b));
	buf_free(&b);
}

static void
rows_put(struct sheet *sheet, const struct effect *e)
{
	for (size_t i = 0; i < e->n; i++) {
		const struct effect_row *r = &e->row[i];
		sheet_str(sheet, i < EFFECT_UNITS ? STR("all") : r->name);
		sheet_str(sheet, str_of(units[r->unit]));
		for (int s = 0; s < EFFECT_STEPS; s++)
			count_put(sheet, r, s);
		text_put(sheet, r, effect_share_put);
		text_put(sheet, r, effect_median_put);
	}
}

/* Not how many were erased: that would tell of one company. */
static void
left_out_say(struct job *job, const struct effect *e)
{
	if (e->withdrawn > 0)
		job_out(job,
		    "not counted, as who reported them took them back: %llu "
		    "findings\n",
		    (unsigned long long)e->withdrawn);
	if (e->erased > 0)
		job_out(job,
		    "not counted, as their companies were erased: some "
		    "findings\n");
}

static int
run_effect(struct job *job)
{
	struct effect *e = ARENA_NEW(&job->a, struct effect, 1);
	enum sheet_format format;
	struct effect_ask ask = {.now = job->now};
	struct sheet sheet;

	if (!sheet_format_ask(job, &format))
		return 2;
	if (!period(job, &ask.since, &ask.until))
		return 2;
	if (!effect_by_read(call_value(job->call, "by"), &ask.by)) {
		job_err(job, "--by: " BY "\n");
		return 2;
	}
	effect_count(e, &job->sv->store, &job->a, &ask);
	sheet_begin(&sheet, job, format, columns, COLUMNS);
	rows_put(&sheet, e);
	sheet_end(&sheet);
	if (format == SHEET_TABLE) {
		job_out(job, "%s", definitions);
		left_out_say(job, e);
	}
	effect_free(e);
	return 0;
}

static const struct option options[] = {
    {"year", "YEAR", "what was told in that year"},
    {"from", "DATE", "what was told since"},
    {"until", "DATE", "what was told before"},
    {"by", "WHAT", "the findings of each apart too: " BY},
    {"format", "table|csv|json",
	"a table for people (preset), or for programs"},
    {0},
};

const struct command command_effect = {
    .name = "effect",
    .example = "--year 2026 --by topic",
    .args = "",
    .about = "count what became of what was told: taken, answered, fixed",
    .place = PLACE_READER,
    .options = options,
    .more = "Each number is defined below the table. Numbers under 10 are "
	    "hidden, and whatever would tell them in the same table; two "
	    "tables can still be subtracted, so what is published is what "
	    "`dijkwacht effect freeze` writes. Withdrawn findings and erased "
	    "companies do not count.",
    .run = run_effect,
};
