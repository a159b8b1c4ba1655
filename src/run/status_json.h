/* status_json: how the service stands, for programs */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_STATUS_JSON_H
#define RUN_STATUS_JSON_H

#include "run/standing.h"

/* One object and a newline; every count of it is always there. */
void status_json_put(struct buf *b, const struct standing *st, int64_t now);

#endif
