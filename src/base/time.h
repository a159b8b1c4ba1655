/* time: seconds, days and local clocks, without ever asking what time it is */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include "base/buf.h"
#include "base/str.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

/*
 * Times are int64 seconds since 1970-01-01T00:00:00Z; days are int32 days
 * since that date. Proleptic Gregorian, years 1 to 9999. "Now" is always an
 * argument: only run/ reads the clock.
 */
#define TIME_ABSENT INT64_MIN
#define DAY_ABSENT  INT32_MIN

struct civil {
	int year, month, day; /* month 1..12, day 1..31 */
	int hour, minute, second;
	int weekday; /* 0 Sunday .. 6 Saturday */
};

int32_t day_of_civil(int year, int month, int day);
struct civil civil_of_time(int64_t t);
int32_t day_of_time(int64_t t);
int64_t time_of_day(int32_t day);

/* "2026-01-31"; false where that is no date. */
bool day_read(struct str s, int32_t *day);
/*
 * "2026-01-31 23:59:58", "2026-01-31T23:59:58Z", "...+02:00", with or without
 * a fraction; a bare date is its midnight. Without a zone it is UTC. A leap
 * second (:60) reads as the second after :59.
 */
bool time_read(struct str s, int64_t *t);

/* "2026-01-31" */
void day_put(struct buf *b, int32_t day);
/* "2026-01-31T23:59:58Z" */
void time_put(struct buf *b, int64_t t);
/* RFC 5322 3.3, always +0000: "Sat, 31 Jan 2026 23:59:58 +0000" */
void time_put_mail(struct buf *b, int64_t t);

/*
 * The instance's zone for this process, e.g. "Europe/Amsterdam"; ERR_ABSENT
 * for a name the system does not have. Reads the zone files, so call it
 * before a jail.
 */
enum err zone_set(struct str name) MUST_CHECK;
/* The local clock at t. */
struct civil zone_civil(int64_t t);
/*
 * The first moment after t at which the local clock reads hour:00, on the
 * given weekday (0..6) or any (-1). In a spring gap the moment the clocks
 * jump; in an autumn overlap the earlier one.
 */
int64_t zone_next(int64_t t, int hour, int weekday);

#endif
