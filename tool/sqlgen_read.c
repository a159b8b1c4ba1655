/* sqlgen_read: headers, comments and texts of a file of statements */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/arena.h"
#include "tool/sqlgen.h"

static const char *const kinds[KIND_COUNT] = {
    [KIND_ONE] = "one",
    [KIND_NUMBER] = "number",
    [KIND_ALL] = "all",
    [KIND_RUN] = "run",
};

static const char *const param_types[PARAM_COUNT] = {
    [PARAM_I64] = "i64",
    [PARAM_BOOL] = "bool",
    [PARAM_STR] = "str",
    [PARAM_BLOB] = "blob",
};

/* Position of s in words, or n where it is not there. */
static size_t
word_find(const char *const *words, size_t n, struct str s)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(s, str_of(words[i])))
			return i;
	return n;
}

static bool
is_comment(struct str line)
{
	return str_starts(str_trim(line), STR("--"));
}

static struct str
comment_text(struct str line)
{
	return str_trim(str_from(str_trim(line), 2));
}

/* The name a comment starts with, up to ':' or '('; absent where none. */
static struct str
header_name(struct str text)
{
	size_t n = 0;

	while (n < text.n && text.p[n] != ':' && text.p[n] != '(')
		n++;
	struct str name = str_upto(text, n);
	return n < text.n && is_name(name) ? name : (struct str){NULL, 0};
}

/*
 * "name: kind", "name(...): kind", or the first line of a longer list of
 * parameters, which ends with a comma. Prose with a colon is none; a single
 * word behind it is taken for a mistyped kind, except in a file's first line.
 */
static bool
is_header(const struct source *in, struct str line)
{
	if (!str_starts(line, STR("-- ")))
		return false;
	struct str text = comment_text(line);
	struct str name = header_name(text);
	if (!name.p)
		return false;
	struct str rest = str_from(text, name.n);
	if (rest.p[0] == '(')
		return str_ends(rest, STR(",")) ||
		    str_find_str(rest, STR("):")) < rest.n;
	struct str kind = str_trim(str_from(rest, 1));
	return word_find(kinds, KIND_COUNT, kind) < KIND_COUNT ||
	    (in->line > 1 && is_name(kind));
}

/* The header on one line, its continuations joined. */
static struct str
header_join(struct source *in, struct arena *memory, struct str line)
{
	struct buf b = {0};

	buf_str(&b, comment_text(line));
	while (str_ends(buf_all(&b), STR(","))) {
		if (!source_line(in, &line) || !is_comment(line))
			source_fail(in, "the list of parameters does not end");
		buf_char(&b, ' ');
		buf_str(&b, comment_text(line));
	}
	struct str header = arena_str(memory, buf_all(&b));
	buf_free(&b);
	return header;
}

static void
param_read(const struct source *in, struct statement *s, struct str text)
{
	struct param *p = &s->params[s->n_params];
	struct str name = word_take(&text), type = word_take(&text);

	if (s->n_params == PARAMS_MAX)
		source_fail(in, "more than %d parameters", PARAMS_MAX);
	p->null = str_ends(type, STR("?"));
	size_t t = word_find(param_types, PARAM_COUNT,
	    str_upto(type, type.n - (p->null ? 1 : 0)));
	if (t == PARAM_COUNT || str_trim(text).n > 0)
		source_fail(in,
		    "parameter \"%.*s\": write its name and i64, bool, str or "
		    "blob, with ? where it may be NULL",
		    STR_ARG(name));
	if (t == PARAM_BOOL && p->null)
		source_fail(in, "parameter \"%.*s\": a bool is never NULL",
		    STR_ARG(name));
	p->name = name;
	p->type = (enum param_type)t;
	s->n_params++;
}

/* These are what the generated functions call their own. */
static bool
is_ours(struct str name)
{
	return str_eq(name, STR("db")) || str_eq(name, STR("call")) ||
	    str_eq(name, STR("cursor")) || str_eq(name, STR("into"));
}

