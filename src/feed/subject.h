/* subject: what an observation is about, as the store keeps it sealed */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_SUBJECT_H
#define FEED_SUBJECT_H

#include "base/buf.h"
#include "match/identify.h"
#include "value/address.h"
#include "value/severity.h"

/* Texts are lower case where they are names; absent ones are empty. */
struct subject {
	struct prefix place; /* one address, none, or rarely a block */
	uint16_t port;
	enum transport transport;
	uint32_t asn;
	struct str hostname, family;
	struct str names; /* others it goes by, blank separated */
};

/* What identifies it, at a moment; borrows from s. */
struct sighting subject_sighting(const struct subject *s, int64_t seen);

/* One field a line; the same subject gives the same text. */
void subject_put(struct buf *b, const struct subject *s);
/* Reads what subject_put made; texts are borrowed. False for anything else,
 * which only a damaged store holds. */
bool subject_read(struct str text, struct subject *s);

#endif
