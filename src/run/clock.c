/* clock: the only place where the clock is read */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/clock.h"

#include <time.h>

static int64_t ahead; /* of the machine's clock */

void
clock_pretend(int64_t now)
{
	ahead = now - (int64_t)time(NULL);
}

int64_t
clock_now(void)
{
	return (int64_t)time(NULL) + ahead;
}

int64_t
clock_since(int64_t t)
{
	return (int64_t)time(NULL) - t;
}

int64_t
clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
