/* tests of value/calendar */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/calendar.h"

#include "base/err.h"
#include "base/time.h"
#include "test/tap.h"

static int32_t
day(const char *text)
{
	int32_t d = DAY_ABSENT;

	ok(day_read(str_of(text), &d));
	return d;
}

static int64_t
at(const char *text)
{
	int64_t t = TIME_ABSENT;

	ok(time_read(str_of(text), &t));
	return t;
}

/* As printed in almanacs. 1981 and 2076: the moon that comes a day late;
 * 1954 and 2049: what the late moon does on a Sunday. */
TEST(easter_by_the_almanac)
{
	static const char *const days[] = {"1900-04-15", "1943-04-25",
	    "1954-04-18", "1961-04-02", "1981-04-19", "2000-04-23",
	    "2008-03-23", "2011-04-24", "2016-03-27", "2019-04-21",
	    "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28",
	    "2038-04-25", "2049-04-18", "2076-04-19", "2285-03-22"};

	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		is_int(holiday_of_day(day(days[i])), HOLIDAY_EASTER);
		is_int(holiday_of_day(day(days[i]) + 1), HOLIDAY_EASTER_MONDAY);
	}
}

TEST(one_easter_a_year)
{
	for (int year = 1900; year < 2400; year++) {
		int found = 0;
		for (int32_t d = day_of_civil(year, 1, 1);
		     d < day_of_civil(year + 1, 1, 1); d++)
			found += holiday_of_day(d) == HOLIDAY_EASTER;
		is_int(found, 1);
	}
}

TEST(holidays_of_2026_and_a_sunday_king)
{
	is_int(holiday_of_day(day("2026-01-01")), HOLIDAY_NEW_YEAR);
	is_int(holiday_of_day(day("2026-04-03")), HOLIDAY_GOOD_FRIDAY);
	is_int(holiday_of_day(day("2026-04-27")), HOLIDAY_KING);
	is_int(holiday_of_day(day("2026-05-05")), HOLIDAY_LIBERATION);
	is_int(holiday_of_day(day("2026-05-14")), HOLIDAY_ASCENSION);
	is_int(holiday_of_day(day("2026-05-24")), HOLIDAY_WHITSUN);
	is_int(holiday_of_day(day("2026-05-25")), HOLIDAY_WHIT_MONDAY);
	is_int(holiday_of_day(day("2026-12-25")), HOLIDAY_CHRISTMAS);
	is_int(holiday_of_day(day("2026-12-26")), HOLIDAY_BOXING);
	is_int(holiday_of_day(day("2026-12-24")), HOLIDAY_NONE);
	/* 27 April 2025 was a Sunday */
	is_int(holiday_of_day(day("2025-04-26")), HOLIDAY_KING);
	is_int(holiday_of_day(day("2025-04-27")), HOLIDAY_NONE);
}

TEST(working_days)
{
	ok(day_works(day("2026-01-02")));  /* a Friday */
	ok(!day_works(day("2026-01-03"))); /* Saturday */
	ok(!day_works(day("2026-01-04")));
	ok(!day_works(day("2026-05-14")));
	ok(day_works(day("2026-05-15")));
}

TEST(quiet_hours_end_when_people_are_back)
{
	struct hours h = {8, 18};

	ok(zone_set(STR("Europe/Amsterdam")) == OK);
	/* winter: UTC+1 */
	ok(hours_quiet(&h, at("2026-01-09T06:59:59Z")));
	ok(!hours_quiet(&h, at("2026-01-09T07:00:00Z")));
	ok(!hours_quiet(&h, at("2026-01-09T16:59:59Z")));
	ok(hours_quiet(&h, at("2026-01-09T17:00:00Z")));
	is_int(hours_next(&h, at("2026-01-09T12:00:00Z")),
	    at("2026-01-09T12:00:00Z"));
	/* a Friday evening waits for Monday */
	is_int(hours_next(&h, at("2026-01-09T17:00:00Z")),
	    at("2026-01-12T07:00:00Z"));
	/* Christmas, with its weekend */
	is_int(hours_next(&h, at("2026-12-24T22:30:00Z")),
	    at("2026-12-28T07:00:00Z"));
	/* over the change to summer time in the night of 29 March 2026 */
	is_int(hours_next(&h, at("2026-03-28T10:00:00Z")),
	    at("2026-03-30T06:00:00Z"));
	/* from Good Friday to the Tuesday behind Easter */
	is_int(hours_next(&h, at("2026-04-03T08:00:00Z")),
	    at("2026-04-07T06:00:00Z"));
}

TEST(working_hours_are_counted_over_weekends)
{
	struct hours h = {8, 18};

	ok(zone_set(STR("Europe/Amsterdam")) == OK);
	is_int(hours_after(&h, at("2026-01-09T08:30:00Z"), 0),
	    at("2026-01-09T08:30:00Z"));
	is_int(hours_after(&h, at("2026-01-09T08:30:00Z"), 4),
	    at("2026-01-09T12:30:00Z"));
	/* Friday 15:00, and five hours: three, and two on Monday */
	is_int(hours_after(&h, at("2026-01-09T14:00:00Z"), 5),
	    at("2026-01-12T09:00:00Z"));
	/* Saturday night: from Monday on */
	is_int(hours_after(&h, at("2026-01-10T22:00:00Z"), 1),
	    at("2026-01-12T08:00:00Z"));
}
