/* again_overlap: claims that lie within claims of somebody else */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/again_now.h"
#include "store/claim.sql.h"
#include "store/job.sql.h"

/* A claim in hand. */
struct claimed {
	int64_t id, organisation;
	struct str sealed; /* in the arena of the slice */
};

/* What lies around it, the narrowest first; itself among them. */
static bool
around(struct again *g, const struct asset *asset, struct owner_walk *w)
{
	switch (asset->kind) {
	case CLAIM_PREFIX:
		owners_of_address(g->owners, &asset->prefix.a, w);
		return true;
	case CLAIM_DOMAIN:
		owners_of_name(g->owners, domain_str(&asset->domain), w);
		return true;
	case CLAIM_ASN: /* which addresses it has is not ours to know */
	case CLAIM_NONE:
	case CLAIM_SOFTWARE:
	case CLAIM_KIND_COUNT:
		break;
	}
	return false;
}

static void
overlaps_of(struct again *g, const struct claimed *c)
{
	struct asset asset;
	struct owner_walk w;
	const struct owner *by;
	struct str text =
	    store_open(g->store, &g->a, "claim.value", c->id, c->sealed);

	/* what asset_read would refuse today identifies nobody (owners.h) */
	if (asset_read(text, &asset, NULL) != OK || !around(g, &asset, &w))
		return;
	do
		by = owner_next(&w, g->now);
	while (by != NULL && by->claim != c->id);
	while (by != NULL && (by = owner_next(&w, g->now)) != NULL)
		if (by->organisation != c->organisation)
			overlap_put(
			    g->store->db, c->id, by->claim, g->now, g->job);
}

bool
again_overlaps(struct again *g, int64_t *cursor)
{
	struct buf list = {0};
	struct arena a;
	struct sql_cursor c;
	struct claim_walk_row row;

	arena_init(&a, 0);
	claim_walk(g->store->db, *cursor, AGAIN_SLICE, &c);
	while (claim_walk_next(&c, &row)) {
		struct claimed one = {
		    row.id, row.organisation, arena_str(&a, row.value_sealed)};
		buf_put(&list, &one, sizeof(one));
		*cursor = row.id;
	}

	size_t n = list.n / sizeof(struct claimed);
	const struct claimed *v = (const struct claimed *)(const void *)list.p;

	for (size_t i = 0; i < n; i++) {
		overlaps_of(g, &v[i]);
		arena_reset(&g->a);
	}
	buf_free(&list);
	arena_free(&a);
	if (n == AGAIN_SLICE)
		return true;
	overlap_drop_others(g->store->db, g->job);
	return false;
}
