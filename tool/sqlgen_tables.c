/* sqlgen_tables: each table as a whole, to be read and filled row by row */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/arena.h"
#include "tool/sqlgen.h"

static struct str
text_of(sqlite3_stmt *stmt, struct arena *memory)
{
	return arena_str(
	    memory, str_of((const char *)sqlite3_column_text(stmt, 0)));
}

static sqlite3_stmt *
prepare(sqlite3 *lite, const char *text)
{
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(lite, text, -1, &stmt, NULL) != SQLITE_OK)
		die("sqlgen: %s", sqlite3_errmsg(lite));
	return stmt;
}

static void
columns_read(struct table *t, struct arena *memory, sqlite3 *lite)
{
	sqlite3_stmt *stmt = prepare(
	    lite, "SELECT name FROM pragma_table_info(?1) ORDER BY cid");

	sqlite3_bind_text(stmt, 1, t->name.p, (int)t->name.n, SQLITE_TRANSIENT);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		if (t->n_columns == COLUMNS_MAX)
			die("sqlgen: table %.*s has more than %d columns",
			    STR_ARG(t->name), COLUMNS_MAX);
		t->columns[t->n_columns++] = text_of(stmt, memory);
	}
	sqlite3_finalize(stmt);
}

void
tables_read(struct database *d, sqlite3 *lite)
{
	struct table **next = &d->tables;
	sqlite3_stmt *stmt = prepare(lite,
	    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND "
	    "type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name");

	while (sqlite3_step(stmt) == SQLITE_ROW) {
		*next = ARENA_NEW(d->memory, struct table, 1);
		(*next)->name = text_of(stmt, d->memory);
		columns_read(*next, d->memory, lite);
		next = &(*next)->next;
	}
	sqlite3_finalize(stmt);
}

/* Each in its quotes, within those of a C string. */
static void
names_put(struct buf *b, const struct table *t)
{
	for (size_t i = 0; i < t->n_columns; i++)
		buf_fmt(b, "%s\\\"%.*s\\\"", i > 0 ? ", " : "",
		    STR_ARG(t->columns[i]));
}

static void
columns_put(struct buf *b, const struct table *t)
{
	buf_fmt(
	    b, "\nstatic const char *const of_%.*s[] = {", STR_ARG(t->name));
	for (size_t i = 0; i < t->n_columns; i++)
		buf_fmt(b, "\n\t\"%.*s\",", STR_ARG(t->columns[i]));
	buf_str(b, STR("\n};\n"));
}

static void
row_put(struct buf *b, const struct table *t)
{
	buf_fmt(b,
	    "\t{.name = \"%.*s\", .columns = of_%.*s, .n_columns = %zu,\n"
	    "\t.count = \"SELECT count(*) FROM \\\"%.*s\\\"\",\n"
	    "\t.select = \"SELECT ",
	    STR_ARG(t->name), STR_ARG(t->name), t->n_columns, STR_ARG(t->name));
	names_put(b, t);
	buf_fmt(b,
	    " FROM \\\"%.*s\\\"\",\n"
	    "\t.insert = \"INSERT OR IGNORE INTO \\\"%.*s\\\" (",
	    STR_ARG(t->name), STR_ARG(t->name));
	names_put(b, t);
	buf_str(b, STR(") VALUES ("));
	for (size_t i = 1; i <= t->n_columns; i++)
		buf_fmt(b, "%s?%zu", i > 1 ? ", " : "", i);
	buf_str(b, STR(")\"},\n"));
}

size_t
tables_put(struct buf *b, const struct database *d)
{
	size_t n = 0;

	for (const struct table *t = d->tables; t; t = t->next, n++)
		columns_put(b, t);
	buf_str(b, STR("\nstatic const struct sql_table tables[] = {\n"));
	for (const struct table *t = d->tables; t; t = t->next)
		row_put(b, t);
	buf_str(b, STR("\t{.name = NULL},\n};\n"));
	return n;
}
