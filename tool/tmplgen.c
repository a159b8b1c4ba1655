/* tmplgen: writes typed C from a template: a mail, a page or its style */
/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * tmplgen NAME.txt NAME.view.h NAME.view.c	mails: tool/tmplgen_mail.c
 * tmplgen NAME.html NAME.view.h NAME.view.c	pages: tool/tmplgen_page.c
 * tmplgen NAME.css NAME.view.h NAME.view.c	page_NAME(out): the file itself
 *
 *	{{# a comment}}
 *	{{include "notify/notice.h"}}
 *	{{mail notice(const struct notice *x, enum lang l)}}
 *	To: {{x->name}} <{{x->mail}}>
 *	Subject: {{t notice-subject(x->name, x->topic)}}
 *
 *	{{t notice-greeting}} {{x->name}},
 *	{{for size_t i = 0; i < x->n; i++}}
 *	- {{x->line[i]}}{{if x->late[i]}} ({{t late}}){{end}}
 *	{{else if x->n == 0}} and {{else}} go with {{if}}
 *	{{end}}
 *	{{end}}
 *
 * gives "void mail_notice(struct buf *out, const struct notice *x, enum lang
 * l);". {{expr}} or {{value expr}} puts a C expression, {{t key}} the word of
 * content/LANG/words.po in language l. The escaper is chosen from the place;
 * there is no way around it. A line that holds nothing but an include, mail,
 * if, else, for, end, call or comment vanishes. {{call head(x, l)}} puts
 *another text; a mail can only begin with one. In .html it is {{page}} instead
 *of
 * {{mail}}.
 */
#include <stdio.h>
#include <string.h>

#include "tool/tmplgen.h"

enum { DEPTH_MAX = 16, LITERAL_MAX = 2000 };

enum block { BLOCK_IF, BLOCK_ELSE, BLOCK_FOR };

struct template tmpl;

static struct {
	enum block kind;
	unsigned line;
	int place; /* where it was opened */
} open[DEPTH_MAX];
static unsigned text_line; /* where the text in hand was opened */
static size_t n_texts;

/* Writing. */

void
code_indent(void)
{
	for (size_t i = 0; i <= tmpl.depth; i++)
		buf_char(&tmpl.code, '\t');
}

void
literal_flush(void)
{
	if (tmpl.literal.n == 0)
		return;
	code_indent();
	buf_str(&tmpl.code, STR("buf_str(out, STR(\""));
	buf_c_string(&tmpl.code, buf_all(&tmpl.literal));
	buf_str(&tmpl.code, STR("\"));\n"));
	buf_reset(&tmpl.literal);
}

void
literal_add(struct str s)
{
	/* ISO C promises no string literal past 4095 bytes */
	for (; s.n > 0; s = str_from(s, LITERAL_MAX)) {
		if (tmpl.literal.n + s.n > LITERAL_MAX)
			literal_flush();
		buf_str(&tmpl.literal, str_upto(s, LITERAL_MAX));
	}
}

/* So that the compiler's messages about an expression name the template. */
static void
put_line_number(void)
{
	literal_flush();
	buf_fmt(&tmpl.code, "#line %u \"", tmpl.in.line);
	buf_c_string(&tmpl.code, str_of(tmpl.in.name));
	buf_str(&tmpl.code, STR("\"\n"));
}

/* Constructs. Each gets what stands behind its word. */

static void
no_more(struct str rest, const char *word)
{
	if (rest.n > 0)
		source_fail(&tmpl.in, "{{%s}} takes nothing behind it", word);
}

static void
block_open(enum block kind)
{
	if (tmpl.depth == DEPTH_MAX)
		source_fail(
		    &tmpl.in, "blocks in more than %d blocks", DEPTH_MAX);
	open[tmpl.depth].kind = kind;
	open[tmpl.depth].line = tmpl.in.line;
	open[tmpl.depth].place = tmpl.place;
	tmpl.depth++;
}

/* A block must not begin in one place and end in another. */
static void
block_close(void)
{
	if (open[tmpl.depth - 1].place != tmpl.place)
		source_fail(&tmpl.in,
		    "this block was opened on line %u in another "
		    "place; close it there",
		    open[tmpl.depth - 1].line);
	literal_flush();
	tmpl.depth--;
}

/* What is behind {{mail}}, {{page}} or {{call}}: NAME(...), without the last
 * parenthesis in *args. */
static struct str
name_take(struct str rest, const char *word, struct str *args)
{
	struct str name = str_upto(rest, str_find(rest, '('));

	*args = str_from(rest, name.n);
	if (!is_name(name) || args->n < 3 || !str_ends(*args, STR(")")))
		source_fail(
		    &tmpl.in, "expected {{%s NAME(C parameters)}}", word);
	*args = str_make(args->p + 1, args->n - 2);
	return name;
}

static void
text_begin(struct str rest)
{
	const char *word = tmpl.kind->word;
	struct str params, name;

	if (tmpl.place != OUTSIDE)
		source_fail(&tmpl.in, "{{%s}} inside a %s", word, word);
	name = name_take(rest, word, &params);
	buf_fmt(&tmpl.header, "\nvoid %s_%.*s(struct buf *out, %.*s);\n", word,
	    STR_ARG(name), STR_ARG(params));
	buf_str(&tmpl.code, STR("\nvoid\n"));
	put_line_number();
	buf_fmt(&tmpl.code, "%s_%.*s(struct buf *out, %.*s)\n{\n", word,
	    STR_ARG(name), STR_ARG(params));
	tmpl.place = tmpl.kind->first;
	text_line = tmpl.in.line;
	n_texts++;
}

static void
text_end(void)
{
	tmpl.kind->end();
	literal_flush();
	buf_str(&tmpl.code, STR("}\n"));
	tmpl.place = OUTSIDE;
}

static void
put_call(struct str rest)
{
	const char *word = tmpl.kind->word;
	struct str args, name = name_take(rest, "call", &args);

	if (tmpl.place != tmpl.kind->first)
		source_fail(&tmpl.in, "{{call}} where no %s may begin", word);
	put_line_number();
	code_indent();
	buf_fmt(&tmpl.code, "%s_%.*s(out, %.*s);\n", word, STR_ARG(name),
	    STR_ARG(args));
	tmpl.place = tmpl.kind->called;
}

static void
put_include(struct str rest)
{
	if (tmpl.place != OUTSIDE)
		source_fail(
		    &tmpl.in, "{{include}} inside a %s", tmpl.kind->word);
	if (rest.n < 3 || rest.p[0] != '"' || rest.p[rest.n - 1] != '"')
		source_fail(&tmpl.in, "expected {{include \"room/name.h\"}}");
	buf_fmt(&tmpl.header, "#include %.*s\n", STR_ARG(rest));
}

static void
put_if(struct str rest)
{
	put_line_number();
	code_indent();
	buf_fmt(&tmpl.code, "if (%.*s) {\n", STR_ARG(rest));
	block_open(BLOCK_IF);
}

static void
put_for(struct str rest)
{
	put_line_number();
	code_indent();
	buf_fmt(&tmpl.code, "for (%.*s) {\n", STR_ARG(rest));
	block_open(BLOCK_FOR);
}

static void
put_else(struct str rest)
{
	bool has_if = str_starts(rest, STR("if "));

	if (tmpl.depth == 0 || open[tmpl.depth - 1].kind != BLOCK_IF)
		source_fail(&tmpl.in, "{{else}} without {{if}}");
	if (!has_if)
		no_more(rest, "else");
	block_close();
	if (has_if)
		put_line_number();
	code_indent();
	if (has_if)
		buf_fmt(&tmpl.code, "} else %.*s (%.*s) {\n",
		    STR_ARG(str_upto(rest, 2)), STR_ARG(str_from(rest, 3)));
	else
		buf_str(&tmpl.code, STR("} else {\n"));
	block_open(has_if ? BLOCK_IF : BLOCK_ELSE);
}

static void
put_end(struct str rest)
{
	no_more(rest, "end");
	if (tmpl.depth == 0) {
		text_end();
		return;
	}
	block_close();
	code_indent();
	buf_str(&tmpl.code, STR("}\n"));
}

static void
put_value(struct str expr)
{
	put_line_number();
	code_indent();
	buf_fmt(&tmpl.code, "%s(out, (%.*s));\n", tmpl.kind->escaper(),
	    STR_ARG(expr));
}

/* {{t key}}, or {{t key(a, b)}} for a word with placeholders */
static void
put_word(struct str rest)
{
	struct str key = str_upto(rest, str_find(rest, '('));
	struct str args = str_from(rest, key.n);

	put_line_number();
	code_indent();
	if (args.n == 0) {
		buf_fmt(
		    &tmpl.code, "%s(out, word(l, WORD_", tmpl.kind->escaper());
		buf_upper(&tmpl.code, key);
		buf_str(&tmpl.code, STR("));\n"));
		return;
	}
	if (args.n < 3 || !str_ends(args, STR(")")))
		source_fail(
		    &tmpl.in, "expected {{t key}} or {{t key(C values)}}");
	buf_str(&tmpl.code, STR("{ struct buf said = {0}; word_put_"));
	for (size_t i = 0; i < key.n; i++)
		buf_char(&tmpl.code, key.p[i] == '-' ? '_' : key.p[i]);
	buf_fmt(&tmpl.code,
	    "(&said, l, %.*s; %s(out, buf_all(&said)); "
	    "buf_free(&said); }\n",
	    STR_ARG(str_from(args, 1)), tmpl.kind->escaper());
}

static void
put_comment(struct str rest)
{
	(void)rest;
}

/* alone: a line with nothing else vanishes. value: puts something. */
static const struct construct {
	const char *word;
	void (*put)(struct str rest);
	bool alone, value, anywhere;
} constructs[] = {
    {"#", put_comment, .alone = true, .anywhere = true},
    {"include", put_include, .alone = true, .anywhere = true},
    {"if", put_if, .alone = true},
    {"else", put_else, .alone = true},
    {"for", put_for, .alone = true},
    {"end", put_end, .alone = true},
    {"call", put_call, .alone = true},
    {"t", put_word, .value = true},
    {"value", put_value, .value = true},
};

/* The word that begins a text is that of the kind. */
static const struct construct beginning = {
    NULL, text_begin, .alone = true, .anywhere = true};
static const struct construct expression = {NULL, put_value, .value = true};

/*
 * What is inside {{ }}; *rest becomes what stands behind the word. A name and
 * then another name is no C expression, so it is a construct that is not
 * there, such as {{raw x}}.
 */
static const struct construct *
construct_of(struct str *rest)
{
	struct str after = *rest, word = word_take(&after), next;

	for (size_t i = 0; i < sizeof(constructs) / sizeof(constructs[0]); i++)
		if (str_eq(word, str_of(constructs[i].word))) {
			*rest = str_trim(after);
			return &constructs[i];
		}
	if (str_eq(word, str_of(tmpl.kind->word))) {
		*rest = str_trim(after);
		return &beginning;
	}
	next = word_take(&after);
	if (word.n == 0)
		source_fail(&tmpl.in, "{{}} holds nothing");
	if (is_name(word) && next.n > 0 && is_name(str_upto(next, 1)))
		source_fail(&tmpl.in,
		    "{{%.*s ...}} is not a construct: value t if "
		    "else for end %s include #",
		    STR_ARG(word), tmpl.kind->word);
	return &expression;
}

static void
place_check(const struct construct *c)
{
	if (tmpl.place == OUTSIDE && !c->anywhere)
		source_fail(&tmpl.in,
		    "outside of {{%s}} there are only comments, "
		    "{{include}} and {{%s}}",
		    tmpl.kind->word, tmpl.kind->word);
}

/* Lines. */

/* The inside of the {{ }} that s starts with; what is behind it in *after. */
static struct str
inside_take(struct str s, struct str *after)
{
	size_t n = str_find_str(s, STR("}}"));

	if (n == s.n)
		source_fail(&tmpl.in, "{{ without }} on the same line");
	*after = str_from(s, n + 2);
	return str_trim(str_make(s.p + 2, n - 2));
}

/* The line is one construct that vanishes with its line: done here. */
static bool
line_alone(struct str line)
{
	struct str after, rest, trimmed = str_trim(line);

	if (!str_starts(trimmed, STR("{{")))
		return false;
	rest = inside_take(trimmed, &after);

	const struct construct *c = construct_of(&rest);

	if (!c->alone || after.n > 0)
		return false;
	place_check(c);
	c->put(rest);
	return true;
}

void
template_parts(struct str line)
{
	while (line.n > 0) {
		size_t n = str_find_str(line, STR("{{"));
		tmpl.kind->literal(str_upto(line, n));
		if (n == line.n)
			return;
		struct str rest = inside_take(str_from(line, n), &line);
		const struct construct *c = construct_of(&rest);
		place_check(c);
		if (c->anywhere)
			source_fail(&tmpl.in, "{{%s}} wants a line of its own",
			    c->word != NULL ? c->word : tmpl.kind->word);
		c->put(rest);
		if (tmpl.place == OUTSIDE)
			source_fail(&tmpl.in,
			    "{{end}} of a %s wants a line of "
			    "its own",
			    tmpl.kind->word);
	}
}

static void
line_read(struct str line)
{
	if (line_alone(line))
		return;
	if (tmpl.place == OUTSIDE && str_trim(line).n == 0)
		return;
	if (tmpl.place == OUTSIDE)
		place_check(&expression);
	tmpl.kind->line(line);
}

unsigned
block_line(void)
{
	return tmpl.depth > 0 ? open[tmpl.depth - 1].line : 0;
}

static void
template_read(const char *path)
{
	source_open(&tmpl.in, path);
	for (struct str line; source_line(&tmpl.in, &line);)
		line_read(line);
	if (tmpl.depth > 0)
		source_fail_at(path, block_line(),
		    "a block that is never closed by {{end}}");
	if (tmpl.place != OUTSIDE)
		source_fail_at(path, text_line,
		    "a %s that is never closed by {{end}}", tmpl.kind->word);
	if (n_texts == 0)
		source_fail(&tmpl.in, "holds no {{%s}}", tmpl.kind->word);
}

/* A file that is put as it stands. */
static void
style_read(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str name = str_of(slash == NULL ? path : slash + 1);

	name = str_upto(name, str_find(name, '.'));
	source_open(&tmpl.in, path);
	if (!is_name(name))
		source_fail(&tmpl.in, "its name is no name in C");
	buf_fmt(&tmpl.header, "\nvoid page_%.*s(struct buf *out);\n",
	    STR_ARG(name));
	buf_fmt(&tmpl.code, "\nvoid\npage_%.*s(struct buf *out)\n{\n",
	    STR_ARG(name));
	for (struct str line; source_line(&tmpl.in, &line);) {
		literal_add(line);
		literal_add(STR("\n"));
	}
	literal_flush();
	buf_str(&tmpl.code, STR("}\n"));
}

static void
begin(const char *header_path)
{
	const char *slash = strrchr(header_path, '/');

	buf_str(&tmpl.header,
	    STR("/* generated by tool/tmplgen */\n"
		"/* SPDX-License-Identifier: EUPL-1.2 */\n#pragma once\n\n"
		"#include \"base/buf.h\"\n#include \"words.gen.h\"\n"));
	buf_fmt(&tmpl.code,
	    "/* generated by tool/tmplgen */\n"
	    "/* SPDX-License-Identifier: EUPL-1.2 */\n#include \"%s\"\n\n"
	    "#include \"%s\"\n",
	    slash == NULL ? header_path : slash + 1, tmpl.kind->door);
}

int
main(int argc, char **argv)
{
	bool style = argc == 4 && str_ends(str_of(argv[1]), STR(".css"));

	if (argc != 4) {
		fprintf(stderr,
		    "usage: tmplgen NAME.txt|NAME.html|NAME.css HEADER CODE\n");
		return 2;
	}
	tmpl.kind = style || str_ends(str_of(argv[1]), STR(".html"))
	    ? &kind_page
	    : &kind_mail;
	begin(argv[2]);
	if (style)
		style_read(argv[1]);
	else
		template_read(argv[1]);
	result_write(argv[2], &tmpl.header);
	result_write(argv[3], &tmpl.code);
	buf_free(&tmpl.literal);
	return 0;
}
