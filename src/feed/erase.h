/* erase: the raw rows of a batch or about a company go, their hashes stay */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_ERASE_H
#define FEED_ERASE_H

#include "base/err.h"
#include "store/store.h"

struct erase_sums {
	uint64_t chunks, rows, observations;
};

/*
 * Writes every chunk of a batch again without its rows (folder is the
 * service's) and drops what the store kept of them: observations whose newest
 * row lay there, what rows said of a company, rejected rows. Each chunk is
 * one transaction, after which its old file is removed; broken off, it goes
 * on where it was. erasure is the batch_event that ordered it; the tombstones
 * name it. ERR_ABSENT, ERR_IO or ERR_SYNTAX: a file that is missing or does
 * not read, which stays as it is; the others are done.
 */
enum err batch_erase(struct store *s, int folder, int64_t batch,
    int64_t erasure, struct erase_sums *sums, struct why *w) MUST_CHECK;

/*
 * The same for the chunks whose own last day has passed (accounts that were
 * stolen, feed/account.h), but what the store knows of them stays: it holds no
 * password. A batch_event of each batch says so, by that person.
 */
enum err overdue_erase(struct store *s, int folder, int64_t person, int64_t now,
    struct erase_sums *sums, struct why *w) MUST_CHECK;

/*
 * The same for every row that is about a company (feed/concern.h), in all
 * chunks; observations whose newest row is one of these are dropped, also
 * where the row names another company as well. To be called while the store
 * still knows what the company is known by. With dry it only counts.
 */
enum err company_erase(struct store *s, int folder, int64_t organisation,
    int64_t erasure, bool dry, struct erase_sums *sums,
    struct why *w) MUST_CHECK;

#endif
