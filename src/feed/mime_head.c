/* mime_head: what the header of a message or part says */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/mime_head.h"

#include <string.h>

#include "base/buf.h"
#include "feed/clean.h"

enum { PIECES_MAX = 16 };

/* Fields. */

struct str
mime_field(struct arena *a, struct str head, struct str name, size_t nth)
{
	struct buf b = {0};
	bool in = false;

	for (struct str line; str_split(&head, '\n', &line);) {
		size_t colon = str_find(line, ':');
		bool more =
		    line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
		if (in && !more)
			break;
		if (!more)
			in = str_eq_nocase(
				 str_trim(str_upto(line, colon)), name) &&
			    nth-- == 0;
		if (!in)
			continue;
		buf_char(&b, ' ');
		buf_str(&b, str_trim(more ? line : str_from(line, colon + 1)));
	}

	struct str value = arena_str(a, str_trim(buf_all(&b)));

	buf_free(&b);
	return value;
}

static struct str
field(struct arena *a, struct str head, struct str name)
{
	return mime_field(a, head, name, 0);
}

/* Up to the next ';' that is not in quotes. */
static struct str
parameter_take(struct str *rest)
{
	bool quoted = false;
	size_t i = 0;

	for (; i < rest->n && (quoted || rest->p[i] != ';'); i++) {
		if (quoted && rest->p[i] == '\\')
			i++;
		else
			quoted ^= rest->p[i] == '"';
	}

	struct str one = str_upto(*rest, i);

	*rest = str_from(*rest, i + 1);
	return str_trim(one);
}

/* Without its quotes. */
static struct str
unquoted(struct arena *a, struct str s)
{
	struct buf b = {0};

	if (!str_starts(s, STR("\"")))
		return s;
	for (size_t i = 1; i < s.n && s.p[i] != '"'; i++) {
		i += s.p[i] == '\\' && i + 1 < s.n;
		buf_char(&b, s.p[i]);
	}
	s = arena_str(a, buf_all(&b));
	buf_free(&b);
	return s;
}

static int
hex(char c)
{
	struct str digits = STR("0123456789abcdef");
	size_t at = str_find(digits, (char)(c >= 'A' ? c | 0x20 : c));

	return at < digits.n ? (int)at : -1;
}

/* "%C3%A9", or "=C3=A9" with '_' for a blank. */
static void
escaped_put(struct buf *b, struct str s, char mark)
{
	for (size_t i = 0; i < s.n; i++) {
		int high = i + 2 < s.n ? hex(s.p[i + 1]) : -1;
		int low = i + 2 < s.n ? hex(s.p[i + 2]) : -1;
		if (s.p[i] == mark && high >= 0 && low >= 0) {
			buf_char(b, (char)(high << 4 | low));
			i += 2;
		} else {
			buf_char(
			    b, mark == '=' && s.p[i] == '_' ? ' ' : s.p[i]);
		}
	}
}

/* RFC 2231: the charset and language in front of the first piece. */
static struct str
without_charset(struct str s)
{
	for (int i = 0; i < 2 && str_find(s, '\'') < s.n; i++)
		s = str_from(s, str_find(s, '\'') + 1);
	return s;
}

/* A piece of a parameter: its number and whether it is escaped. */
static bool
piece_of(struct str key, struct str name, size_t *piece, bool *escaped)
{
	struct str rest = str_from(key, name.n);
	uint64_t number = 0;

	if (!str_eq_nocase(str_upto(key, name.n), name))
		return false;
	*escaped = str_ends(rest, STR("*"));
	if (*escaped)
		rest.n--;
	if (rest.n > 0 &&
	    (rest.p[0] != '*' ||
		!str_u64(str_from(rest, 1), PIECES_MAX - 1, &number)))
		return false;
	*piece = (size_t)number;
	return true;
}

/* "filename", also as "filename*" and as pieces "filename*0*". */
static struct str
parameter(struct arena *a, struct str value, struct str name)
{
	struct str piece[PIECES_MAX] = {0};
	bool escaped[PIECES_MAX] = {0};
	struct buf b = {0};

	parameter_take(&value); /* what the parameters are of */
	while (value.n > 0) {
		struct str one = parameter_take(&value);
		size_t is = str_find(one, '='), i;
		bool e;
		if (is == one.n ||
		    !piece_of(str_trim(str_upto(one, is)), name, &i, &e) ||
		    (piece[i].n > 0 && !e))
			continue;
		piece[i] = unquoted(a, str_trim(str_from(one, is + 1)));
		escaped[i] = e;
	}
	for (size_t i = 0; i < PIECES_MAX; i++)
		if (escaped[i])
			escaped_put(&b,
			    i == 0 ? without_charset(piece[i]) : piece[i], '%');
		else
			buf_str(&b, piece[i]);

	struct str whole = arena_str(a, buf_all(&b));

	buf_free(&b);
	return whole;
}

/* "=?utf-8?B?...?=" (RFC 2047), which many write in a name all the same. */
static bool
word_put(struct buf *b, struct str *rest)
{
	struct str s = str_from(*rest, 2), charset, coding, text;
	char part[256];

	if (!str_starts(*rest, STR("=?")) || !str_split(&s, '?', &charset) ||
	    !str_split(&s, '?', &coding) || !str_split(&s, '?', &text) ||
	    !str_starts(s, STR("=")))
		return false;
	if (str_eq_nocase(coding, STR("Q"))) {
		escaped_put(b, text, '=');
	} else if (str_eq_nocase(coding, STR("B"))) {
		struct mime_body body = {.left = text, .coding = MIME_BASE64};
		for (size_t n; (n = mime_read(&body, part, sizeof(part))) > 0;)
			buf_put(b, part, n);
	} else {
		return false;
	}
	*rest = str_from(s, 1);
	return true;
}

struct str
mime_words(struct arena *a, struct str s)
{
	struct buf b = {0};

	if (str_find_str(s, STR("=?")) == s.n)
		return s;
	while (s.n > 0) {
		if (word_put(&b, &s)) {
			/* blanks between two of them do not count */
			if (str_starts(str_trim(s), STR("=?")))
				s = str_trim(s);
			continue;
		}
		buf_char(&b, s.p[0]);
		s = str_from(s, 1);
	}
	s = arena_str(a, buf_all(&b));
	buf_free(&b);
	return s;
}

static enum mime_coding
coding_read(struct str s)
{
	if (str_eq_nocase(s, STR("base64")))
		return MIME_BASE64;
	return str_eq_nocase(s, STR("quoted-printable")) ? MIME_QUOTED
							 : MIME_AS_IS;
}

void
mime_head_read(struct mime_head *h, struct arena *a, struct str head)
{
	struct str type = field(a, head, STR("Content-Type"));
	struct str where = field(a, head, STR("Content-Disposition"));
	struct str coding = field(a, head, STR("Content-Transfer-Encoding"));
	struct str rest = type;

	h->type = clean_lower(a, parameter_take(&rest));
	if (str_find(h->type, '/') == h->type.n)
		h->type = STR("text/plain");
	h->boundary = str_upto(parameter(a, type, STR("boundary")), 200);
	h->name = parameter(a, where, STR("filename"));
	if (h->name.n == 0)
		h->name = parameter(a, type, STR("name"));
	h->name = mime_words(a, h->name);
	h->coding = coding_read(coding);
}
