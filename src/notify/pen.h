/* pen: the texts of a mail, written one after another */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_PEN_H
#define NOTIFY_PEN_H

#include "base/arena.h"
#include "base/buf.h"
#include "words.gen.h"

/*
 * A paragraph is one line: whoever shows a mail breaks lines as wide as the
 * screen is, and lines broken before leave a comb of short ones on a phone.
 * notify/mime.h keeps the lines of the message itself short.
 *
 * What is in b is the text in hand. The caller frees b and lines.
 */
struct pen {
	struct arena *a;
	struct buf b;
	struct buf lines; /* struct str: gathered, where a text has them */
	enum lang l;
};

/* The text in hand, in the arena; the next one begins empty. */
struct str pen_done(struct pen *p);
struct str pen_number(struct pen *p, uint64_t n);

#endif
