/* ctext: C source told apart into code and comments */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TOOL_CTEXT_H
#define TOOL_CTEXT_H

#include "base/arena.h"
#include "base/str.h"

/* The same bytes thrice, each of the same length and with its line ends in
 * the same places; what is not meant is blank. */
struct ctext {
	struct str raw;
	struct str code;  /* without comments and what is between quotes; a //
			   * comment leaves its two slashes */
	struct str notes; /* the insides of comments only */
};

struct ctext ctext_make(struct arena *a, struct str raw);

/* Does word stand in s with no letter, digit or _ at either side? Then the
 * position behind it, else 0. */
size_t name_find(struct str s, struct str word);

#endif
