/* list: a table that somebody made by hand, of any columns */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_LIST_H
#define FEED_LIST_H

#include "feed/list_map.h"
#include "feed/when.h"

/*
 * The reader "list" knows these options (feed/row.frame, task): look=yes only
 * looks at the first LIST_LOOKED rows and tells columns and a map; map, dates,
 * zone, seen, topics (those a row may name), scope, complete, sheet.
 */
enum { LIST_LOOKED = 1000 };

/* How the dates of each column are written. */
struct list_dates {
	struct {
		uint64_t unordered, day_first, month_first, clockless;
	} of[LIST_COLUMNS_MAX];
};

void list_dates_look(struct list_dates *d, size_t column, struct str value);
/*
 * Fills how->order where the values of a column leave no doubt. What has to be
 * said first, and how, goes to w.
 */
void list_dates_judge(const struct list_dates *d, size_t column,
    struct when_how *how, struct why *w);

#endif
