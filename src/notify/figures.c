/* figures: shares, times and small numbers, told so that they mislead nobody */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/figures.h"

#include <math.h>
#include <stdlib.h>

#define Z95  1.959963984540054 /* of the normal distribution */
#define HALF 0.5

struct interval
share_interval(uint64_t k, uint64_t n)
{
	double all = (double)n, p = (double)k / all, z2 = Z95 * Z95;
	double middle = p + z2 / (2 * all);
	double room = Z95 * sqrt(p * (1 - p) / all + z2 / (4 * all * all));
	double scale = 1 + z2 / all;

	return (struct interval){
	    .low = fmax(0, (middle - room) / scale),
	    .high = fmin(1, (middle + room) / scale),
	};
}

/* A repair before an end of following on the same day. */
static int
by_days(const void *a, const void *b)
{
	const struct followed *x = a, *y = b;

	if (x->days != y->days)
		return x->days < y->days ? -1 : 1;
	return (int)y->repaired - (int)x->repaired;
}

/* The curve of what is not repaired yet, and how sure of it we are. */
struct curve {
	double left;	 /* share */
	double variance; /* of its logarithm (Greenwood) */
};

static void
first_below(double *days, double curve, uint32_t at)
{
	if (*days == FIGURE_NONE && curve <= HALF)
		*days = at;
}

/* All repairs of one day; returns how many findings that day takes away. */
static size_t
day_take(const struct followed *v, size_t n, struct curve *c)
{
	size_t gone = 0, repaired = 0;

	for (; gone < n && v[gone].days == v[0].days; gone++)
		repaired += v[gone].repaired;

	double left = (double)n, d = (double)repaired;

	c->left *= (left - d) / left;
	if (d > 0 && left > d)
		c->variance += d / (left * (left - d));
	return gone;
}

struct repair_time
repair_time(struct followed *v, size_t n)
{
	struct curve c = {.left = 1};
	struct repair_time t = {FIGURE_NONE, {FIGURE_NONE, FIGURE_NONE}};

	if (n > 0)
		qsort(v, n, sizeof(*v), by_days);
	for (size_t i = 0; i < n;) {
		uint32_t day = v[i].days;
		i += day_take(v + i, n - i, &c);
		double room = Z95 * sqrt(c.variance);
		first_below(&t.median, c.left, day);
		first_below(&t.interval.low, c.left * exp(-room), day);
		/* where the curve has ended nothing is known above it */
		if (c.left > 0)
			first_below(&t.interval.high, c.left * exp(room), day);
	}
	return t;
}

/* The smallest part that still shows; n where none does. */
static size_t
smallest_shown(const uint64_t *part, size_t n, const bool *hidden)
{
	size_t least = n;

	for (size_t i = 0; i < n; i++)
		if (!hidden[i] && (least == n || part[i] < part[least]))
			least = i;
	return least;
}

void
figures_hide(const uint64_t *part, size_t n, bool *hidden)
{
	uint64_t sum = 0;
	size_t parts = 0;

	for (size_t i = 0; i < n; i++) {
		hidden[i] = part[i] > 0 && part[i] < FIGURE_LEAST;
		sum += hidden[i] ? part[i] : 0;
		parts += hidden[i];
	}
	while (parts > 0 && parts < n && (parts == 1 || sum < FIGURE_LEAST)) {
		size_t i = smallest_shown(part, n, hidden);
		hidden[i] = true;
		sum += part[i];
		parts++;
	}
}
