/* tests of run/cmd_import: what the operator says of a batch */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <ftw.h>

#include "base/file.h"
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

/* What the service's folder holds: names and bytes, in whatever order they are
 * met. Not run/, nor SQLite's -shm: who only reads changes those too. */
static uint64_t folder_sum;

static int
file_add(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	struct buf b = {0};
	uint64_t h = 14695981039346656037u;

	(void)st, (void)at;
	if (kind != FTW_F || str_ends(str_of(path), STR("-shm")) ||
	    str_find_str(str_of(path), STR("/run/")) < str_of(path).n)
		return 0;
	buf_str(&b, str_of(path));
	if (file_slurp(AT_FDCWD, path, 1 << 26, &b) != OK)
		die("cannot read %s", path);
	for (size_t i = 0; i < b.n; i++)
		h = (h ^ (unsigned char)b.p[i]) * 1099511628211u;
	folder_sum += h;
	buf_free(&b);
	return 0;
}

static uint64_t
folder_now(const struct world *w)
{
	folder_sum = 0;
	nftw(w->folder, file_add, 16, FTW_PHYS);
	return folder_sum;
}

static void
is_untouched(struct world *w, uint64_t before)
{
	struct ran r = {0};

	ok(folder_now(w) == before);
	RUN(w, &r, "notices", "prepare", NOW);
	ok(has(&r.out, "notices prepared: 0"));
	RUN(w, &r, "status", NOW);
	ok(has(&r.out, "Findings"));
	ran_free(&r);
}

TEST(a_shadow_leaves_no_trace)
{
	struct world w;
	struct ran r = {0};
	struct buf rows = {0};

	world_make(&w);
	rows_put(&rows, "2026-11-20", 0, 30000);
	world_report(&w, "2026-11-20-scan_rdp-x.csv", buf_all(&rows));

	uint64_t before = folder_now(&w);

	RUN(&w, &r, "import", "--shadow", w.reports, NOW);
	is_int(r.code, 0);
	ok(has(&r.out, "reports: 1; rows: 30000 (new 30000,"));
	ok(has(&r.out, "nothing was kept, and nothing is sent"));
	tap_note("peak %ld MB", r.peak / 1024);
	is_untouched(&w, before);
	/* for programs: the rows and nothing else */
	RUN(&w, &r, "import", "--shadow", "--format", "json", w.reports, NOW);
	is_int(r.code, 0);
	ok(str_starts(buf_all(&r.out), STR("[")));
	ok(str_ends(buf_all(&r.out), STR("]\n")));
	RUN(&w, &r, "import", "--shadow", "--format", "csv", w.reports, NOW);
	ok(str_starts(buf_all(&r.out), STR("organisation,organisation_name,")));
	buf_free(&rows);
	ran_free(&r);
}

/* The same twice, and then for real: what was told is what happens. */
TEST(a_shadow_tells_what_would_come)
{
	struct world w;
	struct ran one = {0}, two = {0};

	world_make(&w);
	world_report(&w, "2026-11-20-scan_rdp-x.csv", str_of(row));
	RUN(&w, &one, "import", "--shadow", w.reports, NOW);
	RUN(&w, &two, "import", w.reports, NOW);
	is_str(str_upto(buf_all(&one.out),
		   str_find_str(buf_all(&one.out), STR("\nbatch "))),
	    str_upto(buf_all(&two.out),
		str_find_str(buf_all(&two.out), STR("\nbatch "))));
	RUN(&w, &two, "import", "--format", "csv", w.reports, NOW);
	is_int(two.code, 2);
	ok(has(&two.err, "--format is of --shadow"));
	ran_free(&one);
	ran_free(&two);
}

TEST(who_gave_it_must_be_known)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	world_report(&w, "2026-11-20-scan_rdp-x.csv", str_of(row));
	RUN(&w, &r, "import", "--giver", "Partner", w.reports, NOW);
	is_int(r.code, 0);
	RUN(&w, &r, "batch", "list");
	ok(has(&r.out, "Partner"));
	ran_free(&r);
}
