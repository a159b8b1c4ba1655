/* tests of base/csv_out */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/csv_out.h"

#include <string.h>

#include "base/csv.h"
#include "test/tap.h"

static void
field_is(struct str in, const char *want)
{
	struct buf b = {0};
	struct csv_out o;

	csv_out_open(&o, &b, ',');
	csv_out_str(&o, in);
	is_text(buf_all(&b), want);
	buf_free(&b);
}

TEST(rows)
{
	struct buf b = {0};
	struct csv_out o;

	csv_out_open(&o, &b, ';');
	csv_out_str(&o, STR("a"));
	csv_out_str(&o, (struct str){0});
	csv_out_i64(&o, INT64_MIN);
	csv_out_end(&o);
	csv_out_str(&o, STR(""));
	csv_out_end(&o);
	is_text(buf_all(&b), "a;;-9223372036854775808\r\n\"\"\r\n");
	buf_free(&b);
}

TEST(quotes_where_needed)
{
	field_is(STR("plain text"), "plain text");
	field_is(STR("a,b"), "\"a,b\"");
	field_is(STR("a;b"), "\"a;b\"");
	field_is(STR("say \"hi\""), "\"say \"\"hi\"\"\"");
	field_is(STR("\""), "\"\"\"\"");
	field_is(STR("two\nlines"), "\"two\nlines\"");
	field_is(STR("cr\rhere"), "\"cr\rhere\"");
}

TEST(formulas_are_made_harmless)
{
	field_is(STR("=HYPERLINK(1)"), "'=HYPERLINK(1)");
	field_is(STR("\n=1+1"), "\"'\n=1+1\"");
	field_is(STR("\xef\xbc\x9d"
		     "1+1"),
	    "'\xef\xbc\x9d"
	    "1+1");
	field_is(STR("\xef\xbc\xa0SUM(1)"), "'\xef\xbc\xa0SUM(1)");
	field_is(STR("=cmd|' /C calc'!A0,\"x\""),
	    "\"'=cmd|' /C calc'!A0,\"\"x\"\"\"");
	field_is(STR("+1+1"), "'+1+1");
	field_is(STR("-2+3"), "'-2+3");
	field_is(STR("@SUM(A1)"), "'@SUM(A1)");
	field_is(STR("\t=1"), "\"'\t=1\"");
	field_is(STR("\r=1"), "\"'\r=1\"");
	field_is(STR("-"), "'-");
	field_is(STR("-5."), "'-5.");
	field_is(STR("-.5"), "'-.5");
	field_is(STR("-1.2.3"), "'-1.2.3");
	field_is(STR("+31 20 1234"), "'+31 20 1234");
}

TEST(plain_numbers_stay)
{
	field_is(STR("-5"), "-5");
	field_is(STR("+31612345678"), "+31612345678");
	field_is(STR("-12.50"), "-12.50");
	field_is(STR("a=b"), "a=b");
}

static long
memory_read(void *from, void *p, size_t n)
{
	struct str *left = from, part = str_upto(*left, n);

	memcpy(p, part.p, part.n);
	*left = str_from(*left, part.n);
	return (long)part.n;
}

/* What is written reads back, whatever the reader has to guess. */
TEST(what_is_written_reads_back)
{
	static const char bytes[] = "ab =-\",;\t\r\n\xc3\xa9";
	static const char separators[] = ",;\t";
	uint64_t seed = 7;
	unsigned wrong = 0;

	for (int round = 0; round < 20000; round++) {
		struct buf b = {0}, field[3] = {{0}};
		struct csv_out o;
		csv_out_open(&o, &b, separators[round % 3]);
		for (int i = 0; i < 3; i++) {
			seed =
			    seed * 6364136223846793005u + 1442695040888963407u;
			for (uint64_t r = seed >> 20; r % 8 > 0; r /= 8)
				buf_char(&field[i],
				    bytes[r / 8 % (sizeof(bytes) - 1)]);
			csv_out_str(&o, buf_all(&field[i]));
		}
		csv_out_end(&o);
		struct str left = buf_all(&b);
		struct csv *c =
		    csv_open((struct csv_source){memory_read, &left}, 0);
		struct csv_row row = {0};
		wrong += !csv_next(c, &row) || row.n != 3;
		for (size_t i = 0; i < row.n; i++) {
			struct str got = row.field[i];
			if (got.n == field[i].n + 1 && got.p[0] == '\'')
				got = str_from(got, 1);
			wrong += !str_eq(got, buf_all(&field[i]));
		}
		wrong += csv_next(c, &row);
		csv_free(c);
		buf_free(&b);
		for (int i = 0; i < 3; i++)
			buf_free(&field[i]);
	}
	is_int(wrong, 0);
}
