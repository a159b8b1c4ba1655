/* tests of feed/intake: rows become evidence, observations and findings once */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/intake.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/time.h"
#include "evidence/vault.h"
#include "store/ledger.sql.h"
#include "test/feed/told.h"

static struct open_store world;
static struct told t;

static void
begin(void)
{
	store_world(&world);
	company(&world, "A", "info@bakker.example", "203.0.113.0/29");
	told_begin(&t, &world);
}

static void
end(void)
{
	told_free(&t);
	store_world_end(&world);
}

/* Another import, later. */
static void
import_again(void)
{
	told_free(&t);
	told_begin(&t, &world);
}

static struct ledger_sum_row
ledger(void)
{
	struct ledger_sum_row row;

	if (!ledger_sum(world.s.db, &row))
		die("no sum");
	return row;
}

static bool
orphan_left(void *ctx, struct str name)
{
	tap_note("left: %.*s", STR_ARG(name));
	(void)ctx;
	return false;
}

static bool
known(void *ctx, struct str name)
{
	struct ledger_knows_file_row row;

	(void)ctx;
	return ledger_knows_file(world.s.db, name, &row);
}

static size_t
orphans(void)
{
	struct vault_sweep sweep = {.known = known, .orphan = orphan_left};

	return vault_orphans(world.folder, &sweep);
}

TEST(every_row_is_accounted_for)
{
	begin();
	told_report(&t, "scan_rdp", 0);
	told_row(&t, "203.0.113.2", "");
	told_row(&t, "198.51.100.2", "x.example");
	told_row(&t, "192.168.1.1", "");
	told_reject(&t, "rubbish");
	told_row(&t, "203.0.113.2", "");
	told_end(&t, true);
	is_int(t.err, OK);
	told_done(&t);
	ok(t.done);
	is_int(t.in.sums.reports, 1);
	is_int(t.in.sums.rows, 5);
	is_int(t.in.sums.fresh, 3);
	is_int(t.in.sums.again, 1);
	is_int(t.in.sums.rejected, 1);
	is_int(t.in.sums.unowned[UNOWNED_NOT], 2);
	is_int(t.in.sums.unowned[UNOWNED_NOBODY], 1);
	is_int(t.in.sums.unowned[UNOWNED_SPECIAL], 1);
	is_int(t.in.sums.findings.opened, 1);
	is_int(t.in.sums.findings.again, 1);
	is_int(ledger().rows_int, 5);
	is_int(ledger().rejected_int, 1);
	is_int(ledger().fresh_int, 3);
	is_int(count_of(&world, "SELECT count(*) FROM observation"), 3);
	is_int(count_of(&world,
		   "SELECT count(*) FROM reject WHERE line = 5 "
		   "AND row = 3 AND rule = 'no good'"),
	    1);
	is_int(count_of(&world, "SELECT complete FROM look"), 1);
	is_int(count_of(&world,
		   "SELECT count(*) FROM report WHERE ended = "
		   "1785326400 AND complete = 1"),
	    1);
	tells(buf_all(&t.said),
	    "scan_rdp-0.csv:5: no good\nreport "
	    "scan_rdp-0.csv rows 5 rejected 1 known 0 "
	    "complete\n");
	is_int(orphans(), 0);
	end();
}

TEST(an_empty_report_is_a_look)
{
	begin();
	told_day(&t, 0, "");
	is_int(t.in.sums.reports, 1);
	is_int(t.in.sums.rows, 0);
	is_int(ledger().chunks_int, 1);
	is_int(count_of(&world, "SELECT count(*) FROM look"), 1);
	told_day(&t, 1, ""); /* the same bytes, another day */
	is_int(ledger().chunks_int, 2);
	is_int(count_of(&world, "SELECT count(*) FROM look"), 2);
	end();
}

TEST(read_again_changes_nothing)
{
	begin();
	told_day(&t, 0, "203.0.113.2");
	int64_t chunks = ledger().chunks_int;

	import_again();
	told_day(&t, 0, "203.0.113.2");
	is_int(ledger().chunks_int, chunks);
	is_int(t.in.sums.rows, 0);
	is_int(t.in.sums.known, 1);
	is_int(t.in.sums.reports, 1);
	is_int(t.in.batch_id, 0); /* no batch for nothing new */
	is_int(count_of(&world, "SELECT count(*) FROM batch"), 1);
	is_int(count_of(&world, "SELECT count FROM observation"), 1);
	tells(buf_all(&t.said), "known 1");
	end();
}

/* Two copies of a file in one import: the second one is not silently gone. */
TEST(the_same_report_twice_in_one_import)
{
	begin();
	told_day(&t, 0, "203.0.113.2");
	told_day(&t, 0, "203.0.113.2");
	is_int(t.in.sums.rows, 1);
	is_int(t.in.sums.known, 1);
	is_int(t.in.sums.reports, 2);
	end();
}

