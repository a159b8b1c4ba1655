/* csv: rows pulled from a stream, fields as slices (RFC 4180) */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/csv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Large enough that moving a cut row to the front costs next to nothing,
 * small enough to stay in the second-level cache. */
enum { WINDOW = 256 * 1024 };

struct csv {
	struct csv_source source;
	struct why why;
	bool begun, ended, failed;
	bool skipping; /* in the rest of a line that is too long */
	char separator, eol;
	size_t from, to;   /* the bytes of the window not yet passed */
	size_t nul;	   /* first NUL from there; to where there is none */
	uint64_t line, at; /* of the byte at from */
	size_t undone_n;
	struct str field[CSV_FIELDS_MAX];
	char undone[CSV_ROW_MAX]; /* fields that held "", without */
	char window[WINDOW];
};

enum fault {
	FAULT_NONE,
	FAULT_TEXT_BEHIND, /* text between a closing quote and the separator */
	FAULT_OPEN,	   /* a quote without its other */
};

/* A row being walked; it grows a line at a time while a quote is open. */
struct walk {
	const char *stop;  /* end of the present line, without its line end */
	const char *next;  /* where the line behind it starts */
	const char *limit; /* as far as this row may go */
	bool last;	   /* limit is the end of all bytes */
	uint64_t lines;
	size_t n; /* fields, also those past CSV_FIELDS_MAX */
	enum fault fault;
};

struct csv *
csv_open(struct csv_source source, char separator)
{
	struct csv *c = malloc(sizeof(*c));

	if (c == NULL)
		die("out of memory: %zu bytes asked", sizeof(*c));
	memset(c, 0, offsetof(struct csv, field));
	c->source = source;
	c->separator = separator;
	c->eol = '\n';
	c->line = 1;
	c->why.byte = WHY_NO_BYTE;
	return c;
}

void
csv_free(struct csv *c)
{
	free(c);
}

const struct why *
csv_why(const struct csv *c)
{
	return &c->why;
}

char
csv_separator(const struct csv *c)
{
	return c->separator;
}

static void
nul_find(struct csv *c)
{
	const char *p = c->window + c->from;
	const char *nul = memchr(p, '\0', c->to - c->from);

	c->nul = nul == NULL ? c->to : (size_t)(nul - c->window);
}

/* Passes n bytes of the window that hold that many line ends. */
static void
pass(struct csv *c, size_t n, uint64_t lines)
{
	c->from += n;
	c->at += n;
	c->line += lines;
	if (c->nul < c->from)
		nul_find(c);
}

/* More than a longest row in the window, or all there is. */
static void
fill(struct csv *c)
{
	if (c->ended || c->to - c->from > CSV_ROW_MAX)
		return;
	c->to -= c->from;
	memmove(c->window, c->window + c->from, c->to);
	c->from = 0;
	while (c->to < WINDOW) {
		size_t room = WINDOW - c->to;
		long k =
		    c->source.read(c->source.from, c->window + c->to, room);
		if (k <= 0) {
			c->ended = true;
			c->failed = k < 0;
			break;
		}
		if ((size_t)k > room)
			die("a source of CSV gave %ld bytes for %zu", k, room);
		c->to += (size_t)k;
	}
	nul_find(c);
}

static bool
has(const struct csv *c, const char *bytes, size_t n)
{
	return c->to >= n && memcmp(c->window, bytes, n) == 0;
}

static const char *
find(const char *p, const char *end, char c)
{
	return p < end ? memchr(p, c, (size_t)(end - p)) : NULL;
}

/* UTF-16 or UTF-32, by its mark or by where the zeros of ASCII stand. */
static const char *
wide_encoding(const struct csv *c)
{
	unsigned zeros = 0;

	if (has(c, "\xff\xfe\0\0", 4) || has(c, "\0\0\xfe\xff", 4))
		return "UTF-32";
	if (has(c, "\xff\xfe", 2) || has(c, "\xfe\xff", 2))
		return "UTF-16";
	for (unsigned i = 0; i < 4 && c->to >= 4; i++)
		zeros |= (c->window[i] == '\0' ? 1u : 0u) << i;
	if (zeros == 0xe || zeros == 0x7)
		return "UTF-32";
	return zeros == 0xa || zeros == 0x5 ? "UTF-16" : NULL;
}

