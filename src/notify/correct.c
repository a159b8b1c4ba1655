/* correct: wrong notices: what waits is dropped, what left put right */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/correct.h"

#include "match/organisation.h"
#include "notify/prepare.h"
#include "store/agreement.sql.h"
#include "store/correction.sql.h"
#include "store/instance.sql.h"
#include "store/notice.sql.h"
#include "store/organisation.sql.h"
#include "value/code.h"

/* The notice that is wrong; texts live in the arena. */
struct wrong {
	int64_t id, organisation, contact;
	struct str thread, topic, message_id;
	struct notice_facts facts;
	int64_t urgency, severity;
};

static void
items_get(struct correct *c, struct arena *a, struct wrong *x)
{
	struct store *s = c->store;
	struct buf list = {0};
	struct sql_cursor cursor;
	struct correction_items_row row;
	size_t n = 0;

	correction_items(s->db, x->id, &cursor);
	while (correction_items_next(&cursor, &row)) {
		struct notice_item item = {
		    .subject = store_open(
			s, a, "finding.subject", row.id, row.subject_sealed),
		    .ref = arena_str(a, row.ref),
		    .last_seen = row.last_seen,
		};
		n++;
		if (!c->gone || row.state == FINDING_WITHDRAWN)
			buf_put(&list, &item, sizeof(item));
	}

	struct notice_facts *f = &x->facts;
	size_t all = list.n / sizeof(struct notice_item);

	f->items = arena_keep(a, &list);
	f->n = all < NOTICE_TOLD ? all : NOTICE_TOLD;
	f->more = all - f->n;
	f->part = all < n;
}

static void
receiver_get(struct correct *c, struct arena *a, struct wrong *x)
{
	struct store *s = c->store;
	struct organisation_get_row org;
	struct community_get_row community;
	struct correction_contact_row contact;

	if (!organisation_get(s->db, x->organisation, &org) ||
	    !community_get(s->db, org.community, &community) ||
	    !correction_contact(s->db, x->contact, &contact))
		die("organisation %lld is gone", (long long)x->organisation);
	x->facts.head.name = store_open(
	    s, a, "organisation.name", x->organisation, org.name_sealed);
	x->facts.head.mail =
	    store_open(s, a, "contact.value", x->contact, contact.value_sealed);
	x->facts.post = contact.kind == CONTACT_POST;
	x->facts.head.sender_name = arena_str(a, community.sender_name);
	x->facts.head.sender_mail = arena_str(a, community.sender_mail);
}

static void
wrong_get(struct correct *c, struct arena *a,
    const struct correction_of_row *row, struct wrong *x)
{
	*x = (struct wrong){
	    .id = row->id,
	    .organisation = row->organisation,
	    .contact = row->contact,
	    .thread = arena_str(a, row->thread),
	    .topic = arena_str(a, row->topic),
	    .urgency = row->urgency,
	    .severity = row->severity,
	    .facts =
		{
		    .language = (enum lang)row->language,
		    .kind = NOTICE_CORRECTION,
		    .urgent = row->urgency != 0,
		    .tlp = (enum tlp)row->tlp,
		    .head = {.thread = arena_str(a, row->message_id),
			.at = c->now,
			.once = true},
		    .corrects = row->date,
		},
	};
	x->facts.topic = topic_by_id(x->topic);
	if (x->facts.topic == NULL)
		die("a notice on a topic this program does not know: %.*s",
		    STR_ARG(x->topic));
	items_get(c, a, x);
	receiver_get(c, a, x);
}

static void
correction_make(struct correct *c, struct arena *a, struct wrong *x)
{
	struct store *s = c->store;
	struct notice_facts *f = &x->facts;
	struct str ref = store_ref(a), subject;
	char code[CODE_SIZE];
	unsigned char hash[CODE_HASH];
	struct buf frozen = {0};
	int64_t id = store_id(s, "notice");

	code_make(code);
	f->head.code = str_of(code);
	f->head.message_id = notice_message_id(a, ref, f->head.sender_mail);
	compose(&frozen, a, f, &subject);
	code_hash(hash, c->code_key, f->head.code);
	notice_add(s->db, id, ref, x->thread, x->organisation, x->contact,
	    x->topic, f->topic->text[f->language].revision, x->urgency,
	    f->language, f->kind, f->tlp, x->severity, c->now,
	    f->head.message_id, store_seal(s, a, "notice.subject", id, subject),
	    store_seal(s, a, "notice.body", id, buf_all(&frozen)),
	    str_make((const char *)hash, sizeof(hash)), c->person);
	party_notice_as(s->db, id, x->id);
	party_about_as(s->db, id, x->id);
	delivery_add(s->db, store_id(s, "delivery"), id, x->contact, 1);
	correction_add(s->db, x->id, id, c->now, c->person, c->reason);
	buf_free(&frozen);
}

static void
sent_correct(struct correct *c, const struct correction_of_row *row)
{
	struct arena a;
	struct wrong x;

	arena_init(&a, 0);
	wrong_get(c, &a, row, &x);
	if (x.facts.part && x.facts.n == 0) {
		c->sums.fine++;
	} else if (c->gone && x.facts.n == 0) {
		c->sums.digests++;
	} else {
		x.facts.leak = c->leak != SQL_NULL_I64;
		if (x.facts.leak) { /* all of it is taken back, unsaid */
			x.facts.part = false;
			x.facts.n = x.facts.more = 0;
		}
		correction_make(c, &a, &x);
		if (!x.facts.part)
			correction_code_end(c->store->db, x.id, c->now);
		c->sums.corrected++;
	}
	arena_free(&a);
}

void
notice_correct(struct correct *c, int64_t notice)
{
	struct sql *db = c->store->db;
	struct correction_of_row row;

	if (!correction_of(db, notice, &row))
		die("notice %lld is gone", (long long)notice);

	bool left = row.state == NOTICE_SENT || row.left_int > 0;

	if (left && c->leak != SQL_NULL_I64) {
		leak_notice_add(db, c->leak, notice);
		c->sums.leaked++;
	}
	if (row.state == NOTICE_WITHDRAWN || row.withdrawn != SQL_NULL_I64 ||
	    row.by_notice != SQL_NULL_I64) {
		c->sums.before++;
	} else if (left) {
		sent_correct(c, &row);
	} else {
		notice_withdraw(db, notice, c->now);
		delivery_drop(db, notice);
		c->sums.dropped++;
	}
}
