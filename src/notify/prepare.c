/* prepare: findings that want telling become frozen notices */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/prepare.h"

#include <stdlib.h>

#include "base/crash.h"
#include "base/time.h"
#include "match/organisation.h"
#include "notify/prepare_in.h"
#include "store/agreement.sql.h"
#include "store/desk.sql.h"
#include "store/finding.sql.h"
#include "store/instance.sql.h"
#include "store/notice.sql.h"
#include "store/organisation.sql.h"
#include "store/returned.sql.h"
#include "store/support.sql.h"

static const char *const state_names[NOTICE_STATE_COUNT] = {
    "none", "prepared", "released", "sent", "withdrawn"};
static const char *const kind_names[NOTICE_KIND_COUNT] = {"none", "first",
    "more", "reminder", "again", "changed", "solved", "last", "correction",
    "whole"};

const char *
notice_state_name(enum notice_state s)
{
	return s < NOTICE_STATE_COUNT ? state_names[s] : "unknown";
}

const char *
notice_kind_name(enum notice_kind k)
{
	return k < NOTICE_KIND_COUNT ? kind_names[k] : "unknown";
}

/* False where nothing may be told: every batch is held or under embargo. */
bool
known_get(
    struct prepare *p, struct arena *a, const struct due *d, struct known *k)
{
	enum audience who = d->provider ? AUDIENCE_PROVIDER : AUDIENCE_OWNER;
	struct sql_cursor c;
	struct support_free_row row;
	bool any = false;

	support_free(p->store->db, d->finding, p->now, &c);
	for (; support_free_next(&c, &row); any = true) {
		if (!any)
			*k = (struct known){
			    .batch = row.batch,
			    .observation = row.observation,
			    .rest = row.rest,
			    .first_seen = row.first_seen,
			    .last_seen = row.last_seen,
			    .severity = (enum severity)row.severity,
			    .tlp = (enum tlp)row.tlp,
			    .giver = row.giver_named != 0
				? arena_str(a, row.giver)
				: (struct str){0},
			};
		if (row.first_seen < k->first_seen)
			k->first_seen = row.first_seen;
		if (row.last_seen > k->last_seen)
			k->last_seen = row.last_seen;
		if ((enum tlp)row.tlp > k->tlp)
			k->tlp = (enum tlp)row.tlp;
	}
	return any && tlp_allows(k->tlp, who);
}

/* There is more to tell than that it is still there. */
static bool
is_news(const struct due *d)
{
	return d->fresh || d->back || d->changed || d->shown;
}

/* A reminder needs its time, and a newer row than the one that was told: what
 * wants telling may be what a held batch says. */
static bool
may_tell(const struct prepare *p, const struct due *d,
    const struct party_due_row *row)
{
	return d->part == PART_SOLVED || is_news(d) ||
	    (d->known.last_seen > row->noticed &&
		finding_remind_at(d->topic, (enum severity)row->severity,
		    row->noticed, row->told) <= p->now);
}

static enum part
part_of(const struct due *d, const struct party_due_row *row)
{
	bool last = !is_news(d) &&
	    row->told == ladder_of((enum severity)row->severity)->reminders;

	if (row->state == FINDING_CLOSED)
		return PART_SOLVED;
	if (topic_urgent(d->topic, d->known.severity))
		return last ? PART_URGENT_LAST : PART_URGENT;
	return last ? PART_NORMAL_LAST : PART_NORMAL;
}

/* False when it may not be told now. */
static bool
due_make(struct prepare *p, struct arena *a, const struct party_due_row *row,
    struct due *d)
{
	*d = (struct due){
	    .finding = row->id,
	    .organisation = row->organisation,
	    .receiver = row->receiver_int,
	    .provider = row->provider_int != 0,
	    .agreed = row->agreed_int != 0,
	    .revision = row->revision,
	    .due_since = row->due_since,
	    .told = row->told,
	    .topic = topic_by_id(row->topic),
	    .fresh = row->noticed == SQL_NULL_I64,
	};
	if (d->topic == NULL)
		die("a finding on a topic this program does not know: %.*s",
		    STR_ARG(row->topic));
	if (!known_get(p, a, d, &d->known))
		return false;
	d->back = !d->fresh && row->state == FINDING_OPEN;
	d->shown = !d->fresh && !d->back && row->told_severity == TOLD_UNSHOWN;
	d->changed = !d->fresh && !d->back && !d->shown &&
	    (int64_t)d->known.severity > row->told_severity;
	d->part = part_of(d, row);
	return may_tell(p, d, row);
}

