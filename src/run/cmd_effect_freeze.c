/* cmd_effect_freeze: a year's figures that stay, and proof of them */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "notify/effect_year.h"
#include "run/commands.h"
#include "run/job.h"
#include "run/spoken.h"
#include "store/effect.sql.h"

enum { YEAR_LEAST = 2000, YEAR_MOST = 9998, REPORT_MAX = 1024 * 1024 };

static bool
year_get(struct job *job, int *year)
{
	uint64_t y;

	if (!str_u64(call_value(job->call, "year"), YEAR_MOST, &y) ||
	    y < YEAR_LEAST) {
		job_err(job, "which year? --year 2025\n");
		return false;
	}
	*year = (int)y;
	return true;
}

/* Counts, and keeps what was found; the text lives in the job's arena. */
static struct str
frozen(struct job *job, int year)
{
	struct store *s = &job->sv->store;
	unsigned char hash[YEAR_HASH];
	struct year_rows rows;
	struct buf text = {0}, did = {0};

	sql_begin(s->db);
	year_rows_hash(&rows, s, &job->a, year);
	year_report_put(&text, s, &job->a, year, job->now, &rows);
	year_hash(hash, buf_all(&text));

	struct year_report_by_text_row known;
	int64_t person = job_person(job);

	if (!year_report_by_text(
		s->db, str_make((char *)hash, YEAR_HASH), &known))
		year_report_add(s->db, store_id(s, "year_report"), year,
		    job->now, person, rows.rows,
		    str_make((char *)rows.hash, YEAR_HASH), buf_all(&text),
		    str_make((char *)hash, YEAR_HASH));
	buf_fmt(&did, "effect freeze %d sha256 ", year);
	buf_hex(&did, hash, sizeof(hash));
	store_audit(s, person, job->now, buf_all(&did), (struct str){0});
	sql_commit(s->db);

	struct str kept = arena_str(&job->a, buf_all(&text));

	buf_free(&text);
	buf_free(&did);
	return kept;
}

static struct str
report_of(struct job *job, int year)
{
	struct year_report_of_row row;
	struct buf day = {0};

	if (call_given(job->call, "again") ||
	    !year_report_of(job->sv->store.db, year, &row))
		return frozen(job, year);
	spoken_date(&day, row.made);
	job_out(job,
	    "%d was frozen on %s: this is that report; --again counts anew, "
	    "and both can be proven\n",
	    year, buf_cstr(&day));
	buf_free(&day);
	return row.text;
}

static int
run_freeze(struct job *job)
{
	struct str name;
	int fd, year;

	if (!year_get(job, &year))
		return 2;
	if (job->now < time_of_day(day_of_civil(year + 1, 1, 1))) {
		job_err(job, "%d is not over: freeze it from %d-01-01 on\n",
		    year, year + 1);
		return 1;
	}
	if (!job->ways.input(job->ways.ctx, &name, &fd)) {
		job_err(job, "give the FILE to write\n");
		return 2;
	}

	struct str text = report_of(job, year);
	bool done = file_write(fd, text.p, text.n);

	close(fd);
	if (!done) {
		job_err(job,
		    "the report was kept, but cannot be written: say "
		    "the same once there is room\n");
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

	year_rows_hash(&now, &job->sv->store, &job->a, (int)row->year);
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
	job_out(job, "this is the report of %lld, as it was made on %s\n",
	    (long long)row.year, buf_cstr(&day));
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
	int year;

	if (!year_get(job, &year))
		return 2;
	year_rows_each(&job->sv->store, &job->a, year, line_say, job);
	return 0;
}

static const struct option freeze_options[] = {
    {"year", "YEAR", "of which; it must be over"},
    {"again", NULL, "count anew, though that year was frozen before"},
    {"replace", NULL, "write over a file of that name"},
    {0},
};
static const struct option rows_options[] = {
    {"year", "YEAR", "of which"},
    {0},
};

const struct command command_effect_freeze = {
    .name = "effect freeze",
    .args = "FILE",
    .about = "write the figures of a year, which stay as they are",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .options = freeze_options,
    .writes = true,
    .more = "Systems, findings, notices, companies and reached companies, in "
	    "all and per legal ground, in every language, each defined in a "
	    "sentence; small numbers are hidden. The report is kept and comes "
	    "out the same ever after, also when what it counted is gone. It "
	    "ends with a hash over the rows it counted.",
    .run = run_freeze,
};

const struct command command_effect_rows = {
    .name = "effect rows",
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
    .args = "FILE",
    .about = "is this report of a year ours, and does it still hold?",
    .least = 1,
    .most = 1,
    .place = PLACE_READER,
    .run = run_verify,
};
