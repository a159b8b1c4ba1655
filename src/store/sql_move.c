/* sql_move: every row of a database into a new one, changed on the way */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "store/sql_handle.h"

enum {
	VALUES_MAX = 64,      /* columns of a table, as tool/sqlgen has it */
	ROWS_AT_ONCE = 10000, /* of a transaction, and between two progresses */
};

/* A statement for each table, made when it is first needed. */
struct moving {
	struct sql_move *m;
	const struct sql_schema *schema;
	sqlite3_stmt **insert;
	uint64_t done, all;
};

size_t
sql_table_column(const struct sql_table *t, const char *column)
{
	for (size_t i = 0; i < t->n_columns; i++)
		if (strcmp(t->columns[i], column) == 0)
			return i;
	die("table %s has no column %s", t->name, column);
}

static sqlite3_stmt *
prepare(struct sql *db, const char *text, const char *table)
{
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(db->lite, text, -1, &stmt, NULL);

	if (rc != SQLITE_OK)
		sql_die(db, "prepare the moving of", table, rc);
	return stmt;
}

/* False at the end. */
static bool
step(struct sql *db, sqlite3_stmt *stmt, const char *table)
{
	int rc = sqlite3_step(stmt);

	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		sql_die(db, "move", table, rc);
	return rc == SQLITE_ROW;
}

static uint64_t
rows_of(struct sql *db, const struct sql_table *t)
{
	sqlite3_stmt *stmt = prepare(db, t->count, t->name);
	uint64_t n = step(db, stmt, t->name)
	    ? (uint64_t)sqlite3_column_int64(stmt, 0)
	    : 0;

	sqlite3_finalize(stmt);
	return n;
}

static void
value_get(sqlite3_stmt *stmt, int i, struct sql_value *v)
{
	int type = sqlite3_column_type(stmt, i);

	*v = (struct sql_value){.null = type == SQLITE_NULL};
	if (type == SQLITE_INTEGER) {
		v->i = sqlite3_column_int64(stmt, i);
		return;
	}
	v->type = type == SQLITE_TEXT ? SQL_TEXT : SQL_BLOB;

	const void *p = sqlite3_column_blob(stmt, i);

	if (p != NULL)
		v->s = str_make(p, (size_t)sqlite3_column_bytes(stmt, i));
}

static int
value_put(sqlite3_stmt *stmt, int n, const struct sql_value *v)
{
	const char *p = v->s.p != NULL ? v->s.p : "";

	if (v->null)
		return sqlite3_bind_null(stmt, n);
	switch (v->type) {
	case SQL_INT:
		return sqlite3_bind_int64(stmt, n, v->i);
	case SQL_TEXT:
		return sqlite3_bind_text64(
		    stmt, n, p, v->s.n, SQLITE_STATIC, SQLITE_UTF8);
	case SQL_BLOB:
		break;
	}
	return sqlite3_bind_blob64(stmt, n, p, v->s.n, SQLITE_STATIC);
}

static sqlite3_stmt *
insert_of(struct moving *g, const char *table)
{
	size_t i = 0;

	while (strcmp(g->schema->tables[i].name, table) != 0)
		if (++i == g->schema->n_tables)
			die("there is no table %s to move to", table);
	if (g->insert[i] == NULL)
		g->insert[i] =
		    prepare(g->m->to, g->schema->tables[i].insert, table);
	return g->insert[i];
}

/* False where the table has a row of that key. */
static bool
row_insert(struct moving *g, const struct sql_table *t, const char *into,
    const struct sql_value *v)
{
	sqlite3_stmt *stmt = insert_of(g, into);

	for (size_t i = 0; i < t->n_columns; i++) {
		int rc = value_put(stmt, (int)i + 1, &v[i]);
		if (rc != SQLITE_OK)
			sql_die(g->m->to, "bind a value of", into, rc);
	}
	step(g->m->to, stmt, into);
	sqlite3_reset(stmt);
	return sqlite3_changes64(g->m->to->lite) == 1;
}

static void
row_move(struct moving *g, const struct sql_table *t, sqlite3_stmt *select)
{
	struct sql_move *m = g->m;
	struct sql_value v[VALUES_MAX];
	const char *into;
	bool moved = false;

	for (size_t i = 0; i < t->n_columns; i++)
		value_get(select, (int)i, &v[i]);
	m->row(m->ctx, t, v);
	for (int k = 0; !moved && k < 2; k++)
		if ((into = m->into(m->ctx, t->name, k > 0)) != NULL)
			moved = row_insert(g, t, into, v);
	if (!moved)
		die("a row of %s has no place among the others: this is a "
		    "mistake in the program: please report it",
		    t->name);
	if (++g->done % ROWS_AT_ONCE != 0)
		return;
	sql_commit(m->to);
	sql_begin(m->to);
	if (m->progress != NULL)
		m->progress(m->ctx, g->done, g->all);
}

static void
table_move(struct moving *g, const struct sql_table *t)
{
	sqlite3_stmt *select = prepare(g->m->from, t->select, t->name);

	if (t->n_columns > VALUES_MAX)
		die("table %s has too many columns", t->name);
	while (step(g->m->from, select, t->name))
		row_move(g, t, select);
	sqlite3_finalize(select);
}

void
sql_move(struct sql_move *m)
{
	struct arena a;
	struct moving g = {.m = m, .schema = m->from->schema};

	arena_init(&a, 0);
	g.insert = ARENA_NEW(&a, sqlite3_stmt *, g.schema->n_tables);
	/* a file that is not whole is thrown away; rows come in any order */
	sql_exec(m->to, "PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF",
	    "the setting of a move");
	sql_read_begin(m->from);
	for (size_t i = 0; i < g.schema->n_tables; i++)
		g.all += rows_of(m->from, &g.schema->tables[i]);
	sql_begin(m->to);
	for (size_t i = 0; i < g.schema->n_tables; i++)
		table_move(&g, &g.schema->tables[i]);
	sql_commit(m->to);
	sql_read_end(m->from);
	for (size_t i = 0; i < g.schema->n_tables; i++)
		sqlite3_finalize(g.insert[i]);
	sql_exec(m->to, "PRAGMA foreign_keys=ON", "the end of a move");
	arena_free(&a);
}
