/* inbox: files that were put there are taken in, each once */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_INBOX_H
#define RUN_INBOX_H

#include "run/job.h"

/*
 * inbox/NAME/ is for the feed NAME, inbox/ itself for what has no feed. A file
 * counts as whole when its name does not begin with "." or end in .part or
 * .tmp and nothing was written to it for INBOX_STILL seconds. One at which the
 * keeper was ended INBOX_TRIES times fails.
 */
enum { INBOX_STILL = 2, INBOX_TRIES = 3 };

/* Is there a whole file to take in? */
bool inbox_waits(struct service *sv);
/*
 * Takes in every whole file, in order of name, and moves it to inbox/done or
 * inbox/failed, never over another, with what was said of it beside it in
 * NAME.txt. A file that was taken in and not moved (a crash) changes nothing
 * when it is read again. How many failed.
 */
size_t inbox_read(struct job *job, size_t *done);
/*
 * Moves a file between folders of dir, never over another: false with EEXIST.
 * Without a rename (by_copy, or where landlock cannot allow it) by a copy that
 * is on disk before the old one goes. Dies when the disk does.
 */
bool inbox_move(int dir, const char *from, const char *to, bool by_copy);
/* Folders in inbox/ of which there is no feed: nothing reads what lies there.
 * Calls told for each. */
void inbox_strangers(
    struct service *sv, void (*told)(void *ctx, struct str folder), void *ctx);

#endif
