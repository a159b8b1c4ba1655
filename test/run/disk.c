/* tests of a full disk, of missing rights and of a folder that is not right */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW    "--now", "2026-11-21T08:00:00Z"
#define RIGHTS "check the rights of the folder"

enum { ROWS = 20000, NOBODY = 65534 };

static const char *
report_put(struct world *w, unsigned rows)
{
	struct buf b = {0};

	rows_put(&b, "2026-11-20", 0, rows);

	const char *path =
	    world_report(w, "2026-11-20-scan_rdp-demo.csv", buf_all(&b));

	buf_free(&b);
	return path;
}

static void
is_kept_whole(const struct world *w)
{
	is_int(account(w, "SELECT sum(rows) FROM ledger"), ROWS);
	is_int(account(w, "SELECT sum(fresh) FROM ledger"), ROWS);
	is_int(account(w, "SELECT count(*) FROM look WHERE complete"), 1);
	is_int(files_count(w, ".", ".tmp"), 0);
	is_int(files_count(w, "evidence", ".chunk"), 1);
	ok(accounts_hold(w));
}

/* The disk is full. */

/* Every place that writes meets the limit in turn. */
TEST(no_file_may_grow_past_a_limit)
{
	struct world w;
	struct ran r = {0};
	unsigned refused = 0;
	uint64_t limit = 4096;

	world_make(&w);

	const char *path = report_put(&w, ROWS);

	for (; limit < 64 << 20; limit += limit / 2) {
		RUN_AS(&w, &r, &(struct how){.file_size = limit}, "import",
		    path, NOW);
		if (r.code == 0)
			break;
		refused++;
		tap_note("%llu bytes: exit %d: %.*s", (unsigned long long)limit,
		    r.code, STR_ARG(str_upto(str_trim(buf_all(&r.err)), 160)));
		is_int(r.code, r.code == 1 ? 1 : 70);
		ok(has(&r.err, "free some space"));
		ok(has(&r.err, "nothing was lost"));
		ok(accounts_hold(&w));
		is_int(account(&w, "SELECT count(*) FROM look"), 0);
	}
	ok(refused >= 5);
	if (r.code != 0)
		RUN(&w, &r, "import", path, NOW);
	is_int(r.code, 0);
	is_kept_whole(&w);
	ran_free(&r);
}

TEST(the_chunk_file_cannot_be_written)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);

	const char *path = report_put(&w, ROWS);

	RUN_AS(&w, &r, &(struct how){.file_size = 150000}, "import", path, NOW);
	is_int(r.code, 70);
	ok(has(&r.err, "dijkwacht: cannot write evidence/2026/11/"));
	ok(has(&r.err,
	    ".chunk; free some space and run this again, nothing "
	    "was lost: File too large\n"));
	is_int(files_count(&w, "evidence", ""), 0);
	RUN(&w, &r, "import", path, NOW);
	is_int(r.code, 0);
	is_kept_whole(&w);
	ran_free(&r);
}

TEST(the_store_cannot_grow)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);

	const char *path = report_put(&w, ROWS);

	RUN_AS(
	    &w, &r, &(struct how){.file_size = 1 << 20}, "import", path, NOW);
	is_int(r.code, 70);
	ok(has(&r.err, "dijkwacht: store: cannot "));
	ok(has(&r.err,
	    "the disk may be full: free some space and run this "
	    "again, nothing was lost\n"));
	is_int(account(&w, "SELECT count(*) FROM ledger"), 0);
	RUN(&w, &r, "import", path, NOW);
	is_int(r.code, 0);
	is_kept_whole(&w);
	ran_free(&r);
}

