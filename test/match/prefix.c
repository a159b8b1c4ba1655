/* tests of match/prefix */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/prefix.h"

#include <stdlib.h>

#include "base/arena.h"
#include "test/tap.h"

enum { MANY = 20000 };

static uint64_t seed = 20260110;

static uint64_t
draw(void)
{
	uint64_t z = seed += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static void
mask(struct prefix *p)
{
	for (unsigned i = 0; i < 128; i++)
		if (i >= p->length)
			p->a.b[i / 8] &= (uint8_t) ~(0x80 >> i % 8);
}

static struct prefix_entry
entry(const char *prefix, uint32_t value)
{
	struct prefix_entry e = {.value = value};

	if (!ok(prefix_read(str_of(prefix), &e.prefix, NULL) == OK))
		tap_note("prefix: %s", prefix);
	return e;
}

static struct address
address_of(const char *z)
{
	struct address a;

	if (!ok(address_read(str_of(z), &a)))
		tap_note("address: %s", z);
	return a;
}

/* "value value ..." of all that hold the address, the longest first. */
static void
found(const struct prefix_index *x, const char *address, const char *want)
{
	struct address a = address_of(address);
	struct buf b = {0};

	for (uint32_t i = prefix_index_find(x, &a); i != PREFIX_NONE;
	     i = prefix_index_next(x, i))
		buf_fmt(
		    &b, "%s%u", b.n == 0 ? "" : " ", prefix_index_value(x, i));
	if (!is_text(buf_all(&b), want))
		tap_note("address: %s", address);
	buf_free(&b);
}

TEST(empty)
{
	struct prefix_index *x = prefix_index_build(NULL, 0);

	found(x, "192.0.2.1", "");
	found(x, "2001:db8::1", "");
	is_int(prefix_index_find(x, &(struct address){0}), PREFIX_NONE);
	is_int(prefix_index_value(x, PREFIX_NONE), UINT32_MAX);
	prefix_index_free(x);
	prefix_index_free(NULL);
}

TEST(nested)
{
	const struct prefix_entry e[] = {
	    entry("192.0.2.0/24", 1),
	    entry("0.0.0.0/0", 2),
	    entry("192.0.2.128/25", 3),
	    entry("192.0.2.129/32", 4),
	    entry("192.0.2.0/25", 5),
	    entry("192.0.2.0/32", 6),
	    entry("255.255.255.255/32", 7),
	};
	struct prefix_index *x = prefix_index_build(e, 7);

	found(x, "192.0.2.0", "6 5 1 2");
	found(x, "192.0.2.1", "5 1 2");
	found(x, "192.0.2.127", "5 1 2");
	found(x, "192.0.2.128", "3 1 2");
	found(x, "192.0.2.129", "4 3 1 2");
	found(x, "192.0.2.130", "3 1 2");
	found(x, "192.0.3.0", "2");
	found(x, "192.0.1.255", "2");
	found(x, "0.0.0.0", "2");
	found(x, "255.255.255.255", "7 2");
	found(x, "255.255.255.254", "2");
	found(x, "::", "");
	prefix_index_free(x);
}

TEST(nothing_holds)
{
	const struct prefix_entry e[] = {
	    entry("192.0.2.0/25", 1),
	    entry("192.0.2.128/26", 2), /* adjacent */
	    entry("2001:db8::/64", 3),
	};
	struct prefix_index *x = prefix_index_build(e, 3);

	found(x, "192.0.1.255", "");
	found(x, "192.0.2.127", "1");
	found(x, "192.0.2.128", "2");
	found(x, "192.0.2.192", "");
	found(x, "255.255.255.255", "");
	found(x, "0.0.0.0", "");
	found(x, "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "");
	found(x, "2001:db8::ffff:ffff:ffff:ffff", "3");
	found(x, "2001:db8:0:1::", "");
	found(x, "::", "");
	found(x, "ffff::", "");
	prefix_index_free(x);
}

/* Two organisations, two periods: all are kept, in the order given. */
TEST(same_prefix)
{
	const struct prefix_entry e[] = {
	    entry("198.51.100.0/24", 30),
	    entry("198.51.0.0/16", 9),
	    entry("198.51.100.0/24", 10),
	    entry("198.51.100.0/25", 7),
	    entry("198.51.100.0/24", 20),
	    entry("198.51.0.0/16", 8),
	    entry("198.51.100.0/24", 30),
	    entry("2001:db8::/32", 2),
	    entry("2001:db8::/32", 1),
	};
	struct prefix_index *x = prefix_index_build(e, 9);

	found(x, "198.51.100.1", "7 30 10 20 30 9 8");
	found(x, "198.51.100.200", "30 10 20 30 9 8");
	found(x, "198.51.101.1", "9 8");
	found(x, "2001:db8::1", "2 1");
	prefix_index_free(x);
}

TEST(past_64_bits)
{
	const struct prefix_entry e[] = {
	    entry("2001:db8::1/128", 1),
	    entry("2001:db8::2/128", 2),
	    entry("2001:db8::/127", 3),
	    entry("2001:db8::8000:0:0:0/65", 4),
	    entry("2001:db8:0:1::/64", 5),
	    entry("2001:db8:0:1::ff00/120", 6),
	    entry("2001:db8::/32", 7),
	    entry("::/0", 8),
	    entry("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", 9),
	    entry("::/128", 10),
	};
	struct prefix_index *x = prefix_index_build(e, 10);

	found(x, "2001:db8::", "3 7 8");
	found(x, "2001:db8::1", "1 3 7 8");
	found(x, "2001:db8::2", "2 7 8");
	found(x, "2001:db8::3", "7 8");
	found(x, "2001:db8::7fff:ffff:ffff:ffff", "7 8");
	found(x, "2001:db8::8000:0:0:0", "4 7 8");
	found(x, "2001:db8::ffff:ffff:ffff:ffff", "4 7 8");
	found(x, "2001:db8:0:1::", "5 7 8");
	found(x, "2001:db8:0:1::feff", "5 7 8");
	found(x, "2001:db8:0:1::ff7f", "6 5 7 8");
	found(x, "2001:db8:0:1::1:0", "5 7 8");
	found(x, "2001:db9::", "8");
	found(x, "::", "10 8");
	found(x, "::1", "8");
	found(x, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "9 8");
	found(x, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe", "8");
	prefix_index_free(x);
}

/* Only addresses, in one /64: the one below all and the one above all. */
TEST(past_64_bits_alone)
{
	const struct prefix_entry e[] = {
	    entry("2001:db8::5/128", 5),
	    entry("2001:db8::7/128", 7),
	    entry("2001:db8::6/128", 6),
	};
	struct prefix_index *x = prefix_index_build(e, 3);

	found(x, "2001:db8::4", "");
	found(x, "2001:db8::5", "5");
	found(x, "2001:db8::6", "6");
	found(x, "2001:db8::7", "7");
	found(x, "2001:db8::8", "");
	found(x, "2001:db7::5", "");
	prefix_index_free(x);
}

/* Every length on top of each other: the deepest chain there can be. */
TEST(deepest)
{
	struct prefix_entry e[33 + 129];
	struct address four = address_of("203.0.113.77");
	struct address six =
	    address_of("2001:db8:a5a5:a5a5:a5a5:a5a5:a5a5:a5a5");
	uint32_t steps = 0, n = 0;

	for (unsigned i = 0; i <= 32; i++, n++) {
		e[n] = (struct prefix_entry){{four, (uint8_t)i}, i};
		mask(&e[n].prefix);
	}
	for (unsigned i = 0; i <= 128; i++, n++) {
		e[n] = (struct prefix_entry){{six, (uint8_t)i}, i};
		mask(&e[n].prefix);
	}

	struct prefix_index *x = prefix_index_build(e, n);

	for (uint32_t i = prefix_index_find(x, &four); i != PREFIX_NONE;
	     i = prefix_index_next(x, i))
		is_int(prefix_index_length(x, i), 32 - steps++);
	is_int(steps, 33);
	steps = 0;
	for (uint32_t i = prefix_index_find(x, &six); i != PREFIX_NONE;
	     i = prefix_index_next(x, i))
		is_int(prefix_index_length(x, i), 128 - steps++);
	is_int(steps, 129);
	prefix_index_free(x);
}

TEST(prefix_given_back)
{
	const struct prefix_entry e[] = {
	    entry("192.0.2.128/25", 0),
	    entry("2001:db8::8000:0:0:0/65", 1),
	    entry("2001:db8::1/128", 2),
	};
	struct prefix_index *x = prefix_index_build(e, 3);

	for (uint32_t i = 1; i <= 3; i++) {
		const struct prefix *want = &e[prefix_index_value(x, i)].prefix;
		struct prefix got = prefix_index_prefix(x, i);
		is_int(address_cmp(&got.a, &want->a), 0);
		is_int(got.length, want->length);
	}
	ok(prefix_index_bytes(x) > 0);
	prefix_index_free(x);
}

/* From a narrow space, so that they nest, touch and repeat. */
static struct prefix
random_prefix(uint8_t kind)
{
	static const char *const roots[] = {"192.0.2.0", "198.51.100.0",
	    "2001:db8::", "2001:db8:0:1::", "::", "8000::",
	    "3fff:ffff:ffff:ff00::"};
	struct prefix p = {.length = (uint8_t)(draw() % 33)};
	uint64_t r = draw();

	address_read(str_of(roots[kind == 4 ? r % 2 : 2 + r % 5]), &p.a);
	if (kind == 4) {
		p.a.b[2] ^= (uint8_t)(r >> 8 & 1);
		p.a.b[3] = (uint8_t)(r >> 16);
	} else {
		p.length =
		    (uint8_t)(r >> 40 & 1 ? 56 + draw() % 73 : draw() % 129);
		p.a.b[7] ^= (uint8_t)(r >> 8 & 3);
		p.a.b[8] = (uint8_t)(r >> 16 & 0x81);
		p.a.b[15] = (uint8_t)(r >> 24 & 0x87);
	}
	mask(&p);
	return p;
}

static struct address
random_key(uint8_t kind, const struct prefix_entry *e, size_t n)
{
	struct address a = e[draw() % n].prefix.a;
	uint64_t r = draw();

	a.kind = kind;
	if (r % 8 == 0)
		a = random_prefix(kind).a;
	else if (r % 8 < 5)
		for (unsigned i = 0; i < 2; i++, r >>= 8)
			a.b[(r >> 8) % (kind == 4 ? 4 : 16)] ^=
			    (uint8_t)(r >> 32 & 0x83);
	return a;
}

static int
longer_first(const void *a, const void *b)
{
	const struct prefix_entry *x = a, *y = b;

	if (x->prefix.length != y->prefix.length)
		return x->prefix.length > y->prefix.length ? -1 : 1;
	return x->value < y->value ? -1 : x->value > y->value;
}

/* All that hold a, by looking at each: the longest first, then as given. */
static size_t
scan(const struct prefix_entry *e, size_t n, const struct address *a,
    struct prefix_entry *held)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (prefix_holds(&e[i].prefix, a))
			held[k++] = e[i];
	qsort(held, k, sizeof(*held), longer_first);
	return k;
}

static bool
same_as_scan(const struct prefix_index *x, const struct prefix_entry *e,
    size_t n, const struct address *a, size_t *sum)
{
	static struct prefix_entry held[MANY];
	size_t k = scan(e, n, a, held), i = 0;
	uint32_t at = prefix_index_find(x, a);

	for (; at != PREFIX_NONE; at = prefix_index_next(x, at), i++)
		if (i == k || prefix_index_value(x, at) != held[i].value ||
		    prefix_index_length(x, at) != held[i].prefix.length)
			return false;
	*sum += k;
	return i == k;
}

/* All at once says what one at a time says, whatever the mixture. */
TEST(all_at_once)
{
	enum { PREFIXES = 2000, KEYS = 5000 };
	static struct prefix_entry e[PREFIXES];
	static struct address a[KEYS];
	static uint32_t found[KEYS + 1];

	for (uint32_t i = 0; i < PREFIXES; i++)
		e[i] =
		    (struct prefix_entry){random_prefix(draw() % 8 ? 4 : 6), i};
	for (int i = 0; i < KEYS; i++)
		a[i] = random_key(draw() % 16 ? 4 : 6, e, PREFIXES);
	a[7] = (struct address){0};
	found[KEYS] = 12345;

	struct prefix_index *x = prefix_index_build(e, PREFIXES);

	prefix_index_find_all(x, a, KEYS, found);
	for (int i = 0; i < KEYS; i++)
		is_int(found[i], prefix_index_find(x, &a[i]));
	is_int(found[7], PREFIX_NONE);
	is_int(found[KEYS], 12345);
	prefix_index_find_all(x, a, 0, NULL);
	prefix_index_free(x);
}

static void
keys_compare(const struct prefix_entry *e, size_t n, int keys, size_t *sum)
{
	struct prefix_index *x = prefix_index_build(e, n);

	for (int k = 0; k < keys; k++) {
		uint8_t kind = e[draw() % n].prefix.a.kind;
		struct address a = random_key(kind, e, n);
		struct buf b = {0};

		if (ok(same_as_scan(x, e, n, &a, sum)))
			continue;
		address_put(&b, &a);
		tap_note("key: %.*s", STR_ARG(buf_all(&b)));
		buf_free(&b);
	}
	prefix_index_free(x);
}

static void
compare(size_t n, int rounds, int keys)
{
	struct arena a;
	size_t sum = 0;

	arena_init(&a, 0);

	struct prefix_entry *e = ARENA_NEW(&a, struct prefix_entry, n);

	for (int r = 0; r < rounds; r++) {
		for (size_t i = 0; i < n; i++)
			e[i] = (struct prefix_entry){
			    random_prefix(draw() % 2 ? 4 : 6), (uint32_t)i};
		keys_compare(e, n, keys, &sum);
	}
	tap_note(
	    "%d keys over %zu prefixes: %zu holdings", rounds * keys, n, sum);
	ok(sum > (size_t)(rounds * keys) / 4);
	arena_free(&a);
}

TEST(beside_scan_few)
{
	compare(3, 400, 50);
	compare(17, 400, 50);
}

TEST(beside_scan)
{
	compare(300, 20, 8000);
}

TEST(beside_scan_many)
{
	compare(MANY, 2, 150);
}
