/* prepare: findings that want telling become frozen notices */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/prepare.h"

#include <stdlib.h>

#include "base/crash.h"
#include "base/time.h"
#include "match/organisation.h"
#include "notify/code.h"
#include "store/claim.sql.h"
#include "store/desk.sql.h"
#include "store/finding.sql.h"
#include "store/instance.sql.h"
#include "store/notice.sql.h"
#include "store/observation.sql.h"
#include "store/organisation.sql.h"
#include "store/support.sql.h"

static const char *const state_names[NOTICE_STATE_COUNT] = {
    "none", "prepared", "released", "sent", "withdrawn"};
static const char *const kind_names[NOTICE_KIND_COUNT] = {"none", "first",
    "more", "reminder", "again", "changed", "solved", "last", "correction"};

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

/* What may be told of a finding now. giver is absent where it may not be
 * named. */
struct known {
	int64_t batch, observation, rest, first_seen, last_seen;
	enum severity severity;
	enum tlp tlp; /* the strictest */
	struct str giver;
};

/* Notices of one company and topic, in the order they are made. */
enum part {
	PART_URGENT,
	PART_URGENT_LAST,
	PART_NORMAL,
	PART_NORMAL_LAST, /* no other reminder will come */
	PART_SOLVED,
};

/* A finding that wants telling. */
struct due {
	int64_t finding, organisation, revision, due_since;
	const struct topic *topic;
	enum part part;
	bool fresh;   /* never told of */
	bool back;    /* told before, over, and seen again */
	bool changed; /* worse than was told */
	int64_t told; /* times */
	struct known known;
};

/* Who a group of findings is told to. */
struct receiver {
	int64_t organisation, contact;
	struct str name, mail, sender_name, sender_mail;
	enum lang language;
	enum rhythm rhythm;
	bool post; /* mail is an address on paper */
};

/* False where nothing may be told: every batch is held or under embargo. */
static bool
known_get(struct prepare *p, struct arena *a, int64_t finding, struct known *k)
{
	struct sql_cursor c;
	struct support_free_row row;
	bool any = false;

	support_free(p->store->db, finding, p->now, &c);
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
	return any && tlp_allows(k->tlp, AUDIENCE_OWNER);
}

/* A reminder needs its time, and a newer row than the one that was told: what
 * wants telling may be what a held batch says. */
static bool
may_tell(const struct prepare *p, const struct due *d,
    const struct finding_due_row *row)
{
	bool news = d->part == PART_SOLVED || d->fresh || d->back || d->changed;

	return news ||
	    (d->known.last_seen > row->noticed &&
		finding_remind_at(d->topic, (enum severity)row->severity,
		    row->noticed, row->told) <= p->now);
}

static enum part
part_of(const struct due *d, const struct finding_due_row *row)
{
	bool last = !d->fresh && !d->back && !d->changed &&
	    row->told == ladder_of((enum severity)row->severity)->reminders;

	if (row->state == FINDING_CLOSED)
		return PART_SOLVED;
	if (topic_urgent(d->topic, d->known.severity))
		return last ? PART_URGENT_LAST : PART_URGENT;
	return last ? PART_NORMAL_LAST : PART_NORMAL;
}

/* False when it may not be told now. */
static bool
due_make(struct prepare *p, struct arena *a, const struct finding_due_row *row,
    struct due *d)
{
	*d = (struct due){
	    .finding = row->id,
	    .organisation = row->organisation,
	    .revision = row->revision,
	    .due_since = row->due_since,
	    .told = row->told,
	    .topic = topic_by_id(row->topic),
	    .fresh = row->noticed == SQL_NULL_I64,
	};
	if (d->topic == NULL)
		die("a finding on a topic this program does not know: %.*s",
		    STR_ARG(row->topic));
	if (!known_get(p, a, row->id, &d->known))
		return false;
	d->back = !d->fresh && row->state == FINDING_OPEN;
	d->changed = !d->fresh && !d->back &&
	    (int64_t)d->known.severity > row->told_severity;
	d->part = part_of(d, row);
	return may_tell(p, d, row);
}

/*
 * What wants telling of the companies after one: of as many as make a part,
 * each whole. *after becomes the last of them; false when there was none.
 */
