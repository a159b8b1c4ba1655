/* source: what a build-time program reads, line by line, and writes */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TOOL_SOURCE_H
#define TOOL_SOURCE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* One text; its bytes live as long as the program. */
struct source {
	const char *name; /* borrowed, as the messages say it */
	struct str all, rest;
	unsigned line; /* number of the line taken last, from 1 */
};

/* Reads the whole file; ends the program with a message where it cannot, or
 * where it is not UTF-8. */
void source_open(struct source *s, const char *name);
/* The next line without its LF (CR LF is refused); false at the end. */
bool source_line(struct source *s, struct str *line);

/* Prints "file:line: " and the message to stderr and ends with status 1. */
_Noreturn void source_fail(const struct source *s, const char *fmt, ...)
    PRINTF(2, 3);
/* The same for a line that is not the present one; 0: none in particular. */
_Noreturn void source_fail_at(
    const char *name, unsigned line, const char *fmt, ...) PRINTF(3, 4);

/* Writes the file and empties b; ends the program where it cannot. */
void result_write(const char *name, struct buf *b);

/* Takes the next word (up to white space) off *rest; empty at the end. */
struct str word_take(struct str *rest);
/* A lower-case C name: [a-z][a-z0-9_]* */
bool is_name(struct str s);
/* ASCII upper case, with '-' and '.' as '_'. */
void buf_upper(struct buf *b, struct str s);
/* As the inside of a C string literal. */
void buf_c_string(struct buf *b, struct str s);

#endif
