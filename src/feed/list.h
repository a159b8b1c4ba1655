/* list: a table that somebody made by hand, of any columns */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_LIST_H
#define FEED_LIST_H

#include "feed/list_map.h"
#include "feed/reader.h"
#include "feed/when.h"

/*
 * The reader "list" knows these options (feed/row.frame, task): look=yes only
 * looks at the first LIST_LOOKED rows and tells columns and a map; map, dates,
 * zone, seen, topics (those a row may name), scope, complete, sheet.
 */
enum { LIST_LOOKED = 1000 };

/* What was said of a list, and its columns. */
struct list_said {
	const struct reader_task *task;
	struct list_map map;
	struct when_how how;
	int64_t seen;	   /* of rows that do not say; TIME_ABSENT: none */
	struct str topics; /* those a row may name, blank separated */
	struct list_column *column; /* each with its name */
};

/* Reads the options besides the map. */
void list_said_options(struct list_said *l, struct why *w);
/* Names the columns; they live in a. */
void list_said_columns(
    struct list_said *l, const struct csv_row *header, struct arena *a);
/* Whether map and options say enough to read rows by. */
void list_said_check(const struct list_said *l, struct why *w);

/* What the reader does with look=yes. */
void list_look(struct reader_task *t);
/* report_kind.headless of both. */
bool list_report_headless(void *state, const struct csv_row *first);

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
