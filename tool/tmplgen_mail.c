/* tmplgen_mail: the places of a mail, and what puts values there */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tool/tmplgen.h"

enum place {
	HEAD = OUTSIDE + 1, /* at the start of a header line */
	TEXT,		    /* in a header that is text */
	PHRASE,		    /* in From, To and the like, outside of < > */
	ADDRESS,	    /* the same, inside */
	BODY,
};

static const char *
escaper(void)
{
	static const char *const names[] = {
	    [TEXT] = "mailtext_header",
	    [PHRASE] = "mailtext_phrase",
	    [ADDRESS] = "mailtext_address",
	    [BODY] = "mailtext_plain",
	};

	if (tmpl.place == HEAD)
		source_fail(&tmpl.in, "a value in the name of a header");
	return names[tmpl.place];
}

static void
literal_put(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (tmpl.place != PHRASE && tmpl.place != ADDRESS)
			break;
		if (c == '"' || (unsigned char)c >= 0x80)
			source_fail(&tmpl.in,
			    "a name with quotes or letters beyond "
			    "ASCII in an address: put it as {{value}}");
		if ((c == '<') != (tmpl.place == PHRASE) &&
		    (c == '<' || c == '>'))
			source_fail(&tmpl.in, "< and > do not pair");
		if (c == '<' || c == '>')
			tmpl.place = c == '<' ? ADDRESS : PHRASE;
	}
	literal_add(s);
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
	size_t outer = tmpl.depth;

	if (str_find_str(name, STR("{{")) < name.n)
		source_fail(&tmpl.in, "a value in the name of a header");
	if (!is_header_name(name) || name.n == line.n)
		source_fail(&tmpl.in,
		    "expected a header line (\"Name: text\", not "
		    "folded) or an empty line");
	literal_flush();
	code_indent();
	buf_str(&tmpl.code, STR("{ size_t head = out->n;\n"));
	literal_add(str_upto(line, name.n + 1));

	enum place kind = header_kind(name);

	tmpl.place = (int)kind;

	template_parts(str_from(line, name.n + 1));
	if (tmpl.depth != outer)
		source_fail(&tmpl.in,
		    "a block that is not closed within its header "
		    "line");
	if (tmpl.place != (int)kind)
		source_fail(&tmpl.in, "< and > do not pair");
	literal_flush();
	code_indent();
	buf_fmt(&tmpl.code, "mailtext_%s_end(out, head); }\n",
	    kind == PHRASE ? "address" : "header");
	tmpl.place = HEAD;
}

static void
line_put(struct str line)
{
	if (tmpl.place == HEAD && line.n > 0) {
		header_line(line);
		return;
	}
	if (tmpl.place == HEAD && tmpl.depth > 0)
		source_fail(&tmpl.in,
		    "the headers end inside the block of line %u",
		    block_line());
	tmpl.place = BODY;
	template_parts(line);
	literal_add(STR("\n"));
}

static void
mail_end(void)
{
	if (tmpl.place != BODY)
		source_fail(&tmpl.in,
		    "no empty line between the header lines and "
		    "the body");
}

const struct kind kind_mail = {
    .word = "mail",
    .door = "notify/mailtext.h",
    .first = HEAD,
    .line = line_put,
    .literal = literal_put,
    .escaper = escaper,
    .end = mail_end,
    .called = BODY,
};
