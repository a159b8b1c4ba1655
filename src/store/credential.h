/* credential: secrets by name, in the keeper's own database */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_CREDENTIAL_H
#define STORE_CREDENTIAL_H

#include "base/seal.h"
#include "store/sql.h"

enum { CREDENTIAL_KEY = 32 }; /* bytes of a key */

/*
 * The key of that name, made at random and kept (sealed) when there is none
 * yet. Dies when it does not open: another seal key, or changed.
 */
void credential_key(struct sql *secret, const struct seal *seal,
    struct str name, unsigned char out[CREDENTIAL_KEY]);

/*
 * What the key took over from those before it is kept as the credential
 * "past". Gives it to seal, where there is any; dies where it does not open.
 */
void credential_past_take(struct sql *secret, struct seal *seal);
/* Keeps what to takes over from the key it replaces, and gives it to to. */
void credential_past_put(
    struct sql *secret, struct seal *to, const struct seal *from);

#endif
