/* cmd_evidence_reread: rejected rows are read again after a repair */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "feed/reread.h"
#include "run/again_told.h"
#include "run/commands.h"
#include "run/job.h"
#include "run/reading.h"
#include "store/ledger.sql.h"

struct rereading {
	struct job *job;
	bool dry;
	int64_t person;
	uint64_t chunks, rows, settled, completed, failed;
	struct finding_sums findings;
};

static void
begin(void *ctx)
{
	reread_input(ctx);
}

static uint64_t
received(void *ctx)
{
	return ((const struct reread *)ctx)->received;
}

static enum err
frame(void *ctx, uint16_t type, struct str fields, bool *done, struct why *w)
{
	return reread_frame(ctx, type, fields, done, w);
}

/* A file that is nowhere but in memory: the rows are people's. */
static int
file_of(struct str bytes)
{
	int fd = memfd_create("rows", MFD_CLOEXEC);

	if (fd < 0 || !file_write(fd, bytes.p, bytes.n) ||
	    lseek(fd, 0, SEEK_SET) != 0)
		die_errno("cannot hand rows to a reader");
	return fd;
}

static void
part_keep(struct rereading *o, struct reread *r)
{
	const struct finding_sums *f = &r->findings;

	o->rows += r->rows;
	o->settled += r->settled;
	if (!o->dry)
		reread_keep(r);
	o->findings.opened += f->opened;
	o->findings.again += f->again;
	o->findings.reopened += f->reopened;
	o->findings.closed += f->closed;
	o->findings.quiet += f->quiet;
	o->completed += r->completed;
	if (r->settled > 0)
		job_out(o->job, "%.*s: %llu of %llu rows%s read now%s\n",
		    STR_ARG(r->name), (unsigned long long)r->settled,
		    (unsigned long long)r->rows, o->dry ? " would" : "",
		    r->completed ? "; it is complete, and closes what it shows"
				 : "");
}

static void
refused(struct rereading *o, struct str name, struct why *w)
{
	o->failed++;
	w->file = name;
	job_why(o->job, w);
}

/* The rows behind *after; false when there are no more. */
static bool
part_read(struct rereading *o, int64_t seq, int64_t *after)
{
	struct job *job = o->job;
	struct buf csv = {0};
	struct why w = {0};
	struct reread r = {
	    .store = &job->sv->store,
	    .owners = service_owners(job->sv),
	    .folder = job->sv->folder,
	    .person = o->person,
	    .now = job->now,
	};
	bool there = reread_open(&r, seq, after, &csv, &w);

	if (there && r.rows > 0) {
		struct reading how = {
		    .reader = str_of(r.reader->name),
		    .name = r.name,
		    .type = r.type,
		    .options = r.options,
		    .begin = begin,
		    .frame = frame,
		    .received = received,
		    .ctx = &r,
		};
		int fd = file_of(buf_all(&csv));
		if (reading_run(job, &how, fd, &w) == OK)
			part_keep(o, &r);
		else
			refused(o, r.name, &w);
		close(fd);
	} else if (w.err != OK) {
		refused(o, r.name, &w);
	}
	reread_close(&r);
	buf_free(&csv);
	return there;
}

static struct buf
chunks_of(struct job *job, struct str batch)
{
	struct buf list = {0};
	struct sql_cursor c;
	struct reject_chunks_row row;

	reject_chunks(job->sv->store.db, batch, &c);
	while (reject_chunks_next(&c, &row))
		buf_put(&list, &row.seq, sizeof(row.seq));
	return list;
}

static void
summary(const struct rereading *o)
{
	const struct finding_sums *f = &o->findings;

	job_out(o->job,
	    "rejected rows looked at: %llu, in %llu chunks; %s now: %llu; "
	    "reports completed: %llu\n",
	    (unsigned long long)o->rows, (unsigned long long)o->chunks,
	    o->dry ? "would read" : "read", (unsigned long long)o->settled,
	    (unsigned long long)o->completed);
	if (o->settled > 0 && !o->dry)
		job_out(o->job,
		    "findings opened: %llu, seen again: %llu, reopened: %llu, "
		    "closed: %llu, gone quiet: %llu\n",
		    (unsigned long long)f->opened, (unsigned long long)f->again,
		    (unsigned long long)f->reopened,
		    (unsigned long long)f->closed,
		    (unsigned long long)f->quiet);
}

static int
run(struct job *job)
{
	struct rereading o = {
	    .job = job,
	    .dry = call_given(job->call, "dry-run"),
	};
	struct buf list = chunks_of(job, call_value(job->call, "batch"));
	const int64_t *seq = (const int64_t *)(const void *)list.p;

	sql_begin(job->sv->store.db);
	o.person = job_person(job);
	sql_commit(job->sv->store.db);
	again_finish(job);
	o.chunks = list.n / sizeof(*seq);
	for (size_t i = 0; i < o.chunks; i++) {
		int64_t after = 0;
		job_progress(job, "chunk %zu of %llu", i + 1,
		    (unsigned long long)o.chunks);
		while (part_read(&o, seq[i], &after))
			job_let_visitors(job);
	}
	summary(&o);
	buf_free(&list);
	return o.failed > 0;
}

static const struct option options[] = {
    {"batch", "REF", "only what came with this batch"},
    {"dry-run", NULL, "only say how many rows would read"},
    {0},
};

const struct command command_evidence_reread = {
    .name = "evidence reread",
    .example = "--dry-run",
    .args = "",
    .about = "read rejected rows again, after the program was repaired",
    .place = PLACE_KEEPER,
    .options = options,
    .more = "Takes the rows that were rejected out of the evidence and gives "
	    "them to today's reader. Those that now read count as if they had "
	    "been read then. A report of which no row is left rejected is "
	    "complete, and closes what is not in it. The evidence stays as it "
	    "is.",
    .run = run,
};
