/* effect: what became of what was told: counts that point at nobody */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/effect.h"

#include "base/order.h"
#include "base/time.h"
#include "finding/finding.h"
#include "notify/effect_now.h"
#include "words.gen.h"

enum { GROUP_SLOTS = 1024, DAMAGED = 1 << EFFECT_STAGES };

/* One finding, by what it belongs to. */
struct counting {
	struct effect *e;
	struct effect_known known;
	const struct effect_ask *ask;
	struct buf notices; /* uint8_t: stages of a unit, by id */
	struct buf systems; /* struct order: key, and stages of a finding */
	uint16_t slot[GROUP_SLOTS]; /* a row by its name's hash, or 0 */
};

static const char *const by_names[EFFECT_BY_COUNT] = {
    [EFFECT_ALL] = "",
    [EFFECT_TOPIC] = "topic",
    [EFFECT_SECTOR] = "sector",
    [EFFECT_LANGUAGE] = "language",
    [EFFECT_CHANNEL] = "channel",
    [EFFECT_FEED] = "feed",
    [EFFECT_GROUND] = "ground",
};

bool
effect_by_read(struct str s, enum effect_by *by)
{
	for (int i = 0; i < EFFECT_BY_COUNT; i++)
		if (str_eq(s, str_of(by_names[i]))) {
			*by = (enum effect_by)i;
			return true;
		}
	return false;
}

struct str
effect_by_name(enum effect_by by)
{
	return str_of(by_names[by]);
}

static uint64_t
key_of(struct str index)
{
	uint64_t k = 0;

	for (size_t i = 0; i < index.n && i < 8; i++)
		k = k << 8 | (unsigned char)index.p[i];
	return k;
}

static struct str
group_name(struct counting *c, const struct effect_each_row *row,
    const struct effect_origin *origin)
{
	switch (c->ask->by) {
	case EFFECT_TOPIC:
		return row->topic;
	case EFFECT_SECTOR:
		return effect_company_at(&c->known, row->organisation)->sector;
	case EFFECT_LANGUAGE:
		return str_of(lang_code(
		    (enum lang)effect_company_at(&c->known, row->organisation)
			->language));
	case EFFECT_CHANNEL:
		return effect_channel_name(&c->known, row->notice);
	case EFFECT_FEED:
		return origin->feed;
	case EFFECT_GROUND:
		return origin->ground == LEGAL_NONE
		    ? (struct str){0}
		    : str_of(legal_name(origin->ground));
	case EFFECT_ALL:
	case EFFECT_BY_COUNT:
		break;
	}
	return (struct str){0};
}

static unsigned
hash_of(struct str name)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < name.n; i++)
		h = (h ^ (unsigned char)name.p[i]) * 16777619u;
	return h ^ h >> 16;
}

/* Its row, made when new; what no longer fits goes with the last. */
static struct effect_row *
group_of(struct counting *c, struct str name)
{
	struct effect *e = c->e;
	unsigned i = hash_of(name) % GROUP_SLOTS;

	for (; c->slot[i] != 0; i = (i + 1) % GROUP_SLOTS)
		if (str_eq(e->row[c->slot[i]].name, name))
			return &e->row[c->slot[i]];
	if (e->n == EFFECT_UNITS + EFFECT_GROUPS_MAX) {
		e->others = e->n - 1;
		e->row[e->others].name = EFFECT_OTHERS;
		return &e->row[e->others];
	}
	e->row[e->n] = (struct effect_row){
	    .name = arena_str(c->known.a, name), .unit = EFFECT_FINDINGS};
	c->slot[i] = (uint16_t)e->n;
	return &e->row[e->n++];
}

static bool
is_old(const struct counting *c, const struct effect_each_row *row)
{
	return day_of_time(c->ask->now) - day_of_time(row->delivered) >=
	    EFFECT_DAYS;
}

static unsigned
stages_of(const struct counting *c, const struct effect_each_row *row)
{
	if (row->delivered == SQL_NULL_I64)
		return 1u << EFFECT_SENT;

	bool fixed = row->state == FINDING_CLOSED;
	bool in_time = fixed && is_old(c, row) &&
	    row->closed_day - day_of_time(row->delivered) <= EFFECT_DAYS;

	return 1u << EFFECT_SENT | 1u << EFFECT_DELIVERED |
	    (unsigned)(row->answer != ANSWER_NONE) << EFFECT_ANSWERED |
	    (unsigned)fixed << EFFECT_FIXED |
	    (unsigned)in_time << EFFECT_IN_TIME;
}

/* What is not closed is known to be there until it was last seen. */
static void
follow(struct counting *c, struct effect_row *r,
    const struct effect_each_row *row, unsigned stages)
{
	if ((stages & 1u << EFFECT_DELIVERED) == 0)
		return;

	bool fixed = (stages & 1u << EFFECT_FIXED) != 0;
	int64_t until = fixed ? row->closed_day : row->last_day;

	followed_add(&r->followed, until - day_of_time(row->delivered), fixed);
	r->old += is_old(c, row);
}

