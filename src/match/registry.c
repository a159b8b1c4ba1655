/* registry: what public registries say of an address: whose is it to run */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "match/prefix.h"
#include "match/registry_form.h"
#include "store/registry.sql.h"

/* AS numbers remembered, a power of two: some 80,000 are in use. */
enum { CACHE = 1 << 17 };

/* What many ranges say of themselves. */
struct said {
	uint32_t source, asn;
	struct str holder, abuse, country;
	const struct registry_owner *owner; /* NULL: not looked up yet */
};

struct known_asn {
	uint32_t asn;
	const struct registry_owner *owner;
};

struct registry {
	struct arena a; /* this lives in it */
	struct store *s;
	struct registry_source *source;
	size_t n_sources, n_prefixes;
	struct buf said;	       /* struct said */
	struct prefix_index *prefixes; /* value: which said */
	struct known_asn *cache;
};

/* A range that is more than one prefix. */
struct loose {
	struct address first, last;
	uint32_t said;
};

struct loading {
	struct registry *r;
	struct buf entries; /* struct prefix_entry */
	struct buf loose;   /* struct loose */
	uint32_t base, n;   /* of this file's said */
};

static struct said *
said_of(const struct registry *r, uint32_t i)
{
	return &((struct said *)(void *)r->said.p)[i];
}

/* Loading. */

static _Noreturn void
damaged(void)
{
	die("a registry does not read: the store was changed outside the "
	    "program");
}

static uint32_t
load32(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	    (uint32_t)b[2] << 8 | b[3];
}

static void
store32(uint8_t *b, uint32_t v)
{
	for (int i = 3; i >= 0; i--, v >>= 8)
		b[i] = (uint8_t)v;
}

static void
entry_add(struct loading *l, const struct prefix *p, uint32_t said)
{
	struct prefix_entry e = {.prefix = *p, .value = said};

	buf_put(&l->entries, &e, sizeof(e));
}

static uint32_t
said_at(const struct loading *l, const char *p)
{
	uint32_t said = load32(p);

	if (said >= l->n)
		damaged();
	return l->base + said;
}

static void
four_take(struct loading *l, const char *p)
{
	uint32_t first = load32(p), last = load32(p + 4);
	uint32_t more = last - first; /* one less than how many */
	struct prefix one = {.a.kind = 4};

	if (last < first)
		damaged();
	store32(one.a.b, first);
	if ((more & (more + 1)) == 0 && (first & more) == 0) {
		one.length = (uint8_t)(more == 0 ? 32 : __builtin_clz(more));
		entry_add(l, &one, said_at(l, p + 8));
		return;
	}

	struct loose loose = {
	    .first = one.a, .last.kind = 4, .said = said_at(l, p + 8)};

	store32(loose.last.b, last);
	buf_put(&l->loose, &loose, sizeof(loose));
}

static void
six_take(struct loading *l, const char *p)
{
	struct loose loose = {
	    .first.kind = 6, .last.kind = 6, .said = said_at(l, p + 32)};
	struct address next;
	struct prefix one;

	memcpy(loose.first.b, p, 16);
	memcpy(loose.last.b, p + 16, 16);
	next = loose.first;
	if (!prefix_of_span(&next, &loose.last, &one))
		damaged();
	if (next.kind == 0 || address_cmp(&next, &loose.last) > 0)
		entry_add(l, &one, loose.said); /* the whole of it */
	else
		buf_put(&l->loose, &loose, sizeof(loose));
}

/* -1, 0, 1: the width of x beside that of y, as numbers of the address. */
static int
width_cmp(const struct loose *x, const struct loose *y)
{
	int borrow_x = 0, borrow_y = 0, order = 0;

	for (int i = 15; i >= 0; i--) {
		int dx = x->last.b[i] - x->first.b[i] - borrow_x;
		int dy = y->last.b[i] - y->first.b[i] - borrow_y;
		borrow_x = dx < 0;
		borrow_y = dy < 0;
		dx &= 255;
		dy &= 255;
		if (dx != dy)
			order = dx < dy ? -1 : 1;
	}
	return order;
}

