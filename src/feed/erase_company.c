/* erase_company: the raw rows about one company go, their hashes stay */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/crash.h"
#include "evidence/chunk.h"
#include "evidence/vault.h"
#include "feed/concern.h"
#include "feed/erase.h"
#include "store/erasure.sql.h"
#include "store/ledger.sql.h"
#include "store/subjects.h"

struct erasing {
	struct store *s;
	int folder;
	int64_t erasure;
	bool dry;
	struct erase_sums *sums;
};

static bool
among(const struct concern_chunk *c, int64_t row)
{
	size_t low = 0, high = c->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (c->index[middle] < row)
			low = middle + 1;
		else
			high = middle;
	}
	return low < c->n && c->index[low] == row;
}

/* Observations whose newest row is one of these. In a transaction. */
static void
observations_drop(struct erasing *e, const struct concern_chunk *c)
{
	struct sql *db = e->s->db;
	struct sql_cursor cursor;
	struct erasure_observations_row row;
	struct buf list = {0};

	erasure_observations(db, c->seq, &cursor);
	while (erasure_observations_next(&cursor, &row))
		if (among(c, row.row))
			buf_put(&list, &row, sizeof(row));

	const struct erasure_observations_row *o =
	    (const struct erasure_observations_row *)(const void *)list.p;
	size_t n = list.n / sizeof(*o);

	for (size_t i = 0; i < n; i++) {
		erasure_identification(db, o[i].id, o[i].rest);
		subjects_drop(e->s, &o[i].subject, 1);
		if (erasure_observation(db, o[i].id, o[i].rest) == 0)
			erasure_observation_clash(db, o[i].id, o[i].rest);
	}
	e->sums->observations += n;
	buf_free(&list);
}

/* In one transaction; the old file is still there. */
static void
ledger_keep(struct erasing *e, const struct concern_chunk *c, struct str name,
    const struct chunk_sum *sum)
{
	struct sql *db = e->s->db;

	sql_begin(db);
	ledger_erase(db, c->seq, name, (int64_t)sum->stored,
	    str_make(sum->hash, sizeof(sum->hash)), sum->erased,
	    (int64_t)sum->bytes);
	observations_drop(e, c);
	for (size_t i = 0; i < c->n; i++)
		erasure_reject(db, c->seq, c->index[i]);
	crash_point(CRASH_ERASE_WRITTEN);
	sql_commit(db);
	crash_point(CRASH_ERASE_DONE);
}

static enum err
chunk_rows(void *ctx, const struct concern_chunk *c, struct why *w)
{
	struct erasing *e = ctx;
	struct buf file = {0}, name = {0};
	struct chunk_sum sum;
	enum err err = OK;

	if (!e->dry)
		err = chunk_erase(&file, e->s->seal, c->bytes, c->index, c->n,
		    (uint64_t)e->erasure, &sum, w);
	if (err == OK && !e->dry) {
		vault_replace(e->folder, c->file, buf_all(&file), &name);
		ledger_keep(e, c, buf_all(&name), &sum);
		vault_remove(e->folder, c->file);
	}
	if (err == OK) {
		e->sums->chunks++;
		e->sums->rows += c->n;
	}
	buf_free(&file);
	buf_free(&name);
	return err;
}

enum err
company_erase(struct store *s, int folder, int64_t organisation,
    int64_t erasure, bool dry, struct erase_sums *sums, struct why *w)
{
	struct erasing e = {s, folder, erasure, dry, sums};
	struct concern c;
	struct arena a;

	arena_init(&a, 0);
	concern_load(&c, s, &a, organisation);

	enum err err = concern_each(s, folder, &c, chunk_rows, &e, w);

	arena_free(&a);
	return err;
}
