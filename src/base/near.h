/* near: the word that somebody may have meant to type */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_NEAR_H
#define BASE_NEAR_H

#include "base/str.h"

enum {
	NEAR_BYTES_MAX = 48, /* longer words are like nothing */
	NEAR_EDITS_MAX = 2,
};

/*
 * What was typed, and the best of what was tried so far: absent where nothing
 * is near. Borrows both. Begin with {.typed = ...}.
 */
struct near {
	struct str typed, best;
	size_t edits; /* between the two */
};

/*
 * How many letters to put in, leave out, change or swap with their neighbour
 * (optimal string alignment); ASCII letters without case. More than
 * NEAR_EDITS_MAX where a text is empty or longer than NEAR_BYTES_MAX.
 */
size_t near_edits(struct str a, struct str b);
/* Takes a word as the best when it is nearer than those before it, and a third
 * at most of what was typed differs. */
void near_try(struct near *n, struct str word);

#endif
