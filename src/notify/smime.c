/* smime: signatures that mail programs check by a certificate */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/smime.h"

#include <openssl/cms.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/arena.h"
#include "base/time.h"

enum { LINE_BYTES = 54, LINE_ROOM = 80 }; /* 72 characters of base64 */

struct smime_key {
	X509 *certificate;
	STACK_OF(X509) * chain;
	EVP_PKEY *key;
	struct arena a; /* it lives in this */
};

static BIO *
bytes_bio(struct str s)
{
	BIO *b = BIO_new_mem_buf(s.p, s.n > INT32_MAX ? INT32_MAX : (int)s.n);

	if (b == NULL)
		die("out of memory");
	return b;
}

/* Nobody is asked for the password of a key. */
static int
no_password(char *out, int room, int writing, void *ctx)
{
	(void)out;
	(void)room;
	(void)writing;
	(void)ctx;
	return 0;
}

static void
certificates_read(struct smime_key *k, struct str pem)
{
	BIO *in = bytes_bio(pem);
	X509 *more;

	k->certificate = PEM_read_bio_X509(in, NULL, no_password, NULL);
	k->chain = sk_X509_new_null();
	if (k->chain == NULL)
		die("out of memory");
	while (k->certificate != NULL &&
	    (more = PEM_read_bio_X509(in, NULL, no_password, NULL)) != NULL)
		if (sk_X509_push(k->chain, more) == 0)
			die("out of memory");
	BIO_free(in);
}

static enum err
key_check(const struct smime_key *k, struct str sender, struct why *w)
{
	if (k->certificate == NULL)
		return why_set(w, ERR_SYNTAX, "holds no certificate in PEM");
	if (k->key == NULL)
		return why_set(w, ERR_SYNTAX,
		    "holds no private key in PEM without a password");
	if (X509_check_private_key(k->certificate, k->key) != 1)
		return why_set(w, ERR_REFUSED,
		    "the private key is not the one of the certificate");
	if (X509_check_email(k->certificate, sender.p, sender.n, 0) != 1)
		return why_set(w, ERR_REFUSED,
		    "the certificate is not for mail from %.*s",
		    STR_ARG(str_upto(sender, 100)));
	return OK;
}

enum err
smime_key_read(struct str certificates, struct str pem, struct str sender,
    struct smime_key **key, struct why *w)
{
	struct arena a;
	BIO *in = bytes_bio(pem);

	arena_init(&a, 0);

	struct smime_key *k = ARENA_NEW(&a, struct smime_key, 1);

	certificates_read(k, certificates);
	k->key = PEM_read_bio_PrivateKey(in, NULL, no_password, NULL);
	k->a = a;
	BIO_free(in);

	enum err e = key_check(k, sender, w);

	if (e != OK) {
		smime_key_free(k);
		return e;
	}
	/* what the library notes in a certificate at its first use is noted
	 * here: later two threads read it */
	X509_check_purpose(k->certificate, -1, 0);
	*key = k;
	return OK;
}

void
smime_key_free(struct smime_key *key)
{
	if (key == NULL)
		return;
	X509_free(key->certificate);
	sk_X509_pop_free(key->chain, X509_free);
	EVP_PKEY_free(key->key);

	struct arena a = key->a;

	arena_free(&a);
}

static int64_t
time_of(const ASN1_TIME *t)
{
	struct tm c;

	if (ASN1_TIME_to_tm(t, &c) != 1)
		return TIME_ABSENT;
	return time_of_day(
		   day_of_civil(c.tm_year + 1900, c.tm_mon + 1, c.tm_mday)) +
	    c.tm_hour * HOUR + c.tm_min * MINUTE + c.tm_sec;
}

void
smime_key_valid(const struct smime_key *key, int64_t *from, int64_t *until)
{
	*from = time_of(X509_get0_notBefore(key->certificate));
	*until = time_of(X509_get0_notAfter(key->certificate));
}

/* The time is told by who calls; the library would ask the clock. */
static void
time_set(CMS_SignerInfo *by, int64_t at)
{
	ASN1_TIME *t = ASN1_TIME_set(NULL, (time_t)at);

	if (t == NULL ||
	    CMS_signed_add1_attr_by_NID(
		by, NID_pkcs9_signingTime, t->type, t, -1) != 1)
		die("mail could not be signed");
	ASN1_TIME_free(t);
}

static void
lines_put(struct buf *out, const unsigned char *p, size_t n)
{
	unsigned char line[LINE_ROOM];

	for (size_t part; n > 0; p += part, n -= part) {
		part = n < LINE_BYTES ? n : (size_t)LINE_BYTES;
		buf_put(out, line, (size_t)EVP_EncodeBlock(line, p, (int)part));
		buf_str(out, STR("\r\n"));
	}
}

static void
smime_sign(const void *key, struct str entity, int64_t at, struct buf *out)
{
	const struct smime_key *k = key;
	/* nobody sends us ciphers, so it does not say which we know */
	unsigned flags =
	    CMS_DETACHED | CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP;
	BIO *text = bytes_bio(entity);
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, k->chain, NULL, flags);
	CMS_SignerInfo *by = cms == NULL
	    ? NULL
	    : CMS_add1_signer(cms, k->certificate, k->key, EVP_sha256(), flags);
	unsigned char *der = NULL;

	if (by == NULL)
		die("mail could not be signed");
	time_set(by, at);
	if (CMS_final(cms, text, NULL, flags) != 1)
		die("mail could not be signed");

	int n = i2d_CMS_ContentInfo(cms, &der);

	if (n <= 0)
		die("mail could not be signed");
	lines_put(out, der, (size_t)n);
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
	BIO_free(text);
}

const struct signed_way smime = {
    .protocol = "application/pkcs7-signature",
    .micalg = "sha-256",
    .headers =
	"Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n"
	"Content-Transfer-Encoding: base64\r\n"
	"Content-Disposition: attachment; filename=\"smime.p7s\"\r\n",
    .sign = smime_sign,
};
