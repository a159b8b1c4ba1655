/* tests of run/cmd_import: what the operator says of a batch */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW "--now", "2026-11-21T08:00:00Z"

static const char row[] =
    "timestamp,ip,port\n2026-11-20 01:02:03,192.0.2.2,3389\n";

static void
refused(const char *option, const char *value, const char *said)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	world_report(&w, "2026-11-20-scan_rdp-x.csv", str_of(row));
	RUN(&w, &r, "import", option, value, w.reports, NOW);
	is_int(r.code, 2);
	is_text(str_from(buf_all(&r.err), str_of("dijkwacht: ").n), said);
	RUN(&w, &r, "import", w.reports, NOW);
	is_int(r.code, 0);
	ok(has(&r.out, "rows: 1 (new 1,")); /* so nothing was read before */
	ran_free(&r);
}

TEST(a_ground_that_is_none)
{
	refused(
	    "--ground", "friendship", "--ground: law, contract or consent\n");
}

TEST(an_embargo_that_is_no_time)
{
	refused("--embargo", "next week",
	    "--embargo: \"next week\" is not a time; write "
	    "2026-01-31T09:00:00+01:00, without a zone it is UTC\n");
}

TEST(delete_by_what_is_no_day)
{
	refused("--delete-by", "2026-02-30",
	    "--delete-by: \"2026-02-30\" is not a date; write YYYY-MM-DD\n");
}

TEST(delete_by_a_day_that_has_passed)
{
	refused("--delete-by", "2026-11-20",
	    "--delete-by: that day has passed; it was not read\n");
}

TEST(a_reader_there_is_not)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	world_report(&w, "2026-11-20-scan_rdp-x.csv", str_of(row));
	RUN(&w, &r, "import", "--as", "organisation", w.reports, NOW);
	is_int(r.code, 2);
	ok(has(&r.err, "dijkwacht: --as: one of "));
	ok(has(&r.err, " shadowserver"));
	RUN(&w, &r, "import", "--as", "shadowserver", w.reports, NOW);
	is_int(r.code, 0);
	ok(has(&r.out, "rows: 1 (new 1,"));
	ran_free(&r);
}
