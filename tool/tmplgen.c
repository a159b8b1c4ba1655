/* tmplgen: writes typed C from a mail template (NAME.txt) */
/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * tmplgen NAME.txt NAME.view.h NAME.view.c
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
 * content/LANG/words.po in language l. The escaper is chosen from the place
 * (see notify/mailtext.h); there is no way around it. A line that holds
 * nothing but an include, mail, if, else, for, end or comment vanishes.
 */
#include <stdio.h>
#include <string.h>

#include "tool/source.h"

enum { DEPTH_MAX = 16, LITERAL_MAX = 2000 };

enum place {
	OUTSIDE, /* of any mail */
	HEAD,	 /* at the start of a header line */
	TEXT,	 /* in a header that is text */
	PHRASE,	 /* in From, To and the like, outside of < > */
	ADDRESS, /* the same, inside */
	BODY,
};

/* What puts a value in each place, and what the place is called. */
static const char *const escaper[] = {
    [TEXT] = "mailtext_header",
    [PHRASE] = "mailtext_phrase",
    [ADDRESS] = "mailtext_address",
    [BODY] = "mailtext_plain",
};

enum block { BLOCK_IF, BLOCK_ELSE, BLOCK_FOR };

static struct source in;
static struct buf header, code, literal;
static enum place place;
static struct {
	enum block kind;
	unsigned line;
	enum place place; /* where it was opened */
} open[DEPTH_MAX];
static size_t depth;
static unsigned mail_line; /* where the mail in hand was opened */
static size_t n_mails;

/* Writing. */

static void
indent(void)
{
	for (size_t i = 0; i <= depth; i++)
		buf_char(&code, '\t');
}

static void
literal_flush(void)
{
	if (literal.n == 0)
		return;
	indent();
	buf_str(&code, STR("buf_str(out, STR(\""));
	buf_c_string(&code, buf_all(&literal));
	buf_str(&code, STR("\"));\n"));
	buf_reset(&literal);
}

static void
literal_add(struct str s)
{
	/* ISO C promises no string literal past 4095 bytes */
	for (; s.n > 0; s = str_from(s, LITERAL_MAX)) {
		if (literal.n + s.n > LITERAL_MAX)
			literal_flush();
		buf_str(&literal, str_upto(s, LITERAL_MAX));
	}
}

/* So that the compiler's messages about an expression name the template. */
static void
put_line_number(void)
{
	literal_flush();
	buf_fmt(&code, "#line %u \"", in.line);
	buf_c_string(&code, str_of(in.name));
	buf_str(&code, STR("\"\n"));
}

/* Constructs. Each gets what stands behind its word. */

static void
no_more(struct str rest, const char *word)
{
	if (rest.n > 0)
		source_fail(&in, "{{%s}} takes nothing behind it", word);
}

static void
block_open(enum block kind)
{
	if (depth == DEPTH_MAX)
		source_fail(&in, "blocks in more than %d blocks", DEPTH_MAX);
	open[depth].kind = kind;
	open[depth].line = in.line;
	open[depth].place = place;
	depth++;
}

/* A block must not begin in one place and end in another. */
static void
block_close(void)
{
	if (open[depth - 1].place != place)
		source_fail(&in,
		    "this block was opened on line %u in another "
		    "place; close it there",
		    open[depth - 1].line);
	literal_flush();
	depth--;
}

static void
mail_begin(struct str rest)
{
	struct str name = str_upto(rest, str_find(rest, '('));
	struct str params = str_from(rest, name.n);

	if (place != OUTSIDE)
		source_fail(&in, "{{mail}} inside a mail");
	if (!is_name(name) || params.n < 3 || !str_ends(params, STR(")")))
		source_fail(&in, "expected {{mail NAME(C parameters)}}");
	params = str_make(params.p + 1, params.n - 2);
	buf_fmt(&header, "\nvoid mail_%.*s(struct buf *out, %.*s);\n",
	    STR_ARG(name), STR_ARG(params));
	buf_str(&code, STR("\nvoid\n"));
	put_line_number();
	buf_fmt(&code, "mail_%.*s(struct buf *out, %.*s)\n{\n", STR_ARG(name),
	    STR_ARG(params));
	place = HEAD;
	mail_line = in.line;
	n_mails++;
}

static void
mail_end(void)
{
	if (place != BODY)
		source_fail(&in,
		    "no empty line between the header lines and "
		    "the body");
	literal_flush();
	buf_str(&code, STR("}\n"));
	place = OUTSIDE;
}

