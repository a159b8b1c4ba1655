/* making: texts of notices become the final bytes of mails, signed */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_MAKING_H
#define NOTIFY_MAKING_H

#include "base/buf.h"

struct postmark; /* notify/delivery.h */

struct making {
	struct str domain; /* of the sender, lower case: it signs */
	struct str frozen; /* as it was released; absent: nothing to make */
	struct buf bytes;  /* what comes of it, the caller's to free */
};

/*
 * Makes n, each signed as p says, at that moment. Signing is nearly all of it,
 * so a second thread takes every other one: for that time p's keys are in use
 * by both.
 */
void making_all(
    struct making *m, size_t n, const struct postmark *p, int64_t now);

#endif
