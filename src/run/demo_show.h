/* demo_show: what a demo's month came to, to look at */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_DEMO_SHOW_H
#define RUN_DEMO_SHOW_H

#include "run/job.h"

/* What one day brought. */
struct demo_day {
	int32_t date; /* of its reports */
	int64_t rows, opened, reopened, closed, notices;
};

/* Totals of the store so far, as a day that began with the service. */
void demo_totals(struct store *s, struct demo_day *d);

/* For a terminal of 80 columns: a line for each day. */
void demo_show_days(struct job *job, const struct demo_day *day, size_t n);
/*
 * The newest urgent notice in Dutch, whole; preferably the first one about
 * something its receiver has himself. Returns the receiver, 0 where there is
 * no such notice.
 */
int64_t demo_show_notice(struct job *job, struct service *sv);
/* One screen: what came in, whom it concerned, what became of it. */
void demo_show_sums(struct job *job, struct service *sv);
/* What to type next; organisation 0: any. */
void demo_show_next(struct job *job, struct service *sv, int64_t organisation);

#endif
