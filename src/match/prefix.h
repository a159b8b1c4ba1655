/* prefix: whose address is it, the longest prefix and all that hold it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef MATCH_PREFIX_H
#define MATCH_PREFIX_H

#include "value/address.h"

/* value is the caller's own; several entries may have the same prefix. */
struct prefix_entry {
	struct prefix prefix;
	uint32_t value;
};

#define PREFIX_NONE 0 /* entries count from 1 */

/*
 * Built at once from the whole set, never changed, swapped as a whole, and
 * never the only copy of what it holds. Look-ups take no lock and write
 * nothing.
 */
struct prefix_index;

/* e is borrowed for the call, in any order, at most 16 million of a kind. Dies
 * past that, and when a prefix is of no kind, longer than its kind or has host
 * bits set: prefix_read refuses those. */
struct prefix_index *prefix_index_build(const struct prefix_entry *e, size_t n);
void prefix_index_free(struct prefix_index *x);

/* An entry with the longest prefix that holds a, or PREFIX_NONE. */
uint32_t prefix_index_find(
    const struct prefix_index *x, const struct address *a);
/* The same for n addresses at once; several times faster for large indexes. */
void prefix_index_find_all(const struct prefix_index *x,
    const struct address *a, size_t n, uint32_t *out);
/*
 * From prefix_index_find on, each entry that holds the address comes by once:
 * those with the same prefix in the order they were given in, then those of
 * the next shorter prefix, ...; PREFIX_NONE behind the last.
 */
uint32_t prefix_index_next(const struct prefix_index *x, uint32_t entry);

/* UINT32_MAX for PREFIX_NONE: who needs only the value need not ask first. */
uint32_t prefix_index_value(const struct prefix_index *x, uint32_t entry);
unsigned prefix_index_length(const struct prefix_index *x, uint32_t entry);
struct prefix prefix_index_prefix(const struct prefix_index *x, uint32_t entry);

/* All memory it takes. */
size_t prefix_index_bytes(const struct prefix_index *x);

#endif
