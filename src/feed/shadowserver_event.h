/* shadowserver_event: a row of a report as an event */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_SHADOWSERVER_EVENT_H
#define FEED_SHADOWSERVER_EVENT_H

#include "feed/event.h"
#include "feed/shadowserver_column.h"

/*
 * Every column becomes a field of the event by its row in content/feed; a
 * value that the field does not take, and a column that nobody knows, is kept
 * as extra. "", "0" and "unknown" are absent. e holds nothing yet; texts are
 * borrowed from row and a.
 */
void shadowserver_event(struct event *e, struct arena *a,
    const struct binding *b, const struct csv_row *row);

#endif