static bool
due_list(struct prepare *p, struct arena *a, int64_t *after, struct buf *list)
{
	struct sql_cursor c;
	struct finding_due_row row;
	size_t n = 0;
	int64_t last = *after;

	buf_reset(list);
	finding_due(p->store->db, *after, &c);
	for (; finding_due_next(&c, &row); n++) {
		struct due d;
		if (n >= PREPARE_PART && row.organisation != last)
			break;
		last = row.organisation;
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
receiver_get(
    struct store *s, struct arena *a, int64_t organisation, struct receiver *r)
{
	struct organisation_get_row org;
	struct contact_reach_row mail;
	struct community_get_row community;

	if (!organisation_get(s->db, organisation, &org) ||
	    !contact_reach(s->db, organisation, &mail) ||
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

static bool
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

static struct str
asset_of(struct store *s, struct arena *a, int64_t claim)
{
	struct claim_get_row row;

	if (claim == SQL_NULL_I64 || !claim_get(s->db, claim, &row))
		return (struct str){0};
	return store_open(s, a, "claim.value", claim, row.value_sealed);
}

static void
item_get(struct store *s, struct arena *a, const struct due *d,
    struct notice_item *item)
{
	const struct known *k = &d->known;
	struct finding_get_row f;
	struct identification_get_row why;

	if (!finding_get(s->db, d->finding, &f))
		die("finding %lld is gone", (long long)d->finding);
	*item = (struct notice_item){
	    .ref = arena_str(a, f.ref),
	    .severity = k->severity,
	    .ground = (enum ground)f.ground,
	    .responsibility = (enum responsibility)f.responsibility,
	    .confidence = (int)f.confidence,
	    .first_seen = k->first_seen,
	    .last_seen = k->last_seen,
	    .subject = store_open(
		s, a, "finding.subject", d->finding, f.subject_sealed),
	};
	item->asset = asset_of(s, a, f.claim);
	if (identification_get(
		s->db, k->observation, k->rest, d->organisation, &why))
		item->detail = store_open(s, a, "identification.detail",
		    k->observation, why.detail_sealed);
}

static enum notice_kind
kind_of(const struct due *d, size_t n, bool thread)
{
	bool fresh = false, back = false, changed = false;

	for (size_t i = 0; i < n; i++) {
		fresh = fresh || d[i].fresh;
		back = back || d[i].back;
		changed = changed || d[i].changed;
	}
	if (d[0].part == PART_SOLVED)
		return NOTICE_SOLVED;
	if (!thread)
		return NOTICE_FIRST;
	if (fresh || back || changed)
		return fresh ? NOTICE_MORE
		    : back   ? NOTICE_AGAIN
			     : NOTICE_CHANGED;
	return d[0].part == PART_URGENT_LAST || d[0].part == PART_NORMAL_LAST
	    ? NOTICE_LAST
	    : NOTICE_REMINDER;
}

static struct str
legal_text(struct store *s, struct arena *a, enum lang l)
{
	struct legal_ground_get_row row;

	if (!legal_ground_get(s->db, STR("notify-claimed"), &row))
		return (struct str){0};
	return arena_str(a, l == LANG_NL ? row.text_nl : row.text_en);
}

struct str
notice_message_id(struct arena *a, struct str ref, struct str sender_mail)
{
	struct buf b = {0};
	struct str host = str_from(sender_mail, str_find(sender_mail, '@') + 1);

	buf_fmt(&b, "%.*s@%.*s", STR_ARG(ref), STR_ARG(host));

	struct str s = arena_str(a, buf_all(&b));

	buf_free(&b);
	return s;
}

/* What it tells of, and the batches its words come from. */
static void
findings_keep(struct prepare *p, int64_t notice, struct str ref,
    const struct due *d, size_t n)
{
	struct sql *db = p->store->db;

	for (size_t i = 0; i < n; i++) {
		notice_finding_add(db, notice, d[i].finding, d[i].revision);
		notice_batch_add(db, notice, d[i].known.batch);
		if (d[i].part == PART_SOLVED)
			notice_batch_of_looks(db, notice, d[i].finding);
		finding_notice(p->store, d[i].finding, d[i].known.severity,
		    p->person, ref, p->now);
	}
	p->sums.notices++;
	p->sums.findings += n;
}

/* The frozen notice and the rows that say what it was made of. */
static void
notice_keep(struct prepare *p, struct arena *a, const struct receiver *r,
    const struct due *d, size_t n, const struct notice_facts *f, struct str ref,
    struct str thread)
{
	struct store *s = p->store;
	struct buf frozen = {0};
	struct str subject;
	unsigned char hash[CODE_HASH];
	int64_t id = store_id(s, "notice");

	compose(&frozen, a, f, &subject);
	code_hash(hash, p->code_key, f->code);
	notice_add(s->db, id, ref, thread, r->organisation, r->contact,
	    f->topic->id, f->topic->text[f->language].revision, f->urgent,
	    r->language, f->kind, f->tlp, d[0].known.severity, p->now,
	    f->message_id, store_seal(s, a, "notice.subject", id, subject),
	    store_seal(s, a, "notice.body", id, buf_all(&frozen)),
	    str_make(hash, sizeof(hash)), p->person);
	findings_keep(p, id, ref, d, n);
	delivery_add(s->db, store_id(s, "delivery"), id, r->contact, 1);
	buf_free(&frozen);
}

/* The worst ones whole; the giver is the first that may be named. */
static void
items_get(struct store *s, struct arena *a, const struct due *d, size_t n,
    struct notice_facts *f)
{
	size_t told = n < NOTICE_TOLD ? n : NOTICE_TOLD;
	struct notice_item *items = ARENA_NEW(a, struct notice_item, told);

	for (size_t i = 0; i < told; i++)
		item_get(s, a, &d[i], &items[i]);
	for (size_t i = 0; i < n; i++) {
		if (f->giver.n == 0)
			f->giver = d[i].known.giver;
		if (d[i].known.tlp > f->tlp)
			f->tlp = d[i].known.tlp;
	}
	f->items = items;
	f->n = told;
	f->more = n - told;
}

/* Nobody has said for so long that this is the address. */
static bool
is_old(struct store *s, int64_t contact, int64_t now)
{
	struct contact_is_old_row row;

	return contact_is_old(s->db, contact, now - CONTACT_FRESH, &row) &&
	    row.old_int != 0;
}

static void
notice_make(struct prepare *p, struct arena *a, const struct receiver *r,
    const struct due *d, size_t n)
{
	struct store *s = p->store;
	struct notice_thread_row thread;
	struct str ref = store_ref(a), root = ref, first = {0};
	char code[CODE_SIZE];
	bool known = notice_thread(
	    s->db, r->organisation, r->contact, d[0].topic->id, &thread);

	if (known) {
		root = arena_str(a, thread.ref);
		first = arena_str(a, thread.message_id);
	}
	code_make(code);

	struct notice_facts f = {
	    .language = r->language,
	    .kind = kind_of(d, n, known),
	    .topic = d[0].topic,
	    .urgent = is_urgent(d),
	    .name = r->name,
	    .mail = r->mail,
	    .post = r->post,
	    .sender_name = r->sender_name,
	    .sender_mail = r->sender_mail,
	    .message_id = notice_message_id(a, ref, r->sender_mail),
	    .thread = first,
	    .code = str_of(code),
	    .legal = legal_text(s, a, r->language),
	    .date = p->now,
	};

	f.asks = (f.kind == NOTICE_FIRST || f.kind == NOTICE_SOLVED) &&
	    is_old(s, r->contact, p->now);
	items_get(s, a, d, n, &f);
	notice_keep(p, a, r, d, n, &f, ref, root);
}

/* By part, then the worst first, then as they were opened. */
static int
due_cmp(const void *a, const void *b)
{
	const struct due *x = a, *y = b;

	if (x->part != y->part)
		return x->part < y->part ? -1 : 1;
	if (x->known.severity != y->known.severity)
		return x->known.severity > y->known.severity ? -1 : 1;
	return x->finding < y->finding ? -1 : x->finding > y->finding;
}

/* Had the receiver its most? What is urgent goes all the same. */
static bool
week_full(
    const struct prepare *p, const struct receiver *r, const struct due *d)
{
	struct notice_recent_row row;

	if (p->week_most == 0 || is_urgent(d))
		return false;
	notice_recent(
	    p->store->db, r->organisation, p->now - PREPARE_WEEK, &row);
	return row.notices_int >= p->week_most;
}

/* All of them are told again, and were told to one contact for long enough. */
static bool
is_unheard(const struct due *d, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned other = ladder_of(d[i].known.severity)->other;
		if (d[i].part == PART_SOLVED || d[i].fresh || d[i].back ||
		    d[i].changed || other == 0 || d[i].told < other)
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
	struct receiver other;

	if (is_unheard(d, n) &&
	    receiver_other(p->store, a, r, d[0].topic->id, &other))
		r = &other;
	if (!rhythm_lets(p, r, d, n))
		p->sums.waiting += n;
	else if (week_full(p, r, d))
		p->sums.enough += n;
	else
		notice_make(p, a, r, d, n);
}

/* All findings of one organisation on one topic. */
static void
group_tell(struct prepare *p, struct arena *a, struct due *d, size_t n)
{
	struct receiver r;

	if (!receiver_get(p->store, a, d[0].organisation, &r)) {
		p->sums.no_contact += n;
		return;
	}
	qsort(d, n, sizeof(*d), due_cmp);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1; j < n && d[j].part == d[i].part; j++)
			continue;
		part_tell(p, a, &r, d + i, j - i);
	}
}

static void
list_tell(struct prepare *p, const struct buf *list)
{
	struct due *d = (struct due *)(void *)list->p;
	size_t n = list->n / sizeof(*d);
	struct arena a;

	arena_init(&a, 0);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1;
		     j < n && d[j].organisation == d[i].organisation &&
		     d[j].topic == d[i].topic;
		     j++)
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
	if (*after == 0)
		p->sums.reminders = finding_remind(p->store, p->now);

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
		continue;
	buf_free(&list);
	return OK;
}
