/* tests of backup and restore: all of it, from one moment, or nothing */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/backup.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "run/backup_stream.h"
#include "run/jail.h"
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW   "--now", "2026-11-21T08:00:00Z"
#define LATER "--now", "2026-11-22T08:00:00Z"

enum { ROWS = 3000, MANY = 120000, ENDS_MS = 10000 };

static char file[512], keys[512];

static void
names(const struct world *w)
{
	snprintf(file, sizeof(file), "%s.backup", w->folder);
	snprintf(keys, sizeof(keys), "%s.key", w->folder);
}

static const char *
day_put(struct world *w, unsigned day, unsigned rows)
{
	char date[16], name[64];
	struct buf b = {0};

	snprintf(date, sizeof(date), "2026-11-%02u", day);
	snprintf(name, sizeof(name), "%s-scan_rdp-demo.csv", date);
	rows_put(&b, date, 0, rows);

	const char *path = world_report(w, name, buf_all(&b));

	buf_free(&b);
	return path;
}

/* Two days of reports, prepared and one sent. */
static void
lived_in(struct world *w)
{
	struct ran r = {0};

	world_make(w);
	names(w);
	RUN(w, &r, "import", day_put(w, 19, ROWS), NOW);
	RUN(w, &r, "import", day_put(w, 20, ROWS), NOW);
	RUN(w, &r, "notices", "prepare", NOW);
	is_int(r.code, 0);
	ran_free(&r);
}

static void
made(struct world *w)
{
	struct ran r = {0};

	RUN(w, &r, "backup", file, "--replace", NOW);
	is_int(r.code, 0);
	ran_free(&r);
}

/* A folder that is not there yet. */
static struct world
elsewhere(void)
{
	struct world n;

	world_empty(&n);
	return n;
}

static void
restored(const struct world *n, struct ran *r)
{
	RUN(n, r, "restore", file, "--keys", keys, LATER);
}

static bool
is_gone(const struct world *n)
{
	return is_int(files_count(n, ".", ""), 0);
}

TEST(what_was_there_is_there_again)
{
	struct world w, n;
	struct ran r = {0};
	struct buf was = {0}, is = {0};

	lived_in(&w);
	made(&w);
	n = elsewhere();
	restored(&n, &r);
	is_int(r.code, 0);
	ok(has(&r.out, "restored as it was on 2026-11-21 09:00: "));
	ok(has(&r.out, "6,000 rows of evidence, all intact"));
	ok(has(&r.out, "SENDING IS ON HOLD"));
	accounts_put(&was, &w);
	accounts_put(&is, &n);
	is_str(buf_all(&is), buf_all(&was));
	RUN(&n, &r, "evidence", "verify");
	is_int(r.code, 0);
	RUN(&n, &r, "doctor");
	/* a build with sanitizers has a wider jail, and says so */
	if (!is_int(r.code, JAIL_SANITIZED))
		has(&r.out, "all is in order");
	RUN(&n, &r, "organisation", "list");
	ok(has(&r.out, "Bakkerij Jansen"));
	buf_free(&was);
	buf_free(&is);
	ran_free(&r);
}

TEST(a_restored_service_sends_nothing)
{
	struct world w, n;
	struct ran r = {0};

	lived_in(&w);
	made(&w);
	n = elsewhere();
	restored(&n, &r);
	RUN(&n, &r, "status");
	ok(has(&r.out, "restored from backup of 2026-11-21T08:00:00Z"));
	ok(files_count(&n, "run", "hold") == 1);
	RUN(&n, &r, "notices", "send", LATER);
	ok(r.code != 0);
	is_int(files_count(&n, "outbox", ".eml"), 0);
	is_int(account(&n, "SELECT count(*) FROM notice WHERE state > 2"), 0);
	ran_free(&r);
}

/* serve has the folder, and an import is going on meanwhile. */
TEST(of_a_service_that_is_being_used)
{
	struct world w, n;
	struct ran r = {0};

	lived_in(&w);

	struct started s =
	    binary_start(&w, NULL, (const char *const[]){"serve", NULL});

	ok(binary_says(s.err, "the keeper takes commands\n"));

	struct started a = binary_start(&w, NULL,
	    (const char *const[]){"import", day_put(&w, 18, MANY), NOW, NULL});
	struct started b = binary_start(
	    &w, NULL, (const char *const[]){"backup", file, NOW, NULL});
	struct started c = binary_start(&w, NULL,
	    (const char *const[]){"import", day_put(&w, 17, ROWS), NOW, NULL});

	binary_end(&a, &r);
	is_int(r.code, 0);
	binary_end(&b, &r);
	is_int(r.code, 0);
	binary_end(&c, &r);
	is_int(r.code, 0);
	kill(s.pid, SIGTERM);
	ok(binary_ends(&s, &r, ENDS_MS));
	n = elsewhere();
	restored(&n, &r);
	if (!is_int(r.code, 0))
		has(&r.err, "nothing should be said");
	ok(accounts_hold(&n));
	ok(account(&n, "SELECT count(*) FROM ledger") >= 2);
	ran_free(&r);
}

