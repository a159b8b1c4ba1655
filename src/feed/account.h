/* account: what may be kept of a row that tells of somebody's account */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_ACCOUNT_H
#define FEED_ACCOUNT_H

#include "base/buf.h"

/* Days that raw rows of stolen accounts are kept: they hold passwords. */
enum { ACCOUNT_ROWS_DAYS = 30 };

/*
 * Puts the "name: value" lines that may be shown: those of known names, with
 * accounts masked. Whatever reader they come from: what stands in a column of
 * any other name may be the password.
 */
void account_detail(struct buf *b, struct str detail);
/* Puts why a row was rejected without what it quotes of the row. */
void account_rule(struct buf *b, struct str rule);

#endif
