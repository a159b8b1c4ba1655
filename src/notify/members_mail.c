/* members_mail: figures of its members become the text of a mail */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/members_mail.h"

#include "base/time.h"
#include "notify/figures.h"
#include "notify/members.view.h"
#include "notify/pen.h"

/* What stands in p->b becomes a line. */
static void
line_end(struct pen *p)
{
	struct str s = pen_done(p);

	buf_put(&p->lines, &s, sizeof(s));
}

/* Whether a number of members, and that of the others, points at nobody. */
static bool
is_shown(uint64_t some, uint64_t all)
{
	uint64_t part[] = {some, all - some};
	bool hidden[2];

	figures_hide(part, 2, hidden);
	return !hidden[0];
}

static enum word
measure_word(size_t m)
{
	static const enum word words[MEASURE_COUNT] = {
	    WORD_MEMBERS_GOING, WORD_MEMBERS_NEW, WORD_MEMBERS_GONE};

	return words[m];
}

static struct str
rounded(struct pen *p, uint64_t n)
{
	return pen_number(p, n - n % FIGURE_LEAST);
}

static void
value_put(struct pen *p, uint64_t members, uint64_t findings, uint64_t all)
{
	struct str n = rounded(p, members), n2 = rounded(p, findings);

	if (members == 0)
		buf_str(&p->b, word(p->l, WORD_MEMBERS_NONE));
	else
		word_put_members_value(&p->b, p->l, n, n2);
	if (!is_shown(members, all)) {
		buf_reset(&p->b);
		buf_str(&p->b, word(p->l, WORD_MEMBERS_HIDDEN));
	}
}

static void
measures_put(struct pen *p, const struct measured *n, uint64_t all)
{
	for (size_t m = 0; m < MEASURE_COUNT; m++) {
		value_put(p, n->members[m], n->findings[m], all);
		struct str value = pen_done(p);
		buf_fmt(&p->b, "- %.*s: %.*s",
		    STR_ARG(word(p->l, measure_word(m))), STR_ARG(value));
		line_end(p);
	}
}

/* Of each kind what is still there. A kind that nobody has is not told, nor one
 * that is hidden: that few have it is something of those few. */
static void
topics_put(struct pen *p, const struct members_group *g)
{
	for (size_t i = 0; i < g->n_topics; i++) {
		const struct members_topic *t = &g->topics[i];
		if (t->n.members[MEASURE_GOING] == 0 ||
		    !is_shown(t->n.members[MEASURE_GOING], g->members))
			continue;
		value_put(p, t->n.members[MEASURE_GOING],
		    t->n.findings[MEASURE_GOING], g->members);
		struct str value = pen_done(p);
		buf_fmt(&p->b, "  * %.*s: %.*s",
		    STR_ARG(t->topic->text[p->l].subject), STR_ARG(value));
		line_end(p);
	}
}

static void
member_put(struct pen *p, const struct member *m)
{
	buf_fmt(&p->b, "- %.*s", STR_ARG(m->name));
	line_end(p);
	for (size_t i = 0; i < m->n_topics; i++) {
		const struct members_topic *t = &m->topics[i];
		buf_fmt(
		    &p->b, "  * %.*s:", STR_ARG(t->topic->text[p->l].subject));
		for (size_t k = 0; k < MEASURE_COUNT; k++)
			buf_fmt(&p->b, "%s %.*s %llu", k > 0 ? "," : "",
			    STR_ARG(word(p->l, measure_word(k))),
			    (unsigned long long)t->n.findings[k]);
		line_end(p);
	}
}

static void
group_put(struct pen *p, enum scope scope, const struct members_group *g)
{
	struct str n = pen_number(p, g->members);

	if (g->members == 0)
		return;
	line_end(p); /* an empty one */
	if (scope == SCOPE_COUNTS)
		word_put_members_counts(&p->b, p->l, n);
	else if (scope == SCOPE_TOPICS)
		word_put_members_topics(&p->b, p->l, n);
	else
		word_put_members_detail(&p->b, p->l, n);
	line_end(p);
	if (scope == SCOPE_DETAIL) {
		for (size_t i = 0; i < g->n_member; i++)
			member_put(p, &g->member[i]);
		return;
	}
	measures_put(p, &g->n, g->members);
	topics_put(p, g);
}

/* Title, and what is wrong where it corrects. */
static void
heads_put(struct pen *p, const struct members_facts *f, struct members_view *v)
{
	const struct topic_text *t = &f->topic->text[f->language];

	day_put(&p->b, day_of_time(f->head.at));

	struct str day = pen_done(p), subject;

	word_put_members_subject(&p->b, p->l, day, t->subject);
	subject = pen_done(p);
	if (f->head.thread.n > 0) {
		word_put_notice_subject_correction(&p->b, p->l, subject);
		subject = pen_done(p);
	}
	v->head = mail_head_done(p, &f->head, subject);
	if (f->head.thread.n == 0)
		return;
	day_put(&p->b, day_of_time(f->corrects));
	day = pen_done(p);
	word_put_members_corrects(&p->b, p->l, day);
	v->corrects = pen_done(p);
}

void
members_compose(struct buf *out, struct arena *a, const struct members_facts *f,
    struct str *subject)
{
	struct pen p = {.a = a, .l = f->language};
	const struct topic_text *t = &f->topic->text[f->language];
	struct members_view v = {
	    .what = t->what,
	    .how = t->supplier,
	};

	heads_put(&p, f, &v);
	v.why = word(p.l, WORD_MEMBERS_WHY);
	word_put_notice_code_how(&p.b, p.l, f->head.sender_name);
	v.real = pen_done(&p);
	for (enum scope s = SCOPE_COUNTS; s < SCOPE_COUNT; s++)
		group_put(&p, s, &f->group[s]);
	v.lines = (const struct str *)(const void *)p.lines.p;
	v.n_lines = p.lines.n / sizeof(struct str);
	mail_members(out, &v, p.l);
	*subject = v.head.subject;
	buf_free(&p.lines);
	buf_free(&p.b);
}
