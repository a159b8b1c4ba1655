/* effect_frozen: the figures of a year or quarter that may leave the house */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_EFFECT_FROZEN_H
#define RUN_EFFECT_FROZEN_H

#include "notify/effect_year.h"

/*
 * effect_hide() holds for one count. Two counts of the same or overlapping
 * findings can be subtracted, whatever each of them hides. So what may be
 * published is counted once, for periods that never overlap, with every
 * breakdown at the same moment: the breakdowns then share their totals and
 * nothing else.
 */

/* Gives put each form of the figures of a part, as "words", "csv", "svg-nl" or
 * "svg-en": all counted in the caller's one transaction. Each text names the
 * part; r is what they rest on. */
void effect_frozen_each(struct store *s, struct arena *a, struct year_part p,
    int64_t now, const struct year_rows *r,
    void (*put)(void *ctx, struct str form, struct str text), void *ctx);

/* The shares and times of a row as they are told, or nothing. */
void effect_share_put(struct buf *b, const struct effect_row *r);
void effect_median_put(struct buf *b, const struct effect_row *r);

#endif
