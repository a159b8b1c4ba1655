/* seal: what is kept under key: sealed columns, equality, fingerprints */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum {
	SEAL_ROOT = 32,	       /* bytes of a root key */
	SEAL_KEY = 32,	       /* bytes of a key made from it */
	SEAL_EXTRA = 41,       /* what sealing adds to a text */
	SEAL_INDEX = 16,       /* bytes of an equality column */
	SEAL_FINGERPRINT = 14, /* bytes of a fingerprint */
	SEAL_FORMER = 64,      /* roots that one service may have had before */
};

/*
 * Keys for one purpose each, all made from one root (libsodium crypto_kdf,
 * context "dijkwach"). Only keeper holds one. The chunk key is for evidence,
 * which makes its own keys from it.
 */
struct seal {
	unsigned char seal[SEAL_KEY];
	unsigned char nonce[SEAL_KEY];
	unsigned char index[SEAL_KEY];
	unsigned char chunk[SEAL_KEY];
	unsigned char fingerprint[SEAL_KEY];
	/*
	 * Of the first root, for ever: what is made with it left the service,
	 * or others are chained to it, so that it cannot be made again.
	 */
	unsigned char lasting[SEAL_KEY];
	/* The fingerprint keys of the roots before, the oldest first. */
	unsigned char former[SEAL_FORMER][SEAL_KEY];
	size_t n_former;
};

/* Makes the keys. Starts libsodium, so call it (or seal_key_read) before a
 * jail. root stays the caller's to wipe. */
void seal_init(struct seal *s, const unsigned char root[SEAL_ROOT]);
/*
 * What the next root takes over, as bytes to keep sealed under that: the
 * lasting key, and all fingerprint keys. False, and nothing appended, where
 * there were SEAL_FORMER roots before this one.
 */
bool seal_past_put(struct buf *out, const struct seal *s) MUST_CHECK;
/* Takes it over; false where it is none. */
bool seal_past_take(struct seal *s, struct str past) MUST_CHECK;
/* Forgets the keys. */
void seal_wipe(struct seal *s);
/* Forgets n bytes of any other secret, so that no compiler leaves it. */
void seal_forget(void *p, size_t n);

/*
 * Writes a new random root to dir/name: 64 hex digits and a line end, mode
 * 0600. ERR_TAKEN: there is such a file already; it is left as it is.
 */
enum err seal_key_make(int dir, const char *name) MUST_CHECK;
/* Reads the root itself, for a key that is not one of those below: wipe it.
 * The errors are those of seal_key_read. */
enum err seal_root_read(int dir, const char *name,
    unsigned char root[SEAL_ROOT], struct why *w) MUST_CHECK;
/*
 * Reads dir/name and makes the keys; the root is wiped from memory. w says
 * what to do: ERR_ABSENT: no such file; ERR_REFUSED: group or others have
 * any right to it, or it is no plain file; ERR_SYNTAX: not 64 hex digits
 * (a line end may follow).
 */
enum err seal_key_read(
    int dir, const char *name, struct seal *s, struct why *w) MUST_CHECK;

/*
 * Appends plain sealed (XChaCha20-Poly1305-IETF): a version byte (1), 24
 * bytes nonce, as many bytes as plain, 16 bytes tag. context names the place,
 * "organisation.name:42" (table, column, row id): it is authenticated, so a
 * value moved elsewhere does not open. The nonce is a keyed hash of context
 * and plain: the same text in the same place seals to the same bytes, so
 * writing again changes nothing, and shows that it is the same and no more.
 */
void seal_put(struct buf *out, const struct seal *s, struct str context,
    struct str plain);
/* Appends the text; false, and nothing appended, when it was not sealed with
 * these keys for this context or was changed. */
bool seal_get(struct buf *out, const struct seal *s, struct str context,
    struct str sealed) MUST_CHECK;

/* True when sealed is what seal_put makes of plain in that place; costs less
 * than making it, by the nonce. */
bool seal_is(const struct seal *s, struct str context, struct str plain,
    struct str sealed);

/* For an equality column: the same for the same text in the same context
 * ("organisation.name", without a row id). */
void seal_index(unsigned char out[SEAL_INDEX], const struct seal *s,
    struct str context, struct str plain);
/*
 * 112 bits that stand for bytes that are not kept, such as those of an
 * observation (about 0.3 us for 80 bytes): a hash under the oldest fingerprint
 * key, hashed again under each one since. So a new root needs the fingerprint
 * and not the bytes, and who holds an old root can not even try a guess.
 */
void seal_fingerprint(unsigned char out[SEAL_FINGERPRINT], const struct seal *s,
    struct str bytes);
/* Of one made before s was there the one that s makes. */
void seal_fingerprint_again(
    unsigned char fingerprint[SEAL_FINGERPRINT], const struct seal *s);
/* As seal_index, under the lasting key. */
void seal_mark(unsigned char out[SEAL_INDEX], const struct seal *s,
    struct str context, struct str plain);

#endif
