/* site: the process that shows pages to whoever comes */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_SITE_H
#define RUN_SITE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum { SITE_LISTEN = 260 /* bytes of HOST:PORT */ };

/* HOST:PORT, HOST a loopback address: only this machine can connect then. The
 * pages are plain HTTP, and a proxy of the operator's has the TLS. */
enum err site_address_check(struct str listen, struct why *w) MUST_CHECK;
/* Listens there. ERR_SYNTAX: as above; ERR_IO: why not is in w. */
enum err site_listen(struct str listen, int *fd, struct why *w) MUST_CHECK;

/*
 * Forks a process that answers on listener (it stays open here), jailed, and
 * speaks run/site.frame on the returned socket: it sees neither files nor keys
 * nor the store, and can connect to nothing. It ends when the socket does. For
 * the parent process only: the keeper asks it to.
 */
int site_start(int listener);

/* The setting security-contact as an address for security.txt (RFC 9116 2.5.3):
 * "mailto:..." or "https://..."; empty where it is not set. */
enum err site_contact(
    struct str set, struct buf *uri, struct why *w) MUST_CHECK;

/* Does a site answer there, within a second? Asks it for a page. */
bool site_answers(struct str listen);

#endif
