/* tests of notify/mailtext: values that want to be more than values */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/mailtext.h"

#include "test/tap.h"

#define FFFD "\xef\xbf\xbd"

/* What value becomes behind before, in a body. */
static void
is_plain(const char *before, struct str value, const char *want)
{
	struct buf b = {0};

	buf_str(&b, str_of(before));
	mailtext_plain(&b, value);
	is_text(str_from(buf_all(&b), str_of(before).n), want);
	buf_free(&b);
}

/* What "Subject: " and value become as a header line. */
static void
is_header(struct str value, const char *want)
{
	struct buf b = {0};

	buf_str(&b, STR("Before: x\nSubject: "));
	mailtext_header(&b, value);
	mailtext_header_end(&b, 10);
	is_text(str_from(buf_all(&b), 10), want);
	buf_free(&b);
}

static void
is_phrase(struct str value, const char *want)
{
	struct buf b = {0};

	buf_str(&b, STR("To: "));
	mailtext_phrase(&b, value);
	buf_str(&b, STR(" <a@b.example>"));
	mailtext_address_end(&b, 0);
	is_text(buf_all(&b), want);
	buf_free(&b);
}

TEST(plain_text_stays)
{
	is_plain("", STR("two lines\n\tand a tab \xc3\xa9 \xe2\x82\xac"),
	    "two lines\n\tand a tab \xc3\xa9 \xe2\x82\xac");
	is_plain("", (struct str){0}, "");
}

TEST(plain_control_characters)
{
	is_plain("", STR("a\0b\x1b[31m\x7f\xc2\x9b"),
	    "a" FFFD "b" FFFD "[31m" FFFD FFFD);
}

TEST(plain_carriage_returns)
{
	is_plain("", STR("a\r\nb"), "a\nb");
	is_plain("", STR("a\rb\r"), "a" FFFD "b" FFFD);
	is_plain("", STR("a\r\r\n"), "a" FFFD "\n");
}

TEST(plain_direction_overrides)
{
	is_plain("", STR("\xe2\x80\xaa\xe2\x80\xae\xe2\x81\xa6\xe2\x81\xa9"),
	    FFFD FFFD FFFD FFFD);
	/* their neighbours are fine */
	is_plain("", STR("\xe2\x80\xa9\xe2\x80\xaf\xe2\x81\xa5\xe2\x81\xaa"),
	    "\xe2\x80\xa9\xe2\x80\xaf\xe2\x81\xa5\xe2\x81\xaa");
}

TEST(plain_broken_utf8)
{
	is_plain("",
	    STR("a\xc0\xaf"
		"b\xed\xa0\x80\xe2\x82"),
	    "a" FFFD FFFD "b" FFFD FFFD FFFD FFFD FFFD);
}

TEST(numbers)
{
	struct buf b = {0};

	mailtext_plain(&b, INT64_MIN);
	buf_char(&b, ' ');
	mailtext_plain(&b, UINT64_MAX);
	buf_char(&b, ' ');
	mailtext_header(&b, (uint8_t)255);
	buf_char(&b, ' ');
	mailtext_header(&b, (int16_t)-1);
	is_text(
	    buf_all(&b), "-9223372036854775808 18446744073709551615 255 -1");
	buf_free(&b);
}

TEST(header_of_ascii)
{
	is_header(STR("Two open doors"), "Subject: Two open doors\n");
	is_header(STR(""), "Subject:\n");
	is_header(STR("  a   b "), "Subject: a b\n");
}

TEST(header_injection)
{
	is_header(STR("a\r\nBcc: x@evil.example\r\n\r\nbody"),
	    "Subject: a Bcc: x@evil.example body\n");
	is_header(STR("a\0b\tc\x7f\xc2\x85"), "Subject: a b c\n");
	is_header(STR("a\xe2\x80\xae"
		      "b"),
	    "Subject: =?utf-8?Q?a=EF=BF=BDb?=\n");
	is_header(STR("\xff"), "Subject: =?utf-8?Q?=EF=BF=BD?=\n");
}

TEST(header_encoded_words)
{
	is_header(STR("Bij caf\xc3\xa9 De Brug"),
	    "Subject: Bij =?utf-8?Q?caf=C3=A9?= De Brug\n");
	/* the space between two of them is inside */
	is_header(STR("\xc3\xa9 \xc3\xab  x"),
	    "Subject: =?utf-8?Q?=C3=A9_=C3=AB?= x\n");
	/* what would be read as one is made one */
	is_header(STR("=?utf-8?Q?evil?="),
	    "Subject: =?utf-8?Q?=3D=3Futf=2D8=3FQ=3Fevil=3F=3D?=\n");
}

TEST(header_folded)
{
	is_header(STR("een zin die langer is dan er op een regel past en dus "
		      "wordt gevouwen bij een spatie"),
	    "Subject: een zin die langer is dan er op een regel past en dus "
	    "wordt\n gevouwen bij een spatie\n");
	/* 76 columns fit, 77 do not */
	is_header(STR("123456789 123456789 123456789 123456789 123456789 "
		      "123456789 1234567"),
	    "Subject: 123456789 123456789 123456789 123456789 123456789 "
	    "123456789 1234567\n");
	is_header(STR("123456789 123456789 123456789 123456789 123456789 "
		      "123456789 12345678"),
	    "Subject: 123456789 123456789 123456789 123456789 123456789 "
	    "123456789\n 12345678\n");
}

