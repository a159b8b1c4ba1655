/* identify: the ladder: whom does an observation concern, and why */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef MATCH_IDENTIFY_H
#define MATCH_IDENTIFY_H

#include "base/str.h"
#include "match/owners.h"
#include "value/address.h"

/* Kept in identification.ground and finding.ground: never renumber. */
enum ground {
	GROUND_NONE,
	GROUND_ADDRESS, /* the address lies in a claimed prefix */
	GROUND_DOMAIN,	/* the hostname is or lies below a claimed domain */
	GROUND_NETWORK, /* the AS number is claimed */
	GROUND_COUNT,
};

/* Kept in observation.unowned: never renumber. */
enum unowned {
	UNOWNED_NOT,	 /* it was identified */
	UNOWNED_NOBODY,	 /* no claim holds it */
	UNOWNED_SPECIAL, /* an address that is everyone's */
	UNOWNED_SHARED,	 /* only a dynamic or shared address points somewhere */
	UNOWNED_NAMELESS, /* the row names no address and no host */
	UNOWNED_COUNT,
};

/* Kept in identification.responsibility: never renumber. */
enum responsibility {
	RESPONSIBILITY_NONE,
	RESPONSIBILITY_YOU,
	RESPONSIBILITY_PROVIDER,
	RESPONSIBILITY_PLATFORM,
	RESPONSIBILITY_NETWORK,
	RESPONSIBILITY_COUNT,
};

/* What a row says of where it was seen. hostname: lower case or absent. */
struct sighting {
	struct address address;
	struct str hostname;
	uint32_t asn;
	int64_t seen;
};

struct identity {
	int64_t organisation, claim;
	enum ground ground;
	int confidence; /* percent; see the table in identify.c */
	enum responsibility responsibility;
};

/*
 * The rungs, first that holds wins: a claimed prefix (longest first), a
 * claimed domain (longest first), a claimed AS number; each by a claim that
 * is proven, entered by an operator or in grace, and valid at the row's own
 * time. Dynamic and shared prefixes and networks never identify by
 * themselves: they do when the hostname lies below a domain of the same
 * organisation. A hostname's owner on an address that somebody else claims
 * as shared is on a platform. An AS number without address and hostname says
 * nothing that could be repaired: such a row is nameless.
 */
enum unowned identify(
    const struct owners *o, const struct sighting *s, struct identity *who);

/* "address", "domain", "network" */
const char *ground_name(enum ground g);
/* "identified", "nobody", "special", "shared", "nameless" */
const char *unowned_name(enum unowned u);

#endif
