/* world: a small service with known contents, and commands run on it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_RUN_WORLD_H
#define TEST_RUN_WORLD_H

#include "run/job.h"

/*
 * A service in scratch()/service, written by this process itself. What is in
 * it is said in world.c; now is 2026-01-31 08:00 UTC.
 */
struct world {
	const char *path;
	struct service sv; /* for writing */
	int64_t now, person;
	struct arena a;
	struct buf out, err; /* of the last command */
	unsigned progress;   /* how often it told how far it is */
};

/* Empty. */
void world_make(struct world *w);
/* With two companies, four days of reports and a notice. */
void world_fill(struct world *w);
void world_free(struct world *w);

/*
 * Carries a command out as the program does: its words read by the table, the
 * service opened for reading where it wants that. The exit status; 2 also
 * where the words were not understood (err has the why).
 */
int world_run(struct world *w, const char *const *words);
#define RUN(w, ...) world_run((w), (const char *const[]){__VA_ARGS__, NULL})

/* What the last command said, with what differs from run to run made the
 * same: references REF1, REF2, ..., hashes HEX, the folder FOLDER. */
struct str world_said(struct world *w);
/* The same of the errors. */
struct str world_refused(struct world *w);

bool said(const struct buf *b, const char *text);
/* The reference of a finding; ids count from 1 as they are opened. */
struct str world_finding(struct world *w, int64_t id);

#endif
