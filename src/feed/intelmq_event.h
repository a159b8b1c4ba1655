/* intelmq_event: IntelMQ's own lines and tables read as events */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_INTELMQ_EVENT_H
#define FEED_INTELMQ_EVENT_H

#include "base/csv.h"
#include "base/err.h"
#include "feed/event.h"

/*
 * Both fill e, which is empty. Every field is checked and made into its one
 * form; what a field does not take, and a field that the format does not
 * have, becomes extra: nothing is lost. ERR_REFUSED: TLP:RED. ERR_SYNTAX: not
 * an event, a key that stands twice, a TLP that does not read. Texts are
 * borrowed from the input and a.
 */

/* An object on one line; "extra" may be an object, or be flat already. */
void intelmq_json(
    struct event *e, struct arena *a, struct str line, struct why *w);
/*
 * A row under a header of field names; an empty field is absent. An
 * apostrophe before = + - @ is taken away, as spreadsheets want it there.
 */
void intelmq_csv(struct event *e, struct arena *a, const struct str *names,
    size_t n, const struct csv_row *row, struct why *w);

#endif