static void
put_include(struct str rest)
{
	if (place != OUTSIDE)
		source_fail(&in, "{{include}} inside a mail");
	if (rest.n < 3 || rest.p[0] != '"' || rest.p[rest.n - 1] != '"')
		source_fail(&in, "expected {{include \"room/name.h\"}}");
	buf_fmt(&header, "#include %.*s\n", STR_ARG(rest));
}

static void
put_if(struct str rest)
{
	put_line_number();
	indent();
	buf_fmt(&code, "if (%.*s) {\n", STR_ARG(rest));
	block_open(BLOCK_IF);
}

static void
put_for(struct str rest)
{
	put_line_number();
	indent();
	buf_fmt(&code, "for (%.*s) {\n", STR_ARG(rest));
	block_open(BLOCK_FOR);
}

static void
put_else(struct str rest)
{
	bool has_if = str_starts(rest, STR("if "));

	if (depth == 0 || open[depth - 1].kind != BLOCK_IF)
		source_fail(&in, "{{else}} without {{if}}");
	if (!has_if)
		no_more(rest, "else");
	block_close();
	if (has_if)
		put_line_number();
	indent();
	if (has_if)
		buf_fmt(&code, "} else %.*s (%.*s) {\n",
		    STR_ARG(str_upto(rest, 2)), STR_ARG(str_from(rest, 3)));
	else
		buf_str(&code, STR("} else {\n"));
	block_open(has_if ? BLOCK_IF : BLOCK_ELSE);
}

static void
put_end(struct str rest)
{
	no_more(rest, "end");
	if (depth == 0) {
		mail_end();
		return;
	}
	block_close();
	indent();
	buf_str(&code, STR("}\n"));
}

static void
put_value(struct str expr)
{
	put_line_number();
	indent();
	buf_fmt(&code, "%s(out, (%.*s));\n", escaper[place], STR_ARG(expr));
}

/* {{t key}}, or {{t key(a, b)}} for a word with placeholders */
static void
put_word(struct str rest)
{
	struct str key = str_upto(rest, str_find(rest, '('));
	struct str args = str_from(rest, key.n);

	put_line_number();
	indent();
	if (args.n == 0) {
		buf_fmt(&code, "%s(out, word(l, WORD_", escaper[place]);
		buf_upper(&code, key);
		buf_str(&code, STR("));\n"));
		return;
	}
	if (args.n < 3 || !str_ends(args, STR(")")))
		source_fail(&in, "expected {{t key}} or {{t key(C values)}}");
	buf_str(&code, STR("{ struct buf said = {0}; word_put_"));
	for (size_t i = 0; i < key.n; i++)
		buf_char(&code, key.p[i] == '-' ? '_' : key.p[i]);
	buf_fmt(&code,
	    "(&said, l, %.*s; %s(out, buf_all(&said)); "
	    "buf_free(&said); }\n",
	    STR_ARG(str_from(args, 1)), escaper[place]);
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
    {"mail", mail_begin, .alone = true, .anywhere = true},
    {"if", put_if, .alone = true},
    {"else", put_else, .alone = true},
    {"for", put_for, .alone = true},
    {"end", put_end, .alone = true},
    {"t", put_word, .value = true},
    {"value", put_value, .value = true},
};

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
	next = word_take(&after);
	if (word.n == 0)
		source_fail(&in, "{{}} holds nothing");
	if (is_name(word) && next.n > 0 && is_name(str_upto(next, 1)))
		source_fail(&in,
		    "{{%.*s ...}} is not a construct: value t if "
		    "else for end mail include #",
		    STR_ARG(word));
	return &expression;
}

static void
place_check(const struct construct *c)
{
	if (place == OUTSIDE && !c->anywhere)
		source_fail(&in,
		    "outside of {{mail}} there are only comments, "
		    "{{include}} and {{mail}}");
	if (place == HEAD && c->value)
		source_fail(&in, "a value in the name of a header");
}

/* Lines. */

