/* tests of the case desk ended by kill -9 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW    "--now", "2026-11-21T08:00:00Z"
#define REPORT "2026-11-20-scan_rdp-demo.csv"

/* A case is there once, or not yet. */
static void
desk_crashed(const char *point, unsigned opened)
{
	struct world w;
	struct ran r = {0};
	char want[64];

	world_make(&w);
	RUN(&w, &r, "organisation", "add", "Garage Oost", "198.51.100.9", NOW);
	RUN(&w, &r, "import",
	    world_report(&w, REPORT,
		STR("\"timestamp\",\"severity\",\"ip\",\"protocol\",\"port\","
		    "\"hostname\"\n\"2026-11-20 01:00:00\",\"high\","
		    "\"198.51.100.9\",\"tcp\",\"3389\",\"\"\n")),
	    NOW);
	is_int(r.code, 0);
	RUN(&w, &r, "case", "open", "--due", NOW, "--crash-at", point);
	is_int(r.code, 70);
	RUN(&w, &r, "case", "open", "--due", NOW);
	is_int(r.code, 0);
	snprintf(want, sizeof(want), "cases opened: %u\n", opened);
	ok(has(&r.out, want));
	is_int(account(&w, "SELECT count(*) FROM case_file"), 1);
	ran_free(&r);
}

TEST(every_point_of_the_desk_is_survived)
{
	desk_crashed("desk-written", 1);
	desk_crashed("desk-done", 0);
}
