/* backup: a running service, as it is at one moment, in one sealed file */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_BACKUP_H
#define RUN_BACKUP_H

#include "run/job.h"

/* What backup_make counted. */
struct backup_sum {
	uint64_t files, bytes; /* packed; bytes of the backup */
};

/*
 * Writes to fd: dijkwacht.conf, a copy of both databases, and the evidence
 * that the ledger of that copy names; a tar in zstd, sealed
 * (run/backup_stream.h). In the keeper; lets other commands go first between
 * its parts. The copies lie in run/backup/ meanwhile.
 */
enum err backup_make(
    struct job *job, int fd, struct backup_sum *sum, struct why *w) MUST_CHECK;
/* Takes copies away that a crash left. */
void backup_copies_remove(int folder);

#endif
