/* calendar: days and hours at which a Dutch business reads its mail */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef VALUE_CALENDAR_H
#define VALUE_CALENDAR_H

#include "base/str.h"

/* Days count as base/time does. */
enum holiday {
	HOLIDAY_NONE,
	HOLIDAY_NEW_YEAR,
	HOLIDAY_GOOD_FRIDAY,
	HOLIDAY_EASTER,
	HOLIDAY_EASTER_MONDAY,
	HOLIDAY_KING, /* 27 April; the day before when that is a Sunday */
	HOLIDAY_LIBERATION,
	HOLIDAY_ASCENSION,
	HOLIDAY_WHITSUN,
	HOLIDAY_WHIT_MONDAY,
	HOLIDAY_CHRISTMAS,
	HOLIDAY_BOXING,
};

/*
 * The days of article 3 of the Algemene termijnenwet (its first paragraph,
 * and Good Friday of its second), and the Sundays of Easter and Whitsun. King's
 * Day is kept where Willem-Alexander's birthday puts it.
 */
enum holiday holiday_of_day(int32_t day);
/* Monday to Friday, and no holiday. */
bool day_works(int32_t day);

/* Local hours, 0..24: quiet before begin and from end on, and all of a day
 * that does not work. */
struct hours {
	int begin, end;
};

/* True when what does not hurry should wait. In the instance's zone. */
bool hours_quiet(const struct hours *h, int64_t t);
/* The moment at which so many working hours have passed since t, about. */
int64_t hours_after(const struct hours *h, int64_t t, unsigned hours);
/* The first moment from t on that is not quiet; t itself when it is not. */
int64_t hours_next(const struct hours *h, int64_t t);

#endif
