/* batch: what one giver gave at one time, and whether it may be used */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FINDING_BATCH_H
#define FINDING_BATCH_H

#include "base/err.h"
#include "store/store.h"

/* Kept in batch.state, from WITHDRAWN on it stands no more: never renumber. */
enum batch_state {
	BATCH_NONE,
	BATCH_OPEN,
	BATCH_HELD,	 /* nothing is prepared or sent that rests on it */
	BATCH_WITHDRAWN, /* its giver, or the operator, took it back */
	BATCH_ERASED,	 /* its rows were to be deleted by a day, and are */
	BATCH_STATE_COUNT,
};

/* "open", "held", "withdrawn", "erased" */
const char *batch_state_name(enum batch_state s);

/* ERR_ABSENT, with what to do, for a reference that no batch has. */
enum err batch_find(struct store *s, struct str ref, int64_t *id,
    enum batch_state *state, struct why *w) MUST_CHECK;

/* It comes to a state, which its history tells with the reason; returns the
 * id of that line. In a transaction. */
int64_t batch_set(struct store *s, int64_t batch, enum batch_state state,
    int64_t person, struct str reason, int64_t now);

#endif
