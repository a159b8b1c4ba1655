/* lines: a text without columns, a row per line */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/lines.h"

#include <stdio.h>
#include <string.h>

enum { WINDOW = 4 * CSV_ROW_MAX };

struct lines {
	struct csv_source source;
	struct why why;
	bool ended, skipping; /* in the rest of a line that is too long */
	size_t from, to;      /* the bytes of the window not yet passed */
	uint64_t line, at;    /* of the byte at from */
	char window[WINDOW];
};

struct lines *
lines_open(struct arena *a, struct csv_source source)
{
	struct lines *l = ARENA_NEW(a, struct lines, 1);

	l->source = source;
	l->line = 1;
	l->why.byte = WHY_NO_BYTE;
	return l;
}

static void
fill(struct lines *l)
{
	memmove(l->window, l->window + l->from, l->to - l->from);
	l->to -= l->from;
	l->from = 0;
	while (!l->ended && l->to < WINDOW) {
		long n = l->source.read(
		    l->source.from, l->window + l->to, WINDOW - l->to);
		if (n <= 0)
			l->ended = true;
		if (n < 0)
			why_set(&l->why, ERR_IO, "the source failed");
		if (n > 0)
			l->to += (size_t)n;
	}
}

static struct str
left(const struct lines *l)
{
	return (struct str){l->window + l->from, l->to - l->from};
}

static void
pass(struct lines *l, size_t n)
{
	if (n > l->to - l->from)
		n = l->to - l->from;
	l->from += n;
	l->at += n;
}

/* The bytes up to the line end, or all that may be a line. */
static struct str
line_find(struct lines *l, bool *whole)
{
	struct str s = left(l);
	size_t end = str_find(s, '\n');

	if (end == s.n && !l->ended && s.n < CSV_ROW_MAX) {
		fill(l);
		s = left(l);
		end = str_find(s, '\n');
	}
	*whole = end < s.n || l->ended;
	return str_upto(s, end);
}

static void
row_make(struct lines *l, struct csv_row *row, struct str line, bool whole)
{
	*row = (struct csv_row){
	    .raw = str_upto(line, CSV_ROW_MAX), .line = l->line, .at = l->at};
	if (whole && line.n <= CSV_ROW_MAX) {
		row->raw = str_trim(line);
		return;
	}
	row->err = ERR_LIMIT;
	snprintf(row->rule, sizeof(row->rule),
	    "the line is longer than %d bytes", CSV_ROW_MAX);
}

bool
lines_next(struct lines *l, struct csv_row *row)
{
	for (;;) {
		bool whole, skip = l->skipping;
		struct str line = line_find(l, &whole);
		if (l->at == 0 && str_starts(line, STR("\xef\xbb\xbf"))) {
			pass(l, 3);
			continue;
		}
		if (line.n == 0 && l->from == l->to)
			return false;
		row_make(l, row, line, whole);
		l->skipping = !whole;
		pass(l, line.n + (whole ? 1 : 0));
		l->line += whole;
		if (!skip && row->raw.n > 0)
			return true;
	}
}

const struct why *
lines_why(const struct lines *l)
{
	return &l->why;
}
