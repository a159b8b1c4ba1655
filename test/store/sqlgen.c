/* tests of tool/sqlgen: what it refuses and how it says so */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/store/sample.h"
#include "test/tool/program.h"

static const char thing_step[] =
    "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT) STRICT;\n";

/* Runs sqlgen on a step and one or two files, all in scratch(). */
static int
run(struct buf *said, const char *step, const char *a, const char *b)
{
	const char *argv[] = {SQLGEN, ".", "base", "0001.sql", "--", "a.sql",
	    b ? "b.sql" : NULL, NULL};

	scratch_write("0001.sql", str_of(step));
	scratch_write("a.sql", str_of(a));
	if (b)
		scratch_write("b.sql", str_of(b));
	buf_reset(said);
	return program_run(said, argv);
}

/* A file of statements that must be refused with exactly this message. */
struct refusal {
	const char *name, *text, *message;
};

static void
refused(const struct refusal *r, size_t n)
{
	struct buf said = {0};

	for (size_t i = 0; i < n; i++) {
		tap_note("%s", r[i].name);
		is_int(run(&said, thing_step, r[i].text, NULL), 1);
		is_text(str_trim(buf_all(&said)), r[i].message);
		ok(scratch_read("a.sql.h").p == NULL);
		ok(scratch_read("base.sql.c").p == NULL);
	}
	buf_free(&said);
}

#define REFUSED(rows) refused((rows), sizeof(rows) / sizeof *(rows))

TEST(sql_that_does_not_prepare)
{
	static const struct refusal rows[] = {
	    {"typo_in_column",
		"-- a_get(id i64): one\nSELECT id,\n\tnmae\n"
		"FROM thing WHERE id = ?1;\n",
		"a.sql:3: no such column: nmae (in a_get)"},
	    {"typo_after_a_comment",
		"-- first line: of a file\n\n-- a_all: all\n-- What for.\n\n"
		"SELECT id\nFROM thing\nWHERE nmae = 'x';\n",
		"a.sql:8: no such column: nmae (in a_all)"},
	    {"no_such_table", "-- a_get: all\n\nSELECT id FROM thin;\n",
		"a.sql:3: no such table: thin (in a_get)"},
	    {"double_quoted_text",
		"-- a_get: all\nSELECT id FROM thing WHERE name = \"x\";\n",
		"a.sql:2: no such column: x (in a_get)"},
	    {"unfinished", "-- a_get: all\nSELECT id FROM\n",
		"a.sql:2: incomplete input (in a_get)"},
	    {"two_under_one_header",
		"-- a_get: all\nSELECT id FROM thing;\n-- and\n"
		"SELECT name FROM thing;\n",
		"a.sql:4: a second statement without a header (in a_get)"},
	    {"no_sql", "-- a_get: all\n-- Only words.\n",
		"a.sql:1: no SQL (in a_get)"},
	    {"only_a_block_comment", "-- a_get: all\n/* nothing */\n",
		"a.sql:1: no SQL (in a_get)"},
	};

	REFUSED(rows);
}

TEST(columns_without_a_type)
{
	static const struct refusal rows[] = {
	    {"expression_without_alias",
		"-- a_count: one\nSELECT count(*) FROM thing;\n",
		"a.sql:1: column \"count(*)\" is an expression: give it a name "
		"that ends in _int, _text or _blob (in a_count)"},
	    {"alias_without_suffix",
		"-- a_count: one\nSELECT count(*) AS n FROM thing;\n",
		"a.sql:1: column \"n\" is an expression: give it a name that "
		"ends in _int, _text or _blob (in a_count)"},
	    {"same_column_twice",
		"-- a_get: all\nSELECT a.id, b.id FROM thing a, thing b;\n",
		"a.sql:1: column \"id\" stands twice: name one with AS (in "
		"a_get)"},
	    {"c_word_as_column",
		"-- a_get: all\nSELECT id AS \"static\" FROM thing;\n",
		"a.sql:1: column \"static\": not a usable name (in a_get)"},
	    {"upper_case_column",
		"-- a_get: all\nSELECT ID AS Id FROM thing;\n",
		"a.sql:1: column \"Id\": not a usable name (in a_get)"},
	};

	REFUSED(rows);
}

