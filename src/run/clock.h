/* clock: the only place where the clock is read */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_CLOCK_H
#define RUN_CLOCK_H

#include <stdint.h>

/* From here on clock_now tells the time as if it were now; processes that are
 * forked later inherit it. */
void clock_pretend(int64_t now);
/* Seconds since 1970 UTC. */
int64_t clock_now(void);
/* How many seconds ago this machine's clock read t (of a file): not
 * pretended, negative for a time to come. */
int64_t clock_since(int64_t t);
/* Milliseconds that only go forward, for waiting. */
int64_t clock_ms(void);

#endif
