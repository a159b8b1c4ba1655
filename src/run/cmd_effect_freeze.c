/* cmd_effect_freeze: a year's figures that stay, and proof of them */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "run/commands.h"
#include "run/effect_frozen.h"
#include "run/job.h"
#include "run/spoken.h"
#include "store/effect.sql.h"
#include "words.gen.h"

enum { YEAR_LEAST = 2000, YEAR_MOST = 9998, QUARTERS = 4 };
enum { REPORT_MAX = 1024 * 1024 };

/* --year and --quarter. */
static bool
part_get(struct job *job, struct year_part *p)
{
	struct str quarter = call_value(job->call, "quarter");
	uint64_t y, q = 0;

	if (!str_u64(call_value(job->call, "year"), YEAR_MOST, &y) ||
	    y < YEAR_LEAST) {
		job_err(job, "which year? --year 2025\n");
		return false;
	}
	if (quarter.n > 0 && (!str_u64(quarter, QUARTERS, &q) || q == 0)) {
		job_err(job, "--quarter: 1, 2, 3 or 4\n");
		return false;
	}
	*p = (struct year_part){(int)y, (int)q};
	return true;
}

/* "2025-Q1"; lives in the job's arena. */
static const char *
part_name(struct job *job, struct year_part p)
{
	struct buf b = {0};

	year_part_put(&b, p);

	const char *name = arena_cstr(&job->a, buf_all(&b));

	buf_free(&b);
	return name;
}

/* Keeping every form of one count. */
struct freezing {
	struct job *job;
	struct year_part part;
	int64_t person;
	const struct year_rows *rows;
};

static void
form_keep(void *ctx, struct str form, struct str text)
{
	const struct freezing *f = ctx;
	struct store *s = &f->job->sv->store;
	unsigned char hash[YEAR_HASH];
	struct buf did = {0};

	year_hash(hash, text);
	year_report_add(s->db, store_id(s, "year_report"), f->part.year,
	    f->part.quarter, form, f->job->now, f->person, f->rows->rows,
	    str_make((const char *)f->rows->hash, YEAR_HASH), text,
	    str_make((const char *)hash, YEAR_HASH));
	buf_fmt(&did, "effect freeze %s %.*s sha256 ",
	    part_name(f->job, f->part), STR_ARG(form));
	buf_hex(&did, hash, sizeof(hash));
	store_audit(s, f->person, f->job->now, buf_all(&did), (struct str){0});
	buf_free(&did);
}

/* Once for each part, whatever changes after. */
static void
freeze(struct job *job, struct year_part p)
{
	struct store *s = &job->sv->store;
	struct year_rows rows;

	sql_begin(s->db);
	year_rows_hash(&rows, s, &job->a, p);

	struct freezing f = {job, p, job_person(job), &rows};

	effect_frozen_each(s, &job->a, p, job->now, &rows, form_keep, &f);
	sql_commit(s->db);
}

/* Lives in the job's arena. */
static struct str
report_of(struct job *job, struct year_part p, struct str form)
{
	struct year_report_of_row row;
	struct buf day = {0};
	struct sql *db = job->sv->store.db;
	bool known = year_report_of(db, p.year, p.quarter, form, &row);

	if (!known) {
		freeze(job, p);
		if (!year_report_of(db, p.year, p.quarter, form, &row))
			die("store: figures were frozen without all their "
			    "forms");
	}

	struct str text = arena_str(&job->a, row.text);

	spoken_date(&day, row.made);
	if (known)
		job_out(job, "%s was frozen on %s: these are those figures\n",
		    part_name(job, p), buf_cstr(&day));
	buf_free(&day);
	return text;
}

/* Absent: said what is wrong. */
static struct str
form_get(struct job *job)
{
	struct str form = call_value(job->call, "form");
	struct str language = call_value(job->call, "language");
	enum lang l = LANG_NL;

	if (language.n > 0 &&
	    (!str_eq(form, STR("svg")) || !lang_read(language, &l))) {
		job_err(job,
		    "--language: nl or en, with --form svg; the words are in "
		    "both\n");
		return (struct str){0};
	}
	if (form.n == 0 || str_eq(form, STR("words")))
		return STR("words");
	if (str_eq(form, STR("csv")))
		return STR("csv");
	if (str_eq(form, STR("svg")))
		return l == LANG_NL ? STR("svg-nl") : STR("svg-en");
	job_err(job, "--form: words, csv or svg\n");
	return (struct str){0};
}

/* What was told on the last day has had its time to be repaired. */
static bool
is_settled(struct job *job, struct year_part p)
{
	int32_t from = day_of_time(year_part_end(p)) + EFFECT_DAYS;
	struct buf day = {0};

	if (day_of_time(job->now) >= from)
		return true;
	day_put(&day, from);
	job_err(job,
	    "%s can be frozen from %s on: it is counted once, so what was "
	    "told last gets its %d days first\n",
	    part_name(job, p), buf_cstr(&day), EFFECT_DAYS);
	buf_free(&day);
	return false;
}

