/* po: a gettext file of words with {placeholders} */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TOOL_PO_H
#define TOOL_PO_H

#include "tool/source.h"

enum { WORDS_MAX = 4096, HOLES_MAX = 8 };

/* One word in one language. */
struct entry {
	struct str key, text;
	unsigned line;		    /* of msgid */
	struct str hole[HOLES_MAX]; /* placeholders, sorted, each once */
	size_t n_holes;
};

struct po {
	struct source in;
	struct str lang; /* "nl" */
	struct entry entry[WORDS_MAX];
	size_t n;
};

/*
 * Reads PATH/LANG/NAME.po into po (zeroed before). Of gettext's format:
 * comments, strings over more lines, \n \t \" \\. No plurals, no contexts,
 * and a fuzzy word, an empty one or the same twice is an error, which ends
 * the program. The texts live as long as the program.
 */
void po_read(struct po *po, const char *path);
/* Ends the program where the two differ in words or in placeholders. */
void po_compare(struct po *first, struct po *po);
/* NULL where there is none. */
struct entry *entry_find(struct po *po, struct str key);

/*
 * Takes the next part off *text: words, or a placeholder's name. One that is
 * never closed comes out as a name that is none.
 */
bool part_take(struct str *text, struct str *part, bool *hole);

#endif
