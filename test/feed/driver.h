/* driver: runs a reader over bytes and prints its frames as lines */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_FEED_DRIVER_H
#define TEST_FEED_DRIVER_H

#include "feed/reader.h"

struct reading {
	const char *name, *type; /* NULL: none */
	const char *options;	 /* "name=value" lines, NULL: none */
	bool each;
	uint64_t skip; /* row to skip; 0: none */
	enum event_format events;
	bool with_raw;
	const char *constants;	     /* NULL: none */
	struct stream_limits limits; /* zeroed: 64 MiB, no more than 200 : 1 */
};

/* What came out. Row frames not well-formed or out of order end the test. */
struct outcome {
	uint64_t reports, complete, observations, rejects, organisations;
	uint64_t rows, flushes;	    /* rows as report_end counts them */
	uint64_t parts, part_bytes; /* of mails */
	uint64_t ranges, holders, relayed, ways, tokens, agreements;
	uint64_t marks, returned; /* of what came back */
	enum err err;
	struct buf text;     /* everything, as lines */
	struct buf rejected; /* only "line N: rule" lines */
	struct buf events;   /* what event frames held, behind each other */
};

/* Frees nothing before; call outcome_free afterwards. */
void driver_run(struct outcome *o, const struct reader *r,
    const struct reading *how, struct str bytes);
/* The same from a file or pipe. */
void driver_run_fd(struct outcome *o, const struct reader *r,
    const struct reading *how, int fd);
void outcome_free(struct outcome *o);

#endif