TEST(never_over_another_file)
{
	struct world w;
	struct ran r = {0};
	struct buf b = {0};

	lived_in(&w);
	file_place(AT_FDCWD, file, STR("precious"), 0600);
	RUN(&w, &r, "backup", file, NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "is there already: give another name, or --replace"));
	is_int(file_slurp(AT_FDCWD, file, 100, &b), OK);
	is_text(buf_all(&b), "precious");
	RUN(&w, &r, "backup", file, "--replace", NOW);
	is_int(r.code, 0);
	buf_reset(&b);
	is_int(file_slurp(AT_FDCWD, file, 1 << 28, &b), OK);
	ok(str_starts(buf_all(&b), STR("dijkwacht-backup")));
	/* sealed: nothing of it can be read */
	ok(str_find_str(buf_all(&b), STR("SQLite")) == b.n);
	ok(str_find_str(buf_all(&b), STR("store.db")) == b.n);
	RUN(&w, &r, "backup", NOW);
	is_int(r.code, 2);
	ok(has(&r.err, "give the FILE to write, or --nightly"));
	RUN(&w, &r, "backup", "/nowhere/x", NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "cannot write /nowhere/x.part: No such file"));
	buf_free(&b);
	ran_free(&r);
}

TEST(only_into_an_empty_folder)
{
	struct world w, n;
	struct ran r = {0};

	lived_in(&w);
	made(&w);
	n = elsewhere();
	world_make(&n);
	restored(&n, &r);
	is_int(r.code, 1);
	ok(has(&r.err,
	    "is not empty: a backup is restored into an empty folder only"));
	is_int(account(&n, "SELECT count(*) FROM ledger"), 0);
	RUN(&n, &r, "restore", file);
	is_int(r.code, 2);
	ok(has(&r.err, "--keys DIR: where the copy of the key folder is"));
	ran_free(&r);
}

/* Damage. */

static void
file_spoil(off_t at, struct buf *whole)
{
	struct buf b = {0};

	buf_put(&b, whole->p, whole->n);
	b.p[at] = (char)(b.p[at] ^ 0x10);
	file_place(AT_FDCWD, file, buf_all(&b), 0600);
	buf_free(&b);
}

static void
is_refused(const char *why)
{
	struct world n = elsewhere();
	struct ran r = {0};

	restored(&n, &r);
	is_int(r.code, 1);
	ok(has(&r.err, why));
	is_gone(&n);
	ran_free(&r);
}

TEST(a_changed_byte_anywhere_is_seen)
{
	struct world w;
	struct buf whole = {0};

	lived_in(&w);
	made(&w);
	is_int(file_slurp(AT_FDCWD, file, 1 << 28, &whole), OK);
	ok(whole.n > 2 * BACKUP_SEALED);
	file_spoil(3, &whole); /* the mark */
	is_refused("this is no backup made by this program");
	file_spoil(16, &whole); /* the form */
	is_refused("was made by a newer version");
	file_spoil(20, &whole); /* when it was made */
	is_refused("byte 68: the backup is changed here");
	file_spoil(30, &whole); /* which key */
	is_refused("was made with another backup.key");
	file_spoil(50, &whole); /* secretstream's own */
	is_refused("byte 68: the backup is changed here");
	file_spoil(1000, &whole);
	is_refused("byte 68: the backup is changed here");
	file_spoil(BACKUP_SEALED + 1000, &whole);
	is_refused("byte 65621: the backup is changed here");
	file_spoil((off_t)whole.n - 1, &whole);
	is_refused("the backup is changed or cut off here");
	buf_free(&whole);
}

