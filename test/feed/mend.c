/* tests of feed/mend */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/mend.h"

#include "test/tap.h"

static struct arena arena;

static struct csv_row
bad(const char *raw)
{
	return (struct csv_row){.raw = str_of(raw), .err = ERR_SYNTAX};
}

TEST(backslash_quotes)
{
	struct csv_row row = bad("\"a\",\"Basic realm=\\\"x\\\"\",,3");

	ok(mend(&arena, ',', 4, &row));
	is_int(row.err, OK);
	is_int(row.n, 4);
	is_text(row.field[0], "a");
	is_text(row.field[1], "Basic realm=\\\"x\\\"");
	is_text(row.field[2], "");
	is_text(row.field[3], "3");
}

TEST(an_empty_last_field_counts)
{
	struct csv_row row = bad("\"a\"b\",");

	ok(mend(&arena, ',', 2, &row));
	is_text(row.field[0], "a\"b");
	is_text(row.field[1], "");
	row = bad("\"a\"b\";\"\"");
	ok(mend(&arena, ';', 2, &row));
	is_text(row.field[1], "");
}

/* A banner that holds a quote and a separator moves what is behind it. */
TEST(another_number_of_fields_is_left_alone)
{
	struct csv_row row = bad("\"a\",\"x\\\",\"y\",\"b\"");

	ok(!mend(&arena, ',', 3, &row));
	is_int(row.err, ERR_SYNTAX);
	row = bad("\"a\"x\"");
	ok(!mend(&arena, ',', 2, &row));
}

TEST(what_cannot_be_mended)
{
	struct csv_row row = bad("\"a\",\"b");

	ok(!mend(&arena, ',', 2, &row));
	row = bad("\"a\"x\",\"b\nc\"");
	ok(!mend(&arena, ',', 2, &row));
	row = (struct csv_row){.raw = {"\"a\"\0\",b", 7}, .err = ERR_SYNTAX};
	ok(!mend(&arena, ',', 2, &row));
	row = (struct csv_row){.raw = STR("a,b"), .err = ERR_LIMIT};
	ok(!mend(&arena, ',', 2, &row));
	row = bad("");
	ok(!mend(&arena, ',', 2, &row));
}
