/* prefix: whose address is it, the longest prefix and all that hold it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/prefix.h"

#include <string.h>
#include <sys/mman.h>

#include "base/arena.h"

/*
 * The entries stand sorted by address and then length, each kind behind an
 * entry of its own that holds everything and is nobody's (number 0). Prefixes
 * nest or are apart, so the longest that holds an address is the last entry
 * that starts at or below it, or an ancestor of that entry; and an ancestor
 * holds the address when it is no longer than the bits that the address and
 * that entry share. So no end addresses and no flattened ranges are needed.
 *
 * The first bits of an address give the few entries among which to search (a
 * step): of IPv4 all first bits, of IPv6 those behind the three of 2000::/3;
 * other IPv6 is searched whole. IPv6 is searched by its upper 64 bits; only
 * where these are those of an entry longer than that the lower 64 count.
 *
 * A look-up is three waits for memory and little else. What it needs of an
 * entry lies together, and there are few branches to guess, so that the
 * processor works on the next ones in the meantime; many at once (find_all)
 * are taken a wait at a time, so that the waits of a batch are one.
 */
enum {
	STEP_BITS_MAX = 18,
	BATCH = 32,
	KEY_BYTES = 17,	 /* length, and the address from its end */
	DEPTH_MAX = 130, /* nobody's, and ::/0 to a /128 */
	LENGTH_BITS = 8,
	KIND_MAX = (1 << (32 - LENGTH_BITS)) - 2, /* entries of one kind */
	HUGE_PAGE = 2 << 20,
	LINE = 64,
};

/* link: the number of the entry that holds this one, and this one's length. */
struct four {
	uint32_t start, link, value;
};

struct six {
	uint64_t upper, lower;
	uint32_t link, value;
};

struct prefix_index {
	size_t bytes;	 /* mapped, this included */
	uint32_t n4, n6; /* without nobody's */
	unsigned bits4, bits6;
	struct four *four;
	struct six *six;
	uint32_t *step4, *step6; /* [(1 << bits) + 1]: the last at or below */
};

static unsigned
length_of(uint32_t link)
{
	return link & ((1 << LENGTH_BITS) - 1);
}

static uint32_t
parent_of(uint32_t link)
{
	return link >> LENGTH_BITS;
}

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

/* The links of sorted entries of one kind; entry i is number i + 1. */
static void
links_make(const struct prefix_entry *e, uint32_t n, uint32_t *link)
{
	uint32_t open[DEPTH_MAX] = {0}, depth = 0;

	for (uint32_t i = 0; i < n; i++) {
		bool same = i > 0 && same_prefix(&e[i - 1], &e[i]);
		while (!same && depth > 0 &&
		    !prefix_covers(&e[open[depth] - 1].prefix, &e[i].prefix))
			depth--;
		depth -= same ? 1 : 0; /* the last of equals stands for all */
		link[i] = open[depth] << LENGTH_BITS | e[i].prefix.length;
		open[++depth] = i + 1;
	}
}

/* Steps of a few entries, so that few are searched and none wasted. */
static unsigned
step_bits(size_t n)
{
	unsigned bits = 1;

	while (bits < STEP_BITS_MAX && n >> bits != 0)
		bits++;
	return bits;
}

static void
build4(struct prefix_index *x, const struct prefix_entry *e, uint32_t *link)
{
	uint32_t n = x->n4;

	links_make(e, n, link);
	x->four[0].value = UINT32_MAX;
	for (uint32_t i = 0; i < n; i++)
		x->four[i + 1] = (struct four){
		    .start = load32(e[i].prefix.a.b),
		    .link = link[i],
		    .value = e[i].value,
		};
	for (uint32_t i = 0, at = 0; i < 1u << x->bits4; i++) {
		uint32_t from = i << (32 - x->bits4);
		while (at < n && x->four[at + 1].start <= from)
			at++;
		x->step4[i] = at;
	}
	x->step4[1u << x->bits4] = n;
}

static void
build6(struct prefix_index *x, const struct prefix_entry *e, uint32_t *link)
{
	uint32_t n = x->n6;

	links_make(e, n, link);
	x->six[0].value = UINT32_MAX;
	for (uint32_t i = 0; i < n; i++)
		x->six[i + 1] = (struct six){
		    .upper = load64(e[i].prefix.a.b),
		    .lower = load64(e[i].prefix.a.b + 8),
		    .link = link[i],
		    .value = e[i].value,
		};
	for (uint32_t i = 0, at = 0; i <= 1u << x->bits6; i++) {
		uint64_t from =
		    (UINT64_C(1) << 61) + ((uint64_t)i << (61 - x->bits6));
		while (at < n && x->six[at + 1].upper <= from)
			at++;
		x->step6[i] = at;
	}
}

/* Takes n things of size bytes; only counts where there is no map yet. */
static void *
carve(unsigned char *map, size_t *used, size_t n, size_t size)
{
	size_t at = *used;

	*used += (n * size + LINE - 1) / LINE * LINE;
	return map == NULL ? NULL : map + at;
}

