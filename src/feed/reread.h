/* reread: rows that an older reader rejected are read again from evidence */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_REREAD_H
#define FEED_REREAD_H

#include "feed/intake.h"

enum {
	REREAD_ROWS = 1000, /* at once: so they fit in memory, all told */
};

/*
 * The rejected rows of one chunk, by up to REREAD_ROWS at a time. What a
 * reader makes of one counts only with its bytes as they were kept, so a
 * reader cannot bring in a row that nobody gave. Rows that now read become
 * observations that point at the chunk they lie in; the evidence is not
 * touched.
 */
struct reread {
	/* Set before reread_open; borrowed, but for sums. */
	struct store *store;
	const struct owners *owners;
	int folder;
	int64_t person, now;

	/* What reread_open tells; texts live in a. */
	const struct reader *reader;
	struct str name, type, batch, options;
	uint64_t rows;	   /* in hand */
	uint64_t settled;  /* of those, that read now, in this attempt */
	uint64_t received; /* frames of rows in this attempt */
	bool completed;	   /* the report is complete now */
	struct finding_sums findings;

	struct intake in;
	struct arena a;
	struct buf list; /* struct reread_row */
	struct buf
	    found; /* uint32_t: places in list that were told, in order */
	struct str header, scope;
	int64_t ledger, report, series, of; /* the batch */
	int32_t day;
	size_t at; /* in list: rows come in order */
};

/*
 * Takes the next rows of a chunk behind the reject *after, which moves, and
 * puts them with their header in csv. False when there are no more, or they
 * cannot be had (w then says why). Then reread_input before each attempt,
 * reread_frame for each frame, reread_keep when the reader was done, and in
 * any case reread_close.
 */
bool reread_open(struct reread *r, int64_t ledger, int64_t *after,
    struct buf *csv, struct why *w);
void reread_input(struct reread *r);
/* As intake_frame. */
enum err reread_frame(struct reread *r, uint16_t type, struct str fields,
    bool *done, struct why *w) MUST_CHECK;
/*
 * Keeps what now reads, in a transaction of its own; when no row of the
 * report is left and nothing else was wrong with it, the look is complete and
 * closes what it closes.
 */
void reread_keep(struct reread *r);
void reread_close(struct reread *r);

#endif
