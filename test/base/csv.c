/* tests of base/csv */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/csv.h"

#include <inttypes.h>
#include <string.h>
#include <sys/resource.h>

#include "base/buf.h"
#include "test/tap.h"

/* Gives bytes in parts of at most step; fails at the end where told to. */
struct feed {
	struct str left;
	size_t step;
	bool fails;
};

static long
feed_read(void *from, void *p, size_t n)
{
	struct feed *f = from;
	struct str part = str_upto(f->left, n < f->step ? n : f->step);

	if (part.n == 0)
		return f->fails ? -1 : 0;
	memcpy(p, part.p, part.n);
	f->left = str_from(f->left, part.n);
	return (long)part.n;
}

static void
row_put(struct buf *b, const struct csv_row *row)
{
	buf_fmt(b, "%" PRIu64 "@%" PRIu64 " ", row->line, row->at);
	if (row->err != OK)
		buf_fmt(b, "%s: %s |%.*s|", err_name(row->err), row->rule,
		    STR_ARG(row->raw));
	for (size_t i = 0; i < row->n; i++)
		buf_fmt(b, "[%.*s]", STR_ARG(row->field[i]));
	buf_char(b, '\n');
}

/* All rows as text, and the why behind them. */
static void
dump(struct buf *b, struct feed feed, char separator)
{
	struct csv *c =
	    csv_open((struct csv_source){feed_read, &feed}, separator);
	struct csv_row row;

	while (csv_next(c, &row))
		row_put(b, &row);
	if (csv_why(c)->err != OK)
		buf_fmt(
		    b, "%s: %s\n", err_name(csv_why(c)->err), csv_why(c)->rule);
	ok(!csv_next(c, &row)); /* the end stays the end */
	csv_free(c);
}

static void
gives(struct str in, const char *want)
{
	struct buf b = {0};

	dump(&b, (struct feed){.left = in, .step = 4096}, ',');
	is_text(buf_all(&b), want);
	buf_free(&b);
}

TEST(plain_rows)
{
	gives(STR("a,b\nc,\n"), "1@0 [a][b]\n2@4 [c][]\n");
	gives(STR("a\r\nb\r\n"), "1@0 [a]\n2@3 [b]\n");
	gives(STR("last,without"), "1@0 [last][without]\n");
	gives(STR("a,b\r"), "1@0 [a][b]\n");
	gives(STR(","), "1@0 [][]\n");
	gives(STR(" a , b "), "1@0 [ a ][ b ]\n");
	gives(STR(""), "");
}

TEST(quoted_rows)
{
	gives(STR("\"a\",\"b,c\"\n"), "1@0 [a][b,c]\n");
	gives(STR("\"\",\"\"\n"), "1@0 [][]\n");
	gives(STR("\"\"\n"), "1@0 []\n");
	gives(STR("\"say \"\"hi\"\"\",\"\"\"\"\n"), "1@0 [say \"hi\"][\"]\n");
	gives(STR("\"a\r\nb\",c\nd\n"), "1@0 [a\r\nb][c]\n3@9 [d]\n");
	gives(STR("x,\"\n\n\n\"\ny"), "1@0 [x][\n\n\n]\n5@8 [y]\n");
	gives(STR("\"a\""), "1@0 [a]\n");
	gives(STR("\"a\"\r"), "1@0 [a]\n");
	gives(STR("a,\"b\"\"\n\"\"c\"\r\n"), "1@0 [a][b\"\n\"c]\n");
}

TEST(raw_is_the_row_as_it_stood)
{
	struct feed f = {.left = STR("\"a\"\"b\",\"c\nd\"\r\nx"), .step = 9};
	struct csv *c = csv_open((struct csv_source){feed_read, &f}, ',');
	struct csv_row row;

	ok(csv_next(c, &row));
	is_text(row.raw, "\"a\"\"b\",\"c\nd\"");
	is_text(row.field[0], "a\"b");
	is_text(row.field[1], "c\nd");
	is_int(row.err, OK);
	ok(csv_next(c, &row));
	is_text(row.raw, "x");
	is_int(row.line, 3);
	csv_free(c);
}

