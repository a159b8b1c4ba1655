/* outbox: released notices become message files, each once */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_OUTBOX_H
#define NOTIFY_OUTBOX_H

#include "base/err.h"
#include "store/store.h"

/* Kept in delivery.state: never renumber. */
enum delivery_state {
	DELIVERY_NONE,
	DELIVERY_QUEUED,
	DELIVERY_SENDING, /* leased, its final bytes are kept */
	DELIVERY_SENT,
	DELIVERY_FAILED,
	DELIVERY_STATE_COUNT,
};

struct outbox {
	struct store *store;
	int folder; /* of the service; the files go to outbox/ in it */
	int64_t person, now;
	uint64_t released, sent, again; /* again: leased before a crash */
};

/*
 * Releases what is prepared, leases up to 500 deliveries in one commit with
 * their final bytes, writes outbox/REFERENCE.eml and keeps the outcome; until
 * all is out. What a crash left leased is written again byte for byte, to
 * the same name. ERR_REFUSED: sending is on hold.
 */
enum err outbox_send(struct outbox *o, struct why *w) MUST_CHECK;

#endif
