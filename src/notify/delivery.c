/* delivery: what is leased to be sent, and what comes of it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/delivery.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/crash.h"
#include "base/time.h"
#include "notify/mime.h"
#include "notify/prepare.h"
#include "store/effect.sql.h"
#include "store/instance.sql.h"
#include "store/notice.sql.h"
#include "store/organisation.sql.h"

/* Two days in all, as senders are asked to keep on (RFC 5321 4.5.4.1), less
 * what a warning is worth when it comes late. */
static const int32_t gaps[] = {5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR,
    8 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR};

enum { GAPS = sizeof(gaps) / sizeof(*gaps), GAP_MOST = 12 * HOUR };

int32_t
delivery_gap(int64_t attempt)
{
	return attempt >= 1 && attempt <= GAPS ? gaps[attempt - 1] : 0;
}

bool
delivery_held(struct store *s, int folder, struct arena *a, struct str *reason)
{
	struct hold_of_sending_row hold;

	if (hold_of_sending(s->db, &hold)) {
		*reason = arena_str(a, hold.reason);
		return true;
	}
	*reason = STR("by the file " HOLD_FOLDER "/" HOLD_FILE);
	return faccessat(folder, HOLD_FOLDER "/" HOLD_FILE, F_OK, 0) == 0;
}

uint64_t
delivery_release(struct store *s, int64_t person, int64_t now)
{
	struct buf list = {0};
	struct sql_cursor c;
	struct notice_in_state_row row;
	uint64_t n = 0;

	sql_begin(s->db);
	notice_in_state(s->db, NOTICE_PREPARED, &c);
	while (notice_in_state_next(&c, &row))
		buf_put(&list, &row.id, sizeof(row.id));

	const int64_t *id = (const int64_t *)(const void *)list.p;

	for (size_t i = 0; i < list.n / sizeof(*id); i++)
		n += (uint64_t)notice_release(s->db, id[i], person, now);
	sql_commit(s->db);
	buf_free(&list);
	return n;
}

/* Those due, with the final bytes of those that have them already. */
static void
waiting(struct store *s, int64_t now, struct lease *l)
{
	struct buf list = {0};
	struct sql_cursor c;
	struct delivery_waiting_row row;

	delivery_waiting(s->db, now, GAP_MOST, &c);
	while (delivery_waiting_next(&c, &row)) {
		struct contact_get_row contact;
		struct letter d = {
		    .id = row.id,
		    .notice = row.notice,
		    .attempt = row.attempt,
		    .again = row.state == DELIVERY_SENDING,
		};
		if (row.bytes_sealed.n > 0)
			d.bytes = store_open(s, &l->a, "delivery.bytes", row.id,
			    row.bytes_sealed);
		if (!contact_get(s->db, row.contact, &contact))
			die("contact %lld is gone", (long long)row.contact);
		d.to = store_open(s, &l->a, "contact.value", row.contact,
		    contact.value_sealed);
		buf_put(&list, &d, sizeof(d));
	}
	l->n = list.n / sizeof(struct letter);
	l->letter = ARENA_NEW(&l->a, struct letter, l->n);
	if (l->n > 0)
		memcpy(l->letter, list.p, list.n);
	buf_free(&list);
}

static struct str
sender_of(struct store *s, struct arena *a, int64_t organisation)
{
	struct organisation_get_row org;
	struct community_get_row community;

	if (!organisation_get(s->db, organisation, &org) ||
	    !community_get(s->db, org.community, &community))
		die("organisation %lld is gone", (long long)organisation);
	return arena_str(a, community.sender_mail);
}

static void
letter_lease(struct store *s, struct arena *a, int64_t now, struct letter *d)
{
	struct notice_get_row notice;
	struct buf bytes = {0};

	if (!notice_get(s->db, d->notice, &notice))
		die("notice %lld is gone", (long long)d->notice);
	d->ref = arena_str(a, notice.ref);
	d->from = sender_of(s, a, notice.organisation);
	delivery_lease(s->db, d->id, now);
	if (d->bytes.n > 0)
		return;
	mime_put(&bytes,
	    store_open(s, a, "notice.body", d->notice, notice.body_sealed));
	d->bytes = arena_str(a, buf_all(&bytes));
	delivery_bytes(
	    s->db, d->id, store_seal(s, a, "delivery.bytes", d->id, d->bytes));
	buf_free(&bytes);
}

bool
lease_take(struct store *s, int64_t now, struct lease *l)
{
	*l = (struct lease){0};
	arena_init(&l->a, 0);
	waiting(s, now, l);
	if (l->n == 0) {
		arena_free(&l->a);
		return false;
	}
	sql_begin(s->db);
	for (size_t i = 0; i < l->n; i++)
		letter_lease(s, &l->a, now, &l->letter[i]);
	sql_commit(s->db);
	crash_point(CRASH_SEND_LEASED);
	return true;
}

void
lease_free(struct lease *l)
{
	arena_free(&l->a);
	*l = (struct lease){0};
}

static void
taken_keep(struct store *s, const struct outcome *o, int64_t now,
    struct delivery_sums *sums)
{
	delivery_done(s->db, o->letter->id, DELIVERY_SENT, o->text, now);
	notice_sent(s->db, o->letter->notice);
	effect_sent(s->db, o->letter->notice, now, now);
	sums->taken++;
	sums->again += o->letter->again;
}

static void
later_keep(struct store *s, const struct outcome *o, int64_t now,
    struct delivery_sums *sums)
{
	int32_t gap = delivery_gap(o->letter->attempt + 1);

	if (gap == 0) {
		delivery_done(
		    s->db, o->letter->id, DELIVERY_FAILED, o->text, now);
		effect_sent(s->db, o->letter->notice, now, SQL_NULL_I64);
		sums->given_up++;
		return;
	}
	delivery_again(s->db, o->letter->id, now + gap, o->text, now);
	sums->later++;
}

void
outcomes_keep(struct store *s, const struct outcome *o, size_t n, int64_t now,
    struct delivery_sums *sums)
{
	sql_begin(s->db);
	for (size_t i = 0; i < n; i++)
		switch (o[i].end) {
		case DELIVERY_TAKEN:
			taken_keep(s, &o[i], now, sums);
			break;
		case DELIVERY_LATER:
			later_keep(s, &o[i], now, sums);
			break;
		case DELIVERY_REFUSED:
			delivery_done(s->db, o[i].letter->id, DELIVERY_FAILED,
			    o[i].text, now);
			effect_sent(
			    s->db, o[i].letter->notice, now, SQL_NULL_I64);
			sums->refused++;
			break;
		case DELIVERY_UNREACHED:
		case DELIVERY_HELD:
		case DELIVERY_END_COUNT:
			delivery_back(s->db, o[i].letter->id, o[i].text, now);
			sums->back++;
			break;
		}
	sql_commit(s->db);
	crash_point(CRASH_SEND_DONE);
}
