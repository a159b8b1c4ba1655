/* registry_mmdb: databases in MaxMind's form (MaxMind DB File Format 2.0) */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/time.h"
#include "feed/registry.h"

/*
 * The file is a binary tree over the bits of an address, whose leaves point
 * into a section of data; metadata stands at its end. Everything is taken from
 * the bytes in hand with a look at where they end: a number that leads outside
 * makes the value absent and the file refused. Nothing is followed twice
 * without a bound: pointers by DEPTH_MAX, maps by VALUES_MAX, the tree by the
 * number of its nodes.
 */
enum {
	DEPTH_MAX = 16,	   /* maps in maps, and pointers */
	VALUES_MAX = 4096, /* walked over for one leaf */
	METADATA_MAX = 128 * 1024,
	SEPARATOR = 16, /* zero bytes between tree and data */
	TREE_BITS = 128,
	V4_DEPTH = 96, /* where ::/96 begins in a tree of IPv6 */
};

enum type {
	TYPE_EXTENDED,
	TYPE_POINTER,
	TYPE_TEXT,
	TYPE_DOUBLE,
	TYPE_BYTES,
	TYPE_U16,
	TYPE_U32,
	TYPE_MAP,
	TYPE_I32,
	TYPE_U64,
	TYPE_U128,
	TYPE_ARRAY,
	TYPE_CONTAINER,
	TYPE_END,
	TYPE_BOOL,
	TYPE_FLOAT,
	TYPE_COUNT,
};

/* Reads values of one section; sticky. */
struct data {
	struct str all;
	size_t at;
	unsigned left; /* values that may still be read */
	bool bad;
};

/* The beginning of a value. */
struct head {
	enum type type;
	uint64_t n; /* bytes, members, or where a pointer leads */
};

/* What is wanted of a leaf or of the metadata. */
struct found {
	struct str country, name;
	uint64_t asn, nodes, record, version, major, epoch;
};

struct tree {
	struct registry_run *r;
	struct str all; /* of the nodes */
	struct data data;
	uint64_t nodes, visits;
	unsigned record; /* bits */
	uint64_t v4;	 /* the node of ::/96; nodes where there is none */
	uint64_t last;	 /* the leaf that told was read from */
	struct found told;
	struct address a;
	uint64_t path[TREE_BITS + 1]; /* node at each depth */
	uint8_t turn[TREE_BITS + 1];  /* sides taken there */
};

static uint64_t
number_take(struct data *d, size_t n)
{
	uint64_t v = 0;

	if (n > d->all.n || d->at > d->all.n - n) {
		d->bad = true;
		return 0;
	}
	for (size_t i = 0; i < n; i++)
		v = v << 8 | (unsigned char)d->all.p[d->at++];
	return v;
}

static uint64_t
pointer_take(struct data *d, unsigned control)
{
	static const uint64_t base[] = {0, 2048, 526336, 0};
	unsigned size = control >> 3 & 3;
	uint64_t high =
	    size < 3 ? (uint64_t)(control & 7) << 8 * (size + 1) : 0;

	return (high | number_take(d, size + 1)) + base[size];
}

static struct head
head_take(struct data *d)
{
	unsigned control = (unsigned)number_take(d, 1);
	struct head h = {.type = (enum type)(control >> 5), .n = control & 31};

	if (d->bad || d->left == 0) {
		d->bad = true;
		return h;
	}
	d->left--;
	if (h.type == TYPE_POINTER) {
		h.n = pointer_take(d, control);
		return h;
	}
	if (h.type == TYPE_EXTENDED)
		h.type = (enum type)(number_take(d, 1) + 7);
	if (h.n == 29)
		h.n = 29 + number_take(d, 1);
	else if (h.n == 30)
		h.n = 285 + number_take(d, 2);
	else if (h.n == 31)
		h.n = 65821 + number_take(d, 3);
	d->bad = d->bad || h.type >= TYPE_COUNT;
	return h;
}

static struct str
bytes_take(struct data *d, uint64_t n)
{
	struct str s = str_from(d->all, d->at);

	if (d->bad || n > s.n) {
		d->bad = true;
		return (struct str){0};
	}
	d->at += (size_t)n;
	return str_upto(s, (size_t)n);
}

/*
 * The beginning of a value, where a pointer may stand for it: then *there is
 * where it leads. Returns where the value goes on; end it with back.
 */
static struct data *
follow(struct data *d, struct data *there, struct head *h)
{
	*h = head_take(d);
	if (d->bad || h->type != TYPE_POINTER)
		return d;
	*there = *d;
	there->at = (size_t)h->n;
	*h = head_take(there);
	return there;
}

