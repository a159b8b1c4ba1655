/* returned: what a mail that came back changes */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_RETURNED_H
#define NOTIFY_RETURNED_H

#include "notify/verp.h"
#include "store/store.h"
#include "value/returned.h"

enum {
	SOFT_MOST = 3,	  /* mails that servers gave up, to one contact */
	SOFT_DAYS = 60,	  /* in so many days: then it counts as bounced */
	REPLY_NOTE = 200, /* bytes of an answer in a finding's history */
};

/* As a reader said; all borrowed. What proves nothing is no harm. */
struct returned_mail {
	enum returned_kind kind;
	struct str status, whom, said;
	struct {
		/* "REF-PROOF" for that; VERP_NONE: "REF" of a Message-ID */
		enum verp proof;
		struct str text;
	} mark[RETURNED_MARKS];
	size_t n;
};

/* What the notice that it is about has to do with it. */
struct returned_place {
	int64_t delivery, notice, organisation, contact;
	int64_t at; /* when it went */
	struct str ref, topic;
	bool mail;   /* it went by mail, else on paper */
	bool came;   /* it did not come back before */
	bool proven; /* by a key, or by naming the address it was for */
	bool beside; /* another was told first: it moved no finding */
};

/* How a mail ends. */
enum returned_end {
	RETURNED_NOT_OURS, /* it names no mail of ours */
	RETURNED_FORGED,   /* it names one, without the proof */
	RETURNED_NOTED,	   /* ours, and of no consequence */
	RETURNED_NEXT,	   /* another address is to be told */
	RETURNED_AGAIN,	   /* the same one is to be told again */
	RETURNED_NOBODY,   /* nobody is told by itself: for the desk */
	RETURNED_STOPPED,  /* no more of that topic but what is new */
	RETURNED_WROTE,	   /* for the desk */
	RETURNED_END_COUNT,
};

/* Finds what a mail is about: by what it proves or names, in that order and
 * never by its text. Texts live in a. */
enum returned_end returned_find(struct store *s, struct arena *a,
    const struct returned_mail *m, struct returned_place *p);

/*
 * Does what follows from it, and keeps that it was taken (index: store_print
 * of its bytes, "returned.mail"). Of what is not ours nothing else is kept. In
 * a transaction.
 */
enum returned_end returned_take(struct store *s, struct arena *a,
    const struct returned_mail *m, struct str index, int64_t now);

/* Who wants no more of it gets none: else only what is new is still told. */
bool returned_stops_all(const struct returned_place *p);

/*
 * It did not arrive: what it told of wants telling again. The contact is used
 * no more where it is for good, and notices for it that have not left are
 * taken back. Where nobody else is told by itself a case is open, but for a
 * digest to the owner of a network. In a transaction.
 */
enum returned_end returned_bounce(struct store *s, struct arena *a,
    const struct returned_place *p, bool for_good, struct str why, int64_t now);

/* Whether a server says no as a matter of policy (RFC 3463 x.7.x): it knows the
 * receiver, and does not want the mail. */
bool returned_is_policy(struct str said);
/* The mail of a notice is not let in where it was to go, and no other address
 * is tried by itself: a case is open, for mails to companies. In a
 * transaction. */
void returned_unwanted(struct store *s, int64_t notice, int64_t now);

/* A server refused a delivery (of the notice ref) at once: as a bounce for good
 * where it says that there is no such receiver (RFC 3463 3.2), and as unwanted
 * otherwise. In a transaction. */
void returned_refused(struct store *s, struct str ref, int64_t delivery,
    struct str said, int64_t now);

#endif
