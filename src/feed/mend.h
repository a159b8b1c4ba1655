/* mend: rows whose quotes were written wrong, split all the same */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_MEND_H
#define FEED_MEND_H

#include "base/arena.h"
#include "base/csv.h"

/*
 * Some real reports write a quote inside a quoted field as \" instead of "".
 * Splits the one line of a row that could not be read, taking a quote for a
 * closing one only where the separator or the end stands behind it. True
 * when that gives exactly as many fields as there are column names; then row
 * is usable, its fields borrowed from row->raw and a, quotes inside as they
 * stood. Fewer or more: somebody else's text may have moved into another
 * column, so it stays as it was.
 */
bool mend(struct arena *a, char separator, size_t columns, struct csv_row *row);

#endif
