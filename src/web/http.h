/* http: requests in and answers out, over libmicrohttpd */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_HTTP_H
#define WEB_HTTP_H

#include "web/visit.h"

enum {
	HTTP_GUESTS = 256,	  /* connections at the same time */
	HTTP_HEADERS = 16 * 1024, /* bytes of a request's headers, and more */
	HTTP_REQUEST_MS = 5000,	  /* from connecting to the last byte, less the
				   * time that we take */
	HTTP_ASK_MS = 20 * 1000,  /* then who was asked is too busy */
	HTTP_PER_MINUTE = 300,	  /* requests of one address; IPv6: of a /64 */
	HTTP_REMOTE = 16,	  /* bytes by which an address is counted */
};

/* Of whom the pages are, and whom to ask. */
struct http_door {
	const struct site *site;
	/* Asks what visit->ask says; the answer is given by http_told, under
	 * the same number, which no other has. remote: HTTP_REMOTE bytes.
	 * False: it cannot be asked. */
	bool (*ask)(
	    uint32_t number, const struct visit *visit, struct str remote);
};

/*
 * Plain HTTP/1.1 on a socket that listens on a loopback address, for a proxy
 * that has the TLS: X-Forwarded-For is believed, as only this machine can
 * connect. A connection has one request, so that nothing can be hidden behind
 * another one; a body has a length that is known beforehand, so there are no
 * chunks. Opens it, before a jail; there is one in a process. door is borrowed.
 */
void http_open(int listener, const struct http_door *door);
/* What to poll for reading, and for how long at most, in milliseconds. */
int http_fd(void);
int http_patience(void);
/* Takes and gives what can be taken and given. now: milliseconds. */
void http_serve(int64_t now);
/* The answer to what was asked; nothing where nobody waits for it. */
void http_told(uint32_t number, const struct told *told);

#endif
