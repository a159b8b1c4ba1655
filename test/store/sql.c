/* tests of store/sql: statements, rows, loops and transactions */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/store/sample.h"

#include <stdio.h>
#include <string.h>

static const struct str none = {NULL, 0};

/* Those whose name begins so are taken for others. */
static void
row_shout(void *ctx, const struct sql_table *t, struct sql_value *v)
{
	size_t name = sql_table_column(t, "name");

	++*(int *)ctx;
	if (str_eq(v[name].s, STR("a")))
		v[name].s = STR("A");
}

static const char *
into_itself(void *ctx, const char *table, bool refused)
{
	(void)ctx;
	return refused ? NULL : table;
}

TEST(every_row_moves_to_another_database)
{
	struct sql *db = sample_open(SQL_WRITE), *to;
	char path[512];
	struct why w = {0};
	struct thing_get_row row;
	int rows = 0;
	struct sql_move m = {
	    .from = db, .row = row_shout, .into = into_itself, .ctx = &rows};

	thing_add(db, 1, STR("a"), none, STR("\0\xff"), SQL_NULL_I64);
	thing_add(db, 2, STR("b"), STR(""), none, 1);
	snprintf(path, sizeof(path), "%s/moved.db", scratch());
	is_int(sql_open(&to, path, &sample_schema, SQL_WRITE, &w), OK);
	m.to = to;
	sql_move(&m);
	is_int(rows, 2);
	ok(thing_get(to, 1, &row));
	is_str(row.name, STR("A"));
	is_str(row.raw, STR("\0\xff"));
	ok(row.note.p == NULL && row.owner == SQL_NULL_I64);
	ok(thing_get(to, 2, &row));
	is_str(row.name, STR("b"));
	ok(row.note.p != NULL && row.note.n == 0);
	is_int(row.owner, 1);
	is_int(row.colour, 7);
	sql_close(to);
	sql_close(db);
}

TEST(tables_are_known_with_their_columns)
{
	const struct sql_table *t = sample_schema.tables;

	is_int(sample_schema.n_tables, 1);
	is_text(str_of(t->name), "thing");
	is_int(t->n_columns, 6);
	is_text(str_of(t->columns[0]), "id");
	is_text(str_of(t->columns[5]), "colour");
	is_int(sql_table_column(t, "raw"), 3);
}

TEST(a_number_is_returned)
{
	struct sql *db = sample_open(SQL_WRITE);

	is_int(thing_count(db), 0);
	is_int(thing_of_colour(db, 7), SQL_NULL_I64);
	sample_add(db, 3, "a");
	is_int(thing_count(db), 1);
	is_int(thing_of_colour(db, 7), 3);
	is_int(thing_owner(db, 3), SQL_NULL_I64);
	sql_close(db);
}

TEST(nulls_there_and_back)
{
	struct sql *db = sample_open(SQL_WRITE);
	struct thing_get_row row;

	is_int(thing_add(db, 1, STR("a"), none, none, SQL_NULL_I64), 1);
	ok(thing_get(db, 1, &row));
	is_int(row.id, 1);
	is_str(row.name, STR("a"));
	ok(row.note.p == NULL && row.note.n == 0);
	ok(row.raw.p == NULL && row.raw.n == 0);
	ok(row.owner == SQL_NULL_I64);
	is_int(row.colour, 7);
	sql_close(db);
}

TEST(empty_is_not_null)
{
	struct sql *db = sample_open(SQL_WRITE);
	struct thing_get_row row;

	thing_add(db, 0, STR(""), STR(""), STR(""), 0);
	ok(thing_get(db, 0, &row));
	ok(row.name.p != NULL && row.name.n == 0);
	ok(row.note.p != NULL && row.note.n == 0);
	ok(row.raw.p != NULL && row.raw.n == 0);
	is_int(row.owner, 0);
	sql_close(db);
}

TEST(absent_text_without_question_mark_is_empty)
{
	struct sql *db = sample_open(SQL_WRITE);
	struct thing_get_row row;

	thing_add(db, 1, none, none, none, SQL_NULL_I64);
	ok(thing_get(db, 1, &row));
	ok(row.name.p != NULL && row.name.n == 0);
	sql_close(db);
}

TEST(nul_bytes_and_extreme_numbers)
{
	struct sql *db = sample_open(SQL_WRITE);
	struct thing_get_row row;

	thing_add(db, INT64_MIN, STR("a\0b"), STR("\xc3\xa9"), STR("\0\xff"),
	    INT64_MIN);
	thing_add(db, INT64_MAX, STR("c"), none, none, INT64_MAX);
	ok(thing_get(db, INT64_MIN, &row));
	ok(row.id == INT64_MIN);
	is_str(row.name, STR("a\0b"));
	is_str(row.note, STR("\xc3\xa9"));
	is_str(row.raw, STR("\0\xff"));
	ok(thing_get(db, INT64_MAX, &row));
	ok(row.owner == INT64_MAX);
	sql_close(db);
}

