/* claim: an asset of an organisation: how it is written, checked and kept */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef MATCH_CLAIM_H
#define MATCH_CLAIM_H

#include "base/err.h"
#include "store/store.h"
#include "value/address.h"
#include "value/admiralty.h"
#include "value/domain.h"

/* Kept in claim.kind: never renumber. */
enum claim_kind {
	CLAIM_NONE,
	CLAIM_PREFIX,
	CLAIM_DOMAIN,
	CLAIM_ASN,
	CLAIM_SOFTWARE, /* not read yet */
	CLAIM_KIND_COUNT,
};

/* Kept in claim.nature: never renumber. */
enum nature {
	NATURE_NONE,
	NATURE_FIXED,
	NATURE_DYNAMIC, /* changes hands by the day */
	NATURE_SHARED,	/* many parties on one address */
	NATURE_COUNT,
};

/* Kept in claim.state: never renumber. */
enum claim_state {
	CLAIM_STATE_NONE,
	CLAIM_PROVEN,	/* checked by us */
	CLAIM_ENTERED,	/* an operator's word */
	CLAIM_PENDING,	/* identifies nothing and shows nothing */
	CLAIM_GRACE,	/* a re-check failed less than 14 days ago */
	CLAIM_DISPUTED, /* somebody said it is not theirs */
	CLAIM_REFUSED,	/* an operator decided that it is not theirs */
	CLAIM_STATE_COUNT,
};

/* Kept in job.kind: never renumber. */
enum { JOB_CLAIMS = 1 };

/* What an asset is, once read. */
struct asset {
	enum claim_kind kind;
	struct prefix prefix;
	struct domain domain;
	uint32_t asn;
};

/*
 * "203.0.113.0/24", "2001:db8::1", "bakker.example", "AS64500". Refused, with
 * the reason: address space that is everyone's, prefixes wider than /8 (v4)
 * or /19 (v6), public suffixes ("nl", "co.uk"), reserved AS numbers.
 */
enum err asset_read(struct str s, struct asset *out, struct why *w) MUST_CHECK;
/* Its one way of writing, by which equal assets are found. */
void asset_put(struct buf *b, const struct asset *out);

struct claim_request {
	int64_t organisation, person, now;
	struct asset asset;
	enum nature nature;  /* NATURE_NONE: not said; a new one is fixed */
	int64_t from, until; /* SQL_NULL_I64: no bound */
	struct str proof;    /* where it comes from, in words */
};

/*
 * Keeps a claim as entered, or pending when another organisation has the same
 * asset in the same time (w then says so: ERR_TAKEN; the claim is kept for
 * the operator to decide), or its name is made to look like another
 * (value/script.h; ERR_REFUSED, kept likewise). Of a claim the organisation has
 * already, what is said (nature, from, until) is changed and the rest stays;
 * ERR_TAKEN, and nothing changed, when that would reach into another's time; a
 * pending one that no longer does is entered. What changes who owns what asks
 * for a job that looks again at what was seen (feed/again.h), and one for each
 * day on which that changes by itself. In a transaction. id may be NULL.
 */
enum err claim_enter(struct store *s, const struct claim_request *r,
    int64_t *id, struct why *w) MUST_CHECK;

/* What an operator decides about a claim. */
struct claim_decision {
	int64_t claim, now;
	bool accept;
	int64_t from;	   /* accepted: since when; SQL_NULL_I64: now */
	struct str reason; /* one line */
};

/*
 * A pending or disputed claim is accepted: from then on the asset is theirs,
 * and nobody else's. Any claim is refused: as if it had never been made, but on
 * record. ERR_ABSENT: no such claim; ERR_REFUSED: nothing to accept. In a
 * transaction.
 */
enum err claim_decide_on(
    struct store *s, const struct claim_decision *d, struct why *w) MUST_CHECK;

/*
 * Its owner proved it (match/proof.h). What counts is proven from now on, and
 * so is a pending claim that nothing stands in the way of any more. ERR_TAKEN,
 * ERR_REFUSED: it waits for a person, for the reason in w, and stays as it is;
 * accepting it makes it proven. In a transaction.
 */
enum err claim_prove(
    struct store *s, int64_t claim, int64_t now, struct why *w) MUST_CHECK;
/*
 * What proved it is not there any more: a proven claim is in grace, one in
 * grace is pending, with this why. Others stay. Returns the state it has then.
 * In a transaction.
 */
enum claim_state claim_weaken(
    struct store *s, int64_t claim, struct str why, int64_t now);

/*
 * The company says that subject ("203.0.113.7 port 3389", "www.example") is not
 * theirs. A claim on just that is disputed: it identifies nobody until somebody
 * decides. A wider one stands, and says that a part of it is in doubt. In a
 * transaction. True when it is disputed now.
 */
bool claim_doubt(
    struct store *s, int64_t claim, struct str subject, int64_t now);

/* How sure it is that the asset is theirs; answered: its owner said so. */
enum credibility claim_credibility(enum claim_state s, bool answered);

const char *claim_kind_name(enum claim_kind k);
const char *claim_state_name(enum claim_state s);
/* "fixed", "dynamic", "shared"; NATURE_NONE for anything else. */
enum nature nature_read(struct str s);
const char *nature_name(enum nature n);

#endif
