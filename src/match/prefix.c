/* prefix: whose address is it, the longest prefix and all that hold it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/prefix.h"

#include <string.h>

#include "base/arena.h"

/*
 * The entries stand sorted by address and then length, IPv4 before IPv6, each
 * with the entry that holds it (its parent). Prefixes nest or are apart, so
 * the longest that holds an address is the last entry that starts at or below
 * it, or an ancestor of that entry; and an ancestor holds the address when it
 * is no longer than the bits that the address and that entry share. So no end
 * addresses and no flattened ranges are needed.
 *
 * The first bits of an address give the few entries among which to search:
 * of IPv4 all first bits, of IPv6 those behind the three of 2000::/3; other
 * IPv6 is searched whole. IPv6 is searched by its upper 64 bits; only where
 * these are those of an entry the lower 64 count.
 */
enum {
	STEP_BITS_MAX = 18,
	KEY_BYTES = 17,	 /* length, and the address from its end */
	DEPTH_MAX = 129, /* ::/0 to a /128 */
};

struct prefix_index {
	struct arena mem;
	uint32_t n4, n6;
	uint32_t *start4;	 /* [n4] */
	uint64_t *upper, *lower; /* [n6] */
	uint32_t *step4, *step6; /* [(1 << bits) + 1]: last at or below */
	unsigned bits4, bits6;
	uint32_t *parent, *value; /* [n4 + n6]: IPv6 behind IPv4 */
	uint8_t *length;
};

static uint32_t
load32(const uint8_t *b)
{
	uint32_t v;

	memcpy(&v, b, sizeof(v));
	return __builtin_bswap32(v);
}

static uint64_t
load64(const uint8_t *b)
{
	uint64_t v;

	memcpy(&v, b, sizeof(v));
	return __builtin_bswap64(v);
}

static void
entry_check(const struct prefix_entry *e)
{
	static const uint8_t zero[16];
	unsigned bits = address_bits(&e->prefix.a);
	unsigned at = e->prefix.length / 8;

	if (bits == 0 || e->prefix.length > bits)
		die("a prefix of kind %u and length %u", e->prefix.a.kind,
		    e->prefix.length);
	if (at == 16)
		return;
	if ((uint8_t)(e->prefix.a.b[at] << e->prefix.length % 8) != 0 ||
	    memcmp(e->prefix.a.b + at + 1, zero, 15 - at) != 0)
		die("a prefix with host bits set");
}

/* The kth byte of the sort key, the least important first. */
static uint8_t
key_byte(const struct prefix_entry *e, unsigned k)
{
	return k == 0 ? e->prefix.length : e->prefix.a.b[KEY_BYTES - 1 - k];
}

static void
count_bytes(
    const struct prefix_entry *e, size_t n, size_t count[KEY_BYTES][256])
{
	for (size_t i = 0; i < n; i++)
		for (unsigned k = 0; k < KEY_BYTES; k++)
			count[k][key_byte(&e[i], k)]++;
}

/* One stable pass by the kth byte, from e to to. */
static void
pass(const struct prefix_entry *e, struct prefix_entry *to, size_t n,
    unsigned k, size_t count[256])
{
	size_t sum = 0;

	for (int v = 0; v < 256; v++) {
		size_t here = count[v];
		count[v] = sum;
		sum += here;
	}
	for (size_t i = 0; i < n; i++)
		to[count[key_byte(&e[i], k)]++] = e[i];
}

/* Stable radix sort; the result is in the one of e and spare returned. */
static struct prefix_entry *
sort(struct prefix_entry *e, struct prefix_entry *spare, size_t n)
{
	size_t count[KEY_BYTES][256] = {0};

	count_bytes(e, n, count);
	for (unsigned k = 0; n > 0 && k < KEY_BYTES; k++) {
		if (count[k][key_byte(&e[0], k)] == n)
			continue; /* all the same here */
		pass(e, spare, n, k, count[k]);
		struct prefix_entry *sorted = spare;
		spare = e;
		e = sorted;
	}
	return e;
}

/*
 * The entries of one kind, last given first: next goes down the numbers, and
 * so gives equal prefixes in the order they came in.
 */
static size_t
pick(const struct prefix_entry *e, size_t n, uint8_t kind,
    struct prefix_entry *out)
{
	size_t picked = 0;

	for (size_t i = n; i-- > 0;)
		if (e[i].prefix.a.kind == kind)
			out[picked++] = e[i];
	return picked;
}

static bool
same_prefix(const struct prefix_entry *a, const struct prefix_entry *b)
{
	return a->prefix.length == b->prefix.length &&
	    memcmp(a->prefix.a.b, b->prefix.a.b, sizeof(a->prefix.a.b)) == 0;
}

