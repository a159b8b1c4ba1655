/* reseal: what a row keeps under one key, kept under another */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_RESEAL_H
#define STORE_RESEAL_H

#include "base/arena.h"
#include "base/seal.h"
#include "store/sql.h"

enum { RESEAL_COLUMNS = 8 }; /* under key, of one table */

struct reseal_column {
	const struct reseal_rule *rule;
	size_t at, with; /* their places among the columns */
};

/* From one key to another; to has taken over what from leaves it. */
struct reseal {
	const struct seal *from, *to;

	struct arena a;		       /* of the row in hand */
	const struct sql_table *table; /* that the columns are of */
	struct reseal_column column[RESEAL_COLUMNS];
	size_t n;
};

void reseal_begin(
    struct reseal *r, const struct seal *from, const struct seal *to);
void reseal_end(struct reseal *r);
/*
 * Changes the values of a row that are under key, as a struct sql_move asks
 * for; they live until the next. Dies on one that does not open.
 */
void reseal_row(
    struct reseal *r, const struct sql_table *t, struct sql_value *v);
/* Where that row goes: two observations may come to share an id, or not to
 * share it any more. */
const char *reseal_into(const char *table, bool refused);

/*
 * The first column *_sealed, *_index, or rest of an observation, that nothing
 * here speaks of, as "table.column" from a; absent where there is none.
 */
struct str reseal_missing(
    const struct sql_schema *const *schema, size_t n, struct arena *a);
/* The same for what is spoken of here and is in none of the schemas. */
struct str reseal_stale(
    const struct sql_schema *const *schema, size_t n, struct arena *a);

#endif
