/* differences: somebody who subtracts all figures he gets */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_RUN_DIFFERENCES_H
#define TEST_RUN_DIFFERENCES_H

#include "notify/effect.h"

enum { DIFF_TABLES = 8, DIFF_GROUPS = 12, DIFF_POINTS = 64 };

/* What is known of a number. */
struct bounds {
	int64_t low, high;
};

/* One breakdown: what is known of each group, by stage. */
struct diff_table {
	char by[16];
	size_t n;
	struct bounds cell[DIFF_GROUPS][EFFECT_STAGES];
	bool told[DIFF_GROUPS][EFFECT_STAGES];
};

/* All that was read; zeroed at first. */
struct differences {
	size_t n;
	struct diff_table table[DIFF_TABLES];
	bool has_total;
	struct bounds total[EFFECT_STAGES];
	bool total_told[EFFECT_STAGES];
	/* counts that stand by themselves, and sets taken off each other */
	size_t n_numbers;
	int64_t number[DIFF_POINTS];
	/* of the drawing: how many were fixed by some days */
	size_t n_steps;
	int64_t step_day[DIFF_POINTS], step[DIFF_POINTS];
};

/* Reads what is published. The words in English. */
void differences_csv(struct differences *d, struct str csv);
void differences_svg(struct differences *d, struct str svg);
void differences_words(struct differences *d, struct str words);
/* One breakdown of a count; of an exact one, the small counts are hidden. */
void differences_effect(struct differences *d, const struct effect *e);

/*
 * Tries everything that follows from adding and subtracting: bounds that
 * narrow each other until nothing changes, and all unions of groups of which
 * two stages are known. What tells a number of 1 to 9, in words that live until
 * the next call; NULL when nothing does.
 */
const char *differences_find(const struct differences *d);
/* The same of what is in the first and not in the second. */
const char *differences_between(
    const struct differences *d, const struct differences *less);

#endif
