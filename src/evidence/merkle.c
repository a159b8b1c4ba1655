/* merkle: one hash over many rows, and the proof that a row is under it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "evidence/merkle.h"

#include <sodium.h>
#include <string.h>

#include "base/err.h"

enum { NOT_YET = MERKLE_DEPTH };

static void
hash_copy(unsigned char to[MERKLE_HASH], const unsigned char from[MERKLE_HASH])
{
	memcpy(to, from, MERKLE_HASH);
}

void
merkle_digest(unsigned char out[MERKLE_HASH], struct str bytes)
{
	crypto_generichash(
	    out, MERKLE_HASH, (const unsigned char *)bytes.p, bytes.n, NULL, 0);
}

void
merkle_salted(unsigned char out[MERKLE_HASH],
    const unsigned char salt[MERKLE_SALT],
    const unsigned char digest[MERKLE_HASH])
{
	unsigned char all[1 + MERKLE_SALT + MERKLE_HASH] = {0};

	memcpy(all + 1, salt, MERKLE_SALT);
	memcpy(all + 1 + MERKLE_SALT, digest, MERKLE_HASH);
	crypto_generichash(out, MERKLE_HASH, all, sizeof(all), NULL, 0);
}

void
merkle_leaf(unsigned char out[MERKLE_HASH],
    const unsigned char salt[MERKLE_SALT], struct str bytes)
{
	unsigned char digest[MERKLE_HASH];

	merkle_digest(digest, bytes);
	merkle_salted(out, salt, digest);
}

/* out may be left or right. */
static void
node(unsigned char out[MERKLE_HASH], const unsigned char left[MERKLE_HASH],
    const unsigned char right[MERKLE_HASH])
{
	unsigned char both[1 + 2 * MERKLE_HASH] = {1};

	hash_copy(both + 1, left);
	hash_copy(both + 1 + MERKLE_HASH, right);
	crypto_generichash(out, MERKLE_HASH, both, sizeof(both), NULL, 0);
}

static void
path_add(struct merkle_path *path, const unsigned char hash[MERKLE_HASH])
{
	if (path->n < MERKLE_DEPTH)
		hash_copy(path->hash[path->n++], hash);
}

/* The two slots on top become one; the watched leaf may be under either. */
static void
merge(struct merkle *m)
{
	unsigned right = m->depth - 1, left = m->depth - 2;

	if (m->path != NULL && m->held == left)
		path_add(m->path, m->at[right]);
	if (m->path != NULL && m->held == right) {
		path_add(m->path, m->at[left]);
		m->held = left;
	}
	node(m->at[left], m->at[left], m->at[right]);
	m->depth--;
}

void
merkle_watch(struct merkle *m, struct merkle_path *path, uint64_t index)
{
	*path = (struct merkle_path){.index = index};
	m->path = path;
	m->held = NOT_YET;
}

void
merkle_add(struct merkle *m, const unsigned char leaf[MERKLE_HASH])
{
	if (m->depth == MERKLE_DEPTH)
		die("a hash tree deeper than %d", MERKLE_DEPTH);
	if (m->path != NULL && m->path->index == m->count)
		m->held = m->depth;
	hash_copy(m->at[m->depth++], leaf);
	m->count++;
	/* As many whole pairs as the count has trailing zero bits. */
	for (uint64_t n = m->count; n % 2 == 0; n /= 2)
		merge(m);
}

void
merkle_root(struct merkle *m, unsigned char out[MERKLE_HASH])
{
	if (m->depth == 0) {
		crypto_generichash(out, MERKLE_HASH, NULL, 0, NULL, 0);
		return;
	}
	while (m->depth > 1)
		merge(m);
	hash_copy(out, m->at[0]);
	if (m->path != NULL)
		m->path->count = m->count;
	*m = (struct merkle){0};
}

bool
merkle_path_check(const struct merkle_path *path,
    const unsigned char leaf[MERKLE_HASH],
    const unsigned char root[MERKLE_HASH])
{
	uint64_t at = path->index, last = path->count - 1;
	unsigned char h[MERKLE_HASH];

	if (path->index >= path->count || path->n > MERKLE_DEPTH)
		return false;
	hash_copy(h, leaf);
	for (unsigned i = 0; i < path->n; i++) {
		/* A lone right end has no pair on the levels it rises past. */
		while (at == last && at % 2 == 0 && at > 0)
			at /= 2, last /= 2;
		if (last == 0)
			return false;
		if (at % 2 == 1)
			node(h, path->hash[i], h);
		else
			node(h, h, path->hash[i]);
		at /= 2, last /= 2;
	}
	return last == 0 && sodium_memcmp(h, root, MERKLE_HASH) == 0;
}
