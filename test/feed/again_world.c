/* again_world: a store in which claims change under what was seen */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/feed/again_world.h"

#include "base/time.h"
#include "finding/batch.h"

struct open_store world;
struct told t;
struct again_sums sums;

void
begin(void)
{
	store_world(&world);
	told_begin(&t, &world);
	sums = (struct again_sums){0};
}

void
end(void)
{
	told_free(&t);
	store_world_end(&world);
}

/* All that is due on a day; returns the steps it took. */
int
work(int day)
{
	struct owners *o = owners_load(&world.s);
	int n = 0;

	while (again_step(&world.s, o, NOON + (int64_t)day * DAY, &sums))
		n++;
	owners_free(o);
	return n;
}

/* The next import sees the claims as they are. */
void
import_anew(void)
{
	told_free(&t);
	told_begin(&t, &world);
}

/* Who gave it takes it back. */
void
taken_back(int64_t batch, int day)
{
	struct finding_rest_sums rest = {0};
	int64_t now = NOON + (int64_t)day * DAY;

	sql_begin(world.s.db);
	batch_set(
	    &world.s, batch, BATCH_WITHDRAWN, world.person, STR("wrong"), now);
	finding_batch_end(
	    &world.s, batch, true, world.person, STR("wrong"), now, &rest);
	sql_commit(world.s.db);
}
