/* tests of notify/smime and notify/signed: openssl is the judge */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/smime.h"

#include <string.h>

#include "base/time.h"
#include "notify/mime.h"
#include "test/notify/mail.h"
#include "test/tool/program.h"

#define SIGNED_AT INT64_C(1768021618)

/* A key and a certificate for it, made by openssl: "a.key", "a.crt". */
static bool
made(const char *name, const char *mail)
{
	struct buf said = {0}, key = {0}, crt = {0}, subject = {0};
	static const char curve[] = "ec_paramgen_curve:P-256";

	buf_fmt(&key, "%s.key", name);
	buf_fmt(&crt, "%s.crt", name);
	buf_fmt(&subject, "subjectAltName=email:%s", mail);

	const char *argv[] = {OPENSSL, "req", "-x509", "-newkey", "ec",
	    "-pkeyopt", curve, "-nodes", "-days", "365", "-subj", "/CN=test",
	    "-addext", buf_cstr(&subject), "-addext",
	    "extendedKeyUsage=emailProtection", "-addext",
	    "keyUsage=digitalSignature", "-keyout", buf_cstr(&key), "-out",
	    buf_cstr(&crt), NULL};
	bool there = OPENSSL[0] != '\0' && program_run(&said, argv) == 0;

	buf_free(&said);
	buf_free(&key);
	buf_free(&crt);
	buf_free(&subject);
	return there;
}

static struct smime_key *
key_of(const char *name)
{
	struct buf key = {0}, crt = {0};
	struct smime_key *k = NULL;

	buf_fmt(&key, "%s.key", name);
	buf_fmt(&crt, "%s.crt", name);
	ok(smime_key_read(scratch_read(buf_cstr(&crt)),
	       scratch_read(buf_cstr(&key)), STR("meldpunt@dijkwacht.example"),
	       &k, NULL) == OK);
	buf_free(&key);
	buf_free(&crt);
	return k;
}

static void
notice_signed(struct buf *out, const struct smime_key *k)
{
	struct mail m;
	struct buf bytes = {0};

	mail_facts(&m, LANG_NL, "open-rdp");
	mime_put(&bytes, mail_text(&m));
	signed_put(out, buf_all(&bytes), &smime, k, SIGNED_AT);
	buf_free(&bytes);
	mail_free(&m);
}

/* What openssl says of message.eml: its exit status. */
static int
judged(struct str message, struct buf *said)
{
	static const char *const argv[] = {OPENSSL, "cms", "-verify", "-in",
	    "message.eml", "-CAfile", "a.crt", "-purpose", "any",
	    "-no_check_time", "-inform", "SMIME", NULL};

	scratch_write("message.eml", message);
	return program_run(said, argv);
}

TEST(openssl_accepts_a_signed_notice)
{
	struct buf b = {0}, said = {0};

	if (!made("a", "meldpunt@dijkwacht.example")) {
		tap_skip("no openssl to judge");
		return;
	}

	struct smime_key *k = key_of("a");

	notice_signed(&b, k);
	is_int(judged(buf_all(&b), &said), 0);
	ok(str_find_str(buf_all(&said), STR("Bel vandaag")) < said.n);
	smime_key_free(k);
	buf_free(&b);
	buf_free(&said);
}

TEST(a_changed_text_is_refused)
{
	struct buf b = {0}, other = {0}, said = {0};

	if (!made("a", "meldpunt@dijkwacht.example")) {
		tap_skip("no openssl to judge");
		return;
	}

	struct smime_key *k = key_of("a");

	notice_signed(&b, k);

	struct str all = buf_all(&b);
	size_t at = str_find_str(all, STR("Bel vandaag"));

	ok(at < all.n);
	buf_str(&other, str_upto(all, at));
	buf_str(&other, STR("Bel morgen!"));
	buf_str(&other, str_from(all, at + 11));
	ok(judged(buf_all(&other), &said) != 0);
	smime_key_free(k);
	buf_free(&b);
	buf_free(&other);
	buf_free(&said);
}

TEST(certificates_that_do_not_fit)
{
	struct smime_key *k = NULL;
	struct why w = {0};
	struct str sender = STR("meldpunt@dijkwacht.example");

	is_int(smime_key_read(STR("x"), STR("y"), sender, &k, &w), ERR_SYNTAX);
	is_text(str_of(w.rule), "holds no certificate in PEM");
	if (!made("a", "meldpunt@dijkwacht.example") ||
	    !made("b", "ander@slager.example")) {
		tap_skip("no openssl to make certificates");
		return;
	}
	w = (struct why){0};
	is_int(smime_key_read(
		   scratch_read("a.crt"), STR("no key"), sender, &k, &w),
	    ERR_SYNTAX);
	is_text(
	    str_of(w.rule), "holds no private key in PEM without a password");
	w = (struct why){0};
	is_int(smime_key_read(scratch_read("a.crt"), scratch_read("b.key"),
		   sender, &k, &w),
	    ERR_REFUSED);
	is_text(str_of(w.rule),
	    "the private key is not the one of the certificate");
	w = (struct why){0};
	is_int(smime_key_read(scratch_read("b.crt"), scratch_read("b.key"),
		   sender, &k, &w),
	    ERR_REFUSED);
	is_text(str_of(w.rule),
	    "the certificate is not for mail from meldpunt@dijkwacht.example");
}

TEST(how_long_it_holds)
{
	int64_t from, until;

	if (!made("a", "meldpunt@dijkwacht.example")) {
		tap_skip("no openssl to make certificates");
		return;
	}

	struct smime_key *k = key_of("a");

	smime_key_valid(k, &from, &until);
	is_int(until - from, 365 * DAY);
	smime_key_free(k);
}