TEST(parameters_that_do_not_agree)
{
	static const struct refusal rows[] = {
	    {"one_too_few",
		"-- a_drop(id i64): run\n"
		"DELETE FROM thing WHERE id = ?1 AND name = ?2;\n",
		"a.sql:1: 1 parameters are listed, the SQL has 2 (in a_drop)"},
	    {"one_too_many",
		"-- a_drop(id i64, name str): run\n"
		"DELETE FROM thing WHERE id = ?1;\n",
		"a.sql:1: 2 parameters are listed, the SQL has 1 (in a_drop)"},
	    {"one_not_used",
		"-- a_drop(id i64, name str): run\n"
		"DELETE FROM thing WHERE name = ?2;\n",
		"a.sql:1: parameter ?1 is not used, or stands as ? without its "
		"number (in a_drop)"},
	    {"without_number",
		"-- a_drop(id i64): run\nDELETE FROM thing WHERE id = ?;\n",
		"a.sql:1: parameter ?1 is not used, or stands as ? without its "
		"number (in a_drop)"},
	    {"with_a_name",
		"-- a_drop(id i64): run\nDELETE FROM thing WHERE id = :id;\n",
		"a.sql:1: parameter :id: write ?1, ?2, ... (in a_drop)"},
	    {"listed_twice",
		"-- a_drop(id i64, id i64): run\n"
		"DELETE FROM thing WHERE id = ?1 OR id = ?2;\n",
		"a.sql:1: parameter \"id\" stands twice"},
	    {"unknown_type",
		"-- a_drop(id int): run\nDELETE FROM thing WHERE id = ?1;\n",
		"a.sql:1: parameter \"id\": write its name and i64, bool, str "
		"or blob, with ? where it may be NULL"},
	    {"null_bool",
		"-- a_drop(id bool?): run\nDELETE FROM thing WHERE id = ?1;\n",
		"a.sql:1: parameter \"id\": a bool is never NULL"},
	    {"c_word",
		"-- a_drop(int i64): run\nDELETE FROM thing WHERE id = ?1;\n",
		"a.sql:1: parameter \"int\": not a usable name"},
	    {"name_of_ours",
		"-- a_drop(db i64): run\nDELETE FROM thing WHERE id = ?1;\n",
		"a.sql:1: parameter \"db\": not a usable name"},
	    {"list_without_end",
		"-- a_drop(id i64,\nDELETE FROM thing WHERE id = ?1;\n",
		"a.sql:2: the list of parameters does not end"},
	};

	REFUSED(rows);
}

TEST(kinds_that_do_not_agree)
{
	static const struct refusal rows[] = {
	    {"write_in_one", "-- a_drop: one\nDELETE FROM thing;\n",
		"a.sql:1: gives no rows: make it run, or add RETURNING (in "
		"a_drop)"},
	    {"write_in_all", "-- a_drop: all\nDELETE FROM thing;\n",
		"a.sql:1: gives no rows: make it run, or add RETURNING (in "
		"a_drop)"},
	    {"select_in_run", "-- a_get: run\nSELECT id FROM thing;\n",
		"a.sql:1: gives rows: make it one, number or all (in a_get)"},
	    {"returning_in_run",
		"-- a_drop: run\nDELETE FROM thing RETURNING id;\n",
		"a.sql:1: gives rows: make it one, number or all (in a_drop)"},
	    {"text_as_number",
		"-- a_get(id i64): number\n"
		"SELECT name FROM thing WHERE id = ?1;\n",
		"a.sql:1: is not one integer: make it one or all (in a_get)"},
	    {"two_numbers",
		"-- a_get: number\nSELECT 1 AS a_int, 2 AS b_int;\n",
		"a.sql:1: is not one integer: make it one or all (in a_get)"},
	    {"write_in_number", "-- a_drop: number\nDELETE FROM thing;\n",
		"a.sql:1: gives no rows: make it run, or add RETURNING (in "
		"a_drop)"},
	    {"mistyped_kind", "\n-- a_get: ome\nSELECT id FROM thing;\n",
		"a.sql:2: unknown kind \"ome\": write one, number, all or run "
		"(in a_get)"},
	    {"mistyped_kind_behind_parameters",
		"-- a_get(id i64): every\nSELECT id FROM thing;\n",
		"a.sql:1: unknown kind \"every\": write one, number, all or "
		"run "
		"(in a_get)"},
	    {"no_header", "SELECT id FROM thing;\n",
		"a.sql:1: SQL without a header: write \"-- name: one\", "
		"number, "
		"all or run above"},
	    {"comment_mark",
		"-- a_get: all\n-- ends here */ int x;\nSELECT 1 AS a_int;\n",
		"a.sql:2: a comment mark within a comment"},
	};

	REFUSED(rows);
}

TEST(statements_that_are_not_for_use)
{
	static const char schema_only[] =
	    "a.sql:2: a statement selects, inserts, updates or deletes; the "
	    "schema changes in a step (in a_x)";
	static const char no_chance[] =
	    "a.sql:2: time and chance are parameters: this function is not "
	    "for use here (in a_x)";
	static const struct refusal rows[] = {
	    {"drop_table", "-- a_x: run\nDROP TABLE thing;\n", schema_only},
	    {"create_table", "-- a_x: run\nCREATE TABLE x (y);\n", schema_only},
	    {"pragma", "-- a_x: one\nPRAGMA user_version;\n", schema_only},
	    {"attach", "-- a_x: run\nATTACH 'x.db' AS x;\n", schema_only},
	    {"begin", "-- a_x: run\nBEGIN;\n", schema_only},
	    {"clock", "-- a_x: one\nSELECT unixepoch() AS now_int;\n",
		no_chance},
	    {"dice", "-- a_x: all\nSELECT id FROM thing ORDER BY random();\n",
		no_chance},
	};

	REFUSED(rows);
}

