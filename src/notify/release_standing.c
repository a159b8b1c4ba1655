/* release_standing: what two persons let go beforehand goes without one */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/release_in.h"
#include "store/canary.sql.h"
#include "store/standing.sql.h"

/* One that was approved and is not over. */
struct live {
	int64_t id, most, first, second;
	const struct topic *topic;
};

static struct live *
live_list(struct release *r, struct buf *list, size_t *n)
{
	struct sql_cursor c;
	struct standing_live_row row;

	standing_live(r->store->db, r->now, &c);
	while (standing_live_next(&c, &row)) {
		struct live l = {row.id, row.most, row.proposed_by,
		    row.approved_by, topic_by_id(row.topic)};
		buf_put(list, &l, sizeof(l));
	}
	*n = list->n / sizeof(struct live);
	return (struct live *)(void *)list->p;
}

void
release_standing_mark(struct release *r)
{
	struct sql *db = r->store->db;
	struct sql_cursor c;
	struct standing_live_row row;
	struct arena a;
	struct buf list = {0};

	standing_unmark(db);
	arena_init(&a, 0);
	standing_live(db, r->now, &c);
	while (standing_live_next(&c, &row)) {
		row.topic = arena_str(&a, row.topic);
		row.feed = arena_str(&a, row.feed);
		buf_put(&list, &row, sizeof(row));
	}

	const struct standing_live_row *l =
	    (const struct standing_live_row *)(const void *)list.p;

	for (size_t i = 0; i < list.n / sizeof(*l); i++)
		standing_mark(db, l[i].id, l[i].topic, l[i].feed, l[i].ground);
	buf_free(&list);
	arena_free(&a);
}

/* How many more may go by it now. */
static int64_t
room_of(struct release *r, const struct live *l,
    const struct canary_of_standing_row *canary)
{
	struct sql *db = r->store->db;
	int64_t room, let;

	if (canary->state == CANARY_STOPPED || canary->state == CANARY_ENDED)
		return 0;
	room = l->most - standing_since(db, l->id, r->now - STANDING_DAY);
	if (canary->state == CANARY_PASSED)
		return room;
	let = canary_let(db, canary->id);
	return room > CANARY_FIRST - let ? CANARY_FIRST - let : room;
}

static void
one_standing(struct release *r, const struct live *l)
{
	struct sql *db = r->store->db;
	struct canary_of_standing_row canary;
	struct buf list = {0};
	struct sql_cursor c;
	struct standing_matching_row row;

	if (!canary_of_standing(db, l->id, &canary))
		die("standing release %lld has no canary", (long long)l->id);
	standing_matching(db, l->id, &c);
	while (standing_matching_next(&c, &row))
		buf_put(&list, &row, sizeof(row));

	const struct standing_matching_row *x =
	    (const struct standing_matching_row *)(const void *)list.p;
	size_t n = list.n / sizeof(*x);
	int64_t room = n > 0 ? room_of(r, l, &canary) : 0;

	for (size_t i = 0; i < n; i++) {
		if ((int64_t)i >= room) {
			r->sums.waits += n - i;
			break;
		}
		release_let(r, x[i].id, l->topic, RELEASE_STANDING, l->first,
		    l->second);
		canary_watch(db, x[i].id, canary.id, false);
		r->sums.standing++;
	}
	buf_free(&list);
}

void
release_standing(struct release *r)
{
	struct buf list = {0};
	size_t n;
	const struct live *l = live_list(r, &list, &n);

	for (size_t i = 0; i < n; i++)
		one_standing(r, &l[i]);
	buf_free(&list);
}
