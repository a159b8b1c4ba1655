/* registry_write: a file of a registry goes into the store, whole or not */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/registry_write.h"

#include <sodium.h>
#include <string.h>

#include "match/registry_form.h"
#include "store/registry.sql.h"

enum {
	PART_BYTES = 64 * 1024,
	SLOTS_FIRST = 1024, /* a power of two */
};

/* A said that was met: its number is its place. */
struct met {
	uint64_t hash;
	size_t at, n; /* its key, in keys */
};

struct part {
	struct buf b;
	int64_t kind, number;
};

struct registry_writer {
	struct arena a; /* this lives in it */
	struct store *s;
	int64_t id;
	struct registry_wrote wrote;
	struct part four, six;
	struct buf met, keys, slots; /* slots: uint32_t, number + 1; 0: free */
	struct buf key;		     /* of the range in hand */
	uint32_t last;		     /* the said of the range before */
	unsigned char hash_key[crypto_shorthash_KEYBYTES];
};

struct registry_writer *
registry_write_begin(
    struct store *s, struct str form, int64_t day, int64_t now, int64_t person)
{
	struct arena a;
	struct str ref;

	arena_init(&a, 0);

	struct registry_writer *w = ARENA_NEW(&a, struct registry_writer, 1);

	w->a = a;
	w->s = s;
	w->id = store_id(s, "registry");
	w->four.kind = 4;
	w->six.kind = 6;
	crypto_shorthash_keygen(w->hash_key);
	ref = store_ref(&w->a); /* until it has its own name */
	registry_add(s->db, w->id, ref, form, day, now, person);
	return w;
}

static void
part_keep(struct registry_writer *w, struct part *p)
{
	if (p->b.n == 0)
		return;
	registry_part_add(
	    w->s->db, w->id, p->kind, p->number++, buf_all(&p->b));
	buf_reset(&p->b);
}

/* Says, each once. */

static struct met *
met_at(const struct registry_writer *w, uint32_t i)
{
	return &((struct met *)(void *)w->met.p)[i];
}

static bool
met_is(const struct registry_writer *w, uint32_t i, struct str key)
{
	const struct met *m = met_at(w, i);

	return str_eq(str_make(w->keys.p + m->at, m->n), key);
}

/* The slot of a key, or the free one where it would go. */
static uint32_t *
slot_of(const struct registry_writer *w, uint64_t hash, struct str key)
{
	uint32_t *slot = (uint32_t *)(void *)w->slots.p;
	size_t mask = w->slots.n / sizeof(*slot) - 1;

	for (size_t i = hash & mask;; i = (i + 1) & mask)
		if (slot[i] == 0 ||
		    (met_at(w, slot[i] - 1)->hash == hash &&
			met_is(w, slot[i] - 1, key)))
			return &slot[i];
}

static void
slots_grow(struct registry_writer *w)
{
	uint32_t n = (uint32_t)(w->met.n / sizeof(struct met));
	size_t slots = w->slots.n / sizeof(uint32_t);

	if (n * 2 < slots)
		return;
	slots = slots == 0 ? SLOTS_FIRST : slots * 4;
	buf_reset(&w->slots);
	memset(buf_room(&w->slots, slots * sizeof(uint32_t)), 0,
	    slots * sizeof(uint32_t));
	w->slots.n = slots * sizeof(uint32_t);
	for (uint32_t i = 0; i < n; i++) {
		const struct met *m = met_at(w, i);
		*slot_of(w, m->hash, str_make(w->keys.p + m->at, m->n)) = i + 1;
	}
}

static void
key_make(struct registry_writer *w, const struct range_said *said)
{
	buf_reset(&w->key);
	buf_put(&w->key, &said->asn, sizeof(said->asn));
	buf_str(&w->key, said->country);
	buf_char(&w->key, '\n');
	buf_str(&w->key, said->holder);
	buf_char(&w->key, '\n');
	buf_str(&w->key, said->abuse);
}

static void
as_name_keep(struct registry_writer *w, const struct range_said *said)
{
	struct buf handle = {0};

	if (said->asn == 0 || said->name.n == 0)
		return;
	buf_fmt(&handle, "AS%u", said->asn);
	w->wrote.holders += (uint64_t)registry_holder_add(w->s->db, w->id,
	    buf_all(&handle), said->name, said->country, (struct str){0},
	    (struct str){0}, (struct str){0});
	buf_free(&handle);
}