/* The inside of the {{ }} that s starts with; what is behind it in *after. */
static struct str
inside_take(struct str s, struct str *after)
{
	size_t n = str_find_str(s, STR("}}"));

	if (n == s.n)
		source_fail(&in, "{{ without }} on the same line");
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

static void
literal_put(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (place != PHRASE && place != ADDRESS)
			break;
		if (c == '"' || (unsigned char)c >= 0x80)
			source_fail(&in,
			    "a name with quotes or letters beyond "
			    "ASCII in an address: put it as {{value}}");
		if ((c == '<') != (place == PHRASE) && (c == '<' || c == '>'))
			source_fail(&in, "< and > do not pair");
		if (c == '<' || c == '>')
			place = c == '<' ? ADDRESS : PHRASE;
	}
	literal_add(s);
}

static void
line_parts(struct str line)
{
	while (line.n > 0) {
		size_t n = str_find_str(line, STR("{{"));
		literal_put(str_upto(line, n));
		if (n == line.n)
			return;
		struct str rest = inside_take(str_from(line, n), &line);
		const struct construct *c = construct_of(&rest);
		place_check(c);
		if (c->anywhere)
			source_fail(
			    &in, "{{%s}} wants a line of its own", c->word);
		c->put(rest);
		if (place == OUTSIDE)
			source_fail(&in,
			    "{{end}} of a mail wants a line of "
			    "its own");
	}
}

static enum place
header_kind(struct str name)
{
	static const char *const address[] = {
	    "from", "to", "cc", "bcc", "reply-to", "sender"};

	for (size_t i = 0; i < sizeof(address) / sizeof(address[0]); i++)
		if (str_eq_nocase(name, str_of(address[i])))
			return PHRASE;
	return TEXT;
}

static bool
is_header_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '-')
			return false;
	}
	return s.n > 0;
}

static void
header_line(struct str line)
{
	struct str name = str_upto(line, str_find(line, ':'));
	size_t outer = depth;

	if (str_find_str(name, STR("{{")) < name.n)
		source_fail(&in, "a value in the name of a header");
	if (!is_header_name(name) || name.n == line.n)
		source_fail(&in,
		    "expected a header line (\"Name: text\", not "
		    "folded) or an empty line");
	literal_flush();
	indent();
	buf_str(&code, STR("{ size_t head = out->n;\n"));
	literal_add(str_upto(line, name.n + 1));

	enum place kind = place = header_kind(name);

	line_parts(str_from(line, name.n + 1));
	if (depth != outer)
		source_fail(&in,
		    "a block that is not closed within its header "
		    "line");
	if (place != kind)
		source_fail(&in, "< and > do not pair");
	literal_flush();
	indent();
	buf_fmt(&code, "mailtext_%s_end(out, head); }\n",
	    kind == PHRASE ? "address" : "header");
	place = HEAD;
}

static void
line_read(struct str line)
{
	if (line_alone(line))
		return;
	if (place == OUTSIDE && str_trim(line).n == 0)
		return;
	if (place == OUTSIDE)
		place_check(&expression);
	if (place == HEAD && line.n > 0) {
		header_line(line);
		return;
	}
	if (place == HEAD && depth > 0)
		source_fail(&in, "the headers end inside the block of line %u",
		    open[depth - 1].line);
	place = BODY;
	line_parts(line);
	literal_add(STR("\n"));
}

static void
template_read(const char *path)
{
	source_open(&in, path);
	for (struct str line; source_line(&in, &line);)
		line_read(line);
	if (depth > 0)
		source_fail_at(path, open[depth - 1].line,
		    "a block that is never closed by {{end}}");
	if (place != OUTSIDE)
		source_fail_at(
		    path, mail_line, "a mail that is never closed by {{end}}");
	if (n_mails == 0)
		source_fail(&in, "holds no {{mail}}");
}

static void
begin(const char *header_path)
{
	const char *slash = strrchr(header_path, '/');

	buf_str(&header,
	    STR("/* generated by tool/tmplgen */\n"
		"/* SPDX-License-Identifier: EUPL-1.2 */\n#pragma once\n\n"
		"#include \"base/buf.h\"\n#include \"words.gen.h\"\n"));
	buf_fmt(&code,
	    "/* generated by tool/tmplgen */\n"
	    "/* SPDX-License-Identifier: EUPL-1.2 */\n#include \"%s\"\n\n"
	    "#include \"notify/mailtext.h\"\n",
	    slash == NULL ? header_path : slash + 1);
}

int
main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: tmplgen NAME.txt HEADER CODE\n");
		return 2;
	}
	begin(argv[2]);
	template_read(argv[1]);
	result_write(argv[2], &header);
	result_write(argv[3], &code);
	buf_free(&literal);
	return 0;
}
