/* lines: a text without columns, a row per line */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_LINES_H
#define FEED_LINES_H

#include "base/arena.h"
#include "base/csv.h"

struct lines;

struct lines *lines_open(struct arena *a, struct csv_source source);
/*
 * The next line that holds anything, as a row without fields; false at the
 * end or where the source failed. raw is without its line end, and cut at
 * CSV_ROW_MAX with ERR_LIMIT where it is longer; it is borrowed until the next
 * call. A byte order mark before the first line is passed over.
 */
bool lines_next(struct lines *l, struct csv_row *row);
/* As csv_why. */
const struct why *lines_why(const struct lines *l);

#endif
