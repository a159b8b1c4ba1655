/* chunk_form: the bytes of a chunk file, as writer and reader share them */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef EVIDENCE_CHUNK_FORM_H
#define EVIDENCE_CHUNK_FORM_H

#include "evidence/chunk.h"

/*
 * All numbers little-endian.
 *
 *   head    "DWEVID01", u32 reader, u32 rows, u32 erased, u32 blocks,
 *           u64 bytes, id 32, root 32;
 *           per block: u32 first row, u32 rows, u32 plain bytes, u32 stored
 *           bytes, nonce 24;
 *           keyed BLAKE2b-256 of all of the head before it
 *   blocks  one behind the other, each XChaCha20-Poly1305-IETF (AAD: id, u32
 *           block number) of one zstd frame
 *
 * Block 0 holds salt 16, then feed, type, header, name, each u32 length and
 * bytes; what follows the salt is leaf 0. The others hold rows, in columns:
 * u32 length of each (FORM_ERASED for a tombstone); then of each its salt, or
 * hash 32 and u64 erasure; then the bytes of each. The block table stands in
 * the head so that its lengths are proven before any is used.
 */
#define FORM_MAGIC  "DWEVID01"
#define FORM_ERASED UINT32_MAX

enum {
	FORM_FIXED = 96,     /* the head before the block table */
	FORM_BLOCK = 40,     /* a row of the table */
	FORM_PROOF = 32,     /* the keyed hash at the head's end */
	FORM_TAG = 16,	     /* what a block's seal adds */
	FORM_TOMB = 40,	     /* hash and erasure */
	FORM_FILL = 1 << 20, /* a block is closed from here */
	FORM_PLAIN_MAX = FORM_FILL + 4 * (CHUNK_ROW_MAX + 64),
};

/* The head without its block table and proof. */
struct form_head {
	uint32_t reader, rows, erased, blocks;
	uint64_t bytes;
	const unsigned char *id, *root;
};

void form_keys(struct chunk_keys *keys, const struct seal *seal);

void form_press_free(struct chunk_press *press);
/* Bytes of a head with so many blocks. */
size_t form_head_size(uint32_t blocks);
/* Appends the head. */
void form_head_put(struct buf *out, const struct chunk_keys *keys,
    const struct form_head *head, const struct chunk_block *block);
/* True when the proof at the end of head (all of it) is right. */
bool form_head_check(const struct chunk_keys *keys, struct str head);
/* Compresses and seals plain as block number: appends it to out and fills in
 * plain, stored and nonce of b. */
void form_block_put(struct buf *out, const struct chunk_keys *keys,
    const unsigned char id[CHUNK_ID], uint32_t number, struct chunk_block *b,
    struct str plain, struct chunk_press *press);
/* Opens a block into plain (what was there is dropped); false when it was
 * changed or is not what b says. packed is room to work in. */
bool form_block_get(struct buf *plain, const struct chunk_keys *keys,
    const unsigned char id[CHUNK_ID], uint32_t number,
    const struct chunk_block *b, struct str stored,
    struct buf *packed) MUST_CHECK;

#endif
