/* when: dates and times as people write them in lists */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/when.h"

#include <string.h>

#include "base/time.h"

enum { YEAR_LEAST = 1980, YEAR_MOST = 2200 };

/* clang-format off */
/* Dutch and English; three letters are enough, but for those that clash. */
static const struct {
	const char *name;
	int month;
} months[] = {
    {"jan", 1}, {"feb", 2}, {"mrt", 3},  {"maa", 3},  {"mar", 3},
    {"apr", 4}, {"mei", 5}, {"may", 5},  {"jun", 6},  {"jul", 7},
    {"aug", 8}, {"sep", 9}, {"okt", 10}, {"oct", 10}, {"nov", 11},
    {"dec", 12},
};

static const struct {
	struct str name;
	int32_t offset;
} zones[] = {
    {{"UTC", 3}, 0}, {{"GMT", 3}, 0}, {{"CEST", 4}, 7200}, {{"CET", 3}, 3600},
};
/* clang-format on */

static bool
is_digit(struct str s)
{
	return s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9';
}

static bool
is_letter(struct str s)
{
	return s.n > 0 && (s.p[0] | 0x20) >= 'a' && (s.p[0] | 0x20) <= 'z';
}

/* The digits at the front, at most 8; how many there were. */
static size_t
digits(struct str *s, int *v)
{
	size_t n = 0;

	*v = 0;
	for (; n < 8 && is_digit(*s); n++) {
		*v = *v * 10 + (s->p[0] - '0');
		*s = str_from(*s, 1);
	}
	return n;
}

static bool
passed(struct str *s, const char *any)
{
	if (s->n == 0 || strchr(any, s->p[0]) == NULL || s->p[0] == '\0')
		return false;
	*s = str_from(*s, 1);
	return true;
}

static bool
month_name(struct str *s, int *month)
{
	size_t n = 0;

	while (is_letter(str_from(*s, n)))
		n++;
	for (size_t i = 0; n >= 3 && i < sizeof(months) / sizeof(*months); i++)
		if (str_eq_nocase(str_upto(*s, 3), str_of(months[i].name))) {
			*month = months[i].month;
			*s = str_from(*s, n);
			return true;
		}
	return false;
}

/* "31 januari 2026", "31-jan-2026", "Jan 31, 2026". */
static bool
named_date(struct str *s, struct when *w)
{
	struct str left = *s;
	bool front = month_name(&left, &w->part[1]);

	if (front && !passed(&left, " -."))
		return false;
	if (digits(&left, &w->part[2]) == 0 || w->part[2] > 31)
		return false;
	if (!passed(&left, " -/.,"))
		return false;
	passed(&left, " ");
	if (!front &&
	    (!month_name(&left, &w->part[1]) || !passed(&left, " -/.,")))
		return false;
	passed(&left, " ");
	w->ordered = true;
	w->no_century = digits(&left, &w->part[0]) != 4;
	*s = left;
	return true;
}

/* "2026-01-31", "31-1-2026" */
static bool
parted_date(struct str *s, struct when *w)
{
	struct str left = *s;
	int v[3];
	size_t n[3];
	char between;

	n[0] = digits(&left, &v[0]);
	if (n[0] == 0 || left.n == 0)
		return false;
	between = left.p[0];
	for (int i = 1; i < 3; i++) {
		if (!passed(&left, "-/.") || left.n == 0)
			return false;
		n[i] = digits(&left, &v[i]);
		if (n[i] == 0 || n[i] > 4)
			return false;
		if (i == 1 && (left.n == 0 || left.p[0] != between))
			return false;
	}
	w->ordered = n[0] == 4;
	w->no_century = n[0] != 4 && n[2] != 4;
	memcpy(w->part, v, sizeof(v));
	*s = left;
	return n[0] <= 4;
}

/* "20260131" and seconds or thousandths since 1970 */
static bool
bare_number(struct str s, struct when *w)
{
	uint64_t v;

	if (!str_u64(s, UINT64_MAX, &v))
		return false;
	if (s.n == 8) {
		w->ordered = true;
		w->part[0] = (int)(v / 10000);
		w->part[1] = (int)(v / 100 % 100);
		w->part[2] = (int)(v % 100);
		return w->part[0] >= YEAR_LEAST && w->part[0] <= YEAR_MOST;
	}
	w->epoch = s.n == 10 || s.n == 13;
	w->seconds = (int64_t)(s.n == 13 ? v / 1000 : v);
	return w->epoch && v != 0;
}

/* "+01:00", "+0100", "+1" */
static bool
offset_read(struct str *s, int32_t *offset)
{
	struct str left = *s;
	bool west = left.n > 0 && left.p[0] == '-';
	int hours, minutes = 0;
	size_t n;

	if (!passed(&left, "+-"))
		return false;
	n = digits(&left, &hours);
	if (n == 4) {
		minutes = hours % 100;
		hours /= 100;
	} else if (n == 0 || n > 2 ||
	    (passed(&left, ":") && digits(&left, &minutes) != 2)) {
		return false;
	}
	if (hours > 14 || minutes > 59)
		return false;
	*offset = (west ? -1 : 1) * (hours * HOUR + minutes * MINUTE);
	*s = left;
	return true;
}

