/* concern: which raw rows are about one company */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_CONCERN_H
#define FEED_CONCERN_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "store/store.h"
#include "value/address.h"

/* Words shorter than this stand in rows of everybody. */
enum { CONCERN_WORD_LEAST = 4 };

/* An asset in the time in which it was theirs. */
struct concern_asset {
	struct prefix prefix; /* none: domain */
	struct str domain;
	int64_t from, until; /* SQL_NULL_I64: no bound */
};

/* A row that identification took to be about them. */
struct concern_place {
	int64_t seq;
	uint32_t row;
};

/* What they are known by. Lives in the arena it was loaded in. */
struct concern {
	struct concern_asset *asset;
	struct str *word;	     /* name, KvK number, mail addresses */
	struct concern_place *place; /* sorted */
	size_t assets, words, places;
};

void concern_load(
    struct concern *c, struct store *s, struct arena *a, int64_t organisation);

/* A chunk with rows about them; index[] ascends. */
struct concern_chunk {
	int64_t seq;
	struct str file, report;
	int64_t day;
	struct str bytes; /* of the file */
	const uint32_t *index;
	size_t n;
};

/*
 * Calls with each chunk (folder is the service's) that has such rows. The
 * first error of with, or of a file that does not read, is returned; the
 * others are gone through all the same.
 */
enum err concern_each(struct store *s, int folder, const struct concern *c,
    enum err (*with)(
	void *ctx, const struct concern_chunk *chunk, struct why *w),
    void *ctx, struct why *w) MUST_CHECK;

#endif
