/* delivery: what is leased to be sent, and what comes of it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_DELIVERY_H
#define NOTIFY_DELIVERY_H

#include "base/arena.h"
#include "notify/dkim.h"
#include "notify/openpgp.h"
#include "notify/smime.h"
#include "store/store.h"
#include "value/returned.h"

/* Kept in delivery.state: never renumber. */
enum delivery_state {
	DELIVERY_NONE,
	DELIVERY_QUEUED,
	DELIVERY_SENDING, /* leased, its final bytes are kept */
	DELIVERY_SENT,
	DELIVERY_FAILED,
	DELIVERY_STATE_COUNT,
};

/* So often no, as a matter of policy, and a case is open; it is offered again
 * all the same. */
enum { POLICY_TRIES = 3 };

/* What came of giving one away. */
enum delivery_end {
	DELIVERY_TAKEN,
	DELIVERY_LATER,	    /* it may be offered again, at a growing distance */
	DELIVERY_REFUSED,   /* for good */
	DELIVERY_UNREACHED, /* nobody looked at it: it waits as before */
	DELIVERY_HELD,	    /* the same, because sending is on hold */
	DELIVERY_END_COUNT,
};

/*
 * Beside the row in hold, for those who may not read the store or are in the
 * middle of something: while there is a file of this name in the service's
 * folder nothing is given away.
 */
#define HOLD_FOLDER "run"
#define HOLD_FILE   "hold"

/* Why nothing may be sent now; from a. False: it may. */
bool delivery_held(
    struct store *s, int folder, struct arena *a, struct str *reason);

/* Seconds between attempt n (from 1) and the next; 0: that was the last. */
int32_t delivery_gap(int64_t attempt);

/* Of those who send: the same for all letters. */
struct postmark {
	/* The domain is that of each letter's sender; no keys: not signed. */
	struct dkim dkim;
	/* What the text is signed with, for its reader; at most one. */
	struct smime_key *smime;
	struct openpgp_key *openpgp;
	/* Where returned mail goes: LOCAL@DOMAIN, with + and what proves the
	 * delivery (notify/verp.h) behind LOCAL; absent: to the sender. LOCAL
	 * has at most POSTMARK_LOCAL bytes. */
	struct str bounces;
	/* What the link of a mail begins with ("https://meld.example/stop/");
	 * absent: it has none. */
	struct str stop;
	bool relay_signs; /* the server it goes to has the DKIM keys */
};
enum { POSTMARK_LOCAL = 64 - 1 - RETURNED_VERP }; /* RFC 5321 4.5.3.1.1 */

struct letter {
	int64_t id, notice, attempt; /* attempt: of those that count, so far */
	bool again;		  /* it was in hand when something broke off */
	struct str ref, from, to; /* envelope addresses */
	struct str bytes;	  /* the same in every attempt */
};

/* All lives in a. */
struct lease {
	struct arena a;
	struct letter *letter;
	size_t n;
};

/* So few that the next ones are made while these are sent. */
enum { LEASE_MOST = 64 };

/*
 * Leases some that are due, with their final bytes, in one commit: urgent ones
 * first. False when none are. What is leased is given away and its outcome
 * kept, or it is left when something breaks off. The bytes are signed when they
 * are made, once.
 */
bool lease_take(
    struct store *s, const struct postmark *p, int64_t now, struct lease *l);
/* What was left so, all of it, to be given away again; only when nothing is in
 * hand. False when there is nothing. */
bool lease_left(
    struct store *s, const struct postmark *p, int64_t now, struct lease *l);
void lease_free(struct lease *l);

struct outcome {
	const struct letter *letter;
	enum delivery_end end;
	struct str text; /* what was said, for people */
};

/* How many ended so. */
struct delivery_sums {
	uint64_t taken, again, later, refused, given_up, back;
};

/* The final bytes of what was sent so many days ago are of no more use. */
enum { SENT_BYTES_DAYS = 30 };
/* Forgets those; how many. In a transaction. */
uint64_t delivery_bytes_forget(struct store *s, int64_t now);

/* Keeps outcomes in one commit and counts them. */
void outcomes_keep(struct store *s, const struct outcome *o, size_t n,
    int64_t now, struct delivery_sums *sums);

#endif
