/* xlsx: a sheet of a workbook (ISO/IEC 29500) as CSV, read as data only */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/xlsx.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/time.h"
#include "feed/xlsx_book.h"
#include "feed/xml.h"

/* Days from either calendar's day 0 to 1970-01-01; the first has a 29
 * February 1900 that never was, so it is right from March 1900 on. */
enum { SINCE_1900 = 25569, SINCE_1904 = 24107, LINE_NO_MORE = CSV_ROW_MAX };
#define DAYS_MAX 2958466.0 /* the year 10000 */

enum cell_kind {
	CELL_NUMBER,
	CELL_SHARED, /* the number of a shared text */
	CELL_TEXT,   /* in the cell itself, or what a formula gave */
	CELL_BOOL,
};

struct xlsx {
	struct stream *stream;
	struct xlsx_book book;
	struct why why;
	struct xml *xml;
	bool ended;
	uint64_t rows, given; /* lines put; bytes read from out before */

	/* the row and cell being read */
	struct buf line;	  /* as CSV */
	bool filled, any;	  /* a cell with a value, any cell */
	unsigned columns, column; /* fields in line; of the cell, from 0 */
	enum cell_kind kind;
	uint64_t style;
	bool in_value;
	struct buf cell;

	struct buf out;
	size_t used;
	uint64_t formulas, merged, cut;
	size_t notes;
	char note[XLSX_NOTES_MAX][XLSX_NOTE_MAX];
};

/* What it is. */

bool
xlsx_is(struct str first)
{
	static const char *const firsts[] = {
	    "_rels/", "docProps/", "xl/", "customXml/", "word/", "ppt/"};

	if (str_eq(first, STR("[Content_Types].xml")))
		return true;
	for (size_t i = 0; i < sizeof(firsts) / sizeof(*firsts); i++)
		if (str_starts(first, str_of(firsts[i])))
			return true;
	return false;
}

struct str
xlsx_not(struct str head, struct str first)
{
	if (str_starts(head, STR("\xd0\xcf\x11\xe0")))
		return STR("is an old .xls, or an .xlsx with a password; save "
			   "it as .xlsx without a password, or as CSV");
	if (str_eq(first, STR("mimetype")))
		return STR("is an OpenDocument file (.ods); save it as .xlsx "
			   "or CSV");
	return (struct str){0};
}

/* Cells. */

static bool
row_is_full(const struct xlsx *x)
{
	return x->line.n > LINE_NO_MORE;
}

/* On one line, so that line n is row n; quoted where it has to be. */
static void
field_put(struct xlsx *x, struct str s)
{
	bool quote = false;

	for (; x->columns < x->column && !row_is_full(x); x->columns++)
		buf_char(&x->line, ',');
	x->filled |= s.n > 0;
	for (size_t i = 0; i < s.n; i++)
		quote |= s.p[i] == ',' || s.p[i] == '"';
	if (quote)
		buf_char(&x->line, '"');
	for (size_t i = 0; i < s.n && !row_is_full(x); i++) {
		char c = s.p[i] == '\n' || s.p[i] == '\r' ? ' ' : s.p[i];
		if (c == '"')
			buf_char(&x->line, '"');
		buf_char(&x->line, c);
	}
	if (quote)
		buf_char(&x->line, '"');
}

static void
moment_put(struct buf *b, double days, bool since_1904, enum xlsx_shape shape)
{
	double second = floor((days - floor(days)) * DAY + 0.5);
	int64_t t =
	    ((int64_t)floor(days) - (since_1904 ? SINCE_1904 : SINCE_1900)) *
		DAY +
	    (int64_t)second;
	struct civil c = civil_of_time(t);

	if (shape != SHAPE_HOUR || days >= 1)
		day_put(b, day_of_time(t));
	if (shape == SHAPE_DAY && second < 1)
		return;
	if (b->n > 0)
		buf_char(b, ' ');
	buf_fmt(b, "%02d:%02d:%02d", c.hour, c.minute, c.second);
}

/* The file keeps 443 as "443" and a large one as "1.6E+9". */
static void
number_put(struct xlsx *x, struct str s)
{
	enum xlsx_shape shape = xlsx_book_shape(&x->book, x->style);
	struct buf b = {0};
	char *end;
	double v = strtod(buf_cstr(&x->cell), &end);

	bool is = s.n > 0 && *end == '\0' && isfinite(v);

	if (is && shape != SHAPE_NUMBER && v >= 0 && v < DAYS_MAX)
		moment_put(&b, v, x->book.since_1904, shape);
	else if (is && fabs(v) < 1e15 && fabs(v - floor(v)) <= 0)
		buf_fmt(&b, "%.0f", v);
	else
		buf_str(&b, s);
	field_put(x, buf_all(&b));
	buf_free(&b);
}

static void
shared_put(struct xlsx *x, struct str s)
{
	struct str text = {0};
	uint64_t i;

	if (!str_u64(s, UINT32_MAX, &i) || !xlsx_book_text(&x->book, i, &text))
		why_at(&x->why, ERR_SYNTAX, x->rows + 1, WHY_NO_BYTE,
		    "column %u names a text the file does not have; save it "
		    "again",
		    x->column + 1);
	field_put(x, text);
}

