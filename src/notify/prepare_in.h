/* prepare_in: what the files that prepare notices share */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_PREPARE_IN_H
#define NOTIFY_PREPARE_IN_H

#include "match/organisation.h"
#include "notify/prepare.h"

/* What may be told of a finding now. giver is absent where it may not be
 * named. */
struct known {
	int64_t batch, observation, rest, first_seen, last_seen;
	enum severity severity;
	enum tlp tlp; /* the strictest */
	struct str giver;
};

/* Notices of one company and topic, in the order they are made. */
enum part {
	PART_URGENT,
	PART_URGENT_LAST,
	PART_NORMAL,
	PART_NORMAL_LAST, /* no other reminder will come */
	PART_SOLVED,
};

/* A finding that wants telling. */
struct due {
	int64_t finding, organisation, revision, due_since;
	int64_t receiver; /* who is told: the organisation, or its provider */
	bool provider;	  /* the receiver looks after it */
	bool agreed;	  /* its owner agreed on something with somebody */
	bool beside;	  /* another was told of this: it moves no finding */
	const struct topic *topic;
	enum part part;
	bool fresh;   /* never told of */
	bool back;    /* told before, over, and seen again */
	bool changed; /* worse than was told */
	bool shown;   /* told without its accounts, which they may see now */
	int64_t told; /* times */
	struct known known;
};

/* Who a group of findings is told to. */
struct receiver {
	int64_t organisation, contact;
	bool provider; /* and not the owner */
	struct str name, mail, sender_name, sender_mail;
	enum lang language;
	enum rhythm rhythm;
	bool post; /* mail is an address on paper */
};

/* False where nothing may be told now to whom it is for. */
bool known_get(
    struct prepare *p, struct arena *a, const struct due *d, struct known *k);
/* Makes the notices of a list: those of one receiver, in one capacity, on one
 * topic stand together. */
void list_tell(struct prepare *p, const struct buf *list);

bool is_urgent(const struct due *d);
/* prepare_make.c: one notice about n findings of one topic, kept as prepared.
 * In a transaction. */
void notice_make(struct prepare *p, struct arena *a, const struct receiver *r,
    const struct due *d, size_t n);

/*
 * prepare_beside.c: tells who has a part in what was told to another: a second
 * provider, and the owner: at once, or after the hours that were agreed. In a
 * transaction.
 */
void beside_tell(struct prepare *p);

#endif