/*
 * What wants telling to the receivers after one: of as many as make a part,
 * each whole. *after becomes the last of them; false when there was none.
 */
static bool
due_list(struct prepare *p, struct arena *a, int64_t *after, struct buf *list)
{
	struct sql_cursor c;
	struct party_due_row row;
	size_t n = 0;
	int64_t last = *after;

	buf_reset(list);
	party_due(p->store->db, *after, p->now, &c);
	for (; party_due_next(&c, &row); n++) {
		struct due d;
		if (n >= PREPARE_PART && row.receiver_int != last)
			break;
		last = row.receiver_int;
		if (due_make(p, a, &row, &d))
			buf_put(list, &d, sizeof(d));
		else
			p->sums.held++;
	}
	sql_cursor_end(&c);
	*after = last;
	return n > 0;
}

/* False when there is no address to write to. */
static bool
receiver_get(struct prepare *p, struct arena *a, int64_t organisation,
    struct receiver *r)
{
	struct store *s = p->store;
	struct organisation_get_row org;
	struct contact_reach_row mail;
	struct community_get_row community;

	if (!organisation_get(s->db, organisation, &org) ||
	    !contact_reach(s->db, organisation, p->now, &mail) ||
	    !community_get(s->db, org.community, &community))
		return false;
	*r = (struct receiver){
	    .organisation = organisation,
	    .contact = mail.id,
	    .name = store_open(
		s, a, "organisation.name", organisation, org.name_sealed),
	    .mail =
		store_open(s, a, "contact.value", mail.id, mail.value_sealed),
	    .sender_name = arena_str(a, community.sender_name),
	    .sender_mail = arena_str(a, community.sender_mail),
	    .language = (enum lang)org.language,
	    .rhythm = (enum rhythm)org.rhythm,
	    .post = mail.kind == CONTACT_POST,
	};
	return true;
}

bool
is_urgent(const struct due *d)
{
	return d->part == PART_URGENT || d->part == PART_URGENT_LAST;
}

/* Whether the receiver's rhythm lets a group go now. */
static bool
rhythm_lets(const struct prepare *p, const struct receiver *r,
    const struct due *d, size_t n)
{
	int64_t oldest = d[0].due_since;

	if (p->at_once || is_urgent(d) || r->rhythm == RHYTHM_AT_ONCE)
		return true;
	for (size_t i = 1; i < n; i++)
		if (d[i].due_since < oldest)
			oldest = d[i].due_since;
	return zone_next(oldest, p->digest_hour,
		   r->rhythm == RHYTHM_WEEKLY ? p->digest_weekday : -1) <=
	    p->now;
}

/* By part, customers together, the worst first, then as they were opened. */
static int
due_cmp(const void *a, const void *b)
{
	const struct due *x = a, *y = b;

	if (x->part != y->part)
		return x->part < y->part ? -1 : 1;
	if (x->provider && x->organisation != y->organisation)
		return x->organisation < y->organisation ? -1 : 1;
	if (x->known.severity != y->known.severity)
		return x->known.severity > y->known.severity ? -1 : 1;
	return x->finding < y->finding ? -1 : x->finding > y->finding;
}

/* Had the receiver its most? What is urgent goes all the same. */
static bool
week_full(
    const struct prepare *p, const struct receiver *r, const struct due *d)
{
	return p->week_most > 0 && !is_urgent(d) &&
	    notice_recent(p->store->db, r->organisation,
		p->now - PREPARE_WEEK) >= p->week_most;
}

/* Did the receiver say to want no more of this? What is new is told all the
 * same: the law has us warn. */
static bool
stopped(const struct prepare *p, const struct receiver *r, const struct due *d,
    size_t n)
{
	struct contact_stop_get_row row;
	bool news = false;

	for (size_t i = 0; i < n; i++)
		news = news || is_news(&d[i]);
	return (!news || d->part == PART_SOLVED) &&
	    contact_stop_get(p->store->db, r->contact, d->topic->id, &row);
}

static void
part_drop(struct prepare *p, const struct due *d, size_t n)
{
	for (size_t i = 0; i < n; i++)
		finding_want(p->store->db, d[i].finding, SQL_NULL_I64);
	p->sums.stopped += n;
}

