/* columngen: compiles what report columns mean into C tables */
/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * columngen NAME.columns NAME.types OUT.c
 *
 * content/feed/README.md tells what stands in both files. What it writes is
 * the tables that src/feed/shadowserver_column.h declares.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/source.h"

enum {
	COLUMNS_MAX = 2048, /* the meanings that differ by type among them */
	TYPES_MAX = 512,
	SETS_MAX = 64,
	LIST_MAX = 256, /* columns of one type */
};

struct column {
	struct str name, field, form;
	const char *show; /* NULL: not shown */
	bool account, secret, names, by_name;
	unsigned line;
};

struct list {
	uint16_t column[LIST_MAX];
	bool gone[LIST_MAX]; /* it had this one once */
	size_t n;
};

struct set {
	struct str name;
	struct list list;
};

struct type {
	struct str name, word[6];
	struct list list;
	unsigned line;
};

enum { TOPIC, SEVERITY, CLASS, IDENTIFIER, PROTOCOL, PAGE };

/* clang-format off */
static const char *const forms[] = {
	"address", "base64", "bool", "host", "int", "network", "nonzero", "real",
	"tags", "text", "time", "url",
};
static const char *const shows[] = {
	"show", "show-host", "show-mask", "show-url",
};
static const char *const severities[] = {
	"none", "info", "low", "medium", "high", "critical",
};
/* clang-format on */

static struct source in;
static struct column column[COLUMNS_MAX];
static size_t columns;
static struct type type[TYPES_MAX];
static size_t types;
static struct set set[SETS_MAX];
static size_t sets;

static const char *
one_of(const char *const *words, size_t n, struct str s)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(str_of(words[i]), s))
			return words[i];
	return NULL;
}

#define ONE_OF(words, s) one_of(words, sizeof(words) / sizeof(*(words)), s)

/* The columns. */

static struct column *
column_add(void)
{
	if (columns == COLUMNS_MAX)
		source_fail(&in, "more than %d columns", COLUMNS_MAX);
	column[columns] = (struct column){.line = in.line};
	return &column[columns++];
}

static void
form_check(struct str form)
{
	if (ONE_OF(forms, form) == NULL)
		source_fail(
		    &in, "\"%.*s\" is no form of a value", STR_ARG(form));
}

static struct column *
column_named(struct str name)
{
	for (size_t i = 0; i < columns; i++)
		if (column[i].by_name && str_eq(column[i].name, name))
			return &column[i];
	return NULL;
}

static void
column_line(struct str line)
{
	struct str name = word_take(&line), word;

	if (!is_name(name))
		source_fail(&in, "\"%.*s\" is no column", STR_ARG(name));
	if (column_named(name) != NULL)
		source_fail(&in, "\"%.*s\" stands here twice", STR_ARG(name));

	struct column *c = column_add();

	c->name = name;
	c->by_name = true;
	c->field = word_take(&line);
	c->form = word_take(&line);
	form_check(c->form);
	while ((word = word_take(&line)).n > 0)
		if (str_eq(word, STR("account")))
			c->account = true;
		else if (str_eq(word, STR("secret")))
			c->secret = true;
		else if (str_eq(word, STR("name")))
			c->names = true;
		else if ((c->show = ONE_OF(shows, word)) == NULL)
			source_fail(
			    &in, "\"%.*s\" is not known here", STR_ARG(word));
	if (c->secret && c->show != NULL)
		source_fail(&in, "a secret column is not shown");
}

/* The types. */

static size_t
list_find(const struct list *l, struct str name)
{
	size_t i = 0;

	while (i < l->n && !str_eq(column[l->column[i]].name, name))
		i++;
	return i;
}

/* In the place of one of the same name. */
static void
list_put(struct list *l, size_t which, bool gone)
{
	size_t i = list_find(l, column[which].name);

	if (i == LIST_MAX)
		source_fail(&in, "more than %d columns", LIST_MAX);
	l->column[i] = (uint16_t)which;
	l->gone[i] = gone;
	if (i == l->n)
		l->n++;
}

static void
list_drop(struct list *l, struct str name)
{
	size_t i = list_find(l, name);

	if (i == l->n)
		source_fail(&in, "-%.*s: it is not there", STR_ARG(name));
	for (l->n--; i < l->n; i++) {
		l->column[i] = l->column[i + 1];
		l->gone[i] = l->gone[i + 1];
	}
}

