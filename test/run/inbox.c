/* tests of the inbox: what is put there is taken in, each file once */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/inbox.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "test/run/accounts.h"
#include "test/run/served.h"

TEST(what_is_put_in_the_inbox_is_taken_in)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	RUN(&w, &r, "feed", "add", "rdp", "--giver", "Giver", "--tlp", "GREEN",
	    "--unnamed", "--rhythm", "24", NOW);
	is_int(r.code, 0);

	struct started s = serve_start(&w);

	report_put(&w, "inbox/rdp/" REPORT, FEW);
	report_put(&w, "inbox/.hidden.csv", 3);
	report_put(&w, "inbox/rdp/half.csv.tmp", 3);
	put(&w, "inbox/junk.csv", STR("this is no report\n"));
	ok(comes(&w, "inbox/done/" REPORT ".txt"));
	ok(comes(&w, "inbox/failed/junk.csv.txt"));
	ok(there(&w, "inbox/done/" REPORT));
	ok(there(&w, "inbox/failed/junk.csv"));
	ok(!there(&w, "inbox/rdp/" REPORT));
	ok(there(&w, "inbox/.hidden.csv"));
	ok(there(&w, "inbox/rdp/half.csv.tmp"));
	ok(says(&w, "inbox/done/" REPORT ".txt",
	    "reports: 1; rows: 200 (new 200, seen before 0, rejected 0)"));
	ok(says(&w, "inbox/failed/junk.csv.txt",
	    "junk.csv:1: the first line has no column \"timestamp\""));
	is_int(account(&w,
		   "SELECT count(*) FROM batch WHERE giver = 'Giver' AND "
		   "tlp = 2 AND giver_named = 0"),
	    1);
	is_int(account(&w, "SELECT count(*) FROM batch"), 1);
	/* the same once more: beside the first, and nothing changes */
	report_put(&w, "inbox/rdp/" REPORT, FEW);
	ok(comes(&w, "inbox/done/" REPORT "-2.txt"));
	ok(says(&w, "inbox/done/" REPORT "-2.txt", "read before"));
	is_int(account(&w, "SELECT sum(rows) FROM ledger"), FEW);
	serve_end(&s, &r);
	ok(!there(&w, "inbox/.tried")); /* it goes after the file has gone */
	ok(has(&r.err, "inbox: a file of rdp was read, 200 rows\n"));
	ok(has(&r.err, "inbox: a file of no feed could not be read"));
	ok(accounts_hold(&w));
	ran_free(&r);
}

TEST(a_file_that_was_read_and_not_moved_changes_nothing)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	report_put(&w, "inbox/" REPORT, FEW);
	still();
	RUN(&w, &r, "inbox", "read", NOW, "--crash-at", "look-done");
	is_int(r.code, 70);
	ok(there(&w, "inbox/" REPORT));
	is_int(account(&w, "SELECT sum(rows) FROM ledger"), FEW);
	RUN(&w, &r, "inbox", "read", NOW);
	is_int(r.code, 0);
	is_text(buf_all(&r.out), "files read: 1, not read: 0\n");
	ok(there(&w, "inbox/done/" REPORT));
	is_int(account(&w, "SELECT sum(rows) FROM ledger"), FEW);
	is_int(account(&w, "SELECT count(*) FROM look"), 1);
	ok(accounts_hold(&w));
	ran_free(&r);
}

TEST(a_file_that_ends_the_keeper_is_put_aside)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	report_put(&w, "inbox/" REPORT, FEW);
	still();
	for (int i = 0; i < INBOX_TRIES; i++) {
		RUN(&w, &r, "inbox", "read", NOW, "--crash-at", "intake-begin");
		is_int(r.code, 70);
		ok(there(&w, "inbox/" REPORT));
	}
	report_put(&w, "inbox/scan_ssh-next.csv", FEW);
	still();
	RUN(&w, &r, "inbox", "read", NOW);
	is_int(r.code, 1);
	is_text(buf_all(&r.out), "files read: 1, not read: 1\n");
	ok(says(
	    &w, "inbox/failed/" REPORT ".txt", "the keeper was ended 3 times"));
	ok(there(&w, "inbox/failed/" REPORT));
	ok(!there(&w, "inbox/.tried"));
	ran_free(&r);
}

/* As long as names can be, and of any bytes: nothing to fall over. */
TEST(names_of_any_kind)
{
	struct world w;
	struct ran r = {0};
	char name[300] = "inbox/";

	world_make(&w);
	memset(name + 6, 'x', 249);
	name[255] = '\0';
	put(&w, name, STR("no report\n"));
	put(&w, "inbox/\xff\n\x1b[A%s.csv", STR("no report\n"));
	put(&w, "inbox/empty.csv", STR(""));
	still();
	RUN(&w, &r, "inbox", "read", NOW);
	is_int(r.code, 1);
	is_text(buf_all(&r.out), "files read: 0, not read: 3\n");
	is_int(files_count(&w, "inbox/failed", ".txt"), 3);
	is_int(files_count(&w, "inbox/failed", ""), 6);
	is_int(files_count(&w, "inbox", "%s.csv"), 1);
	ran_free(&r);
}

/* The giver's, who may have meant a terminal with it. */
TEST(a_name_that_is_no_text_costs_no_rows)
{
	struct world w;
	struct ran r = {0};
	struct buf b = {0};
	char path[512];

	world_make(&w);
	rows_put(&b, "2026-11-20", 0, FEW);
	put(&w, "inbox/2026-11-20-scan_rdp-a\xff\x1b[A.csv", buf_all(&b));
	still();
	RUN(&w, &r, "inbox", "read", NOW);
	is_int(r.code, 0);
	is_int(files_count(&w, "inbox/done", ".csv"), 1);
	is_int(account(&w, "SELECT sum(rows) FROM ledger"), FEW);
	ok(file_first(&w, "inbox/done", ".txt", path));
	buf_reset(&b);
	is_int(file_slurp(AT_FDCWD, path, 1 << 16, &b), OK);
	ok(b.n > 0 && str_find(buf_all(&b), '\x1b') == b.n);
	buf_free(&b);
	ran_free(&r);
}

TEST(what_is_still_being_written_is_left)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	report_put(&w, "inbox/" REPORT, FEW);
	RUN(&w, &r, "inbox", "read", NOW);
	is_text(buf_all(&r.out), "files read: 0, not read: 0\n");
	ok(there(&w, "inbox/" REPORT));
	ran_free(&r);
}

/* What is in a folder of no feed, and what is no file, stays where it is. */
TEST(strangers_are_left)
{
	struct world w;
	struct ran r = {0};
	char path[512];

	world_make(&w);
	path_of(&w, "inbox/unknown", path);
	is_int(mkdir(path, 0700), 0);
	report_put(&w, "inbox/unknown/" REPORT, FEW);
	path_of(&w, "inbox/pipe.csv", path);
	is_int(mkfifo(path, 0600), 0);
	path_of(&w, "inbox/link.csv", path);
	is_int(symlink("/etc/passwd", path), 0);
	still();
	RUN(&w, &r, "inbox", "read", NOW);
	is_text(buf_all(&r.out), "files read: 0, not read: 0\n");
	RUN(&w, &r, "doctor");
	ok(has(&r.out, "inbox/unknown is no feed's"));
	ran_free(&r);
}

/* Feeds. */
