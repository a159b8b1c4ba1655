/* names: whose host is it, the longest claimed name and all above it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/names.h"

#include <sodium.h>
#include <string.h>

#include "base/arena.h"

enum { NAME_BYTES_MAX = 253 };

/* One claimed name; its entries are first .. the next name's first - 1. */
struct name {
	uint64_t hash;
	uint32_t text; /* where in names_text */
	uint32_t parent, first;
	uint8_t n, labels;
};

struct name_index {
	struct arena mem;
	struct name *name;
	uint32_t n_names;
	uint32_t *slot; /* open addressing; a name's number + 1, 0: empty */
	uint32_t mask;
	uint32_t *value, *name_of; /* per entry, grouped by name */
	uint32_t n;
	char *text;
	unsigned labels_max; /* no claimed name has more */
	uint8_t key[crypto_shorthash_KEYBYTES];
};

_Static_assert(NAME_KEY_BYTES == crypto_shorthash_KEYBYTES, "SipHash's key");

static uint64_t
hash(const struct name_index *x, struct str s)
{
	unsigned char out[crypto_shorthash_BYTES];
	uint64_t h;

	crypto_shorthash(out, (const unsigned char *)s.p, s.n, x->key);
	memcpy(&h, out, sizeof(h));
	return h;
}

static struct str
text_of(const struct name_index *x, const struct name *m)
{
	return str_make(x->text + m->text, m->n);
}

/* The slot where s is, or where it would go. */
static uint32_t *
slot_of(const struct name_index *x, struct str s, uint64_t h)
{
	for (uint32_t i = (uint32_t)h & x->mask;; i = (i + 1) & x->mask) {
		if (x->slot[i] == 0)
			return &x->slot[i];
		const struct name *m = &x->name[x->slot[i] - 1];
		if (m->hash == h && str_eq(text_of(x, m), s))
			return &x->slot[i];
	}
}

static unsigned
label_count(struct str s)
{
	unsigned n = 1;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '.';
	return n;
}

/* Without its first label; absent where it was the last. */
static struct str
above(struct str s)
{
	return str_from(s, str_find(s, '.') + 1);
}

/* The number of the longest claimed name that s is or lies below. */
static uint32_t
longest(const struct name_index *x, struct str s)
{
	if (x->n_names == 0)
		return NAME_NONE;
	for (unsigned n = label_count(s); n > x->labels_max; n--)
		s = above(s);
	for (; s.n > 0; s = above(s)) {
		uint32_t found = *slot_of(x, s, hash(x, s));
		if (found != 0)
			return found - 1;
	}
	return NAME_NONE;
}

/* Takes in the name where it is new; its number. */
static uint32_t
name_add(struct name_index *x, struct str s, size_t *text)
{
	uint64_t h = hash(x, s);
	uint32_t *slot = slot_of(x, s, h);

	if (*slot != 0)
		return *slot - 1;
	x->name[x->n_names] = (struct name){
	    .hash = h,
	    .text = (uint32_t)*text,
	    .n = (uint8_t)s.n,
	    .labels = (uint8_t)label_count(s),
	};
	if (x->name[x->n_names].labels > x->labels_max)
		x->labels_max = x->name[x->n_names].labels;
	memcpy(x->text + *text, s.p, s.n);
	*text += s.n;
	*slot = ++x->n_names;
	return x->n_names - 1;
}

/* Groups the entries by name, in the order given; number holds each one's. */
static void
group(struct name_index *x, const struct name_entry *e, const uint32_t *number,
    uint32_t *next)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < x->n; i++)
		next[number[i]]++;
	for (uint32_t i = 0; i < x->n_names; i++) {
		x->name[i].first = sum;
		sum += next[i];
		next[i] = x->name[i].first;
	}
	for (uint32_t i = 0; i < x->n; i++) {
		uint32_t at = next[number[i]]++;
		x->value[at] = e[i].value;
		x->name_of[at] = number[i];
	}
}

static size_t
text_bytes(const struct name_entry *e, size_t n)
{
	size_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		if (e[i].name.n == 0 || e[i].name.n > NAME_BYTES_MAX)
			die("a name of %zu bytes in the index", e[i].name.n);
		sum += e[i].name.n;
	}
	if (n >= UINT32_MAX / 2 || sum > UINT32_MAX)
		die("%zu names of %zu bytes in one index", n, sum);
	return sum;
}

static uint32_t
slots_for(size_t n)
{
	uint32_t slots = 16;

	while (slots < n * 2 && slots < UINT32_C(1) << 31)
		slots *= 2;
	return slots;
}

static struct name_index *
index_new(const struct name_entry *e, size_t n, const uint8_t *key)
{
	struct arena mem;
	size_t text = text_bytes(e, n);
	uint32_t slots = slots_for(n);

	arena_init(&mem, 0);

	struct name_index *x = ARENA_NEW(&mem, struct name_index, 1);

	x->mem = mem;
	x->n = (uint32_t)n;
	x->mask = slots - 1;
	x->slot = ARENA_NEW(&x->mem, uint32_t, slots);
	x->name = ARENA_NEW(&x->mem, struct name, n);
	x->text = ARENA_NEW(&x->mem, char, text);
	x->value = ARENA_NEW(&x->mem, uint32_t, n);
	x->name_of = ARENA_NEW(&x->mem, uint32_t, n);
	if (key != NULL)
		memcpy(x->key, key, sizeof(x->key));
	else
		crypto_shorthash_keygen(x->key);
	return x;
}

struct name_index *
name_index_build(
    const struct name_entry *e, size_t n, const uint8_t key[NAME_KEY_BYTES])
{
	struct name_index *x = index_new(e, n, key);
	struct arena work;
	size_t text = 0;

	arena_init(&work, 0);

	uint32_t *number = ARENA_NEW(&work, uint32_t, n);
	uint32_t *next = ARENA_NEW(&work, uint32_t, n);

	for (size_t i = 0; i < n; i++)
		number[i] = name_add(x, e[i].name, &text);
	group(x, e, number, next);
	for (uint32_t i = 0; i < x->n_names; i++)
		x->name[i].parent = longest(x, above(text_of(x, &x->name[i])));
	arena_free(&work);
	return x;
}

void
name_index_free(struct name_index *x)
{
	if (x == NULL)
		return;

	struct arena mem = x->mem; /* x itself lies in it */

	sodium_memzero(x->key, sizeof(x->key));
	arena_free(&mem);
}

static uint32_t
first_of(const struct name_index *x, uint32_t name)
{
	return name == NAME_NONE ? NAME_NONE : x->name[name].first;
}

uint32_t
name_index_find(const struct name_index *x, const struct domain *host)
{
	return first_of(x, longest(x, domain_str(host)));
}

uint32_t
name_index_next(const struct name_index *x, uint32_t entry)
{
	uint32_t name = x->name_of[entry];

	if (entry + 1 < x->n && x->name_of[entry + 1] == name)
		return entry + 1;
	return first_of(x, x->name[name].parent);
}

uint32_t
name_index_value(const struct name_index *x, uint32_t entry)
{
	return x->value[entry];
}

struct str
name_index_name(const struct name_index *x, uint32_t entry)
{
	return text_of(x, &x->name[x->name_of[entry]]);
}

size_t
name_index_bytes(const struct name_index *x)
{
	return x->mem.used;
}