TEST(the_same_report_twice_in_one_archive)
{
	begin();
	for (int i = 0; i < 2; i++) {
		told_report(&t, "scan_rdp", 0);
		told_row(&t, "203.0.113.2", "");
		told_end(&t, true);
	}
	told_done(&t);
	is_int(t.in.sums.rows, 1);
	is_int(t.in.sums.known, 1);
	end();
}

/* A column of the only observation. */
static int64_t
seen(const char *column)
{
	char text[64];

	snprintf(text, sizeof(text), "SELECT %s FROM observation", column);
	return count_of(&world, text);
}

TEST(days_are_counted_once_each)
{
	static const int days[] = {0, 1, 0, 1, 5, 3, 3, 63, 70, 2};
	begin();
	for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
		import_again();
		told_day(&t, days[i], "198.51.100.2");
	}
	/* 0 1 3 5 63 70 and 2, which came more than 63 days late: its bit is
	 * gone, so whether it was counted cannot be told and it is not */
	is_int(seen("count"), 6);
	is_int(seen("last_day"), TODAY + 70);
	is_int(seen("days"), 1 | 1 << 7);
	is_int(seen("first_seen"), NOON);
	is_int(seen("last_seen"), NOON + 70 * DAY);
	end();
}

/* Further ahead than the bitmap is wide. */
TEST(a_day_long_after_the_one_before)
{
	begin();
	told_day(&t, 0, "198.51.100.2");
	told_day(&t, 65, "198.51.100.2");
	is_int(count_of(&world, "SELECT days FROM observation"), 1);
	is_int(count_of(&world, "SELECT count FROM observation"), 2);
	told_day(&t, 128, "198.51.100.2");
	is_int(count_of(&world, "SELECT days FROM observation"),
	    (long long)((uint64_t)1 << 63 | 1));
	told_day(&t, 65, "198.51.100.2"); /* still known: the last bit */
	is_int(count_of(&world, "SELECT count FROM observation"), 3);
	end();
}

TEST(a_late_report_leaves_the_newest_row)
{
	begin();
	told_day(&t, 5, "203.0.113.2");
	told_day(&t, 1, "203.0.113.2");
	is_int(seen("last_day"), TODAY + 5);
	is_int(seen("days"), 1 | 1 << 4);
	is_int(seen("count"), 2);
	is_int(seen("ledger"), 1);
	is_int(seen("first_seen"), NOON + DAY);
	end();
}

TEST(an_old_report_read_late_is_not_told)
{
	begin();
	for (int day = 1; day < 4; day++)
		told_day(&t, day, "");
	told_day(&t, 0, "203.0.113.2");
	is_int(t.in.sums.findings.opened, 1);
	is_int(t.in.sums.findings.closed, 1);
	is_int(count_of(&world,
		   "SELECT count(*) FROM finding WHERE state = 4 "
		   "AND due_since IS NULL"),
	    1);
	end();
}

TEST(looks_close_and_incomplete_ones_do_not)
{
	begin();
	told_day(&t, 0, "203.0.113.2");
	for (int day = 1; day < 5; day++) {
		told_input(&t);
		told_report(&t, "scan_rdp", day);
		told_end(&t, false);
		told_done(&t);
	}
	is_int(t.in.sums.findings.closed, 0);
	for (int day = 5; day < 8; day++)
		told_day(&t, day, "");
	is_int(t.in.sums.findings.closed, 1);
	end();
}

/* The first half of a fingerprint is the row's id; two that share it stand
 * apart. Made by changing the second half of the one that is there. */
TEST(a_clash_of_the_first_half)
{
	begin();
	told_day(&t, 0, "203.0.113.2");
	forced("UPDATE observation SET rest = rest + 1;"
	       "UPDATE identification SET rest = rest + 1");
	told_day(&t, 1, "203.0.113.2");
	is_int(t.in.sums.fresh, 2);
	is_int(count_of(&world, "SELECT count(*) FROM observation"), 1);
	is_int(count_of(&world, "SELECT count(*) FROM observation_clash"), 1);
	told_day(&t, 2, "203.0.113.2");
	told_day(&t, 1, "203.0.113.2");
	is_int(count_of(&world, "SELECT count FROM observation_clash"), 2);
	is_int(count_of(&world, "SELECT ledger FROM observation_clash"), 3);
	is_int(count_of(&world, "SELECT count FROM observation"), 1);
	is_int(count_of(&world, "SELECT count(*) FROM finding"), 1);
	end();
}

