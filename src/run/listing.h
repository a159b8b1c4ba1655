/* listing: a list by hand, looked at and confirmed before it is taken in */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_LISTING_H
#define RUN_LISTING_H

#include "run/job.h"
#include "run/reading.h"

/* What the operator said of lists. Texts are borrowed from the job. */
struct listing {
	struct str topic, keep; /* keep: the name to keep the map under */
	struct str given;	/* options for the reader, "name=value" lines */
	bool yes;		/* take what was guessed */
	bool dry;		/* tell, and take nothing */
};

/*
 * Reads the options of the command. False when one of them is wrong, which
 * is said. A map that was kept is looked up.
 */
bool listing_options(struct job *job, struct listing *l);

/*
 * Looks at a list (r without options; fd from its start) and says what its
 * columns mean where that is not sure, or nothing would be taken in. True
 * when it can be read: r->options is filled, in the job's arena.
 */
bool listing_settle(
    struct job *job, const struct listing *l, struct reading *r, int fd);

/* Reads it and shows the first rows as they are understood, how many can be
 * used, and why others cannot. Nothing is kept. */
bool listing_preview(struct job *job, const struct reading *r, int fd);

/* A note of a reader, told. */
void listing_note(struct job *job, struct str name, struct str fields);
/* A frame of a list that is none of its rows: a note is told, the end of the
 * input ends it, and what else may come tells nothing. */
enum err listing_rest(struct job *job, struct str name, uint16_t type,
    struct str fields, bool *done, struct why *w) MUST_CHECK;

#endif