TEST(a_mail_cannot_be_written)
{
	struct world w;
	struct ran r = {0};
	char outbox[600];

	world_make(&w);
	RUN(&w, &r, "import", report_put(&w, ROWS), NOW);
	RUN(&w, &r, "notices", "prepare", NOW);
	is_int(r.code, 0);
	snprintf(outbox, sizeof(outbox), "%s/outbox", w.folder);
	is_int(rmdir(outbox), 0);
	file_place(AT_FDCWD, outbox, STR("in the way"), 0600);
	RUN(&w, &r, "notices", "send", NOW);
	is_int(r.code, 70);
	ok(has(&r.err, "dijkwacht: cannot write outbox/"));
	is_int(unlink(outbox), 0);
	RUN(&w, &r, "notices", "send", NOW);
	is_int(r.code, 0);
	is_int(files_count(&w, "outbox", ".eml"), 3);
	ran_free(&r);
}

TEST(standard_input_cannot_be_kept)
{
	struct world w;
	struct ran r = {0};
	struct buf b = {0};
	struct how how = {.file_size = 100000};

	world_make(&w);
	rows_put(&b, "2026-11-20", 0, ROWS);
	how.in = buf_all(&b);
	RUN_AS(&w, &r, &how, "import", "--type", "scan_rdp", "-", NOW);
	is_int(r.code, 70);
	ok(has(&r.err, "cannot keep standard input in "));
	ok(has(&r.err, "free some space and run this again"));
	is_int(account(&w, "SELECT count(*) FROM ledger"), 0);
	buf_free(&b);
	ran_free(&r);
}

/* Rights. */

static mode_t without; /* taken from every file below */

static int
narrow(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)type, (void)ftw;
	return chown(path, NOBODY, NOBODY) != 0 ||
	    chmod(path, st->st_mode & 0777 & ~without) != 0;
}

/* The service is given to a user without rights; w: bits it loses. */
static bool
given_away(const struct world *w, const char *below, mode_t bits)
{
	char path[512];

	if (geteuid() != 0)
		return false;
	without = 0;
	snprintf(path, sizeof(path), "%s", w->folder);
	if (chmod(scratch(), 0711) != 0 || chmod(w->reports, 0755) != 0 ||
	    nftw(path, narrow, 16, FTW_PHYS) != 0)
		die_errno("chown");
	snprintf(path, sizeof(path), "%s.key", w->folder);
	if (nftw(path, narrow, 16, FTW_PHYS) != 0)
		die_errno("chown");
	snprintf(path, sizeof(path), "%s%s", w->folder, below);
	without = bits;
	if (nftw(path, narrow, 16, FTW_DEPTH | FTW_PHYS) != 0)
		die_errno("chmod");
	return true;
}

/* What nobody is told at an import when below may not be written in. */
static void
is_refused(const char *below, const char *want)
{
	struct world w;
	struct ran r = {0};
	const struct how nobody = {.nobody = true};

	world_make(&w);

	const char *path = report_put(&w, ROWS);

	if (!given_away(&w, below, 0222))
		skip_all("only root can become somebody without rights");
	RUN_AS(&w, &r, &nobody, "import", path, NOW);
	ok(r.code == 1 || r.code == 70);
	ok(has(&r.err, want));
	is_int(account(&w, "SELECT count(*) FROM ledger"), 0);
	RUN(&w, &r, "import", path, NOW); /* root needs no rights */
	is_int(r.code, 0);
	is_kept_whole(&w);
	ran_free(&r);
}

TEST(whole_folder_read_only)
{
	is_refused("", RIGHTS);
}

TEST(evidence_read_only)
{
	is_refused("/evidence",
	    "cannot make the folder evidence/2026: "
	    "Permission denied");
}

TEST(run_read_only)
{
	is_refused("/run", RIGHTS);
}

TEST(somebody_without_rights_can_run_a_service)
{
	struct world w;
	struct ran r = {0};
	const struct how nobody = {.nobody = true};

	world_make(&w);

	const char *path = report_put(&w, ROWS);

	if (!given_away(&w, "", 0))
		skip_all("only root can become somebody without rights");
	RUN_AS(&w, &r, &nobody, "import", path, NOW);
	is_int(r.code, 0);
	is_int(r.err.n, 0);
	is_kept_whole(&w);
	ran_free(&r);
}

