/* effect_hide: which counts may be told: none that points at somebody */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/effect_now.h"

static bool
small(uint64_t n)
{
	return n > 0 && n < FIGURE_LEAST;
}

/* A count, and what is left of the whole by it. */
static void
row_hide(struct effect_row *r)
{
	for (int i = 0; i < EFFECT_STAGES; i++)
		r->hidden[i] = r->hidden[i] || small(r->count[i]) ||
		    small(r->count[EFFECT_SENT] - r->count[i]);
	for (int i = 1; i < EFFECT_STAGES; i++)
		r->hidden[i] = r->hidden[i] || r->hidden[EFFECT_SENT];
}

/*
 * The groups of a column add up to a total that is told: what is hidden among
 * them must be more than one and no small number together. True when one more
 * was hidden.
 */
static bool
column_hide(struct effect *e, int stage)
{
	uint64_t sum = 0;
	size_t hidden = 0, least = e->n;

	for (size_t i = EFFECT_UNITS; i < e->n; i++) {
		const struct effect_row *r = &e->row[i];
		if (r->hidden[stage]) {
			hidden++;
			sum += r->count[stage];
		} else if (least == e->n ||
		    r->count[stage] < e->row[least].count[stage]) {
			least = i;
		}
	}
	if (hidden == 0 || least == e->n || (hidden > 1 && !small(sum)))
		return false;
	e->row[least].hidden[stage] = true;
	return true;
}

void
effect_hide(struct effect *e)
{
	bool more = true;

	for (size_t i = 0; i < e->n; i++) {
		struct effect_row *r = &e->row[i];
		if (i >= EFFECT_UNITS)
			r->hidden[EFFECT_SENT] = small(r->companies);
		row_hide(r);
	}
	while (more) {
		more = false;
		for (int s = 0; s < EFFECT_STAGES; s++)
			more = column_hide(e, s) || more;
		for (size_t i = EFFECT_UNITS; i < e->n; i++)
			row_hide(&e->row[i]);
	}
}
