/* seal: what is kept under key: sealed columns, equality, fingerprints */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum {
	VERSION = 1,
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	HEX = SEAL_ROOT * 2,
};

_Static_assert(SEAL_EXTRA == 1 + NONCE + TAG, "SEAL_EXTRA is off");
_Static_assert(
    SEAL_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "SEAL_KEY is off");

/* Never renumber: what was sealed would not open again. */
enum purpose {
	FOR_SEAL = 1,
	FOR_NONCE,
	FOR_INDEX,
	FOR_CHUNK,
	FOR_FINGERPRINT = 6, /* 5 was tried and dropped */
	FOR_LASTING,
};

static const unsigned char *
bytes_of(struct str s)
{
	return (const unsigned char *)s.p;
}

static void
sodium_start(void)
{
	if (sodium_init() < 0)
		die("libsodium does not start: no random source");
}

static void
derive(unsigned char *key, enum purpose purpose, const unsigned char *root)
{
	crypto_kdf_derive_from_key(key, SEAL_KEY, purpose, "dijkwach", root);
}

void
seal_init(struct seal *s, const unsigned char root[SEAL_ROOT])
{
	sodium_start();
	*s = (struct seal){0};
	derive(s->seal, FOR_SEAL, root);
	derive(s->nonce, FOR_NONCE, root);
	derive(s->index, FOR_INDEX, root);
	derive(s->chunk, FOR_CHUNK, root);
	derive(s->fingerprint, FOR_FINGERPRINT, root);
	derive(s->lasting, FOR_LASTING, root);
}

bool
seal_past_put(struct buf *out, const struct seal *s)
{
	if (s->n_former == SEAL_FORMER)
		return false;
	buf_put(out, s->lasting, SEAL_KEY);
	buf_put(out, s->former, s->n_former * SEAL_KEY);
	buf_put(out, s->fingerprint, SEAL_KEY);
	return true;
}

bool
seal_past_take(struct seal *s, struct str past)
{
	size_t n = past.n / SEAL_KEY;

	if (past.n % SEAL_KEY != 0 || n < 2 || n - 1 > SEAL_FORMER)
		return false;
	memcpy(s->lasting, past.p, SEAL_KEY);
	memcpy(s->former, past.p + SEAL_KEY, (n - 1) * SEAL_KEY);
	s->n_former = n - 1;
	return true;
}

void
seal_wipe(struct seal *s)
{
	seal_forget(s, sizeof(*s));
}

void
seal_forget(void *p, size_t n)
{
	sodium_memzero(p, n);
}

enum err
seal_key_make(int dir, const char *name)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return ERR_TAKEN;
	if (errno != ENOENT)
		die_errno("cannot look for %s", name);
	sodium_start();

	unsigned char root[SEAL_ROOT];
	char text[HEX + 1];

	randombytes_buf(root, sizeof(root));
	sodium_bin2hex(text, sizeof(text), root, sizeof(root));
	text[HEX] = '\n';
	file_place(dir, name, str_make(text, sizeof(text)), 0600);
	sodium_memzero(root, sizeof(root));
	sodium_memzero(text, sizeof(text));
	return OK;
}

/* Rights are asked of the opened file: no other can take its place. */
static enum err
rights_check(int fd, const char *name, struct why *w)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return why_set(
		    w, ERR_IO, "cannot be read: %s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return why_set(w, ERR_REFUSED,
		    "is no plain file; a key is a file of its own");
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return why_set(w, ERR_REFUSED,
		    "others than its owner have rights to this key (mode "
		    "%03o): chmod 600 %s",
		    (unsigned)st.st_mode & 0777, name);
	return OK;
}

static enum err
root_read(int fd, unsigned char root[SEAL_ROOT], struct why *w)
{
	char text[HEX + 2]; /* one more than a line end: longer is seen */
	long n = file_read(fd, text, sizeof(text));
	size_t got = 0;

	if (n < 0)
		return why_set(
		    w, ERR_IO, "cannot be read: %s", strerror(errno));

	bool whole = n == HEX || (n == HEX + 1 && text[HEX] == '\n');
	bool hex = whole &&
	    sodium_hex2bin(root, SEAL_ROOT, text, HEX, NULL, &got, NULL) == 0 &&
	    got == SEAL_ROOT;

	sodium_memzero(text, sizeof(text));
	if (!hex)
		return why_set(w, ERR_SYNTAX,
		    "is no key: expected %d hex digits on one line; put it "
		    "back from a backup",
		    HEX);
	return OK;
}

