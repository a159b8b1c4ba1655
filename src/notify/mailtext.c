/* mailtext: puts values into a mail so that they stay values */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/mailtext.h"

#include <string.h>

enum {
	HEADER_LINE = 76,   /* RFC 2047 2: of a line with encoded words */
	ENCODED_WORD = 75,  /* RFC 2047 2 */
	ENCODED_LEAST = 12, /* one character of four bytes */
	ASCII_WORD = 900,   /* longer ones are encoded, so that they fold */
	ADDRESS_MAX = 254,  /* RFC 5321 4.5.3.1.3, without < > */
};

#define ENCODED_BEGIN STR("=?utf-8?Q?")
#define ENCODED_END   STR("?=")
#define REPLACEMENT   STR("\xef\xbf\xbd")

void
mailtext_i64(struct buf *out, int64_t v)
{
	buf_fmt(out, "%lld", (long long)v);
}

void
mailtext_u64(struct buf *out, uint64_t v)
{
	buf_fmt(out, "%llu", (unsigned long long)v);
}

/* Bytes in the last line of out. */
static size_t
column(const struct buf *out)
{
	const char *end = out->n == 0 ? NULL : memrchr(out->p, '\n', out->n);

	return end == NULL ? out->n : (size_t)(out->p + out->n - end) - 1;
}

static bool
is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

static bool
turns_direction(uint32_t c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/*
 * Takes one character off *s: the bytes to put for it, and in *c its code
 * point. What may stand nowhere is U+FFFD already.
 */
static struct str
char_take(struct str *s, uint32_t *c)
{
	size_t n = utf8_len(s->p, s->p + s->n);
	struct str bytes = str_upto(*s, n);

	*c = 0xfffd;
	if (n > 0)
		*c = utf8_decode(s->p, &n);
	*s = str_from(*s, n > 0 ? n : 1);
	if (n > 0 && !turns_direction(*c))
		return bytes;
	*c = 0xfffd;
	return REPLACEMENT;
}

static struct str
plain_take(struct str *s)
{
	uint32_t c;

	if (str_starts(*s, STR("\r\n")))
		*s = str_from(*s, 1);

	struct str bytes = char_take(s, &c);

	return is_control(c) && c != '\n' && c != '\t' ? REPLACEMENT : bytes;
}

void
mailtext_plain_str(struct buf *out, struct str s)
{
	while (s.n > 0)
		buf_str(out, plain_take(&s));
}

void
mailtext_header_str(struct buf *out, struct str s)
{
	while (s.n > 0) {
		uint32_t c;
		struct str bytes = char_take(&s, &c);
		buf_str(out, is_control(c) ? STR(" ") : bytes);
	}
}

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

/* One character in Q, with no more than what a phrase may hold: RFC 2047 5.3 */
static void
put_q(struct buf *out, struct str bytes)
{
	static const char digit[] = "0123456789ABCDEF";

	for (size_t i = 0; i < bytes.n; i++) {
		unsigned char c = (unsigned char)bytes.p[i];
		if (is_alnum((char)c)) {
			buf_char(out, (char)c);
		} else if (c == ' ') {
			buf_char(out, '_');
		} else {
			buf_char(out, '=');
			buf_char(out, digit[c >> 4]);
			buf_char(out, digit[c & 15]);
		}
	}
}

/* One encoded word of at most room bytes, off the front of *s. */
static void
encoded_word(struct buf *out, struct str *s, size_t room)
{
	size_t end = out->n + room - ENCODED_END.n;

	buf_str(out, ENCODED_BEGIN);
	while (s->n > 0 && !out->full) {
		struct str rest = *s;
		uint32_t c;
		size_t mark = out->n;
		put_q(out, char_take(&rest, &c));
		if (out->n > end) {
			out->n = mark; /* the next word takes it */
			break;
		}
		*s = rest;
	}
	buf_str(out, ENCODED_END);
}

/* A space and s as encoded words, on as many lines as it takes. */
static void
encoded_put(struct buf *out, struct str s)
{
	size_t frame = ENCODED_BEGIN.n + ENCODED_END.n;
	size_t least = 1 + frame + ENCODED_LEAST;

	while (s.n > 0 && !out->full) {
		if (column(out) + least > HEADER_LINE)
			buf_char(out, '\n');
		buf_char(out, ' ');
		size_t room = HEADER_LINE - column(out);
		encoded_word(
		    out, &s, room < ENCODED_WORD ? room : ENCODED_WORD);
	}
}

static void
word_put(struct buf *out, struct str word, bool first)
{
	if (!first && column(out) + 1 + word.n > HEADER_LINE)
		buf_char(out, '\n');
	buf_char(out, ' ');
	buf_str(out, word);
}

static struct str
word_take(struct str *rest)
{
	size_t n = 0;

	while (rest->n > 0 && (rest->p[0] == ' ' || rest->p[0] == '\n'))
		*rest = str_from(*rest, 1);
	while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\n')
		n++;

	struct str word = str_upto(*rest, n);

	*rest = str_from(*rest, n);
	return word;
}

static bool
is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x7f)
			return false;
	return true;
}

