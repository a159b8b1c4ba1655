/* prepare_beside: who else is told of what one receiver was told */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "notify/prepare_in.h"
#include "store/agreement.sql.h"

enum { SOLVED_DAYS = 30 }; /* closed longer ago is told to nobody else */

/* Whether an owner has waited long enough for the provider. Who was told
 * before hears at once how it goes on, and nobody waits for a message that did
 * not arrive, or for a provider that does not act any more. */
static bool
has_waited(const struct prepare *p, const struct party_behind_row *row)
{
	if (row->provider_int != 0 || row->told_int != 0 ||
	    row->failed_int != 0 || row->hours_int == 0)
		return true;
	return row->served_int != 0 &&
	    row->served_int + row->hours_int * HOUR <= p->now;
}

/* That it is over is for who knew of it. */
static bool
is_wanted(const struct prepare *p, const struct party_behind_row *row)
{
	if (row->state == FINDING_CLOSED)
		return row->told_int != 0 &&
		    row->last_kind_int == NOTICE_SOLVED;
	return row->last_kind_int != NOTICE_SOLVED && has_waited(p, row);
}

/* False when it may not be told now. */
static bool
due_make(struct prepare *p, struct arena *a, const struct party_behind_row *row,
    struct due *d)
{
	*d = (struct due){
	    .finding = row->id,
	    .organisation = row->organisation,
	    .receiver = row->receiver_int,
	    .provider = row->provider_int != 0,
	    .agreed = true,
	    .beside = true,
	    .revision = row->revision,
	    .due_since = row->last_date_int,
	    .topic = topic_by_id(row->topic),
	    .fresh = row->told_int == 0,
	    .changed =
		row->told_int != 0 && row->last_kind_int == NOTICE_CHANGED,
	};
	if (d->topic == NULL)
		die("a finding on a topic this program does not know: %.*s",
		    STR_ARG(row->topic));
	if (!known_get(p, a, d, &d->known))
		return false;
	d->part = row->state == FINDING_CLOSED		? PART_SOLVED
	    : topic_urgent(d->topic, d->known.severity) ? PART_URGENT
							: PART_NORMAL;
	return true;
}

/* Owners who are told at the same time, where the provider's message waits for
 * its rhythm. */
static void
both_list(struct prepare *p, struct arena *a, struct buf *list)
{
	struct sql_cursor c;
	struct party_both_row row;

	party_both(p->store->db, p->now, &c);
	while (party_both_next(&c, &row)) {
		struct party_behind_row as = {
		    .id = row.id,
		    .organisation = row.organisation,
		    .receiver_int = row.organisation,
		    .topic = row.topic,
		    .state = row.state,
		    .revision = row.revision,
		    .last_date_int = row.due_since,
		};
		struct due d;
		if (due_make(p, a, &as, &d))
			buf_put(list, &d, sizeof(d));
	}
}

static void
behind_list(struct prepare *p, struct arena *a, struct buf *list)
{
	struct sql_cursor c;
	struct party_behind_row row;

	party_behind(
	    p->store->db, p->now, p->now - SOLVED_DAYS * (int64_t)DAY, &c);
	while (party_behind_next(&c, &row)) {
		struct due d;
		if (is_wanted(p, &row) && due_make(p, a, &row, &d))
			buf_put(list, &d, sizeof(d));
	}
}

void
beside_tell(struct prepare *p)
{
	struct buf list = {0};
	struct arena a;

	arena_init(&a, 0);
	behind_list(p, &a, &list);
	list_tell(p, &list);
	buf_reset(&list);
	both_list(p, &a, &list);
	list_tell(p, &list);
	buf_free(&list);
	arena_free(&a);
}
