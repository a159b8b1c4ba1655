/* batch: what one giver gave at one time, and whether it may be used */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/batch.h"

#include "store/batch.sql.h"

static const char *const names[BATCH_STATE_COUNT] = {
    [BATCH_NONE] = "none",
    [BATCH_OPEN] = "open",
    [BATCH_HELD] = "held",
    [BATCH_WITHDRAWN] = "withdrawn",
    [BATCH_ERASED] = "erased",
};

const char *
batch_state_name(enum batch_state s)
{
	return s < BATCH_STATE_COUNT ? names[s] : "unknown";
}

enum err
batch_find(struct store *s, struct str ref, int64_t *id,
    enum batch_state *state, struct why *w)
{
	struct batch_by_ref_row row;

	if (!batch_by_ref(s->db, ref, &row))
		return why_set(w, ERR_ABSENT,
		    "there is no batch %.*s; `dijkwacht batch list` shows them",
		    STR_ARG(str_upto(ref, 40)));
	*id = row.id;
	*state = (enum batch_state)row.state;
	return OK;
}

int64_t
batch_set(struct store *s, int64_t batch, enum batch_state state,
    int64_t person, struct str reason, int64_t now)
{
	int64_t id = store_id(s, "batch_event");

	batch_set_state(s->db, batch, state);
	batch_event_add(s->db, id, batch, now, state, person, reason);
	return id;
}
