/* chunk_write: rows gathered in memory, and the file made of them */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <sodium.h>
#include <string.h>

#include "base/frame.h"
#include "evidence/chunk_form.h"

enum {
	HEAD_ROOM = FORM_FIXED + CHUNK_BLOCKS_MAX * FORM_BLOCK + FORM_PROOF,
};

static const unsigned char *
bytes_of(struct str s)
{
	return (const unsigned char *)s.p;
}

static void
begin(struct chunk_writer *w, const struct seal *seal, uint32_t reader)
{
	form_keys(&w->keys, seal);
	w->reader = reader;
	w->rows = w->erased = 0;
	w->bytes = 0;
	buf_reset(&w->meta);
	buf_reset(&w->record);
	buf_reset(&w->digest);
	buf_reset(&w->salt);
	w->again = w->id_known = false;
}

static void
meta_put(struct chunk_writer *w, const unsigned char salt[MERKLE_SALT],
    const struct chunk_meta *meta)
{
	buf_put(&w->meta, salt, MERKLE_SALT);
	frame_put_bytes(&w->meta, meta->feed, CHUNK_ROW_MAX);
	frame_put_bytes(&w->meta, meta->type, CHUNK_ROW_MAX);
	frame_put_bytes(&w->meta, meta->header, CHUNK_ROW_MAX);
	w->id_end = w->meta.n;
	frame_put_bytes(&w->meta, meta->name, CHUNK_ROW_MAX);
}

void
chunk_begin(struct chunk_writer *w, const struct seal *seal,
    const struct chunk_meta *meta)
{
	unsigned char salt[MERKLE_SALT];

	begin(w, seal, meta->reader);
	randombytes_buf(salt, sizeof(salt));
	meta_put(w, salt, meta);
}

void
chunk_begin_again(struct chunk_writer *w, const struct seal *seal,
    const struct chunk_reader *from)
{
	begin(w, seal, from->meta.reader);
	meta_put(w, from->meta_salt, &from->meta);
	memcpy(w->id, from->id, CHUNK_ID);
	w->again = w->id_known = true;
}

bool
chunk_full(const struct chunk_writer *w)
{
	return w->rows == CHUNK_ROWS || w->bytes > CHUNK_BYTES - CHUNK_ROW_MAX;
}

static void
row_put(struct chunk_writer *w, struct str row)
{
	if (w->rows == CHUNK_ROWS || w->bytes + row.n > CHUNK_BYTES)
		die("row %u does not fit in its chunk", w->rows);

	unsigned char digest[MERKLE_HASH];

	merkle_digest(digest, row);
	buf_put(&w->digest, digest, sizeof(digest));
	frame_put_bytes(&w->record, row, CHUNK_ROW_MAX);
	w->bytes += row.n;
	w->rows++;
}

uint32_t
chunk_add(struct chunk_writer *w, struct str row)
{
	if (w->again)
		die("a new row in a chunk that is written again");
	row_put(w, row);
	w->id_known = false;
	return w->rows - 1;
}

void
chunk_kept_add(struct chunk_writer *w, const unsigned char salt[MERKLE_SALT],
    struct str row)
{
	if (!w->again)
		die("a kept row in a new chunk");
	row_put(w, row);
	buf_put(&w->salt, salt, MERKLE_SALT);
}

void
chunk_erased_add(struct chunk_writer *w, const unsigned char leaf[MERKLE_HASH],
    uint64_t erasure)
{
	static const unsigned char no_salt[MERKLE_SALT];

	if (!w->again || w->rows == CHUNK_ROWS)
		die("a tombstone in a new or full chunk");
	frame_put_u32(&w->record, FORM_ERASED);
	buf_put(&w->record, leaf, MERKLE_HASH);
	frame_put_u64(&w->record, erasure);
	buf_put(&w->salt, no_salt, MERKLE_SALT);
	w->rows++;
	w->erased++;
}

void
chunk_id(struct chunk_writer *w, unsigned char out[CHUNK_ID])
{
	if (!w->id_known) {
		crypto_generichash_state h;
		struct str meta = str_upto(buf_all(&w->meta), w->id_end);
		struct str texts = str_from(meta, MERKLE_SALT);
		struct str rows = buf_all(&w->digest);

		crypto_generichash_init(&h, w->keys.id, SEAL_KEY, CHUNK_ID);
		crypto_generichash_update(&h, bytes_of(texts), texts.n);
		crypto_generichash_update(&h, bytes_of(rows), rows.n);
		crypto_generichash_final(&h, w->id, CHUNK_ID);
		w->id_known = true;
	}
	memcpy(out, w->id, CHUNK_ID);
}

/* All at once: one system call for a seed instead of one per row. */
static void
salts_draw(struct chunk_writer *w)
{
	unsigned char seed[randombytes_SEEDBYTES];
	size_t n = (size_t)w->rows * MERKLE_SALT;

	if (w->again || n == 0)
		return;

	char *to = buf_room(&w->salt, n);

	randombytes_buf(seed, sizeof(seed));
	randombytes_buf_deterministic(to, n, seed);
	sodium_memzero(seed, sizeof(seed));
	w->salt.n = n;
}

