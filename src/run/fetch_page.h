/* fetch_page: one page, over the redirects that lead to it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_FETCH_PAGE_H
#define RUN_FETCH_PAGE_H

#include <curl/curl.h>

#include "base/buf.h"
#include "run/fetch.h"

/* For all pages; texts are borrowed. */
struct fetch_terms {
	struct str agent, ca;
	struct str instead; /* "NAME=ADDRESS:PORT ..." */
	int64_t ms;	    /* for a page, all redirects with it */
};

/* No id: a free place. */
struct fetch_page {
	uint32_t id; /* from 1 */
	CURL *easy;
	struct curl_slist *instead;
	bool excepted;	    /* the operator said where this name is */
	struct str special; /* why an address of it was refused */
	struct buf trail;   /* the addresses it led along, blank separated */
	struct buf body;
	int redirects;
	int64_t until_ms;
	char error[CURL_ERROR_SIZE];
	enum fetch_end end; /* once it has ended, and why */
	char why[240];
};

/* Begins with a page; false when it ended at once. */
bool page_begin(struct fetch_page *p, CURLM *multi,
    const struct fetch_terms *terms, uint32_t id, struct str url,
    int64_t now_ms);
/* What libcurl had in hand of it is done: false when it follows a redirect,
 * true when the page has ended. */
bool page_done(struct fetch_page *p, CURLM *multi,
    const struct fetch_terms *terms, CURLcode e, int64_t now_ms);
/* Gives back what it holds. */
void page_free(struct fetch_page *p, CURLM *multi);

#endif
