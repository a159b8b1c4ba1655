/* xlsx: a sheet of a workbook (ISO/IEC 29500) as CSV, read as data only */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_XLSX_H
#define FEED_XLSX_H

#include "base/arena.h"
#include "base/err.h"
#include "base/stream.h"

enum {
	XLSX_ROWS_MAX = 1048576,  /* of a sheet, as the format has it */
	XLSX_COLUMNS_MAX = 16384, /* the same */
	XLSX_SHEETS_MAX = 256,
	XLSX_STYLES_MAX = 65536,
	XLSX_CELL_MAX = 32 * 1024,   /* bytes of one cell; longer is cut */
	XLSX_SHARED_MAX = 192 << 20, /* bytes of all texts cells share */
	XLSX_NOTE_MAX = 240,
	XLSX_NOTES_MAX = 6,
};
/* What a sheet may become; the same text may be in a million cells. */
#define XLSX_TEXT_MAX ((uint64_t)4 << 30)

struct xlsx;

/* Whether a zip whose first file has this name is an office document. */
bool xlsx_is(struct str first_member);
/* Why a file that begins so is no table, and what to do; absent otherwise. */
struct str xlsx_not(struct str head, struct str first_member);

/*
 * Reads the whole of s once for what sheets share, begins anew, and stands in
 * front of a sheet: the one of that name or, where it is absent, the first
 * visible one that holds anything. Never fails: ask xlsx_why. Lives in a.
 *
 * What a cell shows is not what is read: numbers stand in full, dates as
 * 2026-01-31 or 2026-01-31 08:00:00. Of a formula the value that was kept is
 * read; macros and links are not looked at.
 */
struct xlsx *xlsx_open(struct arena *a, struct stream *s, struct str sheet);
void xlsx_free(struct xlsx *x);
/*
 * A csv_source.read whose from is a struct xlsx: rows as RFC 4180 with commas,
 * row n of the sheet on line n.
 */
long xlsx_read(void *xlsx, void *p, size_t n);
const struct why *xlsx_why(const struct xlsx *x);
/* What an operator should know: complete once all was read. NULL past the
 * last. */
const char *xlsx_note(const struct xlsx *x, size_t i);

#endif
