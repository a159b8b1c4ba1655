/* digest: what is nobody's we know is told to who runs the network */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/digest.h"

#include <stdlib.h>

#include "base/time.h"
#include "match/organisation.h"
#include "notify/digest_mail.h"
#include "notify/prepare.h"
#include "store/instance.sql.h"
#include "store/notice.sql.h"
#include "store/organisation.sql.h"
#include "store/registry.sql.h"
#include "store/subjects.h"
#include "value/code.h"
#include "value/relayed.h"
#include "value/tlp.h"

#define TOPIC STR("network-digest")
enum { COMPANY = 1, NETWORK = 2, COMMUNITY_FIRST = 1 };

/* An observation and who is to be told of it. */
struct seen {
	int64_t organisation, observation, rest, day, batch;
	enum tlp tlp;
	bool claimed;
	struct digest_item item; /* ref: absent until it was told once */
};

/* While digests are being made. */
struct making {
	struct digest *d;
	struct arena a;	  /* as long as all of them */
	struct arena one; /* as long as one row or one mail */
	bool by_registry; /* there is a ground to tell networks */
	const struct registry_owner *last; /* whose organisation is */
	int64_t last_organisation;
	struct buf seen; /* struct seen */
};

bool
digest_due(struct store *s, int64_t now, int hour)
{
	struct civil c = zone_civil(now);

	return c.hour >= hour &&
	    day_of_civil(c.year, c.month, c.day) > digest_last(s->db);
}

/* Who gets it. */

static int64_t
network_add(struct making *m, const struct relay *relay, struct str index)
{
	struct store *s = m->d->store;
	const struct registry_owner *o = relay->owner;
	struct str name = o->name.n > 0 ? o->name : o->handle;
	int64_t id = store_id(s, "organisation");
	int64_t contact = store_id(s, "contact");
	struct str none = {0};

	organisation_add(s->db, id, store_ref(&m->one),
	    store_seal(s, &m->one, "organisation.name", id, name),
	    store_index(s, &m->one, "organisation.name", name), none, none,
	    none, LANG_EN, RHYTHM_DAILY, COMMUNITY_FIRST, m->d->now);
	organisation_is_network(s->db, id);
	contact_add(s->db, contact, id, CONTACT_MAIL,
	    store_seal(s, &m->one, "contact.value", contact, o->mail), index,
	    STR("public registry"), m->d->now);
	return id;
}

static int64_t
organisation_of(struct making *m, const struct relay *relay)
{
	struct store *s = m->d->store;
	struct str index;

	if (relay->organisation != 0)
		return relay->organisation;
	if (relay->owner == m->last)
		return m->last_organisation;
	index = store_index(s, &m->one, "contact.value", relay->owner->mail);
	m->last = relay->owner;
	m->last_organisation = contact_owner(s->db, index);
	if (m->last_organisation == SQL_NULL_I64)
		m->last_organisation = network_add(m, relay, index);
	return m->last_organisation;
}

/* What is to be told. */

static const struct topic *
topic_of(struct making *m, const struct relay_candidate_row *row)
{
	const struct topic *t = topic_by_id(m->d->topic(row->feed, row->type));

	return t != NULL ? t : topic_by_type(STR("other"));
}

/* When what was told on a day is told again, by what he did with it. */
static int64_t
again_on(const struct relayed_get_row *told)
{
	switch ((enum relayed_answer)told->answer) {
	case RELAYED_PASSED_ON:
		return told->day + DIGEST_PASSED_DAYS;
	case RELAYED_NOT_OURS:
	case RELAYED_REFUSED:
		return INT64_MAX;
	case RELAYED_NONE:
	case RELAYED_COUNT:
		break;
	}
	return told->day + DIGEST_AGAIN_DAYS;
}

/* True when it is new to him, or he was told long enough ago. */
static bool
is_due(struct making *m, struct seen *seen)
{
	struct relayed_get_row told;

	if (!relayed_get(m->d->store->db, seen->organisation, seen->observation,
		seen->rest, &told))
		return true;
	seen->item.ref = arena_str(&m->a, told.ref);
	return seen->day >= again_on(&told);
}

