/* csv: rows pulled from a stream, fields as slices (RFC 4180) */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/err.h"
#include "base/str.h"

enum {
	CSV_ROW_MAX = 48 * 1024, /* bytes of one row, its line end included */
	CSV_FIELDS_MAX = 1024,	 /* fields of one row */
};

/*
 * Where the bytes come from: up to n bytes to p; 0 at the end, <0 when the
 * source failed (it keeps its own why).
 */
struct csv_source {
	long (*read)(void *from, void *p, size_t n);
	void *from;
};

/*
 * One row. Everything is borrowed until the next csv_next. field[] are
 * without their quotes and with "" undone; raw is the row as it stood,
 * without its line end. A row that cannot be used has err != OK and rule;
 * raw then holds its first bytes (at most CSV_ROW_MAX) and n is 0. Reading
 * goes on after it: a quote that is never closed, or closed past
 * CSV_ROW_MAX, costs the line it was opened on and nothing more.
 */
struct csv_row {
	struct str *field;
	size_t n;
	struct str raw;
	uint64_t line; /* of its first byte, from 1 */
	uint64_t at;   /* its first byte, from 0 */
	enum err err;
	char rule[160];
};

struct csv;

/*
 * separator 0: the one of , ; tab | that stands most often (outside quotes) in
 * the first line. A UTF-8 byte order mark is skipped. NUL bytes make a row
 * ERR_SYNTAX; other bytes are passed as they are: check UTF-8 where text is
 * used. UTF-16 or UTF-32 at the start ends the reading at once with an error
 * in csv_why that says to save as UTF-8. Empty lines are passed over.
 */
struct csv *csv_open(struct csv_source source, char separator);
void csv_free(struct csv *c);
/* False at the end; ask csv_why then. */
bool csv_next(struct csv *c, struct csv_row *row);
/* err OK: read to the end. ERR_IO: the source failed; ERR_SYNTAX: not CSV. */
const struct why *csv_why(const struct csv *c);
/* The separator in use (after the first csv_next). */
char csv_separator(const struct csv *c);

#endif
