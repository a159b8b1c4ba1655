/* sql_open: opening a database, bringing it up to date, looking it through */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "store/sql_handle.h"

enum { BUSY_MS = 5000 };

static enum err
err_of_rc(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return ERR_SYNTAX;
	default:
		return ERR_IO;
	}
}

static enum err
open_failed(const struct sql *db, int rc, struct why *w)
{
	return why_set(w, err_of_rc(rc), "cannot open %s: %s; %s", db->file,
	    sql_rc_text(db, rc), sql_advice(rc));
}

/* The first column of the first row, to *v. */
static int
exec_int(struct sql *db, const char *text, int64_t *v)
{
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(db->lite, text, -1, &stmt, NULL);

	if (rc != SQLITE_OK)
		return rc;
	rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW) {
		*v = sqlite3_column_int64(stmt, 0);
		rc = SQLITE_OK;
	}
	sqlite3_finalize(stmt);
	return rc;
}

static const char *
file_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* An empty file with narrow rights; the log files take theirs from it. An
 * existing file is not opened here: closing it would drop SQLite's locks. */
static enum err
file_make(const char *path, struct why *w)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
	else if (errno != EEXIST)
		return why_set(w, ERR_IO,
		    "cannot make %s: %s; check the rights of the folder",
		    file_of(path), strerror(errno));
	return OK;
}

static enum err
file_there(const char *path, struct why *w)
{
	if (access(path, F_OK) == 0)
		return OK;
	if (errno == ENOENT || errno == ENOTDIR)
		return why_set(
		    w, ERR_ABSENT, "there is no %s here", file_of(path));
	return why_set(w, ERR_IO,
	    "cannot open %s: %s; check the rights of the folder", file_of(path),
	    strerror(errno));
}

static struct sql *
handle_new(
    const char *path, const struct sql_schema *schema, enum sql_mode mode)
{
	struct arena memory;

	arena_init(&memory, 0);
	struct sql *db = ARENA_NEW(&memory, struct sql, 1);
	db->calls =
	    ARENA_NEW(&memory, struct sql_call, schema->n_statements + 1);
	for (size_t i = 0; i < schema->n_statements; i++) {
		db->calls[i].db = db;
		db->calls[i].what = &schema->statements[i];
	}
	db->file = arena_cstr(&memory, str_of(file_of(path)));
	db->schema = schema;
	db->mode = mode;
	db->memory = memory;
	return db;
}

