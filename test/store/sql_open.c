/* tests of store/sql: opening, schema steps, reading handles, broken files */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/store/sample.h"

static const struct str none = {NULL, 0};

/* Opens and closes; why it did not open is left in w. */
static enum err
try_open(const struct sql_schema *schema, enum sql_mode mode, struct why *w)
{
	struct sql *db;

	*w = (struct why){0};
	enum err e = sql_open(&db, sample_path(), schema, mode, w);
	ok((e == OK) == (db != NULL));
	sql_close(db);
	return e;
}

static void
make_sample(void)
{
	struct sql *db = sample_open(SQL_WRITE);

	sample_add(db, 1, "a");
	sql_close(db);
}

TEST(steps_are_applied_once)
{
	struct sql_schema first = sample_upto(1), both = sample_upto(2);
	struct why w = {0};
	struct thing_get_row row;
	struct sql *db;

	is_int(sql_open(&db, sample_path(), &first, SQL_WRITE, &w), OK);
	sample_add(db, 1, "old");
	sql_close(db);
	is_int(sql_open(&db, sample_path(), &both, SQL_WRITE, &w), OK);
	ok(thing_get(db, 1, &row));
	is_str(row.name, STR("old"));
	is_int(row.colour, 7);
	sql_close(db);
	is_int(try_open(&both, SQL_WRITE, &w), OK);
	is_int(try_open(&both, SQL_READ, &w), OK);
}

TEST(newer_schema_is_refused)
{
	struct sql_schema first = sample_upto(1);
	struct why w;

	make_sample();
	is_int(try_open(&first, SQL_WRITE, &w), ERR_REFUSED);
	is_text(str_of(w.rule),
	    "sample.db was made by a newer version (schema "
	    "2, this program knows 1): use that version");
	is_int(w.err, ERR_REFUSED);
	is_int(try_open(&first, SQL_READ, &w), ERR_REFUSED);
	is_int(try_open(&sample_schema, SQL_READ, &w), OK);
}

TEST(older_schema_is_not_for_a_reader)
{
	struct sql_schema first = sample_upto(1);
	struct why w;

	is_int(try_open(&first, SQL_WRITE, &w), OK);
	is_int(try_open(&sample_schema, SQL_READ, &w), ERR_REFUSED);
	ok(says(str_of(w.rule),
	    "older version (schema 1, this program needs "
	    "2): run a command that writes first"));
	is_int(try_open(&first, SQL_READ, &w), OK);
}

static void
apply_broken_step(struct sql *db)
{
	struct sql_schema three = sample_upto(3);
	struct sql *again;

	sql_close(db);
	if (sql_open(&again, sample_path(), &three, SQL_WRITE, NULL) != OK)
		die("refused");
}

TEST(broken_step_changes_nothing)
{
	struct why w;

	make_sample();
	ok(says(dies_of(apply_broken_step, SQL_WRITE),
	    "sample: cannot do a schema step: table thing already exists"));
	is_int(try_open(&sample_schema, SQL_READ, &w), OK);
}

TEST(reader_makes_no_file)
{
	struct why w;

	is_int(try_open(&sample_schema, SQL_READ, &w), ERR_ABSENT);
	is_text(str_of(w.rule), "there is no sample.db here");
	ok(access(sample_path(), F_OK) != 0);
}

TEST(folder_that_is_not_there)
{
	struct why w = {0};
	struct sql *db;

	is_int(sql_open(&db, "/nowhere.example/sample.db", &sample_schema,
		   SQL_WRITE, &w),
	    ERR_IO);
	ok(says(str_of(w.rule), "cannot make sample.db: "));
	ok(says(str_of(w.rule), "check the rights of the folder"));
}

TEST(files_are_for_the_owner_only)
{
	struct sql *db;
	struct stat st;
	char log[512];

	umask(0);
	db = sample_open(SQL_WRITE);
	sample_add(db, 1, "a");
	ok(stat(sample_path(), &st) == 0);
	is_int(st.st_mode & 0777, 0600);
	snprintf(log, sizeof(log), "%s-wal", sample_path());
	ok(stat(log, &st) == 0);
	is_int(st.st_mode & 0777, 0600);
	sql_close(db);
	ok(access(log, F_OK) == 0); /* a reader without rights needs it */
}

static void
reader_adds(struct sql *db)
{
	thing_add(db, 9, STR("z"), none, none, SQL_NULL_I64);
}

static void
reader_adds_after_cache(struct sql *db)
{
	sql_cache(db, SQL_CACHE_8M);
	reader_adds(db);
}

static void
reader_updates(struct sql *db)
{
	struct thing_rename_row row;

	thing_rename(db, 1, STR("z"), &row);
}

