/* trouble: since when no mail is taken from us, and whether that is long */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_TROUBLE_H
#define NOTIFY_TROUBLE_H

#include "base/time.h"
#include "notify/delivery.h"

enum {
	/* A server that begins anew is back by then; and who is to be warned
	 * at once has waited. */
	TROUBLE_LONG = 30 * MINUTE,
	/* A server that answers, and says "not now" to so many mails and takes
	 * none, means us and no receiver. */
	TROUBLE_REFUSED = 3,
};

/* Keeps what outcomes say of the mail server: before those are kept, in the
 * same transaction. */
void trouble_keep(
    struct store *s, const struct outcome *o, size_t n, int64_t now);
/* Since when it took none of what was offered and still waits; SQL_NULL_I64: it
 * takes mail, or nothing waits. */
int64_t trouble_since(struct store *s);
/* False for SQL_NULL_I64. */
bool trouble_is_long(int64_t since, int64_t now);

#endif