static uint32_t
said_number(struct registry_writer *w, const struct range_said *said)
{
	unsigned char hash[crypto_shorthash_BYTES];
	struct met m = {.at = w->keys.n};
	uint32_t n = (uint32_t)(w->met.n / sizeof(m));

	key_make(w, said);
	if (n > 0 && met_is(w, w->last, buf_all(&w->key)))
		return w->last;
	slots_grow(w);
	crypto_shorthash(
	    hash, (const unsigned char *)w->key.p, w->key.n, w->hash_key);
	memcpy(&m.hash, hash, sizeof(m.hash));

	uint32_t *slot = slot_of(w, m.hash, buf_all(&w->key));

	if (*slot != 0)
		return *slot - 1;
	*slot = n + 1;
	m.n = w->key.n;
	buf_str(&w->keys, buf_all(&w->key));
	buf_put(&w->met, &m, sizeof(m));
	registry_said_add(w->s->db, w->id, n, said->holder, said->abuse,
	    said->asn, said->country);
	as_name_keep(w, said);
	return n;
}

enum err
registry_write_range(
    struct registry_writer *w, const struct range_said *said, struct why *why)
{
	struct part *p = said->first.kind == 4 ? &w->four : &w->six;
	size_t bytes = address_bits(&said->first) / 8;
	unsigned char number[4];

	if (w->wrote.ranges == REGISTRY_RANGES_MAX)
		return why_set(why, ERR_LIMIT,
		    "more than %d ranges in one file", REGISTRY_RANGES_MAX);
	w->last = said_number(w, said);
	for (int i = 0; i < 4; i++)
		number[i] = (unsigned char)(w->last >> (24 - 8 * i));
	buf_put(&p->b, said->first.b, bytes);
	buf_put(&p->b, said->last.b, bytes);
	buf_put(&p->b, number, sizeof(number));
	if (p->b.n >= PART_BYTES)
		part_keep(w, p);
	w->wrote.ranges++;
	return OK;
}

enum err
registry_write_holder(
    struct registry_writer *w, const struct holder_said *said, struct why *why)
{
	if (w->wrote.holders == REGISTRY_HOLDERS_MAX)
		return why_set(why, ERR_LIMIT,
		    "more than %d holders in one file", REGISTRY_HOLDERS_MAX);
	w->wrote.holders += (uint64_t)registry_holder_add(w->s->db, w->id,
	    said->handle, said->name, said->country, said->mail, said->holder,
	    said->abuse);
	return OK;
}

uint64_t
registry_write_count(const struct registry_writer *w)
{
	return w->wrote.ranges + w->wrote.holders;
}

struct registry_wrote
registry_write_end(
    struct registry_writer *w, struct str name, uint64_t rejected)
{
	struct sql *db = w->s->db;
	struct registry_by_name_row old;

	part_keep(w, &w->four);
	part_keep(w, &w->six);
	w->wrote.replaced = registry_by_name(db, name, &old);
	if (w->wrote.replaced) {
		registry_clear_parts(db, old.id);
		registry_clear_said(db, old.id);
		registry_clear_holders(db, old.id);
		registry_clear(db, old.id);
	}
	registry_set(db, w->id, name, (int64_t)w->wrote.ranges,
	    (int64_t)w->wrote.holders, (int64_t)rejected);
	return w->wrote;
}

void
registry_write_free(struct registry_writer *w)
{
	if (w == NULL)
		return;
	buf_free(&w->four.b);
	buf_free(&w->six.b);
	buf_free(&w->met);
	buf_free(&w->keys);
	buf_free(&w->slots);
	buf_free(&w->key);

	struct arena a = w->a;

	arena_free(&a);
}

/* Names. */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* How long the date at the front of s is; 0 where there is none. */
static size_t
date_length(struct str s)
{
	size_t n = 0;

	while (n < s.n && (is_digit(s.p[n]) || (s.p[n] == '-' && n > 0)))
		n++;
	while (n > 0 && s.p[n - 1] == '-')
		n--;
	if (n == 10 && s.p[4] == '-' && s.p[7] == '-')
		return n;
	return n >= 8 && str_find(str_upto(s, 8), '-') == 8 &&
		(n == 8 || s.p[8] == '-')
	    ? 8
	    : 0;
}

struct str
registry_name(struct arena *a, struct str file)
{
	static const struct str ends[] = {{".gz", 3}, {".zst", 4}, {".zip", 4},
	    {".txt", 4}, {".dat", 4}, {".tsv", 4}, {".csv", 4}, {".mmdb", 5}};
	struct buf b = {0};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (str_ends(file, ends[i]))
			file.n -= ends[i].n;
	for (size_t i = 0; i < file.n;) {
		bool begins = i == 0 || !is_digit(file.p[i - 1]);
		size_t date = begins ? date_length(str_from(file, i)) : 0;
		bool gap = b.n > 0 &&
		    (b.p[b.n - 1] == '-' || b.p[b.n - 1] == '.' ||
			b.p[b.n - 1] == '_');
		if (date > 0 && gap)
			b.n--; /* the one before it too */
		if (date == 0)
			buf_char(&b, file.p[i]);
		i += date > 0 ? date : 1;
	}

	struct str name = arena_str(a, buf_all(&b));

	if (str_starts(name, STR("-")) || str_starts(name, STR("_")))
		name = str_from(name, 1);
	buf_free(&b);
	return name.n > 0 ? name : arena_str(a, file);
}
