/* tally: how often each of many things came lately, in fixed memory */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_TALLY_H
#define BASE_TALLY_H

#include "base/str.h"

enum { TALLY_ROWS = 2, TALLY_CELLS = 8192 };

/*
 * Counts by key in spans of time that follow one another; what was counted is
 * forgotten when the next one begins. No key is kept: each counts in a cell of
 * each row, by a hash that nobody else can make (SipHash with a key of its
 * own), and its count is the smaller of them. So a count is never too low, and
 * too high by what shares its cell in the row where that is least.
 */
struct tally {
	unsigned char key[16];
	int64_t span, begin; /* in the caller's unit of time */
	uint16_t cell[TALLY_ROWS][TALLY_CELLS];
};

/* Needs libsodium started (seal_init, or sodium_init). */
void tally_init(struct tally *t, int64_t span);
/* How often key was added in the span of now. */
uint32_t tally_count(struct tally *t, struct str key, int64_t now);
/* Adds one, and returns what tally_count then says. */
uint32_t tally_add(struct tally *t, struct str key, int64_t now);

#endif
