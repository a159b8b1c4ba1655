/* chain: each ledger entry is bound to all before it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef EVIDENCE_CHAIN_H
#define EVIDENCE_CHAIN_H

#include "base/str.h"

enum { CHAIN_HASH = 32 };

/* The hash before the first entry: all zeros. */
extern const unsigned char chain_start[CHAIN_HASH];

/*
 * What the chain holds of a chunk: all of it stays the same when a row in the
 * chunk is erased, so the chain never has to be made again.
 */
struct chain_entry {
	uint64_t seq; /* from 1, without gaps */
	unsigned char id[32], root[32];
	uint64_t rows;
	int64_t made;	 /* when the chunk was kept */
	uint32_t reader; /* version of the reader that made the rows */
};

/* BLAKE2b-256 over a fixed text, prev and every field in fixed width; needs no
 * key, so anybody can follow the chain. out may be prev. */
void chain_hash(unsigned char out[CHAIN_HASH],
    const unsigned char prev[CHAIN_HASH], const struct chain_entry *e);

#endif
