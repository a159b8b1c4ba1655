/* shadowserver_detail: the lines of a row that a person gets to see */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_SHADOWSERVER_DETAIL_H
#define FEED_SHADOWSERVER_DETAIL_H

#include "base/arena.h"
#include "base/buf.h"
#include "feed/shadowserver_column.h"

enum {
	DETAIL_MAX = 4096,	/* bytes of all lines */
	DETAIL_VALUE_MAX = 200, /* bytes of one value */
};

/* The field of a row without white space around it; absent where the row is
 * shorter, or holds "", "-" or "unknown". */
struct str row_field(const struct csv_row *row, int at);

/* "https://user:pass@www.example.nl:8443/x" gives "www.example.nl"; a text
 * without "://" is taken to start with the host. */
struct str url_host(struct str url);

/* Adds "name: value" and a line end, as far as there is room. */
void detail_line(
    struct buf *b, struct arena *a, struct str name, struct str value);
/* The same with a value fit to be shown that way; false where nothing is left
 * of it. */
bool detail_value(struct buf *b, struct arena *a, struct str name,
    enum show show, struct str value);
/* Adds the most telling columns of the row: at most SHOWN_MAX. With account
 * only those that may be shown of a stolen account. */
void detail_put(struct buf *b, struct arena *a, const struct binding *binding,
    const struct csv_row *row, bool account);

#endif
