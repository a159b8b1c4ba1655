/* tests of notify/figures */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/figures.h"

#include <math.h>

#include "test/tap.h"

static bool
near(double a, double b)
{
	return fabs(a - b) < 0.0005;
}

/* As published for Wilson's interval without correction. */
TEST(shares_of_few_and_many)
{
	struct interval i = share_interval(0, 10);

	ok(near(i.low, 0) && near(i.high, 0.2775));
	i = share_interval(10, 10);
	ok(near(i.low, 0.7225) && near(i.high, 1));
	i = share_interval(81, 263);
	ok(near(i.low, 0.2553) && near(i.high, 0.3662));
	i = share_interval(852, 1754);
	ok(i.low < 0.4857 && i.high > 0.4857 && i.high - i.low < 0.05);
}

/* Of followed ones, each with how it ended. */
struct patient {
	int64_t days;
	bool repaired;
};

static struct repair_time
time_of(const struct patient *v, size_t n)
{
	struct buf days = {0};

	for (size_t i = 0; i < n; i++)
		followed_add(&days, v[i].days, v[i].repaired);

	struct repair_time t =
	    repair_time((const struct followed *)(const void *)days.p,
		days.n / sizeof(struct followed));

	buf_free(&days);
	return t;
}

/*
 * Two groups of patients of 1977, the usual example of this method: R's
 * survfit gives 31 (18 to unknown) and 23 (8 to unknown).
 */
TEST(medians_as_others_find_them)
{
	struct patient one[] = {{9, true}, {13, true}, {13, false}, {18, true},
	    {23, true}, {28, false}, {31, true}, {34, true}, {45, false},
	    {48, true}, {161, false}};
	struct patient two[] = {{45, true}, {5, true}, {8, true}, {5, true},
	    {8, true}, {12, true}, {16, false}, {23, true}, {27, true},
	    {30, true}, {33, true}, {43, true}};
	struct repair_time t = time_of(one, 11);

	ok(t.median == 31);
	ok(t.interval.low == 18);
	ok(t.interval.high == FIGURE_NONE);
	t = time_of(two, 12);
	ok(t.median == 23);
	ok(t.interval.low == 8);
	ok(t.interval.high == FIGURE_NONE);
}

TEST(too_few_repaired_to_tell)
{
	struct patient v[] = {{1, true}, {9, false}, {9, false}, {9, false}};
	struct repair_time t = time_of(v, 4);

	ok(t.median == FIGURE_NONE);
	t = time_of(v, 0);
	ok(t.median == FIGURE_NONE);
}

/* What is young must not make repair look quick. */
TEST(those_still_followed_count)
{
	struct patient v[20];

	for (int i = 0; i < 20; i++)
		v[i] = (struct patient){i < 10 ? 2 : 30, i < 10 || i > 14};
	/* half are repaired after 2 days, a quarter after 30, 5 not yet */
	ok(time_of(v, 20).median == 2);
	for (int i = 0; i < 20; i++)
		v[i] = (struct patient){i < 9 ? 2 : 30, i < 9 || i > 14};
	ok(time_of(v, 20).median == 30);
}

static void
is_hidden(const uint64_t *part, size_t n, const char *want)
{
	bool hidden[8];
	char got[9] = {0};

	figures_hide(part, n, hidden);
	for (size_t i = 0; i < n; i++)
		got[i] = hidden[i] ? 'x' : '.';
	is_text(str_of(got), want);
}

TEST(small_parts_and_those_that_would_tell_them)
{
	is_hidden((const uint64_t[]){10, 20, 30}, 3, "...");
	is_hidden((const uint64_t[]){9, 20, 30}, 3, "xx.");
	is_hidden((const uint64_t[]){3, 4, 30, 50}, 4, "xxx.");
	is_hidden((const uint64_t[]){5, 6, 30, 50}, 4, "xx..");
	is_hidden((const uint64_t[]){0, 20, 30}, 3, "...");
	/* a nought beside it does not hide it: 9 is told by the total */
	is_hidden((const uint64_t[]){9, 0, 30}, 3, "xxx");
	is_hidden((const uint64_t[]){5}, 1, "x");
	is_hidden((const uint64_t[]){0, 0}, 2, "..");
}

/* Whatever the parts are, no hidden one can be found by subtracting. */
TEST(nothing_can_be_subtracted)
{
	uint64_t seed = 1;

	for (int round = 0; round < 20000; round++) {
		uint64_t part[6], sum = 0;
		bool hidden[6];
		size_t n = 2 + (size_t)round % 5, parts = 0;
		for (size_t i = 0; i < n; i++) {
			seed =
			    seed * 6364136223846793005u + 1442695040888963407u;
			part[i] = (seed >> 33) % 25;
		}
		figures_hide(part, n, hidden);
		for (size_t i = 0; i < n; i++) {
			ok(hidden[i] || part[i] == 0 ||
			    part[i] >= FIGURE_LEAST);
			sum += hidden[i] ? part[i] : 0;
			parts += hidden[i];
		}
		ok(parts == 0 || parts == n ||
		    (parts > 1 && sum >= FIGURE_LEAST));
	}
}
