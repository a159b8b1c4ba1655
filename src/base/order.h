/* order: many numbers sorted, for what is worked off in the order of a key */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_ORDER_H
#define BASE_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct order {
	uint64_t key;
	uint32_t at; /* the caller's: which one has this key */
};

/* By key, least first; equal keys stay as they stood. room holds n too. Gives
 * a or room, whichever holds the result. Takes the same time for any keys. */
struct order *order_sort(struct order *a, struct order *room, size_t n);

#endif
