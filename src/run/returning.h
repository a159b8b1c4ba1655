/* returning: one returned mail through its reader, and what follows from it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_RETURNING_H
#define RUN_RETURNING_H

#include "notify/returned.h"
#include "run/reading.h"

struct returning {
	struct job *job;
	bool dry; /* look only: keep and change nothing */
	/* sums */
	uint64_t read, before, unreadable;
	uint64_t end[RETURNED_END_COUNT];

	/* the mail in hand */
	struct str name;
	struct arena a;
	struct returned_mail mail;
	bool said; /* the reader said what it is */
};

void returning_init(struct returning *r, struct job *job, bool dry);
/*
 * Takes in one mail (fd from its start), unless it was taken before, by its
 * bytes. One that cannot be read is told, and not looked at again. True when it
 * may be put away.
 */
bool returning_one(struct returning *r, struct str name, int fd);
/* Prints the sums and frees; the command's exit status. */
int returning_end(struct returning *r);

#endif
