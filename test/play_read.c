/* play_read: a line of a play: verb, head, clauses */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/play.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

bool
word_take(struct str *rest, struct str *word)
{
	size_t n = 0;
	bool quoted = false;

	while (rest->n > 0 && is_blank(rest->p[0]))
		*rest = str_from(*rest, 1);
	while (n < rest->n && (quoted || !is_blank(rest->p[n]))) {
		quoted = quoted != (rest->p[n] == '"');
		n++;
	}
	*word = str_upto(*rest, n);
	*rest = str_from(*rest, n);
	return n > 0;
}

struct str
last_word(struct str *s)
{
	size_t n = s->n;

	while (n > 0 && !is_blank(s->p[n - 1]))
		n--;

	struct str word = str_from(*s, n);

	*s = str_trim(str_upto(*s, n));
	return word;
}

/* Does the line begin with the words of a verb? *rest is what comes then. */
static bool
begins(struct str line, const char *verb, struct str *rest)
{
	struct str words = str_of(verb), want, got;

	while (word_take(&words, &want))
		if (!word_take(&line, &got) || !str_eq(got, want))
			return false;
	*rest = line;
	return true;
}

enum clause_kind { CLAUSE_NOT, CLAUSE_FLAG, CLAUSE_VALUE };

static enum clause_kind
clause_kind(const struct verb *v, struct str word)
{
	struct str names = str_of(v->clauses), name;

	while (word_take(&names, &name)) {
		bool flag = str_ends(name, STR("!"));
		name.n -= flag;
		if (str_eq(name, word))
			return flag ? CLAUSE_FLAG : CLAUSE_VALUE;
	}
	return CLAUSE_NOT;
}

static struct str
without_quotes(struct str s)
{
	s = str_trim(s);
	if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"')
		return str_make(s.p + 1, s.n - 2);
	return s;
}

static struct str
between(const char *from, const char *to)
{
	return without_quotes(str_make(from, (size_t)(to - from)));
}

static void
clause_check(struct play *p, const struct step *s, const struct clause *c)
{
	bool flag = clause_kind(s->verb, c->name) == CLAUSE_FLAG;

	if (flag && c->value.n > 0)
		play_fail(p, "%.*s stands alone, not with \"%.*s\"",
		    STR_ARG(c->name), STR_ARG(c->value));
	if (!flag && c->value.n == 0)
		play_fail(
		    p, "something has to stand behind %.*s", STR_ARG(c->name));
}

/* The part that ends at "to" goes to the head, or the last clause. */
static void
part_end(struct step *s, const char *from, const char *to)
{
	if (s->n == 0)
		s->head = between(from, to);
	else
		s->clause[s->n - 1].value = between(from, to);
}

static void
clauses_read(struct play *p, struct step *s, struct str rest)
{
	const char *from = rest.p, *end = rest.p + rest.n;
	struct str word;

	while (word_take(&rest, &word)) {
		if (clause_kind(s->verb, word) == CLAUSE_NOT)
			continue;
		if (s->n == CLAUSES_MAX) {
			play_fail(p, "more than %d clauses", CLAUSES_MAX);
			return;
		}
		part_end(s, from, word.p);
		s->clause[s->n++].name = word;
		from = word.p + word.n;
	}
	part_end(s, from, end);
	for (size_t i = 0; i < s->n; i++)
		clause_check(p, s, &s->clause[i]);
}

/* "EACH 150 " at a line's beginning, behind blanks: how often; 0 without. */
static uint64_t
each_take(struct str *line, struct str *margin)
{
	struct str rest = *line, word;
	uint64_t n;

	while (rest.n > 0 && is_blank(rest.p[0]))
		rest = str_from(rest, 1);
	*margin = str_upto(*line, line->n - rest.n);
	if (!word_take(&rest, &word) || !str_eq(word, STR("EACH")) ||
	    !word_take(&rest, &word) || !str_u64(word, EACH_MAX, &n))
		return 0;
	*line = str_from(rest, 1);
	return n;
}

static void
numbered_put(struct buf *b, struct str margin, struct str line, uint64_t number)
{
	buf_str(b, margin);
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] == '#')
			buf_fmt(b, "%llu", (unsigned long long)number);
		else
			buf_char(b, line.p[i]);
	buf_char(b, '\n');
}

struct str
each_put_out(struct arena *a, struct str play)
{
	struct buf b = {0};

	for (struct str line, margin; str_split(&play, '\n', &line);) {
		uint64_t n = each_take(&line, &margin);
		if (n == 0)
			buf_fmt(&b, "%.*s\n", STR_ARG(line));
		for (uint64_t i = 1; i <= n; i++)
			numbered_put(&b, margin, line, i);
	}

	struct str s = arena_str(a, buf_all(&b));

	buf_free(&b);
	return s;
}

bool
step_read(
    struct play *p, struct step *s, const struct verb *verbs, size_t n_verbs)
{
	struct str rest;

	for (size_t i = 0; i < n_verbs; i++)
		if (begins(s->text, verbs[i].name, &rest)) {
			s->verb = &verbs[i];
			clauses_read(p, s, rest);
			return !p->failed;
		}
	play_fail(p, "a play has no such step; test/play/README.md has all");
	return false;
}

static const struct clause *
clause_find(const struct step *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->clause[i].name, str_of(name)))
			return &s->clause[i];
	return NULL;
}

struct str
step_clause(const struct step *s, const char *name)
{
	const struct clause *c = clause_find(s, name);

	return c == NULL ? (struct str){0} : c->value;
}

bool
step_has(const struct step *s, const char *name)
{
	return clause_find(s, name) != NULL;
}

bool
times_read(struct str s, uint64_t *first, uint64_t *last)
{
	size_t dash = str_find(s, '-');

	return str_u64(str_upto(s, dash), 999, first) &&
	    str_u64(str_from(s, dash + 1), 999, last) && *first <= *last;
}

struct str
times_text(struct play *p, struct str s, uint64_t i)
{
	struct buf b = {0};

	for (size_t k = 0; k < s.n; k++)
		if (s.p[k] == '#')
			buf_fmt(&b, "%llu", (unsigned long long)i);
		else
			buf_char(&b, s.p[k]);

	struct str text = arena_str(&p->a, buf_all(&b));

	buf_free(&b);
	return text;
}