static int
loose_cmp(const void *a, const void *b)
{
	const struct loose *x = a, *y = b;
	int width = width_cmp(x, y);

	if (width != 0)
		return width;
	return (x->said > y->said) - (x->said < y->said);
}

/*
 * A range falls into the largest prefixes that fit. Where two ranges share
 * one, the narrower range was given first: so single prefixes come before
 * these, and these by width.
 */
static void
loose_add(struct loading *l)
{
	struct loose *v = (struct loose *)(void *)l->loose.p;
	size_t n = l->loose.n / sizeof(*v);
	struct prefix one;

	if (n > 0)
		qsort(v, n, sizeof(*v), loose_cmp);
	for (size_t i = 0; i < n; i++)
		while (prefix_of_span(&v[i].first, &v[i].last, &one))
			entry_add(l, &one, v[i].said);
}

static void
said_load(struct loading *l, int64_t id, uint32_t source)
{
	struct registry *r = l->r;
	struct sql_cursor c;
	struct registry_said_each_row row;

	l->base = (uint32_t)(r->said.n / sizeof(struct said));
	l->n = 0;
	registry_said_each(r->s->db, id, &c);
	while (registry_said_each_next(&c, &row)) {
		struct said said = {
		    .source = source,
		    .asn = (uint32_t)row.asn,
		    .holder = arena_str(&r->a, row.holder),
		    .abuse = arena_str(&r->a, row.abuse),
		    .country = arena_str(&r->a, row.country),
		};
		if (row.number != l->n++)
			damaged();
		buf_put(&r->said, &said, sizeof(said));
	}
}

static void
parts_load(struct loading *l, int64_t id)
{
	struct sql_cursor c;
	struct registry_part_each_row row;

	registry_part_each(l->r->s->db, id, &c);
	while (registry_part_each_next(&c, &row)) {
		size_t size = row.kind == 4 ? REGISTRY_FOUR : REGISTRY_SIX;
		if (row.ranges.n % size != 0)
			damaged();
		for (size_t i = 0; i < row.ranges.n; i += size)
			if (row.kind == 4)
				four_take(l, row.ranges.p + i);
			else
				six_take(l, row.ranges.p + i);
	}
}

static void
sources_load(struct registry *r)
{
	struct buf sources = {0};
	struct sql_cursor c;
	struct registry_each_row row;

	registry_each(r->s->db, &c);
	while (registry_each_next(&c, &row)) {
		struct registry_source source = {
		    .id = row.id,
		    .name = arena_str(&r->a, row.name),
		    .day = row.day,
		};
		buf_put(&sources, &source, sizeof(source));
	}
	r->n_sources = sources.n / sizeof(*r->source);
	r->source = arena_keep(&r->a, &sources);
}

struct registry *
registry_load(struct store *s)
{
	struct arena a;

	arena_init(&a, 0);

	struct registry *r = ARENA_NEW(&a, struct registry, 1);
	struct loading l = {.r = r};

	r->a = a;
	r->s = s;
	r->cache = ARENA_NEW(&r->a, struct known_asn, CACHE);
	sources_load(r);
	for (uint32_t i = 0; i < r->n_sources; i++) {
		said_load(&l, r->source[i].id, i);
		parts_load(&l, r->source[i].id);
	}
	loose_add(&l);
	r->n_prefixes = l.entries.n / sizeof(struct prefix_entry);
	r->prefixes = prefix_index_build(
	    (const struct prefix_entry *)(const void *)l.entries.p,
	    r->n_prefixes);
	buf_free(&l.entries);
	buf_free(&l.loose);
	return r;
}

void
registry_free(struct registry *r)
{
	if (r == NULL)
		return;
	prefix_index_free(r->prefixes);
	buf_free(&r->said);

	struct arena a = r->a;

	arena_free(&a);
}

