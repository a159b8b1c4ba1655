/* tests of run/wrap: paragraphs in lines that fit a terminal */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/wrap.h"

#include <string.h>

#include "test/tap.h"

static struct str
wrapped(const char *text, unsigned indent)
{
	static struct buf b;

	buf_reset(&b);
	wrap_put(&b, str_of(text), indent);
	return buf_all(&b);
}

static size_t
characters(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

TEST(short_texts_stay)
{
	is_text(wrapped("", 0), "");
	is_text(wrapped("one", 0), "one");
	is_text(wrapped("one two", 3), "one two");
	is_text(wrapped("one\ntwo", 0), "one\ntwo");
	is_text(wrapped("one\n\ntwo", 3), "one\n\n   two");
	is_text(wrapped("a  b", 0), "a b");
}

TEST(exactly_78_fit_and_79_do_not)
{
	char line[80];

	memset(line, 'x', sizeof(line));
	line[36] = ' ';
	line[78] = '\0';
	is_int(wrapped(line, 0).n, 78);
	ok(str_find(wrapped(line, 0), '\n') == 78);
	line[78] = 'x';
	line[79] = '\0';
	is_int(str_find(wrapped(line, 0), '\n'), 36);
}

TEST(characters_count_and_not_bytes)
{
	char line[200];
	size_t n = 0;

	for (int i = 0; i < 26; i++) { /* 26 words of "\u00e9\u00e9" */
		memcpy(line + n, "\xc3\xa9\xc3\xa9 ", 5);
		n += 5;
	}
	line[n - 1] = '\0'; /* 77 characters, 129 bytes */
	ok(str_find(wrapped(line, 0), '\n') == 129);
}

TEST(later_lines_hang)
{
	struct str text = wrapped("- aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
				  "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb "
				  "cccc",
	    0);

	is_text(text,
	    "- aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
	    "  bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb cccc");
}

TEST(a_word_too_long_gets_its_own_line)
{
	char line[120];

	strcpy(line, "see ");
	memset(line + 4, 'x', 100);
	strcpy(line + 104, " end");
	struct str text = wrapped(line, 2), part;

	ok(str_split(&text, '\n', &part));
	is_text(part, "see");
	ok(str_split(&text, '\n', &part));
	is_int(part.n, 102);
	is_text(text, "  end");
}

TEST(no_line_is_longer_than_promised)
{
	struct str text = fixture("content/topic/open-rdp.nl.txt");
	struct buf b = {0};

	for (unsigned indent = 0; indent < 8; indent++) {
		buf_reset(&b);
		wrap_put(&b, text, indent);
		struct str all = buf_all(&b), line;
		while (str_split(&all, '\n', &line))
			ok(characters(line) <= WRAP_COLUMNS ||
			    str_find(str_trim(line), ' ') == str_trim(line).n);
	}
	buf_free(&b);
}