TEST(quote_in_an_unquoted_field_is_a_byte)
{
	gives(STR("5\" disk,a\"\"b\n \"x\"\n"),
	    "1@0 [5\" disk][a\"\"b]\n2@13 [ \"x\"]\n");
}

TEST(empty_lines_are_passed_over)
{
	gives(STR("\n\r\na\n\n\r\n\nb\n\n"), "3@3 [a]\n7@9 [b]\n");
}

TEST(text_behind_a_closing_quote)
{
	gives(STR("a,\"b\"x,c\nd\n"),
	    "1@0 syntax: column 2: text behind the closing quote; write a "
	    "quote inside a field as \"\" |a,\"b\"x,c|\n2@9 [d]\n");
	gives(STR("\"a\" ,b\n1\n"),
	    "1@0 syntax: column 1: text behind the closing quote; write a "
	    "quote inside a field as \"\" |\"a\" ,b|\n2@7 [1]\n");
}

TEST(a_forgotten_quote_costs_one_line)
{
	gives(STR("\"a\",\"b\n\"c\",\"d\"\n\"e\"\n"),
	    "1@0 syntax: column 2: text behind the closing quote; write a "
	    "quote inside a field as \"\" |\"a\",\"b|\n"
	    "2@7 [c][d]\n3@15 [e]\n");
}

TEST(a_quote_never_closed_costs_one_line)
{
	gives(STR("a\nb,\"c\nd\ne\n"),
	    "1@0 [a]\n2@2 syntax: column 2: its quote is never closed |b,\"c|\n"
	    "3@7 [d]\n4@9 [e]\n");
	gives(STR("\"a\nb\",\"c\nd\n"),
	    "1@0 syntax: column 2: its quote is never closed |\"a\nb\",\"c|\n"
	    "3@9 [d]\n");
	gives(STR("\""),
	    "1@0 syntax: column 1: its quote is never closed "
	    "|\"|\n");
	gives(STR("\"\"\""),
	    "1@0 syntax: column 1: its quote is never closed "
	    "|\"\"\"|\n");
}

TEST(nul_bytes)
{
	gives(STR("a,b\0c\nd\n\"\0\"\n"),
	    "1@0 syntax: byte 3 of the row is NUL |a,b|\n2@6 [d]\n"
	    "3@8 syntax: byte 1 of the row is NUL |\"|\n");
}

TEST(byte_order_marks)
{
	const char *want16 =
	    "syntax: this is UTF-16 text; save it as UTF-8 and "
	    "send it again\n";
	const char *want32 =
	    "syntax: this is UTF-32 text; save it as UTF-8 and "
	    "send it again\n";

	gives(STR("\xef\xbb\xbf\"a\",b\n"), "1@3 [a][b]\n");
	gives(STR("\xef\xbb\xbf"), "");
	gives(STR("\xff\xfe\x61\0,\0b\0\n\0"), want16);
	gives(STR("\xfe\xff\0a\0,\0b"), want16);
	gives(STR("a\0,\0b\0\n\0"), want16);
	gives(STR("\0a\0,\0b\0\n"), want16);
	gives(STR("\xff\xfe\0\0\x61\0\0\0"), want32);
	gives(STR("\0\0\xfe\xff\0\0\0a"), want32);
	gives(STR("a\0\0\0,\0\0\0"), want32);
}

TEST(old_macintosh_line_ends)
{
	gives(STR("a,b\rc,\"d\re\"\r"), "1@0 [a][b]\n2@4 [c][d\re]\n");
	/* Where there are line feeds, a lone CR is a byte. */
	gives(STR("a\rb,c\nd\n"), "1@0 [a\rb][c]\n2@6 [d]\n");
}

static void
guesses(struct str in, char want)
{
	struct feed f = {.left = in, .step = 100};
	struct csv *c = csv_open((struct csv_source){feed_read, &f}, 0);
	struct csv_row row;

	ok(csv_next(c, &row));
	is_int(csv_separator(c), want);
	csv_free(c);
}

TEST(separator_is_guessed)
{
	guesses(STR("a;b;c,d\n,,,,,\n"), ';');
	guesses(STR("a\tb\tc\n"), '\t');
	guesses(STR("\"a;;;;\nb;;\",c\n"), ',');
	guesses(STR("alone\n"), ',');
	guesses(STR("a,b;c\n"), ',');
}