TEST(a_report_without_a_day_is_of_its_latest_row)
{
	struct frame_observation f;

	begin();
	told_report(&t, "scan_rdp", DAY_ABSENT);
	told_row(&t, "203.0.113.2", "");
	f = row_of(&t, "203.0.113.3", "");
	f.seen += 2 * DAY;
	tell_row(&t, &f);
	f = row_of(&t, "203.0.113.4", "");
	f.seen -= 9 * DAY;
	tell_row(&t, &f);
	told_end(&t, false);
	is_int(t.err, OK);
	is_int(count_of(&world, "SELECT day FROM look"), TODAY + 2);
	is_int(count_of(&world, "SELECT day FROM report"), TODAY + 2);
	told_input(&t);
	told_report(&t, "scan_rdp", DAY_ABSENT); /* and without rows: of none */
	told_end(&t, false);
	told_done(&t);
	is_int(count_of(&world, "SELECT count(*) FROM look"), 1);
	is_int(
	    count_of(&world, "SELECT count(*) FROM report WHERE day IS NULL"),
	    1);
	end();
}

static void
many_rows(int from, int to)
{
	char address[32];

	for (int i = from; i < to; i++) {
		snprintf(address, sizeof(address), "198.51.%d.%d",
		    100 + i / 200 % 100, i % 200);
		struct frame_observation f = row_of(&t, address, "");
		f.port = (uint16_t)(i / 20000 + 1);
		tell_row(&t, &f);
	}
}

/* More rows than go in one chunk; the reader dies in the second chunk. */
TEST(a_reader_that_dies_costs_nothing_that_is_kept)
{
	int all = CHUNK_ROWS + 500;

	begin();
	told_report(&t, "scan_rdp", 0);
	told_reject(&t, "early");
	many_rows(1, CHUNK_ROWS + 100);
	is_int(ledger().chunks_int, 1);
	is_int(ledger().rows_int, CHUNK_ROWS);
	is_int(t.in.sums.rows, CHUNK_ROWS);
	is_int(count_of(&world, "SELECT count(*) FROM look"), 0);
	told_input(&t); /* again, from the start */
	is_int(t.in.received, 0);
	told_report(&t, "scan_rdp", 0);
	told_reject(&t, "early");
	many_rows(1, all);
	told_end(&t, true);
	told_done(&t);
	is_int(t.err, OK);
	is_int(t.in.received, all);
	is_int(ledger().chunks_int, 2);
	is_int(ledger().rows_int, all);
	is_int(t.in.sums.rows, all);
	is_int(t.in.sums.known, 0); /* it was never there before this import */
	is_int(t.in.sums.rejected, 1);
	is_int(count_of(&world, "SELECT count(*) FROM report"), 1);
	is_int(count_of(&world, "SELECT count(*) FROM look"), 1);
	/* each reject and report is told once, however many attempts */
	is_text(buf_all(&t.said),
	    "scan_rdp-0.csv:2: no good\nreport scan_rdp-0.csv rows 100500 "
	    "rejected 1 known 0 complete\n");
	is_int(orphans(), 0);
	end();
}

TEST(given_up_and_then_another_input)
{
	begin();
	told_report(&t, "scan_rdp", 0);
	told_row(&t, "203.0.113.2", "");
	intake_abandon(&t.in);
	is_int(ledger().chunks_int, 0);
	is_int(count_of(&world, "SELECT count(*) FROM batch"), 0);
	told_day(&t, 1, "203.0.113.3");
	is_int(t.in.sums.rows, 1);
	is_int(count_of(&world, "SELECT count(*) FROM finding"), 1);
	end();
}

/* A report counted in an attempt that died is not counted again. */
TEST(an_archive_whose_reader_died_in_the_second_report)
{
	begin();
	told_report(&t, "scan_rdp", 0);
	told_row(&t, "203.0.113.2", "");
	told_end(&t, true);
	told_report(&t, "scan_rdp", 1);
	told_row(&t, "203.0.113.2", "");
	told_input(&t);
	for (int day = 0; day < 2; day++) {
		told_report(&t, "scan_rdp", day);
		told_row(&t, "203.0.113.2", "");
		told_end(&t, true);
	}
	told_done(&t);
	is_int(t.in.sums.reports, 2);
	is_int(t.in.sums.rows, 2);
	is_int(t.in.sums.known, 0);
	is_text(buf_all(&t.said),
	    "report scan_rdp-0.csv rows 1 rejected 0 known 0 complete\n"
	    "report scan_rdp-1.csv rows 1 rejected 0 known 0 complete\n");
	end();
}

TEST(the_reader_says_the_input_is_no_good)
{
	struct buf b = {0};
	struct frame_input_end f = {
	    .err = ERR_SYNTAX, .line = 3, .rule = STR("not a CSV")};

	begin();
	frame_input_end_put(&b, &f);
	tell(&t, &b);
	is_int(t.err, ERR_SYNTAX);
	ok(t.done);
	is_int(t.w.line, 3);
	is_text(str_of(t.w.rule), "not a CSV");
	end();
}