/* The folder is not right. */

static const char *
path_of(const struct world *w, const char *rest)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s%s", w->folder, rest);
	return path;
}

/* What is said by a command that writes and by one that reads. */
static void
is_said(const struct world *w, const char *want)
{
	struct ran r = {0};

	RUN(w, &r, "notices", "prepare", NOW);
	is_int(r.code, 1);
	ok(has(&r.err, want));
	is_int(r.out.n, 0);
	RUN(w, &r, "notices", "preview");
	is_int(r.code, 1);
	ok(has(&r.err, want));
	is_int(r.out.n, 0);
	ran_free(&r);
}

TEST(not_a_service)
{
	struct world w;
	char want[800];

	world_empty(&w);
	snprintf(want, sizeof(want),
	    "dijkwacht: there is no service in %s: make one with `dijkwacht "
	    "init --folder %s`\n",
	    w.folder, w.folder);
	is_said(&w, want);
	folder_make(AT_FDCWD, w.folder);
	is_said(&w, want);
}

TEST(key_folder_is_gone)
{
	struct world w;
	char away[600];

	world_make(&w);
	snprintf(away, sizeof(away), "%s.away", w.folder);
	is_int(rename(path_of(&w, ".key"), away), 0);
	is_said(&w,
	    "cannot be opened: No such file or directory; put the "
	    "keys back, without them nothing can be read\n");
}

TEST(key_for_everyone_to_read)
{
	struct world w;

	world_make(&w);
	is_int(chmod(path_of(&w, ".key/seal.key"), 0644), 0);
	is_said(&w, "seal.key: ");
	is_said(&w, "chmod 600");
}

TEST(another_services_key)
{
	struct world w, other;
	struct ran r = {0};
	struct buf key = {0};

	world_make(&w);
	world_make(&other);
	RUN(&w, &r, "import", report_put(&w, ROWS), NOW);
	is_int(
	    file_slurp(AT_FDCWD, path_of(&other, ".key/seal.key"), 100, &key),
	    OK);
	file_place(AT_FDCWD, path_of(&w, ".key/seal.key"), buf_all(&key), 0600);
	RUN(&w, &r, "notices", "prepare", NOW);
	is_int(r.code, 70);
	ok(has(&r.err, "key"));
	is_int(account(&w, "SELECT count(*) FROM notice"), 0);
	buf_free(&key);
	ran_free(&r);
}

TEST(settings_that_are_wrong)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
	    {"# fine\nsmtp_host = mail.example\n", "dijkwacht.conf:2: "},
	    {"zone = Europe/Atlantis\n",
		"dijkwacht.conf: zone: this system knows no "
		"\"Europe/Atlantis\"; try Europe/Amsterdam\n"},
	    {"digest-hour = 25\n", "dijkwacht.conf:1: "},
	    {"just words\n", "dijkwacht.conf:1: "},
	};
	struct world w;

	world_make(&w);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		file_place(AT_FDCWD, path_of(&w, "/dijkwacht.conf"),
		    str_of(cases[i].text), 0600);
		is_said(&w, cases[i].want);
	}
}

TEST(store_is_something_else)
{
	struct world w;
	struct buf junk = {0};

	world_make(&w);
	for (int i = 0; i < 20000; i++)
		buf_fmt(&junk, "not a database %d\n", i);
	unlink(path_of(&w, "/store.db-wal"));
	unlink(path_of(&w, "/store.db-shm"));
	file_place(AT_FDCWD, path_of(&w, "/store.db"), buf_all(&junk), 0600);
	is_said(&w,
	    "cannot open store.db: file is not a database; it is "
	    "damaged: restore a backup\n");
	buf_free(&junk);
}