/* Where everything goes in the map; how much that is. */
static size_t
lay_out(struct prefix_index *x, unsigned char *map)
{
	size_t used = 0;

	carve(map, &used, 1, sizeof(*x));
	x->four = carve(map, &used, x->n4 + 1u, sizeof(*x->four));
	x->step4 =
	    carve(map, &used, ((size_t)1 << x->bits4) + 1, sizeof(*x->step4));
	x->six = carve(map, &used, x->n6 + 1u, sizeof(*x->six));
	x->step6 =
	    carve(map, &used, ((size_t)1 << x->bits6) + 1, sizeof(*x->step6));
	return used;
}

static struct prefix_index *
index_new(size_t n4, size_t n6)
{
	if (n4 > KIND_MAX || n6 > KIND_MAX)
		die("%zu IPv4 and %zu IPv6 prefixes in one index", n4, n6);

	struct prefix_index x = {
	    .n4 = (uint32_t)n4,
	    .n6 = (uint32_t)n6,
	    .bits4 = step_bits(n4),
	    .bits6 = step_bits(n6),
	};

	x.bytes = lay_out(&x, NULL);

	void *map = mmap(NULL, x.bytes, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (map == MAP_FAILED)
		die_errno("no memory for %zu prefixes", n4 + n6);
	if (x.bytes >= HUGE_PAGE) /* it works without, only slower */
		(void)madvise(map, x.bytes, MADV_HUGEPAGE);
	lay_out(&x, map);
	memcpy(map, &x, sizeof(x));
	return map;
}

struct prefix_index *
prefix_index_build(const struct prefix_entry *e, size_t n)
{
	struct arena work;

	for (size_t i = 0; i < n; i++)
		entry_check(&e[i]);
	arena_init(&work, 0);

	struct prefix_entry *one = ARENA_NEW(&work, struct prefix_entry, n);
	struct prefix_entry *two = ARENA_NEW(&work, struct prefix_entry, n);
	uint32_t *link = ARENA_NEW(&work, uint32_t, n);
	size_t n4 = pick(e, n, 4, one);
	struct prefix_index *x = index_new(n4, n - n4);

	build4(x, sort(one, two, n4), link);
	pick(e, n, 6, one);
	build6(x, sort(one, two, n - n4), link);
	arena_free(&work);
	return x;
}

void
prefix_index_free(struct prefix_index *x)
{
	if (x != NULL && munmap(x, x->bytes) != 0)
		die_errno("no such index");
}

/* b where yes, else a, without a branch. */
static uint32_t
choose(bool yes, uint32_t a, uint32_t b)
{
	return a ^ ((a ^ b) & (0u - (uint32_t)yes));
}

static const uint32_t *
step_of4(const struct prefix_index *x, uint32_t a)
{
	return x->step4 + (a >> (32 - x->bits4));
}

/* The last entry at or below a; nobody's is. */
static const struct four *
search4(const struct prefix_index *x, uint32_t a)
{
	const uint32_t *step = step_of4(x, a);
	const struct four *at = x->four + step[0];

	for (uint32_t n = step[1] - step[0] + 1, half; n > 1; n -= half) {
		half = n / 2;
		at += at[half].start <= a ? half : 0;
	}
	return at;
}

static unsigned
shared4(const struct four *at, uint32_t a)
{
	/* The bit behind the 32 makes it 32 when all are shared. */
	uint64_t differ = (uint64_t)(at->start ^ a) << 32 | 1u << 31;

	return (unsigned)__builtin_clzll(differ);
}

static uint32_t
climb4(const struct prefix_index *x, uint32_t i, unsigned shared)
{
	while (length_of(x->four[i].link) > shared)
		i = parent_of(x->four[i].link);
	return i;
}

/* That entry where it holds the address, or the one above it. */
static uint32_t
first4(const struct prefix_index *x, const struct four *at, unsigned shared)
{
	return choose(length_of(at->link) > shared, (uint32_t)(at - x->four),
	    parent_of(at->link));
}

static uint32_t
find4(const struct prefix_index *x, uint32_t a)
{
	const struct four *at = search4(x, a);
	unsigned shared = shared4(at, a);

	return climb4(x, first4(x, at, shared), shared);
}

/* The last of upper[from..to] at or below a, or from where none is. */
static uint32_t
search_upper(
    const struct prefix_index *x, uint32_t from, uint32_t to, uint64_t a)
{
	const struct six *at = x->six + from;

	for (uint32_t n = to - from + 1, half; n > 1; n -= half) {
		half = n / 2;
		at += at[half].upper <= a ? half : 0;
	}
	return (uint32_t)(at - x->six);
}

/*
 * to is the last entry with a's upper half: the last of those at or below a
 * in both halves, or the one before them all.
 */
static uint32_t
search_lower(
    const struct prefix_index *x, uint32_t to, uint64_t a, uint64_t low)
{
	uint32_t at = a == 0 ? 0 : search_upper(x, 0, to, a - 1);

	for (uint32_t n = to - at + 1, half; n > 1; n -= half) {
		half = n / 2;
		at += x->six[at + half].lower <= low ? half : 0;
	}
	return at;
}

static unsigned
shared6(const struct six *s, uint64_t a, uint64_t low)
{
	if (s->upper != a)
		return (unsigned)__builtin_clzll(s->upper ^ a);
	if (s->lower != low)
		return 64 + (unsigned)__builtin_clzll(s->lower ^ low);
	return 128;
}

static uint32_t
find6(const struct prefix_index *x, uint64_t a, uint64_t low)
{
	uint32_t from = 0, to = x->n6;

	if (a >> 61 == 1) {
		const uint32_t *step = x->step6 + ((a << 3) >> (64 - x->bits6));
		from = step[0];
		to = step[1];
	}

	uint32_t i = search_upper(x, from, to, a);

	if (x->six[i].upper == a && length_of(x->six[i].link) > 64)
		i = search_lower(x, i, a, low);

	unsigned shared = shared6(&x->six[i], a, low);

	i = choose(
	    length_of(x->six[i].link) > shared, i, parent_of(x->six[i].link));
	while (length_of(x->six[i].link) > shared)
		i = parent_of(x->six[i].link);
	return i;
}

/* Outside, IPv6 counts on behind IPv4; nobody's is 0 for both. */
static uint32_t
outside(const struct prefix_index *x, uint32_t six)
{
	return choose(six != 0, PREFIX_NONE, x->n4 + six);
}

uint32_t
prefix_index_find(const struct prefix_index *x, const struct address *a)
{
	if (a->kind == 4)
		return find4(x, load32(a->b));
	if (a->kind == 6)
		return outside(x, find6(x, load64(a->b), load64(a->b + 8)));
	return PREFIX_NONE;
}

/* The middle of the step, where the search begins. */
static const struct four *
middle4(const struct prefix_index *x, uint32_t a)
{
	const uint32_t *step = step_of4(x, a);

	return x->four + step[0] + (step[1] - step[0]) / 2;
}

/* Each loop waits for what the one before it asked of memory. */
static void
batch4(const struct prefix_index *x, const uint32_t *a, size_t n, uint32_t *out)
{
	uint8_t shared[BATCH];

	for (size_t i = 0; i < n; i++)
		__builtin_prefetch(step_of4(x, a[i]));
	for (size_t i = 0; i < n; i++)
		__builtin_prefetch(middle4(x, a[i]));
	for (size_t i = 0; i < n; i++) {
		const struct four *at = search4(x, a[i]);
		shared[i] = (uint8_t)shared4(at, a[i]);
		out[i] = first4(x, at, shared[i]);
		__builtin_prefetch(&x->four[out[i]]);
	}
	for (size_t i = 0; i < n; i++)
		out[i] = climb4(x, out[i], shared[i]);
}

void
prefix_index_find_all(const struct prefix_index *x, const struct address *a,
    size_t n, uint32_t *out)
{
	uint32_t key[BATCH];

	while (n > 0) {
		size_t k = 0;
		for (; k < n && k < BATCH && a[k].kind == 4; k++)
			key[k] = load32(a[k].b);
		batch4(x, key, k, out);
		if (k == 0) {
			*out = prefix_index_find(x, a);
			k = 1;
		}
		a += k;
		out += k;
		n -= k;
	}
}

static uint32_t
next4(const struct prefix_index *x, uint32_t i)
{
	const struct four *at = &x->four[i], *before = at - 1;

	if (i > 1 && before->start == at->start &&
	    length_of(before->link) == length_of(at->link))
		return i - 1;
	return parent_of(at->link);
}

static uint32_t
next6(const struct prefix_index *x, uint32_t i)
{
	const struct six *at = &x->six[i], *before = at - 1;

	if (i > 1 && before->upper == at->upper && before->lower == at->lower &&
	    length_of(before->link) == length_of(at->link))
		return i - 1;
	return parent_of(at->link);
}

uint32_t
prefix_index_next(const struct prefix_index *x, uint32_t entry)
{
	if (entry <= x->n4)
		return next4(x, entry);
	return outside(x, next6(x, entry - x->n4));
}

uint32_t
prefix_index_value(const struct prefix_index *x, uint32_t entry)
{
	return entry <= x->n4 ? x->four[entry].value
			      : x->six[entry - x->n4].value;
}

unsigned
prefix_index_length(const struct prefix_index *x, uint32_t entry)
{
	return length_of(
	    entry <= x->n4 ? x->four[entry].link : x->six[entry - x->n4].link);
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
	struct prefix p = {.length = (uint8_t)prefix_index_length(x, entry)};

	if (entry <= x->n4) {
		p.a.kind = 4;
		store64(p.a.b, (uint64_t)x->four[entry].start << 32);
	} else {
		p.a.kind = 6;
		store64(p.a.b, x->six[entry - x->n4].upper);
		store64(p.a.b + 8, x->six[entry - x->n4].lower);
	}
	return p;
}

size_t
prefix_index_bytes(const struct prefix_index *x)
{
	return x->bytes;
}
