/* paging: who is on call hears of what cannot wait for working hours */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/paging.h"

#include "base/crash.h"
#include "finding/topic.h"
#include "match/organisation.h"
#include "notify/compose.h"
#include "notify/correct.h"
#include "notify/page.view.h"
#include "notify/pen.h"
#include "notify/prepare.h"
#include "notify/release.h"
#include "notify/trouble.h"
#include "store/canary.sql.h"
#include "store/correction.sql.h"
#include "store/feed.sql.h"
#include "store/instance.sql.h"
#include "store/notice.sql.h"
#include "store/oncall.sql.h"
#include "store/release.sql.h"
#include "value/code.h"
#include "value/tlp.h"

#define TOPIC STR("on-call")

enum { COMMUNITY_FIRST = 1 };

/* What waits for a person. */
struct cause {
	void (*put)(struct buf *b, enum lang l, struct str ref);
	struct str ref;
	struct str key; /* "case REF": what it is told of under */
};

/* While one mail is made. */
struct page {
	struct paging *p;
	struct arena a;
	struct buf causes; /* struct cause */
};

static size_t
causes(const struct page *x)
{
	return x->causes.n / sizeof(struct cause);
}

/* Unless it was told of lately. */
static void
cause_add(struct page *x, const char *kind,
    void (*put)(struct buf *b, enum lang l, struct str ref), struct str ref)
{
	struct page_get_row told;
	struct buf key = {0};
	int64_t now = x->p->now;

	buf_fmt(&key, "%s %.*s", kind, STR_ARG(ref));

	struct cause cause = {
	    .put = put,
	    .ref = arena_str(&x->a, ref),
	    .key = arena_str(&x->a, buf_all(&key)),
	};
	bool lately = page_get(x->p->store->db, cause.key, &told) &&
	    told.at <= now && told.at > now - PAGE_AGAIN;

	if (!lately && causes(x) < PAGE_CAUSES_MAX)
		buf_put(&x->causes, &cause, sizeof(cause));
	buf_free(&key);
}

static void
cases_look(struct page *x)
{
	struct sql_cursor c;
	struct oncall_cases_row row;

	oncall_cases(x->p->store->db, x->p->now - PAGE_CASE_AGE, &c);
	while (oncall_cases_next(&c, &row)) {
		const struct topic *t = topic_by_id(row.topic);
		if (t != NULL && t->wake)
			cause_add(x, "case", word_put_page_case, row.ref);
	}
}

static void
releases_look(struct page *x)
{
	struct sql_cursor c;
	struct canary_list_row row;

	canary_list(x->p->store->db, &c);
	while (canary_list_next(&c, &row))
		if (row.state == CANARY_STOPPED)
			cause_add(x, "release", word_put_page_release, row.ref);
}

static void
feeds_look(struct page *x)
{
	struct sql_cursor c;
	struct feed_each_row row;

	feed_each(x->p->store->db, &c);
	while (feed_each_next(&c, &row))
		if (row.missing != SQL_NULL_I64)
			cause_add(x, "feed", word_put_page_feed, row.name);
}

static void
leaks_look(struct page *x)
{
	struct sql_cursor c;
	struct leak_each_row row;

	leak_each(x->p->store->db, &c);
	while (leak_each_next(&c, &row))
		if (row.closed == SQL_NULL_I64 &&
		    row.known + LEAK_TIME - PAGE_LEAK_LEFT <= x->p->now)
			cause_add(x, "leak", word_put_page_leak, row.ref);
}

/* By the local clock. */
static struct str
day_text(struct pen *n, int64_t t)
{
	struct civil c = zone_civil(t);

	day_put(&n->b, day_of_civil(c.year, c.month, c.day));
	return pen_done(n);
}

static struct str
hour_text(struct pen *n, int64_t t)
{
	struct civil c = zone_civil(t);

	buf_fmt(&n->b, "%02d:%02d", c.hour, c.minute);
	return pen_done(n);
}

/* It leaves when mail does again: who gets it knows that what else was to be
 * told that night came late. */
static void
sending_look(struct page *x)
{
	int64_t since = trouble_since(x->p->store);
	struct pen n = {.a = &x->a};
	struct buf ref = {0};

	if (!trouble_is_long(since, x->p->now))
		return;
	buf_str(&ref, day_text(&n, since));
	buf_char(&ref, ' ');
	buf_str(&ref, hour_text(&n, since));
	cause_add(x, "sending", word_put_page_sending, buf_all(&ref));
	buf_free(&ref);
	buf_free(&n.b);
}

