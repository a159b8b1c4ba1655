/* accounts: what a service holds, in numbers that two services share */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_RUN_ACCOUNTS_H
#define TEST_RUN_ACCOUNTS_H

#include "test/run/binary.h"

/*
 * Appends lines of what is in store.db and in the folders: the same for two
 * services that were told the same, whatever happened in between.
 */
void accounts_put(struct buf *b, const struct world *w);
/* One number out of store.db, by a query without parameters. */
int64_t account(const struct world *w, const char *query);
/* Changes store.db behind the program's back; how many rows of it. */
int account_change(const struct world *w, const char *statement);
/* The same for one row, no more and no fewer. */
void account_spoil(const struct world *w, const char *statement);
/* How many files below folder/NAME end in suffix; those in evidence/orphan
 * are not counted among those of "evidence". */
unsigned files_count(
    const struct world *w, const char *name, const char *suffix);
/* The path of the first such file, by name, to path[512]; false: none. */
bool file_first(const struct world *w, const char *name, const char *suffix,
    char path[512]);
/* Sums that hold at every moment, crash or not; prints what does not. */
bool accounts_hold(const struct world *w);

#endif
