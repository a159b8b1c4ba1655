/* outbox: released notices become message files, each once */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/outbox.h"

#include <stdio.h>

#include "base/crash.h"
#include "base/file.h"
#include "notify/mime.h"
#include "notify/prepare.h"
#include "store/notice.sql.h"

/* One delivery in hand; texts live in the batch's arena. */
struct leased {
	int64_t id, notice;
	bool again;
	struct str ref, bytes;
};

static void
release_all(struct outbox *o)
{
	struct store *s = o->store;
	struct buf list = {0};
	struct sql_cursor c;
	struct notice_in_state_row row;

	sql_begin(s->db);
	notice_in_state(s->db, NOTICE_PREPARED, &c);
	while (notice_in_state_next(&c, &row))
		buf_put(&list, &row.id, sizeof(row.id));

	const int64_t *id = (const int64_t *)(const void *)list.p;

	for (size_t i = 0; i < list.n / sizeof(*id); i++)
		o->released +=
		    (uint64_t)notice_release(s->db, id[i], o->person, o->now);
	sql_commit(s->db);
	buf_free(&list);
}

/* Those waiting, with the final bytes of those that have them already. */
static struct leased *
waiting(struct store *s, struct arena *a, struct buf *list, size_t *n)
{
	struct sql_cursor c;
	struct delivery_waiting_row row;

	delivery_waiting(s->db, &c);
	while (delivery_waiting_next(&c, &row)) {
		struct leased d = {
		    .id = row.id,
		    .notice = row.notice,
		    .again = row.state == DELIVERY_SENDING,
		};
		if (d.again)
			d.bytes = store_open(
			    s, a, "delivery.bytes", row.id, row.bytes_sealed);
		buf_put(list, &d, sizeof(d));
	}
	*n = list->n / sizeof(struct leased);
	return (struct leased *)(void *)list->p;
}

static void
lease(struct outbox *o, struct arena *a, struct leased *d)
{
	struct store *s = o->store;
	struct notice_get_row notice;
	struct buf bytes = {0};

	if (!notice_get(s->db, d->notice, &notice))
		die("notice %lld is gone", (long long)d->notice);
	d->ref = arena_str(a, notice.ref);
	if (d->again)
		return;
	mime_put(&bytes,
	    store_open(s, a, "notice.body", d->notice, notice.body_sealed));
	d->bytes = arena_str(a, buf_all(&bytes));
	delivery_lease(s->db, d->id, o->now,
	    store_seal(s, a, "delivery.bytes", d->id, d->bytes));
	buf_free(&bytes);
}

static void
write_out(struct outbox *o, const struct leased *d)
{
	char name[64];

	snprintf(name, sizeof(name), "outbox/%.*s.eml", STR_ARG(d->ref));
	file_place(o->folder, name, d->bytes, 0600);
	crash_point(CRASH_SEND_PLACED);
}

/* Leases, writes and keeps the outcome of up to 500; false when none wait. */
static bool
batch_send(struct outbox *o)
{
	struct store *s = o->store;
	struct arena a;
	struct buf list = {0};
	size_t n;

	arena_init(&a, 0);

	struct leased *d = waiting(s, &a, &list, &n);

	sql_begin(s->db);
	for (size_t i = 0; i < n; i++)
		lease(o, &a, &d[i]);
	sql_commit(s->db);
	crash_point(CRASH_SEND_LEASED);
	for (size_t i = 0; i < n; i++)
		write_out(o, &d[i]);
	sql_begin(s->db);
	for (size_t i = 0; i < n; i++) {
		delivery_done(
		    s->db, d[i].id, DELIVERY_SENT, STR("outbox"), o->now);
		notice_sent(s->db, d[i].notice);
		o->sent++;
		o->again += d[i].again;
	}
	sql_commit(s->db);
	crash_point(CRASH_SEND_DONE);
	buf_free(&list);
	arena_free(&a);
	return n > 0;
}

enum err
outbox_send(struct outbox *o, struct why *w)
{
	struct hold_of_sending_row hold;

	if (hold_of_sending(o->store->db, &hold))
		return why_set(w, ERR_REFUSED, "sending is on hold: %.*s",
		    STR_ARG(hold.reason));
	folder_make(o->folder, "outbox");
	release_all(o);
	while (batch_send(o))
		continue;
	return OK;
}