/* All of them are told again, and were told to one contact for long enough. */
static bool
is_unheard(const struct due *d, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned other = ladder_of(d[i].known.severity)->other;
		if (d[i].part == PART_SOLVED || is_news(&d[i]) || other == 0 ||
		    d[i].told < other)
			return false;
	}
	return true;
}

/* Another contact, which was not written to about this yet; false: none. */
static bool
receiver_other(struct store *s, struct arena *a, const struct receiver *r,
    struct str topic, struct receiver *out)
{
	struct contact_other_row row;

	if (!contact_other(s->db, r->organisation, topic, &row))
		return false;
	*out = *r;
	out->contact = row.id;
	out->post = row.kind == CONTACT_POST;
	out->mail = store_open(s, a, "contact.value", row.id, row.value_sealed);
	return true;
}

/* Findings of one part: a notice, or not yet. */
static void
part_tell(struct prepare *p, struct arena *a, const struct receiver *r,
    const struct due *d, size_t n)
{
	size_t most = d[0].provider ? PROVIDER_TOLD : n;
	struct receiver other;

	if (is_unheard(d, n) &&
	    receiver_other(p->store, a, r, d[0].topic->id, &other))
		r = &other;
	if (stopped(p, r, d, n)) {
		part_drop(p, d, n);
	} else if (!rhythm_lets(p, r, d, n)) {
		p->sums.waiting += n;
	} else if (week_full(p, r, d)) {
		p->sums.enough += n;
	} else {
		for (size_t i = 0; i < n; i += most)
			notice_make(
			    p, a, r, d + i, n - i < most ? n - i : most);
	}
}

/* One message to a provider, as urgent as its most urgent customer. */
static void
parts_join(struct due *d, size_t n)
{
	enum part part = PART_NORMAL;

	for (size_t i = 0; i < n; i++)
		if (is_urgent(&d[i]))
			part = PART_URGENT;
	for (size_t i = 0; i < n; i++)
		if (d[i].part != PART_SOLVED)
			d[i].part = part;
}

/* All findings on one topic for one receiver. */
static void
group_tell(struct prepare *p, struct arena *a, struct due *d, size_t n)
{
	struct receiver r;

	if (!receiver_get(p, a, d[0].receiver, &r)) {
		p->sums.no_contact += n;
		return;
	}
	if (d[0].provider)
		parts_join(d, n);
	qsort(d, n, sizeof(*d), due_cmp);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1; j < n && d[j].part == d[i].part; j++)
			continue;
		part_tell(p, a, &r, d + i, j - i);
	}
}

static bool
is_together(const struct due *x, const struct due *y)
{
	return x->receiver == y->receiver && x->provider == y->provider &&
	    x->topic == y->topic;
}

void
list_tell(struct prepare *p, const struct buf *list)
{
	struct due *d = (struct due *)(void *)list->p;
	size_t n = list->n / sizeof(*d);
	struct arena a;

	arena_init(&a, 0);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1; j < n && is_together(&d[j], &d[i]); j++)
			continue;
		group_tell(p, &a, d + i, j - i);
		arena_reset(&a);
	}
	arena_free(&a);
}

/* One transaction; false when there was nothing left. */
static bool
part_prepare(struct prepare *p, int64_t *after, struct buf *list)
{
	struct arena a;

	arena_init(&a, 0);
	sql_begin(p->store->db);
	crash_point(CRASH_PREPARE_OPEN);
	if (*after == 0) {
		p->sums.unproven = notices_unproven(p->store, p->now);
		p->sums.reminders = finding_remind(p->store, p->now);
	}

	bool any = due_list(p, &a, after, list);

	list_tell(p, list);
	crash_point(CRASH_PREPARE_WRITTEN);
	sql_commit(p->store->db);
	crash_point(CRASH_PREPARE_DONE);
	arena_free(&a);
	return any;
}

enum err
notices_prepare(struct prepare *p, struct why *w)
{
	struct legal_ground_get_row row;

	if (!legal_ground_get(p->store->db, STR("notify-claimed"), &row))
		return why_set(w, ERR_REFUSED,
		    "this instance has no legal ground to notify, so notifying "
		    "is off: run `dijkwacht init --ground "
		    "law|contract|consent`");

	struct buf list = {0};
	int64_t after = 0;

	while (part_prepare(p, &after, &list))
		if (p->between != NULL)
			p->between(p->ctx);
	buf_free(&list);
	sql_begin(p->store->db);
	beside_tell(p);
	sql_commit(p->store->db);
	return OK;
}
