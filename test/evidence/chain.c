/* tests of evidence/chain: every field of an entry counts */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "evidence/chain.h"

#include <string.h>

#include "base/buf.h"
#include "test/tap.h"

static struct chain_entry
entry(void)
{
	return (struct chain_entry){
	    .seq = 7,
	    .id = {1},
	    .root = {2},
	    .rows = 100000,
	    .made = 1762142400,
	    .reader = 3,
	};
}

/* The chain of an old instance must hold in every later version. */
TEST(stays_what_it_is)
{
	struct chain_entry e = entry();
	unsigned char h[CHAIN_HASH];
	struct buf hex = {0};

	chain_hash(h, chain_start, &e);
	buf_hex(&hex, h, sizeof(h));
	is_text(buf_all(&hex),
	    "5bac913fba8d3c51bc5852aadd6a17cd9c783043ffed97e5688d51b44a97cb59");
	buf_free(&hex);
}

TEST(every_field_counts)
{
	struct chain_entry e[8];
	unsigned char h[9][CHAIN_HASH], prev[CHAIN_HASH] = {0};

	for (size_t i = 0; i < 8; i++)
		e[i] = entry();
	e[1].seq++;
	e[2].id[31] ^= 1;
	e[3].root[31] ^= 1;
	e[4].rows++;
	e[5].made++;
	e[6].reader++;
	e[7].made = -e[7].made;
	for (size_t i = 0; i < 8; i++)
		chain_hash(h[i], prev, &e[i]);
	prev[31] = 1;
	chain_hash(h[8], prev, &e[0]);
	for (size_t i = 0; i < 9; i++)
		for (size_t j = 0; j < i; j++)
			ok(memcmp(h[i], h[j], CHAIN_HASH) != 0);
}

TEST(in_place)
{
	struct chain_entry e = entry();
	unsigned char a[CHAIN_HASH], b[CHAIN_HASH];

	chain_hash(a, chain_start, &e);
	memcpy(b, chain_start, CHAIN_HASH);
	chain_hash(b, b, &e);
	ok(memcmp(a, b, CHAIN_HASH) == 0);
}