static void
candidate_take(struct making *m, const struct relay_candidate_row *row)
{
	struct store *s = m->d->store;
	struct relay relay;
	struct subject subject;
	struct seen seen = {
	    .observation = row->id,
	    .rest = row->rest,
	    .day = row->last_day,
	    .batch = row->batch_int,
	    .tlp = (enum tlp)row->tlp,
	    .item = {.severity = (enum severity)row->severity,
		.seen = row->last_seen,
		.topic = topic_of(m, row)},
	};
	struct str text =
	    subjects_get(s, &m->one, row->subject, row->subjects_sealed);

	if (!subject_read(text, &subject))
		die("an observation does not read: the store was changed "
		    "outside the program");
	/* of an account its address says nothing */
	if (seen.item.topic->data == TOPIC_DATA_CREDENTIAL)
		return;

	struct sighting sighting = {
	    .address = subject.place.a,
	    .asn = subject.asn,
	    .seen = row->last_seen,
	};

	if (!relay_find(m->d->owners, m->d->registry, &sighting, &relay))
		return;
	if (relay.organisation == 0 && !m->by_registry) {
		m->d->sums.no_ground++;
		return;
	}
	seen.organisation = organisation_of(m, &relay);
	seen.claimed = relay.organisation != 0;
	seen.item.place = subject.place;
	seen.item.port = subject.port;
	seen.item.transport = subject.transport;
	if (is_due(m, &seen))
		buf_put(&m->seen, &seen, sizeof(seen));
}

static int
by_urgency(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;

	if (x->organisation != y->organisation)
		return x->organisation < y->organisation ? -1 : 1;
	if (x->item.severity != y->item.severity)
		return x->item.severity > y->item.severity ? -1 : 1;
	if (x->observation != y->observation)
		return x->observation < y->observation ? -1 : 1;
	return (x->rest > y->rest) - (x->rest < y->rest);
}

static int
by_topic(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;
	int order;

	if (x->item.topic != y->item.topic)
		return x->item.topic < y->item.topic ? -1 : 1;
	order = address_cmp(&x->item.place.a, &y->item.place.a);
	if (order != 0)
		return order;
	if (x->item.port != y->item.port)
		return x->item.port < y->item.port ? -1 : 1;
	return by_urgency(a, b);
}

/* The mail. */

static struct str
legal_text(struct making *m, bool claimed, enum lang l)
{
	struct legal_ground_get_row row;
	struct str function =
	    claimed ? STR("notify-claimed") : STR("notify-registry");

	if (!legal_ground_get(m->d->store->db, function, &row))
		return (struct str){0};
	return arena_str(&m->one, l == LANG_NL ? row.text_nl : row.text_en);
}

static const struct digest_item *
items_of(struct making *m, struct seen *v, size_t n)
{
	struct digest_item *items = ARENA_NEW(&m->one, struct digest_item, n);

	for (size_t i = 0; i < n; i++) {
		if (v[i].item.ref.n == 0)
			v[i].item.ref = store_ref(&m->one);
		items[i] = v[i].item;
	}
	return items;
}

static void
notice_keep(struct making *m, const struct digest_facts *f, struct str ref,
    int64_t contact, const struct seen *v)
{
	struct digest *d = m->d;
	struct store *s = d->store;
	struct buf frozen = {0};
	struct str subject;
	unsigned char hash[CODE_HASH];
	int64_t id = store_id(s, "notice");
	enum severity worst = SEVERITY_NONE;

	for (size_t i = 0; i < f->n; i++)
		if (v[i].item.severity > worst)
			worst = v[i].item.severity;
	digest_compose(&frozen, &m->one, f, &subject);
	code_hash(hash, d->code_key, f->head.code);
	notice_add(s->db, id, ref, ref, v->organisation, contact, f->topic->id,
	    f->topic->text[f->language].revision, 0, f->language, NOTICE_FIRST,
	    f->tlp, worst, d->now, f->head.message_id,
	    store_seal(s, &m->one, "notice.subject", id, subject),
	    store_seal(s, &m->one, "notice.body", id, buf_all(&frozen)),
	    str_make(hash, sizeof(hash)), d->person);
	for (size_t i = 0; i < f->n; i++) {
		relayed_put(s->db, v[i].organisation, v[i].observation,
		    v[i].rest, v[i].item.ref, id, v[i].day);
		notice_batch_add(s->db, id, v[i].batch);
	}
	delivery_add(s->db, store_id(s, "delivery"), id, contact, 1);
	buf_free(&frozen);
	d->sums.notices++;
	d->sums.told += f->n;
	d->sums.waiting += f->hidden;
}