TEST(no_row_is_a_zeroed_row)
{
	struct sql *db = sample_open(SQL_WRITE);
	struct thing_get_row row, zero = {0};

	memset(&row, 0x55, sizeof(row));
	ok(!thing_get(db, 1, &row));
	ok(memcmp(&row, &zero, sizeof(row)) == 0);
	sql_close(db);
}

TEST(expressions_and_bools)
{
	struct sql *db = sample_open(SQL_WRITE);
	struct thing_mixed_row row;

	ok(thing_mixed(db, true, STR("hey"), &row));
	is_int(row.yes_int, 1);
	is_str(row.name_text, STR("hey!"));
	is_str(row.raw_blob, STR("\0\xff"));
	ok(thing_mixed(db, false, none, &row));
	is_int(row.yes_int, 0);
	ok(row.name_text.p == NULL);
	sql_close(db);
}

TEST(texts_of_a_row_outlive_other_statements)
{
	struct sql *db = sample_open(SQL_WRITE);
	struct thing_get_row row;

	sample_add(db, 1, "first");
	ok(thing_get(db, 1, &row));
	sample_add(db, 2, "second");
	thing_drop(db, 1);
	is_str(row.name, STR("first"));
	ok(thing_get(db, 2, &row));
	is_str(row.name, STR("second"));
	sql_close(db);
}

TEST(run_counts_rows)
{
	struct sql *db = sample_open(SQL_WRITE);

	is_int(thing_try(db, 1, STR("a")), 1);
	is_int(thing_try(db, 2, STR("a")), 0);
	is_int(thing_drop(db, 2), 0);
	is_int(thing_drop(db, 1), 1);
	is_int(sample_count(db), 0);
	sql_close(db);
}

TEST(returning)
{
	struct sql *db = sample_open(SQL_WRITE);
	struct thing_rename_row row;
	struct thing_paint_row painted;
	struct sql_cursor c;
	int64_t ids = 0, more = 0;

	sample_add(db, 1, "a");
	sample_add(db, 2, "b");
	ok(thing_rename(db, 2, STR("c"), &row));
	is_str(row.name, STR("c"));
	ok(!thing_rename(db, 3, STR("d"), &row));
	for (thing_paint(db, 40, &c); thing_paint_next(&c, &painted);) {
		ids += painted.id;
		more += painted.more_int;
	}
	is_int(ids, 3);
	is_int(more, 82);
	sql_close(db);
}

TEST(loop_to_the_end_and_again)
{
	struct sql *db = sample_open(SQL_WRITE);
	struct thing_each_row row;
	struct sql_cursor c;

	sample_add(db, 2, "b");
	sample_add(db, 1, "a");
	for (int round = 0; round < 2; round++) {
		thing_each(db, &c);
		ok(thing_each_next(&c, &row));
		is_str(row.name, STR("a"));
		ok(thing_each_next(&c, &row));
		is_int(row.id, 2);
		ok(!thing_each_next(&c, &row));
		ok(!thing_each_next(&c, &row));
		sql_cursor_end(&c);
	}
	sql_close(db);
}

TEST(loop_left_early)
{
	struct sql *db = sample_open(SQL_WRITE);
	struct thing_each_row row;
	struct sql_cursor c;

	sample_add(db, 1, "a");
	sample_add(db, 2, "b");
	sql_begin(db);
	thing_each(db, &c);
	ok(thing_each_next(&c, &row));
	sql_cursor_end(&c);
	ok(!thing_each_next(&c, &row));
	thing_each(db, &c);
	ok(thing_each_next(&c, &row));
	is_int(row.id, 1);
	sql_cursor_end(&c);
	sql_commit(db);
	sql_close(db);
}

TEST(loop_outlives_its_argument)
{
	struct sql *db = sample_open(SQL_WRITE);
	struct thing_noted_row row;
	struct sql_cursor c;
	char note[] = "same";
	int n = 0;

	thing_add(db, 1, STR("a"), STR("same"), none, SQL_NULL_I64);
	thing_add(db, 2, STR("b"), STR("same"), none, SQL_NULL_I64);
	thing_noted(db, str_of(note), &c);
	memset(note, 'x', 4);
	while (thing_noted_next(&c, &row))
		n++;
	is_int(n, 2);
	sql_close(db);
}

TEST(loop_in_loop_of_another_statement)
{
	struct sql *db = sample_open(SQL_WRITE);
	struct thing_each_row row;
	struct thing_noted_row noted;
	struct sql_cursor c, inner;
	int n = 0;

	thing_add(db, 1, STR("a"), STR("x"), none, SQL_NULL_I64);
	thing_add(db, 2, STR("b"), STR("x"), none, SQL_NULL_I64);
	for (thing_each(db, &c); thing_each_next(&c, &row);)
		for (thing_noted(db, STR("x"), &inner);
		     thing_noted_next(&inner, &noted);)
			n++;
	is_int(n, 4);
	sql_close(db);
}

