/* dkim: a signature by which the receiver's server knows the sender's domain */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/dkim.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <sodium.h>

#include "base/arena.h"

enum {
	HASH = 32,	      /* SHA-256 */
	COLUMNS = 72,	      /* of a folded signature */
	SIGNATURE_MAX = 1024, /* bytes: RSA of 8192 bits */
	FIELDS_MAX = 64,      /* headers of a mail of ours */
};

struct dkim_key {
	EVP_PKEY *evp;
	/* Of Ed25519, as libsodium wants it: it signs in half the time. */
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	struct arena a; /* it lives in this */
};

static const char *const algorithms[DKIM_KIND_COUNT] = {
    "rsa-sha256", "ed25519-sha256"};
static const char *const kinds[DKIM_KIND_COUNT] = {"rsa", "ed25519"};

/* What is signed, where it is there; once more where it may not be added. */
static const struct {
	const char *name;
	bool sealed;
} headers[] = {
    {"From", true},
    {"To", true},
    {"Subject", true},
    {"Date", true},
    {"Message-ID", true},
    {"Reply-To", true},
    {"In-Reply-To", false},
    {"References", false},
    {"MIME-Version", true},
    {"Content-Type", true},
    {"Content-Transfer-Encoding", true},
    {"Auto-Submitted", false},
    {"List-Id", false},
    {"List-Unsubscribe", true},
    {"List-Unsubscribe-Post", true},
};
enum { HEADERS = sizeof(headers) / sizeof(headers[0]) };

/* Keys. */

enum dkim_kind
dkim_key_kind(const struct dkim_key *key)
{
	return EVP_PKEY_get_id(key->evp) == EVP_PKEY_ED25519 ? DKIM_ED25519
							     : DKIM_RSA;
}

void
dkim_key_free(struct dkim_key *key)
{
	if (key == NULL)
		return;
	EVP_PKEY_free(key->evp);
	sodium_memzero(key->secret, sizeof(key->secret));

	struct arena a = key->a;

	arena_free(&a);
}