TEST(too_many_columns)
{
	struct buf b = {0}, out = {0};

	for (int i = 0; i < CSV_FIELDS_MAX; i++)
		buf_char(&b, ',');
	buf_str(&b, STR("\nnext\n"));
	for (int i = 0; i < CSV_FIELDS_MAX - 1; i++)
		buf_str(&b, STR("\"\","));
	buf_str(&b, STR("\"\"\n"));

	struct feed f = {.left = buf_all(&b), .step = 1000};
	struct csv *c = csv_open((struct csv_source){feed_read, &f}, ',');
	struct csv_row row;

	ok(csv_next(c, &row));
	is_int(row.err, ERR_LIMIT);
	is_text(str_of(row.rule), "1025 columns, more than 1024");
	is_int(row.n, 0);
	ok(csv_next(c, &row));
	is_text(row.field[0], "next");
	ok(csv_next(c, &row));
	is_int(row.n, CSV_FIELDS_MAX);
	ok(!csv_next(c, &row));
	csv_free(c);
	buf_free(&b);
	buf_free(&out);
}

/* A line of n bytes in all (with its LF), then "next". */
static void
long_line(size_t n, enum err want)
{
	struct buf b = {0};

	while (b.n < n - 1)
		buf_char(&b, 'x');
	buf_str(&b, STR("\nnext"));

	struct feed f = {.left = buf_all(&b), .step = 5000};
	struct csv *c = csv_open((struct csv_source){feed_read, &f}, ',');
	struct csv_row row;

	ok(csv_next(c, &row));
	is_int(row.err, want);
	is_int(row.raw.n, want == OK ? n - 1 : CSV_ROW_MAX);
	if (want != OK)
		is_text(
		    str_of(row.rule), "the line is longer than 49152 bytes");
	ok(csv_next(c, &row));
	is_text(row.raw, "next");
	is_int(row.line, 2);
	is_int(row.at, n);
	csv_free(c);
	buf_free(&b);
}

TEST(longest_row)
{
	long_line(CSV_ROW_MAX - 1, OK);
	long_line(CSV_ROW_MAX, OK);
	long_line(CSV_ROW_MAX + 1, ERR_LIMIT);
	long_line(CSV_ROW_MAX * 20, ERR_LIMIT);
}

TEST(quote_closed_past_the_longest_row)
{
	struct buf b = {0};

	buf_str(&b, STR("1,\"open\n"));
	while (b.n < CSV_ROW_MAX)
		buf_str(&b, STR("line\n"));
	buf_str(&b, STR("\"\n"));

	struct feed f = {.left = buf_all(&b), .step = 5000};
	struct csv *c = csv_open((struct csv_source){feed_read, &f}, ',');
	struct csv_row row;

	ok(csv_next(c, &row));
	is_int(row.err, ERR_SYNTAX);
	is_text(str_of(row.rule),
	    "column 2: its quote is not closed within 49152 bytes");
	is_text(row.raw, "1,\"open");
	ok(csv_next(c, &row));
	is_text(row.raw, "line");
	is_int(row.line, 2);
	csv_free(c);
	buf_free(&b);
}

/* Gives 1 GiB of one byte, then a row. */
static long
endless_read(void *from, void *p, size_t n)
{
	uint64_t *left = from;

	if (*left == 0)
		return 0;
	if (*left <= 5) {
		memcpy(p, &"\nb,c\n"[5 - *left], 1);
		*left -= 1;
		return 1;
	}
	if (n > *left - 5)
		n = (size_t)(*left - 5);
	memset(p, 'x', n);
	*left -= n;
	return (long)n;
}

TEST(one_line_of_a_gibibyte_in_constant_memory)
{
	uint64_t size = ((uint64_t)1 << 30) + 5, left = size;
	struct csv *c = csv_open((struct csv_source){endless_read, &left}, 0);
	struct csv_row row;
	struct rusage before, after;

	getrusage(RUSAGE_SELF, &before);
	ok(csv_next(c, &row));
	is_int(row.err, ERR_LIMIT);
	ok(csv_next(c, &row));
	is_text(row.raw, "b,c");
	is_int(row.line, 2);
	is_int(row.at, size - 4);
	getrusage(RUSAGE_SELF, &after);
	ok(after.ru_maxrss - before.ru_maxrss < 4096); /* KiB */
	csv_free(c);
}