static enum tlp
strictest(const struct seen *v, size_t n)
{
	enum tlp tlp = TLP_CLEAR;

	for (size_t i = 0; i < n; i++)
		if (v[i].tlp > tlp)
			tlp = v[i].tlp;
	return tlp;
}

/* v is by urgency; what is shown of it is put by topic. */
static void
digest_make(struct making *m, struct seen *v, size_t n)
{
	struct store *s = m->d->store;
	struct organisation_get_row org;
	struct relay_get_row relay;
	struct contact_mail_row mail;
	struct community_get_row community;
	size_t shown = n < DIGEST_SHOWN ? n : DIGEST_SHOWN;
	struct str ref = store_ref(&m->one);
	char code[CODE_SIZE];

	relay_get(s->db, v->organisation, &relay);
	if (relay.relay == 0 ||
	    !organisation_get(s->db, v->organisation, &org) ||
	    !contact_mail(s->db, v->organisation, m->d->now, &mail) ||
	    !community_get(s->db, org.community, &community))
		return;
	qsort(v, shown, sizeof(*v), by_topic);
	code_make(code);

	struct str sender = arena_str(&m->one, community.sender_mail);
	struct digest_facts f = {
	    .language = (enum lang)org.language,
	    .head =
		{
		    .name = store_open(s, &m->one, "organisation.name",
			v->organisation, org.name_sealed),
		    .mail = store_open(s, &m->one, "contact.value", mail.id,
			mail.value_sealed),
		    .sender_name = arena_str(&m->one, community.sender_name),
		    .sender_mail = sender,
		    .message_id = notice_message_id(&m->one, ref, sender),
		    .code = str_of(code),
		    .at = m->d->now,
		},
	    .legal = legal_text(m, v->claimed, (enum lang)org.language),
	    .company = relay.kind == COMPANY,
	    .claimed = v->claimed,
	    .tlp = strictest(v, shown),
	    .topic = topic_by_id(TOPIC),
	    .items = items_of(m, v, shown),
	    .n = shown,
	    .hidden = n - shown,
	};

	notice_keep(m, &f, ref, mail.id, v);
}

static void
candidates_read(struct making *m)
{
	struct sql_cursor c;
	struct relay_candidate_row row;
	int64_t since = day_of_time(m->d->now) - DIGEST_DAYS;

	relay_candidate(m->d->store->db, since, m->d->now, &c);
	while (m->seen.n / sizeof(struct seen) < DIGEST_MAX &&
	    relay_candidate_next(&c, &row)) {
		candidate_take(m, &row);
		arena_reset(&m->one);
	}
	sql_cursor_end(&c);
}

static void
all_make(struct making *m)
{
	struct seen *v = (struct seen *)(void *)m->seen.p;
	size_t n = m->seen.n / sizeof(*v);

	if (n > 0)
		qsort(v, n, sizeof(*v), by_urgency);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1; j < n && v[j].organisation == v[i].organisation;
		     j++)
			continue;
		digest_make(m, v + i, j - i);
		arena_reset(&m->one);
	}
}

void
digests_prepare(struct digest *d)
{
	struct store *s = d->store;
	struct making m = {.d = d};
	struct legal_ground_get_row ground;
	struct civil c = zone_civil(d->now);

	m.by_registry =
	    legal_ground_get(s->db, STR("notify-registry"), &ground);
	arena_init(&m.a, 0);
	arena_init(&m.one, 0);
	sql_begin(s->db);
	candidates_read(&m);
	all_make(&m);
	digest_add(s->db, day_of_civil(c.year, c.month, c.day), d->now,
	    (int64_t)d->sums.notices, (int64_t)d->sums.told);
	sql_commit(s->db);
	arena_free(&m.one);
	arena_free(&m.a);
	buf_free(&m.seen);
}