TEST(a_cut_is_seen)
{
	struct world w;
	struct buf whole = {0};

	lived_in(&w);
	made(&w);
	is_int(file_slurp(AT_FDCWD, file, 1 << 28, &whole), OK);

	/* in the head, at the end of a part, in one, behind the last but one */
	const size_t cuts[] = {0, 30, 60, 68, 68 + BACKUP_SEALED,
	    68 + BACKUP_SEALED + 5, whole.n - 1};

	for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++) {
		file_place(
		    AT_FDCWD, file, str_upto(buf_all(&whole), cuts[i]), 0600);
		is_refused(cuts[i] < 44 ? "is no backup made by this program"
					: "cut off here: fetch it again");
	}
	/* and what was put behind it */
	buf_char(&whole, 'x');
	file_place(AT_FDCWD, file, buf_all(&whole), 0600);
	is_refused("the backup is changed or cut off here");
	buf_free(&whole);
}

TEST(another_key_and_another_file)
{
	struct world w, other;
	struct ran r = {0};

	world_make(&other);
	names(&other);

	char theirs[512];

	snprintf(theirs, sizeof(theirs), "%s", keys);
	lived_in(&w);
	made(&w);
	snprintf(keys, sizeof(keys), "%s", theirs);
	is_refused("this backup was made with another backup.key: give the "
		   "folder of the keys that belong to it");
	snprintf(keys, sizeof(keys), "%s/nothing", scratch());
	is_refused("cannot be opened: No such file or directory");
	names(&w);
	file_place(AT_FDCWD, file,
	    STR("PK\3\4 a zip of somebody else's ....."
		"..................."),
	    0600);
	is_refused("this is no backup made by this program");
	ran_free(&r);
}

/* Backups that this program does not make, under the right key. */

static la_ssize_t
to_stream(struct archive *tar, void *ctx, const void *p, size_t n)
{
	(void)tar;
	backup_out_put(ctx, p, n);
	return (la_ssize_t)n;
}

static void
entry_put(struct archive *tar, const char *name, struct str bytes)
{
	struct archive_entry *e = archive_entry_new();

	archive_entry_set_pathname(e, name);
	archive_entry_set_size(e, (la_int64_t)bytes.n);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_perm(e, 0644);
	is_int(archive_write_header(tar, e), ARCHIVE_OK);
	is_int(archive_write_data(tar, bytes.p, bytes.n), bytes.n);
	archive_entry_free(e);
}

