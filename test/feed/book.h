/* book: workbooks for tests, made on the spot */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_FEED_BOOK_H
#define TEST_FEED_BOOK_H

#include "base/buf.h"

/* The XML of a workbook's parts; NULL: the usual, "": not there. */
struct book {
	const char *workbook, *relations, *styles, *shared;
	const char
	    *sheet; /* of its second sheet, "Lijst"; the first is empty */
	const char *extra; /* the name of one more file in it */
};

/* A .xlsx at the end of b. sheet is given with its length where it may hold
 * anything; then book->sheet is not looked at. */
void book_put(struct buf *b, const struct book *book, struct str sheet);
/* "<worksheet>" around rows. */
void sheet_put(struct buf *b, const char *rows);

#endif