static char
hex_of(char c)
{
	return (char)(c <= '9' ? c - '0' : c - 'A' + 10);
}

/* The inside of an encoded word in Q. */
static void
decode(struct buf *b, struct str q)
{
	for (size_t i = 0; i < q.n; i++) {
		if (q.p[i] == '_') {
			buf_char(b, ' ');
		} else if (q.p[i] == '=' && i + 2 < q.n) {
			buf_char(b,
			    (char)(hex_of(q.p[i + 1]) * 16 +
				hex_of(q.p[i + 2])));
			i += 2;
		} else {
			buf_char(b, q.p[i]);
		}
	}
}

TEST(header_of_many_encoded_words)
{
	struct buf value = {0}, b = {0}, back = {0};
	struct str rest, line;

	for (int i = 0; i < 100; i++)
		buf_str(&value,
		    i % 7 == 6 ? STR(" \xf0\x9f\x98\x80") : STR("\xc3\xa9z"));
	buf_str(&b, STR("Subject: x "));
	mailtext_header(&b, buf_all(&value));
	mailtext_header_end(&b, 0);
	for (rest = buf_all(&b); str_split(&rest, '\n', &line);) {
		size_t at = str_find_str(line, STR("=?utf-8?Q?"));
		size_t before = back.n;
		ok(line.n <= 76);
		ok(at < line.n && line.n - at <= 75);
		ok(str_ends(line, STR("?=")));
		decode(
		    &back, str_upto(str_from(line, at + 10), line.n - at - 12));
		ok(str_is_utf8(str_from(buf_all(&back), before)));
	}
	is_str(buf_all(&back), buf_all(&value));
	buf_free(&value);
	buf_free(&b);
	buf_free(&back);
}

TEST(header_word_of_no_end)
{
	struct buf value = {0}, b = {0};
	struct str rest, line;

	for (int i = 0; i < 2000; i++)
		buf_char(&value, 'a');
	buf_str(&b, STR("Subject: "));
	mailtext_header(&b, buf_all(&value));
	mailtext_header_end(&b, 0);
	for (rest = buf_all(&b); str_split(&rest, '\n', &line);)
		ok(line.n <= 76);
	buf_free(&value);
	buf_free(&b);
}

TEST(phrases)
{
	is_phrase(STR("Jan Bakker"), "To: Jan Bakker <a@b.example>\n");
	is_phrase(STR(""), "To: <a@b.example>\n");
	is_phrase(STR("Bakker, Jan"), "To: \"Bakker, Jan\" <a@b.example>\n");
	is_phrase(STR("Jan \"de\" \\"),
	    "To: \"Jan \\\"de\\\" \\\\\" <a@b.example>\n");
	is_phrase(STR("Jos\xc3\xa9 <all@evil.example>,"),
	    "To: =?utf-8?Q?Jos=C3=A9_=3Call=40evil=2Eexample=3E=2C?= "
	    "<a@b.example>\n");
	is_phrase(STR("a\r\nBcc: b"), "To: \"a Bcc: b\" <a@b.example>\n");
	is_phrase(STR("=?utf-8?Q?x?="),
	    "To: =?utf-8?Q?=3D=3Futf=2D8=3FQ=3Fx=3F=3D?= <a@b.example>\n");
}

TEST(addresses)
{
	/* clang-format off */
	static const struct {
		struct str value;
		const char *want;
	} cases[] = {
	    {{"info@bakker.example", 19},  "info@bakker.example"},
	    {{"a.b+c@x.example", 15},      "a.b+c@x.example"},
	    {{"a@b>, <c@d", 10},           "nobody@invalid"},
	    {{"a@b,c@d", 7},               "nobody@invalid"},
	    {{"a@b@c", 5},                 "nobody@invalid"},
	    {{"a b@c", 5},                 "nobody@invalid"},
	    {{"a\n@c", 4},                 "nobody@invalid"},
	    {{"a\0@c", 4},                 "nobody@invalid"},
	    {{"\"a\"@c", 5},               "nobody@invalid"},
	    {{"a@", 2},                    "nobody@invalid"},
	    {{"@a", 2},                    "nobody@invalid"},
	    {{"a", 1},                     "nobody@invalid"},
	    {{NULL, 0},                    "nobody@invalid"},
	    {{"\xc3\xa9@c", 4},            "nobody@invalid"},
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = {0};
		mailtext_address(&b, cases[i].value);
		is_text(buf_all(&b), cases[i].want);
		buf_free(&b);
	}
}

TEST(past_the_limit_of_the_buf)
{
	for (size_t limit = 1; limit < 80; limit++) {
		struct buf b = {.limit = limit};
		size_t head = b.n;
		buf_str(&b, STR("To: "));
		mailtext_phrase(&b, STR("Jos\xc3\xa9 De Brug, caf\xc3\xa9"));
		mailtext_header(&b, STR("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"));
		mailtext_header_end(&b, head);
		mailtext_plain(&b, STR("From me\n\xff"));
		ok(b.n <= limit && b.full);
		buf_free(&b);
	}
}
