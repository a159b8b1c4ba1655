/* time: seconds, days and local clocks, without ever asking what time it is */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"

enum { ZONE_FILE_MAX = 256 * 1024 };

int32_t
day_of_civil(int year, int month, int day)
{
	/* days from the civil calendar with March as first month, so that
	 * the leap day is the last of its year */
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int of_era = y - era * 400;
	int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;

	return era * 146097 + days - 719468;
}

int32_t
day_of_time(int64_t t)
{
	return (int32_t)((t >= 0 ? t : t - (DAY - 1)) / DAY);
}

int64_t
time_of_day(int32_t day)
{
	return (int64_t)day * DAY;
}

struct civil
civil_of_time(int64_t t)
{
	int32_t day = day_of_time(t);
	int second = (int)(t - time_of_day(day));
	int z = day + 719468;
	int era = (z >= 0 ? z : z - 146096) / 146097;
	int of_era = z - era * 146097;
	int year =
	    (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int of_year = of_era - (365 * year + year / 4 - year / 100);
	int march = (5 * of_year + 2) / 153;
	int month = march < 10 ? march + 3 : march - 9;

	return (struct civil){
	    .year = year + era * 400 + (month <= 2),
	    .month = month,
	    .day = of_year - (153 * march + 2) / 5 + 1,
	    .hour = second / HOUR,
	    .minute = second % HOUR / MINUTE,
	    .second = second % MINUTE,
	    .weekday = ((day % 7) + 11) % 7,
	};
}

/* Takes exactly n digits off the front. */
static bool
digits(struct str *s, size_t n, int *v)
{
	uint64_t u;

	if (s->n < n || !str_u64(str_upto(*s, n), 9999, &u))
		return false;
	*v = (int)u;
	*s = str_from(*s, n);
	return true;
}

static bool
letter(struct str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = str_from(*s, 1);
	return true;
}

static bool
date_take(struct str *s, int32_t *day)
{
	int y, m, d;

	if (!digits(s, 4, &y) || !letter(s, '-') || !digits(s, 2, &m) ||
	    !letter(s, '-') || !digits(s, 2, &d))
		return false;
	if (y < 1 || m < 1 || m > 12 || d < 1 || d > 31)
		return false;
	*day = day_of_civil(y, m, d);
	return civil_of_time(time_of_day(*day)).day == d;
}

bool
day_read(struct str s, int32_t *day)
{
	return date_take(&s, day) && s.n == 0;
}

static bool
zone_take(struct str *s, int *offset)
{
	int h, m, sign;

	*offset = 0;
	if (s->n == 0 || letter(s, 'Z'))
		return true;
	if (letter(s, ' ') && str_eq(*s, STR("UTC"))) {
		*s = str_from(*s, 3);
		return true;
	}
	sign = letter(s, '-') ? -1 : letter(s, '+') ? 1 : 0;
	if (sign == 0 || !digits(s, 2, &h))
		return false;
	letter(s, ':');
	if (!digits(s, 2, &m) || h > 23 || m > 59)
		return false;
	*offset = sign * (h * HOUR + m * MINUTE);
	return true;
}

bool
time_read(struct str s, int64_t *t)
{
	int32_t day;
	int h, m, sec, offset;

	if (!date_take(&s, &day))
		return false;
	if (s.n == 0) {
		*t = time_of_day(day);
		return true;
	}
	if (!letter(&s, ' ') && !letter(&s, 'T'))
		return false;
	if (!digits(&s, 2, &h) || !letter(&s, ':') || !digits(&s, 2, &m) ||
	    !letter(&s, ':') || !digits(&s, 2, &sec))
		return false;
	if (h > 23 || m > 59 || sec > 60)
		return false;
	if (letter(&s, '.')) {
		int ignored;
		if (!digits(&s, 1, &ignored))
			return false;
		while (digits(&s, 1, &ignored))
			continue;
	}
	if (!zone_take(&s, &offset) || s.n != 0)
		return false;
	*t = time_of_day(day) + h * HOUR + m * MINUTE + sec - offset;
	return true;
}

void
day_put(struct buf *b, int32_t day)
{
	struct civil c = civil_of_time(time_of_day(day));

	buf_fmt(b, "%04d-%02d-%02d", c.year, c.month, c.day);
}

void
time_put(struct buf *b, int64_t t)
{
	struct civil c = civil_of_time(t);

	buf_fmt(b, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day,
	    c.hour, c.minute, c.second);
}

void
time_put_mail(struct buf *b, int64_t t)
{
	static const char *const day[] = {
	    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const month[] = {"Jan", "Feb", "Mar", "Apr", "May",
	    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct civil c = civil_of_time(t);

	buf_fmt(b, "%s, %02d %s %04d %02d:%02d:%02d +0000", day[c.weekday],
	    c.day, month[c.month - 1], c.year, c.hour, c.minute, c.second);
}

/* libc takes any other file, and a folder, for UTC without a word. */
static bool
is_zone_file(const char *path)
{
	struct buf b = {0};
	bool is = file_slurp(AT_FDCWD, path, ZONE_FILE_MAX, &b) == OK &&
	    str_starts(buf_all(&b), STR("TZif")); /* RFC 8536 3.1 */

	buf_free(&b);
	return is;
}

enum err
zone_set(struct str name)
{
	char path[128], plain[64];
	int n = snprintf(
	    path, sizeof(path), "/usr/share/zoneinfo/%.*s", STR_ARG(name));

	if (n < 0 || (size_t)n >= sizeof(path) || name.n >= sizeof(plain) ||
	    str_find_str(name, STR("..")) < name.n || !is_zone_file(path))
		return ERR_ABSENT;
	snprintf(plain, sizeof(plain), "%.*s", STR_ARG(name));
	if (setenv("TZ", plain, 1) != 0)
		die_errno("cannot set the time zone");
	tzset();
	return OK;
}

struct civil
zone_civil(int64_t t)
{
	time_t at = (time_t)t;
	struct tm tm;

	if (localtime_r(&at, &tm) == NULL)
		die("a time past the calendar: %lld", (long long)t);
	return (struct civil){
	    .year = tm.tm_year + 1900,
	    .month = tm.tm_mon + 1,
	    .day = tm.tm_mday,
	    .hour = tm.tm_hour,
	    .minute = tm.tm_min,
	    .second = tm.tm_sec,
	    .weekday = tm.tm_wday,
	};
}

/* The moment the local clock reads hour:00 on a civil day. */
static int64_t
zone_moment(int32_t day, int hour)
{
	int64_t local = time_of_day(day) + (int64_t)hour * HOUR;

	/* the earliest moment whose local clock is not before hour:00; no
	 * zone is more than 16 hours from UTC and shifts are quarter hours */
	for (int64_t t = local - 16 * HOUR;; t += 15 * MINUTE) {
		struct civil c = zone_civil(t);
		int64_t reads =
		    time_of_day(day_of_civil(c.year, c.month, c.day)) +
		    c.hour * HOUR + c.minute * MINUTE + c.second;
		if (reads >= local)
			return t;
	}
}

int64_t
zone_next(int64_t t, int hour, int weekday)
{
	struct civil c = zone_civil(t);
	int32_t day = day_of_civil(c.year, c.month, c.day);

	for (;; day++) {
		if (weekday >= 0 &&
		    civil_of_time(time_of_day(day)).weekday != weekday)
			continue;
		int64_t at = zone_moment(day, hour);
		if (at > t)
			return at;
	}
}
