/* sending: the keeper's side of the mail that leaves: leases, post, outcomes */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_SENDING_H
#define RUN_SENDING_H

#include "notify/delivery.h"
#include "run/channel.h"
#include "run/mail_server.h"

enum {
	OUTCOMES_MAX = 50, /* kept in one commit, or */
	OUTCOMES_MS = 50,  /* those of this long */
};

/* Where a letter of the lease is. */
enum letter_at { LETTER_LEASED, LETTER_AT_POST, LETTER_ENDED };

/* There is one in a keeper. */
struct sending {
	struct service *sv;
	bool alone; /* this keeper serves one command, which waits for it */
	int parent; /* readable when it is no use to go on waiting */
	/* Starts a post process: the socket to it. folder is borrowed. */
	int (*post_start)(int folder);
	void (*tell)(const char *text); /* the operator, one line */

	struct mail_server server;
	struct why unusable; /* why server cannot be used, if err is set */

	struct channel post; /* fd -1: there is no post process */
	bool ready;	     /* it takes letters, and said so: once */
	bool troubled;	     /* it said why the server takes nothing: once */
	bool stopped;	     /* nothing more is given in this round */
	bool dry;	     /* nothing more was due, when last looked */
	struct lease lease;
	enum letter_at *at;    /* of each letter of it */
	size_t next, ended;    /* of the lease: the first not given; how many */
	size_t in_hand, bytes; /* of post */

	struct outcome kept[OUTCOMES_MAX]; /* not committed yet */
	struct arena texts;		   /* of those */
	size_t n_kept;
	int64_t kept_ms; /* when the first of them came */
	struct delivery_sums sums;
	char trouble[480];  /* why the server takes nothing, else "" */
	int64_t told_since; /* of trouble that the log was told of, else 0 */
	int64_t rest_ms;    /* no new round before, but for those who ask */
};

/* Reads what the settings name, so before the jail. */
void sending_init(struct sending *s, struct service *sv);
/* At the end: begins no more, waits a little for what is on its way. */
void sending_end(struct sending *s, int64_t now);

/* One step: begins a round when something is due and s rests, takes what post
 * said, gives it more, keeps outcomes. True while there is a round. */
bool sending_step(struct sending *s, int64_t now);
/* What to wait for: the channel to post (-1: none), and how long at most. */
int sending_fd(const struct sending *s);
int sending_patience(const struct sending *s, int64_t now);
/* Somebody asks: a server that took nothing before is tried at once. */
void sending_hurry(struct sending *s);

#endif
