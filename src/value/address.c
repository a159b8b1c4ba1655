/* address: IPv4 and IPv6 addresses and prefixes */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/address.h"

#include <string.h>

enum {
	V4_TEXT_MAX = sizeof("255.255.255.255") - 1,
	V6_TEXT_MAX =
	    sizeof("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255") - 1,
	MAPPED = 12, /* bytes of ::ffff:0:0/96 before the IPv4 address */
};

struct special {
	struct prefix p;
	const char *why;
};

static const uint8_t mapped[MAPPED] = {[10] = 0xff, [11] = 0xff};

/* clang-format off */
#define V4(a, b, c, d, length) {{4, {a, b, c, d}}, length}
#define V6(length, ...)        {{6, {__VA_ARGS__}}, length}

/*
 * IANA IPv4 and IPv6 Special-Purpose Address Registries, the multicast
 * ranges, and what RFC 4291 does not call global unicast. A prefix stands
 * before those that hold it. Documentation (RFC 5737, RFC 3849) is left out.
 */
static const struct special specials[] = {
	{V4(0, 0, 0, 0, 32),           "this host (RFC 1122)"},
	{V4(0, 0, 0, 0, 8),            "this network (RFC 791)"},
	{V4(10, 0, 0, 0, 8),           "private address space (RFC 1918)"},
	{V4(100, 64, 0, 0, 10),        "shared address space (RFC 6598)"},
	{V4(127, 0, 0, 0, 8),          "loopback (RFC 1122)"},
	{V4(169, 254, 0, 0, 16),       "link-local (RFC 3927)"},
	{V4(172, 16, 0, 0, 12),        "private address space (RFC 1918)"},
	{V4(192, 0, 0, 0, 29),         "IPv4 service continuity (RFC 7335)"},
	{V4(192, 0, 0, 8, 32),         "IPv4 dummy address (RFC 7600)"},
	{V4(192, 0, 0, 9, 32),         "port control anycast (RFC 7723)"},
	{V4(192, 0, 0, 10, 32),        "TURN anycast (RFC 8155)"},
	{V4(192, 0, 0, 170, 31),       "NAT64 discovery (RFC 8880)"},
	{V4(192, 0, 0, 0, 24),         "IETF protocol assignments (RFC 6890)"},
	{V4(192, 31, 196, 0, 24),      "AS112 service (RFC 7535)"},
	{V4(192, 52, 193, 0, 24),      "automatic multicast tunneling (RFC 7450)"},
	{V4(192, 88, 99, 2, 32),       "6a44 relay (RFC 6751)"},
	{V4(192, 88, 99, 0, 24),       "6to4 relay anycast (RFC 7526)"},
	{V4(192, 168, 0, 0, 16),       "private address space (RFC 1918)"},
	{V4(192, 175, 48, 0, 24),      "AS112 service (RFC 7534)"},
	{V4(198, 18, 0, 0, 15),        "benchmarking (RFC 2544)"},
	{V4(224, 0, 0, 0, 4),          "multicast (RFC 5771)"},
	{V4(255, 255, 255, 255, 32),   "limited broadcast (RFC 919)"},
	{V4(240, 0, 0, 0, 4),          "reserved (RFC 1112)"},
	{V6(128, 0),                   "unspecified address (RFC 4291)"},
	{V6(128, [15] = 1),            "loopback (RFC 4291)"},
	{V6(96, [10] = 0xff, 0xff),    "IPv4-mapped address (RFC 4291)"},
	{V6(96, 0),                    "IPv4-compatible address (RFC 4291)"},
	{V6(96, 0, 0x64, 0xff, 0x9b),  "IPv4-IPv6 translation (RFC 6052)"},
	{V6(48, 0, 0x64, 0xff, 0x9b, 0, 1), "IPv4-IPv6 translation (RFC 8215)"},
	{V6(64, 1),                    "discard-only (RFC 6666)"},
	{V6(64, 1, [7] = 1),           "IPv6 dummy prefix (RFC 9780)"},
	{V6(128, 0x20, 1, 0, 1, [15] = 1), "port control anycast (RFC 7723)"},
	{V6(128, 0x20, 1, 0, 1, [15] = 2), "TURN anycast (RFC 8155)"},
	{V6(128, 0x20, 1, 0, 1, [15] = 3), "DNS-SD registration anycast (RFC 9665)"},
	{V6(32, 0x20, 1),              "Teredo (RFC 4380)"},
	{V6(48, 0x20, 1, 0, 2),        "benchmarking (RFC 5180)"},
	{V6(32, 0x20, 1, 0, 3),        "automatic multicast tunneling (RFC 7450)"},
	{V6(48, 0x20, 1, 0, 4, 1, 0x12), "AS112 service (RFC 7535)"},
	{V6(28, 0x20, 1, 0, 0x10),     "ORCHID (RFC 4843)"},
	{V6(28, 0x20, 1, 0, 0x20),     "ORCHIDv2 (RFC 7343)"},
	{V6(28, 0x20, 1, 0, 0x30),     "drone remote identification (RFC 9374)"},
	{V6(23, 0x20, 1),              "IETF protocol assignments (RFC 2928)"},
	{V6(16, 0x20, 2),              "6to4 (RFC 3056)"},
	{V6(48, 0x26, 0x20, 0, 0x4f, 0x80), "AS112 service (RFC 7534)"},
	{V6(20, 0x3f, 0xff),           "documentation (RFC 9637)"},
	{V6(16, 0x5f),                 "segment routing identifiers (RFC 9602)"},
	{V6(7, 0xfc),                  "unique local address (RFC 4193)"},
	{V6(10, 0xfe, 0x80),           "link-local (RFC 4291)"},
	{V6(10, 0xfe, 0xc0),           "site-local (RFC 3879)"},
	{V6(8, 0xff),                  "multicast (RFC 4291)"},
	{V6(3, 0),                     "outside global unicast (RFC 4291)"},
	{V6(2, 0x40),                  "outside global unicast (RFC 4291)"},
	{V6(1, 0x80),                  "outside global unicast (RFC 4291)"},
};
/* clang-format on */

