/* smime: signatures that mail programs check by a certificate */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_SMIME_H
#define NOTIFY_SMIME_H

#include "base/err.h"
#include "notify/signed.h"

struct smime_key;

/*
 * A certificate with those between it and the root behind it, and its private
 * key, both in PEM. ERR_SYNTAX: does not read; ERR_REFUSED: the key is another
 * one's, or the certificate is not for mail of that address.
 */
enum err smime_key_read(struct str certificates, struct str pem,
    struct str sender, struct smime_key **key, struct why *w) MUST_CHECK;
void smime_key_free(struct smime_key *key);
/* From when until when it holds. */
void smime_key_valid(
    const struct smime_key *key, int64_t *from, int64_t *until);

/* CMS, detached, with SHA-256 (RFC 8551). Its key is a struct smime_key. */
extern const struct signed_way smime;

#endif
