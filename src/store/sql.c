/* sql: statements, rows and transactions on an open database */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/sql.h"

#include <string.h>

#include "store/sql_handle.h"

const char *
sql_advice(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_FULL:
	case SQLITE_IOERR:
		return "the disk may be full: free some space and run this "
		       "again, nothing was lost";
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return "it is damaged: restore a backup";
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
		return "check the rights of the folder";
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return "another program holds it: end that one and run this "
		       "again";
	default:
		return "this is a mistake in the program: please report it";
	}
}

/* rc's own text, and the connection's where that says more. */
const char *
sql_rc_text(const struct sql *db, int rc)
{
	if (db->lite && (sqlite3_errcode(db->lite) & 0xff) == (rc & 0xff))
		return sqlite3_errmsg(db->lite);
	return sqlite3_errstr(rc);
}

void
sql_die(const struct sql *db, const char *verb, const char *what, int rc)
{
	die("%s: cannot %s %s: %s; %s: %s", db->schema->name, verb, what,
	    sql_rc_text(db, rc), db->file, sql_advice(rc));
}

void
sql_exec(struct sql *db, const char *text, const char *what)
{
	int rc = sqlite3_exec(db->lite, text, NULL, NULL, NULL);

	if (rc != SQLITE_OK)
		sql_die(db, "do", what, rc);
}

static void
transaction_begin(struct sql *db, const char *text)
{
	sql_exec(db, text, "the begin of a transaction");
	memset(db->notes, 0, sizeof(db->notes));
	db->cursors_begin = db->cursors;
}

static void
transaction_end(struct sql *db, const char *text)
{
	if (db->cursors != db->cursors_begin)
		die("%s: a loop over rows was left without sql_cursor_end",
		    db->schema->name);
	sql_exec(db, text, "the end of a transaction");
}

void
sql_begin(struct sql *db)
{
	if (db->mode == SQL_READ)
		die("%s: a writing transaction on a reading handle",
		    db->schema->name);
	transaction_begin(db, db->trial ? "SAVEPOINT part" : "BEGIN IMMEDIATE");
}

void
sql_commit(struct sql *db)
{
	transaction_end(db, db->trial ? "RELEASE part" : "COMMIT");
}

void
sql_rollback(struct sql *db)
{
	transaction_end(
	    db, db->trial ? "ROLLBACK TO part; RELEASE part" : "ROLLBACK");
	memset(db->notes, 0, sizeof(db->notes));
}

void *
sql_notes(struct sql *db)
{
	return db->notes;
}

void
sql_trial_begin(struct sql *db)
{
	sql_exec(db, "PRAGMA cache_spill=OFF", "the setting of a trial");
	sql_begin(db);
	db->trial = true;
}

void
sql_trial_end(struct sql *db)
{
	db->trial = false;
	sql_rollback(db);
	sql_exec(db, "PRAGMA cache_spill=ON", "the end of a trial");
}

void
sql_read_begin(struct sql *db)
{
	transaction_begin(db, "BEGIN DEFERRED");
}

void
sql_read_end(struct sql *db)
{
	transaction_end(db, "COMMIT");
}

bool
sql_in_transaction(const struct sql *db)
{
	return !sqlite3_get_autocommit(db->lite);
}

static void
call_prepare(struct sql_call *call)
{
	int rc = sqlite3_prepare_v3(call->db->lite, call->what->text, -1,
	    SQLITE_PREPARE_PERSISTENT, &call->stmt, NULL);

	if (rc != SQLITE_OK)
		sql_die(call->db, "prepare", call->what->name, rc);
}

struct sql_call *
sql_call(struct sql *db, unsigned statement)
{
	struct sql_call *call = &db->calls[statement];

	if (call->open)
		die("%s: %s is used inside its own loop, or a loop over it "
		    "was left without sql_cursor_end",
		    db->schema->name, call->what->name);
	if (!call->stmt)
		call_prepare(call);
	call->open = true;
	return call;
}

static void
call_end(struct sql_call *call)
{
	sqlite3_reset(call->stmt);
	call->open = false;
}

/* True for a row, false at the end. */
static bool
call_step(struct sql_call *call)
{
	int rc = sqlite3_step(call->stmt);

	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		sql_die(call->db, "run", call->what->name, rc);
	return rc == SQLITE_ROW;
}

static void
bind_check(struct sql_call *call, int rc)
{
	if (rc != SQLITE_OK)
		sql_die(call->db, "bind", call->what->name, rc);
}

/* A loop may outlive its arguments, the other kinds do not. */
static sqlite3_destructor_type
bind_life(const struct sql_call *call)
{
	return call->what->kind == SQL_ALL ? SQLITE_TRANSIENT : SQLITE_STATIC;
}

