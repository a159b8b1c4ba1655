/* names: whose host is it, the longest claimed name and all above it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef MATCH_NAMES_H
#define MATCH_NAMES_H

#include "value/domain.h"

/* value is the caller's own; several entries may have the same name. */
struct name_entry {
	struct str name; /* as domain_read gives it: lower case, A-labels */
	uint32_t value;
};

#define NAME_NONE UINT32_MAX

/*
 * Built at once, never changed, swapped as a whole. Says nothing about the
 * Public Suffix List: what may be claimed is decided where claims are taken.
 */
struct name_index;

enum { NAME_KEY_BYTES = 16 };

/*
 * e is borrowed for the call. key keeps outsiders from choosing names that
 * collide (SipHash-2-4); NULL: a random one. Dies on an empty name or one
 * past 253 bytes: domain_read refuses those.
 */
struct name_index *name_index_build(
    const struct name_entry *e, size_t n, const uint8_t key[NAME_KEY_BYTES]);
void name_index_free(struct name_index *x);

/* An entry with the longest name that host is or lies below (at a label
 * boundary), or NAME_NONE. */
uint32_t name_index_find(const struct name_index *x, const struct domain *host);
/* From name_index_find on, each entry that host lies below comes by once:
 * the same name in the order given, then the next shorter name, ... */
uint32_t name_index_next(const struct name_index *x, uint32_t entry);

uint32_t name_index_value(const struct name_index *x, uint32_t entry);
/* Borrowed from x. */
struct str name_index_name(const struct name_index *x, uint32_t entry);

/* All memory it takes. */
size_t name_index_bytes(const struct name_index *x);

#endif
