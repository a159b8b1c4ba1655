/* dkim: a signature by which the receiver's server knows the sender's domain */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_DKIM_H
#define NOTIFY_DKIM_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* In the order in which the signatures stand above the message. */
enum dkim_kind {
	DKIM_RSA, /* rsa-sha256 (RFC 6376 3.3), which every receiver knows */
	DKIM_ED25519, /* ed25519-sha256 (RFC 8463) */
	DKIM_KIND_COUNT,
};

enum { DKIM_RSA_BITS = 2048 }; /* at least; one DNS answer still holds it */

struct dkim_key;

/*
 * A private key in PEM (PKCS #8), without a password. ERR_SYNTAX: no such
 * key; ERR_REFUSED: of another kind, or RSA of fewer than DKIM_RSA_BITS.
 */
enum err dkim_key_read(
    struct str pem, struct dkim_key **key, struct why *w) MUST_CHECK;
/* Puts a new key in PEM. */
void dkim_key_make(struct buf *pem, enum dkim_kind kind);
void dkim_key_free(struct dkim_key *key);
enum dkim_kind dkim_key_kind(const struct dkim_key *key);
/* What SELECTOR._domainkey.DOMAIN must hold as TXT (RFC 6376 3.6.1). */
void dkim_record(struct buf *out, const struct dkim_key *key);

/* By whom mail is signed. */
struct dkim {
	struct str domain; /* of the sender, lower case */
	struct {
		struct dkim_key *key; /* NULL: not signed so */
		struct str selector;
	} by[DKIM_KIND_COUNT];
};

/*
 * message: RFC 5322 with CR LF. Puts one DKIM-Signature a key, relaxed/relaxed
 * over the headers that make a notice what it is and the whole body; the
 * message itself comes behind them and is the caller's to put. signed_at in
 * seconds since 1970. Headers that must not be added on the way are signed as
 * absent once more (RFC 6376 8.15).
 */
void dkim_put(struct buf *out, const struct dkim *d, struct str message,
    int64_t signed_at);

#endif