void
sql_bind_i64(struct sql_call *call, int n, int64_t v, bool null)
{
	bind_check(call,
	    null && v == SQL_NULL_I64 ? sqlite3_bind_null(call->stmt, n)
				      : sqlite3_bind_int64(call->stmt, n, v));
}

void
sql_bind_text(struct sql_call *call, int n, struct str v, bool null)
{
	bind_check(call,
	    null && !v.p ? sqlite3_bind_null(call->stmt, n)
			 : sqlite3_bind_text64(call->stmt, n, v.p ? v.p : "",
			       v.n, bind_life(call), SQLITE_UTF8));
}

void
sql_bind_blob(struct sql_call *call, int n, struct str v, bool null)
{
	bind_check(call,
	    null && !v.p ? sqlite3_bind_null(call->stmt, n)
			 : sqlite3_bind_blob64(call->stmt, n, v.p ? v.p : "",
			       v.n, bind_life(call)));
}

/* Once to the column, then to its value: half the work of asking twice. */
static int64_t
column_int(sqlite3_stmt *stmt, int i)
{
	sqlite3_value *v = sqlite3_column_value(stmt, i);

	if (sqlite3_value_type(v) == SQLITE_NULL)
		return SQL_NULL_I64;
	return sqlite3_value_int64(v);
}

/* SQLite gives NULL for an empty blob; here only NULL is absent. */
static struct str
column_str(sqlite3_stmt *stmt, int i, enum sql_type type)
{
	if (sqlite3_column_type(stmt, i) == SQLITE_NULL)
		return (struct str){NULL, 0};
	const void *p = type == SQL_TEXT ? sqlite3_column_text(stmt, i)
					 : sqlite3_column_blob(stmt, i);
	return str_make(p ? p : "", (size_t)sqlite3_column_bytes(stmt, i));
}

static void
row_fill(const struct sql_call *call, void *row)
{
	for (size_t i = 0; i < call->what->n_columns; i++) {
		const struct sql_column *c = &call->what->columns[i];
		char *at = (char *)row + c->offset;
		if (c->type == SQL_INT)
			*(int64_t *)(void *)at = column_int(call->stmt, (int)i);
		else
			*(struct str *)(void *)at =
			    column_str(call->stmt, (int)i, c->type);
	}
}

static size_t
row_bytes(const struct sql_call *call)
{
	size_t n = 0;

	for (size_t i = 0; i < call->what->n_columns; i++)
		if (call->what->columns[i].type != SQL_INT)
			n += (size_t)sqlite3_column_bytes(call->stmt, (int)i);
	return n;
}

/* Moves the row's texts to the call's own memory, so that the statement can
 * be reset and holds no view of the database open. */
static void
row_keep(struct sql_call *call, void *row)
{
	size_t n = row_bytes(call);

	buf_reset(&call->kept);
	if (n > 0)
		buf_room(&call->kept, n);
	for (size_t i = 0; i < call->what->n_columns; i++) {
		const struct sql_column *c = &call->what->columns[i];
		struct str *s = (struct str *)(void *)((char *)row + c->offset);
		if (c->type == SQL_INT || s->n == 0)
			continue;
		size_t at = call->kept.n;
		buf_str(&call->kept, *s);
		s->p = call->kept.p + at;
	}
}

static void
last_check(struct sql_call *call)
{
	if (call_step(call))
		die("%s: %s found more than one row", call->db->schema->name,
		    call->what->name);
}

bool
sql_one(struct sql_call *call, void *row)
{
	bool found = call_step(call);

	if (found) {
		row_fill(call, row);
		row_keep(call, row);
		last_check(call);
	} else {
		memset(row, 0, call->what->row_size);
	}
	call_end(call);
	return found;
}

int64_t
sql_number(struct sql_call *call)
{
	int64_t n = SQL_NULL_I64;

	if (call_step(call)) {
		n = column_int(call->stmt, 0);
		last_check(call);
	}
	call_end(call);
	return n;
}

int64_t
sql_run(struct sql_call *call)
{
	call_step(call);
	int64_t n = sqlite3_changes64(call->db->lite);
	call_end(call);
	return n;
}

void
sql_cursor_begin(struct sql_cursor *cursor, struct sql_call *call)
{
	cursor->call = call;
	call->db->cursors++;
}

void
sql_cursor_end(struct sql_cursor *cursor)
{
	if (!cursor->call)
		return;
	call_end(cursor->call);
	cursor->call->db->cursors--;
	cursor->call = NULL;
}

bool
sql_cursor_next(struct sql_cursor *cursor, unsigned statement, void *row)
{
	struct sql_call *call = cursor->call;

	if (!call)
		return false;
	if (call != &call->db->calls[statement])
		die("%s: a loop over %s asks for rows of another statement",
		    call->db->schema->name, call->what->name);
	if (call_step(call)) {
		row_fill(call, row);
		return true;
	}
	sql_cursor_end(cursor);
	return false;
}
