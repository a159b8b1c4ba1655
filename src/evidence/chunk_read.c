/* chunk_read: rows out of a chunk file that may be anything */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "base/frame.h"
#include "evidence/chunk_form.h"

enum { NONE_OPEN = CHUNK_BLOCKS_MAX };

static bool
head_bad(struct chunk_reader *r, size_t n, const char *what)
{
	r->bad = CHUNK_HEAD;
	why_at(&r->why, ERR_SYNTAX, 0, 0, "head (bytes 0..%zu) %s",
	    n > 0 ? n - 1 : 0, what);
	return false;
}

static bool
block_bad(struct chunk_reader *r, uint32_t number, const char *what)
{
	const struct chunk_block *b = &r->block[number];

	r->bad = number;
	why_at(&r->why, ERR_SYNTAX, 0, b->at,
	    "block %" PRIu32 " (bytes %" PRIu64 "..%" PRIu64 ") %s", number,
	    b->at, b->at + b->stored - 1, what);
	return false;
}

static void
hash_get(struct frame_in *in, void *to, size_t n)
{
	struct str s = str_upto(in->left, n);

	if (s.n < n) {
		in->bad = true;
		return;
	}
	memcpy(to, s.p, n);
	in->left = str_from(in->left, n);
}

/* The fixed part; nothing in it is believed yet but the number of blocks,
 * which is only used to find the proof. */
static bool
fixed_read(struct chunk_reader *r)
{
	struct str file = r->file;

	if (file.n < form_head_size(1))
		return head_bad(r, file.n, "is too short for a chunk");
	if (!str_starts(file, STR(FORM_MAGIC)))
		return head_bad(r, FORM_FIXED, "is not that of a chunk");

	struct frame_in in = {.left = str_from(file, 8)};

	r->meta.reader = frame_u32(&in);
	r->rows = frame_u32(&in);
	r->erased = frame_u32(&in);
	r->blocks = frame_u32(&in);
	r->bytes = frame_u64(&in);
	hash_get(&in, r->id, sizeof(r->id));
	hash_get(&in, r->root, sizeof(r->root));
	if (r->blocks == 0 || r->blocks > CHUNK_BLOCKS_MAX)
		return head_bad(r, FORM_FIXED, "names no or too many blocks");
	return true;
}

static bool
proof_check(struct chunk_reader *r)
{
	size_t n = form_head_size(r->blocks);

	if (r->file.n < n)
		return head_bad(r, r->file.n, "is cut off");
	if (!form_head_check(&r->keys, str_upto(r->file, n)))
		return head_bad(r, n, "does not check");
	return true;
}

/* The proof held, so what is wrong from here was wrong when written. */
static bool
block_fits(const struct chunk_reader *r, uint32_t i, uint64_t first)
{
	const struct chunk_block *b = &r->block[i];

	return b->first == first && (i == 0 || b->rows > 0) &&
	    b->rows <= r->rows && b->stored >= FORM_TAG &&
	    b->plain <= FORM_PLAIN_MAX;
}

static bool
table_read(struct chunk_reader *r)
{
	struct frame_in in = {.left = str_from(r->file, FORM_FIXED)};
	uint64_t at = form_head_size(r->blocks), first = 0;

	for (uint32_t i = 0; i < r->blocks; i++) {
		struct chunk_block *b = &r->block[i];
		b->at = at;
		b->first = frame_u32(&in);
		b->rows = frame_u32(&in);
		b->plain = frame_u32(&in);
		b->stored = frame_u32(&in);
		hash_get(&in, b->nonce, sizeof(b->nonce));
		if (!block_fits(r, i, first))
			return head_bad(r, form_head_size(r->blocks),
			    "names blocks that cannot be");
		at += b->stored;
		first += b->rows;
	}
	if (r->rows > CHUNK_ROWS || r->block[0].rows != 0 || first != r->rows)
		return head_bad(r, form_head_size(r->blocks),
		    "names rows that are in no block");
	return true;
}

static bool
length_check(struct chunk_reader *r)
{
	const struct chunk_block *last = &r->block[r->blocks - 1];
	uint64_t end = last->at + last->stored;

	for (uint32_t i = 0; i < r->blocks; i++)
		if (r->block[i].at + r->block[i].stored > r->file.n)
			return block_bad(r, i, "is cut off");
	if (r->file.n == end)
		return true;
	r->bad = r->blocks;
	why_at(&r->why, ERR_SYNTAX, 0, end,
	    "bytes %" PRIu64 "..%zu are behind the last block", end,
	    r->file.n - 1);
	return false;
}

static bool
block_open(struct chunk_reader *r, uint32_t number)
{
	const struct chunk_block *b = &r->block[number];
	struct str stored = str_upto(str_from(r->file, b->at), b->stored);

	r->open = NONE_OPEN;
	if (!form_block_get(
		&r->plain, &r->keys, r->id, number, b, stored, &r->packed))
		return block_bad(r, number, "does not open");
	return true;
}

static bool
meta_read(struct chunk_reader *r)
{
	if (!block_open(r, 0))
		return false;
	buf_str(&r->meta_bytes, buf_all(&r->plain));

	struct frame_in in = {.left = buf_all(&r->meta_bytes)};

	hash_get(&in, r->meta_salt, sizeof(r->meta_salt));
	r->meta.feed = frame_bytes(&in, CHUNK_ROW_MAX);
	r->meta.type = frame_bytes(&in, CHUNK_ROW_MAX);
	r->meta.header = frame_bytes(&in, CHUNK_ROW_MAX);
	r->meta.name = frame_bytes(&in, CHUNK_ROW_MAX);
	if (frame_done(&in) != OK)
		return block_bad(r, 0, "does not read as a meta block");
	return true;
}

