/* chunk_form: the bytes of a chunk file, as writer and reader share them */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "evidence/chunk_form.h"

#include <sodium.h>
#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/frame.h"

enum {
	LEVEL = 1, /* level 3: 1 % smaller, a tenth slower, on report rows */
	PLACE = CHUNK_ID + 4,
};

_Static_assert(FORM_TAG == crypto_aead_xchacha20poly1305_ietf_ABYTES, "tag");

static const unsigned char *
bytes_of(struct str s)
{
	return (const unsigned char *)s.p;
}

void
form_keys(struct chunk_keys *keys, const struct seal *seal)
{
	static const char context[] = "dijkchnk";

	crypto_kdf_derive_from_key(
	    keys->box, SEAL_KEY, 1, context, seal->chunk);
	crypto_kdf_derive_from_key(
	    keys->head, SEAL_KEY, 2, context, seal->chunk);
	/* a chunk keeps its id under every root: the ledger is chained to it */
	crypto_kdf_derive_from_key(
	    keys->id, SEAL_KEY, 3, context, seal->lasting);
}

size_t
form_head_size(uint32_t blocks)
{
	return FORM_FIXED + (size_t)blocks * FORM_BLOCK + FORM_PROOF;
}

static void
table_put(struct buf *out, const struct chunk_block *b)
{
	frame_put_u32(out, b->first);
	frame_put_u32(out, b->rows);
	frame_put_u32(out, b->plain);
	frame_put_u32(out, b->stored);
	buf_put(out, b->nonce, sizeof(b->nonce));
}

void
form_head_put(struct buf *out, const struct chunk_keys *keys,
    const struct form_head *head, const struct chunk_block *block)
{
	size_t from = out->n;
	unsigned char proof[FORM_PROOF];

	buf_str(out, STR(FORM_MAGIC));
	frame_put_u32(out, head->reader);
	frame_put_u32(out, head->rows);
	frame_put_u32(out, head->erased);
	frame_put_u32(out, head->blocks);
	frame_put_u64(out, head->bytes);
	buf_put(out, head->id, CHUNK_ID);
	buf_put(out, head->root, MERKLE_HASH);
	for (uint32_t i = 0; i < head->blocks; i++)
		table_put(out, &block[i]);
	crypto_generichash(proof, sizeof(proof),
	    bytes_of(str_from(buf_all(out), from)), out->n - from, keys->head,
	    SEAL_KEY);
	buf_put(out, proof, sizeof(proof));
}

bool
form_head_check(const struct chunk_keys *keys, struct str head)
{
	unsigned char proof[FORM_PROOF];
	size_t n = head.n - FORM_PROOF;

	crypto_generichash(
	    proof, sizeof(proof), bytes_of(head), n, keys->head, SEAL_KEY);
	return sodium_memcmp(proof, head.p + n, sizeof(proof)) == 0;
}

/* Binds a block to its chunk and its place in it. */
static void
place_make(unsigned char place[PLACE], const unsigned char id[CHUNK_ID],
    uint32_t number)
{
	memcpy(place, id, CHUNK_ID);
	for (size_t i = 0; i < 4; i++)
		place[CHUNK_ID + i] = (unsigned char)(number >> (8 * i) & 0xff);
}

static struct str
pack(struct chunk_press *press, struct str plain)
{
	size_t room = ZSTD_compressBound(plain.n);

	if (press->zstd == NULL)
		press->zstd = ZSTD_createCCtx();
	if (press->zstd == NULL)
		die("out of memory: zstd cannot compress");
	buf_reset(&press->packed);

	char *to = buf_room(&press->packed, room);
	size_t n =
	    ZSTD_compressCCtx(press->zstd, to, room, plain.p, plain.n, LEVEL);

	if (ZSTD_isError(n))
		die("zstd does not compress: %s", ZSTD_getErrorName(n));
	press->packed.n = n;
	return buf_all(&press->packed);
}

void
form_press_free(struct chunk_press *press)
{
	ZSTD_freeCCtx(press->zstd);
	press->zstd = NULL;
	buf_free(&press->packed);
	buf_free(&press->sizes);
	buf_free(&press->sides);
	buf_free(&press->texts);
}

void
form_block_put(struct buf *out, const struct chunk_keys *keys,
    const unsigned char id[CHUNK_ID], uint32_t number, struct chunk_block *b,
    struct str plain, struct chunk_press *press)
{
	struct str packed = pack(press, plain);
	unsigned char place[PLACE];
	unsigned char *to = (unsigned char *)buf_room(out, packed.n + FORM_TAG);

	if (to == NULL)
		die("a chunk file past its limit of %zu bytes", out->limit);
	place_make(place, id, number);
	randombytes_buf(b->nonce, sizeof(b->nonce));
	crypto_aead_xchacha20poly1305_ietf_encrypt(to, NULL, bytes_of(packed),
	    packed.n, place, sizeof(place), NULL, b->nonce, keys->box);
	out->n += packed.n + FORM_TAG;
	b->plain = (uint32_t)plain.n;
	b->stored = (uint32_t)(packed.n + FORM_TAG);
}

static bool
unpack(struct buf *plain, size_t want, struct str packed)
{
	buf_reset(plain);

	/* One byte at least: room for nothing may be nowhere. */
	char *to = buf_room(plain, want + 1);
	size_t n = ZSTD_decompress(to, want, packed.p, packed.n);

	if (ZSTD_getErrorCode(n) == ZSTD_error_memory_allocation)
		die("out of memory: zstd cannot decompress");
	if (ZSTD_isError(n) || n != want)
		return false;
	plain->n = n;
	return true;
}

bool
form_block_get(struct buf *plain, const struct chunk_keys *keys,
    const unsigned char id[CHUNK_ID], uint32_t number,
    const struct chunk_block *b, struct str stored, struct buf *packed)
{
	unsigned char place[PLACE];

	buf_reset(packed);
	if (stored.n < FORM_TAG || b->plain > FORM_PLAIN_MAX)
		return false;

	unsigned char *to = (unsigned char *)buf_room(packed, stored.n);

	place_make(place, id, number);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(to, NULL, NULL,
		bytes_of(stored), stored.n, place, sizeof(place), b->nonce,
		keys->box) != 0)
		return false;
	packed->n = stored.n - FORM_TAG;
	return unpack(plain, b->plain, buf_all(packed));
}
