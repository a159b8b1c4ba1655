/* tests of match/numbers */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/numbers.h"

#include "base/buf.h"
#include "test/tap.h"

static void
found(const struct number_index *x, uint32_t number, const char *want)
{
	struct buf b = {0};

	for (uint32_t i = number_index_find(x, number); i != NUMBER_NONE;
	     i = number_index_next(x, i))
		buf_fmt(
		    &b, "%s%u", b.n == 0 ? "" : " ", number_index_value(x, i));
	if (!is_text(buf_all(&b), want))
		tap_note("number: %u", number);
	buf_free(&b);
}

TEST(empty)
{
	struct number_index *x = number_index_build(NULL, 0);

	found(x, 64500, "");
	found(x, 0, "");
	number_index_free(x);
	number_index_free(NULL);
}

TEST(several)
{
	static const struct number_entry e[] = {{64501, 9}, {64500, 3},
	    {4294967294, 5}, {64500, 1}, {64500, 3}, {1, 0}, {64500, 2}};
	struct number_index *x = number_index_build(e, 7);

	found(x, 64500, "3 1 3 2");
	found(x, 64501, "9");
	found(x, 4294967294, "5");
	found(x, 1, "0");
	found(x, 0, "");
	found(x, 64502, "");
	found(x, 4294967295, "");
	ok(number_index_bytes(x) >= sizeof(e));
	number_index_free(x);
}

TEST(beside_scan)
{
	struct number_entry e[1000];
	uint32_t r = 20260110;

	for (uint32_t i = 0; i < 1000; i++) {
		r = r * 1664525 + 1013904223;
		e[i] = (struct number_entry){64496 + (r >> 16) % 400, i};
	}

	struct number_index *x = number_index_build(e, 1000);

	for (uint32_t number = 64490; number < 64910; number++) {
		struct buf b = {0};
		for (uint32_t i = 0; i < 1000; i++)
			if (e[i].number == number)
				buf_fmt(&b, "%s%u", b.n == 0 ? "" : " ", i);
		found(x, number, b.n == 0 ? "" : buf_cstr(&b));
		buf_free(&b);
	}
	number_index_free(x);
}
