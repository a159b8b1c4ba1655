/* tests of the case desk: cases, calls at night and proofs ended by kill -9 */
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

/* A mail is made once, or not yet; and the second time it is not made again. */
static void
page_crashed(const char *point, unsigned told)
{
	static const char night[] = "2026-11-21T22:00:00Z"; /* a Saturday */
	struct world w;
	struct ran r = {0};
	char want[64];

	world_make(&w);
	RUN(&w, &r, "oncall", "add", "Anna", "--mail", "anna@voorbeeld.example",
	    "--from", "2026-11-20", "--until", "2026-11-23", NOW);
	is_int(r.code, 0);
	RUN(&w, &r, "feed", "add", "morning", "--rhythm", "1", NOW);
	RUN(&w, &r, "feed", "check", "--now", night);
	ok(has(&r.out, "missing: 1"));
	RUN(&w, &r, "oncall", "page", "--now", night, "--crash-at", point);
	is_int(r.code, 70);
	RUN(&w, &r, "oncall", "page", "--now", night);
	is_int(r.code, 0);
	snprintf(want, sizeof(want), "told to who is on call: %u\n", told);
	ok(has(&r.out, want));
	is_int(account(&w,
		   "SELECT count(*) FROM notice WHERE topic = "
		   "'on-call' AND state = 2"),
	    1);
	ran_free(&r);
}

TEST(every_point_of_a_page_is_survived)
{
	page_crashed("page-written", 1);
	page_crashed("page-done", 0);
}

static void
proof_crashed(const char *point, int proven)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	RUN(&w, &r, "organisation", "add", "Garage Oost", "garage.example",
	    NOW);
	RUN(&w, &r, "asset", "prove", "Garage Oost", "garage.example", "--seen",
	    "an extract", NOW, "--crash-at", point);
	is_int(r.code, 70);
	is_int(
	    account(&w, "SELECT count(*) FROM claim WHERE state = 1"), proven);
	is_int(account(&w, "SELECT count(*) FROM claim_proof"), proven);
	RUN(&w, &r, "asset", "prove", "Garage Oost", "garage.example", "--seen",
	    "an extract", NOW);
	is_int(r.code, 0);
	is_int(account(&w, "SELECT count(*) FROM claim WHERE state = 1"), 1);
	ran_free(&r);
}

TEST(every_point_of_a_proof_is_survived)
{
	proof_crashed("proof-written", 0);
	proof_crashed("proof-done", 1);
}
