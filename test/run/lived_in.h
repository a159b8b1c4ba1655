/* lived_in: a service with all sorts of rows, and what is asked of it after */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_RUN_LIVED_IN_H
#define TEST_RUN_LIVED_IN_H

#include "test/run/binary.h"

#define NOW	 "--now", "2026-11-21T08:00:00Z"
#define LATER	 "--now", "2026-11-22T08:00:00Z"
#define UNTIL	 "until-2026-11-22"
#define RECEIVER "jan@bakker.example"

enum {
	LIVED_IN_ROWS = 200, /* of each of its reports */
	FILE_MOST = 64 << 20,
};

/* Of the service made last: what comes back to its mail to RECEIVER is known
 * by the one, and who wants no more by the other, of that delivery. */
extern char lived_in_mark[64], lived_in_stop[64];
extern int64_t lived_in_delivery;

/* Two days of reports, mails sent and answered, a call, a company erased, and
 * looks of which one is not in the store yet. */
void lived_in(struct world *w);
/* The rows of a day's report, the same each day, and one that does not read. */
void lived_in_import(
    struct world *w, const char *day, bool bad, const char *now);
/* Another service, with keys of its own, that is the same. */
struct world copy_of(const struct world *w);

/* Runs a command that has to go well. */
void fine(const struct world *w, const char *const *words);
#define FINE(w, ...) fine((w), (const char *const[]){__VA_ARGS__, NULL})

/* Appends what it says when it is asked; a few questions, or all. */
enum asked { ASKED_FEW, ASKED_ALL };
void answers_put(struct buf *b, const struct world *w, enum asked how);
/* The same answers as then, and rows that go together still do. */
void is_as_it_was(const struct world *w, const struct buf *was, enum asked how);

/* Makes new keys at LATER. */
void rotated(const struct world *w);
/* Nothing lies about that was for the way only. */
void is_tidy(const struct world *w);
/* All that is sealed opens by the key of now, and none of it by the one that
 * lies at old in the key folder. */
void is_new(const struct world *w, const char *old);

#endif
