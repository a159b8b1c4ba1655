/* xlsx_book: what the sheets of a workbook share; for xlsx*.c only */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_XLSX_BOOK_H
#define FEED_XLSX_BOOK_H

#include "base/buf.h"
#include "feed/xlsx.h"

/* What a number format makes of a number. */
enum xlsx_shape { SHAPE_NUMBER, SHAPE_DAY, SHAPE_MOMENT, SHAPE_HOUR };

struct xlsx_sheet {
	struct str name, id, path;
	bool hidden;
};

/* A file in the zip that holds a sheet. */
struct xlsx_part {
	struct str path;
	bool filled; /* a cell in it has a value */
};

struct xlsx_book {
	struct arena a;
	struct why *why;
	bool there, since_1904, macros, links;
	struct xlsx_sheet sheet[XLSX_SHEETS_MAX];
	struct xlsx_part part[XLSX_SHEETS_MAX];
	size_t sheets, parts;
	struct buf relations; /* struct str: id, target, id, target ... */
	struct buf formats;   /* struct xlsx_format, of its own */
	struct buf styles;    /* a byte each: enum xlsx_shape */
	struct buf shared;    /* the texts, one behind the other */
	struct buf ends;      /* uint32_t: where each text ends */

	/* while reading */
	bool in_styles, in_phonetic, in_text;
};

/* Reads all members of s but the sheets' cells. The reason goes to why. */
void xlsx_book_read(struct xlsx_book *b, struct stream *s, struct why *why);
void xlsx_book_free(struct xlsx_book *b);
/* Text number i; false past the last. */
bool xlsx_book_text(const struct xlsx_book *b, uint64_t i, struct str *text);
enum xlsx_shape xlsx_book_shape(const struct xlsx_book *b, uint64_t style);
/* True when a cell of the sheet has a value. */
bool xlsx_book_filled(
    const struct xlsx_book *b, const struct xlsx_sheet *sheet);

#endif
