/* subjects: what observations are about, sealed eight together */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_SUBJECTS_H
#define STORE_SUBJECTS_H

#include "store/store.h"

/*
 * observation.subject is a place, of which the last SUBJECTS_BITS say which of
 * those in the row place >> SUBJECTS_BITS of observation_subject it is: to seal
 * and to keep one by one would take most of what the intake does for a row.
 */
enum { SUBJECTS_BITS = 3, SUBJECTS = 1 << SUBJECTS_BITS };

/* Those of one row; absent where there is none. */
struct subjects {
	struct str at[SUBJECTS];
};

/* The one at a place, of the row that holds it; lives in a. Dies where it is
 * not there: the store was changed outside the program. */
struct str subjects_get(
    struct store *s, struct arena *a, int64_t place, struct str sealed);
/* Adds these to row id; what it has at other places stays. In a transaction. */
void subjects_put(struct store *s, int64_t id, const struct subjects *add);
/* The one at a place is this now. In a transaction. */
void subjects_set(struct store *s, int64_t place, struct str text);
/* Those at n places, ascending, are gone. In a transaction. */
void subjects_drop(struct store *s, const int64_t *place, size_t n);

#endif
