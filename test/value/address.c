/* tests of value/address */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/address.h"

#include <string.h>

#include "test/tap.h"

struct text {
	const char *in, *out; /* out NULL: refused */
};

static void
reads(const char *in, const char *out)
{
	struct address a;
	struct buf b = {0};
	bool read = address_read(str_of(in), &a);

	if (read)
		address_put(&b, &a);
	if (!is_text(buf_all(&b), out == NULL ? "" : out) ||
	    !ok(read == (out != NULL)))
		tap_note("input: %s", in);
	if (!read)
		is_int(a.kind, 0);
	buf_free(&b);
}

static struct prefix
prefix_of(const char *z)
{
	struct prefix p;

	if (!ok(prefix_read(str_of(z), &p, NULL) == OK))
		tap_note("input: %s", z);
	return p;
}

static struct address
address_of(const char *z)
{
	struct address a;

	if (!ok(address_read(str_of(z), &a)))
		tap_note("input: %s", z);
	return a;
}

TEST(four)
{
	reads("192.0.2.1", "192.0.2.1");
	reads("0.0.0.0", "0.0.0.0");
	reads("255.255.255.255", "255.255.255.255");
	is_int(address_of("192.0.2.1").kind, 4);
	ok(memcmp(address_of("192.0.2.1").b, "\xc0\x00\x02\x01", 5) == 0);
}

TEST(four_refused)
{
	static const char *const hostile[] = {
	    "", "1", "192.0.2", "192.0.2.", ".192.0.2.1", "192.0.2.1.",
	    "192.0.2.1.5", "192..2.1", "256.0.2.1", "192.0.2.256",
	    "192.0.2.1000", "1921.0.2.1", " 192.0.2.1", "192.0.2.1 ",
	    "192.0.2.1\n", "192.0.2.-1", "+192.0.2.1", "192.0.2.1/32",
	    "192.0.2.1:80", "a.b.c.d", "192,0,2,1",
	    "0177.0.0.1", /* octal to inet_aton */
	    "192.0.02.1", /* the same, quieter */
	    "00.0.0.0",	  /* zeroes upon zeroes */
	    "0x7f.0.0.1", /* hexadecimal to inet_aton */
	    "2130706433", /* one number to inet_aton */
	    "127.1",	  /* two numbers to inet_aton */
	    "192.0.2.99999999999999999999",
	    "\xd9\xa1\xd9\xa9\xd9\xa2.0.2.1", /* Arabic-Indic digits */
	    "192\343\200\2020.2.1",	      /* ideographic full stop */
	};

	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++)
		reads(hostile[i], NULL);

	struct address a;

	ok(!address_read(STR("192.0.2.1\0"), &a)); /* NUL behind it */
	ok(!address_read(STR("192.0\0.2.1"), &a)); /* NUL in it */
	ok(!address_read((struct str){0}, &a));
}

