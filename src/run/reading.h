/* reading: one input through a jailed reader, again where it crashed */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_READING_H
#define RUN_READING_H

#include "feed/reader.h"
#include "run/job.h"

/* Who takes the rows. */
struct reading {
	struct str reader; /* feed/reader.h */
	struct str name, type;
	/* Rows, or an event for each: as in struct reader_task. */
	enum event_format events;
	bool with_raw;
	struct str constants;
	struct str options; /* of that reader, "name=value" lines */
	/* A new attempt begins: forget what is not kept. */
	void (*begin)(void *ctx);
	/* One frame of feed/row.frame; sets *done at input_end. */
	enum err (*frame)(void *ctx, uint16_t type, struct str fields,
	    bool *done, struct why *w);
	/* Rows received in this attempt. */
	uint64_t (*received)(void *ctx);
	void *ctx;
};

/* What every taker does with input_end: sets *done, gives what the reader said
 * of the whole input. */
enum err reading_end(
    struct str fields, bool *done, struct why *w) MUST_CHECK;

/*
 * Sends input (borrowed; from its start) through a reader. A reader that
 * dies costs the row it died on, and nothing else: it is found by reading
 * again row by row, then rejected unread. ERR_CRASHED when that does not
 * help; else what frame said.
 */
enum err reading_run(struct job *job, const struct reading *r, int input,
    struct why *w) MUST_CHECK;

#endif
