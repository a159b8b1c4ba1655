/* figures: shares, times and small numbers, told so that they mislead nobody */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_FIGURES_H
#define NOTIFY_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Both ends are in it. */
struct interval {
	double low, high;
};

/* Where the share of k in n (k <= n, n > 0) lies with 95 % certainty, by
 * Wilson's score: it does not leave 0..1 and holds for small n. */
struct interval share_interval(uint64_t k, uint64_t n);

/* How long one finding was followed, from its notice on. */
struct followed {
	uint32_t days;
	bool repaired; /* after days; else it was still there, or unseen */
};

/* Days; FIGURE_NONE where too few were repaired to tell. */
#define FIGURE_NONE (-1.0)
struct repair_time {
	double median;
	struct interval interval; /* 95 %; an end may be FIGURE_NONE */
};

/*
 * The median time to repair by Kaplan and Meier: what is not repaired yet
 * counts for as long as it was followed, so a young report does not look
 * quick. The interval is that of Brookmeyer and Crowley on the logarithm of
 * the curve. Sorts v.
 */
struct repair_time repair_time(struct followed *v, size_t n);

enum { FIGURE_LEAST = 10 }; /* a smaller count points at somebody */

/*
 * Which of the parts of a total that is told must stay hidden: those of 1 to
 * FIGURE_LEAST - 1, and then the smallest others until what is hidden adds up
 * to FIGURE_LEAST and is more than one part: else subtracting would tell it.
 * Nothing is hidden of a part of 0 but for that.
 */
void figures_hide(const uint64_t *part, size_t n, bool *hidden);

#endif