TEST(a_source_that_fails)
{
	struct buf b = {0};
	struct feed f = {
	    .left = STR("a,b\nc,d\ncut"), .step = 3, .fails = true};

	dump(&b, f, ',');
	is_text(buf_all(&b),
	    "1@0 [a][b]\n2@4 [c][d]\nio: the bytes stopped before the end\n");
	/* Nobody knows whether this quote would have been closed. */
	buf_reset(&b);
	f.left = STR("a\nb,\"open\nc\n");
	dump(&b, f, ',');
	is_text(buf_all(&b), "1@0 [a]\nio: the bytes stopped before the end\n");
	buf_free(&b);
}

static uint64_t seed = 1;

static uint32_t
chance(uint32_t below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % below;
}

static void
random_text(struct buf *b)
{
	static const char bytes[] = "ab,,;\"\"\"\"\n\n\r\0";

	buf_reset(b);
	for (uint32_t n = chance(60); n > 0; n--)
		buf_char(b, bytes[chance(sizeof(bytes) - 1)]);
}

TEST(rows_do_not_depend_on_how_the_bytes_come)
{
	struct buf in = {0}, want = {0}, got = {0};
	unsigned differ = 0;

	for (int round = 0; round < 1500; round++) {
		random_text(&in);
		struct feed f = {.left = buf_all(&in), .step = 4096};
		f.fails = chance(8) == 0;
		buf_reset(&want);
		dump(&want, f, 0);
		for (f.step = 1; f.step <= in.n; f.step++) {
			buf_reset(&got);
			dump(&got, f, 0);
			differ += !str_eq(buf_all(&want), buf_all(&got));
		}
	}
	is_int(differ, 0);
	buf_free(&in);
	buf_free(&want);
	buf_free(&got);
}

/* Rows short and long, across the edges of the window, where they are moved;
 * each carries its number and the length of its second field. */
TEST(rows_across_the_window)
{
	struct buf in = {0};
	int rows = 0, wrong = 0;

	for (int i = 0; i < 3000; i++) {
		uint32_t n = chance(i % 20 == 0 ? 4000 : 20);
		buf_fmt(&in, "%d,\"\"\"", i);
		for (uint32_t k = 0; k < n; k++)
			buf_str(&in, STR("0123456789\n"));
		buf_fmt(&in, "\",%u\r\n", 1 + n * 11);
	}
	for (size_t step = 1000; step < 1000000; step *= 9) {
		struct feed f = {.left = buf_all(&in), .step = step};
		struct csv *c =
		    csv_open((struct csv_source){feed_read, &f}, ',');
		struct csv_row row;
		for (uint64_t i = 0, v; csv_next(c, &row); i++, rows++) {
			wrong += row.n != 3 || row.err != OK;
			if (row.n != 3)
				continue;
			wrong += !str_u64(row.field[0], 9999, &v) || v != i;
			wrong += !str_u64(row.field[2], 99999, &v) ||
			    v != row.field[1].n;
		}
		csv_free(c);
	}
	ok(in.n > 1000000);
	is_int(rows, 4 * 3000);
	is_int(wrong, 0);
	buf_free(&in);
}

/* Every byte belongs to one row, or to what may stand between rows. */
TEST(rows_are_in_order_and_inside_the_text)
{
	struct buf in = {0};
	unsigned wrong = 0;

	for (int round = 0; round < 20000; round++) {
		random_text(&in);
		struct feed f = {.left = buf_all(&in), .step = 4096};
		struct csv *c =
		    csv_open((struct csv_source){feed_read, &f}, ',');
		struct csv_row row;
		uint64_t past = 0, line = 0;
		while (csv_next(c, &row)) {
			wrong += row.at < past || row.line <= line;
			wrong += row.at + row.raw.n > in.n;
			wrong +=
			    memcmp(in.p + row.at, row.raw.p, row.raw.n) != 0;
			wrong += row.err == OK && row.n == 0;
			past = row.at + row.raw.n + 1;
			line = row.line;
		}
		csv_free(c);
	}
	is_int(wrong, 0);
	buf_free(&in);
}
