/* script: names that are made to look like others */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef VALUE_SCRIPT_H
#define VALUE_SCRIPT_H

#include "value/domain.h"

/*
 * Why a person should look at a name before it is believed, or NULL: a label
 * mixes alphabets other than Latin with those of East Asia (Unicode TR 39 5.2,
 * "highly restrictive"), or is wholly of Cyrillic or Greek letters that look
 * like Latin ones. A warning, no proof: two Latin names can look alike too.
 */
const char *domain_suspect(const struct domain *d);

#endif