static bool
must_encode(struct str word)
{
	return !is_ascii(word) || word.n > ASCII_WORD ||
	    str_find_str(word, STR("=?")) < word.n;
}

/* Takes the words after word that must be encoded with it: white space
 * between two encoded words is not seen, so it has to be inside. */
static struct str
run_take(struct str word, struct str *rest)
{
	for (struct str more = *rest;;) {
		struct str next = word_take(&more);
		if (next.n == 0 || !must_encode(next))
			return word;
		word = str_make(word.p, (size_t)(next.p + next.n - word.p));
		*rest = more;
	}
}

static void
line_end(struct buf *out, size_t head, bool encode)
{
	struct buf line = {0};
	bool first = true;

	buf_str(&line, str_from(buf_all(out), head));
	out->n = head;

	struct str rest = buf_all(&line);
	size_t name = str_find(rest, ':') + 1;

	buf_str(out, str_upto(rest, name));
	rest = str_from(rest, name);
	for (struct str word; (word = word_take(&rest)).n > 0; first = false) {
		if (encode && must_encode(word))
			encoded_put(out, run_take(word, &rest));
		else
			word_put(out, word, first);
	}
	buf_char(out, '\n');
	buf_free(&line);
}

void
mailtext_header_end(struct buf *out, size_t head)
{
	if (!out->full)
		line_end(out, head, true);
}

void
mailtext_address_end(struct buf *out, size_t head)
{
	if (!out->full)
		line_end(out, head, false);
}

/* RFC 5322 3.2.3, without the dot */
static bool
is_atext(char c)
{
	return is_alnum(c) ||
	    (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static void
quoted_put(struct buf *out, struct str s)
{
	buf_char(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			buf_char(out, '\\');
		buf_char(out, s.p[i]);
	}
	buf_char(out, '"');
}

void
mailtext_phrase(struct buf *out, struct str s)
{
	struct buf clean = {0};
	bool atoms = true;

	mailtext_header_str(&clean, s);
	s = str_trim(buf_all(&clean));
	for (size_t i = 0; i < s.n; i++)
		atoms = atoms && (is_atext(s.p[i]) || s.p[i] == ' ');
	if (must_encode(s))
		encoded_put(out, s);
	else if (atoms)
		buf_str(out, s);
	else
		quoted_put(out, s);
	buf_free(&clean);
}

/* Only that it stays inside < >: value/ident checks addresses as they come. */
static bool
is_address(struct str s)
{
	size_t at = str_find(s, '@');

	for (size_t i = 0; i < s.n; i++)
		if (!is_atext(s.p[i]) && s.p[i] != '.' && i != at)
			return false;
	return at > 0 && at + 1 < s.n && s.n <= ADDRESS_MAX;
}

void
mailtext_address(struct buf *out, struct str s)
{
	buf_str(out, is_address(s) ? s : STR("nobody@invalid"));
}