static bool
zone_read(struct str s, struct when *w)
{
	s = str_trim(s);
	if (s.n == 0)
		return true;
	w->zoned = true;
	if (str_eq_nocase(s, STR("Z")))
		return true;
	for (size_t i = 0; i < sizeof(zones) / sizeof(*zones); i++)
		if (str_eq_nocase(s, zones[i].name)) {
			w->offset = zones[i].offset;
			return true;
		}
	return offset_read(&s, &w->offset) && s.n == 0;
}

/* "8:00", "08:00:05.123", and what says where that clock stands */
static bool
clock_read(struct str s, struct when *w)
{
	int part[3] = {0};

	if (s.n == 0)
		return true;
	if (!passed(&s, "T ,"))
		return false;
	s = str_trim(s);
	if (s.n == 0)
		return true;
	if (digits(&s, &part[0]) == 0 || !passed(&s, ":") ||
	    digits(&s, &part[1]) != 2)
		return false;
	if (passed(&s, ":")) {
		if (digits(&s, &part[2]) != 2)
			return false;
		if (passed(&s, ".,"))
			while (is_digit(s))
				s = str_from(s, 1);
	}
	if (part[0] > 23 || part[1] > 59 || part[2] > 60)
		return false;
	w->timed = true;
	w->second = part[0] * HOUR + part[1] * MINUTE + part[2];
	return zone_read(s, w);
}

bool
when_read(struct str s, struct when *w)
{
	s = str_trim(s);
	*w = (struct when){0};
	if (bare_number(s, w))
		return true;
	*w = (struct when){0};
	if (!parted_date(&s, w) && !named_date(&s, w))
		return false;
	return clock_read(s, w);
}

/* Summer time in the European Union (Directive 2000/84/EC): from the last
 * Sunday of March, 01:00 UTC, to that of October. */
static int32_t
cet_offset(int64_t local, int year)
{
	int64_t turn[2];

	for (int i = 0; i < 2; i++) {
		int64_t last =
		    time_of_day(day_of_civil(year, i == 0 ? 3 : 10, 31));
		turn[i] = last - civil_of_time(last).weekday * DAY + HOUR;
	}
	/* what the clock shows twice is the first time */
	return local >= turn[0] + HOUR && local < turn[1] + 2 * HOUR ? 2 * HOUR
								     : HOUR;
}

static bool
day_of(const struct when *w, enum when_order order, int32_t *day, int *year)
{
	int month = w->part[1], date = w->part[2];

	*year = w->part[0];
	if (!w->ordered) {
		*year = w->part[2];
		month = w->part[order == WHEN_DMY];
		date = w->part[order != WHEN_DMY];
	}
	if (*year < YEAR_LEAST || *year > YEAR_MOST || month < 1 ||
	    month > 12 || date < 1 || date > 31)
		return false;
	*day = day_of_civil(*year, month, date);
	return civil_of_time(time_of_day(*day)).day == date;
}

enum err
when_time(const struct when *w, const struct when_how *how, int64_t *t,
    const char **expected)
{
	int32_t day;
	int year;

	*t = w->seconds;
	if (w->epoch)
		return OK;
	if (w->no_century) {
		*expected = "has no year of four digits; write it as "
			    "2026-01-31";
		return ERR_SYNTAX;
	}
	if (!w->ordered && how->order == WHEN_UNSAID) {
		*expected = "may be day-month or month-day; say --dates dmy "
			    "or --dates mdy";
		return ERR_RANGE;
	}
	if (w->timed && !w->zoned && how->clock == CLOCK_UNSAID) {
		*expected = "does not say of which clock it is; say --zone "
			    "UTC, --zone CET or --zone +HH:MM";
		return ERR_RANGE;
	}
	if (!day_of(w, how->order, &day, &year)) {
		*expected = "is no day there is; expected such as 2026-01-31";
		return ERR_SYNTAX;
	}
	*t = time_of_day(day) + w->second;
	if (w->timed && w->zoned)
		*t -= w->offset;
	else if (w->timed && how->clock == CLOCK_OFFSET)
		*t -= how->offset;
	else if (w->timed)
		*t -= cet_offset(*t, year);
	return OK;
}

bool
when_order_read(struct str s, enum when_order *order)
{
	*order = WHEN_UNSAID;
	if (str_eq_nocase(s, STR("dmy")))
		*order = WHEN_DMY;
	if (str_eq_nocase(s, STR("mdy")))
		*order = WHEN_MDY;
	return *order != WHEN_UNSAID;
}

bool
when_clock_read(struct str s, struct when_how *how)
{
	how->clock = CLOCK_OFFSET;
	how->offset = 0;
	if (str_eq_nocase(s, STR("UTC")))
		return true;
	if (str_eq_nocase(s, STR("CET"))) {
		how->clock = CLOCK_CET;
		return true;
	}
	return offset_read(&s, &how->offset) && s.n == 0;
}