/* With these of the world's own files, and one more. */
static void
forged(const struct world *w, const char *const *own, const char *name,
    struct str bytes)
{
	static struct backup_out out;
	struct backup_key key;
	struct archive *tar = archive_write_new();
	int dir = open(keys, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	is_int(backup_key_read(dir, &key, NULL), OK);
	backup_out_begin(&out, fd, &key, 1795248000);
	archive_write_set_format_pax_restricted(tar);
	archive_write_add_filter_zstd(tar);
	archive_write_set_bytes_in_last_block(tar, 1);
	is_int(
	    archive_write_open(tar, &out, NULL, to_stream, NULL), ARCHIVE_OK);
	for (; *own != NULL; own++) {
		char path[600];
		struct buf b = {0};
		snprintf(path, sizeof(path), "%s/%s", w->folder, *own);
		is_int(file_slurp(AT_FDCWD, path, 1 << 28, &b), OK);
		entry_put(tar, *own, buf_all(&b));
		buf_free(&b);
	}
	if (name != NULL)
		entry_put(tar, name, bytes);
	is_int(archive_write_close(tar), ARCHIVE_OK);
	archive_write_free(tar);
	is_int(backup_out_end(&out, NULL), OK);
	close(fd);
	close(dir);
}

static void
store_do(const struct world *w, const char *statement)
{
	char path[600];
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/store.db", w->folder);
	is_int(sqlite3_open(path, &db), SQLITE_OK);
	is_int(sqlite3_exec(db, statement, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

#define FORGED(w, name, bytes, ...)                                            \
	forged((w), (const char *const[]){__VA_ARGS__, NULL}, (name), (bytes))

TEST(what_no_backup_of_ours_holds)
{
	struct world w;
	static const char *const strange[] = {"../escaped", "/tmp/escaped",
	    "evidence/../../escaped", "run/hold", "evidence/2026/11/x",
	    "DIJKWACHT.CONF", ""};

	lived_in(&w);
	for (size_t i = 0; i < sizeof(strange) / sizeof(*strange); i++) {
		FORGED(&w, strange[i], STR("x"), "dijkwacht.conf");
		is_refused("which no backup of ours does");
	}
	FORGED(&w, "secret.db", STR("x"), "dijkwacht.conf", "secret.db");
	is_refused("cannot write secret.db: File exists");
	FORGED(&w, NULL, STR(""), "dijkwacht.conf");
	is_refused("the backup holds no store.db");
	FORGED(&w, NULL, STR(""), "secret.db");
	is_refused("the backup holds no settings");
	FORGED(&w, "dijkwacht.conf", STR("colour = blue\n"), "secret.db");
	is_refused("there is no setting \"colour\"");
	FORGED(&w, "store.db", STR("no database at all"), "dijkwacht.conf",
	    "secret.db");
	is_refused("store.db");
}

/* What the store of a later release would look like. */
TEST(a_newer_schema_is_refused)
{
	struct world w;

	lived_in(&w);
	store_do(&w, "PRAGMA user_version = 99");
	store_do(&w, "PRAGMA wal_checkpoint(TRUNCATE)");
	FORGED(&w, NULL, STR(""), "dijkwacht.conf", "secret.db", "store.db");
	is_refused("store.db was made by a newer version (schema 99, this "
		   "program knows");
}

TEST(evidence_that_is_missing_is_seen)
{
	struct world w;

	lived_in(&w);
	store_do(&w, "PRAGMA wal_checkpoint(TRUNCATE)");
	FORGED(&w, NULL, STR(""), "dijkwacht.conf", "secret.db", "store.db");
	is_refused("the evidence is not what it was: use another backup");
}

TEST(keys_that_are_there_already)
{
	struct world w, n;
	struct ran r = {0};
	char path[600];

	lived_in(&w);
	made(&w);
	n = elsewhere();
	/* another key where the restored service would look */
	snprintf(path, sizeof(path), "%s.key", n.folder);
	is_int(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s.key/seal.key", n.folder);
	file_place(AT_FDCWD, path,
	    STR("000102030405060708090a0b0c0d0e0f"
		"101112131415161718191a1b1c1d1e1f\n"),
	    0600);
	restored(&n, &r);
	is_int(r.code, 1);
	ok(has(&r.err, "holds another key already: it is not written over"));
	is_gone(&n);
	ran_free(&r);
}

TEST(without_backup_key_it_says_what_to_do)
{
	struct world w;
	struct ran r = {0};
	char path[600];

	lived_in(&w);
	snprintf(path, sizeof(path), "%s/backup.key", keys);
	is_int(unlink(path), 0);
	RUN(&w, &r, "doctor");
	is_int(r.code, 1);
	ok(has(&r.out, "backup.key: the key is not there"));
	RUN(&w, &r, "backup", file, NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "there is no backup.key in "));
	ok(access(file, F_OK) != 0);
	RUN(&w, &r, "init");
	is_int(r.code, 0);
	RUN(&w, &r, "backup", file, NOW);
	is_int(r.code, 0);
	ran_free(&r);
}

TEST(each_night_one_and_the_oldest_go)
{
	struct world w, n;
	struct ran r = {0};
	char folder[512], path[600];
	struct buf text = {0};

	lived_in(&w);
	RUN(&w, &r, "backup", "--nightly", NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "set backup-folder in dijkwacht.conf first"));
	snprintf(folder, sizeof(folder), "%s.nights", w.folder);
	is_int(mkdir(folder, 0700), 0);
	buf_fmt(&text, "backup-folder = %s\nbackup-keep = 2\n", folder);
	snprintf(path, sizeof(path), "%s/dijkwacht.conf", w.folder);
	file_place(AT_FDCWD, path, buf_all(&text), 0600);
	snprintf(path, sizeof(path), "%s/dijkwacht-notes.backup", folder);
	file_place(AT_FDCWD, path, STR("mine"), 0600);
	for (int day = 1; day <= 4; day++) {
		char now[32];
		snprintf(now, sizeof(now), "2026-11-2%dT02:00:05Z", day);
		RUN(&w, &r, "backup", "--nightly", "--now", now);
		is_int(r.code, 0);
	}
	n = w;
	snprintf(n.folder, sizeof(n.folder), "%.200s", folder);
	is_int(files_count(&n, ".", ".backup"), 3);
	is_int(files_count(&n, ".", "2026-11-23.backup"), 1);
	is_int(files_count(&n, ".", "2026-11-24.backup"), 1);
	is_int(files_count(&n, ".", "notes.backup"), 1);
	RUN(&w, &r, "status", "--now", "2026-11-24T08:00:00Z");
	ok(has(&r.out, "Backup      2026-11-24 03:00, today"));
	buf_free(&text);
	ran_free(&r);
}
