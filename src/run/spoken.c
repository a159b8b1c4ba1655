/* spoken: dates, sizes, counts and foreign text as people read them */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/spoken.h"

#include <string.h>

#include "base/time.h"
#include "store/sql.h"

void
spoken_date(struct buf *b, int64_t t)
{
	if (t == SQL_NULL_I64) {
		buf_str(b, STR(SPOKEN_NONE));
		return;
	}

	struct civil c = zone_civil(t);

	buf_fmt(b, "%04d-%02d-%02d", c.year, c.month, c.day);
}

void
spoken_moment(struct buf *b, int64_t t)
{
	spoken_date(b, t);
	if (t == SQL_NULL_I64)
		return;

	struct civil c = zone_civil(t);

	buf_fmt(b, " %02d:%02d", c.hour, c.minute);
}

void
spoken_day(struct buf *b, int64_t day)
{
	if (day == SQL_NULL_I64)
		buf_str(b, STR(SPOKEN_NONE));
	else
		day_put(b, (int32_t)day);
}

void
spoken_ago(struct buf *b, int64_t day, int64_t today)
{
	int64_t ago = today - day;

	if (ago < 0)
		buf_str(b, STR("in the future"));
	else if (ago < 2)
		buf_fmt(b, "%s", ago == 0 ? "today" : "yesterday");
	else
		buf_fmt(b, "%lld days ago", (long long)ago);
}

void
spoken_count(struct buf *b, int64_t n)
{
	struct buf digits = {0};

	buf_fmt(&digits, "%lld", (long long)n);
	for (size_t i = 0; i < digits.n; i++) {
		size_t left = digits.n - i;
		if (i > 0 && left % 3 == 0 && digits.p[i - 1] != '-')
			buf_char(b, ',');
		buf_char(b, digits.p[i]);
	}
	buf_free(&digits);
}

void
spoken_many(struct buf *b, int64_t n, const char *noun)
{
	size_t len = strlen(noun);

	spoken_count(b, n);
	if (n == 1)
		buf_fmt(b, " %s", noun);
	else if (noun[len - 1] == 'y')
		buf_fmt(b, " %.*sies", (int)len - 1, noun);
	else
		buf_fmt(b, " %ss", noun);
}

void
spoken_bytes(struct buf *b, uint64_t n)
{
	static const char units[] = "kMGTPE";
	uint64_t tenths = n; /* of the unit, once it is below the next */
	size_t unit = 0;

	if (n < 1000) {
		spoken_many(b, (int64_t)n, "byte");
		return;
	}
	for (tenths = n / 100; tenths >= 10000; tenths /= 1000)
		unit++;
	buf_fmt(b, "%llu.%llu %cB", (unsigned long long)(tenths / 10),
	    (unsigned long long)(tenths % 10), units[unit]);
}

/* C1 controls, and what hides or turns text: zero width, marks of direction,
 * line and paragraph separators, the byte order mark, tag characters. */
static bool
is_hidden(uint32_t c)
{
	return (c >= 0x7f && c <= 0x9f) || c == 0xad || c == 0x61c ||
	    (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x2069) || c == 0xfeff ||
	    (c >= 0xe0000 && c <= 0xe007f);
}

static void
byte_put(struct buf *b, unsigned char c)
{
	static const char named[] = "\t\n\r\\";
	const char *at = c == 0 ? NULL : strchr(named, c);

	if (at != NULL)
		buf_fmt(b, "\\%c", "tnr\\"[at - named]);
	else if (c < 0x20 || c >= 0x7f)
		buf_fmt(b, "\\x%02x", c);
	else
		buf_char(b, (char)c);
}

void
spoken_text(struct buf *b, struct str s)
{
	for (size_t i = 0, n; i < s.n; i += n) {
		n = utf8_len(s.p + i, s.p + s.n);
		if (n < 2) {
			byte_put(b, (unsigned char)s.p[i]);
			n = 1;
			continue;
		}
		uint32_t c = utf8_decode(s.p + i, &n);
		if (is_hidden(c))
			buf_fmt(b, "\\u%04x", c);
		else
			buf_put(b, s.p + i, n);
	}
}
