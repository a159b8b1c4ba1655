/* keeper: the process that writes; carries commands out, one at a time */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_KEEPER_H
#define RUN_KEEPER_H

#include <sys/types.h>

#include "base/err.h"

/* A started keeper. */
struct keeper {
	pid_t pid;
	int parent; /* its channel to the parent: spawn and stop */
	int talk;   /* one connected asker, or -1 */
};

enum err keeper_lock(const char *path, int *lock, struct why *w) MUST_CHECK;

enum {
	ASKER_PATIENCE_MS =
	    60 * 1000, /* for one that neither takes nor gives */
};

/*
 * Forks the keeper of a folder whose lock is held (lock is closed here: the
 * keeper has it from then on). It listens on run/keeper.sock (0600, only the
 * same user is answered) and, with talk, answers a first asker on keeper.talk.
 * Without it is the keeper of `serve`, and keeps to the schedule.
 */
struct keeper keeper_start(const char *path, int lock, bool talk);

/*
 * Answers what the keeper asks on its channel to the parent; false when the
 * keeper is gone. ready is called when it takes commands; may be NULL.
 */
bool keeper_serve(int parent, void (*ready)(void));

/*
 * A keeper's own: listens on it, -1 where the path is too long (its own command
 * works, others are told to wait). True when the keeper before this one may
 * have left something half done: it did not take its socket away, as one that
 * ends in order does, by keeper_listen_end.
 */
bool keeper_listen(const char *path, int waiting, int *listener);
void keeper_listen_end(const char *path);
/* Whether who connected is of our user, or root. */
bool keeper_same_user(int fd);
/* Connects to a keeper of another process; -1 when none answers. */
int keeper_connect(const char *path);

#endif
