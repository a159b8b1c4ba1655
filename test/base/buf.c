/* tests of base/buf */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/buf.h"
#include "test/tap.h"

TEST(limit_is_sticky)
{
	struct buf b = {.limit = 4};

	buf_str(&b, STR("abc"));
	buf_str(&b, STR("de"));
	buf_str(&b, STR("f"));
	is_text(buf_all(&b), "abc");
	ok(b.full);
	buf_free(&b);
}

TEST(format_past_the_small_room)
{
	struct buf b = {0};

	buf_fmt(&b, "%0300d", 7);
	is_int(b.n, 300);
	buf_drop(&b, 299);
	is_text(buf_all(&b), "7");
	buf_free(&b);
}

TEST(hex)
{
	struct buf b = {0};

	buf_hex(&b, "\x00\xff\x1a", 3);
	is_text(buf_all(&b), "00ff1a");
	buf_free(&b);
}

TEST(numbers)
{
	struct buf b = {0};

	buf_i64(&b, 0);
	buf_char(&b, ' ');
	buf_i64(&b, -120);
	buf_char(&b, ' ');
	buf_i64(&b, INT64_MIN);
	buf_char(&b, ' ');
	buf_i64(&b, INT64_MAX);
	is_text(buf_all(&b), "0 -120 -9223372036854775808 9223372036854775807");
	buf_free(&b);
}
