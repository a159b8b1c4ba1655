/* reads: who looked at what is kept of people and companies */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_READS_H
#define RUN_READS_H

#include "run/job.h"

/*
 * A command that only reads does not ask the keeper, and only the keeper
 * writes the store. So the command notes a line in run/reads before it shows
 * anything, and one with what came of it behind; the keeper takes them into
 * the store. Lines are sealed: what somebody asked for names companies.
 */
struct reads {
	struct job *job;
	struct job_ways ways; /* as they were */
	struct str mark;      /* both lines have it */
	int64_t lines;	      /* shown so far */
};

/* From here on what the job prints is counted. ERR_IO or ERR_LIMIT: it could
 * not be noted, so nothing may be shown. */
enum err reads_begin(
    struct reads *r, struct job *job, struct why *w) MUST_CHECK;
void reads_end(struct reads *r);

/* In the keeper, in no transaction: what was noted goes into the store. Doing
 * it twice changes nothing. */
void reads_take(struct service *sv, int64_t now);
/* For new keys, while nobody looks: takes them into another store and leaves
 * the file, until reads_drop. */
void reads_carry(struct service *sv, struct store *to, int64_t now);
void reads_drop(int folder);

#endif
