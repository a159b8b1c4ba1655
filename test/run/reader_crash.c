/* tests of a reader that dies: it costs the row it died on, no more */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>

#include "evidence/chunk.h"
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW    "--now", "2026-11-21T08:00:00Z"
#define REPORT "2026-11-20-scan_rdp-demo.csv"
#define UNREAD                                                                 \
	"the reader ended on this row; it is kept unread; the row is kept as " \
	"evidence and not used\n"

static const struct how crashing = {.program = CRASHING};

/* What the reader does on such a row. */
static const char *fate = "crash";

/* n rows; those in crash (ascending, from 1, ended by 0) kill the reader. */
static const char *
report_put(struct world *w, unsigned n, const unsigned *crash)
{
	struct buf b = {0};

	buf_str(&b,
	    STR("timestamp,ip,port,protocol,tag,hostname,severity,asn,"
		"geo,naics,sector\n"));
	for (unsigned i = 1; i <= n; i++) {
		bool now = *crash == i;
		crash += now;
		buf_fmt(&b,
		    "2026-11-20 05:06:07,203.0.113.%u,%u,tcp,%s,,,,,,\n",
		    i / 60000 + 1, i % 60000 + 1, now ? fate : "rdp");
	}

	const char *path = world_report(w, REPORT, buf_all(&b));

	buf_free(&b);
	return path;
}

/* All rows are evidence, all but those that crash are observations. */
static void
is_survived(unsigned n, const unsigned *crash)
{
	struct world w;
	struct ran r = {0};
	unsigned bad = 0;
	char want[600];

	world_make(&w);

	const char *path = report_put(&w, n, crash);

	RUN_AS(&w, &r, &crashing, "import", path, NOW);
	is_int(r.code, 0);
	for (; crash[bad] != 0; bad++) {
		snprintf(want, sizeof(want), "dijkwacht: %s:%u: %s", REPORT,
		    crash[bad] + 1, UNREAD);
		ok(has(&r.err, want));
	}
	snprintf(want, sizeof(want),
	    "reports: 1; rows: %u (new %u, seen before 0, rejected %u)\n", n,
	    n - bad, bad);
	ok(has(&r.out, want));
	snprintf(want, sizeof(want),
	    bad * 10 <= n ? "%u of %u rows rejected; it closes only what is "
			    "at addresses that no such row holds\n"
			  : "not a complete look (%u of %u rows rejected)",
	    bad, n);
	ok(has(&r.err, want));
	is_int(account(&w, "SELECT sum(rows) FROM ledger"), n);
	is_int(account(&w, "SELECT count(*) FROM observation"), n - bad);
	is_int(account(&w, "SELECT count(*) FROM reject"), bad);
	ok(accounts_hold(&w));
	RUN(&w, &r, "evidence", "verify");
	is_int(r.code, 0);
	ran_free(&r);
}

TEST(one_row)
{
	is_survived(500, (const unsigned[]){250, 0});
}

TEST(two_rows)
{
	is_survived(500, (const unsigned[]){100, 400, 0});
}

TEST(two_rows_behind_one_another)
{
	is_survived(500, (const unsigned[]){100, 101, 0});
}

TEST(first_row)
{
	is_survived(500, (const unsigned[]){1, 0});
}

TEST(last_row)
{
	is_survived(500, (const unsigned[]){500, 0});
}

TEST(the_only_row)
{
	is_survived(1, (const unsigned[]){1, 0});
}

/* The first chunk is kept when the reader dies in the second. */
TEST(behind_a_whole_chunk)
{
	is_survived(
	    CHUNK_ROWS + 5000, (const unsigned[]){CHUNK_ROWS + 2000, 0});
}

TEST(neighbours_are_read_all_the_same)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	report_put(&w, 10, (const unsigned[]){5, 0});
	world_report(&w, "2026-11-19-scan_rdp-demo.csv",
	    STR("timestamp,ip,port\n2026-11-19 01:02:03,203.0.113.2,80\n"));
	world_report(&w, "2026-11-21-scan_rdp-demo.csv",
	    STR("timestamp,ip,port\n2026-11-21 01:02:03,203.0.113.2,80\n"));
	RUN_AS(&w, &r, &crashing, "import", w.reports, NOW);
	is_int(r.code, 0);
	ok(has(&r.out,
	    "reports: 3; rows: 12 (new 10, seen before 1, "
	    "rejected 1)\n"));
	ran_free(&r);
}

TEST(before_any_row)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);

	const char *path = world_report(&w, "crashes-at-once.csv",
	    STR("timestamp,ip,port\n2026-11-19 01:02:03,203.0.113.2,80\n"));

	RUN_AS(&w, &r, &crashing, "import", path, NOW);
	is_int(r.code, 1);
	ok(has(&r.err,
	    "dijkwacht: crashes-at-once.csv: the reader crashed after row 0 "
	    "and cannot get past it; keep the file and report this as a "
	    "bug"));
	ok(has(&r.out, "reports: 0; rows: 0 "));
	is_int(account(&w, "SELECT count(*) FROM ledger"), 0);
	ran_free(&r);
}

/* One that goes round and round is ended, and is no better than dead. */
TEST(a_row_that_hangs_the_reader)
{
	fate = "hang";
	is_survived(500, (const unsigned[]){250, 0});
	fate = "crash";
}

