/* registry: what public registries say of an address: whose is it to run */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef MATCH_REGISTRY_H
#define MATCH_REGISTRY_H

#include "base/arena.h"
#include "store/store.h"
#include "value/address.h"

/* A file of a registry that was read. */
struct registry_source {
	int64_t id; /* in the store */
	struct str name;
	int64_t day; /* its own date; SQL_NULL_I64: not known */
};

/* Who holds a range or an AS number, as far as handles lead. */
struct registry_owner {
	struct str handle, name, country;
	struct str mail; /* the abuse mailbox; absent: nobody to tell */
};

/* One range that holds an address: the part of it that is a prefix. */
struct registry_range {
	const struct registry_source *source;
	const struct registry_owner *owner; /* never NULL */
	struct prefix prefix;
	struct str country;
	uint32_t asn; /* 0: not said */
};

struct registry;

/*
 * All ranges of all files in memory, some 16 bytes each; who holds them is
 * looked up in s (borrowed) when first asked for. Swapped as a whole. Not for
 * threads.
 */
struct registry *registry_load(struct store *s);
void registry_free(struct registry *r);

size_t registry_count(const struct registry *r); /* prefixes */
size_t registry_bytes(const struct registry *r);

/* A walk over the ranges that hold an address, most specific first. */
struct registry_walk {
	struct registry *r;
	uint32_t at;
};
void registry_of_address(
    struct registry *r, const struct address *a, struct registry_walk *w);
bool registry_next(struct registry_walk *w, struct registry_range *out);

/* Never NULL; its name and mail are absent where nothing is known. */
const struct registry_owner *registry_of_asn(struct registry *r, uint32_t asn);

#endif
