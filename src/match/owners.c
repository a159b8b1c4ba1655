/* owners: who owns what, in memory: every claim that can identify */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/owners.h"

#include <sodium.h>

#include "base/arena.h"
#include "base/buf.h"
#include "match/names.h"
#include "match/numbers.h"
#include "match/prefix.h"
#include "store/claim.sql.h"

struct owners {
	struct arena a;	 /* this lives in it */
	struct buf kept; /* what v points to */
	const struct owner *v;
	size_t n;
	struct prefix_index *prefixes;
	struct name_index *names;
	struct number_index *numbers;
};

/* The claims while they are being read; entry i belongs to owner value. */
struct reading {
	struct buf owners, prefixes, names, numbers;
	struct arena a; /* the names */
};

static void
asset_add(struct reading *r, const struct asset *asset, uint32_t value)
{
	if (asset->kind == CLAIM_PREFIX) {
		struct prefix_entry e = {
		    .prefix = asset->prefix, .value = value};
		buf_put(&r->prefixes, &e, sizeof(e));
	} else if (asset->kind == CLAIM_DOMAIN) {
		struct name_entry e = {
		    .name = arena_str(&r->a, domain_str(&asset->domain)),
		    .value = value,
		};
		buf_put(&r->names, &e, sizeof(e));
	} else if (asset->kind == CLAIM_ASN) {
		struct number_entry e = {.number = asset->asn, .value = value};
		buf_put(&r->numbers, &e, sizeof(e));
	}
}

static void
claim_take(struct store *s, struct reading *r, struct arena *a,
    const struct claim_each_row *row)
{
	struct asset asset;
	struct owner owner = {
	    .claim = row->id,
	    .organisation = row->organisation,
	    .from = row->valid_from,
	    .until = row->valid_until,
	    .nature = (enum nature)row->nature,
	    .state = (enum claim_state)row->state,
	};
	struct str text =
	    store_open(s, a, "claim.value", row->id, row->value_sealed);

	if (row->kind == CLAIM_SOFTWARE)
		return;

	enum err e = asset_read(text, &asset, NULL);

	/* the lists of public suffixes and special addresses change: what has
	 * become everyone's identifies nobody any more */
	if (e == ERR_REFUSED || e == ERR_RANGE)
		return;
	if (e != OK)
		die("claim %lld does not read: the store was changed outside "
		    "the program",
		    (long long)row->id);
	asset_add(r, &asset, (uint32_t)(r->owners.n / sizeof(owner)));
	buf_put(&r->owners, &owner, sizeof(owner));
}

static struct reading
claims_read(struct store *s)
{
	struct reading r = {0};
	struct arena a;
	struct sql_cursor c;
	struct claim_each_row row;

	arena_init(&a, 0);
	arena_init(&r.a, 0);
	claim_each(s->db, &c);
	while (claim_each_next(&c, &row)) {
		claim_take(s, &r, &a, &row);
		arena_reset(&a);
	}
	arena_free(&a);
	return r;
}

struct owners *
owners_load(struct store *s)
{
	struct reading r = claims_read(s);
	struct arena a;
	uint8_t key[NAME_KEY_BYTES];

	randombytes_buf(key, sizeof(key)); /* names come from outside */

	arena_init(&a, 0);

	struct owners *o = ARENA_NEW(&a, struct owners, 1);

	o->n = r.owners.n / sizeof(*o->v);
	o->kept = r.owners;
	o->v = (const struct owner *)(const void *)o->kept.p;
	o->a = a;
	o->prefixes = prefix_index_build(
	    (const struct prefix_entry *)(const void *)r.prefixes.p,
	    r.prefixes.n / sizeof(struct prefix_entry));
	o->names =
	    name_index_build((const struct name_entry *)(const void *)r.names.p,
		r.names.n / sizeof(struct name_entry), key);
	o->numbers = number_index_build(
	    (const struct number_entry *)(const void *)r.numbers.p,
	    r.numbers.n / sizeof(struct number_entry));
	buf_free(&r.prefixes);
	buf_free(&r.names);
	buf_free(&r.numbers);
	arena_free(&r.a);
	return o;
}

void
owners_free(struct owners *o)
{
	if (o == NULL)
		return;
	prefix_index_free(o->prefixes);
	name_index_free(o->names);
	number_index_free(o->numbers);
	buf_free(&o->kept);

	struct arena a = o->a;

	arena_free(&a);
}

size_t
owners_count(const struct owners *o)
{
	return o->n;
}

void
owners_of_address(
    const struct owners *o, const struct address *a, struct owner_walk *w)
{
	*w = (struct owner_walk){
	    .o = o,
	    .kind = CLAIM_PREFIX,
	    .at = prefix_index_find(o->prefixes, a),
	};
}

void
owners_of_name(
    const struct owners *o, struct str hostname, struct owner_walk *w)
{
	struct domain host;
	bool named = hostname.n > 0 && domain_read(hostname, &host, NULL) == OK;

	*w = (struct owner_walk){
	    .o = o,
	    .kind = CLAIM_DOMAIN,
	    .at = named ? name_index_find(o->names, &host) : NAME_NONE,
	};
}

void
owners_of_asn(const struct owners *o, uint32_t asn, struct owner_walk *w)
{
	*w = (struct owner_walk){
	    .o = o,
	    .kind = CLAIM_ASN,
	    .at = number_index_find(o->numbers, asn),
	};
}

/* Takes the owner the walk stands on and steps on; NULL at the end. */
static const struct owner *
walk_step(struct owner_walk *w)
{
	const struct owners *o = w->o;
	uint32_t at = w->at;

	if (w->kind == CLAIM_PREFIX && at != PREFIX_NONE) {
		w->at = prefix_index_next(o->prefixes, at);
		return &o->v[prefix_index_value(o->prefixes, at)];
	}
	if (w->kind == CLAIM_DOMAIN && at != NAME_NONE) {
		w->at = name_index_next(o->names, at);
		return &o->v[name_index_value(o->names, at)];
	}
	if (w->kind == CLAIM_ASN && at != NUMBER_NONE) {
		w->at = number_index_next(o->numbers, at);
		return &o->v[number_index_value(o->numbers, at)];
	}
	return NULL;
}

const struct owner *
owner_next(struct owner_walk *w, int64_t at)
{
	const struct owner *by;

	while ((by = walk_step(w)) != NULL) {
		bool begun = by->from == SQL_NULL_I64 || by->from <= at;
		bool ended = by->until != SQL_NULL_I64 && by->until <= at;
		if (begun && !ended)
			return by;
	}
	return NULL;
}