enum err
chunk_open(struct chunk_reader *r, const struct seal *seal, struct str file,
    struct why *w)
{
	*r = (struct chunk_reader){.file = file, .open = NONE_OPEN};
	form_keys(&r->keys, seal);

	if (fixed_read(r) && proof_check(r) && table_read(r) &&
	    length_check(r) && meta_read(r))
		return OK;
	return why_at(w, r->why.err, 0, r->why.byte, "%s", r->why.rule);
}

void
chunk_close(struct chunk_reader *r)
{
	buf_free(&r->meta_bytes);
	buf_free(&r->packed);
	buf_free(&r->plain);
	sodium_memzero(&r->keys, sizeof(r->keys));
}

const struct why *
chunk_reader_why(const struct chunk_reader *r)
{
	return &r->why;
}

void
chunk_rewind(struct chunk_reader *r)
{
	r->place = 0;
}

static size_t
side_size(uint32_t size)
{
	return size == FORM_ERASED ? FORM_TOMB : MERKLE_SALT;
}

static uint32_t
size_next(struct str *sizes)
{
	struct frame_in in = {.left = *sizes};
	uint32_t size = frame_u32(&in);

	*sizes = in.left;
	return size;
}

/* Sets the three columns at the block's first row. Once the sizes add up to
 * the block, walking them cannot leave it. */
static bool
columns_find(struct chunk_reader *r)
{
	const struct chunk_block *b = &r->block[r->open];
	struct str plain = buf_all(&r->plain);
	struct str sizes = str_upto(plain, 4 * (size_t)b->rows);
	uint64_t sides = 0, texts = 0;
	bool fit = true;

	for (struct str left = sizes; left.n >= 4;) {
		uint32_t size = size_next(&left);
		sides += side_size(size);
		texts += size == FORM_ERASED ? 0 : size;
		fit = fit && (size == FORM_ERASED || size <= CHUNK_ROW_MAX);
	}
	if (!fit || 4 * (uint64_t)b->rows + sides + texts != plain.n)
		return block_bad(r, r->open, "does not hold the rows it names");
	r->sizes = sizes;
	r->sides = str_upto(str_from(plain, sizes.n), sides);
	r->texts = str_from(plain, sizes.n + sides);
	r->at = b->first;
	return true;
}

static struct str
cut(struct str *from, size_t n)
{
	struct str s = str_upto(*from, n);

	*from = str_from(*from, n);
	return s;
}

/* Takes the row at r->at off the columns. */
static void
row_take(struct chunk_reader *r, struct chunk_row *row)
{
	uint32_t size = size_next(&r->sizes);
	struct str side = cut(&r->sides, side_size(size));

	*row = (struct chunk_row){.index = r->at++};
	if (size == FORM_ERASED) {
		struct frame_in in = {.left = str_from(side, MERKLE_HASH)};
		row->erased = true;
		row->erasure = frame_u64(&in);
		memcpy(row->leaf, side.p, MERKLE_HASH);
		return;
	}
	memcpy(row->salt, side.p, MERKLE_SALT);
	row->bytes = cut(&r->texts, size);
}

static uint32_t
block_of(const struct chunk_reader *r, uint32_t index)
{
	uint32_t from = 1, to = r->blocks - 1; /* block 0 is the meta */

	while (from < to) {
		uint32_t half = from + (to - from) / 2;
		if (index < r->block[half].first + r->block[half].rows)
			to = half;
		else
			from = half + 1;
	}
	return from;
}

static bool
block_enter(struct chunk_reader *r, uint32_t number)
{
	if (r->open == number)
		return true;
	if (!block_open(r, number))
		return false;
	r->open = number;
	return columns_find(r);
}

bool
chunk_row(struct chunk_reader *r, uint32_t index, struct chunk_row *row)
{
	if (r->why.err != OK || index >= r->rows ||
	    !block_enter(r, block_of(r, index)))
		return false;
	if (r->at > index && !columns_find(r))
		return false;
	do
		row_take(r, row);
	while (row->index < index);
	r->place = index + 1;
	return true;
}

bool
chunk_next(struct chunk_reader *r, struct chunk_row *row)
{
	return chunk_row(r, r->place, row);
}

void
chunk_row_leaf(const struct chunk_row *row, unsigned char out[MERKLE_HASH])
{
	if (row->erased)
		memcpy(out, row->leaf, MERKLE_HASH);
	else
		merkle_leaf(out, row->salt, row->bytes);
}

bool
chunk_walk(struct chunk_reader *r, struct merkle *m, struct chunk_sum *seen)
{
	struct str meta = str_from(buf_all(&r->meta_bytes), MERKLE_SALT);
	unsigned char leaf[MERKLE_HASH];
	struct chunk_row row;

	seen->rows = seen->erased = 0;
	seen->bytes = 0;
	merkle_leaf(leaf, r->meta_salt, meta);
	merkle_add(m, leaf);
	for (chunk_rewind(r); chunk_next(r, &row);) {
		chunk_row_leaf(&row, leaf);
		merkle_add(m, leaf);
		seen->rows++;
		seen->erased += row.erased;
		seen->bytes += row.bytes.n;
	}
	return r->why.err == OK;
}
