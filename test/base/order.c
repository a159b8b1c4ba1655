/* tests of base/order: sorted by key, equal keys as they stood */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/order.h"

#include "test/tap.h"

enum { N = 5000 };

static struct order a[N], room[N];

static uint64_t
next(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state;
}

/* Ascending, and every at once, in order where keys are equal. */
static void
is_sorted(const struct order *o, size_t n)
{
	bool seen[N] = {false};
	size_t wrong = 0;

	for (size_t i = 0; i < n; i++) {
		if (o[i].at >= n || seen[o[i].at])
			wrong++;
		else
			seen[o[i].at] = true;
		if (i > 0 &&
		    (o[i - 1].key > o[i].key ||
			(o[i - 1].key == o[i].key && o[i - 1].at > o[i].at)))
			wrong++;
	}
	is_int(wrong, 0);
}

static void
sorts(size_t n, uint64_t mask, uint64_t base)
{
	uint64_t state = 1;

	for (size_t i = 0; i < n; i++)
		a[i] = (struct order){.key = base | (next(&state) >> 7 & mask),
		    .at = (uint32_t)i};
	is_sorted(order_sort(a, room, n), n);
}

TEST(any_keys_are_sorted)
{
	sorts(N, UINT64_MAX, 0);
	sorts(N, UINT64_MAX >> 16, (uint64_t)0xfeed << 48);
	sorts(N, 0xff, 0);
	sorts(N, (uint64_t)0xff << 56, 0x1234);
}

TEST(equal_keys_stay_as_they_stood)
{
	sorts(N, 3, 0);
	sorts(N, 0, UINT64_MAX);
}

TEST(few_or_none)
{
	sorts(0, UINT64_MAX, 0);
	sorts(1, UINT64_MAX, 0);
	sorts(2, UINT64_MAX, 0);
	sorts(3, 1, 0);
}

TEST(the_least_and_the_most)
{
	a[0] = (struct order){.key = UINT64_MAX, .at = 0};
	a[1] = (struct order){.key = 0, .at = 1};
	a[2] = (struct order){.key = (uint64_t)1 << 63, .at = 2};

	const struct order *o = order_sort(a, room, 3);

	is_int(o[0].at, 1);
	is_int(o[1].at, 2);
	is_int(o[2].at, 0);
}
