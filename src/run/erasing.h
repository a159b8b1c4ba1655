/* erasing: a company is taken out of all that a service keeps */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_ERASING_H
#define RUN_ERASING_H

#include "feed/erase.h"
#include "notify/forget.h"
#include "run/job.h"

/* What it came to. */
struct erased {
	struct str ref; /* of the company, in the job's arena */
	bool already;	/* it was erased before; nothing was done */
	struct erase_sums rows;
	struct forgotten kept;
};

/*
 * Erases the company id: first nothing goes to it any more, then its raw rows,
 * at last what the store knows it by. Broken off, it goes on where it was.
 * With dry it only counts. What is erased stands in the list of erasures
 * (run/erased_list.h) before the first row goes. ERR_BUSY: a mail to it may be
 * leaving, and nothing was changed; else what keeps its rows from being
 * erased: those in other chunks are gone, the company is not.
 */
enum err erasing_run(struct job *job, int64_t id, struct str reason, bool dry,
    struct erased *e, struct why *w) MUST_CHECK;

#endif