TEST(types_through_a_view_and_a_join)
{
	struct sql *db = sample_open(SQL_WRITE);
	struct thing_owners_row row;
	struct sql_cursor c;

	sample_add(db, 1, "owner");
	thing_add(db, 2, STR("owned"), none, none, 1);
	thing_owners(db, &c);
	ok(thing_owners_next(&c, &row));
	is_str(row.owner_name, STR("owner"));
	is_str(row.name, STR("owned"));
	is_int(row.things_int, 1);
	ok(!thing_owners_next(&c, &row));
	sql_close(db);
}

static void
nest(struct sql *db)
{
	struct sql_cursor c, inner;
	struct thing_each_row row;

	sample_add(db, 1, "a");
	thing_each(db, &c);
	thing_each_next(&c, &row);
	thing_each(db, &inner);
}

static void
commit_in_left_loop(struct sql *db)
{
	struct sql_cursor c;
	struct thing_each_row row;

	sql_begin(db);
	thing_each(db, &c);
	thing_each_next(&c, &row);
	sql_commit(db);
}

static void
ask_other_rows(struct sql *db)
{
	struct sql_cursor c;
	struct thing_noted_row row;

	thing_each(db, &c);
	thing_noted_next(&c, &row);
}

TEST(misused_loops_die)
{
	ok(says(dies_of(nest, SQL_WRITE),
	    "sample: thing_each is used inside its own loop"));
	ok(says(dies_of(commit_in_left_loop, SQL_WRITE),
	    "left without sql_cursor_end"));
	ok(says(dies_of(ask_other_rows, SQL_WRITE),
	    "a loop over thing_each asks for rows of another statement"));
}

static void
find_two(struct sql *db)
{
	sample_add(db, 1, "a");
	sample_add(db, 2, "b");
	thing_of_colour(db, 7);
}

static void
break_unique(struct sql *db)
{
	sample_add(db, 1, "a");
	sample_add(db, 2, "a");
}

static void
break_foreign_key(struct sql *db)
{
	thing_add(db, 1, STR("a"), none, none, 99);
}

static void
begin_twice(struct sql *db)
{
	sql_begin(db);
	sql_begin(db);
}

TEST(our_own_mistakes_die)
{
	ok(says(dies_of(find_two, SQL_WRITE),
	    "sample: thing_of_colour found more than one row"));
	sample_force("DELETE FROM thing");
	ok(says(dies_of(break_unique, SQL_WRITE),
	    "sample: cannot run thing_add: UNIQUE constraint failed: "
	    "thing.name; sample.db: this is a mistake in the program"));
	sample_force("DELETE FROM thing");
	ok(says(dies_of(break_foreign_key, SQL_WRITE),
	    "FOREIGN KEY constraint failed"));
	ok(says(dies_of(begin_twice, SQL_WRITE),
	    "cannot start a transaction within a transaction"));
}

TEST(transactions)
{
	struct sql *db = sample_open(SQL_WRITE);

	ok(!sql_in_transaction(db));
	sql_begin(db);
	ok(sql_in_transaction(db));
	sample_add(db, 1, "kept");
	sql_commit(db);
	ok(!sql_in_transaction(db));
	sql_begin(db);
	sample_add(db, 2, "dropped");
	is_int(sample_count(db), 2);
	sql_rollback(db);
	is_int(sample_count(db), 1);
	sql_begin(db);
	sample_add(db, 3, "left open");
	sql_close(db);
	db = sample_open(SQL_WRITE);
	is_int(sample_count(db), 1);
	sql_close(db);
}

TEST(one_row_holds_no_view_open)
{
	struct sql *db = sample_open(SQL_WRITE);
	struct sql *reader = sample_open(SQL_READ);
	struct thing_get_row row;

	sample_add(db, 1, "a");
	ok(thing_get(reader, 1, &row));
	sample_add(db, 2, "b");
	ok(sql_checkpoint(db));
	is_str(row.name, STR("a"));
	is_int(sample_count(reader), 2);
	sql_close(reader);
	sql_close(db);
}

TEST(reader_keeps_one_view)
{
	struct sql *db = sample_open(SQL_WRITE);
	struct sql *reader = sample_open(SQL_READ);

	sample_add(db, 1, "a");
	sql_read_begin(reader);
	is_int(sample_count(reader), 1);
	sample_add(db, 2, "b");
	is_int(sample_count(reader), 1);
	sql_read_end(reader);
	is_int(sample_count(reader), 2);
	sql_close(reader);
	sql_close(db);
}