/* Each costs time, so there is an end to it sooner. */
TEST(too_many_rows_that_hang_the_reader)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	fate = "hang";

	const char *path =
	    report_put(&w, 100, (const unsigned[]){10, 20, 30, 40, 50, 0});

	fate = "crash";
	RUN_AS(&w, &r, &crashing, "import", path, NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "the reader crashed after row 39 and cannot get past"));
	is_int(account(&w, "SELECT count(*) FROM ledger"), 0);
	ok(accounts_hold(&w));
	ran_free(&r);
}

/* 65 of them; the reader is not tried for ever. */
TEST(too_many_rows)
{
	struct world w;
	struct ran r = {0};
	unsigned crash[66] = {0};

	world_make(&w);
	for (unsigned i = 0; i < 65; i++)
		crash[i] = 10 * (i + 1);

	const char *path = report_put(&w, 1000, crash);

	RUN_AS(&w, &r, &crashing, "import", path, NOW);
	is_int(r.code, 1);
	ok(has(&r.err,
	    REPORT ": the reader crashed after row 649 and cannot "
		   "get past it"));
	is_int(account(&w, "SELECT count(*) FROM ledger"), 0);
	ok(accounts_hold(&w));
	ran_free(&r);
}

TEST(the_product_does_not_crash_on_them)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);

	const char *path = report_put(&w, 10, (const unsigned[]){5, 0});

	RUN(&w, &r, "import", path, NOW);
	is_int(r.code, 0);
	ok(has(&r.out, "rows: 10 (new 10, seen before 0, rejected 0)\n"));
	ran_free(&r);
}

/* The program was repaired: what it died on is read after all. */
TEST(a_repaired_reader_reads_them)
{
	const unsigned crash[] = {3, 7, 0};
	struct world w;
	struct ran r = {0};

	world_make(&w);

	const char *path = report_put(&w, 9, crash);

	RUN_AS(&w, &r, &crashing, "import", path, NOW);
	is_int(r.code, 0);
	is_int(account(&w, "SELECT complete FROM look"), 0);
	/* the one that crashes still does, and costs nothing more */
	RUN_AS(&w, &r, &crashing, "evidence", "reread", NOW);
	is_int(r.code, 0);
	ok(has(&r.out,
	    "rejected rows looked at: 2, in 1 chunks; read now: 0; reports "
	    "completed: 0\n"));
	RUN(&w, &r, "evidence", "reread", "--dry-run", NOW);
	ok(has(&r.out, REPORT ": 2 of 2 rows would read now\n"));
	ok(has(&r.out, "would read now: 2; reports completed: 0\n"));
	is_int(account(&w, "SELECT count(*) FROM observation"), 7);
	RUN(&w, &r, "evidence", "reread", "--batch", "0000000000000000", NOW);
	ok(has(&r.out, "rejected rows looked at: 0, in 0 chunks"));
	RUN(&w, &r, "evidence", "reread", NOW);
	is_int(r.code, 0);
	ok(has(&r.out,
	    REPORT ": 2 of 2 rows read now; it is complete, and closes what "
		   "it shows\n"));
	ok(has(&r.out, "read now: 2; reports completed: 1\n"));
	is_int(account(&w, "SELECT count(*) FROM observation"), 9);
	is_int(account(&w, "SELECT complete FROM look"), 1);
	is_int(account(&w, "SELECT count(*) FROM ledger"), 1);
	is_int(account(&w,
		   "SELECT row FROM observation WHERE first_seen = "
		   "1795151167 ORDER BY row LIMIT 1 OFFSET 2"),
	    2);
	is_int(account(&w, "SELECT count(DISTINCT row) FROM observation"), 9);
	ok(accounts_hold(&w));
	RUN(&w, &r, "evidence", "reread", NOW);
	ok(has(&r.out, "rejected rows looked at: 0, in 0 chunks"));
	RUN(&w, &r, "evidence", "verify");
	is_int(r.code, 0);
	ran_free(&r);
}

/* A file of a registry loses the row that kills its reader. */
TEST(of_a_registry)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	RUN_AS(&w, &r, &crashing, "registry", "import",
	    world_report(&w, "routes.dat",
		STR("192.0.2.65/32\t64500\n192.0.2.66/32\t64500\n"
		    "192.0.2.68/32\t64500\n")),
	    NOW);
	is_int(r.code, 1);
	ok(has(&r.err,
	    "routes.dat:2: the reader ended on this row; it was left out"));
	ok(has(&r.out, "routes: 2 ranges, 0 holders, 1 rows left out"));
	ran_free(&r);
}

/* The keeper does not believe it: it is as if the reader had died there. */
TEST(of_a_registry_that_lies)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	RUN_AS(&w, &r, &crashing, "registry", "import",
	    world_report(&w, "routes.dat",
		STR("192.0.2.64/32\t64501\n192.0.2.67/32\t64501\n")),
	    NOW);
	is_int(r.code, 1);
	is_int(account(&w, "SELECT sum(ranges) FROM registry"), 1);
	ok(has(&r.err,
	    "routes.dat:2: the reader ended on this row; it was left out"));
	RUN(&w, &r, "registry", "show", "192.0.2.67", NOW);
	ok(str_find_str(buf_all(&r.out), STR("registry  ")) == r.out.n);
	ran_free(&r);
}
