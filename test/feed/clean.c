/* tests of feed/clean */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/clean.h"

#include "test/tap.h"

static struct str
cleaned(const char *z, size_t max)
{
	static struct arena a;

	return clean(&a, str_of(z), max);
}

TEST(plain_text_is_borrowed)
{
	struct arena a = {0};
	struct str s = STR("plain text");

	ok(clean(&a, s, 100).p == s.p);
	is_int(a.used, 0);
	is_text(clean(&a, s, 5), "plain");
	is_int(clean(&a, (struct str){0}, 5).n, 0);
	arena_free(&a);
}

/* Each byte at each place: by eights or singly, what is plain is borrowed. */
TEST(one_byte_among_plain_ones)
{
	struct arena a = {0};

	for (int c = 0; c < 256; c++) {
		bool plain = c >= ' ' && c <= '~';
		for (size_t at = 0; at < 20; at++) {
			char text[] = "twenty plain letters";
			struct str s = {text, 20};
			text[at] = (char)c;
			if (!ok((clean(&a, s, 100).p == text) == plain))
				tap_note("byte %d at %zu", c, at);
		}
	}
	arena_free(&a);
}

TEST(controls_become_blanks)
{
	is_text(cleaned("a\r\nb\tc\x1b[2J\x7f", 100), "a  b c [2J ");
	is_text(cleaned("a\xc2\x85"
			"b\xe2\x80\xa8"
			"c",
		    100),
	    "a b c");
}

TEST(broken_utf8_becomes_the_replacement_character)
{
	is_text(cleaned("caf\xe9", 100), "caf\xef\xbf\xbd");
	is_text(cleaned("\xed\xa0\x80", 100),
	    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	is_text(cleaned("\xc3", 100), "\xef\xbf\xbd");
}

TEST(turning_characters_are_replaced)
{
	is_text(cleaned("a\xe2\x80\xae"
			"b",
		    100),
	    "a\xef\xbf\xbd"
	    "b");
	is_text(cleaned("\xe2\x81\xa6", 100), "\xef\xbf\xbd");
}

TEST(cuts_at_a_character)
{
	is_text(cleaned("\xc3\xa9\xc3\xa9", 3), "\xc3\xa9");
	is_text(cleaned("\xe9", 2), "");
	is_text(cleaned("\xf0\x9f\x98\x80x", 4), "\xf0\x9f\x98\x80");
}

TEST(lower_case_of_ascii_only)
{
	struct arena a = {0};

	is_text(clean_lower(&a, STR("AbZ\xc3\x89_9[")), "abz\xc3\x89_9[");
	arena_free(&a);
}
