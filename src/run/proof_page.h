/* proof_page: whether a page that was fetched proves whose a domain is */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_PROOF_PAGE_H
#define RUN_PROOF_PAGE_H

#include "run/fetch.frame.h"
#include "run/job.h"

/*
 * True when the page, through the jailed reader, has the token in it, and
 * whoever gave it has the domain: every address that led to it lies below the
 * registrable domain. Else w says why not, for people.
 */
bool proof_page_has(struct job *job, const struct frame_fetched *page,
    struct str domain, struct str token, struct why *w);

#endif
