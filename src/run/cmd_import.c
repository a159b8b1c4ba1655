/* cmd_import: reports in: read, kept, identified, made into findings */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <unistd.h>

#include "base/time.h"
#include "feed/intake.h"
#include "run/commands.h"
#include "run/job.h"
#include "run/reading.h"
#include "value/tlp.h"

enum { REJECTS_SHOWN = 10, PROGRESS_EVERY = 20000 };

struct importing {
	struct job *job;
	struct intake in;
	uint64_t told, refused, rejects_told;
};

/* What the intake says. */

static void
report_told(void *ctx, const struct intake_report *r)
{
	struct importing *im = ctx;
	struct job *job = im->job;

	if (r->missing.n > 0)
		job_err(job, "%.*s: columns missing, taken as absent: %.*s\n",
		    STR_ARG(r->name), STR_ARG(r->missing));
	if (r->unknown.n > 0)
		job_err(job,
		    "%.*s: columns we do not know, kept as evidence only: "
		    "%.*s\n",
		    STR_ARG(r->name), STR_ARG(r->unknown));
	if (r->known > 0 && r->known == r->rows)
		job_out(job, "%.*s: read before, nothing changes\n",
		    STR_ARG(r->name));
	if (r->day == DAY_ABSENT)
		job_err(job,
		    "%.*s: no report day; name it YYYY-MM-DD-TYPE-SCOPE.csv, "
		    "or its absence proves nothing\n",
		    STR_ARG(r->name));
	else if (!r->complete)
		job_err(job,
		    "%.*s: not a complete look (%.*s), so it closes "
		    "nothing\n",
		    STR_ARG(r->name), STR_ARG(r->why));
	im->rejects_told = 0;
}

static void
reject_told(
    void *ctx, struct str name, uint64_t line, uint64_t at, struct str rule)
{
	struct importing *im = ctx;

	(void)at;
	if (im->rejects_told++ < REJECTS_SHOWN)
		job_err(im->job,
		    "%.*s:%llu: %.*s; the row is kept as evidence and "
		    "not used\n",
		    STR_ARG(name), (unsigned long long)line, STR_ARG(rule));
	else if (im->rejects_told == REJECTS_SHOWN + 1)
		job_err(
		    im->job, "%.*s: and more rows like these\n", STR_ARG(name));
}

/* One input. */

static void
begin(void *ctx)
{
	struct importing *im = ctx;

	intake_input(&im->in);
}

static uint64_t
received(void *ctx)
{
	const struct importing *im = ctx;

	return im->in.received;
}

static enum err
frame(void *ctx, uint16_t type, struct str fields, bool *done, struct why *w)
{
	struct importing *im = ctx;

	if (im->in.received >= im->told + PROGRESS_EVERY) {
		im->told = im->in.received;
		job_progress(
		    im->job, "%llu rows read", (unsigned long long)im->told);
	}
	return intake_frame(&im->in, type, fields, done, w);
}

static void
input_read(struct importing *im, struct str name, int fd)
{
	struct why w = {0};
	struct reading r = {
	    .reader = "shadowserver",
	    .name = arena_str(&im->job->a, name),
	    .type = call_value(im->job->call, "type"),
	    .begin = begin,
	    .frame = frame,
	    .received = received,
	    .ctx = im,
	};

	im->told = 0;
	im->in.reader = reader_named(str_of(r.reader));
	job_progress(im->job, "reading %.*s", STR_ARG(r.name));
	if (reading_run(im->job, &r, fd, &w) == OK)
		return;
	im->refused++;
	w.file = r.name;
	job_why(im->job, &w);
	intake_abandon(&im->in);
}

