/* delivery: what is leased to be sent, and what comes of it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/delivery.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/crash.h"
#include "base/time.h"
#include "notify/mail_head.h"
#include "notify/making.h"
#include "notify/prepare.h"
#include "notify/returned.h"
#include "notify/trouble.h"
#include "notify/verp.h"
#include "store/effect.sql.h"
#include "store/instance.sql.h"
#include "store/notice.sql.h"
#include "store/organisation.sql.h"
#include "store/trouble.sql.h"
#include "value/domain.h"

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

/* Opens what is needed to give it away, except what letter_read adds. */
static void
letter_put(struct store *s, struct arena *a, struct buf *list, int64_t contact,
    struct str bytes_sealed, struct letter d)
{
	struct contact_get_row row;

	if (bytes_sealed.n > 0)
		d.bytes =
		    store_open(s, a, "delivery.bytes", d.id, bytes_sealed);
	if (!contact_get(s->db, contact, &row))
		die("contact %lld is gone", (long long)contact);
	d.to = store_open(s, a, "contact.value", contact, row.value_sealed);
	buf_put(list, &d, sizeof(d));
}

static void
waiting(struct store *s, int64_t now, struct arena *a, struct buf *list)
{
	struct sql_cursor c;
	struct delivery_waiting_row row;

	delivery_waiting(s->db, now, GAP_MOST, LEASE_MOST, &c);
	while (delivery_waiting_next(&c, &row))
		letter_put(s, a, list, row.contact, row.bytes_sealed,
		    (struct letter){.id = row.id,
			.notice = row.notice,
			.attempt = row.attempt});
}