/* What chunk_end works with; the columns are those of the present block. */
struct ending {
	struct chunk_writer *w;
	struct buf *file;
	struct frame_in record; /* rows not written yet */
	struct str digest;	/* theirs */
	struct merkle tree;
	struct chunk_press *press;
	struct chunk_block block[CHUNK_BLOCKS_MAX];
	uint32_t blocks, row;
};

static void
row_write(struct ending *e)
{
	uint32_t n = frame_u32(&e->record);
	struct str s =
	    str_upto(e->record.left, n == FORM_ERASED ? FORM_TOMB : n);
	unsigned char leaf[MERKLE_HASH];

	e->record.left = str_from(e->record.left, s.n);
	frame_put_u32(&e->press->sizes, n);
	if (n == FORM_ERASED) {
		memcpy(leaf, s.p, MERKLE_HASH);
		buf_str(&e->press->sides, s);
	} else {
		struct str salt = str_upto(str_from(buf_all(&e->w->salt),
					       (size_t)e->row * MERKLE_SALT),
		    MERKLE_SALT);
		merkle_salted(leaf, bytes_of(salt), bytes_of(e->digest));
		e->digest = str_from(e->digest, MERKLE_HASH);
		buf_str(&e->press->sides, salt);
		buf_str(&e->press->texts, s);
	}
	merkle_add(&e->tree, leaf);
	e->row++;
}

static size_t
columns(const struct ending *e)
{
	return e->press->sizes.n + e->press->sides.n + e->press->texts.n;
}

static void
block_write(struct ending *e, uint32_t first, struct str plain)
{
	if (e->blocks == CHUNK_BLOCKS_MAX)
		die("a chunk of more than %d blocks", CHUNK_BLOCKS_MAX);

	struct chunk_block *b = &e->block[e->blocks];

	b->first = first;
	b->rows = e->row - first;
	form_block_put(
	    e->file, &e->w->keys, e->w->id, e->blocks, b, plain, e->press);
	e->blocks++;
}

static void
rows_write(struct ending *e)
{
	while (e->record.left.n > 0) {
		uint32_t first = e->row;

		buf_reset(&e->press->sizes);
		buf_reset(&e->press->sides);
		buf_reset(&e->press->texts);
		while (e->record.left.n > 0 && columns(e) < FORM_FILL)
			row_write(e);
		buf_str(&e->press->sizes, buf_all(&e->press->sides));
		buf_str(&e->press->sizes, buf_all(&e->press->texts));
		block_write(e, first, buf_all(&e->press->sizes));
	}
}

/* The head needs the blocks' lengths: it is written last, at the end of the
 * room left for it in front of them. */
static void
head_write(struct ending *e, struct buf *file, struct chunk_sum *sum)
{
	struct buf *b = &e->press->sizes;
	struct form_head head = {
	    .reader = e->w->reader,
	    .rows = sum->rows,
	    .erased = sum->erased,
	    .blocks = e->blocks,
	    .bytes = sum->bytes,
	    .id = sum->id,
	    .root = sum->root,
	};

	buf_reset(b);
	form_head_put(b, &e->w->keys, &head, e->block);
	memcpy(file->p + HEAD_ROOM - b->n, b->p, b->n);
	buf_drop(file, HEAD_ROOM - b->n);
	sum->stored = file->n;
	crypto_generichash(sum->hash, sizeof(sum->hash),
	    bytes_of(buf_all(file)), file->n, NULL, 0);
}

void
chunk_end(struct chunk_writer *w, struct buf *file, struct chunk_sum *sum)
{
	struct ending e = {.w = w,
	    .file = file,
	    .record = {.left = buf_all(&w->record)},
	    .digest = buf_all(&w->digest),
	    .press = &w->press};
	struct str meta = buf_all(&w->meta);
	unsigned char leaf[MERKLE_HASH];

	*sum = (struct chunk_sum){
	    .rows = w->rows, .erased = w->erased, .bytes = w->bytes};
	chunk_id(w, sum->id);
	salts_draw(w);
	buf_reset(file);
	buf_room(file, HEAD_ROOM);
	file->n = HEAD_ROOM;
	merkle_leaf(leaf, bytes_of(meta), str_from(meta, MERKLE_SALT));
	merkle_add(&e.tree, leaf);
	block_write(&e, 0, meta);
	rows_write(&e);
	merkle_root(&e.tree, sum->root);
	head_write(&e, file, sum);
}

void
chunk_free(struct chunk_writer *w)
{
	buf_free(&w->meta);
	buf_free(&w->record);
	buf_free(&w->digest);
	buf_free(&w->salt);
	form_press_free(&w->press);
	sodium_memzero(&w->keys, sizeof(w->keys));
}
