/* again_world: a store in which claims change under what was seen */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_FEED_AGAIN_WORLD_H
#define TEST_FEED_AGAIN_WORLD_H

#include "feed/again.h"
#include "test/feed/told.h"

extern struct open_store world;
extern struct told t;
extern struct again_sums sums;

void begin(void);
void end(void);
/* All that is due on a day; returns the steps it took. */
int work(int day);
/* The next import, a batch of its own, sees the claims as they are. */
void import_anew(void);
/* Who gave it takes it back. */
void taken_back(int64_t batch, int day);

#endif
