/* contact_page: the contact in a security.txt that was fetched */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_CONTACT_PAGE_H
#define RUN_CONTACT_PAGE_H

#include "match/published.h"
#include "run/fetch.frame.h"
#include "run/job.h"

/*
 * The mail address that a page gives the company with this domain, read by the
 * jailed reader and weighed by published_choose; absent, with the reason in w,
 * when it gives none. asked is the first address of the page. found is filled
 * as far as that came; what it points at lives as long as the job.
 */
struct str contact_page_read(struct job *job, const struct frame_fetched *page,
    struct str domain, struct str asked, struct published *found,
    struct why *w);

#endif
