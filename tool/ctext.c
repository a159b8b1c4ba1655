/* ctext: C source told apart into code and comments */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tool/ctext.h"

#include <string.h>

enum state { CODE, BLOCK, LINE, STRING, CHARACTER };

struct scan {
	struct str left;
	enum state state;
	size_t skip; /* bytes that are taken without another look */
};

/* Goes to the state that begins with the byte at hand. */
static void
code_step(struct scan *s)
{
	char c = s->left.p[0];

	if (str_starts(s->left, STR("/*"))) {
		s->state = BLOCK;
		s->skip = 2;
	} else if (str_starts(s->left, STR("//"))) {
		s->state = LINE;
		s->skip = 2;
	} else if (c == '"' || c == '\'') {
		s->state = c == '"' ? STRING : CHARACTER;
		s->skip = 1;
	}
}

/* True when the state ends with the byte at hand. */
static bool
ends(struct scan *s)
{
	char c = s->left.p[0];

	if (s->state == BLOCK && str_starts(s->left, STR("*/"))) {
		s->skip = 2;
		return true;
	}
	if (s->state == LINE)
		return c == '\n';
	if (s->state == STRING || s->state == CHARACTER) {
		s->skip = c == '\\' ? 2 : 1;
		return c == (s->state == STRING ? '"' : '\'') || c == '\n';
	}
	return false;
}

static bool
is_comment(enum state s)
{
	return s == BLOCK || s == LINE;
}

/* Keeps n bytes at position at in the copy they belong to. */
static void
keep(struct ctext *t, char *code, char *notes, size_t at, size_t n,
    enum state state)
{
	for (size_t i = at; i < at + n && i < t->raw.n; i++) {
		if (t->raw.p[i] == '\n')
			continue;
		if (state != CODE)
			code[i] = ' ';
		if (!is_comment(state))
			notes[i] = ' ';
	}
}

struct ctext
ctext_make(struct arena *a, struct str raw)
{
	struct ctext t = {.raw = raw};
	struct scan s = {.left = raw};

	if (raw.n == 0)
		return t;

	char *code = arena_take(a, raw.n), *notes = arena_take(a, raw.n);

	memcpy(code, raw.p, raw.n);
	memcpy(notes, raw.p, raw.n);
	while (s.left.n > 0) {
		size_t at = raw.n - s.left.n;
		enum state before = s.state;
		s.skip = 0;
		if (s.state == CODE)
			code_step(&s);
		else if (ends(&s))
			s.state = CODE;
		/* quotes and // stay in the code, the marks of a comment
		 * in neither */
		bool edge = before != s.state;
		size_t n = s.skip > 0 ? s.skip : 1;
		keep(&t, code, notes, at, n,
		    edge && (before == BLOCK || s.state == BLOCK) ? STRING
			: edge					  ? CODE
								  : before);
		s.left = str_from(s.left, n);
	}
	t.code = str_make(code, raw.n);
	t.notes = str_make(notes, raw.n);
	return t;
}

static bool
in_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

size_t
name_find(struct str s, struct str word)
{
	size_t from = 0;

	for (;;) {
		struct str rest = str_from(s, from);
		size_t at = str_find_str(rest, word);
		if (at == rest.n)
			return 0;
		size_t begin = from + at, end = begin + word.n;
		if ((begin == 0 || !in_name(s.p[begin - 1])) &&
		    (end == s.n || !in_name(s.p[end])))
			return end;
		from = begin + 1;
	}
}
