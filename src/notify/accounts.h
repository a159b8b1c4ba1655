/* accounts: all that a notice of stolen accounts names */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_ACCOUNTS_H
#define NOTIFY_ACCOUNTS_H

#include "store/store.h"

enum { ACCOUNTS_MAX = 50, ACCOUNTS_BYTES_MAX = 4096 };

/*
 * To the company itself an account is named, however masked, only where a
 * proven claim says that it is theirs: what is entered may be a slip of the
 * pen, and an account names a person.
 *
 * What the newest of those rows said of a finding, each once, as "name: value"
 * lines; of a domain more than one account may be stolen. Lives in a.
 */
struct str accounts_detail(struct store *s, struct arena *a, int64_t finding);
/* How many rows are not told so, and a claim to be proven (SQL_NULL_I64: none).
 */
uint64_t accounts_unproven(struct store *s, int64_t finding, int64_t *claim);

#endif
