/* accounts: all that a notice of stolen accounts names */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/accounts.h"

#include "store/observation.sql.h"

struct str
accounts_detail(struct store *s, struct arena *a, int64_t finding)
{
	struct buf b = {0};
	struct sql_cursor c;
	struct identification_details_row row;

	identification_details(s->db, finding, ACCOUNTS_MAX, &c);
	while (identification_details_next(&c, &row)) {
		struct str one = store_open(s, a, "identification.detail",
		    row.observation, row.detail_sealed);
		if (b.n + one.n <= ACCOUNTS_BYTES_MAX &&
		    str_find_str(buf_all(&b), one) == b.n)
			buf_str(&b, one);
	}

	struct str all = arena_str(a, buf_all(&b));

	buf_free(&b);
	return all;
}

uint64_t
accounts_unproven(struct store *s, int64_t finding, int64_t *claim)
{
	struct identification_unproven_row row;

	*claim = SQL_NULL_I64;
	if (!identification_unproven(s->db, finding, &row))
		return 0;
	*claim = row.claim_int;
	return (uint64_t)row.rows_int;
}
