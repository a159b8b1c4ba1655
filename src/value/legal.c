/* legal: on what ground something may be done (GDPR art. 6(1) a, b, c and e) */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/legal.h"

static const char *const names[LEGAL_COUNT] = {
    [LEGAL_NONE] = "none",
    [LEGAL_LAW] = "law",
    [LEGAL_CONTRACT] = "contract",
    [LEGAL_CONSENT] = "consent",
};

enum legal
legal_read(struct str s)
{
	return (enum legal)str_name(s, names, LEGAL_COUNT);
}

const char *
legal_name(enum legal l)
{
	return names[l < LEGAL_COUNT ? l : LEGAL_NONE];
}