/* What the operator said of the batch. */
static bool
batch_read(struct job *job, struct batch *b)
{
	struct str tlp = call_value(job->call, "tlp");
	struct str giver = call_value(job->call, "giver");
	enum tlp level = tlp.n > 0 ? tlp_read(tlp) : TLP_AMBER;

	if (level == TLP_NONE) {
		job_err(job,
		    "--tlp: \"%.*s\" is none of CLEAR, GREEN, AMBER, "
		    "AMBER+STRICT\n",
		    STR_ARG(str_upto(tlp, 40)));
		return false;
	}
	if (level == TLP_RED) {
		job_err(job,
		    "--tlp RED: what is RED may be passed on to nobody, so no "
		    "company could be warned of it; it was not read\n");
		return false;
	}
	*b = (struct batch){
	    .giver = giver.n > 0 ? giver : STR("Shadowserver"),
	    .purpose = STR("warning those concerned"),
	    .ground = 2,
	    .tlp = (int)level,
	    .giver_named = !call_given(job->call, "unnamed"),
	    .baseline = call_given(job->call, "baseline"),
	    .embargo = SQL_NULL_I64,
	    .delete_by = SQL_NULL_I64,
	};
	return true;
}

static void
summary(struct job *job, const struct importing *im)
{
	const struct intake_sums *s = &im->in.sums;
	const struct finding_sums *f = &s->findings;

	job_out(job,
	    "reports: %llu; rows: %llu (new %llu, seen before %llu, "
	    "rejected %llu)",
	    (unsigned long long)s->reports, (unsigned long long)s->rows,
	    (unsigned long long)s->fresh, (unsigned long long)s->again,
	    (unsigned long long)s->rejected);
	if (s->known > 0)
		job_out(job, "; rows of reports read before: %llu",
		    (unsigned long long)s->known);
	job_out(job,
	    "\nrows identified: %llu; of nobody we know: %llu; special "
	    "address: %llu; shared address: %llu\n",
	    (unsigned long long)s->unowned[UNOWNED_NOT],
	    (unsigned long long)s->unowned[UNOWNED_NOBODY],
	    (unsigned long long)s->unowned[UNOWNED_SPECIAL],
	    (unsigned long long)s->unowned[UNOWNED_SHARED]);
	job_out(job,
	    "findings opened: %llu, seen again: %llu, reopened: %llu, "
	    "closed: %llu, gone quiet: %llu\n",
	    (unsigned long long)f->opened, (unsigned long long)f->again,
	    (unsigned long long)f->reopened, (unsigned long long)f->closed,
	    (unsigned long long)f->quiet);
	if (im->in.batch_id != 0)
		job_out(job, "batch %.*s\n", STR_ARG(im->in.batch_ref));
}

static int
run(struct job *job)
{
	struct importing im = {
	    .job = job,
	    .in =
		{
		    .store = &job->sv->store,
		    .folder = job->sv->folder,
		    .now = job->now,
		    .news = {.report = report_told, .reject = reject_told},
		},
	};
	struct str name;
	int fd;

	if (!batch_read(job, &im.in.batch))
		return 2;
	sql_begin(job->sv->store.db);
	im.in.person = job_person(job);
	sql_commit(job->sv->store.db);
	im.in.news.ctx = &im;
	im.in.owners = service_owners(job->sv);
	intake_init(&im.in);
	while (job->ways.input(job->ways.ctx, &name, &fd)) {
		input_read(&im, name, fd);
		close(fd);
	}
	summary(job, &im);
	intake_free(&im.in);
	return im.refused > 0;
}

static const struct option options[] = {
    {"giver", "NAME", "who gave the reports (else Shadowserver)"},
    {"unnamed", NULL, "the giver may not be named in notices"},
    {"tlp", "LEVEL", "CLEAR, GREEN, AMBER (preset) or AMBER+STRICT"},
    {"type", "TYPE", "report type, where the file's name does not say it"},
    {"baseline", NULL, "known before we started: findings, but no notices"},
    {0},
};

const struct command command_import = {
    .name = "import",
    .args = "FILE|DIR|-...",
    .about = "read reports: keep them, identify, open and close findings",
    .least = 1,
    .most = WORDS_MAX,
    .place = PLACE_KEEPER,
    .options = options,
    .more = "Reads Shadowserver reports in CSV, plain or in .gz, .zst or .zip, "
	    "from files, the files of a folder, or standard input (-). The "
	    "file's name says day, type and scope: YYYY-MM-DD-TYPE-SCOPE.csv. "
	    "A row that cannot be used is told with its line and kept as "
	    "evidence. Reading the same report again changes nothing.",
    .run = run,
};
