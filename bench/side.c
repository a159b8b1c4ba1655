/* side: programs that do the same work, timed in turns */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench/side.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"

double
side_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The first line of a file under /proc that starts with prefix. */
static void
proc_line(const char *path, const char *prefix)
{
	char line[256];
	FILE *f = fopen(path, "re");

	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, prefix, strlen(prefix)) == 0) {
			printf("%s: %s", path, line);
			break;
		}
	if (f != NULL)
		fclose(f);
}

void
side_machine(void)
{
	struct utsname u;

	if (uname(&u) == 0)
		printf("system: %s %s %s, %ld processors\n", u.sysname,
		    u.release, u.machine, sysconf(_SC_NPROCESSORS_ONLN));
	proc_line("/proc/cpuinfo", "model name");
	proc_line("/proc/loadavg", "");
	printf("compiler: %s\n", __VERSION__);
#ifndef __OPTIMIZE__
	printf("BUILT WITHOUT OPTIMISATION: these figures mean nothing\n");
#endif
}

static int
seconds_cmp(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

void
sides_run(struct side *s, size_t n, unsigned rounds)
{
	if (rounds == 0 || rounds > SIDE_ROUNDS_MAX)
		die("%u rounds: choose 1 to %d", rounds, SIDE_ROUNDS_MAX);
	for (size_t i = 0; i < n; i++)
		s[i].run(s[i].with);
	for (unsigned r = 0; r < rounds; r++)
		for (size_t i = 0; i < n; i++)
			s[i].seconds[r] = s[i].run(s[i].with);
	for (size_t i = 0; i < n; i++) {
		s[i].rounds = rounds;
		qsort(s[i].seconds, rounds, sizeof(double), seconds_cmp);
	}
}

double
side_median(const struct side *s)
{
	return s->seconds[s->rounds / 2];
}

void
sides_print(const struct side *s, size_t n, double work, const char *unit)
{
	printf("%-28s %10s %10s %10s  %s/s, %u rounds\n", "side", "least",
	    "median", "most", unit, s->rounds);
	for (size_t i = 0; i < n; i++) {
		printf("%-28s %10.3f %10.3f %10.3f", s[i].name,
		    work / s[i].seconds[s[i].rounds - 1],
		    work / side_median(&s[i]), work / s[i].seconds[0]);
		if (i > 0)
			printf("  %s is %.2f times this", s[0].name,
			    side_median(&s[i]) / side_median(&s[0]));
		printf("\n");
	}
	proc_line("/proc/loadavg", "");
}