static enum err
connect_file(struct sql *db, const char *path, struct why *w)
{
	/* One thread per process: no locks, no counting of memory. Does nothing
	 * once SQLite has started. */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);

	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
	    (db->mode == SQL_WRITE ? SQLITE_OPEN_READWRITE
				   : SQLITE_OPEN_READONLY);
	int rc = sqlite3_open_v2(path, &db->lite, flags, NULL);

	if (rc != SQLITE_OK)
		return open_failed(db, rc, w);
	sqlite3_busy_timeout(db->lite, BUSY_MS);
	sqlite3_db_config(db->lite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->lite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db->lite, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(db->lite, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db->lite, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	return OK;
}

/* Is the file ours to use? Asked before anything is written to it. */
static enum err
version_check(struct sql *db, struct why *w)
{
	int64_t version = 0, objects = 0, ours = (int64_t)db->schema->n_steps;
	int rc = exec_int(db, "PRAGMA user_version", &version);

	if (rc == SQLITE_OK)
		rc = exec_int(
		    db, "SELECT count(*) FROM sqlite_schema", &objects);
	if (rc != SQLITE_OK)
		return open_failed(db, rc, w);
	if (version < 0 || (version == 0 && objects > 0))
		return why_set(w, ERR_SYNTAX,
		    "%s is another program's database", db->file);
	if (version > ours)
		return why_set(w, ERR_REFUSED,
		    "%s was made by a newer version (schema %lld, this "
		    "program knows %lld): use that version",
		    db->file, (long long)version, (long long)ours);
	if (db->mode == SQL_READ && version < ours)
		return why_set(w, ERR_REFUSED,
		    "%s was made by an older version (schema %lld, this "
		    "program needs %lld): run a command that writes first",
		    db->file, (long long)version, (long long)ours);
	return OK;
}

static const char *const cache_texts[SQL_CACHE_COUNT] = {
    [SQL_CACHE_8M] = "PRAGMA cache_size=-8192",
    [SQL_CACHE_64M] = "PRAGMA cache_size=-65536",
    [SQL_CACHE_256M] = "PRAGMA cache_size=-262144",
    [SQL_CACHE_1G] = "PRAGMA cache_size=-1048576",
};

static int
is_wal(void *yes, int n, char **values, char **names)
{
	(void)names;
	if (n == 1 && values[0] && strcmp(values[0], "wal") == 0)
		*(bool *)yes = true;
	return 0;
}

static enum err
setup_write(struct sql *db, struct why *w)
{
	bool wal = false;
	int one = 1;
	int rc = sqlite3_exec(
	    db->lite, "PRAGMA journal_mode=WAL", is_wal, &wal, NULL);

	if (rc == SQLITE_OK && !wal)
		return why_set(w, ERR_IO,
		    "%s cannot have a write-ahead log here (a network file "
		    "system?): move the folder to a local disk",
		    db->file);
	/* without the limit a large log stays as it is and is read whole at
	 * the next start */
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db->lite,
		    "PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
		    "PRAGMA secure_delete=ON;" /* what is erased is gone */
		    "PRAGMA mmap_size=0; PRAGMA journal_size_limit=67108864",
		    NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_file_control(
		    db->lite, "main", SQLITE_FCNTL_PERSIST_WAL, &one);
	return rc == SQLITE_OK ? OK : open_failed(db, rc, w);
}

/* Only what a reader needs; everything else is refused at prepare. */
static int
read_only(void *unused, int action, const char *a, const char *b,
    const char *database, const char *trigger)
{
	(void)unused, (void)database, (void)trigger;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_RECURSIVE:
	case SQLITE_TRANSACTION:
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		return strcmp(b, "load_extension") == 0 ? SQLITE_DENY
							: SQLITE_OK;
	case SQLITE_PRAGMA:
		return strcmp(a, "quick_check") == 0 ||
			strcmp(a, "foreign_key_check") == 0
		    ? SQLITE_OK
		    : SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

static enum err
setup_read(struct sql *db, struct why *w)
{
	int rc = sqlite3_exec(db->lite,
	    "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY;"
	    "PRAGMA mmap_size=0",
	    NULL, NULL, NULL);

	if (rc != SQLITE_OK)
		return open_failed(db, rc, w);
	sql_cache(db, SQL_CACHE_64M);
	sqlite3_set_authorizer(db->lite, read_only, NULL);
	return OK;
}

static size_t
steps_applied(struct sql *db)
{
	int64_t version = 0;
	int rc = exec_int(db, "PRAGMA user_version", &version);

	if (rc != SQLITE_OK)
		sql_die(db, "read", "the schema version", rc);
	return (size_t)version;
}

/* Asked again inside the transaction: another process may have been first. */
static void
step_apply(struct sql *db, size_t i)
{
	sql_begin(db);
	if (steps_applied(db) == i)
		sql_exec(db, db->schema->steps[i], "a schema step");
	sql_commit(db);
}

static enum err
setup(struct sql *db, struct why *w)
{
	if (db->mode == SQL_READ)
		return setup_read(db, w);
	enum err e = setup_write(db, w);
	if (e != OK)
		return e;
	sql_cache(db, SQL_CACHE_64M);
	for (size_t i = steps_applied(db); i < db->schema->n_steps; i++)
		step_apply(db, i);
	return OK;
}

enum err
sql_open(struct sql **out, const char *path, const struct sql_schema *schema,
    enum sql_mode mode, struct why *w)
{
	*out = NULL;
	enum err e =
	    mode == SQL_WRITE ? file_make(path, w) : file_there(path, w);
	if (e != OK)
		return e;
	struct sql *db = handle_new(path, schema, mode);
	e = connect_file(db, path, w);
	if (e == OK)
		e = version_check(db, w);
	if (e == OK)
		e = setup(db, w);
	if (e == OK)
		*out = db;
	else
		sql_close(db);
	return e;
}

void
sql_close(struct sql *db)
{
	if (!db)
		return;
	for (size_t i = 0; i < db->schema->n_statements; i++) {
		sqlite3_finalize(db->calls[i].stmt);
		buf_free(&db->calls[i].kept);
	}
	int rc = sqlite3_close(db->lite);
	if (rc != SQLITE_OK)
		sql_die(db, "close", "the database", rc);
	struct arena memory = db->memory;
	arena_free(&memory);
}

void
sql_cache(struct sql *db, enum sql_cache size)
{
	sqlite3_set_authorizer(db->lite, NULL, NULL);
	sql_exec(db, cache_texts[size], "the setting of the page cache");
	if (db->mode == SQL_READ)
		sqlite3_set_authorizer(db->lite, read_only, NULL);
}

bool
sql_checkpoint(struct sql *db)
{
	sqlite3_busy_timeout(db->lite, 0);
	int rc = sqlite3_wal_checkpoint_v2(
	    db->lite, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(db->lite, BUSY_MS);

	if (rc != SQLITE_OK && (rc & 0xff) != SQLITE_BUSY)
		sql_die(db, "do", "a checkpoint", rc);
	return rc == SQLITE_OK;
}

static void
quick_check_put(sqlite3_stmt *stmt, struct buf *out)
{
	const char *line = (const char *)sqlite3_column_text(stmt, 0);

	if (line && strcmp(line, "ok") != 0)
		buf_fmt(out, "%s\n", line);
}

static void
foreign_key_put(sqlite3_stmt *stmt, struct buf *out)
{
	buf_fmt(out, "row %lld of %s points at a row of %s that is not there\n",
	    (long long)sqlite3_column_int64(stmt, 1),
	    (const char *)sqlite3_column_text(stmt, 0),
	    (const char *)sqlite3_column_text(stmt, 2));
}

/* A damaged file is what is looked for here, so errors are put, not died of. */
static void
check_put(struct sql *db, const char *text, struct buf *out,
    void (*put)(sqlite3_stmt *stmt, struct buf *out))
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db->lite, text, -1, &stmt, NULL);

	if (rc == SQLITE_OK)
		while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
			put(stmt, out);
	if (rc != SQLITE_DONE)
		buf_fmt(out, "%s: %s\n", db->file, sql_rc_text(db, rc));
	sqlite3_finalize(stmt);
}

bool
sql_integrity(struct sql *db, struct buf *out)
{
	size_t before = out->n;

	check_put(db, "PRAGMA quick_check", out, quick_check_put);
	check_put(db, "PRAGMA foreign_key_check", out, foreign_key_put);
	return out->n == before && !out->full;
}
