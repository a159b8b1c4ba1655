/* lint_used: what other files do not use is not theirs to see */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tool/lint.h"
#include "tool/source.h"

/* A function may stand in its header, its own file and those that have another
 * of that name, before it stands in its user's. */
enum { WORDS_MAX = 1 << 18, PLACES = 8 };

static struct word {
	struct str s;
	const struct file *in[PLACES]; /* the first of them */
	size_t n;
} words[WORDS_MAX];
static size_t n_words;

static bool
is_part(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

/* Its place, or where it would have one. */
static struct word *
word_at(struct str s)
{
	size_t at = 2166136261 % WORDS_MAX;

	for (size_t i = 0; i < s.n; i++)
		at = (at ^ (unsigned char)s.p[i]) * 16777619 % WORDS_MAX;
	while (words[at].n > 0 && !str_eq(words[at].s, s))
		at = (at + 1) % WORDS_MAX;
	return &words[at];
}

static void
word_note(struct str s, const struct file *f)
{
	struct word *w = word_at(s);

	if (w->n == 0 && ++n_words > WORDS_MAX / 2)
		die("more than %d words", WORDS_MAX / 2);
	if (w->n == PLACES || (w->n > 0 && w->in[w->n - 1] == f))
		return;
	w->s = s;
	w->in[w->n++] = f;
}

/* What a tool writes stands in its strings. */
static void
words_note(const struct file *f)
{
	struct str s =
	    str_starts(f->path, STR("tool/")) ? f->text.raw : f->text.code;

	for (size_t i = 0, n; i < s.n; i += n) {
		for (n = 0; i + n < s.n && is_part(s.p[i + n]);)
			n++;
		if (n > 0)
			word_note(str_upto(str_from(s, i), n), f);
		else /* "\tname" is no tname */
			n = s.p[i] == '\\' ? 2 : 1;
	}
}

static bool
is_own(struct str name, const struct file *header, const struct file *f)
{
	struct buf begin = {0};

	buf_fmt(&begin, "\n%.*s(", STR_ARG(name));
	bool own = f == header ||
	    str_find_str(f->text.code, buf_all(&begin)) < f->text.code.n;
	buf_free(&begin);
	return own;
}

static bool
is_used(struct str name, const struct file *header)
{
	const struct word *w = word_at(name);
	size_t once = name_find(header->text.code, name);

	for (size_t i = 0; i < w->n; i++)
		if (!is_own(name, header, w->in[i]))
			return true;
	/* by a macro beside it */
	return name_find(str_from(header->text.code, once), name) > 0;
}

/* The function that a line of a header declares; empty where it does not. */
static struct str
declared(struct str line)
{
	struct str head = str_upto(line, str_find(line, '('));
	size_t n = 0;

	if (head.n == line.n || head.n == 0 || !is_part(head.p[0]) ||
	    str_find(head, '{') < head.n || str_find(head, '=') < head.n)
		return (struct str){0};
	while (n < head.n && is_part(head.p[head.n - 1 - n]))
		n++;
	return n < head.n ? str_from(head, head.n - n) : (struct str){0};
}

/* The statement that a line begins; empty where it does not. */
static struct str
stated(struct str line)
{
	size_t n = 0;

	if (!str_starts(line, STR("-- ")))
		return (struct str){0};
	line = str_from(line, 3);
	while (n < line.n && is_part(line.p[n]))
		n++;

	struct str rest = str_from(line, n);
	bool is = str_starts(rest, STR("(")) || str_eq(rest, STR(": one")) ||
	    str_eq(rest, STR(": number")) || str_eq(rest, STR(": all")) ||
	    str_eq(rest, STR(": run"));
	return is ? str_upto(line, n) : (struct str){0};
}

void
check_used(const struct rule *r, const struct file *f)
{
	bool header = str_ends(f->path, STR(".h"));
	struct str s = header ? f->text.code : f->text.raw, line;

	if (n_words == 0)
		for (size_t i = 0; i < n_files; i++)
			words_note(&files[i]);
	if (!str_starts(f->path, STR("src/")) ||
	    !(header || str_ends(f->path, STR(".sql"))))
		return;
	for (unsigned n = 1; str_split(&s, '\n', &line); n++) {
		struct str name = header ? declared(line) : stated(line);
		if (name.n > 0 && !is_used(name, f))
			complain(r, f, n, "%.*s: no other file uses it",
			    STR_ARG(name));
	}
}
