/* retention: what is kept for how long, and why, in one table */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_RETENTION_H
#define RUN_RETENTION_H

#include "run/job.h"

/* A kind of data. Exactly one of setting (SETTING_COUNT: none) and fixed says
 * for how many days it is kept. */
struct retention_row {
	const char *kind, *from; /* what, and from when it is counted */
	enum setting setting;
	int64_t fixed;
	const char *why, *end; /* why so long, and what becomes of it */
	/* Statements that count what is older than a moment and end it, or a
	 * part of it: how many of them. */
	int64_t (*count)(struct sql *db, int64_t before);
	int64_t (*clear)(struct sql *db, int64_t before);
	/* Instead of them, where it takes more than a statement. */
	uint64_t (*past)(struct service *sv, int64_t before);
	bool (*drop)(struct job *job, int64_t before);
};

/* In the order in which they are ended. */
extern const struct retention_row retention_rows[];
extern const size_t n_retention_rows;

int64_t retention_days(
    const struct retention_row *row, const struct settings *set);
/* How many are older than a moment. */
uint64_t retention_past(
    const struct retention_row *row, struct service *sv, int64_t before);
/* Ends them, in transactions of bounded size between which others may go first;
 * broken off, it goes on where it was. In no transaction. False when something
 * was refused, and said. */
bool retention_drop(
    const struct retention_row *row, struct job *job, int64_t before);

#endif
