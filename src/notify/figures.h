/* figures: shares, times and small numbers, told so that they mislead nobody */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_FIGURES_H
#define NOTIFY_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Both ends are in it. */
struct interval {
	double low, high;
};

/* Where the share of k in n (k <= n, n > 0) lies with 95 % certainty, by
 * Wilson's score: it does not leave 0..1 and holds for small n. */
struct interval share_interval(uint64_t k, uint64_t n);

enum { FOLLOWED_DAYS_MAX = 36525 }; /* a century; longer counts as that */

/* How many findings were followed for so many days from their notice on: those
 * repaired then, and those that were still there when last seen. */
struct followed {
	uint32_t repaired, ended;
};

/* Counts one in days, a buffer of struct followed by their days. */
void followed_add(struct buf *days, int64_t after, bool repaired);
/* Those of more come to those of days. */
void followed_join(struct buf *days, const struct buf *more);

/* Days; FIGURE_NONE where too few were repaired to tell. */
#define FIGURE_NONE (-1.0)
struct repair_time {
	double median;
	struct interval interval; /* 95 %; an end may be FIGURE_NONE */
};

/* The share that is not repaired yet after a day, and where it lies with 95 %
 * certainty. */
struct repair_step {
	double left;
	struct interval interval;
};

/*
 * The curve of Kaplan and Meier, and its median: what is not repaired yet
 * counts for as long as it was followed, so a young report does not look
 * quick. The interval is that of Brookmeyer and Crowley on the logarithm of
 * the curve. repair_curve fills out[n] for days 0 to n - 1.
 */
struct repair_time repair_time(const struct followed *v, size_t n);
void repair_curve(const struct followed *v, size_t n, struct repair_step *out);

enum { FIGURE_LEAST = 10 }; /* a smaller count points at somebody */

/*
 * Which of the parts of a total that is told must stay hidden: those of 1 to
 * FIGURE_LEAST - 1, and then the smallest others until what is hidden adds up
 * to FIGURE_LEAST and is more than one part: else subtracting would tell it.
 * Nothing is hidden of a part of 0 but for that.
 */
void figures_hide(const uint64_t *part, size_t n, bool *hidden);

#endif
