/* letter: a notice on paper, for a window envelope; many in one PDF */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_LETTER_H
#define NOTIFY_LETTER_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum { LETTER_LINES = 6 }; /* of an address: what a window shows */

/* Where the envelope has its window. */
enum letter_window { LETTER_WINDOW_LEFT, LETTER_WINDOW_RIGHT };

/* One page of A4. Texts are UTF-8; a line too wide is cut at the margin. */
struct letter_page {
	struct str to[LETTER_LINES];   /* name and address, absent ones last */
	struct str from[LETTER_LINES]; /* the same, of the sender */
	struct str date, subject;
	struct str text; /* paragraphs parted by an empty line */
};

struct letters;

/* The font lies on the system (fonts-liberation): ERR_ABSENT without it. */
enum err letters_begin(
    struct letters **l, enum letter_window window, struct why *w) MUST_CHECK;
/*
 * ERR_LIMIT: the text does not fit on one page even in the smaller size; then
 * there is no page of it.
 */
enum err letters_add(
    struct letters *l, const struct letter_page *x, struct why *w) MUST_CHECK;
/* Puts the PDF and ends: the same letters give the same bytes. */
void letters_end(struct letters *l, struct buf *pdf);

#endif
