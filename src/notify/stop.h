/* stop: the link in a mail's headers by which its receiver gets no more */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_STOP_H
#define NOTIFY_STOP_H

#include "store/store.h"

enum { STOP_DAYS = 365 /* after the mail went, the link is of no more use */ };

/* What a link stops; texts live in the arena. */
struct stop {
	int64_t delivery;
	struct str ref;	    /* of the notice */
	struct str topic;   /* its id */
	struct str address; /* that the mail went to */
	bool all;	    /* every mail of that topic, not only reminders */
};

/*
 * token: what the link ends in (notify/verp.h, VERP_STOP). False where it is of
 * no mail that went, or of one that went more than STOP_DAYS ago. Changes
 * nothing.
 */
bool stop_look(struct store *s, struct arena *a, struct str token, int64_t now,
    struct stop *stop);
/*
 * Stops it, as a mail to the address in List-Unsubscribe does
 * (notify/returned.h); a second time changes nothing. In a transaction.
 */
void stop_do(struct store *s, struct arena *a, struct str token,
    const struct stop *stop, int64_t now);

#endif
