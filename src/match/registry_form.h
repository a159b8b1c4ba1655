/* registry_form: how ranges stand in registry_part; for registry*.c only */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef MATCH_REGISTRY_FORM_H
#define MATCH_REGISTRY_FORM_H

#include <stdint.h>

/*
 * Of IPv4: first, last, said; four bytes each. Of IPv6: first and last of 16
 * bytes, said of four. Network order; said is registry_said.number. One after
 * the other, nothing between.
 */
enum {
	REGISTRY_FOUR = 12,
	REGISTRY_SIX = 36,
};

#endif
