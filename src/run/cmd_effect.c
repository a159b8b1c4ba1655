/* cmd_effect: what became of what was told */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/effect.h"

#include "base/file.h"
#include "base/time.h"
#include "run/commands.h"
#include "run/effect_chart.h"
#include "run/output_file.h"
#include "run/sheet.h"
#include "store/instance.sql.h"

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
    "hidden: fewer than 10, or it would tell a number that is\n";

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
share_put(struct sheet *sheet, const struct effect_row *r)
{
	struct buf b = {0};
	uint64_t rest = r->old - r->in_time;
	bool few = r->old < FIGURE_LEAST ||
	    (r->in_time > 0 && r->in_time < FIGURE_LEAST) ||
	    (rest > 0 && rest < FIGURE_LEAST);

	if (r->unit == EFFECT_FINDINGS && !few && !r->hidden[EFFECT_FIXED]) {
		struct interval i = share_interval(r->in_time, r->old);
		buf_fmt(&b, "%.0f%% (%.0f..%.0f%%)",
		    100 * (double)r->in_time / (double)r->old, 100 * i.low,
		    100 * i.high);
	}
	sheet_str(sheet, buf_all(&b));
	buf_free(&b);
}

static void
median_put(struct sheet *sheet, const struct effect_row *r)
{
	const struct repair_time *t = &r->repair;
	struct buf b = {0};

	if (r->unit == EFFECT_FINDINGS && t->median >= 0 &&
	    !r->hidden[EFFECT_FIXED]) {
		buf_fmt(&b, "%.0f (%.0f..", t->median, t->interval.low);
		if (t->interval.high >= 0)
			buf_fmt(&b, "%.0f)", t->interval.high);
		else
			buf_str(&b, STR("not known)"));
	}
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
		for (int s = 0; s < EFFECT_STAGES; s++)
			count_put(sheet, r, s);
		share_put(sheet, r);
		median_put(sheet, r);
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

/* The drawing, where one is asked for. */
static int
chart_write(struct job *job, const struct effect *e, enum lang l)
{
	struct str path = call_value(job->call, "svg");
	struct instance_get_row instance;
	struct output_file o;
	struct why w = {0};
	struct buf b = {0};

	if (path.n == 0)
		return 0;
	if (output_begin(&o, path, call_given(job->call, "replace"), &w) != OK)
		return job_why(job, &w);
	instance_get(job->sv->store.db, &instance);
	effect_chart_put(&b, l, instance.name, e, &job->a);

	bool fine = file_write(o.fd, b.p, b.n);

	buf_free(&b);
	if (!fine)
		why_set(&w, ERR_IO, "cannot write %s", o.tmp);
	if (output_end(&o, fine, &w) != OK || !fine)
		return job_why(job, &w);
	return 0;
}

static bool
language_get(struct job *job, enum lang *l)
{
	struct str s = call_value(job->call, "language");

	*l = LANG_NL;
	if (s.n == 0 || lang_read(s, l))
		return true;
	job_err(job, "--language: nl or en\n");
	return false;
}

static int
run_effect(struct job *job)
{
	struct effect *e = ARENA_NEW(&job->a, struct effect, 1);
	enum sheet_format format;
	enum lang l;
	struct effect_ask ask = {.now = job->now};
	struct sheet sheet;

	if (!sheet_format_ask(job, &format))
		return 2;
	if (!period(job, &ask.since, &ask.until) || !language_get(job, &l))
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

	int code = chart_write(job, e, l);

	effect_free(e);
	return code;
}

static const struct option options[] = {
    {"year", "YEAR", "what was told in that year"},
    {"from", "DATE", "what was told since"},
    {"until", "DATE", "what was told before"},
    {"by", "WHAT", "the findings of each apart too: " BY},
    {"format", "table|csv|json",
	"a table for people (preset), or for programs"},
    {"svg", "FILE", "write a drawing of it too"},
    {"language", "nl|en", "of the drawing's words (preset: nl)"},
    {"replace", NULL, "write over a file of that name"},
    {0},
};

const struct command command_effect = {
    .name = "effect",
    .args = "",
    .about = "count what became of what was told: taken, answered, fixed",
    .place = PLACE_READER,
    .options = options,
    .more = "Each number is defined below the table. Numbers under 10 are "
	    "hidden, and whatever would tell them, so that the figures may "
	    "be published. Withdrawn findings and erased companies do not "
	    "count.",
    .run = run_effect,
};
