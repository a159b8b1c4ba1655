/* again_now: the slice of a job in hand; for again*.c only */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_AGAIN_NOW_H
#define FEED_AGAIN_NOW_H

#include "base/arena.h"
#include "base/buf.h"
#include "feed/again.h"
#include "match/identify.h"
#include "store/ledger.sql.h"
#include "value/subject.h"

struct again {
	struct store *store;
	const struct owners *owners;
	int64_t job, now;
	int32_t since; /* the first report day that is looked at again */
	bool bounded;  /* some claims begin or end */
	int64_t chunk; /* of the ledger, whose batch is in hand */
	struct ledger_batch_row batch;
	struct arena a; /* as long as one row */
	struct buf list;
	struct again_sums sums;
};

/*
 * Each does up to AGAIN_SLICE rows behind *cursor and moves it; false when
 * its stage is done.
 */
bool again_findings(struct again *g, int64_t *cursor);
bool again_overlaps(struct again *g, int64_t *cursor);

/* What a row of a series said at a time. */
struct sighting again_sighting(
    struct again *g, const struct subject *s, int64_t series, int64_t t);
/* An observation's subject; texts live in g->a. */
void again_subject(
    struct again *g, int64_t place, struct str sealed, struct subject *s);

#endif
