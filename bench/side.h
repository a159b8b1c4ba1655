/* side: programs that do the same work, timed in turns */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BENCH_SIDE_H
#define BENCH_SIDE_H

#include <stddef.h>

enum { SIDE_ROUNDS_MAX = 64 };

/*
 * One way to do the work. run does it once and returns how many seconds it
 * took, measured by itself (side_now), so that a peer in another process
 * does not pay for its start. Compare the sides' outputs before timing.
 */
struct side {
	const char *name;
	double (*run)(void *with);
	void *with;
	double seconds[SIDE_ROUNDS_MAX]; /* sorted once sides_run is done */
	unsigned rounds;
};

/* Seconds on a clock that only goes forward. */
double side_now(void);
/* Prints processor, load and compiler. */
void side_machine(void);
/* Each side once without counting, then rounds times in turns. */
void sides_run(struct side *s, size_t n, unsigned rounds);
/* The middle one. */
double side_median(const struct side *s);
/*
 * A table of work/second (least, median, most) per side, and how many times
 * the first side's median is that of each other.
 */
void sides_print(const struct side *s, size_t n, double work, const char *unit);

#endif