enum { N_SPECIALS = sizeof(specials) / sizeof(specials[0]) };

static bool
part_read(const char **p, const char *end, uint8_t *part)
{
	unsigned v = 0, digits = 0;
	const char *c = *p;

	for (; c < end && *c >= '0' && *c <= '9' && digits < 4; c++, digits++)
		v = v * 10 + (unsigned)(*c - '0');
	/* A leading zero is octal to some readers: nobody's guess is right. */
	if (digits == 0 || v > 255 || (digits > 1 && **p == '0'))
		return false;
	*p = c;
	*part = (uint8_t)v;
	return true;
}

static bool
v4_read(struct str s, uint8_t *b)
{
	if (s.n == 0 || s.n > V4_TEXT_MAX)
		return false;

	const char *p = s.p, *end = s.p + s.n;

	for (int i = 0; i < 4; i++) {
		if (i > 0 && (p == end || *p++ != '.'))
			return false;
		if (!part_read(&p, end, &b[i]))
			return false;
	}
	return p == end;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* One to four hex digits; the number of bytes read, or 0. */
static size_t
group_read(struct str s, uint8_t b[2])
{
	unsigned v = 0;
	size_t n = 0;

	for (int h; n < s.n && n < 4 && (h = hex_value(s.p[n])) >= 0; n++)
		v = v << 4 | (unsigned)h;
	b[0] = (uint8_t)(v >> 8);
	b[1] = (uint8_t)v;
	return n;
}

/* Moves what stands behind the gap to the end; zeroes between. */
static bool
gap_close(uint8_t b[16], int n, int gap)
{
	size_t behind = (size_t)(n - gap);

	if (gap < 0)
		return n == 16;
	if (n > 14)
		return false;
	memmove(b + 16 - behind, b + gap, behind);
	memset(b + gap, 0, (size_t)(16 - n));
	return true;
}

/* Takes ":" or, once, "::"; false where neither may stand. */
static bool
colon_take(struct str *s, int n, int *gap)
{
	if (str_starts(*s, STR("::"))) {
		*s = str_from(*s, 2);
		bool first = *gap < 0;
		*gap = n;
		return first;
	}
	if (n == 0)
		return true;
	bool one = s->n > 1 && s->p[0] == ':';
	*s = str_from(*s, 1);
	return one;
}

static bool
v6_read(struct str s, uint8_t b[16])
{
	int n = 0, gap = -1;

	if (s.n < 2 || s.n > V6_TEXT_MAX)
		return false;
	while (s.n > 0) {
		if (!colon_take(&s, n, &gap))
			return false;
		if (s.n == 0)
			break;
		if (n > 14)
			return false;
		size_t digits = group_read(s, b + n);
		if (digits == 0)
			return false;
		if (digits < s.n && s.p[digits] == '.') {
			if (n > 12 || !v4_read(s, b + n))
				return false;
			n += 4;
			break;
		}
		n += 2;
		s = str_from(s, digits);
	}
	return gap_close(b, n, gap);
}

/* Without the reading of mapped addresses as IPv4. */
static bool
literal_read(struct str s, struct address *a)
{
	*a = (struct address){0};
	if (str_find(s, ':') == s.n) {
		a->kind = 4;
		return v4_read(s, a->b);
	}
	a->kind = 6;
	return v6_read(s, a->b);
}

static bool
is_mapped(const struct address *a)
{
	return a->kind == 6 && memcmp(a->b, mapped, MAPPED) == 0;
}

static void
unmap(struct address *a)
{
	struct address v4 = {.kind = 4};

	memcpy(v4.b, a->b + MAPPED, 4);
	*a = v4;
}

bool
address_read(struct str s, struct address *a)
{
	if (!literal_read(s, a)) {
		*a = (struct address){0};
		return false;
	}
	if (is_mapped(a))
		unmap(a);
	return true;
}

/* The longest run of two or more zero groups, the first of equals. */
static int
zero_run(const uint16_t g[8], int *length)
{
	int at = -1;

	*length = 1;
	for (int i = 0, n; i < 8; i += n + 1) {
		for (n = 0; i + n < 8 && g[i + n] == 0;)
			n++;
		if (n > *length) {
			*length = n;
			at = i;
		}
	}
	return at;
}

static void
v4_put(struct buf *b, const uint8_t *p)
{
	for (int i = 0; i < 4; i++) {
		if (i > 0)
			buf_char(b, '.');
		buf_i64(b, p[i]);
	}
}

/* Hex without leading zeros. */
static void
group_put(struct buf *b, unsigned group)
{
	static const char digit[] = "0123456789abcdef";
	int shift = 12;

	while (shift > 0 && group >> shift == 0)
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		buf_char(b, digit[group >> shift & 15]);
}

static void
v6_put(struct buf *b, const uint8_t p[16])
{
	uint16_t g[8];
	int length, run;

	for (int i = 0; i < 8; i++)
		g[i] = (uint16_t)(p[2 * i] << 8 | p[2 * i + 1]);
	run = zero_run(g, &length);
	for (int i = 0; i < 8; i++) {
		if (i == run) {
			buf_str(b, STR("::"));
			i += length - 1;
			continue;
		}
		if (i > 0 && (run < 0 || i != run + length))
			buf_char(b, ':');
		group_put(b, g[i]);
	}
}

void
address_put(struct buf *b, const struct address *a)
{
	if (a->kind == 4) {
		v4_put(b, a->b);
	} else if (is_mapped(a)) {
		buf_str(b, STR("::ffff:"));
		v4_put(b, a->b + MAPPED);
	} else if (a->kind == 6) {
		v6_put(b, a->b);
	}
}

int
address_cmp(const struct address *a, const struct address *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return memcmp(a->b, b->b, sizeof(a->b));
}

unsigned
address_bits(const struct address *a)
{
	return a->kind == 4 ? 32 : a->kind == 6 ? 128 : 0;
}

static enum err
length_read(struct str s, unsigned bits, unsigned *length, struct why *w)
{
	uint64_t v;

	if (!str_u64(s, 999, &v) || (s.n > 1 && s.p[0] == '0'))
		return why_set(w, ERR_SYNTAX,
		    "a number of bits was expected behind the slash, "
		    "as in 192.0.2.0/24");
	if (v > bits)
		return why_set(w, ERR_RANGE,
		    "a prefix of this kind has 0 to %u bits", bits);
	*length = (unsigned)v;
	return OK;
}

/* True when there was nothing to clear. */
static bool
host_bits_clear(struct prefix *p)
{
	uint8_t found = 0, mask = (uint8_t)(0xff >> p->length % 8);

	for (size_t at = p->length / 8; at < sizeof(p->a.b); at++) {
		found |= p->a.b[at] & mask;
		p->a.b[at] &= (uint8_t)~mask;
		mask = 0xff;
	}
	return found == 0;
}

static enum err
host_bits_refuse(struct prefix *p, struct why *w)
{
	struct buf meant = {0};

	prefix_put(&meant, p);

	enum err e = why_set(w, ERR_RANGE,
	    "there are bits set past the prefix's length, "
	    "%.*s was probably meant",
	    STR_ARG(buf_all(&meant)));

	buf_free(&meant);
	*p = (struct prefix){0};
	return e;
}

enum err
prefix_read(struct str s, struct prefix *p, struct why *w)
{
	size_t slash = str_find(s, '/');
	struct address a;
	unsigned length;

	*p = (struct prefix){0};
	if (!literal_read(str_upto(s, slash), &a))
		return why_set(w, ERR_SYNTAX,
		    "an address or prefix was expected, "
		    "as in 192.0.2.0/24 or 2001:db8::/32");
	length = address_bits(&a);
	if (slash < s.n) {
		enum err e =
		    length_read(str_from(s, slash + 1), length, &length, w);
		if (e != OK)
			return e;
	}
	if (is_mapped(&a) && length >= 8 * MAPPED) {
		unmap(&a);
		length -= 8 * MAPPED;
	}
	*p = (struct prefix){.a = a, .length = (uint8_t)length};
	return host_bits_clear(p) ? OK : host_bits_refuse(p, w);
}

void
prefix_put(struct buf *b, const struct prefix *p)
{
	address_put(b, &p->a);
	buf_char(b, '/');
	buf_i64(b, p->length);
}

bool
prefix_holds(const struct prefix *p, const struct address *a)
{
	unsigned bytes = p->length / 8, bits = p->length % 8;

	if (p->a.kind != a->kind || memcmp(p->a.b, a->b, bytes) != 0)
		return false;
	return bits == 0 || (p->a.b[bytes] ^ a->b[bytes]) >> (8 - bits) == 0;
}

bool
prefix_covers(const struct prefix *p, const struct prefix *q)
{
	return p->length <= q->length && prefix_holds(p, &q->a);
}

/* The last bit of a prefix of that length, in its byte. */
static uint8_t
bit_of(unsigned length)
{
	return (uint8_t)(0x80 >> (length - 1) % 8);
}

static bool
step_behind(struct address *a)
{
	for (unsigned i = address_bits(a) / 8; i-- > 0;)
		if (++a->b[i] != 0)
			return true;
	return false;
}

bool
prefix_of_span(
    struct address *first, const struct address *last, struct prefix *p)
{
	struct address end = *first; /* the last of the prefix */
	unsigned length = address_bits(first);

	if (first->kind == 0 || address_cmp(first, last) > 0)
		return false;
	p->a = *first;
	for (; length > 0; length--) {
		unsigned byte = (length - 1) / 8;
		if ((first->b[byte] & bit_of(length)) != 0)
			break;
		end.b[byte] |= bit_of(length);
		if (address_cmp(&end, last) <= 0)
			continue;
		end.b[byte] &= (uint8_t)~bit_of(length);
		break;
	}
	p->length = (uint8_t)length;
	*first = end;
	if (!step_behind(first))
		*first = (struct address){0};
	return true;
}

/* Marks the first bytes that p can have. */
static void
first_bytes_mark(bool first[256], const struct prefix *p)
{
	unsigned n = p->length < 8 ? 1u << (8 - p->length) : 1;

	for (unsigned i = 0; i < n; i++)
		first[p->a.b[0] + i] = true;
}

/*
 * Whether a special prefix shares the first byte: nearly nothing does, and is
 * spared the walk over all of them.
 */
static bool
first_byte_special(const struct address *a)
{
	static bool first[2][256]; /* v4, v6 */

	if (!first[0][0]) /* 0.0.0.0/8 is one */
		for (size_t i = 0; i < N_SPECIALS; i++)
			first_bytes_mark(
			    first[specials[i].p.a.kind == 6], &specials[i].p);
	return first[a->kind == 6][a->b[0]];
}

struct str
address_special(const struct address *a)
{
	if (!first_byte_special(a))
		return (struct str){0};
	for (size_t i = 0; i < N_SPECIALS; i++)
		if (prefix_holds(&specials[i].p, a))
			return str_of(specials[i].why);
	return (struct str){0};
}

struct str
prefix_special(const struct prefix *p)
{
	if (p->length >= 8 && !first_byte_special(&p->a))
		return (struct str){0};
	for (size_t i = 0; i < N_SPECIALS; i++)
		if (prefix_covers(&specials[i].p, p))
			return str_of(specials[i].why);
	for (size_t i = 0; i < N_SPECIALS; i++)
		if (prefix_covers(p, &specials[i].p))
			return str_of(specials[i].why);
	return (struct str){0};
}