/* The first is taken where two stand equally often. */
static char
separator_guess(const char *p, const char *end, char eol)
{
	static const char of[] = {',', ';', '\t', '|'};
	size_t times[sizeof(of)] = {0};
	bool quoted = false;
	unsigned best = 0;

	for (; p < end && (quoted || *p != eol); p++) {
		quoted ^= *p == '"';
		for (unsigned i = 0; i < sizeof(of); i++)
			times[i] += !quoted && *p == of[i];
	}
	for (unsigned i = 1; i < sizeof(of); i++)
		if (times[i] > times[best])
			best = i;
	return of[best];
}

static void
begin(struct csv *c)
{
	c->begun = true;
	fill(c);

	const char *wide = wide_encoding(c);

	if (wide != NULL) {
		why_at(&c->why, ERR_SYNTAX, 1, 0,
		    "this is %s text; save it as UTF-8 and send it again",
		    wide);
		return;
	}
	if (has(c, "\xef\xbb\xbf", 3))
		pass(c, 3, 0);

	size_t n = c->to - c->from;
	const char *p = c->window + c->from;

	n = n < CSV_ROW_MAX ? n : CSV_ROW_MAX;
	if (memchr(p, '\n', n) == NULL && memchr(p, '\r', n) != NULL)
		c->eol = '\r';
	if (c->separator == 0)
		c->separator = separator_guess(p, p + n, c->eol);
}

/* Passes the rest of a line of any length; true when its end was there. */
static bool
line_skip(struct csv *c)
{
	for (;;) {
		const char *p = c->window + c->from;
		const char *end = find(p, c->window + c->to, c->eol);

		if (end != NULL) {
			pass(c, (size_t)(end - p) + 1, 1);
			c->skipping = false;
			return true;
		}
		pass(c, c->to - c->from, 0);
		if (c->ended)
			return false;
		fill(c);
	}
}

/* The line that starts at w->next; false when the row may not hold it. */
static bool
line_next(const struct csv *c, struct walk *w)
{
	const char *p = w->next;
	const char *end = find(p, w->limit, c->eol);

	if (end == NULL && (!w->last || p == w->limit))
		return false;
	w->stop = end == NULL ? w->limit : end;
	w->next = end == NULL ? w->limit : end + 1;
	w->lines++;
	if (w->stop > p && w->stop[-1] == '\r')
		w->stop--;
	return true;
}

/* The row's own copy of a field, with each "" as one. */
static struct str
undo(struct csv *c, const char *p, const char *end)
{
	char *to = c->undone + c->undone_n, *start = to;

	while (p < end) {
		const char *q = find(p, end, '"');
		size_t n = q == NULL ? (size_t)(end - p) : (size_t)(q - p) + 1;
		memcpy(to, p, n);
		to += n;
		p += q == NULL ? n : n + 1;
	}
	c->undone_n += (size_t)(to - start);
	return str_make(start, (size_t)(to - start));
}

/* Back to the line the field began on. */
static const char *
walk_fail(struct walk *w, const struct walk *opened, enum fault fault)
{
	*w = *opened;
	w->fault = fault;
	return NULL;
}

/*
 * Any quoted field. p is behind the opening quote; gives what is behind the
 * closing one. When there is none, or no separator behind it, the row ends
 * with the line that the field began on.
 */
static const char *
quoted(struct csv *c, struct walk *w, const char *p, struct str *field)
{
	struct walk opened = *w;
	const char *start = p, *q;
	bool doubled = false;

	for (;;) {
		q = find(p, w->next, '"');
		if (q == NULL) {
			p = w->next;
			if (!line_next(c, w))
				return walk_fail(w, &opened, FAULT_OPEN);
			continue;
		}
		if (q + 1 >= w->stop || q[1] != '"')
			break;
		doubled = true;
		p = q + 2;
	}
	if (q + 1 != w->stop && q[1] != c->separator)
		return walk_fail(w, &opened, FAULT_TEXT_BEHIND);
	*field =
	    doubled ? undo(c, start, q) : str_make(start, (size_t)(q - start));
	return q + 1;
}

/* Quoted fields with a separator behind them, as nearly all are; gives where
 * the first other field starts. */
