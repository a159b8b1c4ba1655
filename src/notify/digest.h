/* digest: what is nobody's we know is told to who runs the network */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_DIGEST_H
#define NOTIFY_DIGEST_H

#include "match/identify.h"
#include "store/store.h"

enum {
	DIGEST_SHOWN = 200,	 /* lines of one mail; the rest waits */
	DIGEST_DAYS = 3,	 /* seen longer ago is not told */
	DIGEST_AGAIN_DAYS = 7,	 /* what is still seen is told again */
	DIGEST_PASSED_DAYS = 30, /* the same of what was passed on */
	DIGEST_MAX = 500000,	 /* observations gathered in one go */
};

struct digest_sums {
	uint64_t notices, told;
	uint64_t waiting;   /* past DIGEST_SHOWN: next time */
	uint64_t no_ground; /* of registries, without ground to tell them */
};

/* Everything but the sums is borrowed. */
struct digest {
	struct store *store;
	const struct owners *owners;
	struct registry *registry;
	/* The id of the topic of a feed's type of report; absent: none known */
	struct str (*topic)(struct str feed, struct str type);
	int64_t person, now;
	const unsigned char *code_key; /* CODE_KEY bytes, of check codes */
	struct digest_sums sums;
};

/* Once a day, from a local hour on. */
bool digest_due(struct store *s, int64_t now, int hour);

/*
 * Makes one notice for each receiver, in one transaction: of what was seen in
 * the last days on ground that he runs (relay_find), that no company could be
 * told of, and that he was not told of before; or a week ago (a month, when he
 * passed it on; never, when he refused or it is not his) and it is still seen.
 * The worst first. Networks that only a registry names are told when the
 * function "notify-registry" has a legal ground, companies by that of
 * "notify-claimed". A receiver is a mail address: who has several networks gets
 * one digest, and a company of ours with that address gets it as a company.
 */
void digests_prepare(struct digest *d);

#endif
