/* compose_provider: findings of many customers become one message */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>

#include "base/time.h"
#include "notify/compose.h"
#include "notify/pen.h"
#include "notify/provider.view.h"

/* The items of one customer, which stand together. */
struct customer {
	const struct notice_item *items;
	size_t n;
	enum severity worst;
};

/* The customers, and which is worst first. */

static int
customer_cmp(const void *a, const void *b)
{
	const struct customer *x = a, *y = b;

	if (x->worst != y->worst)
		return x->worst > y->worst ? -1 : 1;
	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return x->items < y->items ? -1 : x->items > y->items;
}

/* By number, as two may bear the same name. */
static struct customer *
customers_of(struct pen *p, const struct notice_facts *f, size_t *n)
{
	struct customer *v = ARENA_NEW(p->a, struct customer, f->n + 1);

	*n = 0;
	for (size_t i = 0; i < f->n; i++) {
		const struct notice_item *item = &f->items[i];
		if (i == 0 || item->customer_id != item[-1].customer_id)
			v[(*n)++] = (struct customer){.items = item};
		struct customer *c = &v[*n - 1];
		c->n++;
		if (item->severity > c->worst)
			c->worst = item->severity;
	}
	qsort(v, *n, sizeof(*v), customer_cmp);
	return v;
}

/* Their lines. */

/* What the row said, on one line. */
static void
detail_put(struct pen *p, struct str detail)
{
	size_t room = PROVIDER_DETAIL;
	bool first = true;

	for (struct str line; str_split(&detail, '\n', &line); first = false) {
		if (line.n + 2 > room) {
			buf_str(&p->b, STR(" ..."));
			return;
		}
		room -= line.n + 2;
		buf_fmt(&p->b, "%s%.*s", first ? "\n  " : "; ", STR_ARG(line));
	}
}

static struct str
line(struct pen *p, const struct notice_item *item)
{
	buf_str(&p->b, STR("* "));
	compose_subject(&p->b, p->l, item->subject);
	buf_str(&p->b, STR(", "));
	time_put(&p->b, item->last_seen);
	buf_fmt(
	    &p->b, ", %.*s, ", STR_ARG(compose_severity(p->l, item->severity)));
	word_put_notice_reference(&p->b, p->l, item->ref);
	detail_put(p, item->detail);
	return pen_done(p);
}

static struct provider_group
group(struct pen *p, size_t number, const struct customer *c)
{
	struct str *lines = ARENA_NEW(p->a, struct str, c->n);
	struct provider_group g = {.n = c->n, .lines = lines};

	for (size_t i = 0; i < c->n; i++)
		lines[i] = line(p, &c->items[i]);
	buf_fmt(&p->b, "%zu. %.*s (%zu)", number, STR_ARG(c->items[0].customer),
	    c->n);
	g.heading = pen_done(p);
	return g;
}

static void
customers_put(
    struct pen *p, const struct notice_facts *f, struct provider_view *v)
{
	size_t n;
	const struct customer *c = customers_of(p, f, &n);
	struct provider_group *groups =
	    ARENA_NEW(p->a, struct provider_group, n + 1);
	struct str customers = pen_number(p, n), places = pen_number(p, f->n);

	for (size_t i = 0; i < n; i++)
		groups[i] = group(p, i + 1, &c[i]);
	v->groups = groups;
	v->n_groups = n;
	word_put_provider_counts(&p->b, p->l, customers, places);
	v->counts = pen_done(p);
}

/* "Customers: 3. Places: 4." and how many of each severity, the worst first. */
static void
severities_put(
    struct pen *p, const struct notice_facts *f, struct provider_view *v)
{
	size_t count[SEVERITY_COUNT] = {0};
	bool first = true;

	for (size_t i = 0; i < f->n; i++)
		count[f->items[i].severity]++;
	buf_str(&p->b, v->counts);
	for (size_t s = SEVERITY_COUNT; s-- > 0;) {
		if (count[s] == 0)
			continue;
		buf_fmt(&p->b, "%s%zu %.*s", first ? " " : ", ", count[s],
		    STR_ARG(compose_severity(p->l, (enum severity)s)));
		first = false;
	}
	buf_char(&p->b, '.');
	v->counts = pen_done(p);
}

/* The rest. */

/* The same in all messages of a thread, for who files them by subject. */
static struct str
subject(struct pen *p, const struct notice_facts *f)
{
	struct str root =
	    f->head.thread.n > 0 ? f->head.thread : f->head.message_id;

	word_put_provider_subject(&p->b, p->l,
	    str_upto(root, str_find(root, '@')), f->topic->text[p->l].subject);
	return pen_done(p);
}

static struct str
intro(enum lang l, enum notice_kind kind)
{
	return kind == NOTICE_FIRST ? word(l, WORD_PROVIDER_KIND_FIRST)
				    : compose_intro(l, kind);
}

static struct str
why(struct pen *p, const struct notice_facts *f)
{
	buf_fmt(&p->b, "%.*s\n%.*s", STR_ARG(word(p->l, WORD_PROVIDER_WHY)),
	    STR_ARG(f->legal));
	if (f->giver.n > 0) {
		buf_char(&p->b, ' ');
		word_put_notice_source(&p->b, p->l, f->giver);
	}
	return pen_done(p);
}

static void
texts_put(struct pen *p, const struct notice_facts *f, struct provider_view *v)
{
	const struct topic_text *t = &f->topic->text[p->l];

	v->intro = intro(p->l, f->kind);
	v->first = word(p->l, WORD_PROVIDER_DO);
	v->how = t->supplier;
	v->proof = t->proof;
	v->answer = word(p->l, WORD_PROVIDER_ANSWER);
	v->why = why(p, f);
	word_put_provider_share(&p->b, p->l, str_of(tlp_name(f->tlp)));
	v->tlp = pen_done(p);
	word_put_notice_code_how(&p->b, p->l, f->head.sender_name);
	v->real = pen_done(p);
}

void
compose_provider(struct buf *out, struct arena *a, const struct notice_facts *f,
    struct str *subject_text)
{
	struct pen p = {.a = a, .l = f->language};
	struct provider_view v = {
	    .head = mail_head_done(&p, &f->head, subject(&p, f)),
	    .urgent = f->urgent,
	    .solved = f->kind == NOTICE_SOLVED,
	};

	texts_put(&p, f, &v);
	customers_put(&p, f, &v);
	severities_put(&p, f, &v);
	mail_provider(out, &v, f->language);
	*subject_text = v.head.subject;
	buf_free(&p.b);
}
