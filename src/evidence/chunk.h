/* chunk: up to 100 000 raw rows in one sealed, compressed file */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef EVIDENCE_CHUNK_H
#define EVIDENCE_CHUNK_H

#include "base/buf.h"
#include "base/err.h"
#include "base/seal.h"
#include "base/str.h"
#include "evidence/merkle.h"

enum {
	CHUNK_ROWS = 100000,
	CHUNK_BYTES = 64 << 20,	   /* of the rows, decompressed */
	CHUNK_ROW_MAX = 64 * 1024, /* bytes of one row, or of a meta text */
	CHUNK_BLOCKS_MAX = 128,
	CHUNK_FILE_MAX = 96 << 20, /* no chunk file is larger */
	CHUNK_ID = 32,
};

/*
 * Where the rows came from. It is sealed in block 0 and is leaf 0 of the
 * tree; row i is leaf i + 1.
 */
struct chunk_meta {
	struct str feed, type; /* "shadowserver", "exchange" */
	struct str name;       /* the file, as its giver called it */
	struct str header;     /* the line that names the columns */
	uint32_t reader;       /* version of the reader; not in id or tree */
};

/* What the ledger keeps of a chunk. */
struct chunk_sum {
	unsigned char id[CHUNK_ID];
	unsigned char root[MERKLE_HASH];
	unsigned char hash[32]; /* BLAKE2b-256 of the file, without a key */
	uint32_t rows, erased;	/* erased ones are counted in rows */
	uint64_t bytes;		/* of the rows that are there, decompressed */
	uint64_t stored;	/* of the file */
};

/*
 * Keys of this room, made by crypto_kdf with the context "dijkchnk": for blocks
 * and heads from the chunk key of seal, for ids from its lasting key.
 */
struct chunk_keys {
	unsigned char box[SEAL_KEY], head[SEAL_KEY], id[SEAL_KEY];
};

/* Room to work in when a file is made, kept from chunk to chunk. */
struct chunk_press {
	struct ZSTD_CCtx_s *zstd;
	struct buf packed, sizes, sides, texts;
};

/*
 * Gathers rows in memory and makes the file at the end. A zeroed one is new;
 * chunk_begin may be called again and keeps the memory.
 */
struct chunk_writer {
	struct chunk_keys keys;
	uint32_t reader, rows, erased;
	uint64_t bytes;
	struct buf meta;   /* block 0: its salt and the texts */
	size_t id_end;	   /* of meta: from here it is not in the id */
	struct buf record; /* per row: u32 length, bytes; or a tombstone */
	struct buf digest; /* per row its merkle_digest; of a tombstone none */
	struct buf salt;   /* of a rewrite: one per row */
	struct chunk_press press;
	bool again, id_known;
	unsigned char id[CHUNK_ID];
};

struct chunk_reader;

/* Texts of meta are copied; past CHUNK_ROW_MAX it dies (the caller's bug). */
void chunk_begin(struct chunk_writer *w, const struct seal *seal,
    const struct chunk_meta *meta);
/* Copies the row; returns its index, from 0. Dies past CHUNK_ROW_MAX bytes
 * or when full (the caller's bug). */
uint32_t chunk_add(struct chunk_writer *w, struct str row);
/* True when not every row would fit any more: end this one, begin another. */
bool chunk_full(const struct chunk_writer *w);
/*
 * A keyed hash of feed, type, header and the digest of every row: the same
 * report gives the same id whatever its file was called. It costs next to
 * nothing: ask first whether the ledger has it.
 */
void chunk_id(struct chunk_writer *w, unsigned char out[CHUNK_ID]);
/*
 * Puts the file in *file (what was there is dropped) and fills in sum. Salts
 * are drawn anew, so root and file differ each time; id does not. w is used
 * up: begin again or free.
 */
void chunk_end(struct chunk_writer *w, struct buf *file, struct chunk_sum *sum);
/* Gives the memory back and forgets the keys. */
void chunk_free(struct chunk_writer *w);

/*
 * For erasing: begins the chunk that from holds once more, with its id and
 * meta. Every row must then be handed over again in order, as one of the two
 * below, so that each leaf and the root stay what they are.
 */
void chunk_begin_again(struct chunk_writer *w, const struct seal *seal,
    const struct chunk_reader *from);
