/* secret_line: one line that nobody may see, from a terminal or a pipe */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_SECRET_LINE_H
#define RUN_SECRET_LINE_H

#include "base/err.h"
#include "base/str.h"

/* Wipe it with seal_forget. */
struct secret_line {
	char text[256];
	size_t n;
};

/* Asks on a terminal, without showing what is typed; else the first line of
 * standard input. ERR_ABSENT: nothing came; ERR_LIMIT: too long. */
enum err secret_line_ask(
    struct secret_line *s, const char *prompt, struct why *w) MUST_CHECK;
/* Borrowed from s. */
struct str secret_line_text(const struct secret_line *s);

#endif
