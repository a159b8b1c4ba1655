/* again: what was seen is identified again when claims have changed */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_AGAIN_H
#define FEED_AGAIN_H

#include "finding/finding.h"
#include "match/owners.h"
#include "store/store.h"

enum {
	AGAIN_SLICE = 5000, /* rows looked at in one transaction */
	AGAIN_DAYS = 30,    /* observations last reported longer ago stay */
};

/*
 * A job of kind JOB_CLAIMS goes through these, each row by row in order of
 * id; one job serves all claims that changed before it began. Kept in
 * job.stage: never renumber.
 */
enum again_stage {
	AGAIN_NONE,
	AGAIN_OBSERVATIONS, /* whose they are, at their rows' own times */
	AGAIN_FINDINGS,	    /* whether they are still theirs, now */
	AGAIN_OVERLAPS,	    /* claims within claims of others */
	AGAIN_LOOKS,	    /* what was opened late may be over already */
	AGAIN_STAGE_COUNT,
};

struct again_sums {
	uint64_t looked, changed; /* observations */
	struct finding_sums findings;
};

/* True when a job has come due. */
bool again_ready(struct store *s, int64_t now);
/*
 * Does one slice of the job in hand, in a transaction of its own that moves
 * the job on; after a crash it goes on there. owners: as they are now. False
 * when nothing is to be done. now is not before that of earlier calls.
 */
bool again_step(struct store *s, const struct owners *o, int64_t now,
    struct again_sums *sums);

#endif
