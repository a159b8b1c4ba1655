/* effect: what became of what was told: counts that point at nobody */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/effect.h"

#include "base/order.h"
#include "base/time.h"
#include "finding/finding.h"
#include "store/effect.sql.h"
#include "words.gen.h"

/* One finding, by what it belongs to; groups with their companies too. */
struct counting {
	struct effect *e;
	struct arena *a;
	enum effect_by by;
	int64_t now;
	struct buf keys[EFFECT_UNITS]; /* struct order */
	struct buf in_group;	       /* struct order: group and company */
	struct buf stages;	       /* a bit per stage, of each finding */
};

static uint64_t
key_of(struct str index)
{
	uint64_t k = 0;

	for (size_t i = 0; i < index.n && i < 8; i++)
		k = k << 8 | (unsigned char)index.p[i];
	return k;
}

static struct str
group_name(const struct counting *c, const struct effect_each_row *row)
{
	switch (c->by) {
	case EFFECT_TOPIC:
		return row->topic;
	case EFFECT_SECTOR:
		return row->sector.n > 0 ? row->sector : STR("not said");
	case EFFECT_LANGUAGE:
		return str_of(lang_code((enum lang)row->language));
	case EFFECT_ALL:
		break;
	}
	return (struct str){0};
}

/* Its row, made when new; what no longer fits goes with the last. */
static struct effect_row *
group_of(struct counting *c, const struct effect_each_row *row)
{
	struct effect *e = c->e;
	struct str name = group_name(c, row);

	for (size_t i = EFFECT_UNITS; i < e->n; i++)
		if (str_eq(e->row[i].name, name))
			return &e->row[i];
	if (e->n == EFFECT_UNITS + EFFECT_GROUPS_MAX) {
		e->cut = true;
		e->row[e->n - 1].name = STR("others");
		return &e->row[e->n - 1];
	}
	e->row[e->n] = (struct effect_row){
	    .name = arena_str(c->a, name), .unit = EFFECT_FINDINGS};
	return &e->row[e->n++];
}

static unsigned
stages_of(const struct effect_each_row *row)
{
	bool taken = row->delivered != SQL_NULL_I64;

	return 1u << EFFECT_SENT | (unsigned)taken << EFFECT_DELIVERED |
	    (unsigned)(taken && row->answer != ANSWER_NONE) << EFFECT_ANSWERED |
	    (unsigned)(taken && row->state == FINDING_CLOSED) << EFFECT_FIXED;
}

/* What is not closed is known to be there until it was last seen. */
static void
follow(struct counting *c, struct effect_row *r,
    const struct effect_each_row *row, unsigned stages)
{
	if ((stages & 1u << EFFECT_DELIVERED) == 0)
		return;

	bool fixed = (stages & 1u << EFFECT_FIXED) != 0;
	int64_t from = day_of_time(row->delivered);
	int64_t days = (fixed ? row->closed_day : row->last_day) - from;
	struct followed f = {
	    .days = days > 0 ? (uint32_t)days : 0, .repaired = fixed};

	buf_put(&r->followed, &f, sizeof(f));
	if (day_of_time(c->now) - from >= EFFECT_DAYS) {
		r->old++;
		r->in_time += fixed && days <= EFFECT_DAYS;
	}
}

static void
finding_add(struct counting *c, const struct effect_each_row *row)
{
	unsigned stages = stages_of(row);
	uint8_t byte = (uint8_t)stages;
	uint32_t at = (uint32_t)c->stages.n;
	uint64_t key[EFFECT_UNITS] = {(uint64_t)row->notice, at,
	    (uint64_t)row->organisation, key_of(row->subject_index)};

	buf_put(&c->stages, &byte, 1);
	for (int u = 0; u < EFFECT_UNITS; u++) {
		struct order o = {key[u], at};
		buf_put(&c->keys[u], &o, sizeof(o));
	}
	follow(c, &c->e->row[EFFECT_FINDINGS], row, stages);
	if (c->by == EFFECT_ALL)
		return;

	struct effect_row *r = group_of(c, row);
	struct order o = {
	    (uint64_t)(r - c->e->row) << 48 | (uint64_t)row->organisation, at};

	buf_put(&c->in_group, &o, sizeof(o));
	follow(c, r, row, stages);
	for (int i = 0; i < EFFECT_STAGES; i++)
		r->count[i] += stages >> i & 1;
}

/* Sorted by key; gives keys or room. */
static const struct order *
sorted(struct buf *keys, struct buf *room, size_t *n)
{
	*n = keys->n / sizeof(struct order);
	buf_reset(room);
	buf_room(room, keys->n + 1);
	return order_sort((struct order *)(void *)keys->p,
	    (struct order *)(void *)room->p, *n);
}

/* Of one thing: came to a stage when one of its findings did, but fixed when
 * all did. */
static void
unit_count(struct counting *c, enum effect_unit u, struct buf *room)
{
	struct effect_row *r = &c->e->row[u];
	const uint8_t *stages = (const uint8_t *)c->stages.p;
	size_t n;
	const struct order *o = sorted(&c->keys[u], room, &n);

	for (size_t i = 0; i < n;) {
		unsigned any = 0, every = ~0u;
		uint64_t key = o[i].key;
		for (; i < n && o[i].key == key; i++) {
			any |= stages[o[i].at];
			every &= stages[o[i].at];
		}
		r->count[EFFECT_SENT]++;
		r->count[EFFECT_DELIVERED] += any >> EFFECT_DELIVERED & 1;
		r->count[EFFECT_ANSWERED] += any >> EFFECT_ANSWERED & 1;
		r->count[EFFECT_FIXED] += every >> EFFECT_FIXED & 1;
	}
}

static void
companies_count(struct counting *c, struct buf *room)
{
	size_t n;
	const struct order *o = sorted(&c->in_group, room, &n);

	for (size_t i = 0; i < n; i++)
		if (i == 0 || o[i].key != o[i - 1].key)
			c->e->row[o[i].key >> 48].companies++;
}

/* What may be told. */

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

static void
hide(struct effect *e)
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

static void
repair(struct effect_row *r)
{
	r->repair = repair_time((struct followed *)(void *)r->followed.p,
	    r->followed.n / sizeof(struct followed));
}

void
effect_count(struct effect *e, struct store *s, struct arena *a,
    enum effect_by by, int64_t since, int64_t until, int64_t now)
{
	struct counting c = {.e = e, .a = a, .by = by, .now = now};
	struct sql_cursor cursor;
	struct effect_each_row row;
	struct buf room = {0};

	*e = (struct effect){.n = EFFECT_UNITS};
	for (int u = 0; u < EFFECT_UNITS; u++)
		e->row[u].unit = (enum effect_unit)u;
	effect_each(s->db, since, until, &cursor);
	while (effect_each_next(&cursor, &row))
		if (row.erased != SQL_NULL_I64)
			e->erased++;
		else if (row.state == FINDING_WITHDRAWN)
			e->withdrawn++;
		else
			finding_add(&c, &row);
	for (int u = 0; u < EFFECT_UNITS; u++)
		unit_count(&c, (enum effect_unit)u, &room);
	companies_count(&c, &room);
	for (size_t i = 0; i < e->n; i++)
		repair(&e->row[i]);
	hide(e);
	for (int u = 0; u < EFFECT_UNITS; u++)
		buf_free(&c.keys[u]);
	buf_free(&c.in_group);
	buf_free(&c.stages);
	buf_free(&room);
}

void
effect_free(struct effect *e)
{
	for (size_t i = 0; i < e->n; i++)
		buf_free(&e->row[i].followed);
}
