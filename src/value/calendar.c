/* calendar: days and hours at which a Dutch business reads its mail */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/calendar.h"

#include "base/time.h"

enum { SUNDAY = 0, SATURDAY = 6, APRIL = 4 };

/* Those on the same date every year. */
static const struct {
	int month, day;
	enum holiday is;
} fixed[] = {
    {1, 1, HOLIDAY_NEW_YEAR},
    {5, 5, HOLIDAY_LIBERATION},
    {12, 25, HOLIDAY_CHRISTMAS},
    {12, 26, HOLIDAY_BOXING},
};

/* Those that go by Easter, in days from it. */
static const struct {
	int after;
	enum holiday is;
} moving[] = {
    {-2, HOLIDAY_GOOD_FRIDAY},
    {0, HOLIDAY_EASTER},
    {1, HOLIDAY_EASTER_MONDAY},
    {39, HOLIDAY_ASCENSION},
    {49, HOLIDAY_WHITSUN},
    {50, HOLIDAY_WHIT_MONDAY},
};

/*
 * Easter Sunday of the Gregorian calendar: the Sunday after the first full
 * moon (of the church's tables) from 21 March on. Gauss's way, with
 * Lichtenberg's care for the two years in which the moon comes a day late.
 */
static int32_t
easter(int year)
{
	int century = year / 100;
	int leaps = 15 + (3 * century + 3) / 4 - (8 * century + 13) / 25;
	int suns = 2 - (3 * century + 3) / 4;
	int golden = year % 19;
	int seed = (19 * golden + leaps) % 30;
	int late = (seed + golden / 11) / 29;
	int moon = 21 + seed - late; /* of March */
	int sunday = 7 - (year + year / 4 + suns) % 7;
	int away = 7 - (moon - sunday) % 7;

	return day_of_civil(year, 3, 1) + moon + away - 1;
}

static bool
is_kings_day(const struct civil *c)
{
	if (c->month != APRIL)
		return false;
	return (c->day == 27 && c->weekday != SUNDAY) ||
	    (c->day == 26 && c->weekday == SATURDAY);
}

enum holiday
holiday_of_day(int32_t day)
{
	struct civil c = civil_of_time(time_of_day(day));
	int32_t sunday = easter(c.year);

	for (size_t i = 0; i < sizeof(moving) / sizeof(moving[0]); i++)
		if (day == sunday + moving[i].after)
			return moving[i].is;
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (c.month == fixed[i].month && c.day == fixed[i].day)
			return fixed[i].is;
	return is_kings_day(&c) ? HOLIDAY_KING : HOLIDAY_NONE;
}

bool
day_works(int32_t day)
{
	struct civil c = civil_of_time(time_of_day(day));

	return c.weekday != SUNDAY && c.weekday != SATURDAY &&
	    holiday_of_day(day) == HOLIDAY_NONE;
}

static bool
works(const struct civil *c)
{
	return day_works(day_of_civil(c->year, c->month, c->day));
}

bool
hours_quiet(const struct hours *h, int64_t t)
{
	struct civil c = zone_civil(t);

	return !works(&c) || c.hour < h->begin || c.hour >= h->end;
}

int64_t
hours_next(const struct hours *h, int64_t t)
{
	while (hours_quiet(h, t))
		t = zone_next(t, h->begin, -1);
	return t;
}

int64_t
hours_after(const struct hours *h, int64_t t, unsigned hours)
{
	t = hours_next(h, t);
	for (unsigned i = 0; i < hours; i++)
		t = hours_next(h, t + HOUR);
	return t;
}
