/* erased_list: which companies were erased, kept outside every backup */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_ERASED_LIST_H
#define RUN_ERASED_LIST_H

#include "run/job.h"

/*
 * A backup that is older than an erasure brings the company back. So
 * erased.list in the service's folder names each by its reference, which says
 * nothing by itself, and the time; a copy lies beside the backups in
 * backup-folder. Lines are proved with the service's key: nobody can have a
 * company erased by writing one.
 */
#define ERASED_LIST	 "erased.list"
#define ERASED_LIST_COPY "dijkwacht-erased.list"

enum { ERASED_LIST_MAX = 4 << 20 }; /* bytes: some 40,000 companies */

/* Adds a company, where it is not there; on disk, here and beside the backups,
 * when it returns. Where the copy cannot be written the job is told. */
void erased_list_add(struct job *job, struct str ref);
/* Puts the copy beside the backups, when there is a list. */
void erased_list_copy(struct job *job);

/*
 * Calls each with the reference of every company in a list's text. ERR_SYNTAX:
 * a line that is none, or was not made by this service; nothing was called.
 */
enum err erased_list_each(const struct seal *seal, struct str text,
    void (*each)(void *ctx, struct str ref), void *ctx,
    struct why *w) MUST_CHECK;

#endif
