/* job: a command being carried out: what it was told, and how it speaks */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_JOB_H
#define RUN_JOB_H

#include "base/arena.h"
#include "run/command.h"
#include "run/service.h"

/* Kept in the talk: never renumber. */
enum say {
	SAY_OUT,      /* what was asked for */
	SAY_ERR,      /* what went wrong, in words for the operator */
	SAY_PROGRESS, /* how far it is; only the newest matters */
	SAY_TAKEN,    /* the input given last was used and may be put away */
	SAY_COUNT,
};

/* Where a job's words, inputs and readers come from; differs by process. */
struct job_ways {
	void (*say)(void *ctx, enum say kind, struct str text);
	/* The next input: a name (borrowed until the next call) and a file that
	 * the caller closes. False when there are no more. */
	bool (*input)(void *ctx, struct str *name, int *fd);
	/* A jailed reader on a file: the socket to it. */
	int (*reader)(void *ctx, int input);
	/* Ends the reader that was started last: it says nothing. May be NULL,
	 * as the next three. */
	void (*reader_end)(void *ctx);
	/* A process that gets pages: the socket to it. */
	int (*fetcher)(void *ctx);
	/* Lets other commands go first, at a moment at which they may write. */
	void (*others)(void *ctx);
	/* Answers visitors of the pages, unless a transaction is open. */
	void (*visitors)(void *ctx);
	void *ctx;
};

struct sending;

struct job {
	const struct call *call;
	struct service *sv; /* NULL for PLACE_BARE */
	const char *path;   /* of the service's folder */
	int64_t now;
	struct str person_name;
	struct job_ways ways;
	struct sending *sending; /* in a keeper; else NULL */
	struct arena a;		 /* as long as the job */
};

/* Prints for the one who asked. */
void job_out(struct job *job, const char *fmt, ...) PRINTF(2, 3);
void job_str(struct job *job, struct str text);
void job_err(struct job *job, const char *fmt, ...) PRINTF(2, 3);
void job_progress(struct job *job, const char *fmt, ...) PRINTF(2, 3);
/* "FILE:LINE: what was wrong", in an empty buffer. */
void why_spoken(struct buf *b, const struct why *w);
/* The same on SAY_ERR; returns 1, the exit status. */
int job_why(struct job *job, const struct why *w);

/* For a long job, between two parts of it: others need not wait for all. */
void job_let_others(struct job *job);
/*
 * The same for visitors of the pages alone, where another command would be in
 * the way. What they may change is told with `visiting_link`: no claim, report
 * or finding's state. Not where rows are being gone over.
 */
void job_let_visitors(struct job *job);

/* The id of who asks. In a transaction. */
int64_t job_person(struct job *job);

/* A table for people: cells gather, then print with aligned columns. */
struct table {
	struct job *job;
	size_t columns;
	struct buf cells; /* struct str */
};
void table_begin(
    struct table *t, struct job *job, size_t columns, const char *const *heads);
void table_cell(struct table *t, struct str text);
void table_fmt(struct table *t, const char *fmt, ...) PRINTF(2, 3);
void table_end(struct table *t);

#endif