/* A row that stays, with the salt it had. */
void chunk_kept_add(struct chunk_writer *w,
    const unsigned char salt[MERKLE_SALT], struct str row);
/* A tombstone: the hash of what was there and the erasure that took it. */
void chunk_erased_add(struct chunk_writer *w,
    const unsigned char leaf[MERKLE_HASH], uint64_t erasure);

/*
 * All of the above: makes of the chunk in old one without the rows at index[]
 * (ascending, n of them; those erased before keep their first erasure). id
 * and root are the same, bytes and salts of these rows are in it no longer.
 * ERR_RANGE: no such row or not ascending; else as chunk_open and chunk_next.
 */
enum err chunk_erase(struct buf *file, const struct seal *seal, struct str old,
    const uint32_t *index, size_t n, uint64_t erasure, struct chunk_sum *sum,
    struct why *w) MUST_CHECK;
/* The chunk in old, sealed with from, as a file that is sealed with to: id,
 * root, rows, salts and tombstones are the same. */
enum err chunk_reseal(struct buf *file, const struct seal *from,
    const struct seal *to, struct str old, struct chunk_sum *sum,
    struct why *w) MUST_CHECK;

/* A row or a tombstone. bytes is borrowed until the next call. */
struct chunk_row {
	uint32_t index;
	bool erased;
	uint64_t erasure;		 /* erased: by which */
	unsigned char leaf[MERKLE_HASH]; /* erased: hash of what was there */
	unsigned char salt[MERKLE_SALT]; /* not erased */
	struct str bytes;		 /* not erased */
};

/* A part of the file: bytes at .. at + stored, rows first .. first + rows. */
struct chunk_block {
	uint64_t at;
	uint32_t first, rows, plain, stored;
	unsigned char nonce[24];
};

/* Reads a chunk from memory. The fields up to "place" may be looked at. */
struct chunk_reader {
	struct chunk_meta meta;
	unsigned char id[CHUNK_ID];
	unsigned char root[MERKLE_HASH];
	unsigned char meta_salt[MERKLE_SALT];
	uint32_t rows, erased, blocks;
	uint64_t bytes;
	uint32_t bad; /* after a failure: the block, or CHUNK_HEAD */

	uint32_t place; /* the next row */
	struct chunk_keys keys;
	struct str file;
	struct chunk_block block[CHUNK_BLOCKS_MAX];
	struct buf meta_bytes, packed, plain;
	uint32_t open; /* the block in plain */
	uint32_t at;   /* the row the three below stand at */
	struct str sizes, sides, texts;
	struct why why;
};

#define CHUNK_HEAD UINT32_MAX

/*
 * file is borrowed until chunk_close; it may be anything. Checks the head and
 * opens block 0. ERR_SYNTAX: no chunk, cut off, changed or under another key;
 * w->rule names the block and its bytes ("block 3 (bytes 1048700..1190021)
 * does not open"), w->byte the first of them. Call chunk_close in any case.
 */
enum err chunk_open(struct chunk_reader *r, const struct seal *seal,
    struct str file, struct why *w) MUST_CHECK;
void chunk_close(struct chunk_reader *r);
/* Rows in order; false at the end or when a block is broken: see
 * chunk_reader_why. */
bool chunk_next(struct chunk_reader *r, struct chunk_row *row);
/* One row; opens only its block. chunk_next goes on after it. False where
 * there is no such row or its block is broken. */
bool chunk_row(struct chunk_reader *r, uint32_t index, struct chunk_row *row);
/* Goes back to before row 0. */
void chunk_rewind(struct chunk_reader *r);
/* err OK while nothing went wrong; sticky. */
const struct why *chunk_reader_why(const struct chunk_reader *r);

/* The hash of a row in the tree: made of its salt and bytes, or kept. */
void chunk_row_leaf(
    const struct chunk_row *row, unsigned char out[MERKLE_HASH]);
/*
 * Goes over the whole chunk: adds every leaf to m and counts rows, erased and
 * bytes in seen (its other fields are left). For a proof of row i: watch leaf
 * i + 1 first. False when a block is broken.
 */
bool chunk_walk(struct chunk_reader *r, struct merkle *m,
    struct chunk_sum *seen) MUST_CHECK;

#endif
