/* tests of base/str */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/str.h"
#include "test/tap.h"

TEST(split)
{
	struct str rest = STR("a,,b"), part;

	ok(str_split(&rest, ',', &part));
	is_text(part, "a");
	ok(str_split(&rest, ',', &part));
	is_text(part, "");
	ok(str_split(&rest, ',', &part));
	is_text(part, "b");
	ok(!str_split(&rest, ',', &part));
}

TEST(u64)
{
	uint64_t v = 7;

	ok(str_u64(STR("65535"), 65535, &v));
	is_int(v, 65535);
	ok(!str_u64(STR("65536"), 65535, &v));
	ok(str_u64(STR("18446744073709551615"), UINT64_MAX, &v));
	ok(!str_u64(STR("18446744073709551616"), UINT64_MAX, &v));
	ok(!str_u64(STR(""), 9, &v));
	ok(!str_u64(STR("-1"), 9, &v));
	ok(!str_u64(STR("5"), 3, &v));
}

TEST(utf8)
{
	ok(str_is_utf8(STR("dijk \xe2\x82\xac \xf0\x9f\x8c\x8a")));
	ok(!str_is_utf8(STR("\xc0\xaf")));	   /* overlong */
	ok(!str_is_utf8(STR("\xed\xa0\x80")));	   /* surrogate */
	ok(!str_is_utf8(STR("\xf4\x90\x80\x80"))); /* past U+10FFFF */
	ok(!str_is_utf8(STR("\xe2\x82")));	   /* cut off */
}

TEST(lines)
{
	static const struct str bad[] = {{"a\nb", 3}, {"a\tb", 3},
	    {"\x1b[2J", 4}, {"12345678\x7f", 9}, {"\xc2\x9b", 2},
	    {"1234567\xe2\x80\xa8", 10}, {"\xe2\x80\xae", 3}, {"\0", 1},
	    {"\xc0\xaf", 2}, {"12345678\xe2\x82", 10}};

	ok(str_is_line((struct str){0}));
	ok(str_is_line(STR("dijk \xe2\x82\xac \xf0\x9f\x8c\x8a ~12345678")));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (!ok(!str_is_line(bad[i])))
			tap_note("%zu", i);
}

TEST(characters)
{
	is_int(str_characters((struct str){0}), 0);
	is_int(str_characters(STR("abc")), 3);
	is_int(str_characters(STR("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80x")), 4);
}

TEST(trim_and_find)
{
	is_text(str_trim(STR(" \ta b\r\n")), "a b");
	is_int(str_find_str(STR("abcabd"), STR("abd")), 3);
	is_int(str_find(STR("abc"), 'x'), 3);
	ok(str_eq_nocase(STR("ExAmple"), STR("eXaMPLE")));
	ok(str_ends(STR("www.example"), STR(".example")));
}
