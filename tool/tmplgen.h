/* tmplgen: what reading a template has in hand, and what its kind decides */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TOOL_TMPLGEN_H
#define TOOL_TMPLGEN_H

#include "tool/source.h"

/* A place in the text, by which a value is escaped; the rest are numbered by
 * the kind, from 1. */
enum { OUTSIDE };

struct kind {
	const char *word; /* begins a text, and the name of its function */
	const char *door; /* header with what puts values */
	int first;	  /* the place in which a text begins */
	/* A line that is not one construct alone: by template_parts. */
	void (*line)(struct str line);
	/* A piece of text between constructs: literal_add, and the place that
	 * it leads to. */
	void (*literal)(struct str s);
	/* What puts a value in the place in hand; fails where none may be. */
	const char *(*escaper)(void);
	/* Fails where the text may not end. */
	void (*end)(void);
	/* {{call NAME(...)}} puts another text of the kind in the first place,
	 * and leads to this one. */
	int called;
};

extern const struct kind kind_mail, kind_page;

/* There is one in a program. */
struct template
{
	const struct kind *kind;
	struct source in;
	struct buf header, code, literal;
	int place;
	size_t depth; /* blocks that are open */
};
extern struct template tmpl;

void literal_add(struct str s);
void literal_flush(void);
void code_indent(void);
/* Puts a line with its constructs. */
void template_parts(struct str line);
/* Where the innermost open block begins; 0: none is open. */
unsigned block_line(void);

#endif
