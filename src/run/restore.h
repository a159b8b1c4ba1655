/* restore: a service made again from a backup, on hold */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_RESTORE_H
#define RUN_RESTORE_H

#include "evidence/verify.h"
#include "run/job.h"

struct restored {
	int64_t made; /* the backup */
	uint64_t files;
	struct verify_sum evidence;
	const char *keys; /* where the service looks for them */
	bool keys_copied; /* they were put there */
	const char *list; /* of erasures that was gone by; NULL: none found */
	uint64_t erased;  /* companies that the backup still had */
};

/*
 * Makes job->path, which is empty or not there, what the backup file was:
 * every byte proved, the databases sound and not of a newer version, the
 * evidence intact; then sending on hold. dijkwacht.conf comes last under its
 * name, so until all is well there is no service. What was unpacked is removed
 * when something is wrong. keys holds backup.key and seal.key. Companies in the
 * list of erasures (run/erased_list.h) are erased again; erased is that file,
 * or NULL: the one beside the backup, if there is one.
 */
enum err restore(struct job *job, const char *file, const char *keys,
    const char *erased, struct restored *r, struct why *w) MUST_CHECK;

#endif
