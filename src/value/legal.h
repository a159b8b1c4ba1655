/* legal: on what ground something may be done (GDPR art. 6(1) a, b, c and e) */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef VALUE_LEGAL_H
#define VALUE_LEGAL_H

#include "base/str.h"

/* Kept in the store: never renumber. */
enum legal {
	LEGAL_NONE,
	LEGAL_LAW,
	LEGAL_CONTRACT,
	LEGAL_CONSENT,
	LEGAL_COUNT,
};

/* "law", "contract", "consent"; LEGAL_NONE for anything else. */
enum legal legal_read(struct str s);
const char *legal_name(enum legal l);

#endif