/* "name=field:form": another meaning here. The same one is found again. */
static size_t
meaning(const struct column *usual, struct str rest)
{
	struct str name = usual->name, field;

	if (!str_split(&rest, ':', &field))
		source_fail(&in, "give COLUMN=FIELD:FORM");
	form_check(rest);
	for (size_t i = 0; i < columns; i++)
		if (str_eq(column[i].name, name) &&
		    str_eq(column[i].field, field) &&
		    str_eq(column[i].form, rest))
			return i;

	struct column *c = column_add();

	*c = *usual;
	c->by_name = false;
	c->field = field;
	c->form = rest;
	return columns - 1;
}

static void
set_apply(struct list *l, struct str name)
{
	for (size_t i = 0; i < sets; i++)
		if (str_eq(set[i].name, name)) {
			for (size_t j = 0; j < set[i].list.n; j++)
				list_put(l, set[i].list.column[j], false);
			return;
		}
	source_fail(&in, "there is no set \"%.*s\"", STR_ARG(name));
}

static void
list_word(struct list *l, struct str word)
{
	struct str name;

	if (word.p[0] == '@') {
		set_apply(l, str_from(word, 1));
		return;
	}
	if (word.p[0] == '-') {
		list_drop(l, str_from(word, 1));
		return;
	}

	bool gone = word.p[0] == '~';

	word = str_from(word, gone);
	(void)str_split(&word, '=', &name);

	const struct column *c = column_named(name);

	if (c == NULL)
		source_fail(&in, "\"%.*s\" is no column", STR_ARG(name));
	list_put(l, word.n > 0 ? meaning(c, word) : (size_t)(c - column), gone);
}

static void
list_line(struct list *l, struct str line)
{
	for (struct str word; (word = word_take(&line)).n > 0;)
		list_word(l, word);
}

static struct type *
type_named(struct str name)
{
	for (size_t i = 0; i < types; i++)
		if (str_eq(type[i].name, name))
			return &type[i];
	return NULL;
}

/* A type may be as one that comes later: looked up at the end. */
static struct {
	struct type *type;
	struct str like, changes;
} as[TYPES_MAX];
static size_t n_as;

static void
words_take(struct type *t, struct str line)
{
	for (size_t i = 0; i < 6; i++)
		if ((t->word[i] = word_take(&line)).n == 0)
			source_fail(&in,
			    "give topic, severity, class, identifier, "
			    "protocol and page");
	if (ONE_OF(severities, t->word[SEVERITY]) == NULL)
		source_fail(
		    &in, "\"%.*s\" is no severity", STR_ARG(t->word[SEVERITY]));
	if (line.n > 0)
		source_fail(&in, "columns stand on the lines below");
}

static struct list *
type_line(struct str line)
{
	struct str name = word_take(&line), rest = line;

	if (!is_name(name) || types == TYPES_MAX)
		source_fail(&in, "\"%.*s\" is no type", STR_ARG(name));
	if (types > 0 && str_cmp(type[types - 1].name, name) >= 0)
		source_fail(&in, "\"%.*s\" is not in its place", STR_ARG(name));

	struct type *t = &type[types++];

	t->name = name;
	t->line = in.line;
	if (!str_eq(word_take(&rest), STR("as"))) {
		words_take(t, line);
		return &t->list;
	}
	as[n_as].type = t;
	as[n_as].like = word_take(&rest);
	as[n_as++].changes = rest;
	return &t->list;
}

static struct list *
set_line(struct str line)
{
	if (sets == SETS_MAX)
		source_fail(&in, "more than %d sets", SETS_MAX);
	set[sets].name = word_take(&line);
	return &set[sets++].list;
}

static void
likes_settle(void)
{
	for (size_t i = 0; i < n_as; i++) {
		const struct type *like = type_named(as[i].like);
		struct type *t = as[i].type;
		in.line = t->line;
		if (like == NULL || like->word[0].n == 0)
			source_fail(&in, "as \"%.*s\": no such type of its own",
			    STR_ARG(as[i].like));
		memcpy(t->word, like->word, sizeof(t->word));
		t->list = like->list;
		list_line(&t->list, as[i].changes);
	}
}

static void
columns_read(const char *name)
{
	source_open(&in, name);
	for (struct str line; source_line(&in, &line);)
		if (line.n > 0 && line.p[0] != '#')
			column_line(line);
}

static void
types_read(const char *name)
{
	struct list *l = NULL;

	source_open(&in, name);
	for (struct str line; source_line(&in, &line);) {
		struct str rest = line, word = word_take(&rest);
		if (word.n == 0 || word.p[0] == '#')
			continue;
		if (line.p[0] == '\t' && l != NULL)
			list_line(l, line);
		else if (str_eq(word, STR("type")))
			l = type_line(rest);
		else if (str_eq(word, STR("set")))
			l = set_line(rest);
		else
			source_fail(&in, "give type, set or columns");
	}
	likes_settle();
}

/* What is written. */

