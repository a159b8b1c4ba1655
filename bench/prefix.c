/* prefix: owner look-up beside libmaxminddb, DIR-24-8, radix and PostgreSQL */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/prefix.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/arena.h"
#include "base/file.h"
#include "bench/prefix_mmdb.h"
#include "bench/prefix_peer.h"
#include "bench/side.h"

enum {
	PREFIXES4 = 1000000,
	PREFIXES6 = 200000,
	PREFIXES = PREFIXES4 + PREFIXES6,
	KEYS = 1 << 21,
	PEER_KEYS = 100000, /* of the same, at most: they are slow; scaled up */
	ROUNDS = 7,
	BLOCKS_MAX = 400000,
};

/* How many in a thousand have this length. */
struct share {
	uint8_t length;
	uint16_t permille;
};

struct key_set {
	const char *name;
	uint8_t kind;
	bool inside; /* inside a random prefix, or anywhere */
	struct address *key;
};

/* As in the global tables, and some that only companies have. */
static const struct share shares4[] = {{24, 560}, {22, 105}, {23, 95}, {21, 48},
    {20, 45}, {19, 26}, {18, 15}, {17, 9}, {16, 13}, {15, 2}, {14, 2}, {13, 1},
    {12, 1}, {29, 30}, {32, 30}, {28, 10}, {27, 8}};
static const struct share shares6[] = {{48, 470}, {32, 120}, {44, 90}, {40, 90},
    {36, 50}, {46, 45}, {47, 30}, {33, 25}, {42, 20}, {29, 25}, {56, 20},
    {64, 10}, {128, 5}};

static struct key_set sets[] = {
    {.name = "four-anywhere", .kind = 4},
    {.name = "four-inside", .kind = 4, .inside = true},
    {.name = "six-anywhere", .kind = 6},
    {.name = "six-inside", .kind = 6, .inside = true},
};

static struct arena mem;
static struct prefix_entry *entry; /* sorted by length */
static struct prefix_index *ours;
static uint32_t *dir24, *dir8, blocks;
static uint64_t seed = 20261122;
static volatile uint32_t sink;

