/* members: what cooperatives hear of their members */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/members.h"

#include <string.h>

#include "base/time.h"
#include "match/organisation.h"
#include "notify/compose.h"
#include "notify/members_mail.h"
#include "notify/prepare.h"
#include "store/agreement.sql.h"
#include "store/correction.sql.h"
#include "store/instance.sql.h"
#include "store/notice.sql.h"
#include "store/organisation.sql.h"
#include "value/code.h"

#define TOPIC STR("member-figures")

/* Figures that were told, and were not right. */
struct wrong {
	int64_t notice; /* 0: none */
	int64_t date;
	struct str message_id, thread;
};

/* While one cooperative's figures are gathered. */
struct gathering {
	struct members *m;
	struct arena *a;
	int64_t party;
	struct wrong wrong;
	struct members_group group[SCOPE_COUNT];
	struct members_topic *by_topic; /* of SCOPE_TOPICS, a row a topic */
	struct buf named;		/* struct member */
	struct buf named_ids;		/* int64_t: theirs */
};

static void
measures_add(struct measured *n, const uint64_t v[MEASURE_COUNT])
{
	for (size_t i = 0; i < MEASURE_COUNT; i++)
		n->findings[i] += v[i];
}

/* One member more has some of what was counted of it. */
static void
member_counts(struct measured *group, const struct measured *one)
{
	for (size_t i = 0; i < MEASURE_COUNT; i++) {
		group->members[i] += one->findings[i] > 0;
		group->findings[i] += one->findings[i];
	}
}

static void
named_add(struct gathering *g, const struct member_each_row *row,
    const struct buf *own)
{
	size_t n = own->n / sizeof(struct members_topic);
	struct members_topic *kept = ARENA_NEW(g->a, struct members_topic, n);
	struct member member = {
	    .name = store_open(g->m->store, g->a, "organisation.name",
		row->organisation, row->name_sealed),
	    .topics = kept,
	    .n_topics = n,
	};

	memcpy(kept, own->p, own->n);
	buf_put(&g->named, &member, sizeof(member));
	buf_put(&g->named_ids, &row->organisation, sizeof(row->organisation));
}

/* What one member has. Its own topics go to the group's, or under its name. */
static void
member_take(struct gathering *g, const struct member_each_row *row)
{
	struct members_group *group = &g->group[row->scope];
	struct measured all = {0};
	struct buf own = {0};
	struct sql_cursor c;
	struct member_findings_row f;

	member_findings(g->m->store->db, row->organisation, g->m->now,
	    g->m->now - PREPARE_WEEK, &c);
	while (member_findings_next(&c, &f)) {
		uint64_t any[] = {(uint64_t)f.going_int, (uint64_t)f.fresh_int,
		    (uint64_t)f.gone_int};
		uint64_t shared[] = {(uint64_t)f.shared_going_int,
		    (uint64_t)f.shared_fresh_int, (uint64_t)f.shared_gone_int};
		struct members_topic t = {.topic = topic_by_id(f.topic)};
		bool named = row->scope == SCOPE_DETAIL;
		measures_add(&all, any);
		measures_add(&t.n, named ? shared : any);
		if (t.topic == NULL)
			continue;
		if (row->scope == SCOPE_TOPICS)
			member_counts(&g->by_topic[t.topic - topics].n, &t.n);
		else if (named && shared[0] + shared[1] + shared[2] > 0)
			buf_put(&own, &t, sizeof(t));
	}
	group->members++;
	member_counts(&group->n, &all);
	if (own.n > 0)
		named_add(g, row, &own);
	buf_free(&own);
}

static void
members_gather(struct gathering *g)
{
	struct sql_cursor c;
	struct member_each_row row;

	g->by_topic = ARENA_NEW(g->a, struct members_topic, topic_count);
	for (size_t i = 0; i < topic_count; i++)
		g->by_topic[i] = (struct members_topic){.topic = &topics[i]};
	member_each(g->m->store->db, g->party, g->m->now, &c);
	while (member_each_next(&c, &row))
		if (row.scope > SCOPE_NONE && row.scope < SCOPE_COUNT)
			member_take(g, &row);
	g->group[SCOPE_TOPICS].topics = g->by_topic;
	g->group[SCOPE_TOPICS].n_topics = topic_count;
	g->group[SCOPE_DETAIL].member =
	    (const struct member *)(const void *)g->named.p;
	g->group[SCOPE_DETAIL].n_member = g->named.n / sizeof(struct member);
}

static void
named_keep(const struct gathering *g, int64_t notice)
{
	const int64_t *named = (const int64_t *)(const void *)g->named_ids.p;
	size_t n = g->named_ids.n / sizeof(*named);

	for (size_t i = 0; named != NULL && i < n; i++)
		party_about(g->m->store->db, notice, named[i]);
}

