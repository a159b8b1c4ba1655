/* tests of value/domain */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/domain.h"

#include <string.h>

#include "base/buf.h"
#include "test/tap.h"

static const char bytes_rule[] =
    "a name has letters, digits, hyphens, underscores and dots, "
    "without blanks, ports or slashes";
static const char utf8_rule[] =
    "a name is UTF-8 without blanks or control characters";
static const char dot_rule[] = "something must stand before each dot of a name";
static const char empty_rule[] = "a name cannot be empty";
static const char address_rule[] =
    "a name was expected, and this is an address";
static const char long_rule[] = "a name has at most 253 bytes";
static const char label_rule[] = "at most 63 bytes may stand between two dots";

static void
reads(const char *in, const char *out)
{
	struct domain d;
	struct why w = {0};

	if (!is_int(domain_read(str_of(in), &d, &w), OK) ||
	    !is_text(domain_str(&d), out) || !is_int(strlen(d.name), d.n))
		tap_note("input: %s (%s)", in, w.rule);
}

static void
refused(struct str in, enum err e, const char *rule)
{
	struct domain d;
	struct why w = {0};

	if (!is_int(domain_read(in, &d, &w), e) || !is_int(w.err, e) ||
	    !is_text(str_of(w.rule), rule))
		tap_note("input: %.*s", STR_ARG(in));
	is_int(domain_read(in, &d, NULL), e);
}

TEST(plain)
{
	reads("bakker.example", "bakker.example");
	reads("WWW.Bakker.Example", "www.bakker.example");
	reads("bakker.example.", "bakker.example");
	reads("localhost", "localhost");
	reads("_dmarc.bakker.example", "_dmarc.bakker.example");
	reads("web_server-01.bakker.example", "web_server-01.bakker.example");
	reads("-a-.bakker.example", "-a-.bakker.example");
	reads("2.0.192.in-addr.arpa", "2.0.192.in-addr.arpa");
	reads("123.example", "123.example");
	reads("0xa.example", "0xa.example");
	reads("a.0xyz", "a.0xyz");
	reads("XN--PYPAL-4VE.example", "xn--pypal-4ve.example");
	/* Made by machines, decodes to nothing, and yet resolves. */
	reads("xn--99999.example", "xn--99999.example");
}

TEST(unicode)
{
	reads("b\xc3\xbc"
	      "cher.example",
	    "xn--bcher-kva.example");
	reads("B\xc3\x9c"
	      "CHER.example",
	    "xn--bcher-kva.example");
	/* u and a combining diaeresis: the same name (NFC). */
	reads("bu\xcc\x88"
	      "cher.example",
	    "xn--bcher-kva.example");
	/* Sharp s stays itself: non-transitional. */
	reads("stra\xc3\x9f"
	      "e.example",
	    "xn--strae-oqa.example");
	/* Ideographic and full-width dots separate labels. */
	reads("www\xe3\x80\x82"
	      "bakker\xef\xbc\x8e"
	      "example",
	    "www.bakker.example");
	reads("\xef\xbd\x82"
	      "akker.example",
	    "bakker.example");
	/* A soft hyphen is nothing. */
	reads("bak\xc2\xad"
	      "ker.example",
	    "bakker.example");
	reads("_dmarc.b\xc3\xbc"
	      "cher.example",
	    "_dmarc.xn--bcher-kva.example");
	reads("\xe4\xbe\x8b\xe3\x81\x88.example", "xn--r8jz45g.example");
}

TEST(homographs)
{
	/* Cyrillic a: another name, and it shows. */
	reads("p\xd0\xb0ypal.example", "xn--pypal-4ve.example");
	/* All Cyrillic. */
	reads("\xd0\xb0\xd1\x80\xd1\x80\xd3\x8f\xd0\xb5.example",
	    "xn--80ak6aa92e.example");
	/* Kelvin sign and long s are letters k and s. */
	reads("ba\xe2\x84\xaa\xe2\x84\xaa"
	      "er.example",
	    "bakker.example");
	reads("\xc5\xbfmid.example", "smid.example");
}

