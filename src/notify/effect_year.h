/* effect_year: figures of a year or quarter in words, and proof of them */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_EFFECT_YEAR_H
#define NOTIFY_EFFECT_YEAR_H

#include "notify/effect.h"

enum { YEAR_HASH = 32 }; /* SHA-256 */

/* A year, or one quarter of it, in UTC. */
struct year_part {
	int year;
	int quarter; /* 1..4; 0: all of it */
};
int64_t year_part_begin(struct year_part p);
int64_t year_part_end(struct year_part p); /* not in it */
/* "2026", "2026-Q1" */
void year_part_put(struct buf *b, struct year_part p);

/* A hash over rows while they come, and how many came. */
struct year_rows {
	int64_t rows;
	unsigned char hash[YEAR_HASH];
};

/*
 * Gives put each row that is counted of what was told in that part, behind a
 * line of heads, as CSV with LF: what the report says follows from these and
 * from nothing else. They hold references, no names or addresses; the system
 * is its keyed hash. By rising age of the finding, so the same rows are the
 * same bytes.
 */
void year_rows_each(struct store *s, struct arena *a, struct year_part p,
    void (*put)(void *ctx, struct str line), void *ctx);
/* All of them together; the line of heads is hashed, and is no row. */
void year_rows_hash(
    struct year_rows *r, struct store *s, struct arena *a, struct year_part p);

/* Puts the report in every language: systems, findings, notices, companies and
 * reached companies, each defined, in all and per legal ground; then r. */
void year_report_put(struct buf *out, struct store *s, struct arena *a,
    struct year_part p, int64_t now, const struct year_rows *r);

void year_hash(unsigned char out[YEAR_HASH], struct str text);

#endif
