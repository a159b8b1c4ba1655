/* tests of run/spoken: what people and terminals get to see */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/spoken.h"

#include "base/time.h"
#include "store/sql.h"
#include "test/tap.h"

static struct buf b;

#define IS(call, want)                                                         \
	do {                                                                   \
		buf_reset(&b);                                                 \
		call;                                                          \
		is_text(buf_all(&b), want);                                    \
	} while (0)

TEST(dates_are_local)
{
	int64_t winter = time_of_day(day_of_civil(2026, 1, 31)) + 23 * HOUR;

	is_int(zone_set(STR("Europe/Amsterdam")), OK);
	IS(spoken_date(&b, winter), "2026-02-01");
	IS(spoken_moment(&b, winter), "2026-02-01 00:00");
	IS(spoken_moment(&b, SQL_NULL_I64), "-");
	IS(spoken_day(&b, day_of_civil(2026, 1, 31)), "2026-01-31");
	IS(spoken_day(&b, SQL_NULL_I64), "-");
}

TEST(days_ago)
{
	IS(spoken_ago(&b, 100, 100), "today");
	IS(spoken_ago(&b, 99, 100), "yesterday");
	IS(spoken_ago(&b, 98, 100), "2 days ago");
	IS(spoken_ago(&b, 101, 100), "in the future");
}

TEST(counts)
{
	IS(spoken_count(&b, 0), "0");
	IS(spoken_count(&b, 999), "999");
	IS(spoken_count(&b, 1000), "1,000");
	IS(spoken_count(&b, 1234567), "1,234,567");
	IS(spoken_count(&b, -123456), "-123,456");
	IS(spoken_many(&b, 1, "row"), "1 row");
	IS(spoken_many(&b, 0, "row"), "0 rows");
	IS(spoken_many(&b, 2, "company"), "2 companies");
}

TEST(bytes)
{
	IS(spoken_bytes(&b, 1), "1 byte");
	IS(spoken_bytes(&b, 999), "999 bytes");
	IS(spoken_bytes(&b, 1000), "1.0 kB");
	IS(spoken_bytes(&b, 999949), "999.9 kB");
	IS(spoken_bytes(&b, 1000000), "1.0 MB");
	IS(spoken_bytes(&b, 84400000000), "84.4 GB");
	IS(spoken_bytes(&b, UINT64_MAX), "18.4 EB");
}

TEST(text_that_moves_the_cursor)
{
	IS(spoken_text(&b, STR("\x1b[2J")), "\\x1b[2J");
	IS(spoken_text(&b, STR("a\tb\nc\rd\x7f")), "a\\tb\\nc\\rd\\x7f");
	IS(spoken_text(&b, STR("nul \0 byte")), "nul \\x00 byte");
	IS(spoken_text(&b,
	       STR("C1 \xc2\x9b"
		   "31m")),
	    "C1 \\u009b31m");
}

TEST(text_that_turns_the_line)
{
	IS(spoken_text(&b, STR("x\xe2\x80\xaegnp.exe")), "x\\u202egnp.exe");
	IS(spoken_text(&b, STR("\xe2\x81\xa6isolate")), "\\u2066isolate");
	IS(spoken_text(&b, STR("zero\xe2\x80\x8bwidth")), "zero\\u200bwidth");
}

TEST(text_that_is_not_utf8)
{
	IS(spoken_text(&b, STR("caf\xe9")), "caf\\xe9");
	IS(spoken_text(&b, STR("cut \xe2\x80")), "cut \\xe2\\x80");
}

TEST(plain_text_stays)
{
	IS(spoken_text(&b, STR("Caf\xc3\xa9 \"De Dijk\" & zoon")),
	    "Caf\xc3\xa9 \"De Dijk\" & zoon");
	IS(spoken_text(&b, STR("a\\x1b")), "a\\\\x1b");
}
