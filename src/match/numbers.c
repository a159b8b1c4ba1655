/* numbers: whose autonomous system is it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/numbers.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"

struct number_index {
	struct arena mem;
	uint32_t n;
	uint32_t *number, *value; /* sorted by number, equals as given */
};

struct placed {
	struct number_entry e;
	size_t at;
};

static int
placed_cmp(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->e.number != y->e.number)
		return x->e.number < y->e.number ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

struct number_index *
number_index_build(const struct number_entry *e, size_t n)
{
	struct arena mem, work;

	if (n >= NUMBER_NONE)
		die("%zu numbers in one index", n);
	arena_init(&mem, 0);
	arena_init(&work, 0);

	struct number_index *x = ARENA_NEW(&mem, struct number_index, 1);
	struct placed *sorted = ARENA_NEW(&work, struct placed, n);

	x->mem = mem;
	x->n = (uint32_t)n;
	x->number = ARENA_NEW(&x->mem, uint32_t, n);
	x->value = ARENA_NEW(&x->mem, uint32_t, n);
	for (size_t i = 0; i < n; i++)
		sorted[i] = (struct placed){.e = e[i], .at = i};
	qsort(sorted, n, sizeof(*sorted), placed_cmp);
	for (size_t i = 0; i < n; i++) {
		x->number[i] = sorted[i].e.number;
		x->value[i] = sorted[i].e.value;
	}
	arena_free(&work);
	return x;
}

void
number_index_free(struct number_index *x)
{
	if (x == NULL)
		return;

	struct arena mem = x->mem; /* x itself lies in it */

	arena_free(&mem);
}

uint32_t
number_index_find(const struct number_index *x, uint32_t number)
{
	uint32_t from = 0, to = x->n;

	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		if (x->number[middle] < number)
			from = middle + 1;
		else
			to = middle;
	}
	return from < x->n && x->number[from] == number ? from : NUMBER_NONE;
}

uint32_t
number_index_next(const struct number_index *x, uint32_t entry)
{
	if (entry + 1 < x->n && x->number[entry + 1] == x->number[entry])
		return entry + 1;
	return NUMBER_NONE;
}

uint32_t
number_index_value(const struct number_index *x, uint32_t entry)
{
	return x->value[entry];
}

size_t
number_index_bytes(const struct number_index *x)
{
	return x->mem.used;
}
