/* sql: a database handle and the checked statements that run on it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Statements live in *.sql files; tool/sqlgen checks each against the schema
 * steps at build time and makes NAME.sql.h with one typed function for each:
 *
 *	struct finding_by_key_row row;
 *	if (finding_by_key(db, organisation, topic, subject, &row)) ...
 *
 *	struct sql_cursor cursor;
 *	struct finding_open_row row;
 *	finding_open(db, organisation, &cursor);
 *	while (finding_open_next(&cursor, &row)) ...
 *
 *	int64_t open = finding_open_count(db, organisation);
 *
 *	int64_t changed = finding_close(db, id);
 *
 * A step that fails (disk full, damaged file, a broken constraint) is a
 * die(): the machine or the program is broken, not the input.
 */

/* How a NULL INTEGER reads, and what binds NULL for an i64? parameter. */
#define SQL_NULL_I64 INT64_MIN

enum sql_type { SQL_INT, SQL_TEXT, SQL_BLOB };

struct sql;
struct sql_call;
struct sql_schema;

enum sql_mode {
	SQL_WRITE, /* makes the file (0600) and brings its schema up to date */
	SQL_READ,  /* cannot write, attach or set anything */
};

/*
 * Opens path. ERR_ABSENT: SQL_READ and no such file. ERR_REFUSED: its schema
 * is newer than this program's or, for SQL_READ, older. ERR_SYNTAX: not a
 * database of ours, or damaged. ERR_BUSY: held by another process for five
 * seconds. ERR_IO: rights, disk. Schema steps that were not applied yet are,
 * each in its own transaction. A handle is for one thread.
 */
enum err sql_open(struct sql **db, const char *path,
    const struct sql_schema *schema, enum sql_mode mode,
    struct why *w) MUST_CHECK;
/* Open transactions are rolled back, open cursors end. NULL is fine. */
void sql_close(struct sql *db);

/* The most memory SQLite's page cache takes; SQL_CACHE_64M after sql_open. */
enum sql_cache {
	SQL_CACHE_8M,
	SQL_CACHE_64M,
	SQL_CACHE_256M,
	SQL_CACHE_1G,
	SQL_CACHE_COUNT,
};
void sql_cache(struct sql *db, enum sql_cache size);

/*
 * A writing transaction, not nested. Cursors opened in it must have ended
 * before sql_commit or sql_rollback.
 */
void sql_begin(struct sql *db);
void sql_commit(struct sql *db);
void sql_rollback(struct sql *db);
/* One unchanging view for several reads; keep it under a second. */
void sql_read_begin(struct sql *db);
void sql_read_end(struct sql *db);
bool sql_in_transaction(const struct sql *db);
/*
 * Room for what is known within this writing transaction only: SQL_NOTES bytes,
 * zeroed when one begins and when it is rolled back.
 */
enum { SQL_NOTES = 512 };
void *sql_notes(struct sql *db);

/*
 * A trial: until its end every transaction becomes part of one that is rolled
 * back, so that what runs in it is what would run, and nothing comes of it.
 * What it changes stays in memory: not one byte goes to the file or its log.
 * Not in a transaction.
 */
void sql_trial_begin(struct sql *db);
void sql_trial_end(struct sql *db);

/* Moves the write-ahead log into the file; false when a reader was in the
 * way and some of it stays; does not wait. Not in a transaction. */
bool sql_checkpoint(struct sql *db);
/* Looks the whole file through: true when it is sound, else appends one line
 * for each complaint. */
bool sql_integrity(struct sql *db, struct buf *out);

/*
 * A copy of db in a new file at path, as db is when the last step is made:
 * between steps db may be written to, through this handle. Begin, step until
 * false, end: OK when it is whole.
 */
struct sql_copy {
	struct sql *db;
	struct sqlite3 *to;
	struct sqlite3_backup *backup;
	int rc;
};
enum err sql_copy_begin(struct sql_copy *c, struct sql *db, const char *path,
    struct why *w) MUST_CHECK;
bool sql_copy_step(struct sql_copy *c, unsigned *percent);
enum err sql_copy_end(struct sql_copy *c, struct why *w) MUST_CHECK;

/*
 * Every row of a database goes into another of the same schema, made just now,
 * and may be changed on the way: what is not needed any more does not come
 * along, not even in free pages.
 */
struct sql_value {
	bool null;
	enum sql_type type;
	int64_t i;    /* SQL_INT */
	struct str s; /* the others */
};
struct sql_table;
struct sql_move {
	struct sql *from, *to;
	/* A row of t, one value for each of its columns: what it puts in their
	 * place lives until the next. */
	void (*row)(void *ctx, const struct sql_table *t, struct sql_value *v);
	/* The table that a row of table goes to; refused: that one has another
	 * row of the same key. NULL: it has nowhere to go, which is a die(). */
	const char *(*into)(void *ctx, const char *table, bool refused);
	/* So many of all rows have come over; may be NULL. */
	void (*progress)(void *ctx, uint64_t done, uint64_t all);
	void *ctx;
};
/* Done, and lasting but for fsync of the file after its close. */
void sql_move(struct sql_move *m);
/* The place of a column in t; dies where there is none. */
size_t sql_table_column(const struct sql_table *t, const char *column);

/*
 * Where an `all` statement is. Must run to its end or be ended: using the
 * same statement while it is open is a die().
 */
struct sql_cursor {
	struct sql_call *call; /* NULL when it has ended */
};

/* Leaves a loop early; harmless at the end. */
void sql_cursor_end(struct sql_cursor *cursor);

/* The rest is for generated code. */

enum sql_kind { SQL_ONE, SQL_ALL, SQL_RUN };

struct sql_column {
	enum sql_type type;
	size_t offset; /* in the row struct */
};

struct sql_statement {
	const char *name;
	enum sql_kind kind;
	const char *text;
	const struct sql_column *columns;
	size_t n_columns;
	size_t row_size;
};

struct sql_table {
	const char *name;
	const char *const *columns;
	size_t n_columns;
	const char *count, *select, *insert; /* columns in this order */
};

struct sql_schema {
	const char *name;	  /* of the database: "store" */
	const char *const *steps; /* each sets user_version at its end */
	size_t n_steps;
	const struct sql_table *tables; /* by name */
	size_t n_tables;
	const struct sql_statement *statements;
	size_t n_statements;
};

/* The statement, prepared at its first use, ready for its parameters. */
struct sql_call *sql_call(struct sql *db, unsigned statement);
/* Parameters count from 1. An absent str is an empty one, unless null. */
void sql_bind_i64(struct sql_call *call, int n, int64_t v, bool null);
void sql_bind_text(struct sql_call *call, int n, struct str v, bool null);
void sql_bind_blob(struct sql_call *call, int n, struct str v, bool null);
/* False and a zeroed row when there is none; dies when there are more. */
bool sql_one(struct sql_call *call, void *row);
/* The row's one integer; SQL_NULL_I64 when that is NULL or there is no row;
 * dies when there are more. */
int64_t sql_number(struct sql_call *call);
/* The number of rows inserted, changed or deleted. */
int64_t sql_run(struct sql_call *call);
void sql_cursor_begin(struct sql_cursor *cursor, struct sql_call *call);
bool sql_cursor_next(struct sql_cursor *cursor, unsigned statement, void *row);

#endif
