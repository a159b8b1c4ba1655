/* importing: inputs taken in as one batch, whoever brings them */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_IMPORTING_H
#define RUN_IMPORTING_H

#include "feed/intake.h"
#include "run/job.h"
#include "run/listing.h"

/* What is to be done with the inputs. Everything is borrowed. */
struct import_plan {
	struct batch batch;	     /* its giver may be absent: the reader's */
	const struct reader *reader; /* NULL: by each input's name */
	struct str type;     /* of rows, where the input does not say it */
	struct listing list; /* of lists by hand */
	bool trial;	     /* in sql_trial_begin: nothing is kept */
	bool told; /* what goes well is told too, not for a program */
};

/*
 * The plan where nothing is said: TLP:AMBER, on the ground that the service
 * notifies on, no embargo, no day to delete by.
 */
void import_plan_preset(struct import_plan *plan, struct service *sv);

struct importing {
	struct job *job;
	struct import_plan plan;
	struct intake in;
	uint64_t refused; /* inputs that were not read, or not to their end */
	uint64_t told, rejects_told, notes_told;
	struct str name; /* of the input in hand */
	bool in_mail;	 /* that is an attachment */
};

/* One batch begins; person (store id) brings it. It borrows the job's words,
 * readers and time. */
void importing_init(struct importing *im, struct job *job,
    const struct import_plan *plan, int64_t person);
/* Takes in one input (fd is borrowed, from its start) and says what is wrong
 * with it. False when it was refused, or could not be read to its end: rows
 * before that place count. */
bool importing_input(struct importing *im, struct str name, int fd);
/* Says what came in. */
void importing_summary(const struct importing *im);
void importing_free(struct importing *im);

#endif
