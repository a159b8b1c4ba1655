/* chain: each ledger entry is bound to all before it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "evidence/chain.h"

#include <sodium.h>
#include <string.h>

const unsigned char chain_start[CHAIN_HASH];

/* Sixteen bytes that no leaf or node of a chunk's tree begins with. */
static const unsigned char domain[16] = "dijkwacht chain";

static void
number_add(crypto_generichash_state *h, uint64_t v)
{
	unsigned char p[8];

	for (size_t i = 0; i < sizeof(p); i++)
		p[i] = (unsigned char)(v >> (8 * i) & 0xff);
	crypto_generichash_update(h, p, sizeof(p));
}

void
chain_hash(unsigned char out[CHAIN_HASH], const unsigned char prev[CHAIN_HASH],
    const struct chain_entry *e)
{
	crypto_generichash_state h;

	crypto_generichash_init(&h, NULL, 0, CHAIN_HASH);
	crypto_generichash_update(&h, domain, sizeof(domain));
	crypto_generichash_update(&h, prev, CHAIN_HASH);
	number_add(&h, e->seq);
	crypto_generichash_update(&h, e->id, sizeof(e->id));
	crypto_generichash_update(&h, e->root, sizeof(e->root));
	number_add(&h, e->rows);
	number_add(&h, (uint64_t)e->made);
	number_add(&h, e->reader);
	crypto_generichash_final(&h, out, CHAIN_HASH);
}
