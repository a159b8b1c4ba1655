/* members: what cooperatives hear of their members */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_MEMBERS_H
#define NOTIFY_MEMBERS_H

#include "store/store.h"

/* Everything but made is borrowed. */
struct members {
	struct store *store;
	int64_t person, now;
	const unsigned char *code_key; /* CODE_KEY bytes, of check codes */
	int hour;		       /* local, 0..23: when they go */
	int weekday;		       /* 0 Sunday .. 6 */
	uint64_t made;
};

/*
 * Makes one notice for each cooperative that has members in force, once a week
 * (each day, where its rhythm is daily), in one transaction; and at once, in
 * the place of what it got last, when that counted what was taken back since
 * with its batch. Of each member
 * goes in what its membership says: counts, topics, or both by name. By name
 * only what may be shared in a community (TLP:GREEN, TLP:CLEAR).
 */
void members_prepare(struct members *m);

#endif