static void
params_check(const struct source *in, const struct statement *s)
{
	for (size_t i = 0; i < s->n_params; i++) {
		struct str name = s->params[i].name;
		if (!is_c_name(name) || is_ours(name))
			source_fail(in, "parameter \"%.*s\": not a usable name",
			    STR_ARG(name));
		for (size_t k = 0; k < i; k++)
			if (str_eq(name, s->params[k].name))
				source_fail(in,
				    "parameter \"%.*s\" stands twice",
				    STR_ARG(name));
	}
}

/* Takes "(a i64, b str)" off *rest. */
static void
params_read(const struct source *in, struct statement *s, struct str *rest)
{
	size_t end = str_find(*rest, ')');
	struct str list = str_from(str_upto(*rest, end), 1), one;

	if (end == rest->n)
		source_fail(in, "the list of parameters has no )");
	*rest = str_from(*rest, end + 1);
	while (str_split(&list, ',', &one))
		param_read(in, s, str_trim(one));
	params_check(in, s);
}

static void
header_read(const struct source *in, struct statement *s, struct str header)
{
	s->name = header_name(header);
	struct str rest = str_from(header, s->name.n);
	if (!is_c_name(s->name))
		source_fail(
		    in, "\"%.*s\": not a usable name", STR_ARG(s->name));
	if (str_starts(rest, STR("(")))
		params_read(in, s, &rest);
	struct str kind = str_trim(str_from(rest, 1));
	size_t k = word_find(kinds, KIND_COUNT, kind);
	if (!str_starts(rest, STR(":")) || k == KIND_COUNT)
		source_fail(in,
		    "unknown kind \"%.*s\": write one, number, all or run "
		    "(in %.*s)",
		    STR_ARG(kind), STR_ARG(s->name));
	s->kind = (enum kind)k;
}

/* Grows a slice of the file up to the end of line. */
static void
slice_extend(struct str *slice, struct str line)
{
	if (!slice->p)
		slice->p = line.p;
	slice->n = (size_t)(line.p + line.n - slice->p);
}

/* One line behind a header: comment first, then SQL. */
static void
body_line(const struct source *in, struct statement *s, struct str line)
{
	if (s->text.p) {
		slice_extend(&s->text, line);
	} else if (is_comment(line)) {
		if (str_find_str(line, STR("*/")) < line.n ||
		    str_find_str(line, STR("/*")) < line.n)
			source_fail(in, "a comment mark within a comment");
		slice_extend(&s->comment, line);
	} else if (str_trim(line).n > 0) {
		s->text_line = in->line;
		slice_extend(&s->text, line);
	}
}

static struct statement *
statement_read(
    struct source *in, struct arena *memory, struct entity *e, struct str line)
{
	struct statement *s = ARENA_NEW(memory, struct statement, 1);

	s->entity = e;
	s->line = in->line;
	header_read(in, s, header_join(in, memory, line));
	return s;
}

static void
entity_check(const struct entity *e)
{
	for (const struct statement *s = e->first; s; s = s->next)
		if (!s->text.p)
			source_fail_at(e->shown, s->line, "no SQL (in %.*s)",
			    STR_ARG(s->name));
}

void
entity_read(struct entity *e, struct arena *memory, const char *path)
{
	struct source in;
	struct statement *s = NULL, **next = &e->first;
	struct str line;

	source_open(&in, path);
	in.name = e->shown;
	while (source_line(&in, &line)) {
		if (is_header(&in, line)) {
			*next = s = statement_read(&in, memory, e, line);
			next = &s->next;
		} else if (s) {
			body_line(&in, s, line);
		} else if (!is_comment(line) && str_trim(line).n > 0) {
			source_fail(&in,
			    "SQL without a header: write "
			    "\"-- name: one\", number, all or run above");
		}
	}
	entity_check(e);
}
