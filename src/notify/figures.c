/* figures: shares, times and small numbers, told so that they mislead nobody */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/figures.h"

#include <math.h>

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

void
followed_add(struct buf *days, int64_t after, bool repaired)
{
	static const struct followed none;
	int64_t most = after < FOLLOWED_DAYS_MAX ? after : FOLLOWED_DAYS_MAX;
	size_t day = most > 0 ? (size_t)most : 0;

	while (days->n / sizeof(none) <= day)
		buf_put(days, &none, sizeof(none));

	struct followed *f = (struct followed *)(void *)days->p + day;

	f->repaired += repaired;
	f->ended += !repaired;
}

void
followed_join(struct buf *days, const struct buf *more)
{
	static const struct followed none;
	const struct followed *m = (const struct followed *)(void *)more->p;

	while (days->n < more->n)
		buf_put(days, &none, sizeof(none));

	struct followed *f = (struct followed *)(void *)days->p;

	for (size_t i = 0; i < more->n / sizeof(none); i++) {
		f[i].repaired += m[i].repaired;
		f[i].ended += m[i].ended;
	}
}

/* The curve of what is not repaired yet, and how sure of it we are. */
struct curve {
	double there;	 /* findings followed so long */
	double left;	 /* share */
	double variance; /* of its logarithm (Greenwood) */
};

static struct curve
curve_begin(const struct followed *v, size_t n)
{
	struct curve c = {.left = 1};

	for (size_t i = 0; i < n; i++)
		c.there += (double)v[i].repaired + (double)v[i].ended;
	return c;
}

/* A repair comes before an end of following on the same day. */
static struct repair_step
day_take(struct curve *c, const struct followed *f)
{
	double d = f->repaired;

	if (d > 0) {
		c->left *= (c->there - d) / c->there;
		if (c->there > d)
			c->variance += d / (c->there * (c->there - d));
	}
	c->there -= d + (double)f->ended;

	double room = Z95 * sqrt(c->variance);

	return (struct repair_step){.left = c->left,
	    .interval = {c->left * exp(-room), fmin(1, c->left * exp(room))}};
}

void
repair_curve(const struct followed *v, size_t n, struct repair_step *out)
{
	struct curve c = curve_begin(v, n);

	for (size_t i = 0; i < n; i++)
		out[i] = day_take(&c, &v[i]);
}

static void
first_below(double *days, double curve, size_t at)
{
	if (*days == FIGURE_NONE && curve <= HALF)
		*days = (double)at;
}

struct repair_time
repair_time(const struct followed *v, size_t n)
{
	struct curve c = curve_begin(v, n);
	struct repair_time t = {FIGURE_NONE, {FIGURE_NONE, FIGURE_NONE}};

	for (size_t i = 0; i < n; i++) {
		struct repair_step s = day_take(&c, &v[i]);
		if (v[i].repaired + v[i].ended == 0)
			continue;
		first_below(&t.median, s.left, i);
		first_below(&t.interval.low, s.interval.low, i);
		/* where the curve has ended nothing is known above it */
		if (s.left > 0)
			first_below(&t.interval.high, s.interval.high, i);
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
