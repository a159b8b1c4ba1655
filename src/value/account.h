/* account: somebody's account, as others may see it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef VALUE_ACCOUNT_H
#define VALUE_ACCOUNT_H

#include "base/buf.h"

/*
 * Puts "jan@bakker.example" as "j…n@bakker.example": the first and the last
 * character of what stands before the last @, and only "…" where that has less
 * than three; of a name without @ the same. What was masked stays as it is.
 */
void account_mask(struct buf *b, struct str account);

/* "bakker.example" of "jan@bakker.example:Welkom01"; absent without an @. */
struct str account_domain(struct str account);

/*
 * Puts a text with each word that holds an @ as a mailbox masked; of such a
 * word ("jan@bakker.example:Welkom01") and of a URL only the mailbox, and the
 * host, are put: what stands beside them may be a password.
 */
void account_text(struct buf *b, struct str text);

#endif
