/* effect_rows: the rows that a year's figures count, one by one and hashed */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <sodium.h>

#include "base/time.h"
#include "finding/finding.h"
#include "notify/effect_now.h"
#include "notify/effect_year.h"

enum { SYSTEM_BYTES = 8 };

static void
time_field(struct buf *b, int64_t t)
{
	buf_char(b, ',');
	if (t != SQL_NULL_I64)
		time_put(b, t);
}

static void
line_put(struct buf *b, const struct effect_row_each_row *row,
    const struct effect_company *company, enum legal ground)
{
	buf_str(b, row->ref);
	buf_char(b, ',');
	buf_str(b, company->ref);
	buf_char(b, ',');
	buf_i64(b, row->notice);
	buf_char(b, ',');

	struct str system = str_upto(row->subject_index, SYSTEM_BYTES);

	buf_hex(b, system.p, system.n);
	buf_fmt(b, ",%s", legal_name(ground));
	time_field(b, row->sent);
	time_field(b, row->delivered);
	buf_char(b, '\n');
}

void
year_rows_each(struct store *s, struct arena *a, struct year_part p,
    void (*put)(void *ctx, struct str line), void *ctx)
{
	struct effect_known known;
	struct sql_cursor c;
	struct effect_row_each_row row;
	struct buf b = {0};

	effect_known_read(&known, s->db, a, false, true);
	put(ctx, STR("finding,company,notice,system,ground,sent,delivered\n"));
	effect_row_each(s->db, year_part_begin(p), year_part_end(p), &c);
	while (effect_row_each_next(&c, &row)) {
		struct effect_origin o = effect_origin_of(&known, row.finding);
		if (row.state == FINDING_WITHDRAWN ||
		    effect_is_erased(&known, row.organisation))
			continue;
		buf_reset(&b);
		line_put(&b, &row, effect_company_at(&known, row.organisation),
		    o.ground);
		put(ctx, buf_all(&b));
	}
	effect_known_free(&known);
	buf_free(&b);
}

struct hashing {
	crypto_hash_sha256_state state;
	int64_t lines;
};

static void
line_hash(void *ctx, struct str line)
{
	struct hashing *h = ctx;

	crypto_hash_sha256_update(
	    &h->state, (const unsigned char *)line.p, line.n);
	h->lines++;
}

void
year_rows_hash(
    struct year_rows *r, struct store *s, struct arena *a, struct year_part p)
{
	struct hashing h = {.lines = -1}; /* the heads are no row */

	crypto_hash_sha256_init(&h.state);
	year_rows_each(s, a, p, line_hash, &h);
	crypto_hash_sha256_final(&h.state, r->hash);
	r->rows = h.lines;
}

void
year_hash(unsigned char out[YEAR_HASH], struct str text)
{
	crypto_hash_sha256(out, (const unsigned char *)text.p, text.n);
}
