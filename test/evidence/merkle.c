/* tests of evidence/merkle: against the definition, and every proof */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "evidence/merkle.h"

#include <sodium.h>
#include <string.h>

#include "test/tap.h"

enum { LEAVES = 40 };

static unsigned char leaf[LEAVES][MERKLE_HASH];

static void
leaves_make(void)
{
	for (size_t i = 0; i < LEAVES; i++) {
		unsigned char salt[MERKLE_SALT] = {(unsigned char)i};
		merkle_leaf(leaf[i], salt, STR("row"));
	}
}

/* RFC 6962 2.1 as it stands there: split at the largest power of two below. */
static void
root_by_definition(unsigned char out[MERKLE_HASH], size_t from, size_t n)
{
	unsigned char both[1 + 2 * MERKLE_HASH] = {1};
	size_t k = 1;

	if (n == 1) {
		memcpy(out, leaf[from], MERKLE_HASH);
		return;
	}
	while (k * 2 < n)
		k *= 2;
	root_by_definition(both + 1, from, k);
	root_by_definition(both + 1 + MERKLE_HASH, from + k, n - k);
	crypto_generichash(out, MERKLE_HASH, both, sizeof(both), NULL, 0);
}

static void
root_of(unsigned char out[MERKLE_HASH], struct merkle_path *path, size_t index,
    size_t n)
{
	struct merkle m = {0};

	if (path != NULL)
		merkle_watch(&m, path, index);
	for (size_t i = 0; i < n; i++)
		merkle_add(&m, leaf[i]);
	merkle_root(&m, out);
}

TEST(leaf_is_what_it_says)
{
	unsigned char salt[MERKLE_SALT] = "0123456789abcdef", got[MERKLE_HASH];
	unsigned char want[MERKLE_HASH];

	unsigned char all[1 + MERKLE_SALT + MERKLE_HASH] = "\0"
							   "0123456789abcdef";

	merkle_leaf(got, salt, STR("row"));
	crypto_generichash(all + 1 + MERKLE_SALT, MERKLE_HASH,
	    (const unsigned char *)"row", 3, NULL, 0);
	crypto_generichash(want, MERKLE_HASH, all, sizeof(all), NULL, 0);
	ok(memcmp(got, want, MERKLE_HASH) == 0);
	salt[15] = 'g';
	merkle_leaf(got, salt, STR("row"));
	ok(memcmp(got, want, MERKLE_HASH) != 0);
}

TEST(every_size_by_definition)
{
	unsigned char got[MERKLE_HASH], want[MERKLE_HASH];

	leaves_make();
	for (size_t n = 1; n <= LEAVES; n++) {
		root_of(got, NULL, 0, n);
		root_by_definition(want, 0, n);
		if (!ok(memcmp(got, want, MERKLE_HASH) == 0))
			tap_note("with %zu leaves", n);
	}
}

TEST(no_leaves)
{
	struct merkle m = {0};
	unsigned char got[MERKLE_HASH], want[MERKLE_HASH];

	merkle_root(&m, got);
	crypto_generichash(want, MERKLE_HASH, NULL, 0, NULL, 0);
	ok(memcmp(got, want, MERKLE_HASH) == 0);
}

TEST(every_leaf_of_every_size_is_proven)
{
	unsigned char root[MERKLE_HASH], bare[MERKLE_HASH];
	struct merkle_path path;

	leaves_make();
	for (size_t n = 1; n <= LEAVES; n++) {
		root_of(bare, NULL, 0, n);
		for (size_t i = 0; i < n; i++) {
			root_of(root, &path, i, n);
			if (!ok(merkle_path_check(&path, leaf[i], root)) ||
			    !ok(memcmp(root, bare, MERKLE_HASH) == 0))
				tap_note("leaf %zu of %zu", i, n);
		}
	}
}

/* A proof is for one leaf at one place of one tree. */
TEST(proofs_that_lie)
{
	unsigned char root[MERKLE_HASH], other[MERKLE_HASH];
	struct merkle_path path;
	int believed = 0;

	leaves_make();
	for (size_t i = 0; i < 21; i++) {
		root_of(root, &path, i, 21);
		believed += merkle_path_check(&path, leaf[i + 1], root);
		root_of(other, NULL, 0, 20);
		believed += merkle_path_check(&path, leaf[i], other);
		for (unsigned h = 0; h < path.n; h++) {
			path.hash[h][7] ^= 1;
			believed += merkle_path_check(&path, leaf[i], root);
			path.hash[h][7] ^= 1;
		}
		path.n--;
		believed += merkle_path_check(&path, leaf[i], root);
		path.n += 2;
		believed += merkle_path_check(&path, leaf[i], root);
		path.n--;
		path.index = i ^ 1;
		believed += merkle_path_check(&path, leaf[i], root);
		path.index = i;
		path.count = 0;
		believed += merkle_path_check(&path, leaf[i], root);
	}
	is_int(believed, 0);
}

TEST(path_lengths_that_lie)
{
	struct merkle_path path = {.index = 0, .count = UINT64_MAX, .n = 65};

	leaves_make();
	ok(!merkle_path_check(&path, leaf[0], leaf[0]));
	path.n = 64;
	ok(!merkle_path_check(&path, leaf[0], leaf[0]));
	path.index = UINT64_MAX;
	ok(!merkle_path_check(&path, leaf[0], leaf[0]));
}

TEST(a_leaf_that_is_not_there)
{
	unsigned char root[MERKLE_HASH];
	struct merkle_path path;

	leaves_make();
	root_of(root, &path, 5, 5);
	is_int(path.n, 0);
	ok(!merkle_path_check(&path, leaf[4], root));
}
