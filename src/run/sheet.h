/* sheet: rows as a table for people, as CSV or JSON for programs */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_SHEET_H
#define RUN_SHEET_H

#include "base/csv_out.h"
#include "base/json_out.h"
#include "run/job.h"

enum sheet_format { SHEET_TABLE, SHEET_CSV, SHEET_JSON };

/* head NULL: not in the table for people. */
struct sheet_column {
	const char *head, *key;
};

/*
 * Table: aligned, foreign text made harmless for a terminal, times as local
 * dates. CSV (base/csv_out.h: no formulas) and JSON (an array of objects, one
 * a line): times as RFC 3339. Nothing is held back but one part of the output;
 * a table waits for its last row to know its widths.
 */
struct sheet {
	struct job *job;
	enum sheet_format format;
	const struct sheet_column *column;
	size_t n, at; /* columns; the next one */
	uint64_t rows;
	struct table table;
	struct buf out;
	struct csv_out csv;
	struct json_out json;
};

/* "table" (also when absent), "csv", "json". */
enum err sheet_format_read(
    struct str s, enum sheet_format *format, struct why *w) MUST_CHECK;
/* The one of --format; false where that is none, and the asker is told. */
bool sheet_format_ask(struct job *job, enum sheet_format *format) MUST_CHECK;

void sheet_begin(struct sheet *s, struct job *job, enum sheet_format format,
    const struct sheet_column *column, size_t n);
/* The same in the format of --format; false where that is none, and the asker
 * is told. */
bool sheet_ask(struct sheet *s, struct job *job,
    const struct sheet_column *column, size_t n) MUST_CHECK;
/* Of a command that has --format and no other. */
extern const struct option sheet_options[];
/* Values come column by column, row by row. An absent text is null. */
void sheet_str(struct sheet *s, struct str v);
/* SQL_NULL_I64: none, for both. */
void sheet_i64(struct sheet *s, int64_t v);
void sheet_time(struct sheet *s, int64_t t);
/* Prints what is left; a table without rows prints nothing. */
void sheet_end(struct sheet *s);

#endif
