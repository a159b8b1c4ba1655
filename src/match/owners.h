/* owners: who owns what, in memory: every claim that can identify */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef MATCH_OWNERS_H
#define MATCH_OWNERS_H

#include "match/claim.h"
#include "store/store.h"
#include "value/address.h"

struct owner {
	int64_t claim, organisation;
	int64_t from, until; /* seconds; SQL_NULL_I64: no bound */
	enum nature nature;
	enum claim_state state;
};

struct owners;

/*
 * Built from the store as a whole and swapped as a whole; never the only
 * copy. Pending, disputed and software claims are not in it, nor are those
 * that asset_read would refuse today.
 */
struct owners *owners_load(struct store *s);
void owners_free(struct owners *o);
size_t owners_count(const struct owners *o);

/* A walk over the claims on one thing, most specific first. */
struct owner_walk {
	const struct owners *o;
	enum claim_kind kind;
	uint32_t at;
};

void owners_of_address(
    const struct owners *o, const struct address *a, struct owner_walk *w);
/* hostname: lower case; an absent one has no owners. */
void owners_of_name(
    const struct owners *o, struct str hostname, struct owner_walk *w);
void owners_of_asn(const struct owners *o, uint32_t asn, struct owner_walk *w);
/* The next claim valid at that time, or NULL. */
const struct owner *owner_next(struct owner_walk *w, int64_t at);

#endif
