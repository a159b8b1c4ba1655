/* merkle: one hash over many rows, and the proof that a row is under it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef EVIDENCE_MERKLE_H
#define EVIDENCE_MERKLE_H

#include "base/str.h"

enum {
	MERKLE_HASH = 32,
	MERKLE_SALT = 16,
	MERKLE_DEPTH = 64, /* enough for any count */
};

/*
 * From a leaf up to the root: the hashes of the other side. Anybody who holds
 * the row, its salt and the root can check it, without a key and without the
 * other rows.
 */
struct merkle_path {
	uint64_t index, count; /* which leaf (from 0), of how many */
	unsigned n;
	unsigned char hash[MERKLE_DEPTH][MERKLE_HASH];
};

/*
 * A tree in the shape of RFC 6962 2.1 (BLAKE2b-256 in place of SHA-256), built
 * leaf by leaf in O(log n) memory. {0} is an empty one.
 */
struct merkle {
	unsigned char at[MERKLE_DEPTH][MERKLE_HASH];
	unsigned depth;
	uint64_t count;
	struct merkle_path *path; /* being filled, or NULL */
	unsigned held;		  /* the slot that holds the path's leaf */
};

/* BLAKE2b-256(0x00 || salt || BLAKE2b-256(bytes)): the salt keeps a row from
 * being guessed from its hash. */
void merkle_leaf(unsigned char out[MERKLE_HASH],
    const unsigned char salt[MERKLE_SALT], struct str bytes);
/* The same in two steps: the inner hash is all that a chunk's id needs too. */
void merkle_digest(unsigned char out[MERKLE_HASH], struct str bytes);
void merkle_salted(unsigned char out[MERKLE_HASH],
    const unsigned char salt[MERKLE_SALT],
    const unsigned char digest[MERKLE_HASH]);

/* Asks for the path of leaf index (from 0); before the first merkle_add. */
void merkle_watch(struct merkle *m, struct merkle_path *path, uint64_t index);
void merkle_add(struct merkle *m, const unsigned char leaf[MERKLE_HASH]);
/* Ends the tree: the root of all leaves added, and the path where one was
 * asked for. The root of no leaves is the hash of no bytes. m is empty then. */
void merkle_root(struct merkle *m, unsigned char out[MERKLE_HASH]);

/* True when the leaf stands at path->index of path->count under this root. */
bool merkle_path_check(const struct merkle_path *path,
    const unsigned char leaf[MERKLE_HASH],
    const unsigned char root[MERKLE_HASH]);

#endif
