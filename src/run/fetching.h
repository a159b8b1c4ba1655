/* fetching: the keeper's side of pages that are fetched */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_FETCHING_H
#define RUN_FETCHING_H

#include "run/channel.h"
#include "run/fetch.frame.h"
#include "run/fetch.h"
#include "run/job.h"

/* Begun when there is something to get, ended when there is no more. */
struct fetching {
	struct job *job;
	struct channel c;
	size_t in_hand; /* at most FETCH_AT_ONCE */
};

void fetching_begin(struct fetching *f, struct job *job);
/* id: from 1, each once. */
void fetching_ask(struct fetching *f, uint32_t id, struct str url);
/*
 * The next page that is in hand; others go first while it is waited for. Texts
 * are borrowed until the next call. False when the process is gone, or says
 * nothing for longer than any page may take: nothing in hand will come.
 */
bool fetching_next(struct fetching *f, struct frame_fetched *page);
void fetching_end(struct fetching *f);

#endif