/* The mail. */

static void
mail_put(struct page *x, const struct duty *d, struct buf *out,
    struct page_view *v, const struct topic_text *t)
{
	const struct cause *cause =
	    (const struct cause *)(const void *)x->causes.p;
	struct pen n = {.a = &x->a, .l = d->language};
	struct str *lines = ARENA_NEW(&x->a, struct str, causes(x));

	for (size_t i = 0; i < causes(x); i++) {
		buf_str(&n.b, STR("- "));
		cause[i].put(&n.b, n.l, cause[i].ref);
		lines[i] = pen_done(&n);
	}
	v->lines = lines;
	v->n_lines = causes(x);
	v->what = t->what;
	v->how = t->supplier;

	struct str day = day_text(&n, d->until), hour = hour_text(&n, d->until);

	word_put_page_until(&n.b, n.l, day, hour);
	v->until = pen_done(&n);
	word_put_page_subject(&n.b, n.l, t->subject);
	v->head = mail_head_done(&n, &v->head, pen_done(&n));
	mail_page(out, v, n.l);
	buf_free(&n.b);
}

static void
notice_keep(struct page *x, const struct duty *d, int64_t contact)
{
	struct paging *p = x->p;
	struct store *s = p->store;
	struct community_get_row community;
	const struct topic *topic = topic_by_id(TOPIC);
	const struct topic_text *t = &topic->text[d->language];
	struct str ref = store_ref(&x->a);
	struct buf frozen = {0};
	char code[CODE_SIZE];
	unsigned char hash[CODE_HASH];
	int64_t id = store_id(s, "notice");

	if (!community_get(s->db, COMMUNITY_FIRST, &community))
		die("there is no community");

	struct page_view v = {
	    .head = {.name = d->name,
		.mail = d->mail,
		.sender_name = arena_str(&x->a, community.sender_name),
		.sender_mail = arena_str(&x->a, community.sender_mail),
		.at = p->now,
		.once = true},
	};

	v.head.message_id = notice_message_id(&x->a, ref, v.head.sender_mail);
	mail_put(x, d, &frozen, &v, t);
	code_make(code);
	code_hash(hash, p->code_key, str_of(code));
	notice_add(s->db, id, ref, ref, d->organisation, contact, topic->id,
	    t->revision, 1, d->language, NOTICE_FIRST, TLP_AMBER, SEVERITY_NONE,
	    p->now, v.head.message_id,
	    store_seal(s, &x->a, "notice.subject", id, v.head.subject),
	    store_seal(s, &x->a, "notice.body", id, buf_all(&frozen)),
	    str_make(hash, sizeof(hash)), p->person);
	delivery_add(s->db, store_id(s, "delivery"), id, contact, 1);
	release_done(s->db, id, RELEASE_NONE, p->person, SQL_NULL_I64, p->now,
	    SQL_NULL_I64);
	buf_free(&frozen);
}

static void
told_keep(struct page *x)
{
	const struct cause *cause =
	    (const struct cause *)(const void *)x->causes.p;
	struct sql *db = x->p->store->db;

	for (size_t i = 0; i < causes(x); i++)
		page_put(db, cause[i].key, x->p->now);
	page_forget(db, x->p->now - PAGE_AGAIN);
	x->p->told = causes(x);
}

void
paging_look(struct paging *p)
{
	struct page x = {.p = p};
	struct duty d;
	struct oncall_contact_row contact;
	struct sql *db = p->store->db;

	if (!hours_quiet(&p->hours, p->now))
		return;
	arena_init(&x.a, 0);
	sql_begin(db);
	cases_look(&x);
	releases_look(&x);
	feeds_look(&x);
	leaks_look(&x);
	sending_look(&x);
	if (causes(&x) > 0 && duty_now(p->store, &x.a, p->now, &d) &&
	    oncall_contact(db, d.organisation, CONTACT_MAIL, &contact)) {
		notice_keep(&x, &d, contact.id);
		told_keep(&x);
	}
	p->nobody = causes(&x) > 0 && p->told == 0;
	crash_point(CRASH_PAGE_WRITTEN);
	sql_commit(db);
	crash_point(CRASH_PAGE_DONE);
	buf_free(&x.causes);
	arena_free(&x.a);
}
