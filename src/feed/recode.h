/* recode: a text in any usual encoding, as UTF-8 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_RECODE_H
#define FEED_RECODE_H

#include "base/csv.h"

enum { RECODE_IN = 8192, RECODE_OUT = 3 * RECODE_IN + 4 };

/*
 * UTF-16 with a byte order mark is decoded; half a surrogate pair becomes
 * U+FFFD. Anything else passes as it is where it is UTF-8, and each byte that
 * is part of no UTF-8 is taken for Windows-1252, as spreadsheets in our
 * language save it: so a text may mix the two.
 */
struct recode {
	struct csv_source from;
	bool begun, ended, failed;
	bool wide, little; /* UTF-16, its bytes turned around */
	uint16_t high;	   /* half of a pair that waits for the other */
	uint64_t odd;	   /* bytes taken for Windows-1252 */
	size_t n_in, n_out, given;
	unsigned char in[RECODE_IN], out[RECODE_OUT];
};

void recode_init(struct recode *r, struct csv_source from);
/* A csv_source.read whose from is a struct recode. */
long recode_read(void *recode, void *p, size_t n);

#endif