static void
cell_put(struct xlsx *x)
{
	struct str s = buf_all(&x->cell);

	if (x->cell.full)
		x->cut++;
	switch (x->kind) {
	case CELL_NUMBER:
		number_put(x, str_trim(s));
		break;
	case CELL_SHARED:
		shared_put(x, str_trim(s));
		break;
	case CELL_BOOL:
		field_put(x, str_eq(s, STR("1")) ? STR("TRUE") : STR("FALSE"));
		break;
	case CELL_TEXT:
		field_put(x, s);
		break;
	}
}

/* "C5" is column 2; without a reference it is the next one. */
static void
cell_place(struct xlsx *x, struct str ref, bool first)
{
	unsigned n = 0;

	for (size_t i = 0; i < ref.n && n <= XLSX_COLUMNS_MAX; i++) {
		char c = (char)(ref.p[i] & ~0x20);
		if (c < 'A' || c > 'Z')
			break;
		n = n * 26 + (unsigned)(c - 'A') + 1;
	}
	if (n == 0)
		n = first ? 1 : x->column + 2;
	if (n > XLSX_COLUMNS_MAX || (!first && n - 1 <= x->column))
		why_at(&x->why, ERR_RANGE, x->rows + 1, WHY_NO_BYTE,
		    "cells that are not in order or past the %d columns of a "
		    "sheet",
		    XLSX_COLUMNS_MAX);
	x->column = n - 1;
}

static void
cell_start(struct xlsx *x, const char **attributes)
{
	static const struct {
		const char *name;
		enum cell_kind kind;
	} kinds[] = {{"s", CELL_SHARED}, {"b", CELL_BOOL}, {"n", CELL_NUMBER}};
	struct str type = xml_attribute(attributes, "t");

	cell_place(x, xml_attribute(attributes, "r"), !x->any);
	x->any = true;
	x->kind = type.n == 0 ? CELL_NUMBER : CELL_TEXT;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (str_eq(type, str_of(kinds[i].name)))
			x->kind = kinds[i].kind;
	if (!str_u64(xml_attribute(attributes, "s"), UINT32_MAX, &x->style))
		x->style = 0;
	buf_reset(&x->cell);
	x->cell.full = false;
	x->cell.limit = XLSX_CELL_MAX;
}

/* Rows. */

static void
row_start(struct xlsx *x, const char **attributes)
{
	struct str ref = xml_attribute(attributes, "r");
	uint64_t n = x->rows + 1;

	if (ref.n > 0 && !str_u64(ref, UINT32_MAX, &n))
		n = 0;
	if (n <= x->rows || n > XLSX_ROWS_MAX) {
		why_at(&x->why, ERR_RANGE, x->rows + 1, WHY_NO_BYTE,
		    "row %.*s is not in order or past the %d rows of a sheet",
		    STR_ARG(str_upto(ref, 20)), XLSX_ROWS_MAX);
		return;
	}
	for (; x->rows + 1 < n; x->rows++)
		buf_char(&x->out, '\n');
	buf_reset(&x->line);
	x->filled = x->any = false;
	x->columns = 0;
}

/* Cells that only have a colour make no row. */
static void
row_end(struct xlsx *x)
{
	if (x->filled)
		buf_str(&x->out, buf_all(&x->line));
	buf_char(&x->out, '\n');
	x->rows++;
}

static void
sheet_start(void *ctx, const char *name, const char **attributes)
{
	struct xlsx *x = ctx;

	x->in_value = false;
	if (x->why.err != OK)
		return;
	if (strcmp(name, "row") == 0)
		row_start(x, attributes);
	else if (strcmp(name, "c") == 0)
		cell_start(x, attributes);
	else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
		x->in_value = true;
	x->formulas += strcmp(name, "f") == 0;
	x->merged += strcmp(name, "mergeCell") == 0;
}

static void
sheet_end(void *ctx, const char *name)
{
	struct xlsx *x = ctx;

	x->in_value = false;
	if (x->why.err != OK)
		return;
	if (strcmp(name, "c") == 0)
		cell_put(x);
	else if (strcmp(name, "row") == 0)
		row_end(x);
}

static void
sheet_text(void *ctx, struct str text)
{
	struct xlsx *x = ctx;

	if (x->in_value)
		buf_str(&x->cell, text);
}

static const struct xml_hooks sheet_hooks = {
    sheet_start, sheet_end, sheet_text};

/* Which sheet. */

