/* tests of value/ident */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/ident.h"

#include <string.h>

#include "test/tap.h"

static void
asn(const char *in, uint32_t want)
{
	uint32_t got = 0;

	if (!is_int(asn_read(str_of(in), &got, NULL), OK) || !is_int(got, want))
		tap_note("input: %s", in);
}

static void
asn_refused(const char *in, enum err e, const char *rule)
{
	uint32_t got = 7;
	struct why w = {0};

	if (!is_int(asn_read(str_of(in), &got, &w), e) ||
	    !is_text(str_of(w.rule), rule))
		tap_note("input: %s", in);
	is_int(got, 7);
	is_int(asn_read(str_of(in), &got, NULL), e);
}

TEST(asns)
{
	asn("64500", 64500);
	asn("AS64500", 64500);
	asn("as64500", 64500);
	asn("aS1", 1);
	asn("4294967294", 4294967294);
	asn("1.10", 65546);
	asn("AS1.10", 65546);
	asn("65535.65534", 4294967294);
	asn("0.10", 10);
}

TEST(asns_refused)
{
	static const char shape[] =
	    "an AS number was expected, as in 64500 or AS64500";
	static const char large[] =
	    "an AS number is at most 4294967295, "
	    "and each half of a dotted one at most 65535";
	static const char *const hostile[] = {"", "AS", "asd", "-1", "+1", " 1",
	    "1 ", "AS 1", "ASAS1", "1.", ".1", "1.2.3", "1,000", "1e3", "0x10",
	    "AS-1"};

	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++)
		asn_refused(hostile[i], ERR_SYNTAX, shape);
	asn_refused("4294967296", ERR_RANGE, large);
	asn_refused("99999999999999999999999999", ERR_RANGE, large);
	asn_refused("1.65536", ERR_RANGE, large);
	asn_refused("65536.1", ERR_RANGE, large);
	asn_refused("0", ERR_RANGE, "AS 0 is nobody's (RFC 7607)");
	asn_refused("AS000", ERR_RANGE, "AS 0 is nobody's (RFC 7607)");
	asn_refused("0.0", ERR_RANGE, "AS 0 is nobody's (RFC 7607)");
	asn_refused("23456", ERR_RANGE,
	    "AS 23456 stands for any large number (RFC 6793)");
	asn_refused("0.23456", ERR_RANGE,
	    "AS 23456 stands for any large number (RFC 6793)");
	asn_refused(
	    "65535", ERR_RANGE, "the last AS numbers are nobody's (RFC 7300)");
	asn_refused("4294967295", ERR_RANGE,
	    "the last AS numbers are nobody's (RFC 7300)");
}

static void
cves(struct str in, const char *want)
{
	struct buf b = {0};

	cve_list_put(&b, in);
	if (!is_text(buf_all(&b), want))
		tap_note("input: %s", in.n == 0 ? "none" : in.p);
	buf_free(&b);
}

TEST(cves)
{
	static const char *const hostile[] = {"", "CVE", "CVE-", "CVE-2021",
	    "CVE-2021-", "CVE-2021-1", "CVE-2021-123", "CVE-21-1234",
	    "CVE-20211-1234", "CVE-2021-12345678901234567890", "CVE-2021_1234",
	    "CVE_2021-1234", "XVE-2021-1234", "CVE-2021-12a4", "CVE-2O21-1234",
	    "CVE-2021--1234", "CVE-2021-+1234", "CAN-2001-0001"};

	cves(STR("CVE-2021-44228"), "CVE-2021-44228");
	cves(STR("cve-2021-44228"), "CVE-2021-44228");
	cves(STR("cVe-1999-0001"), "CVE-1999-0001");
	cves(STR("CVE-2026-1234567890123456789"),
	    "CVE-2026-1234567890123456789");
	cves(STR("CVE-2026-9999999999999999999"),
	    "CVE-2026-9999999999999999999");
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++)
		cves(str_of(hostile[i]), "");
}

TEST(cve_lists)
{
	cves(STR(""), "");
	cves((struct str){0}, "");
	cves(STR(" ; ,"), "");
	cves(STR("CVE-2021-44228"), "CVE-2021-44228");
	cves(STR("cve-2021-44228;CVE-2019-0708,CVE-2021-4034\tx"),
	    "CVE-2019-0708 CVE-2021-4034 CVE-2021-44228");
	cves(STR("CVE-2021-44228; cve-2021-44228 ;ssl,http;CVE-2021-44228"),
	    "CVE-2021-44228");
	/* By number, not by letter. */
	cves(STR("CVE-2021-10000 CVE-2021-9999"),
	    "CVE-2021-9999 CVE-2021-10000");
	/* More zeroes make another id, as they do at the CVE programme. */
	cves(STR("CVE-2021-01234 CVE-2021-1234"),
	    "CVE-2021-1234 CVE-2021-01234");
	cves(STR("CVE-2021-44228|CVE-2021-4034"), "");
	cves(STR("CVE-2021-44228\0;CVE-2021-4034"), "CVE-2021-4034");
}

/* As many ids as a field can hold, the last first. */
TEST(cve_list_long)
{
	struct buf in = {0}, out = {0};

	for (int i = 9999; i >= 1000; i--)
		buf_fmt(&in, "%sCVE-2021-%d", i == 9999 ? "" : ";", i);
	cve_list_put(&out, buf_all(&in));
	is_int(out.n, in.n);
	is_text(str_upto(buf_all(&out), 27), "CVE-2021-1000 CVE-2021-1001");
	buf_free(&in);
	buf_free(&out);
}

