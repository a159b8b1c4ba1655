/* effect_hide: which counts may be told: none that points at somebody */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/effect_now.h"

/* The stages that each is among. */
static const unsigned within[EFFECT_STAGES] = {
    [EFFECT_DELIVERED] = 1u << EFFECT_SENT,
    [EFFECT_ANSWERED] = 1u << EFFECT_SENT | 1u << EFFECT_DELIVERED,
    [EFFECT_FIXED] = 1u << EFFECT_SENT | 1u << EFFECT_DELIVERED,
    [EFFECT_IN_TIME] =
	1u << EFFECT_SENT | 1u << EFFECT_DELIVERED | 1u << EFFECT_FIXED,
};

static bool
small(uint64_t n)
{
	return n > 0 && n < FIGURE_LEAST;
}

/* Groups that are told as one. */

static bool
few(const struct effect_row *r)
{
	return r->count[EFFECT_SENT] < FIGURE_LEAST ||
	    r->companies < FIGURE_LEAST;
}

static void
companies_join(struct effect_row *to, const struct effect_row *from)
{
	size_t n = from->met.n;

	if (n > 0)
		effect_slot(&to->met, (int64_t)n - 1, 1);
	for (size_t i = 0; i < n; i++)
		to->met.p[i] = (char)(to->met.p[i] | from->met.p[i]);
	to->companies = 0;
	for (size_t i = 0; i < to->met.n; i++)
		to->companies +=
		    (uint64_t)__builtin_popcount((uint8_t)to->met.p[i]);
}

/* The others come behind all groups that are told. */
static void
others_take(struct effect *e, size_t at)
{
	if (e->others == 0) {
		e->others = e->n++;
		e->row[e->others] = (struct effect_row){
		    .name = EFFECT_OTHERS, .unit = EFFECT_FINDINGS};
	}

	struct effect_row *to = &e->row[e->others], *from = &e->row[at];

	for (int i = 0; i < EFFECT_STAGES; i++)
		to->count[i] += from->count[i];
	to->old += from->old;
	followed_join(&to->followed, &from->followed);
	companies_join(to, from);
	buf_free(&from->followed);
	buf_free(&from->met);
	memmove(from, from + 1, (e->n - at - 1) * sizeof(*from));
	e->n--;
	e->others--;
}

static size_t
least_group(const struct effect *e)
{
	size_t least = EFFECT_UNITS;

	for (size_t i = EFFECT_UNITS; i < e->others; i++)
		if (e->row[i].count[EFFECT_SENT] <
		    e->row[least].count[EFFECT_SENT])
			least = i;
	return least;
}

/* A name alone says that somebody is in it. The others may not be one group
 * that everybody can name: a group that is few never stands alone in it. */
static void
groups_join(struct effect *e)
{
	for (size_t i = EFFECT_UNITS; i < e->n;)
		if (i != e->others && few(&e->row[i]))
			others_take(e, i);
		else
			i++;
	while (e->others > EFFECT_UNITS && few(&e->row[e->others]))
		others_take(e, least_group(e));
}

/* Counts that are hidden. */

/* A small count, and one that makes a small difference with one that it is
 * among: the later one is hidden. */
static void
row_hide(struct effect_row *r)
{
	for (int i = 0; i < EFFECT_STAGES; i++) {
		bool hide = small(r->count[i]) || r->hidden[EFFECT_SENT];
		for (int k = 0; k < i; k++)
			hide = hide ||
			    (within[i] >> k & 1 && !r->hidden[k] &&
				small(r->count[k] - r->count[i]));
		r->hidden[i] = hide;
	}
}

/* How far a count could go up and down for who knows all others of its row. */
static uint64_t
room_up(const struct effect_row *r, int stage)
{
	int among = stage == EFFECT_IN_TIME ? EFFECT_FIXED
	    : stage == EFFECT_DELIVERED	    ? EFFECT_SENT
					    : EFFECT_DELIVERED;

	return r->count[among] - r->count[stage];
}

static uint64_t
room_down(const struct effect_row *r, int stage)
{
	uint64_t most = 0;

	for (int i = stage + 1; i < EFFECT_STAGES; i++)
		if (within[i] >> stage & 1 && r->count[i] > most)
			most = r->count[i];
	return r->count[stage] - most;
}

static uint64_t
room(const struct effect_row *r, int stage)
{
	return room_up(r, stage) + room_down(r, stage);
}

/*
 * The groups of a column add up to a total that is told. So what is hidden in
 * it must have room to shift from one to another: with FIGURE_LEAST in all
 * either way, and two that each have as much, a hidden count with room could
 * be any of FIGURE_LEAST numbers or more, or of all its own room.
 */
static bool
column_holds(const struct effect *e, int stage)
{
	uint64_t up = 0, down = 0;
	size_t hidden = 0, roomy = 0;

	for (size_t i = EFFECT_UNITS; i < e->n; i++) {
		const struct effect_row *r = &e->row[i];
		if (!r->hidden[stage])
			continue;
		hidden++;
		up += room_up(r, stage);
		down += room_down(r, stage);
		roomy += room(r, stage) >= FIGURE_LEAST;
	}
	return hidden == 0 ||
	    (up >= FIGURE_LEAST && down >= FIGURE_LEAST && roomy > 1);
}

/* The least one told that gives room; NULL: none. */
static struct effect_row *
column_pick(struct effect *e, int stage)
{
	struct effect_row *least = NULL;

	for (size_t i = EFFECT_UNITS; i < e->n; i++) {
		struct effect_row *r = &e->row[i];
		if (!r->hidden[stage] && room(r, stage) >= FIGURE_LEAST &&
		    (least == NULL || r->count[stage] < least->count[stage]))
			least = r;
	}
	return least;
}

/* The total is hidden too where that is the only way, and then all are. */
static void
column_hide(struct effect *e, int stage)
{
	bool *total = &e->row[EFFECT_FINDINGS].hidden[stage];

	while (!*total && !column_holds(e, stage)) {
		struct effect_row *r = column_pick(e, stage);
		*(r != NULL ? &r->hidden[stage] : total) = true;
	}
	for (size_t i = EFFECT_UNITS; *total && i < e->n; i++)
		e->row[i].hidden[stage] = true;
}

void
effect_hide(struct effect *e)
{
	groups_join(e);
	for (size_t i = 0; i < e->n; i++)
		row_hide(&e->row[i]);
	for (int i = EFFECT_DELIVERED; i < EFFECT_STAGES; i++)
		column_hide(e, i);
}
