/* returned: what a mail that came back, or an answer to ours, may be */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/returned.h"

static const char *const names[RETURNED_COUNT] = {"unreadable", "bounced",
    "given-up", "delayed", "delivered", "automatic", "complaint", "unsubscribe",
    "reply"};

const char *
returned_kind_name(enum returned_kind k)
{
	return k < RETURNED_COUNT ? names[k] : "unknown";
}
