/* outbox: the way of letters where no mail server is set: files */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_OUTBOX_H
#define NOTIFY_OUTBOX_H

#include "notify/delivery.h"

struct outbox {
	struct store *store;
	const struct postmark *postmark;
	int folder; /* of the service; the files go to outbox/ in it */
	int64_t now;
	struct delivery_sums sums;
};

/*
 * Leases what is due, writes outbox/REFERENCE.eml and keeps the outcome, until
 * all is out or sending is on hold. What a crash left leased is written again
 * byte for byte, to the same name.
 */
void outbox_send(struct outbox *o);

#endif
