/* when: dates and times as people write them in lists */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_WHEN_H
#define FEED_WHEN_H

#include "base/err.h"

/* What stands first in "03-04-2026". */
enum when_order { WHEN_UNSAID, WHEN_DMY, WHEN_MDY };

/* Where a clock stands that a time was read off. */
enum when_clock {
	CLOCK_UNSAID,
	CLOCK_OFFSET, /* a fixed distance from UTC */
	CLOCK_CET,    /* as in the Netherlands, with summer time */
};

/* What is known of a list besides its texts. */
struct when_how {
	enum when_order order;
	enum when_clock clock;
	int32_t offset; /* seconds east of UTC */
};

/* What a text says, before anything is made of it. */
struct when {
	bool epoch, ordered; /* seconds since 1970; or the order is certain */
	int64_t seconds;
	int part[3]; /* year, month, day; unordered: as they stand, the year
		      * behind the others */
	bool timed, zoned;
	int32_t second, offset; /* of the day; east of UTC */
	bool no_century;	/* the year is of two digits */
};

/*
 * "2026-01-31", "2026/1/31", "20260131", "31-1-2026", "1/31/2026",
 * "31.01.2026", "31 januari 2026", "Jan 31, 2026", each with a time behind it
 * or without ("8:00", "08:00:05.123", "T08:00Z", "+01:00", "UTC"), and seconds
 * since 1970. False for anything else.
 */
bool when_read(struct str s, struct when *w);
/* OK; else *expected says what is missing and what to do, as an end to a
 * sentence: ERR_RANGE for what a list can be told by how. */
enum err when_time(const struct when *w, const struct when_how *how, int64_t *t,
    const char **expected) MUST_CHECK;

/* "dmy", "mdy". */
bool when_order_read(struct str s, enum when_order *order);
/* "UTC", "CET", "+02:00". */
bool when_clock_read(struct str s, struct when_how *how);

#endif