TEST(unicode_hostile)
{
	refused(STR("192\xe3\x80\x82"
		    "0\xe3\x80\x82"
		    "2\xe3\x80\x82"
		    "1"),
	    ERR_SYNTAX, address_rule); /* an address with ideographic dots */
	refused(STR("\xef\xbc\x91\xef\xbc\x99\xef\xbc\x92.0.2.1"), ERR_SYNTAX,
	    address_rule); /* with full-width digits */
	refused(STR("a\xe2\x84\x80"
		    "b.example"),
	    ERR_SYNTAX, bytes_rule); /* account-of sign maps to a/c */
	refused(STR("b\xc3\xbc"
		    "cher.example:443"),
	    ERR_SYNTAX, bytes_rule);
	refused(STR("b\xc3\xbc cher.example"), ERR_SYNTAX, utf8_rule);
	refused(STR("b\xc3\xbc\0cher.example"), ERR_SYNTAX, utf8_rule);
	refused(STR("b\xc3\xbc"
		    "cher\r\n.example"),
	    ERR_SYNTAX, utf8_rule);
	refused(STR("b\xfc"
		    "cher.example"),
	    ERR_SYNTAX, utf8_rule); /* Latin-1 */
	refused(STR("\xc0\xae\xc0\xae.example"), ERR_SYNTAX,
	    utf8_rule); /* overlong dots */
	refused(STR("a\xc2\xad..example"), ERR_SYNTAX, dot_rule);
}

TEST(unicode_refused_by_idna)
{
	struct domain d;
	struct why w = {0};

	/* Right-to-left override: text that reads backwards. */
	is_int(domain_read(STR("a\xe2\x80\xae"
			       "b.example"),
		   &d, &w),
	    ERR_SYNTAX);
	ok(str_starts(
	    str_of(w.rule), STR("not an internationalised name (IDNA2008): ")));
	w = (struct why){0};
	/* An emoji is no letter. */
	is_int(
	    domain_read(STR("\xf0\x9f\x8c\x8a.example"), &d, &w), ERR_SYNTAX);
	ok(str_starts(
	    str_of(w.rule), STR("not an internationalised name (IDNA2008): ")));
	w = (struct why){0};
	/* Begins with a combining mark. */
	is_int(domain_read(STR("\xcc\x88"
			       "a.example"),
		   &d, &w),
	    ERR_SYNTAX);
}

TEST(refusals)
{
	refused(STR(""), ERR_SYNTAX, empty_rule);
	refused((struct str){0}, ERR_SYNTAX, empty_rule);
	refused(STR("."), ERR_SYNTAX, empty_rule);
	refused(STR(".."), ERR_SYNTAX, dot_rule);
	refused(STR("..."), ERR_SYNTAX, dot_rule);
	refused(STR(".bakker.example"), ERR_SYNTAX, dot_rule);
	refused(STR("bakker..example"), ERR_SYNTAX, dot_rule);
	refused(STR("bakker.example.."), ERR_SYNTAX, empty_rule);
	refused(STR(" bakker.example"), ERR_SYNTAX, bytes_rule);
	refused(STR("bakker.example\0"), ERR_SYNTAX, bytes_rule);
	refused(STR("bakker.example\0.evil.example"), ERR_SYNTAX, bytes_rule);
	refused(STR("n/a"), ERR_SYNTAX, bytes_rule);
	refused(STR("https://bakker.example"), ERR_SYNTAX, bytes_rule);
	refused(STR("bakker.example:443"), ERR_SYNTAX, bytes_rule);
	refused(STR("info@bakker.example"), ERR_SYNTAX, bytes_rule);
	refused(STR("a\\.b.example"), ERR_SYNTAX, bytes_rule);
	refused(STR("bakker.example\x7f"), ERR_SYNTAX, bytes_rule);
	refused(STR("*.bakker.example"), ERR_SYNTAX,
	    "a wildcard is not a name, give the name without \"*.\"");
}

TEST(where)
{
	struct domain d;
	struct why w = {0};

	is_int(domain_read(STR("bak ker.example"), &d, &w), ERR_SYNTAX);
	is_int(w.byte, 3);
}

