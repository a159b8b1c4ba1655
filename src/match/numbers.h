/* numbers: whose autonomous system is it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef MATCH_NUMBERS_H
#define MATCH_NUMBERS_H

#include "base/str.h"

/* value is the caller's own; several entries may have the same number. */
struct number_entry {
	uint32_t number, value;
};

#define NUMBER_NONE UINT32_MAX

/* Built at once, never changed, swapped as a whole. */
struct number_index;

/* e is borrowed for the call, in any order. */
struct number_index *number_index_build(const struct number_entry *e, size_t n);
void number_index_free(struct number_index *x);

/* The first entry given with this number, or NUMBER_NONE. */
uint32_t number_index_find(const struct number_index *x, uint32_t number);
/* The next with the same number, in the order given, or NUMBER_NONE. */
uint32_t number_index_next(const struct number_index *x, uint32_t entry);

uint32_t number_index_value(const struct number_index *x, uint32_t entry);

/* All memory it takes. */
size_t number_index_bytes(const struct number_index *x);

#endif