static void
notice_keep(struct gathering *g, const struct members_facts *f, struct str ref,
    int64_t contact)
{
	struct members *m = g->m;
	struct store *s = m->store;
	struct buf frozen = {0};
	struct str subject;
	unsigned char hash[CODE_HASH];
	int64_t id = store_id(s, "notice");
	bool corrects = g->wrong.notice != 0;

	members_compose(&frozen, g->a, f, &subject);
	code_hash(hash, m->code_key, f->head.code);
	notice_add(s->db, id, ref, corrects ? g->wrong.thread : ref, g->party,
	    contact, f->topic->id, f->topic->text[f->language].revision, 0,
	    f->language, corrects ? NOTICE_CORRECTION : NOTICE_FIRST, TLP_GREEN,
	    SEVERITY_NONE, m->now, f->head.message_id,
	    store_seal(s, g->a, "notice.subject", id, subject),
	    store_seal(s, g->a, "notice.body", id, buf_all(&frozen)),
	    str_make(hash, sizeof(hash)), m->person);
	named_keep(g, id);
	delivery_add(s->db, store_id(s, "delivery"), id, contact, 1);
	if (corrects) {
		correction_add(s->db, g->wrong.notice, id, m->now, m->person,
		    STR("a batch they counted was withdrawn"));
		correction_code_end(s->db, g->wrong.notice, m->now);
	}
	buf_free(&frozen);
	m->made++;
}

/* Of a cooperative without a mail address nothing is made. */
static void
figures_make(struct gathering *g, const struct member_parties_row *row)
{
	struct store *s = g->m->store;
	struct contact_mail_row mail;
	struct community_get_row community;
	struct str ref = store_ref(g->a);
	char code[CODE_SIZE];

	if (!contact_mail(s->db, g->party, g->m->now, &mail) ||
	    !community_get(s->db, row->community, &community))
		return;
	members_gather(g);
	code_make(code);

	struct str sender = arena_str(g->a, community.sender_mail);
	struct members_facts f = {
	    .language = (enum lang)row->language,
	    .head =
		{
		    .name = store_open(s, g->a, "organisation.name", g->party,
			row->name_sealed),
		    .mail = store_open(
			s, g->a, "contact.value", mail.id, mail.value_sealed),
		    .sender_name = arena_str(g->a, community.sender_name),
		    .sender_mail = sender,
		    .message_id = notice_message_id(g->a, ref, sender),
		    .thread = g->wrong.message_id,
		    .code = str_of(code),
		    .at = g->m->now,
		},
	    .corrects = g->wrong.date,
	    .topic = topic_by_id(TOPIC),
	    .group = g->group,
	};

	notice_keep(g, &f, ref, mail.id);
	buf_free(&g->named);
	buf_free(&g->named_ids);
}

/* The first time on the first of its days after it began. */
static bool
is_due(const struct members *m, const struct member_parties_row *row)
{
	int64_t last =
	    row->last_int > row->first_int ? row->last_int : row->first_int;

	return zone_next(last, m->hour,
		   row->rhythm == RHYTHM_DAILY ? -1 : m->weekday) <= m->now;
}

/* Whether what was told last counted what was taken back since. */
static bool
last_wrong(struct gathering *g, bool *left)
{
	struct sql *db = g->m->store->db;
	struct member_last_row last;

	if (!member_last(db, g->party, &last))
		return false;
	*left = last.left_int > 0;
	g->wrong = (struct wrong){last.id, last.date,
	    arena_str(g->a, last.message_id), arena_str(g->a, last.thread)};
	return member_wrong(db, g->party, g->wrong.date, g->m->now) > 0;
}

/* Whether figures are to be made for that: what has left is corrected, what
 * has not is dropped and made anew. */
static bool
is_wrong(struct gathering *g)
{
	bool left = false, dropped = false;

	while (last_wrong(g, &left)) {
		if (left)
			return true;
		notice_withdraw(g->m->store->db, g->wrong.notice, g->m->now);
		delivery_drop(g->m->store->db, g->wrong.notice);
		dropped = true;
	}
	g->wrong = (struct wrong){0};
	return dropped;
}

void
members_prepare(struct members *m)
{
	struct sql_cursor c;
	struct member_parties_row row;
	struct arena a;

	arena_init(&a, 0);
	sql_begin(m->store->db);
	member_parties(m->store->db, m->now, &c);
	while (member_parties_next(&c, &row)) {
		struct gathering g = {.m = m, .a = &a, .party = row.party};
		if (is_wrong(&g) || is_due(m, &row))
			figures_make(&g, &row);
		arena_reset(&a);
	}
	sql_commit(m->store->db);
	arena_free(&a);
}
