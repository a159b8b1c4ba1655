/* orphans: chunk files that no ledger row names, after a crash or a restore */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_ORPHANS_H
#define RUN_ORPHANS_H

#include "store/store.h"

/*
 * For the keeper at its start, before its jail. A crash leaves chunk files
 * without a ledger row; so does putting back an older store.db, and then the
 * file may be the only copy there is. So none is taken away: they are moved
 * to evidence/orphan/YYYY-MM-ID.chunk, where they harm nobody. What was only
 * half written (.tmp) is removed. Dies when the disk does.
 */
void orphans_move(struct store *s, int folder);
/*
 * Looks at what was moved before: a file that a ledger row names goes back
 * where that says (a newer store.db was put back), or away where it is there
 * already (the report was read again).
 */
void orphans_review(struct store *s, int folder);
/* Puts each, sealed with to, in the same place below stage. w names one that
 * does not open. */
enum err orphans_reseal(int folder, int stage, const struct seal *from,
    const struct seal *to, struct why *w) MUST_CHECK;
/* How many lie there. */
size_t orphans_kept(int folder);

#endif
