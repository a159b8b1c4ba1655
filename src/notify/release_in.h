/* release_in: what the files of a release share; for src/notify/ only */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_RELEASE_IN_H
#define NOTIFY_RELEASE_IN_H

#include "finding/topic.h"
#include "notify/release.h"

/* Lets a prepared notice go; second may be SQL_NULL_I64. Only a topic worth
 * waking somebody for breaks quiet hours. */
void release_let(struct release *r, int64_t notice, const struct topic *topic,
    enum release_by by, int64_t first, int64_t second);

/* release_standing.c: marks what falls under each standing release that is
 * live. */
void release_standing_mark(struct release *r);
/* Lets go what of that may go today. */
void release_standing(struct release *r);

#endif
