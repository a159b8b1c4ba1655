/* page: a page that was fetched, and its way into a jailed reader */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_PAGE_H
#define RUN_PAGE_H

#include "run/fetch.frame.h"
#include "run/reading.h"

/* The host in "https://HOST:PORT/..."; borrowed. */
struct str page_host(struct str url);
/* The address that a trail ends at; borrowed. */
struct str page_last(struct str trail);

/* Its bytes through a reader, as reading_run. ERR_SYNTAX: it does not come as
 * text/plain, and so was made by no person for this. */
enum err page_read(struct job *job, const struct frame_fetched *page,
    const struct reading *r, struct why *w) MUST_CHECK;

#endif