static uint64_t
draw(void)
{
	uint64_t z = seed += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static uint8_t
draw_length(const struct share *s)
{
	uint64_t r = draw() % 1000;

	for (; r >= s->permille; s++)
		r -= s->permille;
	return s->length;
}

static void
put64(uint8_t *b, uint64_t v)
{
	for (int i = 7; i >= 0; i--, v >>= 8)
		b[i] = (uint8_t)v;
}

/* Clears what lies past the length, or fills it with random bits. */
static void
tail(struct address *a, unsigned length, bool random)
{
	for (unsigned i = length; i < address_bits(a); i++) {
		a->b[i / 8] &= (uint8_t) ~(0x80 >> i % 8);
		if (random && draw() & 1)
			a->b[i / 8] |= (uint8_t)(0x80 >> i % 8);
	}
}

static struct address
draw_address(uint8_t kind)
{
	struct address a = {.kind = kind};

	if (kind == 4) {
		put64(a.b, draw() << 32);
	} else {
		put64(a.b, draw() >> 3 | UINT64_C(1) << 61);
		put64(a.b + 8, draw());
	}
	return a;
}

/* IPv6 lies in 40,000 allocations, as it does at registries. */
static struct prefix
draw_prefix(uint8_t kind)
{
	static struct address allocation[40000];
	struct prefix p = {.a = draw_address(kind)};

	if (allocation[0].kind == 0)
		for (int i = 0; i < 40000; i++)
			allocation[i] = draw_address(6);
	p.length = draw_length(kind == 4 ? shares4 : shares6);
	if (kind == 6)
		memcpy(p.a.b, allocation[draw() % 40000].b, 4);
	else
		p.a.b[0] = (uint8_t)(1 + p.a.b[0] % 223);
	tail(&p.a, p.length, false);
	return p;
}

static int
by_length(const void *a, const void *b)
{
	const struct prefix_entry *x = a, *y = b;

	if (x->prefix.length != y->prefix.length)
		return x->prefix.length < y->prefix.length ? -1 : 1;
	return address_cmp(&x->prefix.a, &y->prefix.a);
}

/* n different prefixes of one kind to e. */
static void
prefixes_make(struct prefix_entry *e, size_t n, uint8_t kind)
{
	size_t k = 0;

	while (k < n) {
		for (size_t i = k; i < n; i++)
			e[i].prefix = draw_prefix(kind);
		qsort(e, n, sizeof(*e), by_length);
		k = 0;
		for (size_t i = 0; i < n; i++)
			if (k == 0 || by_length(&e[k - 1], &e[i]) != 0)
				e[k++] = e[i];
	}
}

static void
keys_make(struct key_set *s)
{
	const struct prefix_entry *from =
	    s->kind == 4 ? entry : entry + PREFIXES4;

	s->key = ARENA_NEW(&mem, struct address, KEYS);
	for (size_t i = 0; i < KEYS; i++) {
		s->key[i] = draw_address(s->kind);
		if (!s->inside)
			continue;
		size_t n = s->kind == 4 ? PREFIXES4 : PREFIXES6;
		const struct prefix *p = &from[draw() % n].prefix;
		s->key[i] = p->a;
		tail(&s->key[i], p->length, true);
	}
}

static void
dir_block_add(const struct prefix_entry *e, uint32_t a)
{
	uint32_t *at = &dir24[a >> 8];

	if (!(*at >> 31)) {
		if (blocks == BLOCKS_MAX)
			die("more than %d blocks", BLOCKS_MAX);
		for (unsigned i = 0; i < 256; i++)
			dir8[blocks * 256 + i] = *at;
		*at = UINT32_C(1) << 31 | blocks++;
	}
	for (uint32_t i = 0; i < UINT32_C(1) << (32 - e->prefix.length); i++)
		dir8[(*at & INT32_MAX) * 256 + (a & 255) + i] = e->value + 1;
}

static uint32_t
load32(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	    (uint32_t)b[2] << 8 | b[3];
}

static void
dir_make(void)
{
	size_t bytes = sizeof(*dir24) << 24;

	dir24 = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (dir24 == MAP_FAILED)
		die_errno("no memory for DIR-24-8");
	madvise(dir24, bytes, MADV_HUGEPAGE);
	dir8 = ARENA_NEW(&mem, uint32_t, (size_t)BLOCKS_MAX * 256);
	for (size_t i = 0; i < PREFIXES4; i++) {
		const struct prefix_entry *e = &entry[i];
		uint32_t a = load32(e->prefix.a.b);
		if (e->prefix.length > 24) {
			dir_block_add(e, a);
			continue;
		}
		for (uint32_t k = 0; k < 1u << (24 - e->prefix.length); k++)
			dir24[(a >> 8) + k] = e->value + 1;
	}
}

static uint32_t
dir_find(const struct address *key)
{
	uint32_t a = load32(key->b), v = dir24[a >> 8];

	return (v >> 31 ? dir8[(v & INT32_MAX) * 256 + (a & 255)] : v) - 1;
}

static uint32_t
ours_find(const struct address *a)
{
	return prefix_index_value(ours, prefix_index_find(ours, a));
}

static double
ours_run(void *with)
{
	const struct key_set *s = with;
	double from = side_now();
	uint32_t sum = 0;

	for (size_t i = 0; i < KEYS; i++)
		sum += ours_find(&s->key[i]);
	sink = sum;
	return side_now() - from;
}

static double
ours_all_run(void *with)
{
	const struct key_set *s = with;
	double from = side_now();
	uint32_t sum = 0, found[256];

	for (size_t i = 0; i < KEYS; i += 256) {
		prefix_index_find_all(ours, &s->key[i], 256, found);
		for (size_t k = 0; k < 256; k++)
			sum += prefix_index_value(ours, found[k]);
	}
	sink = sum;
	return side_now() - from;
}

static double
dir_run(void *with)
{
	const struct key_set *s = with;
	double from = side_now();
	uint32_t sum = 0;

	for (size_t i = 0; i < KEYS; i++)
		sum += dir_find(&s->key[i]);
	sink = sum;
	return side_now() - from;
}

static double
mmdb_run(void *with)
{
	const struct key_set *s = with;
	double from = side_now();
	uint32_t sum = 0;

	for (size_t i = 0; i < KEYS; i++)
		sum += mmdb_find(&s->key[i]);
	sink = sum;
	return side_now() - from;
}

/* Those that are there. */
static struct peer *const peers[] = {&peer_radix, &peer_postgres};
enum { PEERS = sizeof(peers) / sizeof(peers[0]) };
static bool there[PEERS];

struct peer_with {
	struct peer *peer;
	const struct key_set *set;
};

static double
peer_run(void *with)
{
	const struct peer_with *w = with;

	return peer_find(w->peer, w->set->name) * KEYS / w->peer->keys;
}

static double
ours_build_run(void *with)
{
	double from = side_now();

	(void)with;
	prefix_index_free(prefix_index_build(entry, PREFIXES));
	return side_now() - from;
}

static double
radix_build_run(void *with)
{
	(void)with;
	return peer_build(&peer_radix);
}

static void
place(const char *folder, const char *name, struct buf *b)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file_place(AT_FDCWD, path, buf_all(b), 0600);
	buf_reset(b);
}