TEST(six)
{
	static const struct text t[] = {
	    {"::", "::"},
	    {"::1", "::1"},
	    {"1::", "1::"},
	    {"2001:db8::1", "2001:db8::1"},
	    {"2001:DB8::A", "2001:db8::a"},
	    {"2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"},
	    {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"}, /* RFC 5952 4.2.3 */
	    {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},	   /* the longer run */
	    {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"}, /* 4.2.2 */
	    {"2001:db8:0:0:1:1:1:1", "2001:db8::1:1:1:1"},
	    {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
	    {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
	    {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
	    {"1:2:3::5:6:7:8", "1:2:3:0:5:6:7:8"},
	    {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	    {"64:ff9b::192.0.2.1", "64:ff9b::c000:201"},
	    {"1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201"},
	    {"::192.0.2.1", "::c000:201"},
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		reads(t[i].in, t[i].out);
	is_int(address_of("::").kind, 6);
}

TEST(six_refused)
{
	static const char *const hostile[] = {
	    ":",
	    ":::",
	    "::::",
	    "1",
	    "1:",
	    ":1",
	    "1:2",
	    "1:2:3:4:5:6:7",
	    "1:2:3:4:5:6:7:8:9",
	    "1:2:3:4:5:6:7:8:",
	    ":1:2:3:4:5:6:7:8",
	    "1::2::3",
	    "1:::2",
	    "::1:",
	    ":1::",
	    "12345::",
	    "g::",
	    "1:2:3:4:5:6:7:8::",
	    "::1:2:3:4:5:6:7:8",
	    "1:2:3:4::5:6:7:8",
	    "2001:db8::1/64",
	    "[2001:db8::1]",
	    "2001:db8::1 ",
	    "2001:db8::-1",
	    "2001:db8::+1",
	    "2001:db8::0x1",
	    "fe80::1%eth0", /* a zone names the writer's own wire */
	    "fe80::1%25eth0",
	    "fe80::1%",
	    "fe80::1%1",
	    "::ffff:192.0.2", /* half an IPv4 tail */
	    "::ffff:192.0.2.256",
	    "::ffff:192.0.2.01",
	    "::192.0.2.1:1",
	    "1:2:3:4:5:6:7:192.0.2.1", /* a tail too many */
	    "1:2:3:4:5:192.0.2.1",     /* a group too few */
	    "192.0.2.1::",
	    "::1.2.3.4.5",
	    "0000000000000000000000000000000000000000000000::1",
	};

	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++)
		reads(hostile[i], NULL);
}

TEST(mapped_is_four)
{
	reads("::ffff:192.0.2.1", "192.0.2.1");
	reads("::FFFF:c000:0201", "192.0.2.1");
	reads("0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1");
	reads("::ffff:10.0.0.1", "10.0.0.1");
	is_text(address_special(&(struct address){4, {10, 0, 0, 1}}),
	    "private address space (RFC 1918)");
	reads("::fffe:192.0.2.1", "::fffe:c000:201"); /* nearly */
	reads("::ffff:0:192.0.2.1", "::ffff:0:c000:201");
}

/* What is written is read back as the same, over many shapes of zeroes. */
TEST(round_trip)
{
	uint64_t seed = 20260110;

	for (int i = 0; i < 20000; i++) {
		struct address a = {.kind = 6}, again;
		struct buf b = {0};

		for (int k = 0; k < 16; k++) {
			seed =
			    seed * 6364136223846793005u + 1442695040888963407u;
			a.b[k] = seed >> 60 < 9 ? 0 : (uint8_t)(seed >> 33);
		}
		address_put(&b, &a);
		if (!ok(address_read(buf_all(&b), &again)) ||
		    !is_int(address_cmp(&a, &again), 0))
			tap_note("%.*s", STR_ARG(buf_all(&b)));
		buf_free(&b);
	}
}

TEST(order)
{
	struct address four = address_of("255.255.255.255");
	struct address six = address_of("::1"), more = address_of("::2");

	ok(address_cmp(&four, &six) < 0);
	ok(address_cmp(&six, &four) > 0);
	ok(address_cmp(&six, &more) < 0);
	is_int(address_cmp(&six, &six), 0);
	is_int(address_bits(&four), 32);
	is_int(address_bits(&six), 128);
	is_int(address_bits(&(struct address){0}), 0);
}

static void
prefix_reads(const char *in, const char *out)
{
	struct prefix p;
	struct buf b = {0};

	is_int(prefix_read(str_of(in), &p, NULL), OK);
	prefix_put(&b, &p);
	is_text(buf_all(&b), out);
	buf_free(&b);
}

static void
prefix_refused(const char *in, enum err e, const char *rule)
{
	struct prefix p;
	struct why w = {0};

	if (!is_int(prefix_read(str_of(in), &p, &w), e) || !is_int(w.err, e) ||
	    !is_text(str_of(w.rule), rule))
		tap_note("input: %s", in);
	is_int(p.a.kind, 0);
	is_int(prefix_read(str_of(in), &p, NULL), e);
}

TEST(prefixes)
{
	prefix_reads("192.0.2.0/24", "192.0.2.0/24");
	prefix_reads("192.0.2.1", "192.0.2.1/32");
	prefix_reads("0.0.0.0/0", "0.0.0.0/0");
	prefix_reads("2001:DB8::/32", "2001:db8::/32");
	prefix_reads("2001:db8::1", "2001:db8::1/128");
	prefix_reads("2001:db8::8000:0:0:0/65", "2001:db8:0:0:8000::/65");
	prefix_reads("::/0", "::/0");
	prefix_reads("::ffff:192.0.2.0/120", "192.0.2.0/24");
	prefix_reads("::ffff:0:0/96", "0.0.0.0/0");
}

TEST(prefixes_refused)
{
	static const char shape[] = "an address or prefix was expected, "
				    "as in 192.0.2.0/24 or 2001:db8::/32";
	static const char bits[] =
	    "a number of bits was expected behind the slash, "
	    "as in 192.0.2.0/24";

	prefix_refused("", ERR_SYNTAX, shape);
	prefix_refused("/", ERR_SYNTAX, shape);
	prefix_refused("bakker.example", ERR_SYNTAX, shape);
	prefix_refused("192.0.2/24", ERR_SYNTAX, shape);
	prefix_refused("fe80::%eth0/64", ERR_SYNTAX, shape);
	prefix_refused("192.0.2.0/", ERR_SYNTAX, bits);
	prefix_refused("192.0.2.0/-4", ERR_SYNTAX, bits);
	prefix_refused("192.0.2.0/024", ERR_SYNTAX, bits);
	prefix_refused("192.0.2.0/24/24", ERR_SYNTAX, bits);
	prefix_refused("192.0.2.0/255.255.255.0", ERR_SYNTAX, bits);
	prefix_refused("192.0.2.0/33", ERR_RANGE,
	    "a prefix of this kind has 0 to 32 bits");
	prefix_refused("2001:db8::/129", ERR_RANGE,
	    "a prefix of this kind has 0 to 128 bits");
}

TEST(host_bits)
{
	prefix_refused("192.0.2.1/24", ERR_RANGE,
	    "there are bits set past the prefix's length, "
	    "192.0.2.0/24 was probably meant");
	prefix_refused("192.0.2.1/0", ERR_RANGE,
	    "there are bits set past the prefix's length, "
	    "0.0.0.0/0 was probably meant");
	prefix_refused("192.0.2.129/31", ERR_RANGE,
	    "there are bits set past the prefix's length, "
	    "192.0.2.128/31 was probably meant");
	prefix_refused("2001:db8:0:0:0:0:0:1/127", ERR_RANGE,
	    "there are bits set past the prefix's length, "
	    "2001:db8::/127 was probably meant");
	prefix_refused("::ffff:192.0.2.1/120", ERR_RANGE,
	    "there are bits set past the prefix's length, "
	    "192.0.2.0/24 was probably meant");
	/* All of IPv4 and more: the ffff itself lies past the length. */
	prefix_refused("::ffff:0:0/90", ERR_RANGE,
	    "there are bits set past the prefix's length, "
	    "::ffc0:0:0/90 was probably meant");
}

static void
holds(const char *prefix, const char *address, bool want)
{
	struct prefix p = prefix_of(prefix);
	struct address a = address_of(address);

	if (!is_int(prefix_holds(&p, &a), want))
		tap_note("%s in %s", address, prefix);
}

TEST(holding)
{
	holds("192.0.2.0/25", "192.0.2.127", true);
	holds("192.0.2.0/25", "192.0.2.128", false);
	holds("192.0.2.4/32", "192.0.2.4", true);
	holds("192.0.2.4/32", "192.0.2.5", false);
	holds("0.0.0.0/0", "203.0.113.255", true);
	holds("0.0.0.0/0", "::1", false);
	holds("::/0", "203.0.113.255", false);
	holds("::/0", "2001:db8::1", true);
	holds("2001:db8::/63", "2001:db8:0:1:ffff::", true);
	holds("2001:db8::/63", "2001:db8:0:2::", false);
	holds("2001:db8::/127", "2001:db8::1", true);
	holds("2001:db8::1/128", "2001:db8::", false);
}

TEST(covering)
{
	struct prefix wide = prefix_of("198.51.100.0/24");
	struct prefix narrow = prefix_of("198.51.100.128/25");
	struct prefix beside = prefix_of("203.0.113.0/24");

	ok(prefix_covers(&wide, &narrow));
	ok(prefix_covers(&wide, &wide));
	ok(!prefix_covers(&narrow, &wide));
	ok(!prefix_covers(&wide, &beside));
}

static void
special(const char *address, const char *want)
{
	struct address a = address_of(address);
	struct str got = address_special(&a);

	if (!is_text(got, want == NULL ? "" : want) ||
	    !ok((got.p == NULL) == (want == NULL)))
		tap_note("address: %s", address);
}

TEST(special_four)
{
	special("0.0.0.0", "this host (RFC 1122)");
	special("0.1.2.3", "this network (RFC 791)");
	special("9.255.255.255", NULL);
	special("10.0.0.0", "private address space (RFC 1918)");
	special("10.255.255.255", "private address space (RFC 1918)");
	special("11.0.0.0", NULL);
	special("100.63.255.255", NULL);
	special("100.64.0.0", "shared address space (RFC 6598)");
	special("100.127.255.255", "shared address space (RFC 6598)");
	special("100.128.0.0", NULL);
	special("127.0.0.1", "loopback (RFC 1122)");
	special("169.254.169.254", "link-local (RFC 3927)");
	special("172.15.255.255", NULL);
	special("172.16.0.0", "private address space (RFC 1918)");
	special("172.31.255.255", "private address space (RFC 1918)");
	special("172.32.0.0", NULL);
	special("192.0.0.1", "IPv4 service continuity (RFC 7335)");
	special("192.0.0.8", "IPv4 dummy address (RFC 7600)");
	special("192.0.0.9", "port control anycast (RFC 7723)");
	special("192.0.0.10", "TURN anycast (RFC 8155)");
	special("192.0.0.11", "IETF protocol assignments (RFC 6890)");
	special("192.0.0.171", "NAT64 discovery (RFC 8880)");
	special("192.0.1.0", NULL);
	special("192.31.196.1", "AS112 service (RFC 7535)");
	special("192.52.193.1", "automatic multicast tunneling (RFC 7450)");
	special("192.88.99.1", "6to4 relay anycast (RFC 7526)");
	special("192.88.99.2", "6a44 relay (RFC 6751)");
	special("192.168.1.1", "private address space (RFC 1918)");
	special("192.169.0.0", NULL);
	special("192.175.48.1", "AS112 service (RFC 7534)");
	special("198.17.255.255", NULL);
	special("198.18.0.0", "benchmarking (RFC 2544)");
	special("198.19.255.255", "benchmarking (RFC 2544)");
	special("198.20.0.0", NULL);
	special("223.255.255.255", NULL);
	special("224.0.0.1", "multicast (RFC 5771)");
	special("239.255.255.255", "multicast (RFC 5771)");
	special("240.0.0.0", "reserved (RFC 1112)");
	special("255.255.255.254", "reserved (RFC 1112)");
	special("255.255.255.255", "limited broadcast (RFC 919)");
}

TEST(special_six)
{
	special("::", "unspecified address (RFC 4291)");
	special("::1", "loopback (RFC 4291)");
	special("::2", "IPv4-compatible address (RFC 4291)");
	special("::ffff:127.0.0.1", "loopback (RFC 1122)");
	special("64:ff9b::c000:201", "IPv4-IPv6 translation (RFC 6052)");
	special("64:ff9b:1::1", "IPv4-IPv6 translation (RFC 8215)");
	special("64:ff9b:2::1", "outside global unicast (RFC 4291)");
	special("100::1", "discard-only (RFC 6666)");
	special("100:0:0:1::1", "IPv6 dummy prefix (RFC 9780)");
	special("2001::1", "Teredo (RFC 4380)");
	special("2001:1::1", "port control anycast (RFC 7723)");
	special("2001:1::2", "TURN anycast (RFC 8155)");
	special("2001:1::3", "DNS-SD registration anycast (RFC 9665)");
	special("2001:1::4", "IETF protocol assignments (RFC 2928)");
	special("2001:2::1", "benchmarking (RFC 5180)");
	special("2001:3::1", "automatic multicast tunneling (RFC 7450)");
	special("2001:4:112::1", "AS112 service (RFC 7535)");
	special("2001:1f::1", "ORCHID (RFC 4843)");
	special("2001:2f::1", "ORCHIDv2 (RFC 7343)");
	special("2001:30::1", "drone remote identification (RFC 9374)");
	special("2001:1ff::1", "IETF protocol assignments (RFC 2928)");
	special("2001:200::1", NULL);
	special("2002:c000:201::1", "6to4 (RFC 3056)");
	special("2003::1", NULL);
	special("2620:4f:8000::1", "AS112 service (RFC 7534)");
	special("2620:4f:8001::1", NULL);
	special("3fff::1", "documentation (RFC 9637)");
	special("3fff:1000::1", NULL);
	special("4000::1", "outside global unicast (RFC 4291)");
	special("5f00::1", "segment routing identifiers (RFC 9602)");
	special("8000::1", "outside global unicast (RFC 4291)");
	special("fbff::1", "outside global unicast (RFC 4291)");
	special("fc00::1", "unique local address (RFC 4193)");
	special("fdff::1", "unique local address (RFC 4193)");
	special("fe00::1", "outside global unicast (RFC 4291)");
	special("fe80::1", "link-local (RFC 4291)");
	special("febf::1", "link-local (RFC 4291)");
	special("fec0::1", "site-local (RFC 3879)");
	special("ff02::1", "multicast (RFC 4291)");
}

TEST(documentation_is_ordinary)
{
	special("192.0.2.1", NULL);
	special("198.51.100.1", NULL);
	special("203.0.113.1", NULL);
	special("2001:db8::1", NULL);
}

static void
special_prefix(const char *prefix, const char *want)
{
	struct prefix p = prefix_of(prefix);

	if (!is_text(prefix_special(&p), want))
		tap_note("prefix: %s", prefix);
}

TEST(special_prefixes)
{
	special_prefix("10.1.0.0/16", "private address space (RFC 1918)");
	special_prefix("0.0.0.0/8", "this network (RFC 791)");
	special_prefix("192.168.0.0/15", "private address space (RFC 1918)");
	special_prefix("0.0.0.0/0", "this host (RFC 1122)");
	special_prefix("2000::/3", "port control anycast (RFC 7723)");
	special_prefix("fc00::/6", "outside global unicast (RFC 4291)");
	special_prefix("192.0.2.0/24", "");
	special_prefix("2001:db8::/32", "");
	special_prefix("192.0.2.0/23", "");
}

/* "192.0.2.1/32 192.0.2.2/31": the prefixes of a span. */
static struct str
span_of(const char *from, const char *to)
{
	static struct buf b;
	struct address first, last;
	struct prefix p;

	buf_reset(&b);
	if (!address_read(str_of(from), &first) ||
	    !address_read(str_of(to), &last))
		return STR("no addresses");
	while (prefix_of_span(&first, &last, &p)) {
		if (b.n > 0)
			buf_char(&b, ' ');
		prefix_put(&b, &p);
	}
	return buf_all(&b);
}

TEST(a_span_falls_into_the_largest_prefixes)
{
	is_text(span_of("192.0.2.0", "192.0.2.255"), "192.0.2.0/24");
	is_text(span_of("192.0.2.7", "192.0.2.7"), "192.0.2.7/32");
	is_text(span_of("192.0.2.1", "192.0.2.6"),
	    "192.0.2.1/32 192.0.2.2/31 192.0.2.4/31 192.0.2.6/32");
	is_text(span_of("192.0.2.0", "192.0.3.0"), "192.0.2.0/24 192.0.3.0/32");
	is_text(span_of("192.0.2.2", "192.0.2.1"), "");
	is_text(span_of("0.0.0.0", "255.255.255.255"), "0.0.0.0/0");
	is_text(span_of("255.255.255.254", "255.255.255.255"),
	    "255.255.255.254/31");
	is_text(
	    span_of("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), "::/0");
	is_text(span_of("2001:db8::ffff", "2001:db8::1:1"),
	    "2001:db8::ffff/128 2001:db8::1:0/127");
	is_text(span_of("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
	    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128");
}
