/* provider: what a provider said of its customers' findings */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_PROVIDER_H
#define NOTIFY_PROVIDER_H

#include "finding/finding.h"

struct provider_sums {
	uint64_t answered, declined;
	uint64_t over; /* closed before they were answered */
};

/*
 * The answer to a notice that a provider got, for all customers in it or for
 * those in customers (ids). FIXED and IN_HAND count as the owner's would; by
 * NOT_OURS the finding stands, and the owner is told with the next notices.
 * ERR_REFUSED: another answer, which is the owner's to give. ERR_ABSENT: no
 * notice to a provider by that name, or one of the customers is not in it;
 * then nothing is kept. In a transaction.
 */
enum err provider_answer(struct store *s, struct str notice, enum answer answer,
    const int64_t *customers, size_t n, int64_t person, struct str note,
    int64_t now, struct provider_sums *sums, struct why *w) MUST_CHECK;

#endif
