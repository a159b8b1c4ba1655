/* visiting: the keeper's side of the pages: what visitors ask of it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_VISITING_H
#define RUN_VISITING_H

#include "base/tally.h"
#include "notify/stop.h"
#include "run/channel.h"
#include "run/service.h"

enum {
	VISITING_CODE_TRIES = 10,  /* wrong addresses with one code, an hour */
	VISITING_ALL_TRIES = 3000, /* wrong ones of everybody, an hour */
	VISITING_REST_S = 5,	   /* before a site that ended begins again */
};

/*
 * While web-listen is set there is a process that shows pages. What it says is
 * not believed: a frame out of turn ends it, and wrong codes are counted here,
 * by the address that it names (CODE_TRIES an hour), by code and all together,
 * in memory. A check of a code changes nothing and leaves nothing behind.
 */
struct visiting {
	struct service *sv;
	int (*start)(struct str listen); /* the socket to it, or -1 */
	struct channel site;		 /* fd -1: there is none */
	int64_t rest;			 /* until then; seconds */
	struct tally wrong;
};

/* start stays as it is set. */
void visiting_init(struct visiting *v, struct service *sv);
/* Begins it where it should be there and is not. now: seconds since 1970. */
void visiting_step(struct visiting *v, int64_t now);
/* To be polled for reading; -1: none. */
int visiting_fd(const struct visiting *v);
/* Answers what it asks. */
void visiting_serve(struct visiting *v, int64_t now);
void visiting_end(struct visiting *v);

/* What the link of a mail stops (notify/stop.h); act: then stops it. False: it
 * is of no mail of ours, or too old. In no transaction. */
bool visiting_link(struct service *sv, struct arena *a, struct str token,
    bool act, int64_t now, struct stop *stop);

#endif