static void
back(struct data *d, const struct data *from)
{
	d->bad = from->bad;
	d->left = from->left;
}

static struct str
text_take(struct data *d)
{
	struct head h;
	struct data there, *in = follow(d, &there, &h);

	in->bad = in->bad || h.type != TYPE_TEXT;

	struct str s = bytes_take(in, h.n);

	back(d, in);
	return s;
}

static void
skip(struct data *d, unsigned depth)
{
	struct head h = head_take(d);
	uint64_t members = h.type == TYPE_MAP ? 2 * h.n : h.n;

	if (h.type == TYPE_POINTER || h.type == TYPE_BOOL || h.type == TYPE_END)
		return;
	if (h.type != TYPE_MAP && h.type != TYPE_ARRAY) {
		bytes_take(d, h.n);
		return;
	}
	d->bad = d->bad || depth == DEPTH_MAX;
	for (uint64_t i = 0; i < members && !d->bad; i++)
		skip(d, depth + 1);
}

static uint64_t
unsigned_take(struct data *d)
{
	struct head h;
	struct data there, *in = follow(d, &there, &h);
	bool number =
	    h.type == TYPE_U16 || h.type == TYPE_U32 || h.type == TYPE_U64;
	uint64_t v = 0;

	in->bad = in->bad || !number || h.n > 8;
	if (!in->bad)
		v = number_take(in, (size_t)h.n);
	back(d, in);
	return v;
}

static void map_take(struct data *d, struct found *f, unsigned depth);