TEST(an_unknown_type_is_kept_under_the_general_topic)
{
	begin();
	told_report(&t, "nieuwding", 0);
	told_row(&t, "203.0.113.2", "");
	told_end(&t, true);
	is_int(t.err, OK);
	is_int(count_of(&world,
		   "SELECT count(*) FROM finding WHERE topic = "
		   "'class-other'"),
	    1);
	is_int(count_of(&world,
		   "SELECT count(*) FROM finding WHERE due_since "
		   "IS NOT NULL"),
	    0);
	end();
}

TEST(baseline_opens_without_wanting_a_notice)
{
	begin();
	t.in.batch.baseline = true;
	told_day(&t, 0, "203.0.113.2");
	is_int(count_of(&world,
		   "SELECT count(*) FROM finding WHERE baseline = "
		   "1 AND due_since IS NULL"),
	    1);
	end();
}

/* Each report of an archive is of its own type. */
TEST(two_types_in_one_archive)
{
	begin();
	told_report(&t, "scan_rdp", 0);
	told_row(&t, "203.0.113.2", "");
	told_end(&t, true);
	told_report(&t, "scan_smb", 0);
	told_row(&t, "203.0.113.3", "");
	told_end(&t, true);
	told_done(&t);
	is_int(t.err, OK);
	is_int(count_of(&world, "SELECT count(*) FROM look"), 2);
	is_int(count_of(&world,
		   "SELECT count(*) FROM finding WHERE topic = 'open-smb'"),
	    1);
	end();
}

static void
day_with_rejects(int day, int rows, const char *const *bad)
{
	char address[32];

	told_input(&t);
	told_report(&t, "scan_rdp", day);
	for (int i = 0; i < rows; i++) {
		snprintf(address, sizeof(address), "198.51.100.%d", i + 1);
		told_row(&t, address, "");
	}
	for (; *bad != NULL; bad++)
		told_reject(&t, *bad);
	told_end(&t, false);
	told_done(&t);
}

/* One bad row a day must not keep everybody's findings open for ever. */
TEST(a_bad_row_a_day_stands_in_its_own_way_only)
{
	const char *const bad[] = {"\"yesterday\",\"203.0.113.3\",\"3389\"",
	    "oops;2001:DB8:0:0::7;x", NULL};

	begin();
	company(&world, "B", NULL, "2001:db8::/48");
	import_again();
	told_report(&t, "scan_rdp", 0);
	told_row(&t, "203.0.113.2", "");
	told_row(&t, "203.0.113.3", "");
	told_row(&t, "2001:db8::7", "");
	told_end(&t, true);
	told_done(&t);
	for (int day = 1; day < 4; day++)
		day_with_rejects(day, 18, bad);
	is_int(t.in.sums.findings.closed, 1);
	is_int(count_of(&world,
		   "SELECT count(*) FROM finding WHERE state = 4 "
		   "AND subject_index = (SELECT subject_index "
		   "FROM finding WHERE id = 1)"),
	    1);
	is_int(count_of(&world, "SELECT count(*) FROM look_except"), 6);
	/* the complete ones count for all */
	for (int day = 4; day < 6; day++)
		told_day(&t, day, "");
	is_int(t.in.sums.findings.closed, 1);
	told_day(&t, 6, "");
	is_int(t.in.sums.findings.closed, 3);
	end();
}

TEST(rejects_that_say_nothing_or_are_too_many)
{
	const char *const mute[] = {
	    "2026-01-10 05:06:07,203.0.113,1.2.3,::x,version 10.2", NULL};
	const char *const named[] = {"203.0.113.9", "203.0.113.9", NULL};

	begin();
	told_day(&t, 0, "203.0.113.2");
	for (int day = 1; day < 5; day++)
		day_with_rejects(day, 20, mute);
	is_int(t.in.sums.findings.closed, 0);
	for (int day = 5; day < 9; day++)
		day_with_rejects(day, 17, named); /* 2 of 19 */
	is_int(t.in.sums.findings.closed, 0);
	for (int day = 9; day < 12; day++)
		day_with_rejects(day, 18, named); /* 2 of 20 */
	is_int(t.in.sums.findings.closed, 1);
	end();
}

/* What goes by a name is not found by an address. */
TEST(a_name_takes_complete_looks)
{
	const char *const bad[] = {"x,198.51.100.200", NULL};

	begin();
	company(&world, "B", NULL, "bakker.example");
	import_again();
	told_report(&t, "scan_rdp", 0);
	told_row(&t, "", "www.bakker.example");
	told_end(&t, true);
	told_done(&t);
	for (int day = 1; day < 4; day++)
		day_with_rejects(day, 20, bad);
	is_int(t.in.sums.findings.closed, 0);
	for (int day = 4; day < 7; day++)
		told_day(&t, day, "");
	is_int(t.in.sums.findings.closed, 1);
	end();
}