/* Fills parent, value and length of sorted entries of one kind from base. */
static void
link_up(struct prefix_index *x, const struct prefix_entry *e, uint32_t n,
    uint32_t base)
{
	uint32_t open[DEPTH_MAX], depth = 0;

	for (uint32_t i = 0; i < n; i++) {
		bool same = i > 0 && same_prefix(&e[i - 1], &e[i]);
		while (!same && depth > 0 &&
		    !prefix_covers(&e[open[depth - 1]].prefix, &e[i].prefix))
			depth--;
		depth -= same ? 1 : 0; /* the last of equals stands for all */
		x->parent[base + i] =
		    depth == 0 ? PREFIX_NONE : base + open[depth - 1];
		x->value[base + i] = e[i].value;
		x->length[base + i] = e[i].prefix.length;
		open[depth++] = i;
	}
}

/* Steps of about four entries, so that few are searched and none wasted. */
static unsigned
step_bits(uint32_t n)
{
	unsigned bits = 1;

	while (bits < STEP_BITS_MAX && (n >> bits) > 3)
		bits++;
	return bits;
}

static void
build4(struct prefix_index *x, const struct prefix_entry *e, uint32_t n)
{
	x->n4 = n;
	x->start4 = ARENA_NEW(&x->mem, uint32_t, n);
	for (uint32_t i = 0; i < n; i++)
		x->start4[i] = load32(e[i].prefix.a.b);
	link_up(x, e, n, 0);
	if (n == 0)
		return;
	x->bits4 = step_bits(n);
	x->step4 = ARENA_NEW(&x->mem, uint32_t, (1u << x->bits4) + 1);
	for (uint32_t i = 0, at = 0; i < 1u << x->bits4; i++) {
		while (at + 1 < n && x->start4[at + 1] <= i << (32 - x->bits4))
			at++;
		x->step4[i] = at;
	}
	x->step4[1u << x->bits4] = n - 1;
}

static void
build6(struct prefix_index *x, const struct prefix_entry *e, uint32_t n)
{
	x->n6 = n;
	x->upper = ARENA_NEW(&x->mem, uint64_t, n);
	x->lower = ARENA_NEW(&x->mem, uint64_t, n);
	for (uint32_t i = 0; i < n; i++) {
		x->upper[i] = load64(e[i].prefix.a.b);
		x->lower[i] = load64(e[i].prefix.a.b + 8);
	}
	link_up(x, e, n, x->n4);
	if (n == 0)
		return;
	x->bits6 = step_bits(n);
	x->step6 = ARENA_NEW(&x->mem, uint32_t, (1u << x->bits6) + 1);
	for (uint64_t i = 0, at = 0; i <= 1u << x->bits6; i++) {
		uint64_t from = UINT64_C(1) << 61 | i << (61 - x->bits6);
		while (at + 1 < n && x->upper[at + 1] <= from)
			at++;
		x->step6[i] = (uint32_t)at;
	}
}

struct prefix_index *
prefix_index_build(const struct prefix_entry *e, size_t n)
{
	struct arena mem, work;

	if (n >= PREFIX_NONE)
		die("%zu prefixes in one index", n);
	for (size_t i = 0; i < n; i++)
		entry_check(&e[i]);
	arena_init(&mem, 0);
	arena_init(&work, 0);

	struct prefix_index *x = ARENA_NEW(&mem, struct prefix_index, 1);
	struct prefix_entry *one = ARENA_NEW(&work, struct prefix_entry, n);
	struct prefix_entry *two = ARENA_NEW(&work, struct prefix_entry, n);

	x->mem = mem;
	x->parent = ARENA_NEW(&x->mem, uint32_t, n);
	x->value = ARENA_NEW(&x->mem, uint32_t, n);
	x->length = ARENA_NEW(&x->mem, uint8_t, n);

	size_t n4 = pick(e, n, 4, one);

	build4(x, sort(one, two, n4), (uint32_t)n4);

	size_t n6 = pick(e, n, 6, one);

	build6(x, sort(one, two, n6), (uint32_t)n6);
	arena_free(&work);
	return x;
}

void
prefix_index_free(struct prefix_index *x)
{
	if (x == NULL)
		return;

	struct arena mem = x->mem; /* x itself lies in it */

	arena_free(&mem);
}

/* The entry or its nearest ancestor with at most shared bits. */
static uint32_t
climb(const struct prefix_index *x, uint32_t i, unsigned shared)
{
	while (i != PREFIX_NONE && x->length[i] > shared)
		i = x->parent[i];
	return i;
}

