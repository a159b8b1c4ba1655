/* freemail: domains at which anybody can have a mailbox */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef MATCH_FREEMAIL_H
#define MATCH_FREEMAIL_H

#include "base/str.h"

/* True for a domain (lower case) that is, or lies below, one where anybody
 * can have a mailbox: an account there is a person's, never a company's. */
bool freemail_is(struct str domain);

#endif
