/* spoken: dates, sizes, counts and foreign text as people read them */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_SPOKEN_H
#define RUN_SPOKEN_H

#include "base/buf.h"
#include "base/str.h"

/* What stands for a value that is not there. */
#define SPOKEN_NONE "-"

/*
 * All append to b. Times are told on the service's local clock (zone_set);
 * an absent one (SQL_NULL_I64) as "-".
 */

/* "2026-01-31" */
void spoken_date(struct buf *b, int64_t t);
/* "2026-01-31 09:00" */
void spoken_moment(struct buf *b, int64_t t);
/* The day of a report, which is UTC's. */
void spoken_day(struct buf *b, int64_t day);
/* "today", "yesterday", "3 days ago"; "in the future" for a later day. */
void spoken_ago(struct buf *b, int64_t day, int64_t today);
/* "12,345" */
void spoken_count(struct buf *b, int64_t n);
/* "1 report", "12 reports": noun is for one. */
void spoken_many(struct buf *b, int64_t n, const char *noun);
/* "999 bytes", "4.2 MB", powers of 1000. */
void spoken_bytes(struct buf *b, uint64_t n);

/*
 * Text that somebody else wrote, fit for a terminal: control characters,
 * bytes that are not UTF-8 and characters that turn the direction of writing
 * are shown as \t, \x1b, \u202e; a backslash is shown twice.
 */
void spoken_text(struct buf *b, struct str s);

#endif
