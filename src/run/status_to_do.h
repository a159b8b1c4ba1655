/* status_to_do: what waits for a person, the most urgent first */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_STATUS_TO_DO_H
#define RUN_STATUS_TO_DO_H

#include "run/standing.h"

/* A line each: how many, what, and the command that shows or does it. In a
 * service that guards nobody, or read nothing, only the step that comes next.
 */
void status_to_do_put(struct buf *b, const struct standing *st);

#endif
