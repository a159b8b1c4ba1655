/* proof: what shows that an asset is a company's, and for how long */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef MATCH_PROOF_H
#define MATCH_PROOF_H

#include "match/claim.h"
#include "store/store.h"
#include "value/proof_token.h"

/* Kept in claim_proof.kind: never renumber. */
enum proof_kind {
	PROOF_NONE, /* asked for, or gone */
	PROOF_FILE, /* its token stands on the site of the domain */
	PROOF_SEEN, /* a person saw something: an extract, a contract */
	PROOF_KIND_COUNT,
};

enum {
	PROOF_AGAIN_DAYS = 365, /* a site that has it is asked again */
	PROOF_OLD_DAYS = PROOF_AGAIN_DAYS + 30, /* nobody looked in time */
	PROOF_RETRY_DAYS = 1,			/* one that has not */
	PROOF_WAIT_DAYS = 30,  /* as long as that, from when it was asked */
	PROOF_GRACE_DAYS = 14, /* a proof that is gone counts a little */
	PROOF_SAID_MAX = 200,  /* bytes of what a person saw */
};

/*
 * The token of a company for a domain: made of its reference, which is random
 * and its own, so that nothing has to be kept, a new key of the service
 * changes none, and nobody can tell from it who it is. It is no secret: only
 * who has the site can put it there. Lives in a.
 */
struct str proof_token(
    struct store *s, struct arena *a, int64_t organisation, struct str domain);

/* One look at a claim, by a person or at its site. */
struct proof_look {
	int64_t claim, organisation, person, now;
	struct str said; /* where it was seen, or why not */
};

/* Proof is wanted: its site is asked for PROOF_WAIT_DAYS from now on, each
 * PROOF_RETRY_DAYS. Of what is proven nothing changes. In a transaction. */
void proof_ask(struct store *s, struct arena *a, const struct proof_look *look);
/*
 * It was seen, in this way. The claim is proven, unless it waits for a person
 * (claim_prove); the proof is kept all the same. In a transaction.
 */
enum err proof_found(struct store *s, struct arena *a,
    const struct proof_look *look, enum proof_kind kind,
    struct why *w) MUST_CHECK;
/*
 * Its site was asked and has it not. A claim that it proved is in grace, and
 * after PROOF_GRACE_DAYS pending. What a person saw stays. Returns the state of
 * the claim. In a transaction.
 */
enum claim_state proof_missing(
    struct store *s, struct arena *a, const struct proof_look *look);

/* "", "file", "seen" */
const char *proof_kind_name(int64_t kind);

#endif
