/* tests of a mass event: 100,000 findings at 500 companies within the hour */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "run/jail.h"
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW	   "--now", "2026-11-21T08:00:00Z"
#define HALF_PAST  "--now", "2026-11-21T08:30:00Z"
#define PREPARED_N "notices prepared: %d, about findings: %d;"

enum { COMPANIES = 500, EACH = 200, PEAK_MB = 400 };

/* Company i has one address, on which EACH ports are seen. */
static void
address_put_of(struct buf *b, int i)
{
	buf_fmt(b, "%s.%d", i < 256 ? "198.51.100" : "203.0.113", i % 256);
}

static void
companies_put(struct buf *b)
{
	buf_str(b, STR("name,email,rhythm,assets\n"));
	for (int i = 0; i < COMPANIES; i++) {
		buf_fmt(b, "Company %d,c%d@company.example,at-once,", i, i);
		address_put_of(b, i);
		buf_char(b, '\n');
	}
}

static void
rows_all_put(struct buf *b)
{
	buf_str(b, STR("timestamp,ip,port,severity\n"));
	for (int i = 0; i < COMPANIES * EACH; i++) {
		buf_fmt(b, "2026-11-21 07:%02d:00,", i % 60);
		address_put_of(b, i / EACH);
		buf_fmt(b, ",%d,high\n", i % EACH + 1);
	}
}

static void
is_small(const struct ran *r, const char *what)
{
	tap_note("%s: %.1f s of processor, peak %ld MB", what, r->processor,
	    r->peak / 1024);
	ok(r->peak / 1024 < PEAK_MB * (JAIL_SANITIZED ? 4 : 1));
}

TEST(a_mass_event_is_told_within_the_hour)
{
	struct world w;
	struct ran r = {0};
	struct buf b = {0};
	char want[80];

	world_make(&w);
	companies_put(&b);
	RUN(&w, &r, "organisation", "import",
	    world_report(&w, "companies.csv", buf_all(&b)), NOW);
	is_int(r.code, 0);
	buf_reset(&b);
	rows_all_put(&b);
	RUN(&w, &r, "import",
	    world_report(&w, "2026-11-21-scan_rdp-x.csv", buf_all(&b)), NOW);
	is_int(r.code, 0);
	ok(has(&r.out, "findings opened: 100000,"));
	is_small(&r, "import");

	/* broken off in the third part, and gone on with */
	RUN(&w, &r, "notices", "prepare", HALF_PAST, "--crash-at",
	    "prepare-written:3");
	is_int(r.code, 70);

	int64_t before = account(&w, "SELECT count(*) FROM notice");

	ok(before > 0 && before < COMPANIES);
	RUN(&w, &r, "notices", "prepare", HALF_PAST);
	is_int(r.code, 0);
	snprintf(want, sizeof(want), PREPARED_N, COMPANIES - (int)before,
	    (COMPANIES - (int)before) * EACH);
	ok(has(&r.out, want));
	is_small(&r, "prepare");
	is_int(account(&w, "SELECT count(*) FROM notice"), COMPANIES);
	is_int(
	    account(&w, "SELECT count(DISTINCT finding) FROM notice_finding"),
	    COMPANIES * EACH);
	RUN(&w, &r, "notices", "send", HALF_PAST);
	is_int(r.code, 0);
	ok(has(&r.out, "not released, as they take two persons: "));
	RUN(&w, &r, "notices", "release", "--all", "--emergency", "--reason",
	    "a mass event", HALF_PAST);
	is_int(r.code, 0);
	snprintf(want, sizeof(want), "notices released: %d\n", COMPANIES);
	ok(has(&r.out, want));
	RUN(&w, &r, "notices", "send", HALF_PAST);
	is_int(r.code, 0);
	snprintf(want, sizeof(want), "outbox: %d\n", COMPANIES);
	ok(has(&r.out, want));
	is_small(&r, "send");
	buf_free(&b);
	ran_free(&r);
}
