/* prepare: findings that want telling become frozen notices */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_PREPARE_H
#define NOTIFY_PREPARE_H

#include "notify/compose.h"
#include "store/store.h"

/* Kept in notice.state: never renumber. */
enum notice_state {
	NOTICE_STATE_NONE,
	NOTICE_PREPARED,
	NOTICE_RELEASED,
	NOTICE_SENT,
	NOTICE_WITHDRAWN,
	NOTICE_STATE_COUNT,
};

struct prepare_sums {
	uint64_t notices, findings;
	uint64_t reminders; /* findings that want telling again */
	uint64_t unproven;  /* notices taken back: their proof is gone */
	uint64_t waiting;   /* findings whose receiver's rhythm says later */
	uint64_t enough;    /* findings whose receiver had its most this week */
	uint64_t stopped;   /* findings whose receiver wants only what is new */
	uint64_t held;	    /* whose every batch is held or under embargo */
	uint64_t no_contact; /* findings of organisations without an address */
};

struct prepare {
	struct store *store;
	int64_t person, now;
	const unsigned char *code_key; /* CODE_KEY bytes, of check codes */
	int digest_hour;    /* local, 0..23: when daily and weekly mail goes */
	int digest_weekday; /* 0 Sunday .. 6: of weekly mail */
	int64_t week_most;  /* not urgent, to one in WEEK; 0: no bound */
	bool at_once;	    /* whatever the receiver's rhythm */
	/* Called between its transactions; or NULL. */
	void (*between)(void *ctx);
	void *ctx;
	struct prepare_sums sums;
};

/* Findings that one transaction prepares, and the rest of their company's. */
enum { PREPARE_PART = 5000 };
/* Seconds in which notices to one receiver are counted. */
enum { PREPARE_WEEK = 7 * 86400 };

/*
 * Makes the notices: per receiver, topic and urgency. Of a finding only what
 * may be told now is told: what batches say that are neither held nor under
 * embargo. Companies are done in order, a part of them in each transaction;
 * broken off, the next one goes on where it was. ERR_REFUSED: notifying has no
 * legal ground in this instance, so it is off.
 */
enum err notices_prepare(struct prepare *p, struct why *w) MUST_CHECK;

/* "REF@HOST", HOST being the sender's; lives in a. */
struct str notice_message_id(
    struct arena *a, struct str ref, struct str sender_mail);

/* "prepared", "released", "sent", "withdrawn" */
const char *notice_state_name(enum notice_state s);
const char *notice_kind_name(enum notice_kind k);

/* Withdraws what rests on a batch and has not left, and wants telling again
 * what it told; returns how many. In a transaction. */
uint64_t notices_withdraw(struct store *s, int64_t batch, int64_t now);
/* The same of what shows accounts by a proof that is gone: it waits meanwhile,
 * and is made anew without them. In a transaction. */
uint64_t notices_unproven(struct store *s, int64_t now);

#endif
