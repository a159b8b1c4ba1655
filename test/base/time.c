/* tests of base/time */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"

#include "test/tap.h"

static int64_t
at(const char *z)
{
	int64_t t = TIME_ABSENT;

	ok(time_read(str_of(z), &t));
	return t;
}

TEST(reads_the_forms_reports_use)
{
	is_int(at("1970-01-01 00:00:00"), 0);
	is_int(at("2026-11-22 12:00:00"), 1795348800);
	is_int(at("2026-11-22T13:00:00+01:00"), 1795348800);
	is_int(at("2026-11-22T12:00:00.123Z"), 1795348800);
	is_int(at("2026-11-22"), 1795305600);
	is_int(at("2024-02-29"), 1709164800);
	is_int(at("1969-12-31 23:59:59"), -1);
}

TEST(refuses_what_is_no_time)
{
	int64_t t;

	ok(!time_read(STR("2026-02-29 00:00:00"), &t));
	ok(!time_read(STR("2026-13-01 00:00:00"), &t));
	ok(!time_read(STR("2026-01-01 24:00:00"), &t));
	ok(!time_read(STR("2026-01-01 10:00"), &t));
	ok(!time_read(STR("01/02/2026"), &t));
	ok(!time_read(STR(""), &t));
	ok(!time_read(STR("2026-01-01 10:00:00 CET"), &t));
}

TEST(prints_what_it_reads)
{
	struct buf b = {0};

	time_put(&b, 1795348800);
	buf_char(&b, ' ');
	time_put_mail(&b, 1795348800);
	is_text(buf_all(&b),
	    "2026-11-22T12:00:00Z Sun, 22 Nov 2026 12:00:00 +0000");
	buf_free(&b);
}

TEST(every_day_there_and_back)
{
	bool same = true;

	for (int32_t d = -300000; d < 300000; d++) {
		struct civil c = civil_of_time(time_of_day(d));
		same = same && day_of_civil(c.year, c.month, c.day) == d;
	}
	ok(same);
}

TEST(next_local_hour_over_the_clock_changes)
{
	is_int(zone_set(STR("Europe/Amsterdam")), OK);
	/* winter: 08:00 is 07:00Z */
	is_int(zone_next(at("2026-01-10T12:00:00Z"), 8, -1),
	    at("2026-01-11T07:00:00Z"));
	/* at the very moment: the next day */
	is_int(zone_next(at("2026-01-11T07:00:00Z"), 8, -1),
	    at("2026-01-12T07:00:00Z"));
	/* spring: 02:00 does not exist on 29 March 2026 */
	is_int(zone_next(at("2026-03-28T12:00:00Z"), 2, -1),
	    at("2026-03-29T01:00:00Z"));
	/* autumn: 02:00 comes twice on 25 October 2026, the earlier counts */
	is_int(zone_next(at("2026-10-24T12:00:00Z"), 2, -1),
	    at("2026-10-25T00:00:00Z"));
	/* the next Monday */
	is_int(zone_next(at("2026-11-22T12:00:00Z"), 8, 1),
	    at("2026-11-23T07:00:00Z"));
}

TEST(unknown_zone)
{
	is_int(zone_set(STR("Europe/Atlantis")), ERR_ABSENT);
	is_int(zone_set(STR("../../etc/passwd")), ERR_ABSENT);
}