enum err
seal_root_read(
    int dir, const char *name, unsigned char root[SEAL_ROOT], struct why *w)
{
	if (w != NULL)
		w->file = str_of(name);

	/* A pipe put here must not hold up the start. */
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 && errno == ENOENT)
		return why_set(w, ERR_ABSENT,
		    "the key is not there; put it back from a backup");
	if (fd < 0)
		return why_set(
		    w, ERR_IO, "cannot be opened: %s", strerror(errno));

	enum err e = rights_check(fd, name, w);

	sodium_start();
	if (e == OK)
		e = root_read(fd, root, w);
	close(fd);
	return e;
}

enum err
seal_key_read(int dir, const char *name, struct seal *s, struct why *w)
{
	unsigned char root[SEAL_ROOT];
	enum err e = seal_root_read(dir, name, root, w);

	if (e == OK)
		seal_init(s, root);
	sodium_memzero(root, sizeof(root));
	return e;
}

/* The length in front keeps ("a", "bc") apart from ("ab", "c"). */
static void
keyed(unsigned char *out, size_t n, const unsigned char *key,
    struct str context, struct str plain)
{
	crypto_generichash_state h;
	unsigned char length[8];

	for (size_t i = 0; i < sizeof(length); i++)
		length[i] = (unsigned char)(context.n >> (8 * i) & 0xff);
	crypto_generichash_init(&h, key, SEAL_KEY, n);
	crypto_generichash_update(&h, length, sizeof(length));
	crypto_generichash_update(&h, bytes_of(context), context.n);
	crypto_generichash_update(&h, bytes_of(plain), plain.n);
	crypto_generichash_final(&h, out, n);
}

void
seal_put(
    struct buf *out, const struct seal *s, struct str context, struct str plain)
{
	unsigned char *to =
	    (unsigned char *)buf_room(out, plain.n + SEAL_EXTRA);

	if (to == NULL)
		return;
	to[0] = VERSION;
	keyed(to + 1, NONCE, s->nonce, context, plain);
	crypto_aead_xchacha20poly1305_ietf_encrypt(to + 1 + NONCE, NULL,
	    bytes_of(plain), plain.n, bytes_of(context), context.n, NULL,
	    to + 1, s->seal);
	out->n += plain.n + SEAL_EXTRA;
}

bool
seal_get(struct buf *out, const struct seal *s, struct str context,
    struct str sealed)
{
	const unsigned char *from = bytes_of(sealed);

	if (sealed.n < SEAL_EXTRA || from[0] != VERSION)
		return false;

	size_t n = sealed.n - SEAL_EXTRA;
	/* One byte at least: room for nothing may be nowhere. */
	unsigned char *to = (unsigned char *)buf_room(out, n + 1);

	if (to == NULL ||
	    crypto_aead_xchacha20poly1305_ietf_decrypt(to, NULL, NULL,
		from + 1 + NONCE, n + TAG, bytes_of(context), context.n,
		from + 1, s->seal) != 0)
		return false;
	out->n += n;
	return true;
}

bool
seal_is(const struct seal *s, struct str context, struct str plain,
    struct str sealed)
{
	unsigned char nonce[NONCE];

	if (sealed.n != plain.n + SEAL_EXTRA || sealed.p[0] != VERSION)
		return false;
	keyed(nonce, NONCE, s->nonce, context, plain);
	return memcmp(nonce, sealed.p + 1, NONCE) == 0;
}

void
seal_index(unsigned char out[SEAL_INDEX], const struct seal *s,
    struct str context, struct str plain)
{
	keyed(out, SEAL_INDEX, s->index, context, plain);
}

/* The first bytes of the shortest hash there is. */
static void
fingerprint(unsigned char out[SEAL_FINGERPRINT], const unsigned char *key,
    struct str bytes)
{
	unsigned char whole[crypto_generichash_BYTES_MIN];

	crypto_generichash(
	    whole, sizeof(whole), bytes_of(bytes), bytes.n, key, SEAL_KEY);
	memcpy(out, whole, SEAL_FINGERPRINT);
}

static void
again(unsigned char out[SEAL_FINGERPRINT], const unsigned char *key)
{
	fingerprint(out, key, str_make((const char *)out, SEAL_FINGERPRINT));
}

void
seal_fingerprint(
    unsigned char out[SEAL_FINGERPRINT], const struct seal *s, struct str bytes)
{
	fingerprint(
	    out, s->n_former > 0 ? s->former[0] : s->fingerprint, bytes);
	for (size_t i = 1; i < s->n_former; i++)
		again(out, s->former[i]);
	if (s->n_former > 0)
		again(out, s->fingerprint);
}

void
seal_fingerprint_again(
    unsigned char fingerprint[SEAL_FINGERPRINT], const struct seal *s)
{
	again(fingerprint, s->fingerprint);
}

void
seal_mark(unsigned char out[SEAL_INDEX], const struct seal *s,
    struct str context, struct str plain)
{
	keyed(out, SEAL_INDEX, s->lasting, context, plain);
}