static void
string_put(struct buf *b, struct str s)
{
	buf_str(b, STR(", \""));
	if (!str_eq(s, STR("-")))
		buf_c_string(b, s);
	buf_char(b, '"');
}

/* "a_b" as "a b" */
static void
blanks_put(struct buf *b, struct str s)
{
	struct buf text = {0};

	for (size_t i = 0; i < s.n; i++)
		buf_char(&text, s.p[i] == '_' ? ' ' : s.p[i]);
	string_put(b, buf_all(&text));
	buf_free(&text);
}

static void
column_put(struct buf *b, const struct column *c)
{
	buf_fmt(b, "\t{\"%.*s\"", STR_ARG(c->name));
	/* "." and ".x" are in the extra fields; "." under its own name */
	if (str_eq(c->field, STR(".")))
		buf_fmt(b, ", \"extra.%.*s\"", STR_ARG(c->name));
	else
		buf_fmt(b, ", \"%s%.*s\"", c->field.p[0] == '.' ? "extra" : "",
		    STR_ARG(c->field));
	buf_str(b, STR(", FORM_"));
	buf_upper(b, c->form);
	buf_str(b, STR(", "));
	if (c->show == NULL || strcmp(c->show, "show") == 0)
		buf_str(
		    b, c->show == NULL ? STR("SHOW_NOT") : STR("SHOW_TEXT"));
	else
		buf_upper(b, str_of(c->show));
	buf_fmt(b, ", %d, %d, %d},\n", c->account, c->secret, c->names);
}

static int
name_cmp(const void *a, const void *b)
{
	const uint16_t *x = a, *y = b;

	return str_cmp(column[*x].name, column[*y].name);
}

static void
columns_put(struct buf *b)
{
	static uint16_t sorted[COLUMNS_MAX];
	size_t n = 0;

	buf_str(b, STR("const struct column columns[] = {\n"));
	for (size_t i = 0; i < columns; i++) {
		column_put(b, &column[i]);
		if (column[i].by_name)
			sorted[n++] = (uint16_t)i;
	}
	qsort(sorted, n, sizeof(sorted[0]), name_cmp);
	buf_fmt(b,
	    "};\n\nconst size_t n_columns = %zu;\n\n"
	    "const uint16_t columns_by_name[] = {\n",
	    n);
	for (size_t i = 0; i < n; i++)
		buf_fmt(b, "%u,\n", sorted[i]);
	buf_str(b, STR("};\n\n"));
}

static size_t
list_count(const struct list *l, bool gone)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		n += l->gone[i] == gone;
	return n;
}

static void
type_put(struct buf *b, const struct type *t, size_t first)
{
	struct str transport = t->word[PROTOCOL], application;

	(void)str_split(&transport, '/', &application);
	buf_fmt(b, "\t{\"%.*s\"", STR_ARG(t->name));
	string_put(b, t->word[TOPIC]);
	buf_str(b, STR(", SEVERITY_"));
	buf_upper(b, t->word[SEVERITY]);
	string_put(b, t->word[CLASS]);
	string_put(b, t->word[IDENTIFIER]);
	blanks_put(b, application);
	string_put(b, transport);
	string_put(b, t->word[PAGE]);
	buf_fmt(b, ", type_columns + %zu, %zu, %zu},\n", first,
	    list_count(&t->list, false), t->list.n);
}

/* Those it has, then those it had. */
static void
list_columns_put(struct buf *b, const struct list *l, bool gone)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->gone[i] == gone)
			buf_fmt(b, "%u,\n", l->column[i]);
}

static void
types_put(struct buf *b)
{
	size_t at = 0;

	buf_str(b, STR("static const uint16_t type_columns[] = {\n"));
	for (size_t i = 0; i < types; i++) {
		list_columns_put(b, &type[i].list, false);
		list_columns_put(b, &type[i].list, true);
	}
	buf_str(b, STR("};\n\nconst struct report_type report_types[] = {\n"));
	for (size_t i = 0; i < types; i++) {
		type_put(b, &type[i], at);
		at += type[i].list.n;
	}
	buf_fmt(b, "};\n\nconst size_t n_report_types = %zu;\n", types);
}

int
main(int argc, char **argv)
{
	struct buf b = {0};

	if (argc != 4)
		source_fail_at("columngen", 0,
		    "usage: columngen NAME.columns NAME.types OUT.c");
	columns_read(argv[1]);
	types_read(argv[2]);
	buf_str(&b,
	    STR("/* what report columns mean; written by columngen */\n"
		"/* SPDX-License-Identifier: EUPL-1.2 */\n"
		"#include \"feed/shadowserver_column.h\"\n\n"));
	columns_put(&b);
	types_put(&b);
	result_write(argv[3], &b);
	buf_free(&b);
	return 0;
}
