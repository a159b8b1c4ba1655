/* trouble: since when no mail is taken from us, and whether that is long */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/trouble.h"

#include "store/trouble.sql.h"

void
trouble_keep(struct store *s, const struct outcome *o, size_t n, int64_t now)
{
	size_t ends[DELIVERY_END_COUNT] = {0};

	for (size_t i = 0; i < n; i++)
		ends[o[i].end]++;
	/* who refuses one for good has looked at it, as who takes one */
	if (ends[DELIVERY_TAKEN] + ends[DELIVERY_REFUSED] > 0)
		trouble_end(s->db);
	else if (ends[DELIVERY_UNREACHED] + ends[DELIVERY_LATER] > 0)
		trouble_begin(s->db, now, ends[DELIVERY_UNREACHED] == 0);
}

int64_t
trouble_since(struct store *s)
{
	struct trouble_get_row row;
	int64_t least;

	if (!trouble_get(s->db, &row))
		return SQL_NULL_I64;
	least = row.refused != 0 ? TROUBLE_REFUSED : 1;
	return row.mails_int >= least ? row.since : SQL_NULL_I64;
}

bool
trouble_is_long(int64_t since, int64_t now)
{
	return since != SQL_NULL_I64 && now - since >= TROUBLE_LONG;
}
