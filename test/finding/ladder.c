/* tests of finding/ladder: its table makes sense */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/ladder.h"

#include "test/tap.h"

/* 0 means never, which is later than anything. */
static bool
is_sooner(unsigned worse, unsigned milder)
{
	return milder == 0 || (worse > 0 && worse <= milder);
}

TEST(what_is_worse_is_never_done_later)
{
	for (enum severity s = SEVERITY_LOW; s < SEVERITY_COUNT; s++) {
		const struct ladder *worse = ladder_of(s);
		const struct ladder *milder = ladder_of(s - 1);
		ok(worse->reminders >= milder->reminders);
		ok(is_sooner(worse->other, milder->other));
		ok(is_sooner(worse->desk, milder->desk));
		ok(is_sooner(worse->call, milder->call));
		ok(worse->desk == 0 || worse->desk >= LADDER_DESK_LEAST);
		ok(worse->desk == 0 || worse->call > 0);
	}
}

TEST(the_first_rung_of_each)
{
	is_int(ladder_of(SEVERITY_CRITICAL)->desk, LADDER_DESK_LEAST);
	is_int(ladder_of(SEVERITY_HIGH)->desk, 10);
	is_int(ladder_of(SEVERITY_MEDIUM)->desk, 30);
	is_int(ladder_of(SEVERITY_LOW)->desk, 0);
	is_int(ladder_of(SEVERITY_INFO)->call, 0);
	is_int(ladder_of(SEVERITY_COUNT)->call, 0);
}
