/* csv_out: rows written into a buf (RFC 4180), harmless in a spreadsheet */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_CSV_OUT_H
#define BASE_CSV_OUT_H

#include "base/buf.h"

/*
 * A spreadsheet runs a field that starts with = + - @ TAB CR or LF as a
 * formula, and some take the wide forms of those signs for them. Such a field
 * gets an apostrophe in front (a reader has to expect that), unless it is a
 * plain number: -5, +31.6. Fields with a quote, a line end, or one of , ; TAB
 * are quoted, so that no reader takes another separator than ours.
 */
struct csv_out {
	struct buf *b;
	char separator;
	size_t fields; /* of this row, so far */
	size_t start;  /* of this row in b */
};

/* Appends to b. */
void csv_out_open(struct csv_out *o, struct buf *b, char separator);
void csv_out_str(struct csv_out *o, struct str s);
void csv_out_i64(struct csv_out *o, int64_t v);
/* Ends the row with CRLF. A row of one empty field is written as "". */
void csv_out_end(struct csv_out *o);

#endif
