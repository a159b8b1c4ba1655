/* effect_chart: what became of what was told, as a drawing */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_EFFECT_CHART_H
#define RUN_EFFECT_CHART_H

#include "notify/effect.h"
#include "words.gen.h"

enum { CHART_GROUPS = 20 };

/*
 * Puts an SVG with bars for how far findings came, the curve of what is not
 * repaired yet with its band, and a bar for each of the CHART_GROUPS largest
 * groups. Nothing is in it that e hides; the curve takes no step for fewer
 * than FIGURE_LEAST repairs, nor one that leaves so few: they wait for the
 * next, or come with the one before.
 */
void effect_chart_put(struct buf *out, enum lang l, struct str name,
    const struct effect *e, struct arena *a);

#endif
