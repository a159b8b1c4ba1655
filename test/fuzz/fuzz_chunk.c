/* fuzz_chunk: any bytes as a chunk file, also from somebody with the key */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <sodium.h>
#include <string.h>

#include "evidence/chunk_form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the first byte of the input makes of the rest. */
enum as {
	AS_FILE, /* the file itself */
	AS_HEAD, /* a head, with the right proof put behind it */
	AS_ROWS, /* block 1, sealed: what zstd and the seal let through */
	AS_META, /* block 0, sealed */
	AS_COUNT,
};

static const unsigned char id[CHUNK_ID] = {1}, root[MERKLE_HASH] = {2};

static void
use(const struct seal *seal, struct str file)
{
	struct chunk_reader r;
	struct chunk_row row;
	struct chunk_sum seen;
	struct merkle tree = {0};
	unsigned char hash[MERKLE_HASH];

	if (chunk_open(&r, seal, file, NULL) == OK &&
	    chunk_walk(&r, &tree, &seen)) {
		merkle_root(&tree, hash);
		for (uint32_t i = r.rows; i-- > r.rows / 2;)
			if (chunk_row(&r, i, &row))
				chunk_row_leaf(&row, hash);
	} else if (chunk_reader_why(&r)->err == OK) {
		die("a chunk that fails without a reason");
	}
	chunk_close(&r);
}

static void
head_make(struct buf *file, const struct chunk_keys *keys, struct str in)
{
	unsigned char proof[FORM_PROOF];
	size_t blocks = in.n > 20 ? (unsigned char)in.p[20] : 0;
	struct str head =
	    str_upto(in, form_head_size(0) - FORM_PROOF + blocks * FORM_BLOCK);

	crypto_generichash(proof, sizeof(proof), (const unsigned char *)head.p,
	    head.n, keys->head, SEAL_KEY);
	buf_str(file, head);
	buf_put(file, proof, sizeof(proof));
	buf_str(file, str_from(in, head.n));
}

static void
blocks_make(struct buf *file, const struct chunk_keys *keys, struct str meta,
    struct str rows, uint32_t n)
{
	struct chunk_block block[2] = {{0}, {.rows = n}};
	struct buf sealed = {0};
	struct chunk_press press = {0};
	struct form_head head = {
	    .rows = n, .blocks = n > 0 ? 2 : 1, .id = id, .root = root};

	form_block_put(&sealed, keys, id, 0, &block[0], meta, &press);
	if (n > 0)
		form_block_put(&sealed, keys, id, 1, &block[1], rows, &press);
	form_head_put(file, keys, &head, block);
	buf_str(file, buf_all(&sealed));
	buf_free(&sealed);
	form_press_free(&press);
}

static void
file_make(
    struct buf *file, const struct chunk_keys *keys, enum as as, struct str in)
{
	static const char no_meta[MERKLE_SALT + 16];
	struct str plain = str_make(no_meta, sizeof(no_meta));

	switch (as) {
	case AS_HEAD:
		head_make(file, keys, in);
		break;
	case AS_ROWS:
		if (in.n > 1)
			blocks_make(file, keys, plain, str_from(in, 1),
			    1 + (unsigned char)in.p[0]);
		break;
	case AS_META:
		blocks_make(file, keys, in, in, 0);
		break;
	case AS_FILE:
	case AS_COUNT:
		buf_str(file, in);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char root_key[SEAL_ROOT] = {1};
	struct seal seal;
	struct chunk_keys keys;
	struct buf file = {0};

	if (size == 0 || size > FORM_FILL)
		return 0;
	seal_init(&seal, root_key);
	form_keys(&keys, &seal);
	file_make(
	    &file, &keys, data[0] % AS_COUNT, str_make(data + 1, size - 1));
	use(&seal, buf_all(&file));
	buf_free(&file);
	return 0;
}
