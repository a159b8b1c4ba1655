/* order: many numbers sorted, for what is worked off in the order of a key */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/order.h"

enum { DIGIT = 8, DIGITS = 64 / DIGIT, VALUES = 1 << DIGIT };

static unsigned
digit(uint64_t key, unsigned d)
{
	return (unsigned)(key >> (d * DIGIT)) & (VALUES - 1);
}

/* How often each value of each digit stands, then where its first one goes. */
static void
places_count(size_t place[DIGITS][VALUES], const struct order *a, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (unsigned d = 0; d < DIGITS; d++)
			place[d][digit(a[i].key, d)]++;
	for (unsigned d = 0; d < DIGITS; d++)
		for (size_t v = 0, before = 0; v < VALUES; v++) {
			size_t times = place[d][v];
			place[d][v] = before;
			before += times;
		}
}

/* One value stands before all others, or after all: nothing to move. */
static bool
all_share(const size_t place[VALUES], unsigned value, size_t n)
{
	return place[value] == 0 &&
	    (value + 1 == VALUES || place[value + 1] == n);
}

struct order *
order_sort(struct order *a, struct order *room, size_t n)
{
	size_t place[DIGITS][VALUES] = {0};

	if (n < 2)
		return a;
	places_count(place, a, n);
	for (unsigned d = 0; d < DIGITS; d++) {
		struct order *from = a;
		if (all_share(place[d], digit(a[0].key, d), n))
			continue;
		for (size_t i = 0; i < n; i++)
			room[place[d][digit(from[i].key, d)]++] = from[i];
		a = room;
		room = from;
	}
	return a;
}