TEST(reader_cannot_write)
{
	make_sample();
	ok(says(dies_of(reader_adds, SQL_READ),
	    "sample: cannot prepare thing_add: not authorized"));
	ok(says(dies_of(reader_adds_after_cache, SQL_READ), "not authorized"));
	ok(says(dies_of(reader_updates, SQL_READ),
	    "cannot prepare thing_rename: not authorized"));
	ok(says(dies_of(sql_begin, SQL_READ),
	    "a writing transaction on a reading handle"));
	ok(says(dies_of(reader_updates, SQL_WRITE), "lives"));
}

static void
file_fill(struct str bytes)
{
	int fd = open(sample_path(), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ok(write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n);
	close(fd);
}

TEST(not_a_database)
{
	struct why w;
	char page[4096];

	for (size_t i = 0; i < sizeof(page); i++)
		page[i] = (char)('a' + i % 26);
	file_fill(str_make(page, sizeof(page)));
	is_int(try_open(&sample_schema, SQL_WRITE, &w), ERR_SYNTAX);
	ok(says(str_of(w.rule),
	    "cannot open sample.db: file is not a "
	    "database; it is damaged: restore a backup"));
	is_int(try_open(&sample_schema, SQL_READ, &w), ERR_SYNTAX);
}

TEST(database_of_another_program)
{
	struct why w;

	sample_force("CREATE TABLE bookmarks (url)");
	is_int(try_open(&sample_schema, SQL_WRITE, &w), ERR_SYNTAX);
	is_text(str_of(w.rule), "sample.db is another program's database");
	is_int(try_open(&sample_schema, SQL_READ, &w), ERR_SYNTAX);
}

TEST(sound_file)
{
	struct buf out = {0};

	make_sample();
	struct sql *db = sample_open(SQL_READ);
	ok(sql_integrity(db, &out));
	is_int(out.n, 0);
	sql_close(db);
	buf_free(&out);
}

TEST(row_that_points_nowhere)
{
	struct buf out = {0};

	make_sample();
	sample_force("PRAGMA foreign_keys=OFF; UPDATE thing SET owner = 5");
	struct sql *db = sample_open(SQL_READ);
	ok(!sql_integrity(db, &out));
	is_str(buf_all(&out),
	    STR("row 1 of thing points at a row of thing "
		"that is not there\n"));
	sql_close(db);
	buf_free(&out);
}

/* Writes over every page but the first, where the schema stands. */
static void
pages_overwrite(void)
{
	struct stat st;
	int fd = open(sample_path(), O_WRONLY);

	ok(fstat(fd, &st) == 0 && st.st_size > 4096);
	for (long at = 4096; at + 4096 <= st.st_size; at += 4096)
		ok(pwrite(fd, "\x0f\x0f\x0f\x0f\x0f\x0f", 6, at) == 6);
	close(fd);
}

static void
read_all(struct sql *db)
{
	struct thing_get_row row;

	thing_get(db, 1, &row);
}

TEST(damaged_pages)
{
	struct buf out = {0};

	make_sample();
	sample_force("PRAGMA wal_checkpoint(TRUNCATE)");
	pages_overwrite();
	ok(says(dies_of(read_all, SQL_READ),
	    "sample: cannot run thing_get: database disk image is malformed; "
	    "sample.db: it is damaged: restore a backup"));
	struct sql *db = sample_open(SQL_READ);
	ok(!sql_integrity(db, &out));
	ok(out.n > 0);
	sql_close(db);
	buf_free(&out);
}

/* The file system takes no byte past a size that is soon reached. */
static void
fill_the_disk(struct sql *db)
{
	struct rlimit most = {.rlim_cur = 256 << 10, .rlim_max = 256 << 10};
	static char big[64 << 10];

	sample_add(db, 2, "kept");
	signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &most) != 0)
		return;
	for (int64_t i = 3; i < 20; i++)
		thing_add(db, i, str_make((char *)&i, 1), none,
		    str_make(big, sizeof(big)), SQL_NULL_I64);
}

TEST(full_disk)
{
	make_sample();
	ok(says(dies_of(fill_the_disk, SQL_WRITE),
	    "free some space and run this again, nothing was lost"));
	struct sql *db = sample_open(SQL_WRITE);
	struct thing_get_row row;
	ok(thing_get(db, 2, &row));
	is_str(row.name, STR("kept"));
	sql_close(db);
}

static void
begin_while_held(struct sql *db)
{
	sql_begin(db);
}

TEST(second_writer_waits_and_says_why)
{
	struct sql *db = sample_open(SQL_WRITE);

	sql_begin(db);
	ok(says(dies_of(begin_while_held, SQL_WRITE),
	    "database is locked; sample.db: another program holds it"));
	sql_commit(db);
	sql_close(db);
}

TEST(checkpoint_with_a_reader_in_the_way)
{
	struct sql *db = sample_open(SQL_WRITE);
	struct sql *reader = sample_open(SQL_READ);

	sample_add(db, 1, "a");
	sql_read_begin(reader);
	is_int(sample_count(reader), 1);
	sample_add(db, 2, "b");
	ok(!sql_checkpoint(db));
	sql_read_end(reader);
	ok(sql_checkpoint(db));
	sql_close(reader);
	sql_close(db);
}
