/* verify: is the evidence still what the ledger says it was? */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef EVIDENCE_VERIFY_H
#define EVIDENCE_VERIFY_H

#include "base/buf.h"
#include "base/err.h"
#include "base/seal.h"
#include "base/str.h"
#include "evidence/chain.h"
#include "evidence/chunk.h"

enum verify_kind {
	VERIFY_INTACT,
	VERIFY_MISSING,	 /* no such file, or it cannot be read */
	VERIFY_LENGTH,	 /* other length than the ledger says */
	VERIFY_HEAD,	 /* the head was changed */
	VERIFY_BLOCK,	 /* a block was changed */
	VERIFY_REPLACED, /* another file, whole in itself */
	VERIFY_KEY,	 /* the file is untouched; the key is another */
	VERIFY_ID,	 /* the chunk is another than the ledger says */
	VERIFY_ROOT,	 /* its rows do not add up to the root */
	VERIFY_ROWS,	 /* other numbers of rows or bytes */
	VERIFY_CHAIN,	 /* the ledger itself was changed */
	VERIFY_COUNT,
};

/* One row of the ledger. */
struct verify_entry {
	struct chain_entry chain;	/* seq, id, root, rows, made, reader */
	unsigned char prev[CHAIN_HASH]; /* of the entry before */
	unsigned char link[CHAIN_HASH]; /* chain_hash(prev, chain) */
	struct str name;		/* "evidence/2026/11/ab...chunk" */
	uint64_t stored;		/* bytes of the file */
	unsigned char hash[32];		/* of the file */
	uint64_t erased, bytes;		/* as in chunk_sum */
};

/* text is one line for the operator: where, what, and what to do. */
struct verify_result {
	enum verify_kind kind;
	uint64_t seq;
	char text[400];
};

/*
 * Compares a file's bytes with what the ledger says of it (its chain is not
 * looked at). True when intact: "NAME: intact" or "NAME: intact, 1 erased".
 */
bool verify_chunk(const struct seal *seal, struct str file,
    const struct verify_entry *e, struct verify_result *result);

struct verify_sum {
	uint64_t entries, intact;     /* intact: the file, whatever the chain */
	uint64_t faults;	      /* an entry may have two */
	uint64_t rows, erased, bytes; /* of the intact ones */
	uint64_t seq;		      /* of the last entry */
	unsigned char link[CHAIN_HASH]; /* and its link: worth noting */
};

/* A seq and link written down outside the ledger, on paper or elsewhere. */
struct verify_note {
	uint64_t seq;
	unsigned char link[CHAIN_HASH];
};

/*
 * Over the whole ledger: verify_begin, verify_entry for each row in order of
 * seq, verify_end. Set say (and ctx, and note) first. say is told of every
 * entry, and once more where the chain does not hold.
 *
 * A ledger whose end was cut off, or that was wholly made again, holds in
 * itself: only a note shows that. NULL: none to hold it against.
 */
struct verify {
	void (*say)(void *ctx, const struct verify_result *result);
	void *ctx;
	const struct verify_note *note;

	struct verify_sum sum;
	struct buf file;
};

void verify_begin(struct verify *v);
/* dir is the instance's folder. */
void verify_entry(struct verify *v, const struct seal *seal, int dir,
    const struct verify_entry *e);
/* Gives the sums, and the memory back. OK when all was intact, else
 * ERR_REFUSED. */
enum err verify_end(struct verify *v, struct verify_sum *sum) MUST_CHECK;

#endif