static void
kvk(const char *in, const char *want)
{
	char out[9] = "unset";
	struct why w = {0};
	enum err e = kvk_read(str_of(in), out, &w);

	if (!is_int(e, want == NULL ? ERR_SYNTAX : OK))
		tap_note("input: %s", in);
	if (want != NULL)
		is_text(str_of(out), want);
	else
		is_text(str_of(w.rule),
		    "a KvK number has eight digits, and nothing else");
}

TEST(kvks)
{
	static const char *const hostile[] = {"", "1234567", "123456789",
	    "1234 567", "12345678 0001", "1234567a", "KvK 12345678",
	    "12345678\n", "-1234567", "12-345678", "........"};

	kvk("12345678", "12345678");
	kvk("1234 5678", "12345678");
	kvk("12.34.56.78", "12345678");
	kvk(" 01234567 ", "01234567");
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++)
		kvk(hostile[i], NULL);
}

static void
mail(const char *in, const char *want)
{
	char out[255];
	struct why w = {0};

	if (!is_int(mail_read(str_of(in), out, &w), OK) ||
	    !is_text(str_of(out), want))
		tap_note("input: %s (%s)", in, w.rule);
}

static void
mail_refused(struct str in, enum err e, const char *rule)
{
	char out[255];
	struct why w = {0};

	if (!is_int(mail_read(in, out, &w), e) ||
	    !ok(str_starts(str_of(w.rule), str_of(rule))))
		tap_note("input: %.*s (%s)", STR_ARG(in), w.rule);
	is_int(mail_read(in, out, NULL), e);
}

TEST(mails)
{
	mail("info@bakker.example", "info@bakker.example");
	mail("Info@Bakker.Example", "Info@bakker.example");
	mail("a.b+c_d-e@bakker.example", "a.b+c_d-e@bakker.example");
	mail("!#$%&'*+-/=?^_`{|}~@bakker.example",
	    "!#$%&'*+-/=?^_`{|}~@bakker.example");
	mail("info@b\xc3\xbc"
	     "cher.example",
	    "info@xn--bcher-kva.example");
	mail("info@bakker.example.", "info@bakker.example");
}

TEST(mails_refused)
{
	static const char mailbox[] =
	    "what stands before the @ is not a plain mailbox name";
	static const char none[] =
	    "a mail address has an @, as in info@bakker.example";

	mail_refused(STR(""), ERR_SYNTAX, none);
	mail_refused((struct str){0}, ERR_SYNTAX, none);
	mail_refused(STR("bakker.example"), ERR_SYNTAX, none);
	mail_refused(STR("@bakker.example"), ERR_SYNTAX, mailbox);
	mail_refused(STR(".a@bakker.example"), ERR_SYNTAX, mailbox);
	mail_refused(STR("a.@bakker.example"), ERR_SYNTAX, mailbox);
	mail_refused(STR("a..b@bakker.example"), ERR_SYNTAX, mailbox);
	mail_refused(STR("\"a b\"@bakker.example"), ERR_SYNTAX, mailbox);
	mail_refused(STR("a b@bakker.example"), ERR_SYNTAX, mailbox);
	mail_refused(STR("Jan <jan@bakker.example>"), ERR_SYNTAX, mailbox);
	mail_refused(STR("jan(werk)@bakker.example"), ERR_SYNTAX, mailbox);
	mail_refused(STR("mailto:jan@bakker.example"), ERR_SYNTAX, mailbox);
	mail_refused(STR("j\xc3\xa4n@bakker.example"), ERR_SYNTAX, mailbox);
	mail_refused(STR("a\0b@bakker.example"), ERR_SYNTAX, mailbox);
	mail_refused(STR("jan@"), ERR_SYNTAX, "a name cannot be empty");
	mail_refused(STR("jan@a@bakker.example"), ERR_SYNTAX, "a name has");
	mail_refused(STR("jan@[192.0.2.1]"), ERR_SYNTAX, "a name has");
	mail_refused(STR("jan@192.0.2.1"), ERR_SYNTAX, "a name was expected");
	mail_refused(STR("jan@bakker.example\r\nBcc: x@evil.example"),
	    ERR_SYNTAX, "a name has"); /* header injection */
	mail_refused(STR("jan\r\nBcc: x@evil.example"), ERR_SYNTAX, mailbox);
	mail_refused(STR("jan@bakker.example,piet@bakker.example"), ERR_SYNTAX,
	    "a name has");
}

TEST(mail_limits)
{
	struct buf b = {0};
	char out[255];

	for (int i = 0; i < 64; i++)
		buf_char(&b, 'a');
	for (int i = 0; i < 3; i++)
		buf_str(&b,
		    i == 0 ? STR("@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
				 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbb")
			   : STR(".bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
				 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbb"));
	is_int(b.n, 64 + 3 * 63);
	buf_char(&b, 'b');
	is_int(mail_read(buf_all(&b), out, NULL), OK);
	is_int(strlen(out), 254);
	b.p[b.n - 1] = '.';
	buf_char(&b, 'b');
	mail_refused(
	    buf_all(&b), ERR_LIMIT, "a mail address has at most 254 bytes");
	buf_reset(&b);
	for (int i = 0; i < 65; i++)
		buf_char(&b, 'a');
	buf_str(&b, STR("@bakker.example"));
	mail_refused(
	    buf_all(&b), ERR_LIMIT, "at most 64 bytes may stand before the @");
	buf_free(&b);
}