size_t
registry_count(const struct registry *r)
{
	return r->n_prefixes;
}

size_t
registry_bytes(const struct registry *r)
{
	return prefix_index_bytes(r->prefixes) + r->said.cap + r->a.used;
}

/* Who holds it. */

/* What all files together say of a handle; the first that says it counts. */
struct card {
	struct str name, country, mail, holder, abuse;
};

static void
take(struct registry *r, struct str *to, struct str s)
{
	if (to->n == 0 && s.n > 0)
		*to = arena_str(&r->a, s);
}

static struct card
card_of(struct registry *r, struct str handle)
{
	struct card card = {0};
	struct sql_cursor c;
	struct registry_holder_by_handle_row row;

	if (handle.n == 0)
		return card;
	registry_holder_by_handle(r->s->db, handle, &c);
	while (registry_holder_by_handle_next(&c, &row)) {
		take(r, &card.name, row.name);
		take(r, &card.country, row.country);
		take(r, &card.mail, row.mail);
		take(r, &card.holder, row.holder);
		take(r, &card.abuse, row.abuse);
	}
	return card;
}

static struct str
first_of(struct str a, struct str b)
{
	return a.n > 0 ? a : b;
}

/*
 * The mailbox nearest to the range: the one it names, else its organisation's.
 * The name is the organisation's: a mailbox has none.
 */
static const struct registry_owner *
owner_find(struct registry *r, struct str holder, struct str abuse)
{
	struct registry_owner *o = ARENA_NEW(&r->a, struct registry_owner, 1);
	struct card org = card_of(r, holder);
	struct str mail = card_of(r, abuse).mail;

	mail = first_of(mail, card_of(r, org.abuse).mail);
	*o = (struct registry_owner){
	    .handle = first_of(holder, abuse),
	    .name = org.name,
	    .country = org.country,
	    .mail = first_of(mail, org.mail),
	};
	return o;
}

/* That of the AS itself, else of its organisation. */
static const struct registry_owner *
asn_find(struct registry *r, uint32_t asn)
{
	char text[16];

	snprintf(text, sizeof(text), "AS%u", asn);

	struct str handle = arena_str(&r->a, str_of(text));
	struct card as = card_of(r, handle);
	const struct registry_owner *of = owner_find(r, as.holder, as.abuse);
	struct registry_owner *o = ARENA_NEW(&r->a, struct registry_owner, 1);

	*o = (struct registry_owner){
	    .handle = handle,
	    .name = first_of(of->name, as.name),
	    .country = first_of(of->country, as.country),
	    .mail = first_of(as.mail, of->mail),
	};
	return o;
}

const struct registry_owner *
registry_of_asn(struct registry *r, uint32_t asn)
{
	struct known_asn *known = &r->cache[asn & (CACHE - 1)];

	if (known->owner == NULL || known->asn != asn)
		*known = (struct known_asn){asn, asn_find(r, asn)};
	return known->owner;
}

void
registry_of_address(
    struct registry *r, const struct address *a, struct registry_walk *w)
{
	*w = (struct registry_walk){
	    .r = r, .at = prefix_index_find(r->prefixes, a)};
}

bool
registry_next(struct registry_walk *w, struct registry_range *out)
{
	struct registry *r = w->r;

	if (w->at == PREFIX_NONE)
		return false;

	struct said *said = said_of(r, prefix_index_value(r->prefixes, w->at));

	if (said->owner == NULL)
		said->owner = owner_find(r, said->holder, said->abuse);
	*out = (struct registry_range){
	    .source = &r->source[said->source],
	    .owner = said->owner,
	    .prefix = prefix_index_prefix(r->prefixes, w->at),
	    .country = said->country,
	    .asn = said->asn,
	};
	w->at = prefix_index_next(r->prefixes, w->at);
	return true;
}