static void
peers_make(const char *folder)
{
	struct buf b = {0};

	for (size_t i = 0; i < PREFIXES; i++) {
		const struct prefix *p = &entry[i].prefix;
		buf_char(&b, (char)p->a.kind);
		buf_char(&b, (char)p->length);
		buf_put(&b, p->a.b, sizeof(p->a.b));
	}
	place(folder, "prefixes", &b);
	for (size_t k = 0; k < 4; k++) {
		for (size_t i = 0; i < PEER_KEYS; i++) {
			buf_char(&b, (char)sets[k].kind);
			buf_put(&b, sets[k].key[i].b, 16);
		}
		place(folder, sets[k].name, &b);
	}
	buf_free(&b);
	for (size_t i = 0; i < PEERS; i++)
		there[i] = peer_start(peers[i], folder);
}

static void
same(const char *who, size_t i, uint32_t want, uint32_t got)
{
	if (want != got)
		die("key %zu: ours found %u, %s %u", i, want, who, got);
}

static void
peer_compare(struct peer *p, const struct key_set *s, const char *folder)
{
	char path[256];
	struct buf b = {0};

	snprintf(path, sizeof(path), "%s/answers", folder);
	peer_answers(p, s->name);
	if (file_slurp(AT_FDCWD, path, 4 * PEER_KEYS, &b) != OK ||
	    b.n != 4 * p->keys)
		die("no answers of %s", p->name);
	for (size_t i = 0; i < p->keys; i++) {
		uint32_t got;
		memcpy(&got, b.p + 4 * i, sizeof(got));
		same(p->name, i, ours_find(&s->key[i]), got);
	}
	buf_free(&b);
}

static void
compare(const struct key_set *s)
{
	size_t held = 0;

	for (size_t i = 0; i < KEYS; i++) {
		uint32_t want = ours_find(&s->key[i]);
		held += want != UINT32_MAX;
		same("libmaxminddb", i, want, mmdb_find(&s->key[i]));
		if (s->kind == 4)
			same("DIR-24-8", i, want, dir_find(&s->key[i]));
	}
	printf("\n%s: %d keys, %zu of them held, all sides say the same\n",
	    s->name, KEYS, held);
}

static void
look_up(struct key_set *s, const char *folder)
{
	struct side sides[4 + PEERS] = {
	    {.name = "prefix index", .run = ours_run, .with = s},
	    {.name = "same, 256 at once", .run = ours_all_run, .with = s},
	    {.name = "libmaxminddb, get_value", .run = mmdb_run, .with = s},
	};
	struct peer_with with[PEERS];
	size_t n = 3;

	compare(s);
	if (s->kind == 4)
		sides[n++] = (struct side){
		    .name = "DIR-24-8", .run = dir_run, .with = s};
	for (size_t i = 0; i < PEERS; i++) {
		if (!there[i])
			continue;
		peer_compare(peers[i], s, folder);
		with[i] = (struct peer_with){peers[i], s};
		sides[n++] = (struct side){
		    .name = peers[i]->name, .run = peer_run, .with = &with[i]};
	}
	sides_run(sides, n, ROUNDS);
	sides_print(sides, n, KEYS / 1e6, "million look-ups");
}

static void
build(void)
{
	struct side sides[2] = {
	    {.name = "prefix index", .run = ours_build_run},
	    {.name = "python3-radix", .run = radix_build_run},
	};
	size_t n = there[0] ? 2 : 1;

	printf("\nbuild of %d prefixes\n", PREFIXES);
	sides_run(sides, n, ROUNDS);
	sides_print(sides, n, 1, "builds");
	printf("prefix index: %zu bytes, %.2f per prefix\n",
	    prefix_index_bytes(ours),
	    (double)prefix_index_bytes(ours) / PREFIXES);
}

static void
all_make(const char *folder)
{
	char path[256];

	arena_init(&mem, 0);
	entry = ARENA_NEW(&mem, struct prefix_entry, PREFIXES);
	prefixes_make(entry, PREFIXES4, 4);
	prefixes_make(entry + PREFIXES4, PREFIXES6, 6);
	for (uint32_t i = 0; i < PREFIXES; i++)
		entry[i].value = i;
	for (size_t i = 0; i < 4; i++)
		keys_make(&sets[i]);
	ours = prefix_index_build(entry, PREFIXES);
	dir_make();
	snprintf(path, sizeof(path), "%s/prefix.mmdb", folder);
	mmdb_make(path, entry, PREFIXES);
}

static void
folder_clear(const char *folder)
{
	static const char *const names[] = {"prefixes", "answers",
	    "prefix.mmdb", "four-anywhere", "four-inside", "six-anywhere",
	    "six-inside", ""};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char path[256];
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		remove(path);
	}
}

int
main(void)
{
	char folder[] = "/tmp/dijkwacht-bench.XXXXXX";

	if (mkdtemp(folder) == NULL)
		die_errno("no folder");
	side_machine();
	all_make(folder);
	peers_make(folder);
	for (size_t i = 0; i < 4; i++)
		look_up(&sets[i], folder);
	build();
	for (size_t i = 0; i < PEERS; i++)
		if (there[i])
			peer_stop(peers[i]);
	folder_clear(folder);
	return 0;
}