/* A member of a map that we know, or one to pass over. */
static void
member_take(struct data *d, struct found *f, struct str key, unsigned depth)
{
	struct {
		const char *key;
		uint64_t *to;
	} const numbers[] = {
	    {"autonomous_system_number", &f->asn},
	    {"node_count", &f->nodes},
	    {"record_size", &f->record},
	    {"ip_version", &f->version},
	    {"binary_format_major_version", &f->major},
	    {"build_epoch", &f->epoch},
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (str_eq(key, str_of(numbers[i].key))) {
			*numbers[i].to = unsigned_take(d);
			return;
		}
	if (str_eq(key, STR("autonomous_system_organization")))
		f->name = text_take(d);
	else if (str_eq(key, STR("iso_code")) && depth > 0)
		f->country = text_take(d);
	else if (str_eq(key, STR("country")))
		map_take(d, f, depth + 1);
	else
		skip(d, depth);
}

static void
map_take(struct data *d, struct found *f, unsigned depth)
{
	struct head h;
	struct data there, *in = follow(d, &there, &h);

	in->bad = in->bad || h.type != TYPE_MAP || depth == DEPTH_MAX;
	for (uint64_t i = 0; i < h.n && !in->bad; i++)
		member_take(in, f, text_take(in), depth);
	back(d, in);
}

static struct found
found_at(struct data *d, size_t at, bool *bad)
{
	struct found f = {0};

	d->at = at;
	d->left = VALUES_MAX;
	d->bad = at >= d->all.n;
	if (!d->bad)
		map_take(d, &f, 0);
	*bad = d->bad;
	return f;
}

/* The tree. */

/* Where side 0 or 1 of a node leads. */
static uint64_t
record(const struct tree *t, uint64_t node, unsigned side)
{
	const unsigned char *p =
	    (const unsigned char *)t->all.p + node * (t->record / 4);

	if (t->record == 24)
		p += side * 3;
	else if (t->record == 32)
		p += side * 4;
	if (t->record == 24)
		return (uint64_t)p[0] << 16 | (uint64_t)p[1] << 8 | p[2];
	if (t->record == 32)
		return (uint64_t)p[0] << 24 | (uint64_t)p[1] << 16 |
		    (uint64_t)p[2] << 8 | p[3];

	uint64_t high = side == 0 ? p[3] >> 4 : p[3] & 15;

	p += side * 4;
	return high << 24 | (uint64_t)p[0] << 16 | (uint64_t)p[1] << 8 | p[2];
}

/* The leaf's data, for the prefix of depth bits in hand. */
static void
leaf_put(struct tree *t, uint64_t leaf, unsigned depth, bool four)
{
	struct registry_run *r = t->r;
	struct prefix p = {.a = t->a, .length = (uint8_t)depth};
	struct registry_range v = {0};
	bool bad = false;

	if (!registry_row(r))
		return;
	if (leaf != t->last)
		t->told = found_at(
		    &t->data, (size_t)(leaf - t->nodes - SEPARATOR), &bad);
	t->last = bad ? 0 : leaf;
	if (bad) {
		registry_reject(r, ERR_SYNTAX,
		    "node %llu points to data that does not read",
		    (unsigned long long)leaf);
		return;
	}
	if (four) {
		p.a.kind = 4;
		p.length = (uint8_t)(depth - V4_DEPTH);
		memmove(p.a.b, p.a.b + 12, 4);
		memset(p.a.b + 4, 0, 12);
	}
	registry_span(&p, &v);
	v.country = t->told.country;
	v.name = t->told.name;
	v.asn = t->told.asn <= UINT32_MAX ? (uint32_t)t->told.asn : 0;
	if (v.asn != 0 || v.country.n > 0)
		registry_range_put(r, &v);
}

static bool
inside_v4(const struct tree *t, unsigned depth)
{
	static const uint8_t zero[12];

	return t->a.kind == 6 && depth >= V4_DEPTH &&
	    memcmp(t->a.b, zero, sizeof(zero)) == 0;
}

/* Depth first, without recursion. IPv4 hangs in the tree of IPv6 more than
 * once (2002::/16 and so on): only ::/96 is followed. */
static bool
tree_walk(struct tree *t)
{
	unsigned bits = address_bits(&t->a), depth = 0;

	for (;;) {
		if (t->turn[depth] == 2) {
			t->turn[depth] = 0;
			if (depth == 0)
				return true;
			depth--;
			t->a.b[depth / 8] &= (uint8_t) ~(0x80 >> depth % 8);
			continue;
		}
		unsigned side = t->turn[depth]++;
		uint64_t to = record(t, t->path[depth], side);
		if (++t->visits > 2 * t->nodes)
			return false; /* some node was met twice */
		t->a.b[depth / 8] &= (uint8_t) ~(0x80 >> depth % 8);
		if (side == 1)
			t->a.b[depth / 8] |= (uint8_t)(0x80 >> depth % 8);
		bool four = inside_v4(t, depth + 1);
		bool alias = t->a.kind == 6 && to == t->v4 && !four;
		if (to > t->nodes) {
			leaf_put(t, to, depth + 1, four);
		} else if (to < t->nodes && !alias) {
			if (depth + 1 == bits)
				return false;
			t->path[++depth] = to;
			t->turn[depth] = 0;
			continue;
		}
		if (t->turn[depth] < 2)
			continue;
		t->a.b[depth / 8] &= (uint8_t) ~(0x80 >> depth % 8);
	}
}

/* The node of ::/96. */
static uint64_t
v4_node(const struct tree *t)
{
	uint64_t node = 0;

	for (unsigned i = 0; i < V4_DEPTH && node < t->nodes; i++)
		node = record(t, node, 0);
	return node;
}

/* The bytes behind the last marker; absent where there is none. */
static struct str
metadata(struct str bytes)
{
	const struct str marker = STR("\xab\xcd\xefMaxMind.com");
	size_t from = bytes.n > METADATA_MAX ? bytes.n - METADATA_MAX : 0;
	struct str rest = str_from(bytes, from), found = {0};

	for (size_t at; (at = str_find_str(rest, marker)) < rest.n;)
		found = rest = str_from(rest, at + marker.n);
	return found;
}

static void
mmdb_whole(struct registry_run *r, struct str bytes)
{
	struct data about = {.all = metadata(bytes)};
	bool bad;
	struct found f = found_at(&about, 0, &bad);
	uint64_t node = f.record / 4;

	if (bad || f.major != 2 || f.nodes == 0 ||
	    (f.record != 24 && f.record != 28 && f.record != 32) ||
	    (f.version != 4 && f.version != 6) ||
	    f.nodes > (bytes.n - about.all.n) / node ||
	    bytes.n - f.nodes * node < SEPARATOR + about.all.n) {
		if (registry_row(r))
			registry_reject(r, ERR_SYNTAX,
			    "is no MaxMind database of version 2, or was cut "
			    "off");
		return;
	}

	struct tree t = {
	    .r = r,
	    .all = str_upto(bytes, (size_t)(f.nodes * node)),
	    .data = {.all = str_upto(
			 str_from(bytes, (size_t)(f.nodes * node) + SEPARATOR),
			 bytes.n - (size_t)(f.nodes * node) - SEPARATOR -
			     about.all.n)},
	    .nodes = f.nodes,
	    .record = (unsigned)f.record,
	    .a = {.kind = (uint8_t)f.version},
	};

	t.v4 = f.version == 6 ? v4_node(&t) : t.nodes;
	if (!tree_walk(&t) && registry_row(r))
		registry_reject(r, ERR_SYNTAX,
		    "the tree of addresses has a loop or is too deep");
}

const struct registry_format registry_mmdb = {
    .name = "mmdb",
    .about = "a country or AS database in MaxMind's form",
    .ending = ".mmdb",
    .whole = mmdb_whole,
};
