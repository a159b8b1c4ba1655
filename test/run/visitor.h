/* visitor: a page as who comes gets it, with the keeper's side behind it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_RUN_VISITOR_H
#define TEST_RUN_VISITOR_H

#include "run/visiting.h"
#include "web/visit.h"

/* Stands where the process site does. */
struct visitor {
	struct visiting keeper;
	struct site site; /* as the keeper told it */
	struct arena a;
};

/* Of a service that is open for writing. */
void visitor_begin(struct visitor *v, struct service *sv);
void visitor_end(struct visitor *v);
/* The whole answer to a request, whatever it takes; appended. */
void visitor_ask(struct visitor *v, const struct request *r, struct buf *page);

#endif