TEST(names_that_meet)
{
	struct buf said = {0};
	static const char get[] = "-- get: all\nSELECT id FROM thing;\n";

	is_int(run(&said, thing_step, get, get), 1);
	is_text(str_trim(buf_all(&said)),
	    "b.sql:1: get: the name is taken by a.sql:1");
	is_int(run(&said, thing_step, get,
		   "-- get_next: one\nSELECT id FROM thing WHERE id = 1;\n"),
	    1);
	is_text(str_trim(buf_all(&said)),
	    "b.sql:1: get_next: the name is taken by a.sql:1");
	buf_free(&said);
}

TEST(steps_that_are_refused)
{
	static const char get[] = "-- get: one\nSELECT 1 AS a_int;\n";
	static const struct {
		const char *text, *message;
	} rows[] = {
	    {"-- a step\n\nCREATE TABLE a (id INTEGER) STRICT;\n"
	     "CREATE TABLE b (id INTEGER,) STRICT;\n",
		"0001.sql:4: near \")\": syntax error"},
	    {"CREATE TABLE a (id INTEGER) STRICT;\n\n-- again\n"
	     "CREATE TABLE a (id INTEGER) STRICT;\n",
		"0001.sql:4: table a already exists"},
	    {"CREATE TABLE a (id INTEGER);\n",
		"0001.sql: table a is not STRICT"},
	    {"CREATE TABLE a (id SMALLINT) STRICT;\n",
		"0001.sql:1: unknown datatype for a.id: \"SMALLINT\""},
	    {"BEGIN;\n",
		"0001.sql:1: transactions, pragmas and other files are not for "
		"a step: it runs in one transaction"},
	    {"PRAGMA user_version = 9;\n",
		"0001.sql:1: transactions, pragmas and other files are not for "
		"a step: it runs in one transaction"},
	};
	struct buf said = {0};

	for (size_t i = 0; i < sizeof(rows) / sizeof *rows; i++) {
		is_int(run(&said, rows[i].text, get, NULL), 1);
		is_text(str_trim(buf_all(&said)), rows[i].message);
	}
	buf_free(&said);
}

TEST(steps_are_numbered)
{
	const char *argv[] = {SQLGEN, ".", "base", "0002.sql", "--", NULL};
	struct buf said = {0};

	scratch_write("0002.sql", str_of(thing_step));
	is_int(program_run(&said, argv), 1);
	is_text(str_trim(buf_all(&said)),
	    "0002.sql: step 0001.sql is expected here");
	buf_free(&said);
}

TEST(message_names_the_file_from_the_top)
{
	const char *argv[] = {SQLGEN, ".", "base",
	    SOURCE_ROOT "/test/store/sqlgen/step/0001.sql", "--",
	    SOURCE_ROOT "/test/store/sqlgen/typo.sql", NULL};
	struct buf said = {0};

	is_int(program_run(&said, argv), 1);
	is_text(str_trim(buf_all(&said)),
	    "test/store/sqlgen/typo.sql:5: no such column: nmae (in "
	    "typo_get)");
	buf_free(&said);
}

TEST(comment_and_types_come_out)
{
	struct buf said = {0};
	static const char get[] =
	    "-- a_get(id i64, all_of_them bool, name str?, raw blob): one\n"
	    "-- What it finds.\n"
	    "SELECT id, name FROM thing\n"
	    "WHERE id = ?1 OR ?2 OR name = ?3 OR name = ?4;\n";

	is_int(run(&said, thing_step, get, NULL), 0);
	is_str(buf_all(&said), STR(""));
	ok(says(scratch_read("a.sql.h"),
	    "struct a_get_row {\n\tint64_t id;\n\tstruct str name;\n};\n"
	    "/* What it finds. */\n"
	    "bool a_get(struct sql *db, int64_t id, bool all_of_them, struct "
	    "str name,\n"
	    "    struct str raw, struct a_get_row *into);\n"));
	ok(says(
	    scratch_read("a.sql.c"), "sql_bind_text(call, 3, name, true);"));
	ok(says(scratch_read("base.sql.h"), "\tBASE_A_GET,\n"));
	buf_free(&said);
}

TEST(no_files_and_no_steps)
{
	const char *argv[] = {SQLGEN, ".", "base", "--", NULL};
	struct buf said = {0};

	is_int(program_run(&said, argv), 0);
	ok(says(scratch_read("base.sql.c"), ".n_steps = 0"));
	buf_free(&said);
}
