/* address: IPv4 and IPv6 addresses and prefixes */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef VALUE_ADDRESS_H
#define VALUE_ADDRESS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* kind 4 or 6; 0: none. b in network order, the unused rest zero. */
struct address {
	uint8_t kind;
	uint8_t b[16];
};

/* Host bits are zero. length 0..32 or 0..128. */
struct prefix {
	struct address a;
	uint8_t length;
};

/*
 * "192.0.2.1" (four decimal parts, no leading zeroes) or RFC 4291 2.2 text
 * without zone. IPv4-mapped IPv6 (::ffff:192.0.2.1) reads as the IPv4
 * address. False otherwise.
 */
bool address_read(struct str s, struct address *a);
/* RFC 5952 text. */
void address_put(struct buf *b, const struct address *a);
int address_cmp(const struct address *a, const struct address *b);
/* Bits of its kind: 32 or 128 (0 for none). */
unsigned address_bits(const struct address *a);

/* "192.0.2.0/24", or a single address. Host bits set: ERR_RANGE, with the
 * prefix that was probably meant in the why. */
enum err prefix_read(struct str s, struct prefix *p, struct why *w) MUST_CHECK;
void prefix_put(struct buf *b, const struct prefix *p);
/*
 * The largest prefix that begins at *first and ends no later than last (of the
 * same kind); *first moves behind it, or becomes none behind the very last
 * address. False when first is none or past last.
 */
bool prefix_of_span(
    struct address *first, const struct address *last, struct prefix *p);
bool prefix_holds(const struct prefix *p, const struct address *a);
/* True when p holds all of q (also when equal). */
bool prefix_covers(const struct prefix *p, const struct prefix *q);

/*
 * Why nobody on the public internet owns this address alone, from the IANA
 * special-purpose registries (RFC 6890 and its updates): "private address
 * space (RFC 1918)", "loopback (RFC 1122)", ...; absent when it is ordinary.
 * Documentation addresses (RFC 5737, RFC 3849) are ordinary here: demos and
 * tests live on them.
 */
struct str address_special(const struct address *a);
/* The same for a prefix of which any part is special. */
struct str prefix_special(const struct prefix *p);

#endif