static const char *
walk_plain(struct csv *c, struct walk *w, const char *p)
{
	const char *stop = w->stop;
	const char separator = c->separator;
	size_t n = w->n;

	while (n < CSV_FIELDS_MAX && p < stop && *p == '"') {
		const char *q = find(p + 1, stop, '"');
		if (q == NULL || q + 1 == stop || q[1] != separator)
			break;
		c->field[n].p = p + 1; /* no call: this is the hot place */
		c->field[n++].n = (size_t)(q - p) - 1;
		p = q + 2;
	}
	w->n = n;
	return p;
}

static void
walk_fields(struct csv *c, struct walk *w, const char *p)
{
	for (struct str field;; p++) {
		p = walk_plain(c, w, p);
		if (p < w->stop && *p == '"') {
			p = quoted(c, w, p + 1, &field);
			if (p == NULL)
				return;
		} else {
			const char *end = find(p, w->stop, c->separator);
			if (end == NULL)
				end = w->stop;
			field = str_make(p, (size_t)(end - p));
			p = end;
		}
		if (w->n < CSV_FIELDS_MAX)
			c->field[w->n] = field;
		w->n++;
		if (p == w->stop)
			return;
	}
}

static void PRINTF(3, 4)
    row_bad(struct csv_row *row, enum err e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(row->rule, sizeof(row->rule), fmt, ap);
	va_end(ap);
	row->err = e;
	row->n = 0;
}

static void
row_judge(const struct csv *c, const struct walk *w, struct csv_row *row)
{
	size_t start = (size_t)(row->raw.p - c->window);

	if (w->fault == FAULT_TEXT_BEHIND)
		row_bad(row, ERR_SYNTAX,
		    "column %zu: text behind the closing "
		    "quote; write a quote inside a field as \"\"",
		    w->n + 1);
	else if (w->fault == FAULT_OPEN && w->last)
		row_bad(row, ERR_SYNTAX,
		    "column %zu: its quote is never closed", w->n + 1);
	else if (w->fault == FAULT_OPEN)
		row_bad(row, ERR_SYNTAX,
		    "column %zu: its quote is not closed "
		    "within %d bytes",
		    w->n + 1, CSV_ROW_MAX);
	else if (c->nul < start + row->raw.n)
		row_bad(row, ERR_SYNTAX, "byte %zu of the row is NUL",
		    c->nul - start);
	else if (w->n > CSV_FIELDS_MAX)
		row_bad(row, ERR_LIMIT, "%zu columns, more than %d", w->n,
		    CSV_FIELDS_MAX);
}

static void
row_too_long(struct csv *c, struct csv_row *row)
{
	row->raw = str_make(c->window + c->from, CSV_ROW_MAX);
	row_bad(
	    row, ERR_LIMIT, "the line is longer than %d bytes", CSV_ROW_MAX);
	pass(c, CSV_ROW_MAX, 0);
	c->skipping = true;
}

/* The row at from, where the window holds more than a longest row or all
 * that is left; false where only an empty line or a cut one was. */
static bool
row_take(struct csv *c, struct csv_row *row)
{
	const char *p = c->window + c->from;
	size_t left = c->to - c->from;
	struct walk w = {.next = p, .last = left <= CSV_ROW_MAX && !c->failed};

	w.limit = p + (left < CSV_ROW_MAX ? left : CSV_ROW_MAX);
	*row =
	    (struct csv_row){.field = c->field, .line = c->line, .at = c->at};
	if (!line_next(c, &w)) {
		if (left > CSV_ROW_MAX)
			row_too_long(c, row);
		else
			pass(c, left, 0);
		return row->err != OK;
	}
	if (w.stop == p) {
		pass(c, (size_t)(w.next - p), 1);
		return false;
	}
	c->undone_n = 0;
	walk_fields(c, &w, p);
	row->raw = str_make(p, (size_t)(w.stop - p));
	row->n = w.n;
	row_judge(c, &w, row);
	if (c->failed && w.fault == FAULT_OPEN && left <= CSV_ROW_MAX) {
		pass(c, left, 0);
		return false;
	}
	pass(c, (size_t)(w.next - p), w.lines);
	return true;
}

bool
csv_next(struct csv *c, struct csv_row *row)
{
	if (!c->begun)
		begin(c);
	while (c->why.err == OK) {
		fill(c);
		if (c->skipping && !line_skip(c))
			break;
		fill(c);
		if (c->from == c->to)
			break;
		if (row_take(c, row))
			return true;
	}
	if (c->failed)
		why_at(&c->why, ERR_IO, c->line, c->at,
		    "the bytes stopped before the end");
	return false;
}
