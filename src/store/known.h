/* known: by what an observation is known again tomorrow */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_KNOWN_H
#define STORE_KNOWN_H

#include "base/seal.h"

/*
 * The columns id and rest of an observation: 16 bits of the group that it lies
 * in, then the 112 bits of its fingerprint.
 */
struct known {
	int64_t id, rest;
};

struct known known_make(
    uint16_t group, const unsigned char fingerprint[SEAL_FINGERPRINT]);
/* What one that was made before s was there has become under s. */
struct known known_again(struct known k, const struct seal *s);

#endif
