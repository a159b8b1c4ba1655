/* xml: a document pushed through expat piece by piece, within limits */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/xml.h"

#include <expat.h>
#include <string.h>

struct xml {
	XML_Parser parser;
	const struct xml_hooks *hooks;
	void *ctx;
	unsigned depth;
	uint64_t pushed;
	const char *refused; /* what we do not take; NULL: nothing */
};

static const char *
local(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon == NULL ? name : colon + 1;
}

static void
refuse(struct xml *x, const char *why)
{
	x->refused = why;
	XML_StopParser(x->parser, XML_FALSE);
}

static void XMLCALL
on_start(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	struct xml *x = ctx;

	if (++x->depth > XML_DEPTH_MAX)
		refuse(x, "has elements more than 32 deep");
	else if (x->hooks->start != NULL)
		x->hooks->start(x->ctx, local(name), attributes);
}

static void XMLCALL
on_end(void *ctx, const XML_Char *name)
{
	struct xml *x = ctx;

	x->depth--;
	if (x->hooks->end != NULL)
		x->hooks->end(x->ctx, local(name));
}

static void XMLCALL
on_text(void *ctx, const XML_Char *p, int n)
{
	struct xml *x = ctx;

	if (x->hooks->text != NULL)
		x->hooks->text(x->ctx, str_make(p, (size_t)n));
}

static void XMLCALL
on_doctype(void *ctx, const XML_Char *name, const XML_Char *system,
    const XML_Char *public, int subset)
{
	(void)name, (void)system, (void)public, (void)subset;
	refuse(ctx,
	    "has a document type, in which entities can be defined; "
	    "that is never read");
}

struct xml *
xml_open(struct arena *a, const struct xml_hooks *hooks, void *ctx)
{
	struct xml *x = ARENA_NEW(a, struct xml, 1);

	*x = (struct xml){
	    .hooks = hooks, .ctx = ctx, .parser = XML_ParserCreate(NULL)};
	if (x->parser == NULL)
		die("expat cannot begin: out of memory");
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	return x;
}

void
xml_free(struct xml *x)
{
	if (x != NULL)
		XML_ParserFree(x->parser);
}

static void
failed(const struct xml *x, const char *what, struct why *w)
{
	enum XML_Error e = XML_GetErrorCode(x->parser);

	if (x->refused != NULL)
		why_set(w, ERR_REFUSED, "%s: %s", what, x->refused);
	else
		why_set(w, e == XML_ERROR_NO_MEMORY ? ERR_LIMIT : ERR_SYNTAX,
		    "%s, line %lu: %s; save the file again", what,
		    (unsigned long)XML_GetCurrentLineNumber(x->parser),
		    XML_ErrorString(e));
}

bool
xml_push(
    struct xml *x, const char *what, struct str bytes, bool last, struct why *w)
{
	if (w->err != OK)
		return false;
	x->pushed += bytes.n;
	if (XML_Parse(x->parser, bytes.p == NULL ? "" : bytes.p, (int)bytes.n,
		last) == XML_STATUS_ERROR) {
		failed(x, what, w);
		return false;
	}

	XML_Index at = XML_GetCurrentByteIndex(x->parser);

	if (at < 0 || x->pushed - (uint64_t)at <= XML_TOKEN_MAX)
		return true;
	why_set(w, ERR_LIMIT, "%s: one tag is longer than %d bytes", what,
	    XML_TOKEN_MAX);
	return false;
}

struct str
xml_attribute(const char **attributes, const char *name)
{
	for (; attributes[0] != NULL; attributes += 2)
		if (strcmp(local(attributes[0]), name) == 0)
			return str_of(attributes[1]);
	return (struct str){0};
}
