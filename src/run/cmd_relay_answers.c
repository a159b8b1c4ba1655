/* cmd_relay_answers: what owners of networks did with the lines of a digest */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <unistd.h>

#include "feed/row.frame.h"
#include "run/commands.h"
#include "run/job.h"
#include "run/listing.h"
#include "run/reading.h"
#include "store/registry.sql.h"
#include "value/relayed.h"

struct answers {
	struct job *job;
	struct str name; /* of the input */
	uint64_t received;
	uint64_t count[RELAYED_COUNT];
	uint64_t unknown, rejected;
	bool open; /* a transaction is */
};

static void
drop(struct answers *x)
{
	if (x->open)
		sql_rollback(x->job->sv->store.db);
	x->open = false;
}

/* One transaction a table: another attempt begins it again. */
static void
begin(void *ctx)
{
	struct answers *x = ctx;

	drop(x);
	*x = (struct answers){.job = x->job, .name = x->name, .open = true};
	sql_begin(x->job->sv->store.db);
}

static enum err
row_take(struct answers *x, struct str fields)
{
	struct frame_relayed f;
	struct relayed_by_ref_row row;
	struct sql *db = x->job->sv->store.db;

	if (frame_relayed_read(fields, &f) != OK || !relayed_id_is(f.id))
		return ERR_SYNTAX;
	x->received++;
	if (f.answer == RELAYED_NONE)
		return OK;
	if (!relayed_by_ref(db, f.id, &row)) {
		job_err(x->job,
		    "%.*s:%llu: no digest has a line %.*s; the row was left "
		    "out\n",
		    STR_ARG(x->name), (unsigned long long)f.line,
		    STR_ARG(f.id));
		x->unknown++;
		return OK;
	}
	relayed_answer_set(db, f.id, f.answer, x->job->now);
	x->count[f.answer]++;
	return OK;
}

static enum err
reject_take(struct answers *x, struct str fields)
{
	struct frame_reject f;

	if (frame_reject_read(fields, &f) != OK)
		return ERR_SYNTAX;
	x->received++;
	x->rejected++;
	job_err(x->job, "%.*s:%llu: %.*s; the row was left out\n",
	    STR_ARG(x->name), (unsigned long long)f.line, STR_ARG(f.rule));
	return OK;
}

static enum err
frame(void *ctx, uint16_t type, struct str fields, bool *done, struct why *w)
{
	struct answers *x = ctx;

	switch (type) {
	case FRAME_RELAYED:
		return row_take(x, fields);
	case FRAME_REJECT:
		return reject_take(x, fields);
	default:
		return listing_rest(x->job, x->name, type, fields, done, w);
	}
}

static uint64_t
received(void *ctx)
{
	const struct answers *x = ctx;

	return x->received;
}

static int
told(const struct answers *x)
{
	job_out(x->job,
	    "%.*s: passed on: %llu, not theirs: %llu, refused: %llu; rows left "
	    "out: %llu\n",
	    STR_ARG(x->name), (unsigned long long)x->count[RELAYED_PASSED_ON],
	    (unsigned long long)x->count[RELAYED_NOT_OURS],
	    (unsigned long long)x->count[RELAYED_REFUSED],
	    (unsigned long long)(x->unknown + x->rejected));
	return x->unknown + x->rejected > 0;
}

static int
table_read(struct job *job, struct str name, int fd)
{
	struct answers x = {.job = job, .name = arena_str(&job->a, name)};
	struct why w = {0};
	struct reading r = {
	    .reader = STR("relayed"),
	    .name = x.name,
	    .begin = begin,
	    .frame = frame,
	    .received = received,
	    .ctx = &x,
	};

	if (reading_run(job, &r, fd, &w) != OK) {
		drop(&x);
		return job_why(job, &w);
	}
	store_audit(&job->sv->store, job_person(job), job->now,
	    STR("relay answers"), x.name);
	sql_commit(job->sv->store.db);
	return told(&x);
}

static int
run(struct job *job)
{
	struct str name;
	int fd, code = 0;

	while (job->ways.input(job->ways.ctx, &name, &fd)) {
		if (table_read(job, name, fd) != 0)
			code = 1;
		close(fd);
	}
	return code;
}

const struct command command_relay_answers = {
    .name = "relay answers",
    .example = "digest.csv",
    .args = "FILE|DIR|-...",
    .about = "record what owners of networks did with lines of a digest",
    .least = 1,
    .most = WORDS_MAX,
    .place = PLACE_KEEPER,
    .more = "FILE is the table digest.csv of a digest, sent back with the "
	    "column answer filled in: passed-on, not-ours or refused. What was "
	    "passed on is told again after 30 days, if it is still seen; the "
	    "others are not. Who the subscriber is, is not asked and not kept.",
    .run = run,
};