static void PRINTF(2, 3) note(struct xlsx *x, const char *fmt, ...)
{
	va_list ap;

	if (x->notes == XLSX_NOTES_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(x->note[x->notes++], XLSX_NOTE_MAX, fmt, ap);
	va_end(ap);
}

static struct str
names_list(const struct xlsx_book *b, struct arena *a,
    const struct xlsx_sheet *except, bool filled)
{
	struct buf names = {0};

	for (size_t i = 0; i < b->sheets && names.n < 120; i++) {
		const struct xlsx_sheet *s = &b->sheet[i];
		if (s == except || (filled && !xlsx_book_filled(b, s)))
			continue;
		buf_fmt(&names, "%s\"%.*s\"", names.n > 0 ? ", " : "",
		    STR_ARG(str_upto(s->name, 60)));
	}

	struct str list = arena_str(a, buf_all(&names));

	buf_free(&names);
	return list;
}

static const struct xlsx_sheet *
sheet_choose(struct xlsx *x, struct str wanted)
{
	struct xlsx_book *b = &x->book;
	const struct xlsx_sheet *first = NULL;

	for (size_t i = 0; i < b->sheets; i++) {
		const struct xlsx_sheet *s = &b->sheet[i];
		if (wanted.n > 0 ? str_eq_nocase(s->name, wanted)
				 : !s->hidden && xlsx_book_filled(b, s)) {
			first = s;
			break;
		}
	}
	if (first == NULL && wanted.n > 0)
		why_set(&x->why, ERR_ABSENT,
		    "has no sheet \"%.*s\"; it has %.*s",
		    STR_ARG(str_upto(wanted, 60)),
		    STR_ARG(names_list(b, &b->a, NULL, false)));
	else if (first == NULL)
		why_set(
		    &x->why, ERR_ABSENT, "has no sheet with anything in it");
	return first;
}

static void
others_told(struct xlsx *x, const struct xlsx_sheet *sheet)
{
	struct str others = names_list(&x->book, &x->book.a, sheet, true);

	if (others.n > 0)
		note(x,
		    "sheet \"%.*s\" was read, and not %.*s; --sheet NAME "
		    "chooses",
		    STR_ARG(str_upto(sheet->name, 60)), STR_ARG(others));
	if (x->book.macros)
		note(x, "it has macros; they were not looked at");
	if (x->book.links)
		note(x,
		    "it takes values from other files; those kept in it were "
		    "read");
}

static void
sheet_go(struct xlsx *x, struct str path)
{
	struct str name;

	if (!stream_again(x->stream))
		return;
	while (stream_member(x->stream, &name))
		if (str_eq_nocase(name, path)) {
			x->xml = xml_open(&x->book.a, &sheet_hooks, x);
			return;
		}
	why_set(&x->why, ERR_SYNTAX,
	    "the sheet it names is not in it; save it again");
}

struct xlsx *
xlsx_open(struct arena *a, struct stream *s, struct str wanted)
{
	struct xlsx *x = ARENA_NEW(a, struct xlsx, 1);

	x->stream = s;
	x->why.byte = WHY_NO_BYTE;
	xlsx_book_read(&x->book, s, &x->why);
	if (x->why.err != OK || stream_why(s)->err != OK)
		return x;

	const struct xlsx_sheet *sheet = sheet_choose(x, wanted);

	if (sheet == NULL)
		return x;
	others_told(x, sheet);
	sheet_go(x, sheet->path);
	return x;
}

void
xlsx_free(struct xlsx *x)
{
	if (x == NULL)
		return;
	xml_free(x->xml);
	xlsx_book_free(&x->book);
	buf_free(&x->line);
	buf_free(&x->cell);
	buf_free(&x->out);
}

static void
ending_told(struct xlsx *x)
{
	if (x->formulas > 0)
		note(x,
		    "%llu cells are formulas; the values kept in the file were "
		    "read, nothing was calculated",
		    (unsigned long long)x->formulas);
	if (x->merged > 0)
		note(x,
		    "%llu merged cells; of each only the first has the value",
		    (unsigned long long)x->merged);
	if (x->cut > 0)
		note(x, "%llu cells were longer than %d bytes and were cut",
		    (unsigned long long)x->cut, XLSX_CELL_MAX);
}

/* One piece more; false at the end. */
static bool
more(struct xlsx *x)
{
	char piece[XML_PIECE];
	long n;

	if (x->xml == NULL || x->ended || x->why.err != OK)
		return false;
	n = stream_read(x->stream, piece, sizeof(piece));
	if (n < 0)
		return false;
	x->ended = n == 0;
	if (!xml_push(x->xml, "the sheet", str_make(piece, (size_t)n), n == 0,
		&x->why))
		return false;
	if (x->ended)
		ending_told(x);
	return true;
}

long
xlsx_read(void *xlsx, void *p, size_t n)
{
	struct xlsx *x = xlsx;

	while (x->used == x->out.n) {
		x->given += x->out.n;
		buf_reset(&x->out);
		x->used = 0;
		if (x->given > XLSX_TEXT_MAX)
			why_set(&x->why, ERR_LIMIT,
			    "the sheet is more than %llu bytes of text; split "
			    "it",
			    (unsigned long long)XLSX_TEXT_MAX);
		if (!more(x))
			return x->ended && x->why.err == OK ? 0 : -1;
	}
	if (n > x->out.n - x->used)
		n = x->out.n - x->used;
	memcpy(p, x->out.p + x->used, n);
	x->used += n;
	return (long)n;
}

const struct why *
xlsx_why(const struct xlsx *x)
{
	return &x->why;
}

const char *
xlsx_note(const struct xlsx *x, size_t i)
{
	return i < x->notes ? x->note[i] : NULL;
}