/* Takes k. */
static struct dkim_key *
key_made(EVP_PKEY *k)
{
	unsigned char seed[crypto_sign_SEEDBYTES];
	unsigned char open[crypto_sign_PUBLICKEYBYTES];
	size_t n = sizeof(seed);
	struct arena a;

	arena_init(&a, 0);

	struct dkim_key *key = ARENA_NEW(&a, struct dkim_key, 1);

	key->evp = k;
	key->a = a;
	if (dkim_key_kind(key) == DKIM_RSA)
		return key;
	if (EVP_PKEY_get_raw_private_key(k, seed, &n) != 1)
		die("the key for signing mail is damaged");
	crypto_sign_seed_keypair(open, key->secret, seed);
	sodium_memzero(seed, sizeof(seed));
	return key;
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

enum err
dkim_key_read(struct str pem, struct dkim_key **key, struct why *w)
{
	BIO *in =
	    BIO_new_mem_buf(pem.p, pem.n > INT32_MAX ? INT32_MAX : (int)pem.n);

	if (in == NULL)
		die("out of memory");

	EVP_PKEY *k = PEM_read_bio_PrivateKey(in, NULL, no_password, NULL);

	BIO_free(in);
	if (k == NULL)
		return why_set(w, ERR_SYNTAX,
		    "holds no private key in PEM without a password");

	int id = EVP_PKEY_get_id(k), bits = EVP_PKEY_get_bits(k);

	if (id != EVP_PKEY_ED25519 &&
	    (id != EVP_PKEY_RSA || bits < DKIM_RSA_BITS)) {
		EVP_PKEY_free(k);
		return why_set(w, ERR_REFUSED,
		    "is neither an RSA key of %d bits or more nor an Ed25519 "
		    "key; nothing else signs mail",
		    DKIM_RSA_BITS);
	}
	*key = key_made(k);
	return OK;
}

void
dkim_key_make(struct buf *pem, enum dkim_kind kind)
{
	EVP_PKEY *k = kind == DKIM_RSA
	    ? EVP_RSA_gen((unsigned)DKIM_RSA_BITS)
	    : EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	BIO *out = BIO_new(BIO_s_mem());
	char *p;

	if (k == NULL || out == NULL ||
	    PEM_write_bio_PKCS8PrivateKey(out, k, NULL, NULL, 0, NULL, NULL) !=
		1)
		die("no key for signing mail could be made");

	long n = BIO_get_mem_data(out, &p);

	buf_put(pem, p, (size_t)n);
	BIO_free(out);
	EVP_PKEY_free(k);
}

/* libsodium's takes care that its time tells nothing, which costs; all this is
 * public. */
static void
base64_put(struct buf *out, const unsigned char *p, size_t n)
{
	char *to = buf_room(out, (n + 2) / 3 * 4 + 1);

	out->n += (size_t)EVP_EncodeBlock((unsigned char *)to, p, (int)n);
}

void
dkim_record(struct buf *out, const struct dkim_key *key)
{
	unsigned char *der = NULL;
	unsigned char raw[HASH];
	size_t n = sizeof(raw);

	buf_fmt(out, "v=DKIM1; k=%s; p=", kinds[dkim_key_kind(key)]);
	if (dkim_key_kind(key) == DKIM_ED25519) {
		if (EVP_PKEY_get_raw_public_key(key->evp, raw, &n) != 1)
			die("the key for signing mail is damaged");
		base64_put(out, raw, n);
		return;
	}

	int length = i2d_PUBKEY(key->evp, &der);

	if (length <= 0)
		die("the key for signing mail is damaged");
	base64_put(out, der, (size_t)length);
	OPENSSL_free(der);
}

/* The relaxed form (RFC 6376 3.4.2, 3.4.4). */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
is_space(char c)
{
	return is_blank(c) || c == '\r' || c == '\n';
}

/* Runs of blanks, and line ends that fold, become one blank; none is left at
 * the end. */
static void
relaxed_text(struct buf *out, struct str s)
{
	for (size_t i = 0, from; i < s.n;) {
		for (from = i; i < s.n && !is_space(s.p[i]); i++)
			continue;
		buf_put(out, s.p + from, i - from);
		for (from = i; i < s.n && is_space(s.p[i]); i++)
			continue;
		if (from < i && i < s.n)
			buf_char(out, ' ');
	}
}

/* "Name: value" with its folds, without the last line end. */
static void
relaxed_header(struct buf *out, struct str field)
{
	size_t colon = str_find(field, ':');
	struct str name = str_trim(str_upto(field, colon));

	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		buf_char(out, c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
	}
	buf_char(out, ':');
	relaxed_text(out, str_trim(str_from(field, colon + 1)));
}

static bool
line_next(struct str *rest, struct str *line)
{
	if (!str_split(rest, '\n', line))
		return false;
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return true;
}

static void
relaxed_body(struct buf *out, struct str body)
{
	size_t empty = 0;

	for (struct str line; line_next(&body, &line);) {
		while (line.n > 0 && is_blank(line.p[line.n - 1]))
			line.n--;
		if (line.n == 0) {
			empty++;
			continue;
		}
		for (; empty > 0; empty--)
			buf_str(out, STR("\r\n"));
		if (is_blank(line.p[0]))
			buf_char(out, ' ');
		relaxed_text(out, str_trim(line));
		buf_str(out, STR("\r\n"));
	}
}

/* The headers of a message. */

/* The next field with its folds, without its last line end. */
static bool
field_next(struct str *rest, struct str *field)
{
	size_t end = str_find(*rest, '\n');

	if (rest->n == 0)
		return false;
	while (end + 1 < rest->n && is_blank(rest->p[end + 1]))
		end += 1 + str_find(str_from(*rest, end + 1), '\n');
	*field = str_upto(*rest, end);
	*rest = str_from(*rest, end + 1);
	if (field->n > 0 && field->p[field->n - 1] == '\r')
		field->n--;
	return true;
}

/* Puts the relaxed fields that are signed, and the list of their names: of
 * those with one name the last comes first (RFC 6376 5.4.2). */
static void
signed_fields(struct buf *fields, struct buf *names, struct str head)
{
	struct str field[FIELDS_MAX], called[FIELDS_MAX];
	size_t n = 0;

	for (; n < FIELDS_MAX && field_next(&head, &field[n]); n++)
		called[n] =
		    str_trim(str_upto(field[n], str_find(field[n], ':')));
	if (head.n > 0)
		die("a mail of ours has more than %d headers", FIELDS_MAX);
	for (size_t i = 0; i < HEADERS; i++) {
		struct str name = str_of(headers[i].name);
		size_t times = headers[i].sealed;
		for (size_t k = n; k-- > 0;) {
			if (!str_eq_nocase(called[k], name))
				continue;
			relaxed_header(fields, field[k]);
			buf_str(fields, STR("\r\n"));
			times++;
		}
		for (; times > 0; times--) {
			if (names->n > 0)
				buf_char(names, ':');
			buf_str(names, name);
		}
	}
}

/* The signature. */

/* libsodium's takes four times as long: it does not use the processor's. */
static void
sha256(unsigned char out[HASH], struct str s)
{
	if (EVP_Digest(s.p, s.n, out, NULL, EVP_sha256(), NULL) != 1)
		die("mail could not be hashed");
}

/* RSA signs the text by its hash, Ed25519 the hash itself (RFC 8463 3). */
static size_t
sign(unsigned char out[SIGNATURE_MAX], const struct dkim_key *key,
    struct str text)
{
	unsigned char hash[HASH];
	size_t n = SIGNATURE_MAX;

	if (dkim_key_kind(key) == DKIM_ED25519) {
		sha256(hash, text);
		crypto_sign_detached(
		    out, NULL, hash, sizeof(hash), key->secret);
		return crypto_sign_BYTES;
	}

	EVP_MD_CTX *c = EVP_MD_CTX_new();

	if (c == NULL ||
	    EVP_DigestSignInit(c, NULL, EVP_sha256(), NULL, key->evp) != 1 ||
	    EVP_DigestSign(c, out, &n, (const unsigned char *)text.p, text.n) !=
		1)
		die("mail could not be signed");
	EVP_MD_CTX_free(c);
	return n;
}

/* A long word in lines; what stands between has no meaning there. */
static void
folded(struct buf *out, struct str word)
{
	for (; word.n > COLUMNS; word = str_from(word, COLUMNS)) {
		buf_str(out, str_upto(word, COLUMNS));
		buf_str(out, STR("\r\n "));
	}
	buf_str(out, word);
}

/* Names may be parted only at their colons. */
static void
names_folded(struct buf *out, struct str names)
{
	size_t column = 3;

	for (struct str name; str_split(&names, ':', &name);) {
		if (column + name.n + 1 > COLUMNS) {
			buf_str(out, STR("\r\n "));
			column = 1;
		}
		buf_str(out, name);
		if (names.n > 0)
			buf_char(out, ':');
		column += name.n + 1;
	}
}

static void
signature_put(struct buf *out, const struct dkim *d, enum dkim_kind kind,
    struct str fields, struct str names, const unsigned char body[HASH],
    int64_t signed_at)
{
	struct buf head = {0}, text = {0}, code = {0};
	unsigned char made[SIGNATURE_MAX];

	buf_fmt(&head,
	    "DKIM-Signature: v=1; a=%s; c=relaxed/relaxed;\r\n d=%.*s; "
	    "s=%.*s; t=%lld;\r\n h=",
	    algorithms[kind], STR_ARG(d->domain), STR_ARG(d->by[kind].selector),
	    (long long)signed_at);
	names_folded(&head, names);
	buf_str(&head, STR(";\r\n bh="));
	base64_put(&head, body, HASH);
	buf_str(&head, STR(";\r\n b="));

	buf_str(&text, fields);
	relaxed_header(&text, buf_all(&head));

	size_t n = sign(made, d->by[kind].key, buf_all(&text));

	base64_put(&code, made, n);
	buf_str(out, buf_all(&head));
	folded(out, buf_all(&code));
	buf_str(out, STR("\r\n"));
	buf_free(&head);
	buf_free(&text);
	buf_free(&code);
}

void
dkim_put(struct buf *out, const struct dkim *d, struct str message,
    int64_t signed_at)
{
	struct buf fields = {0}, names = {0}, body = {0};
	unsigned char hash[HASH];
	size_t end = str_find_str(message, STR("\r\n\r\n"));

	if (d->by[DKIM_RSA].key == NULL && d->by[DKIM_ED25519].key == NULL)
		return;
	signed_fields(&fields, &names, str_upto(message, end + 2));
	relaxed_body(&body, str_from(message, end + 4));
	sha256(hash, buf_all(&body));
	for (enum dkim_kind kind = 0; kind < DKIM_KIND_COUNT; kind++)
		if (d->by[kind].key != NULL)
			signature_put(out, d, kind, buf_all(&fields),
			    buf_all(&names), hash, signed_at);
	buf_free(&fields);
	buf_free(&names);
	buf_free(&body);
}
