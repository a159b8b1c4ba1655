/* verp: what proves, in an address or a link, which mail it was in */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_VERP_H
#define NOTIFY_VERP_H

#include "store/store.h"
#include "value/returned.h"

/* What a proof is for: one is no good for another. */
enum verp {
	VERP_NONE,
	VERP_RETURN, /* in the address that mail comes back to */
	VERP_STOP,   /* in the link that stops mails */
};

/*
 * "REF-PROOF" for a delivery of the notice REF: PROOF is 80 bits under the
 * instance's lasting key, as it must hold for mails that left long ago, so that
 * nobody can make one for a mail that he did not get. From a.
 */
struct str verp_mark(struct store *s, struct arena *a, enum verp purpose,
    int64_t delivery, struct str ref);
/* Whether mark is that of this delivery, in the same time for any other. */
bool verp_is(struct store *s, struct arena *a, enum verp purpose,
    int64_t delivery, struct str ref, struct str mark);

#endif
