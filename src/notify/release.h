/* release: who lets prepared notices go, and when they may leave */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_RELEASE_H
#define NOTIFY_RELEASE_H

#include "base/time.h"
#include "notify/canary.h"
#include "store/store.h"
#include "value/calendar.h"

/* Kept in notice.release: never renumber. */
enum release_by {
	RELEASE_NONE,
	RELEASE_ONE,
	RELEASE_TWO,	   /* four eyes */
	RELEASE_STANDING,  /* two persons, beforehand: what is like this */
	RELEASE_EMERGENCY, /* one person, and another looks after */
};

enum release_way {
	RELEASE_ALONE,	 /* only what one person may release */
	RELEASE_IN_TURN, /* the rest too: as its first person, or its second */
	RELEASE_AT_ONCE, /* an emergency: all, by one person */
	RELEASE_NOBODY,	 /* only what falls under a standing release */
};

enum {
	REVIEW_TIME =
	    24 * HOUR,		/* until an emergency is looked at by another */
	ALONE_TIME = 24 * HOUR, /* what one person releases counts together */
	STANDING_DAY = 24 * HOUR, /* of the most of a standing release */
	STANDING_DAYS_MAX = 366,  /* that one may last */
};

struct release_rule {
	int64_t second_above; /* notices that one may release in ALONE_TIME */
	struct str second_topics; /* "a, b": always two */
	bool quiet; /* what wakes nobody leaves in working hours only */
	struct hours hours;
	struct canary_rule canary;
};

struct release_sums {
	uint64_t released; /* now free to leave */
	uint64_t second;   /* of those, by a second person */
	uint64_t standing; /* of those, by a standing release */
	uint64_t held;	   /* of those, held back by a canary */
	uint64_t later;	   /* of those, not before working hours */
	uint64_t waiting;  /* released by their first person, just now */
	uint64_t two;	   /* RELEASE_ALONE: takes two, so not touched */
	uint64_t own;	   /* not touched: their first person is the same */
	uint64_t author;   /* not touched: the same person prepared them */
	uint64_t waits;	   /* not touched: a standing release lets no more go */
	uint64_t stopped;  /* not touched: its canary stopped */
	uint64_t stops;	   /* canaries that stopped just now */
};

/*
 * A second person is needed for topics of the rule, and for all when what is
 * released and what the person released alone before come above the bound. The
 * second is neither the first nor who prepared it. Of more notices of a topic
 * than the canary's bound the first go ahead (but not in an emergency). What
 * falls under a standing release goes by that, with RELEASE_ALONE and
 * RELEASE_NOBODY, and else waits until people name it; what is held back by a
 * canary that stopped waits in any case.
 */
struct release {
	struct store *store;
	int64_t person, now;
	enum release_way way;
	struct release_rule rule;
	struct str topic;  /* absent: of any */
	struct str reason; /* of an emergency */
	struct release_sums sums;
	int64_t later;		/* the moment at which those may leave */
	char ref[REF_SIZE + 1]; /* of the emergency */
};

/* The first name among them that is no topic; absent: all are. */
struct str second_topics_wrong(struct str list);

/* The moment before which what is not urgent may not leave; SQL_NULL_I64:
 * none. */
int64_t release_wait(const struct release *r);
/* Releases what is prepared: these, or with n 0 all (of the topic). Leaves
 * lines in the audit log. In no transaction. */
void release_notices(struct release *r, const int64_t *notice, size_t n);

#endif