TEST(addresses)
{
	refused(STR("192.0.2.1"), ERR_SYNTAX, address_rule);
	refused(STR("0177.0.0.1"), ERR_SYNTAX, address_rule);
	refused(STR("127.1"), ERR_SYNTAX, address_rule);
	refused(STR("2130706433"), ERR_SYNTAX, address_rule);
	refused(STR("0x7f000001"), ERR_SYNTAX, address_rule);
	refused(STR("0x7F.0X1"), ERR_SYNTAX, address_rule);
	refused(STR("bakker.0x"), ERR_SYNTAX, address_rule);
	refused(STR("192.0.2.1."), ERR_SYNTAX, address_rule);
	refused(STR("bakker.1"), ERR_SYNTAX, address_rule);
	refused(STR("[2001:db8::1]"), ERR_SYNTAX, bytes_rule);
	refused(STR("2001:db8::1"), ERR_SYNTAX, bytes_rule);
	refused(STR("10.0.0.1:8080"), ERR_SYNTAX, bytes_rule);
}

/* n labels of 62 bytes and a dot, then tail. */
static struct str
long_name(struct buf *b, int n, const char *tail)
{
	buf_reset(b);
	for (int i = 0; i < n; i++)
		buf_str(b,
		    STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb."));
	buf_str(b, str_of(tail));
	return buf_all(b);
}

TEST(limits)
{
	struct buf b = {0};
	struct domain d;

	is_int(domain_read(long_name(&b, 4, "e"), &d, NULL), OK);
	is_int(d.n, 253);
	is_int(d.name[253], 0);
	is_int(domain_read(long_name(&b, 4, "e."), &d, NULL), OK);
	is_int(d.n, 253);
	refused(long_name(&b, 4, "ee"), ERR_LIMIT, long_rule); /* 254 bytes */
	refused(long_name(&b, 40000, "ee"), ERR_LIMIT, long_rule);

	long_name(&b, 1, "b.example");
	b.p[62] = 'c'; /* one label of 64 bytes */
	refused(buf_all(&b), ERR_LIMIT, label_rule);
	is_int(domain_read(str_from(buf_all(&b), 1), &d, NULL), OK);
	refused(long_name(&b, 20, "b\xc3\xbc"), ERR_LIMIT, long_rule);
	buf_free(&b);
}

TEST(limits_of_unicode)
{
	struct buf b = {0};

	/* Fits as written, not as A-label. */
	for (int i = 0; i < 60; i++)
		buf_str(&b, i % 2 ? STR("\xc3\xbc") : STR("\xd0\xb0"));
	buf_str(&b, STR(".example"));
	refused(buf_all(&b), ERR_LIMIT,
	    "too long when written in letters a to z (A-label)");
	for (int i = 0; i < 600; i++)
		buf_str(&b, STR("\xc3\xbc"));
	refused(buf_all(&b), ERR_LIMIT, long_rule);
	buf_free(&b);
}

static struct domain
domain_of(const char *z)
{
	struct domain d;

	if (!ok(domain_read(str_of(z), &d, NULL) == OK))
		tap_note("input: %s", z);
	return d;
}

static void
registrable(const char *name, const char *want)
{
	struct domain d = domain_of(name);

	if (!is_text(domain_registrable(&d), want) ||
	    !is_int(domain_is_public_suffix(&d), want[0] == '\0'))
		tap_note("name: %s", name);
}

TEST(suffixes)
{
	is_int(domain_suffixes_load(), OK);
	is_int(domain_suffixes_load(), OK);
	registrable("nl", "");
	registrable("bakker.nl", "bakker.nl");
	registrable("a.b.bakker.nl", "bakker.nl");
	registrable("co.uk", "");
	registrable("www.bakker.co.uk", "bakker.co.uk");
	registrable("github.io", "");
	registrable("bakker.github.io", "bakker.github.io");
	/* *.ck, and !www.ck */
	registrable("bakker.ck", "");
	registrable("www.ck", "www.ck");
	/* An unknown top level: the rule "*". */
	registrable("example", "");
	registrable("www.bakker.example", "bakker.example");
	/* In the list as a U-label, here as an A-label. */
	registrable("\xe5\x85\xac\xe5\x8f\xb8.cn", "");
	registrable("bakker.xn--55qx5d.cn", "bakker.xn--55qx5d.cn");
}

TEST(below)
{
	struct domain d = domain_of("www.bakker.example");

	ok(domain_below(&d, STR("bakker.example")));
	ok(domain_below(&d, STR("www.bakker.example")));
	ok(domain_below(&d, STR("example")));
	ok(!domain_below(&d, STR("akker.example")));
	ok(!domain_below(&d, STR(".example")));
	ok(!domain_below(&d, STR("a.www.bakker.example")));
	ok(!domain_below(&d, STR("")));
	ok(!domain_below(&d, (struct str){0}));
}