/* A year less three of its quarters is the fourth. */
static bool
is_apart(struct job *job, struct year_part p)
{
	struct year_report_overlap_row row;

	if (!year_report_overlap(job->sv->store.db, p.year, p.quarter, &row))
		return true;
	job_err(job,
	    "%d was frozen %s already: a year is published whole or by "
	    "quarter, as one could be subtracted from the other\n",
	    p.year, row.quarter == 0 ? "whole" : "by quarter");
	return false;
}

static int
run_freeze(struct job *job)
{
	struct str name, form = form_get(job);
	struct year_part p;
	int fd;

	if (form.n == 0 || !part_get(job, &p))
		return 2;
	if (!is_settled(job, p) || !is_apart(job, p))
		return 1;
	if (!job->ways.input(job->ways.ctx, &name, &fd)) {
		job_err(job, "give the FILE to write\n");
		return 2;
	}

	struct str text = report_of(job, p, form);
	bool done = file_write(fd, text.p, text.n);

	close(fd);
	if (!done) {
		job_err(job,
		    "the figures were kept, but cannot be written: say the "
		    "same once there is room\n");
		return 1;
	}
	job_out(job, "written: %.*s\n", STR_ARG(name));
	return 0;
}

/* Is what it counted still there, as it was? */
static void
rows_compare(struct job *job, const struct year_report_by_text_row *row)
{
	struct year_rows now;
	struct str then = arena_str(&job->a, row->rows_hash);
	int64_t rows = row->rows;

	year_rows_hash(&now, &job->sv->store, &job->a,
	    (struct year_part){(int)row->year, (int)row->quarter});
	if (str_eq(then, str_make((char *)now.hash, YEAR_HASH)))
		job_out(job,
		    "what it counted is there as it was: %lld findings\n",
		    (long long)rows);
	else
		job_out(job,
		    "what it counted has changed since: %lld findings then, "
		    "%lld now; what was withdrawn or erased is not counted any "
		    "more\n",
		    (long long)rows, (long long)now.rows);
}

static int
run_verify(struct job *job)
{
	const char *path = arena_cstr(&job->a, job->call->word[0]);
	unsigned char hash[YEAR_HASH];
	struct year_report_by_text_row row;
	struct buf text = {0}, day = {0};

	if (file_slurp(AT_FDCWD, path, REPORT_MAX, &text) != OK) {
		job_err(job, "%s does not read, or is too large\n", path);
		buf_free(&text);
		return 1;
	}
	year_hash(hash, buf_all(&text));
	buf_free(&text);
	if (!year_report_by_text(
		job->sv->store.db, str_make((char *)hash, YEAR_HASH), &row)) {
		job_err(job,
		    "%s is no report that this service made, or was changed "
		    "since\n",
		    path);
		return 1;
	}
	spoken_date(&day, row.made);
	job_out(job, "this is the report of %s, as it was made on %s\n",
	    part_name(job, (struct year_part){(int)row.year, (int)row.quarter}),
	    buf_cstr(&day));
	buf_free(&day);
	rows_compare(job, &row);
	return 0;
}

static void
line_say(void *ctx, struct str line)
{
	job_str(ctx, line);
}

static int
run_rows(struct job *job)
{
	struct year_part p;

	if (!part_get(job, &p))
		return 2;
	year_rows_each(&job->sv->store, &job->a, p, line_say, job);
	return 0;
}

static const struct option freeze_options[] = {
    {"year", "YEAR", "of which; it must be over"},
    {"quarter", "1-4", "only of that quarter of it"},
    {"form", "FORM", "words (preset), csv or svg"},
    {"language", "nl|en", "of the drawing's words (preset: nl)"},
    {"replace", NULL, "write over a file of that name"},
    {0},
};
static const struct option rows_options[] = {
    {"year", "YEAR", "of which"},
    {"quarter", "1-4", "only of that quarter of it"},
    {0},
};

const struct command command_effect_freeze = {
    .name = "effect freeze",
    .example = "figures-2025.csv --year 2025 --form csv",
    .args = "FILE",
    .about = "write the figures of a year or quarter, which stay as they are",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .options = freeze_options,
    .writes = true,
    .more = "What may be published: words (systems, findings, notices, "
	    "companies and reached companies, in all and per legal ground, in "
	    "every language, each defined in a sentence), a table with every "
	    "breakdown, and a drawing. Small numbers are hidden. All are "
	    "counted once, from 30 days after their end, and come out the "
	    "same ever after, also when what they counted is gone: two counts "
	    "that overlap could be subtracted. So a year is frozen whole or "
	    "by quarter. The words end with a hash over "
	    "the rows that were counted.",
    .run = run_freeze,
};

const struct command command_effect_rows = {
    .name = "effect rows",
    .example = "--year 2025",
    .args = "",
    .about = "the rows that the figures of a year count, as CSV",
    .place = PLACE_READER,
    .options = rows_options,
    .more = "Their SHA-256 is what the report of that year ends with. They "
	    "hold references only, and yet tell of one company each: not to "
	    "be published.",
    .run = run_rows,
};

const struct command command_effect_verify = {
    .name = "effect verify",
    .example = "figures-2025.csv",
    .args = "FILE",
    .about = "is this report of a year ours, and does it still hold?",
    .least = 1,
    .most = 1,
    .place = PLACE_READER,
    .run = run_verify,
};
