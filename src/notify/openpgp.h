/* openpgp: signatures that mail programs check by a key they were given */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_OPENPGP_H
#define NOTIFY_OPENPGP_H

#include "base/err.h"
#include "notify/signed.h"

struct openpgp_key;

/*
 * A secret key without a passphrase, armored or not, of which the first key
 * or subkey that may sign is used. ERR_SYNTAX: does not read; ERR_REFUSED: it
 * has a passphrase, or none that signs.
 */
enum err openpgp_key_read(
    struct str text, struct openpgp_key **key, struct why *w) MUST_CHECK;
void openpgp_key_free(struct openpgp_key *key);

/* Armored, detached, SHA-256 (RFC 3156, RFC 4880). Its key is a struct
 * openpgp_key. */
extern const struct signed_way openpgp;

#endif