static void
stages_count(struct effect_row *r, unsigned stages)
{
	for (int i = 0; i < EFFECT_STAGES; i++)
		r->count[i] += stages >> i & 1;
}

/* One thing comes to a stage when one of its findings does, but is fixed when
 * all are: DAMAGED says that one is not. */
static void
unit_meet(uint8_t *unit, unsigned stages)
{
	*unit = (uint8_t)(*unit | stages |
	    (stages >> EFFECT_FIXED & 1 ? 0 : DAMAGED));
}

static void
unit_count(struct effect_row *r, unsigned unit)
{
	if (unit & DAMAGED)
		unit &= ~(1u << EFFECT_FIXED);
	stages_count(r, unit & ~(1u << EFFECT_IN_TIME));
}

static void
group_add(struct counting *c, struct effect_row *r,
    const struct effect_each_row *row, unsigned stages)
{
	uint8_t *eight = effect_slot(&r->met, row->organisation / 8, 1);
	uint8_t bit = (uint8_t)(1u << row->organisation % 8);

	r->companies += (*eight & bit) == 0;
	*eight |= bit;
	stages_count(r, stages);
	follow(c, r, row, stages);
}

static void
finding_add(struct counting *c, const struct effect_each_row *row,
    uint8_t *company, const struct effect_origin *origin)
{
	unsigned stages = stages_of(c, row);
	struct order system = {key_of(row->subject_index), stages};

	unit_meet(company, stages);
	unit_meet(effect_slot(&c->notices, row->notice, 1), stages);
	buf_put(&c->systems, &system, sizeof(system));
	stages_count(&c->e->row[EFFECT_FINDINGS], stages);
	follow(c, &c->e->row[EFFECT_FINDINGS], row, stages);
	if (c->ask->by == EFFECT_ALL)
		return;

	struct str name = group_name(c, row, origin);

	group_add(
	    c, group_of(c, name.n > 0 ? name : STR("not said")), row, stages);
}

static void
systems_count(struct counting *c)
{
	struct effect_row *r = &c->e->row[EFFECT_SYSTEMS];
	struct buf room = {0};
	size_t n = c->systems.n / sizeof(struct order);

	buf_room(&room, c->systems.n + 1);

	const struct order *o = order_sort((struct order *)(void *)c->systems.p,
	    (struct order *)(void *)room.p, n);

	for (size_t i = 0; i < n;) {
		uint64_t key = o[i].key;
		uint8_t unit = 0;
		for (; i < n && o[i].key == key; i++)
			unit_meet(&unit, o[i].at);
		unit_count(r, unit);
	}
	buf_free(&room);
}

static void
units_count(struct counting *c)
{
	const struct buf *companies = &c->known.units;

	for (size_t i = 0; i < companies->n; i++)
		unit_count(
		    &c->e->row[EFFECT_COMPANIES], (uint8_t)companies->p[i]);
	for (size_t i = 0; i < c->notices.n; i++)
		unit_count(
		    &c->e->row[EFFECT_NOTICES], (uint8_t)c->notices.p[i]);
	systems_count(c);
}

static void
row_take(struct counting *c, const struct effect_each_row *row)
{
	uint8_t *company = effect_slot(&c->known.units, row->organisation, 1);
	struct effect_origin origin = effect_origin_of(&c->known, row->finding);

	if (c->ask->one_ground && origin.ground != c->ask->ground)
		return;
	if (*company & EFFECT_ERASED)
		c->e->erased++;
	else if (row->state == FINDING_WITHDRAWN)
		c->e->withdrawn++;
	else
		finding_add(c, row, company, &origin);
}

static void
counting_end(struct counting *c)
{
	buf_free(&c->notices);
	buf_free(&c->systems);
	effect_known_free(&c->known);
}

void
effect_count(struct effect *e, struct store *s, struct arena *a,
    const struct effect_ask *ask)
{
	struct counting c = {.e = e, .ask = ask};
	struct sql_cursor cursor;
	struct effect_each_row row;

	*e = (struct effect){.n = EFFECT_UNITS};
	for (int u = 0; u < EFFECT_UNITS; u++)
		e->row[u].unit = (enum effect_unit)u;
	effect_known_read(&c.known, s->db, a, ask->by == EFFECT_CHANNEL,
	    ask->by == EFFECT_FEED || ask->by == EFFECT_GROUND ||
		ask->one_ground);
	effect_each(s->db, ask->since, ask->until, &cursor);
	while (effect_each_next(&cursor, &row))
		row_take(&c, &row);
	units_count(&c);
	if (!ask->exact)
		effect_hide(e);
	for (size_t i = 0; i < e->n; i++)
		e->row[i].repair = repair_time(
		    (const struct followed *)(const void *)e->row[i].followed.p,
		    e->row[i].followed.n / sizeof(struct followed));
	counting_end(&c);
}

void
effect_free(struct effect *e)
{
	for (size_t i = 0; i < e->n; i++) {
		buf_free(&e->row[i].followed);
		buf_free(&e->row[i].met);
	}
}
