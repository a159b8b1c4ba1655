/* effect_year: a year's figures, each defined in one sentence */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/effect_year.h"

#include <stdio.h>

#include "base/time.h"
#include "store/instance.sql.h"
#include "words.gen.h"

/* What is told apart. */
enum year_line {
	YEAR_SYSTEMS,
	YEAR_FINDINGS,
	YEAR_NOTICES,
	YEAR_COMPANIES,
	YEAR_REACHED,
	YEAR_LINES,
};

static const struct {
	enum effect_unit unit;
	enum effect_stage stage;
	enum word name, meaning;
} lines[YEAR_LINES] = {
    /* clang-format off */
    {EFFECT_SYSTEMS, EFFECT_SENT, WORD_YEAR_SYSTEMS, WORD_YEAR_SYSTEMS_ARE},
    {EFFECT_FINDINGS, EFFECT_SENT, WORD_YEAR_FINDINGS, WORD_YEAR_FINDINGS_ARE},
    {EFFECT_NOTICES, EFFECT_SENT, WORD_YEAR_NOTICES, WORD_YEAR_NOTICES_ARE},
    {EFFECT_COMPANIES, EFFECT_SENT, WORD_YEAR_COMPANIES, WORD_YEAR_COMPANIES_ARE},
    {EFFECT_COMPANIES, EFFECT_DELIVERED, WORD_YEAR_REACHED, WORD_YEAR_REACHED_ARE},
    /* clang-format on */
};

/* All of them, then those of each ground; LEGAL_NONE: its batch is gone. */
enum { COLUMN_ALL = LEGAL_COUNT, COLUMNS };

static const enum word column_words[COLUMNS] = {
    [LEGAL_LAW] = WORD_LEGAL_LAW,
    [LEGAL_CONTRACT] = WORD_LEGAL_CONTRACT,
    [LEGAL_CONSENT] = WORD_LEGAL_CONSENT,
    [LEGAL_NONE] = WORD_LEGAL_NONE,
    [COLUMN_ALL] = WORD_YEAR_ALL,
};

/* As they are printed. */
static const int column_order[COLUMNS] = {
    COLUMN_ALL, LEGAL_LAW, LEGAL_CONTRACT, LEGAL_CONSENT, LEGAL_NONE};

enum { NAME_WIDTH = 22, CELL_WIDTH = 14 };

enum { QUARTERS = 4, QUARTER_MONTHS = 3 };

int64_t
year_part_begin(struct year_part p)
{
	int month = p.quarter == 0 ? 1 : (p.quarter - 1) * QUARTER_MONTHS + 1;

	return time_of_day(day_of_civil(p.year, month, 1));
}

int64_t
year_part_end(struct year_part p)
{
	bool last = p.quarter == 0 || p.quarter == QUARTERS;

	return year_part_begin(last
		? (struct year_part){p.year + 1, 0}
		: (struct year_part){p.year, p.quarter + 1});
}

void
year_part_put(struct buf *b, struct year_part p)
{
	buf_i64(b, p.year);
	if (p.quarter != 0)
		buf_fmt(b, "-Q%d", p.quarter);
}

struct figures {
	uint64_t n[YEAR_LINES][COLUMNS];
	bool hidden[YEAR_LINES][COLUMNS];
};

static void
column_count(struct figures *f, int column, struct store *s, struct arena *a,
    struct effect_ask ask)
{
	struct effect *e = ARENA_NEW(a, struct effect, 1);

	ask.one_ground = column != COLUMN_ALL;
	ask.ground = ask.one_ground ? (enum legal)column : LEGAL_NONE;
	effect_count(e, s, a, &ask);
	for (int i = 0; i < YEAR_LINES; i++) {
		const struct effect_row *r = &e->row[lines[i].unit];
		f->n[i][column] = r->count[lines[i].stage];
		f->hidden[i][column] = r->hidden[lines[i].stage];
	}
	effect_free(e);
}

static bool
small(uint64_t n)
{
	return n > 0 && n < FIGURE_LEAST;
}

/* How often something counts under one ground more. */
static uint64_t
overlap(const struct figures *f, int line)
{
	uint64_t sum = 0;

	for (int c = 0; c < COLUMN_ALL; c++)
		sum += f->n[line][c];
	return sum - f->n[line][COLUMN_ALL];
}

/* Whether subtracting tells a small number: one ground is hidden, few come on
 * other grounds only, or few on two. */
