/* accounts: all that a notice of stolen accounts names */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_ACCOUNTS_H
#define NOTIFY_ACCOUNTS_H

#include "store/store.h"

enum { ACCOUNTS_MAX = 50, ACCOUNTS_BYTES_MAX = 4096 };

/* What the newest rows said of a finding, each once, as "name: value" lines;
 * of a domain more than one account may be stolen. Lives in a. */
struct str accounts_detail(struct store *s, struct arena *a, int64_t finding);

#endif
