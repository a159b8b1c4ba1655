/* fetch: the process that gets pages from sites */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_FETCH_H
#define RUN_FETCH_H

enum {
	FETCH_AT_ONCE = 8,	    /* pages it has in hand at most */
	FETCH_BODY_MAX = 32 * 1024, /* bytes of one */
	FETCH_REDIRECTS_MAX = 3,
	FETCH_URL_MAX = 1024,
};

/* What came of a page. */
enum fetch_end {
	FETCH_FINE,	 /* status 200, and here it is */
	FETCH_NOTHING,	 /* the site says that there is none (4xx) */
	FETCH_UNREACHED, /* no answer in time, or "not now" */
	FETCH_UNTRUSTED, /* no TLS with a certificate for that name */
	FETCH_REFUSED,	 /* by us: see below */
	FETCH_END_COUNT,
};

/*
 * Forks a process that gets pages, jailed, and speaks run/fetch.frame on the
 * returned socket. It gets https only and follows at most FETCH_REDIRECTS_MAX
 * redirects, each looked at like the first. It connects to no address that is
 * not for everyone (address_special), whatever a name resolves to and whenever:
 * the very address that is connected to is looked at; names in the operator's
 * list are connected to what stands there instead. No compression is asked for
 * or taken, no cookie kept, no name or password sent, nothing parsed. It ends
 * when the socket does. For the parent process only: the keeper asks it to.
 */
int fetch_start(void);

#endif