static uint32_t
find4(const struct prefix_index *x, uint32_t a)
{
	if (x->n4 == 0)
		return PREFIX_NONE;

	const uint32_t *step = x->step4 + (a >> (32 - x->bits4));
	const uint32_t *at = x->start4 + step[0];

	for (uint32_t n = step[1] - step[0] + 1, half; n > 1; n -= half) {
		half = n / 2;
		at += at[half] <= a ? half : 0;
	}
	if (*at > a)
		return PREFIX_NONE;

	unsigned shared = *at == a ? 32 : (unsigned)__builtin_clz(*at ^ a);

	return climb(x, (uint32_t)(at - x->start4), shared);
}

/* The last of upper[from..to] at or below a, or from where none is. */
static uint32_t
search6(const uint64_t *upper, uint32_t from, uint32_t to, uint64_t a)
{
	const uint64_t *at = upper + from;

	for (uint32_t n = to - from + 1, half; n > 1; n -= half) {
		half = n / 2;
		at += at[half] <= a ? half : 0;
	}
	return (uint32_t)(at - upper);
}

static unsigned
shared6(const struct prefix_index *x, uint32_t i, uint64_t a, uint64_t low)
{
	if (x->upper[i] != a)
		return (unsigned)__builtin_clzll(x->upper[i] ^ a);
	if (x->lower[i] != low)
		return 64 + (unsigned)__builtin_clzll(x->lower[i] ^ low);
	return 128;
}

/*
 * i is the last entry with a's upper half. The last at or below a in both
 * halves: among these, or the one before them all (i itself when none).
 */
static uint32_t
search_lower(const struct prefix_index *x, uint32_t i, uint64_t a, uint64_t low)
{
	uint32_t first = a == 0 ? 0 : search6(x->upper, 0, i, a - 1);

	if (x->upper[first] != a)
		first++;

	uint32_t at = search6(x->lower, first, i, low);

	return x->lower[at] <= low || at == 0 ? at : at - 1;
}

static uint32_t
find6(const struct prefix_index *x, uint64_t a, uint64_t low)
{
	uint32_t from = 0, to = x->n6 - 1;

	if (x->n6 == 0)
		return PREFIX_NONE;
	if (a >> 61 == 1) {
		const uint32_t *step = x->step6 + ((a << 3) >> (64 - x->bits6));
		from = step[0];
		to = step[1];
	}

	uint32_t i = search6(x->upper, from, to, a);

	if (x->upper[i] == a && x->length[x->n4 + i] > 64)
		i = search_lower(x, i, a, low);
	if (x->upper[i] > a || (x->upper[i] == a && x->lower[i] > low))
		return PREFIX_NONE;
	return climb(x, x->n4 + i, shared6(x, i, a, low));
}

uint32_t
prefix_index_find(const struct prefix_index *x, const struct address *a)
{
	if (a->kind == 4)
		return find4(x, load32(a->b));
	if (a->kind == 6)
		return find6(x, load64(a->b), load64(a->b + 8));
	return PREFIX_NONE;
}

static bool
same_start(const struct prefix_index *x, uint32_t i, uint32_t j)
{
	if (i < x->n4 || j < x->n4)
		return i < x->n4 && j < x->n4 && x->start4[i] == x->start4[j];
	i -= x->n4;
	j -= x->n4;
	return x->upper[i] == x->upper[j] && x->lower[i] == x->lower[j];
}

uint32_t
prefix_index_next(const struct prefix_index *x, uint32_t entry)
{
	if (entry > 0 && x->length[entry - 1] == x->length[entry] &&
	    same_start(x, entry - 1, entry))
		return entry - 1;
	return x->parent[entry];
}

uint32_t
prefix_index_value(const struct prefix_index *x, uint32_t entry)
{
	return x->value[entry];
}

unsigned
prefix_index_length(const struct prefix_index *x, uint32_t entry)
{
	return x->length[entry];
}

static void
store64(uint8_t *b, uint64_t v)
{
	v = __builtin_bswap64(v);
	memcpy(b, &v, sizeof(v));
}

struct prefix
prefix_index_prefix(const struct prefix_index *x, uint32_t entry)
{
	struct prefix p = {.length = x->length[entry]};

	if (entry < x->n4) {
		p.a.kind = 4;
		store64(p.a.b, (uint64_t)x->start4[entry] << 32);
	} else {
		p.a.kind = 6;
		store64(p.a.b, x->upper[entry - x->n4]);
		store64(p.a.b + 8, x->lower[entry - x->n4]);
	}
	return p;
}

size_t
prefix_index_bytes(const struct prefix_index *x)
{
	return x->mem.used;
}
