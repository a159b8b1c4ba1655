/* outside: what the processes with a network have in common */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_OUTSIDE_H
#define RUN_OUTSIDE_H

#include <curl/curl.h>

#include "base/arena.h"
#include "base/buf.h"

/* Where their files are; all others are closed. */
enum { OUTSIDE_PEER = 3, OUTSIDE_FOLDER = 4 };

/*
 * Forks a process named so, with a socket to it as OUTSIDE_PEER and folder
 * (borrowed; -1: none) as OUTSIDE_FOLDER, and runs run in it, which does not
 * return. The other end of the socket is returned.
 */
int outside_start(const char *name, int folder, void (*run)(void));

/* What libraries read and start once, before the jail; ca_list gets the
 * system's certificates, or nothing. */
CURLM *outside_warm(struct buf *ca_list);

/* Trusts ca (PEM) and nobody else; empty: nobody. */
void outside_trust(CURL *e, struct str ca);

/* What a server said, fit to be kept and shown: one line of at most most
 * bytes, without mail addresses, which servers like to repeat and which are
 * sealed where we keep them. */
struct str outside_said(struct arena *a, struct str text, size_t most);

#endif
