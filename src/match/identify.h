/* identify: the ladder: whom does an observation concern, and why */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef MATCH_IDENTIFY_H
#define MATCH_IDENTIFY_H

#include "base/str.h"
#include "match/owners.h"
#include "match/registry.h"
#include "value/subject.h"

/* Kept in identification.ground and finding.ground: never renumber. */
enum ground {
	GROUND_NONE,
	GROUND_ADDRESS,	    /* the address lies in a claimed prefix */
	GROUND_DOMAIN,	    /* the hostname is or lies below a claimed domain */
	GROUND_NETWORK,	    /* it is in that AS: of a relay only */
	GROUND_CERTIFICATE, /* another name it goes by, below a claimed domain
			     */
	GROUND_REGISTRY,    /* a registered range holds it: of a relay only */
	GROUND_COUNT,
};

/* Kept in observation.unowned: never renumber. */
enum unowned {
	UNOWNED_NOT,	 /* it was identified */
	UNOWNED_NOBODY,	 /* no claim holds it */
	UNOWNED_SPECIAL, /* an address that is everyone's */
	UNOWNED_SHARED,	 /* only a dynamic or shared address points somewhere */
	UNOWNED_NAMELESS, /* the row names no address and no host */
	UNOWNED_PRIVATE,  /* a person's account, at a free mail service */
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

/* What a row says of where it was seen. Names are lower case or absent. */
struct sighting {
	struct address address;
	struct str hostname;
	struct str names; /* others, blank separated: of its certificate */
	uint32_t asn;
	int64_t seen;
	bool account; /* of somebody, at hostname: where it was seen says
			 nothing */
};

/* Of what is kept of it, at a moment; borrows from s. The one place to change
 * when something more identifies. */
struct sighting subject_sighting(const struct subject *s, int64_t seen);

struct identity {
	int64_t organisation, claim;
	enum ground ground;
	int confidence; /* percent; see the table in identify.c */
	enum responsibility responsibility;
};

/*
 * The rungs on which a company is found, first that holds wins: a claimed
 * prefix (longest first), a claimed domain that holds the hostname (longest
 * first), a claimed domain that holds another name; each by a claim that is
 * proven, entered by an operator or in grace, and valid at the row's own time.
 * Dynamic and shared prefixes never identify by themselves: they do when the
 * hostname lies below a domain of the same organisation. A name's owner on an
 * address that somebody else claims as shared is on a platform. Other names
 * that lead to more than one organisation lead to none: such a certificate is
 * the platform's. An account is found by the domain of its mailbox only, and
 * not at all at a free mail service.
 */
enum unowned identify(
    const struct owners *o, const struct sighting *s, struct identity *who);

/* Who runs the ground that something stands on: not whose it is. */
struct relay {
	enum ground ground;   /* GROUND_REGISTRY or GROUND_NETWORK */
	int64_t organisation; /* whose claim the AS is, or 0 */
	const struct registry_owner *owner;   /* or NULL; has a mail address */
	const struct registry_source *source; /* of a range; or NULL */
	struct prefix prefix;		      /* with GROUND_REGISTRY */
	uint32_t asn;			      /* with GROUND_NETWORK */
};

/*
 * The rungs below: the most specific registered range whose holder has an
 * abuse mailbox; then the AS, by a claim or else by its registered holder. The
 * AS is the row's own, or that of the most specific range that tells one. False
 * when nobody is there to tell, and for an address that is everyone's.
 */
bool relay_find(const struct owners *o, struct registry *r,
    const struct sighting *s, struct relay *out);

/* "address", "domain", "network", "certificate", "registry" */
const char *ground_name(enum ground g);
/* "identified", "nobody", "special", "shared", "nameless", "private" */
const char *unowned_name(enum unowned u);

#endif
