/* wrap: paragraphs in lines that fit a terminal */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_WRAP_H
#define RUN_WRAP_H

#include "base/buf.h"
#include "base/str.h"

enum { WRAP_COLUMNS = 78 };

/*
 * Puts s in lines of at most WRAP_COLUMNS characters (code points), breaking
 * at spaces; a longer word gets a line of its own. Line ends in s stay. Every
 * line but the first begins with indent spaces, and "- " items hang by two
 * more. No line end at the end.
 */
void wrap_put(struct buf *out, struct str s, unsigned indent);

#endif
