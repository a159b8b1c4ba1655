/* pages: what answers on each path */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H

#include "web/visit.h"

/* Who we are, and the form to check a code. */
void home_get(struct visit *v);
/* Asks whether a code is of ours; nothing changes by it, so another site may
 * send one here. */
void check_post(struct visit *v);
void check_told(struct visit *v, const struct told *told);

/*
 * The link of a mail. GET only shows what it stops, however often a scanner
 * follows it; POST stops it (RFC 8058). Who has the address of the page got the
 * mail, or was given it: that is what there is against forged requests, as a
 * mail program has no page of ours to send it from.
 */
void stop_get(struct visit *v);
void stop_post(struct visit *v);
void stop_told(struct visit *v, const struct told *told);

/* RFC 9116: whom to tell of a weakness in this service. 404 where nobody is
 * named. */
void security_get(struct visit *v);
void robots_get(struct visit *v);
void style_get(struct visit *v);

#endif
