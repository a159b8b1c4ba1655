/* withdraw: notices that rest on what is gone, and have not left */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/finding.h"
#include "notify/prepare.h"
#include "store/notice.sql.h"

/* What is listed, which is freed. */
static uint64_t
all_back(struct store *s, struct buf *list, int64_t now)
{
	const int64_t *notice = (const int64_t *)(const void *)list->p;
	uint64_t n = list->n / sizeof(*notice);

	for (uint64_t i = 0; i < n; i++)
		finding_notice_back(s, notice[i], now);
	buf_free(list);
	return n;
}

uint64_t
notices_withdraw(struct store *s, int64_t batch, int64_t now)
{
	struct buf list = {0};
	struct sql_cursor c;
	struct notice_unsent_row row;

	notice_unsent(s->db, batch, &c);
	while (notice_unsent_next(&c, &row))
		buf_put(&list, &row.id, sizeof(row.id));
	return all_back(s, &list, now);
}

uint64_t
notices_unproven(struct store *s, int64_t now)
{
	struct buf list = {0};
	struct sql_cursor c;
	struct notice_unproven_row row;

	notice_unproven(s->db, &c);
	while (notice_unproven_next(&c, &row))
		buf_put(&list, &row.id, sizeof(row.id));
	return all_back(s, &list, now);
}
