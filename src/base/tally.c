/* tally: how often each of many things came lately, in fixed memory */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/tally.h"

#include <sodium.h>
#include <string.h>

void
tally_init(struct tally *t, int64_t span)
{
	memset(t, 0, sizeof(*t));
	randombytes_buf(t->key, sizeof(t->key));
	t->span = span;
}

/* A clock that was set back begins a span as well. */
static void
span_begin(struct tally *t, int64_t now)
{
	int64_t begin = now - now % t->span;

	if (begin == t->begin)
		return;
	memset(t->cell, 0, sizeof(t->cell));
	t->begin = begin;
}

static void
cells_of(struct tally *t, struct str key, uint16_t *cell[TALLY_ROWS])
{
	unsigned char hash[crypto_shorthash_BYTES];
	uint32_t at[TALLY_ROWS];

	crypto_shorthash(hash, (const unsigned char *)key.p, key.n, t->key);
	memcpy(at, hash, sizeof(at));
	for (size_t i = 0; i < TALLY_ROWS; i++)
		cell[i] = &t->cell[i][at[i] % TALLY_CELLS];
}

static uint32_t
least(uint16_t *const cell[TALLY_ROWS])
{
	return *cell[0] < *cell[1] ? *cell[0] : *cell[1];
}

uint32_t
tally_count(struct tally *t, struct str key, int64_t now)
{
	uint16_t *cell[TALLY_ROWS];

	span_begin(t, now);
	cells_of(t, key, cell);
	return least(cell);
}

uint32_t
tally_add(struct tally *t, struct str key, int64_t now)
{
	uint16_t *cell[TALLY_ROWS];

	span_begin(t, now);
	cells_of(t, key, cell);
	for (size_t i = 0; i < TALLY_ROWS; i++)
		*cell[i] = (uint16_t)(*cell[i] + (*cell[i] < UINT16_MAX));
	return least(cell);
}
