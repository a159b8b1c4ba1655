/* subject: what an observation is about, as the store keeps it sealed */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef VALUE_SUBJECT_H
#define VALUE_SUBJECT_H

#include "base/buf.h"
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

/* One field a line; the same subject gives the same text. */
void subject_put(struct buf *b, const struct subject *s);
/* Reads what subject_put made; texts are borrowed. False for anything else,
 * which only a damaged store holds. */
bool subject_read(struct str text, struct subject *s);

#endif
