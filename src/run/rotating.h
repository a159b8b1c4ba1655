/* rotating: new keys for a service, and all that the old ones sealed */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_ROTATING_H
#define RUN_ROTATING_H

#include "run/job.h"

/*
 * All that is new is made in the folder ROTATING, beside what there is, and
 * nothing that there is changes. Renaming that folder to ROTATED decides: from
 * then on the old is what is not needed any more, and putting the new in its
 * place is the one thing that can be done with the service. So whoever is
 * ended halfway left a service as it was, or one that rotate() finishes.
 *
 * The new keys wait in the key folder as NAME.next; the old ones go to a folder
 * there, KEYS_UNTIL and the day, and open the backups of before.
 */
#define ROTATING   "rotating"
#define ROTATED	   "rotated"
#define KEYS_UNTIL "until-"
#define NEXT	   ".next"

#define SEAL_KEY_FILE "seal.key"

struct rotation {
	bool finished; /* one that was broken off; the counts are 0 */
	uint64_t rows, chunks;
	uint64_t missing;  /* chunks of which there is no file: they stay so */
	const char *until; /* where the old keys are; from the job's arena */
};

/*
 * Makes new keys, or finishes what was broken off. Takes the keeper's lock.
 * ERR_BUSY: a keeper runs, or somebody reads for longer than a minute;
 * ERR_LIMIT: no room on disk. But for finishing, an error leaves the service
 * as it was; so does a die().
 */
enum err rotate(struct job *job, struct rotation *r, struct why *w) MUST_CHECK;

/* Puts what ROTATED holds in its place; again, where that was broken off. With
 * the keeper's lock; nobody has the service open. */
enum err rotated_settle(
    struct job *job, struct rotation *r, struct why *w) MUST_CHECK;
bool rotated_is(int folder);
/* Takes away what one left that was broken off before it was decided. */
void rotating_drop(struct service *sv);

#endif
