/* tmplgen_page: the places of a page, and what puts values there */
/* SPDX-License-Identifier: EUPL-1.2 */

/*
 *	{{page home(const struct site *x, enum lang l)}}
 *	{{call head(x, l)}}
 *	<a href="/stop/{{x->token}}" title="{{t stop}}">{{x->name}}</a>
 *	{{end}}
 *
 * Values may stand in text and between double quotes; an attribute that is an
 * address has escapers of its own, for the whole address and for a part of
 * one. There is no script and no style in a page: it would not be carried
 * out (Content-Security-Policy), so it does not build.
 */
#include "tool/tmplgen.h"

enum place {
	TEXT = OUTSIDE + 1,
	LESS, /* behind a < */
	DECLARATION,
	COMMENT,
	NAME, /* of a tag */
	TAG,  /* between attributes */
	ATTRIBUTE,
	EQUALS,	 /* behind it */
	QUOTED,	 /* the value of an attribute */
	ADDRESS, /* the same of one that is an address: its begin */
	ADDRESS_PART,
};

enum { WORD_MAX = 32 };

/* The name of the tag or attribute in hand. */
static struct {
	char p[WORD_MAX];
	size_t n;
} word;

static void
word_add(char c)
{
	if (word.n == WORD_MAX)
		source_fail(
		    &tmpl.in, "a name of more than %d letters", WORD_MAX);
	word.p[word.n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool
word_is_one_of(const char *const *names)
{
	for (; *names != NULL; names++)
		if (str_eq(str_make(word.p, word.n), str_of(*names)))
			return true;
	return false;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_word(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* What a character leads to in each place. */

static int
after_text(char c)
{
	return c == '<' ? LESS : TEXT;
}

static int
after_less(char c)
{
	word.n = 0;
	if (c == '!')
		return DECLARATION;
	if (c != '/' && !is_letter(c))
		source_fail(&tmpl.in, "a < that begins no tag: write &lt;");
	if (c != '/')
		word_add(c);
	return NAME;
}

static int
after_name(char c)
{
	static const char *const never[] = {"script", "style", NULL};

	if (is_word(c)) {
		word_add(c);
		return NAME;
	}
	if (word_is_one_of(never))
		source_fail(&tmpl.in,
		    "a page has no %.*s in it: there is one file of style, "
		    "and no script",
		    (int)word.n, word.p);
	if (c == '>')
		return TEXT;
	if (!is_blank(c))
		source_fail(&tmpl.in,
		    "a tag is <name>, <name attributes> or "
		    "</name>");
	return TAG;
}

static int
after_tag(char c)
{
	if (is_blank(c))
		return TAG;
	if (c == '>')
		return TEXT;
	if (!is_letter(c))
		source_fail(&tmpl.in, "an attribute is name or name=\"value\"");
	word.n = 0;
	word_add(c);
	return ATTRIBUTE;
}

static int
after_attribute(char c)
{
	static const char *const never[] = {"style", "srcdoc", NULL};

	if (is_word(c)) {
		word_add(c);
		return ATTRIBUTE;
	}
	if (word_is_one_of(never) ||
	    str_starts(str_make(word.p, word.n), STR("on")))
		source_fail(&tmpl.in,
		    "a page has no %.*s in it: there is one file of style, "
		    "and no script",
		    (int)word.n, word.p);
	return c == '=' ? EQUALS : after_tag(c);
}

static int
after_equals(char c)
{
	static const char *const addresses[] = {"href", "src", "action",
	    "formaction", "cite", "data", "poster", "ping", "manifest",
	    "srcset", NULL};

	if (c != '"')
		source_fail(&tmpl.in,
		    "an attribute without double quotes: write "
		    "name=\"value\"");
	return word_is_one_of(addresses) ? ADDRESS : QUOTED;
}

/* A comment ends at -->, another declaration at >. */
static int
after_declaration(char c)
{
	word_add(is_word(c) || c == '>' ? c : '.');

	struct str s = str_make(word.p, word.n);

	if (str_eq(s, STR("--"))) {
		word.n = 0;
		return COMMENT;
	}
	return c == '>' ? TEXT : DECLARATION;
}

static int
after_comment(char c)
{
	bool end = c == '>' && word.n == 2;

	word.n = c != '-' ? 0 : word.n < 2 ? word.n + 1 : 2;
	return end ? TEXT : COMMENT;
}

static int
after(int place, char c)
{
	switch ((enum place)place) {
	case TEXT:
		return after_text(c);
	case LESS:
		return after_less(c);
	case DECLARATION:
		return after_declaration(c);
	case COMMENT:
		return after_comment(c);
	case NAME:
		return after_name(c);
	case TAG:
		return after_tag(c);
	case ATTRIBUTE:
		return after_attribute(c);
	case EQUALS:
		return after_equals(c);
	case QUOTED:
		return c == '"' ? TAG : QUOTED;
	case ADDRESS:
	case ADDRESS_PART:
		return c == '"' ? TAG : ADDRESS_PART;
	}
	return place;
}

static void
literal_put(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		tmpl.place = after(tmpl.place, s.p[i]);
	literal_add(s);
}

static const char *
escaper(void)
{
	switch ((enum place)tmpl.place) {
	case TEXT:
		return "html_text";
	case QUOTED:
		return "html_quoted";
	case ADDRESS:
		tmpl.place = ADDRESS_PART;
		return "html_address";
	case ADDRESS_PART:
		return "html_address_part";
	case COMMENT:
		source_fail(&tmpl.in, "a value in a comment");
	case EQUALS:
		source_fail(&tmpl.in,
		    "a value in an attribute without double quotes: write "
		    "name=\"{{value}}\"");
	case LESS:
	case DECLARATION:
	case NAME:
	case TAG:
	case ATTRIBUTE:
		break;
	}
	source_fail(&tmpl.in, "a value in a tag, outside of double quotes");
}

static void
line_put(struct str line)
{
	template_parts(line);
	literal_put(STR("\n"));
}

static void
page_end(void)
{
	if (tmpl.place != TEXT)
		source_fail(&tmpl.in, "the page ends inside a tag");
}

const struct kind kind_page = {
    .word = "page",
    .door = "web/html.h",
    .first = TEXT,
    .line = line_put,
    .literal = literal_put,
    .escaper = escaper,
    .end = page_end,
    .called = TEXT,
};
