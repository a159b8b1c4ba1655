/* correct: wrong notices: what waits is dropped, what left put right */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_CORRECT_H
#define NOTIFY_CORRECT_H

#include "base/time.h"
#include "notify/compose.h"
#include "store/store.h"

enum {
	LEAK_TIME = 72 * HOUR, /* to tell the authority (GDPR article 33) */
};

struct correct_sums {
	uint64_t dropped;   /* had not left */
	uint64_t corrected; /* had, and a correction is prepared */
	uint64_t before;    /* were withdrawn or corrected already */
	uint64_t fine;	    /* of what it tells, all still stands */
	uint64_t digests; /* whose lines cannot be told apart: not corrected */
	uint64_t leaked;  /* had left, and belong to the leak now */
};

struct correct {
	struct store *store;
	int64_t person, now;
	const unsigned char *code_key; /* CODE_KEY bytes */
	struct str reason;
	int64_t leak; /* that the sent ones belong to, or SQL_NULL_I64 */
	bool gone;    /* only of findings that are withdrawn: of a batch */
	struct correct_sums sums;
};

/*
 * Withdraws one notice. What has not left is dropped, and its findings count
 * as told: whoever withdraws it sees to its cause. To the receiver of one that
 * left a correction is prepared, in the same thread, which is released like
 * any other notice; the code of a notice that was wrong altogether says from
 * then on that it was taken back. In a transaction.
 */
void notice_correct(struct correct *c, int64_t notice);

#endif
