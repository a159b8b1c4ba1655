/* event_row: a row that was made an event, handed over in frames */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_EVENT_ROW_H
#define FEED_EVENT_ROW_H

#include "feed/event.h"
#include "feed/reader.h"

/*
 * Gives e the constants of the task (what it says already it keeps; of two
 * TLPs the stricter one stays) and, where asked, raw: header and row as they
 * stood; then puts it in t->out as event frames in the format asked for.
 */
void event_row_put(struct reader_task *t, struct arena *a, struct event *e,
    uint64_t row, struct str header, struct str raw);

#endif