static bool
line_points(const struct figures *f, int line)
{
	bool points = f->hidden[line][COLUMN_ALL] || small(overlap(f, line));

	for (int c = 0; c < COLUMN_ALL; c++)
		points = points || f->hidden[line][c] ||
		    small(f->n[line][COLUMN_ALL] - f->n[line][c]);
	if (line == YEAR_REACHED)
		points = points ||
		    small(overlap(f, YEAR_COMPANIES) - overlap(f, line));
	return points;
}

/* Grounds are told all or none. */
static void
line_hide(struct figures *f, int line)
{
	bool points = line_points(f, line);

	for (int c = 0; points && c < COLUMN_ALL; c++)
		f->hidden[line][c] = true;
}

static void
cell_put(struct buf *b, struct str s, size_t width)
{
	for (size_t i = s.n; i < width; i++)
		buf_char(b, ' ');
	buf_str(b, s);
}

static void
name_put(struct buf *b, struct str s)
{
	buf_str(b, s);
	for (size_t i = s.n; i < NAME_WIDTH; i++)
		buf_char(b, ' ');
}

static void
table_put(struct buf *b, enum lang l, const struct figures *f)
{
	struct buf cell = {0};

	name_put(b, STR(""));
	for (int c = 0; c < COLUMNS; c++)
		cell_put(b, word(l, column_words[column_order[c]]), CELL_WIDTH);
	for (int i = 0; i < YEAR_LINES; i++) {
		buf_char(b, '\n');
		name_put(b, word(l, lines[i].name));
		for (int c = 0; c < COLUMNS; c++) {
			int column = column_order[c];
			buf_reset(&cell);
			buf_i64(&cell, (int64_t)f->n[i][column]);
			cell_put(b,
			    f->hidden[i][column] ? word(l, WORD_FIGURE_HIDDEN)
						 : buf_all(&cell),
			    CELL_WIDTH);
		}
	}
	buf_char(b, '\n');
	buf_free(&cell);
}

static void
meanings_put(struct buf *b, enum lang l)
{
	for (int i = 0; i < YEAR_LINES; i++) {
		buf_str(b, word(l, lines[i].name));
		buf_str(b, STR(": "));
		buf_str(b, word(l, lines[i].meaning));
		buf_char(b, '\n');
	}
	buf_str(b, word(l, WORD_YEAR_GROUND_IS));
	buf_char(b, '\n');
	buf_str(b, word(l, WORD_YEAR_HIDDEN_IS));
	buf_char(b, '\n');
}

static void
language_put(struct buf *b, enum lang l, const struct figures *f,
    struct str name, struct str year, struct str day, struct str hash)
{
	word_put_year_title(b, l, name, year);
	buf_str(b, STR("\n\n"));
	word_put_year_about(b, l, day, year);
	buf_str(b, STR("\n\n"));
	table_put(b, l, f);
	buf_char(b, '\n');
	meanings_put(b, l);
	buf_char(b, '\n');
	word_put_year_proof(b, l, hash);
	buf_char(b, '\n');
}

/* "2026", "quarter 1 of 2026" */
static void
part_said(struct buf *b, enum lang l, struct year_part p)
{
	char year[16], quarter[16];

	snprintf(year, sizeof(year), "%d", p.year);
	snprintf(quarter, sizeof(quarter), "%d", p.quarter);
	if (p.quarter == 0)
		buf_str(b, str_of(year));
	else
		word_put_year_quarter(b, l, str_of(quarter), str_of(year));
}

void
year_report_put(struct buf *out, struct store *s, struct arena *a,
    struct year_part p, int64_t now, const struct year_rows *r)
{
	struct effect_ask ask = {
	    .since = year_part_begin(p),
	    .until = year_part_end(p),
	    .now = now,
	};
	struct figures *f = ARENA_NEW(a, struct figures, 1);
	struct instance_get_row instance;
	struct buf of = {0}, day = {0}, hash = {0};

	for (int c = 0; c < COLUMNS; c++)
		column_count(f, c, s, a, ask);
	for (int i = 0; i < YEAR_LINES; i++)
		line_hide(f, i);
	instance_get(s->db, &instance);
	day_put(&day, day_of_time(now));
	buf_hex(&hash, r->hash, sizeof(r->hash));
	for (int l = 0; l < LANG_COUNT; l++) {
		if (l > 0)
			buf_str(out, STR("\n\n"));
		buf_reset(&of);
		part_said(&of, (enum lang)l, p);
		language_put(out, (enum lang)l, f, instance.name, buf_all(&of),
		    buf_all(&day), buf_all(&hash));
	}
	buf_free(&of);
	buf_free(&day);
	buf_free(&hash);
}
