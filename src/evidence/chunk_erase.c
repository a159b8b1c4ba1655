/* chunk_erase: a chunk written again, without some rows or under another key */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "evidence/chunk.h"

/* Which rows go: ascending, so one look at the front is enough. */
struct going {
	const uint32_t *index;
	size_t n;
	uint64_t erasure;
};

static bool
ascending(const struct going *g, uint32_t rows)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->index[i] >= rows ||
		    (i > 0 && g->index[i] <= g->index[i - 1]))
			return false;
	return true;
}

static void
row_copy(struct chunk_writer *w, const struct chunk_row *row, struct going *g)
{
	bool goes = g->n > 0 && g->index[0] == row->index;
	unsigned char leaf[MERKLE_HASH];

	if (goes)
		g->index++, g->n--;
	chunk_row_leaf(row, leaf);
	if (row->erased)
		chunk_erased_add(w, leaf, row->erasure);
	else if (goes)
		chunk_erased_add(w, leaf, g->erasure);
	else
		chunk_kept_add(w, row->salt, row->bytes);
}

static enum err
rewrite(struct chunk_reader *r, struct chunk_writer *w, const struct seal *seal,
    struct going g, struct why *why)
{
	struct chunk_row row;

	if (!ascending(&g, r->rows))
		return why_set(why, ERR_RANGE,
		    "rows to erase must be below %u, each once and in order",
		    r->rows);
	chunk_begin_again(w, seal, r);
	while (chunk_next(r, &row))
		row_copy(w, &row, &g);

	const struct why *broken = chunk_reader_why(r);

	if (broken->err != OK)
		return why_at(
		    why, broken->err, 0, broken->byte, "%s", broken->rule);
	return OK;
}

static enum err
write_again(struct buf *file, const struct seal *from, const struct seal *to,
    struct str old, struct going g, struct chunk_sum *sum, struct why *why)
{
	struct chunk_reader r;
	struct chunk_writer w = {0};
	enum err e = chunk_open(&r, from, old, why);

	if (e == OK)
		e = rewrite(&r, &w, to, g, why);
	if (e == OK)
		chunk_end(&w, file, sum);
	chunk_close(&r);
	chunk_free(&w);
	return e;
}

enum err
chunk_erase(struct buf *file, const struct seal *seal, struct str old,
    const uint32_t *index, size_t n, uint64_t erasure, struct chunk_sum *sum,
    struct why *why)
{
	struct going g = {.index = index, .n = n, .erasure = erasure};

	return write_again(file, seal, seal, old, g, sum, why);
}

enum err
chunk_reseal(struct buf *file, const struct seal *from, const struct seal *to,
    struct str old, struct chunk_sum *sum, struct why *why)
{
	return write_again(file, from, to, old, (struct going){0}, sum, why);
}
