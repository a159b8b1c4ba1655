/* xml: a document pushed through expat piece by piece, within limits */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_XML_H
#define FEED_XML_H

#include "base/arena.h"
#include "base/err.h"

enum {
	XML_DEPTH_MAX = 32,	 /* elements inside each other */
	XML_TOKEN_MAX = 1 << 20, /* bytes of one tag, comment or the like */
	XML_PIECE = 4096,	 /* bytes pushed at once */
};

/*
 * What is told of a document. Names are without their prefix; attributes are
 * pairs that end with NULL, names again without prefix by xml_attribute. Any
 * may be NULL.
 */
struct xml_hooks {
	void (*start)(void *ctx, const char *name, const char **attributes);
	void (*end)(void *ctx, const char *name);
	void (*text)(void *ctx, struct str text);
};

struct xml;

/* Document types, and so entities, are refused: nothing we read has them.
 * Lives in a. */
struct xml *xml_open(struct arena *a, const struct xml_hooks *hooks, void *ctx);
void xml_free(struct xml *x);
/*
 * Pushes at most XML_PIECE bytes; last: the document ends with them. False
 * when it is not well-formed or past a limit; the reason goes to w, with what
 * (the document's name) in front.
 */
bool xml_push(struct xml *x, const char *what, struct str bytes, bool last,
    struct why *w);
/* The value of an attribute; absent where there is none. */
struct str xml_attribute(const char **attributes, const char *name);

#endif
