/* tests of feed/when */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/when.h"

#include "base/time.h"
#include "test/tap.h"

/* What a text becomes with these options, "ddd|zone". */
static struct str
read_as(struct buf *b, const char *text, const char *dates, const char *zone)
{
	struct when_how how = {0};
	struct when w;
	const char *expected = "?";
	int64_t t;

	buf_reset(b);
	if (dates != NULL)
		ok(when_order_read(str_of(dates), &how.order));
	if (zone != NULL)
		ok(when_clock_read(str_of(zone), &how));
	if (!when_read(str_of(text), &w))
		return STR("no date");
	if (when_time(&w, &how, &t, &expected) != OK)
		return str_of(expected);
	time_put(b, t);
	return buf_all(b);
}

#define READS(text, dates, zone, want)                                         \
	is_text(read_as(&b, (text), (dates), (zone)), (want))

TEST(dates_that_leave_no_doubt)
{
	struct buf b = {0};

	READS("2026-01-31", NULL, NULL, "2026-01-31T00:00:00Z");
	READS("2026/1/31", NULL, NULL, "2026-01-31T00:00:00Z");
	READS("20260131", NULL, NULL, "2026-01-31T00:00:00Z");
	READS(" 31 januari 2026 ", NULL, NULL, "2026-01-31T00:00:00Z");
	READS("31-mrt-2026", NULL, NULL, "2026-03-31T00:00:00Z");
	READS("Jan 31, 2026", NULL, NULL, "2026-01-31T00:00:00Z");
	READS("1 mei 2026", NULL, NULL, "2026-05-01T00:00:00Z");
	READS("1769840000", NULL, NULL, "2026-01-31T06:13:20Z");
	READS("1769840000123", NULL, NULL, "2026-01-31T06:13:20Z");
	READS("2026-01-31T08:00Z", NULL, NULL, "2026-01-31T08:00:00Z");
	READS("2026-01-31 08:00:05.123 +01:00", NULL, NULL,
	    "2026-01-31T07:00:05Z");
	READS("2026-07-31 8:00 CEST", NULL, NULL, "2026-07-31T06:00:00Z");
	buf_free(&b);
}

TEST(the_order_is_said_or_refused)
{
	struct buf b = {0};

	READS("31-1-2026", "dmy", NULL, "2026-01-31T00:00:00Z");
	READS("1/31/2026", "mdy", NULL, "2026-01-31T00:00:00Z");
	READS("3.4.2026", "dmy", NULL, "2026-04-03T00:00:00Z");
	READS("3.4.2026", "mdy", NULL, "2026-03-04T00:00:00Z");
	READS("3-4-2026", NULL, NULL,
	    "may be day-month or month-day; say --dates dmy or --dates mdy");
	READS("31-1-2026", "mdy", NULL,
	    "is no day there is; expected such as 2026-01-31");
	READS("2026-02-30", NULL, NULL,
	    "is no day there is; expected such as 2026-01-31");
	READS("31-1-26", "dmy", NULL,
	    "has no year of four digits; write it as 2026-01-31");
	READS("31 jan 26", NULL, NULL,
	    "has no year of four digits; write it as 2026-01-31");
	buf_free(&b);
}

TEST(the_clock_is_said_or_refused)
{
	struct buf b = {0};

	READS("2026-01-31 08:00", NULL, NULL,
	    "does not say of which clock it is; say --zone UTC, --zone CET or "
	    "--zone +HH:MM");
	READS("2026-01-31 08:00", NULL, "UTC", "2026-01-31T08:00:00Z");
	READS("2026-01-31 08:00", NULL, "CET", "2026-01-31T07:00:00Z");
	READS("2026-07-31 08:00", NULL, "CET", "2026-07-31T06:00:00Z");
	READS("2026-01-31 08:00", NULL, "-03:30", "2026-01-31T11:30:00Z");
	/* its own zone goes before what was said */
	READS("2026-01-31 08:00 UTC", NULL, "CET", "2026-01-31T08:00:00Z");
	/* the hour that is not there, and the one that is twice */
	READS("2026-03-29 01:59", NULL, "CET", "2026-03-29T00:59:00Z");
	READS("2026-03-29 03:00", NULL, "CET", "2026-03-29T01:00:00Z");
	READS("2026-10-25 02:30", NULL, "CET", "2026-10-25T00:30:00Z");
	READS("2026-10-25 03:00", NULL, "CET", "2026-10-25T02:00:00Z");
	buf_free(&b);
}

TEST(what_is_no_date)
{
	static const char *const none[] = {"", "gisteren", "10.0.0.1",
	    "1.2.3.4", "443", "99999999", "2026", "2026-13", "31-1",
	    "2026-01-31 25:00", "2026-01-31 8", "2026-01-31x", "2026-01/31",
	    "12345-1-1", "CVE-2026-1234", "2026-01-31 08:00 mars",
	    "0000000000"};

	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		struct when w;
		if (!ok(!when_read(str_of(none[i]), &w)))
			tap_note("%s", none[i]);
	}
}