static void
left(struct store *s, struct arena *a, struct buf *list)
{
	struct sql_cursor c;
	struct delivery_left_row row;

	delivery_left(s->db, &c);
	while (delivery_left_next(&c, &row))
		letter_put(s, a, list, row.contact, row.bytes_sealed,
		    (struct letter){.id = row.id,
			.notice = row.notice,
			.attempt = row.attempt,
			.again = true});
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

/* "bounces+REF-PROOF@voorbeeld.example": what comes back says what it was. */
static struct str
envelope_from(struct arena *a, struct str bounces, struct str mark)
{
	size_t at = str_find(bounces, '@');
	struct buf b = {0};

	buf_fmt(&b, "%.*s+%.*s%.*s", STR_ARG(str_upto(bounces, at)),
	    STR_ARG(mark), STR_ARG(str_from(bounces, at)));

	struct str from = arena_str(a, buf_all(&b));

	buf_free(&b);
	return from;
}

static bool
vouched_for(const struct postmark *p)
{
	bool vouched = p->relay_signs;

	for (enum dkim_kind k = 0; k < DKIM_KIND_COUNT; k++)
		vouched = vouched || p->dkim.by[k].key != NULL;
	return vouched;
}

/* The frozen text, with the link of this delivery. */
static struct str
text_of(struct store *s, const struct postmark *p, struct arena *a,
    const struct letter *d, struct str body_sealed)
{
	struct buf link = {0}, text = {0};
	struct str frozen =
	    store_open(s, a, "notice.body", d->notice, body_sealed);

	if (p->stop.n == 0)
		return frozen;
	buf_fmt(&link, "%.*s%.*s", STR_ARG(p->stop),
	    STR_ARG(verp_mark(s, a, VERP_STOP, d->id, d->ref)));
	mail_one_click(&text, frozen, buf_all(&link), vouched_for(p));
	frozen = arena_str(a, buf_all(&text));
	buf_free(&link);
	buf_free(&text);
	return frozen;
}

/* Of the sender, as signatures name it. */
static struct str
domain_of(struct arena *a, struct str mail)
{
	struct domain d;

	if (domain_read(str_from(mail, str_find(mail, '@') + 1), &d, NULL) !=
	    OK)
		die("the sender's address does not read: %.*s", STR_ARG(mail));
	return arena_str(a, domain_str(&d));
}

/* What giving it away and making its bytes take. */
static void
letter_read(struct store *s, const struct postmark *p, struct arena *a,
    struct letter *d, struct making *m)
{
	struct notice_get_row notice;

	if (!notice_get(s->db, d->notice, &notice))
		die("notice %lld is gone", (long long)d->notice);
	d->ref = arena_str(a, notice.ref);
	d->from = sender_of(s, a, notice.organisation);
	if (d->bytes.n == 0)
		*m = (struct making){.domain = domain_of(a, d->from),
		    .frozen = text_of(s, p, a, d, notice.body_sealed)};
	if (p->bounces.n > 0)
		d->from = envelope_from(
		    a, p->bounces, verp_mark(s, a, VERP_RETURN, d->id, d->ref));
}

static void
letter_lease(struct store *s, struct arena *a, int64_t now, struct letter *d,
    struct making *m)
{
	struct str sealed = {0};

	if (m->bytes.n > 0) {
		d->bytes = arena_str(a, buf_all(&m->bytes));
		sealed = store_seal(s, a, "delivery.bytes", d->id, d->bytes);
		buf_free(&m->bytes);
	}
	delivery_lease(s->db, d->id, now, sealed);
}

/* Makes a lease of what is listed, which is freed. */
static bool
lease_make(struct store *s, const struct postmark *p, int64_t now,
    struct buf *list, struct lease *l)
{
	struct making *m;

	l->n = list->n / sizeof(struct letter);
	if (l->n == 0) {
		arena_free(&l->a);
		return false;
	}
	l->letter = arena_keep(&l->a, list);
	m = ARENA_NEW(&l->a, struct making, l->n);
	sql_begin(s->db);
	for (size_t i = 0; i < l->n; i++)
		letter_read(s, p, &l->a, &l->letter[i], &m[i]);
	making_all(m, l->n, p, now);
	for (size_t i = 0; i < l->n; i++)
		letter_lease(s, &l->a, now, &l->letter[i], &m[i]);
	sql_commit(s->db);
	crash_point(CRASH_SEND_LEASED);
	return true;
}

bool
lease_take(
    struct store *s, const struct postmark *p, int64_t now, struct lease *l)
{
	struct buf list = {0};

	*l = (struct lease){0};
	arena_init(&l->a, 0);
	waiting(s, now, &l->a, &list);
	return lease_make(s, p, now, &list, l);
}

bool
lease_left(
    struct store *s, const struct postmark *p, int64_t now, struct lease *l)
{
	struct buf list = {0};

	*l = (struct lease){0};
	arena_init(&l->a, 0);
	left(s, &l->a, &list);
	return lease_make(s, p, now, &list, l);
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

/* What is put off as a matter of policy is for a person, before the two days
 * are over; unless the server puts off all, which is told as that. */
static bool
wants_person(struct store *s, const struct outcome *o)
{
	return o->letter->attempt + 1 == POLICY_TRIES &&
	    returned_is_policy(o->text) && trouble_since(s) == SQL_NULL_I64;
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
		returned_unwanted(s, o->letter->notice, now);
		sums->given_up++;
		return;
	}
	delivery_again(s->db, o->letter->id, now + gap, o->text, now);
	if (wants_person(s, o))
		returned_unwanted(s, o->letter->notice, now);
	sums->later++;
}

/* Where the server says that there is no such receiver it is as if the mail had
 * come back. */
static void
refused_keep(struct store *s, const struct outcome *o, int64_t now,
    struct delivery_sums *sums)
{
	delivery_done(s->db, o->letter->id, DELIVERY_FAILED, o->text, now);
	effect_sent(s->db, o->letter->notice, now, SQL_NULL_I64);
	returned_refused(s, o->letter->ref, o->letter->id, o->text, now);
	sums->refused++;
}

uint64_t
delivery_bytes_forget(struct store *s, int64_t now)
{
	return (uint64_t)delivery_forget(
	    s->db, now - SENT_BYTES_DAYS * (int64_t)DAY);
}

void
outcomes_keep(struct store *s, const struct outcome *o, size_t n, int64_t now,
    struct delivery_sums *sums)
{
	sql_begin(s->db);
	trouble_keep(s, o, n, now);
	for (size_t i = 0; i < n; i++)
		switch (o[i].end) {
		case DELIVERY_TAKEN:
			taken_keep(s, &o[i], now, sums);
			break;
		case DELIVERY_LATER:
			later_keep(s, &o[i], now, sums);
			break;
		case DELIVERY_REFUSED:
			refused_keep(s, &o[i], now, sums);
			break;
		case DELIVERY_UNREACHED:
		case DELIVERY_HELD:
		case DELIVERY_END_COUNT:
			delivery_back(s->db, o[i].letter->id, o[i].text, now);
			sums->back++;
			break;
		}
	trouble_over(s->db);
	sql_commit(s->db);
	crash_point(CRASH_SEND_DONE);
}
