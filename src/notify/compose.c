/* compose: findings of one receiver and cause become the text of a notice */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/compose.h"

#include "base/time.h"
#include "notify/correction.view.h"
#include "notify/letter.view.h"
#include "notify/notice.view.h"
#include "notify/pen.h"
#include "notify/solved.view.h"

/* Absent for none. */
static struct str
count(struct pen *p, uint64_t n)
{
	return n > 0 ? pen_number(p, n) : (struct str){0};
}

void
compose_date(struct buf *b, enum lang l, int64_t t)
{
	static const enum word month[] = {WORD_MONTH_1, WORD_MONTH_2,
	    WORD_MONTH_3, WORD_MONTH_4, WORD_MONTH_5, WORD_MONTH_6,
	    WORD_MONTH_7, WORD_MONTH_8, WORD_MONTH_9, WORD_MONTH_10,
	    WORD_MONTH_11, WORD_MONTH_12};
	struct civil c = zone_civil(t);

	buf_fmt(b, "%d %.*s %d", c.day, STR_ARG(word(l, month[c.month - 1])),
	    c.year);
}

static struct str
date_words(struct pen *p, int64_t t)
{
	compose_date(&p->b, p->l, t);
	return pen_done(p);
}

static struct str
time_text(struct pen *p, int64_t t)
{
	time_put(&p->b, t);
	return pen_done(p);
}

static struct str
technical(struct pen *p, const struct notice_item *item, struct str subject)
{
	struct str first = time_text(p, item->first_seen);
	struct str last = time_text(p, item->last_seen);
	struct str detail = item->detail;
	size_t room = NOTICE_DETAIL;

	buf_fmt(&p->b, "* %.*s, ", STR_ARG(subject));
	word_put_notice_reference(&p->b, p->l, item->ref);
	buf_str(&p->b, STR("\n  "));
	word_put_notice_first_seen(&p->b, p->l, first, last);
	for (struct str line; str_split(&detail, '\n', &line);) {
		if (line.n > room) {
			buf_str(&p->b, STR("\n  ..."));
			break;
		}
		room -= line.n;
		buf_fmt(&p->b, "\n  %.*s", STR_ARG(line));
	}
	return pen_done(p);
}

/* A subject is kept in English, "ADDRESS port N"; people read their own. */
void
compose_subject(struct buf *b, enum lang l, struct str subject)
{
	const struct str port = STR(" port ");
	size_t at = str_find_str(subject, port);

	buf_str(b, str_upto(subject, at));
	if (at < subject.n)
		buf_fmt(b, " %.*s %.*s", STR_ARG(word(l, WORD_NOTICE_PORT)),
		    STR_ARG(str_from(subject, at + port.n)));
}

/* Whose accounts it is about: where that stands, or what they have to do before
 * they may see it. */
static struct str
accounts_where(
    struct pen *p, const struct topic *topic, const struct notice_item *item)
{
	struct str n = count(p, item->hidden);

	if (n.n == 0 && topic->data == TOPIC_DATA_CREDENTIAL &&
	    item->detail.n > 0)
		return word(p->l, WORD_NOTICE_ACCOUNTS_BELOW);
	if (n.n == 0)
		return n;
	word_put_notice_accounts_hidden(&p->b, p->l, item->unproven, n);
	return pen_done(p);
}

static const struct notice_line *
lines(struct pen *p, const struct notice_facts *f)
{
	struct notice_line *v = ARENA_NEW(p->a, struct notice_line, f->n + 1);

	for (size_t i = 0; i < f->n; i++) {
		struct str date = date_words(p, f->items[i].last_seen);
		compose_subject(&p->b, p->l, f->items[i].subject);
		v[i].subject = pen_done(p);
		word_put_notice_seen(&p->b, p->l, date);
		v[i].seen = pen_done(p);
		v[i].asks = accounts_where(p, f->topic, &f->items[i]);
		v[i].technical = technical(p, &f->items[i], v[i].subject);
	}
	return v;
}

static const struct str *
steps(struct pen *p, const struct topic_text *t)
{
	struct str *v = ARENA_NEW(p->a, struct str, t->steps + 1);

	for (size_t i = 0; i < t->steps; i++) {
		struct str minutes = pen_number(p, t->step[i].minutes);
		struct buf line = {0};
		buf_fmt(&line, "%zu. [", i + 1);
		word_put_notice_minutes(&line, p->l, minutes);
		buf_fmt(&line, ", %.*s] %.*s",
		    STR_ARG(topic_who_name[p->l][t->step[i].who]),
		    STR_ARG(t->step[i].text));
		v[i] = arena_str(p->a, buf_all(&line));
		buf_free(&line);
	}
	return v;
}

static void
ground_put(struct buf *b, enum lang l, const struct notice_item *item)
{
	switch (item->ground) {
	case GROUND_ADDRESS:
		word_put_notice_ground_address(b, l, item->asset);
		break;
	case GROUND_DOMAIN:
		word_put_notice_ground_domain(b, l, item->asset);
		break;
	case GROUND_CERTIFICATE:
		word_put_notice_ground_certificate(b, l, item->asset);
		break;
	case GROUND_NETWORK:
	case GROUND_REGISTRY:
	case GROUND_NONE:
	case GROUND_COUNT:
		break;
	}
}

/* Remembers the grounds told: many findings have few of them. */
static bool
was_told(struct buf *told, const struct notice_item *item)
{
	const struct notice_item **v =
	    (const struct notice_item **)(void *)told->p;

	for (size_t i = 0; i < told->n / sizeof(item); i++)
		if (v[i]->ground == item->ground &&
		    str_eq(v[i]->asset, item->asset))
			return true;
	buf_put(told, &item, sizeof(item));
	return false;
}

/* Each ground once; the lowest confidence counts. */
static struct str
why(struct pen *p, const struct notice_facts *f)
{
	struct buf text = {0}, told = {0};
	int least = 100;

	for (size_t i = 0; i < f->n; i++) {
		if (f->items[i].confidence < least)
			least = f->items[i].confidence;
		if (was_told(&told, &f->items[i]))
			continue;
		ground_put(&text, p->l, &f->items[i]);
		buf_char(&text, '\n');
	}
	buf_free(&told);
	word_put_notice_sure(&text, p->l, pen_number(p, (uint64_t)least));
	buf_fmt(&text, "\n%.*s", STR_ARG(f->legal));
	if (f->giver.n > 0) {
		buf_char(&text, ' ');
		word_put_notice_source(&text, p->l, f->giver);
	}

	struct str s = arena_str(p->a, buf_all(&text));

	buf_free(&text);
	return s;
}

static bool
all_on_platforms(const struct notice_facts *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->items[i].responsibility != RESPONSIBILITY_PLATFORM)
			return false;
	return f->n > 0;
}

static enum severity
worst(const struct notice_facts *f)
{
	enum severity s = SEVERITY_NONE;

	for (size_t i = 0; i < f->n; i++)
		if (f->items[i].severity > s)
			s = f->items[i].severity;
	return s;
}

struct str
compose_intro(enum lang l, enum notice_kind kind)
{
	switch (kind) {
	case NOTICE_MORE:
		return word(l, WORD_NOTICE_KIND_MORE);
	case NOTICE_REMINDER:
		return word(l, WORD_NOTICE_KIND_REMINDER);
	case NOTICE_AGAIN:
		return word(l, WORD_NOTICE_KIND_AGAIN);
	case NOTICE_CHANGED:
		return word(l, WORD_NOTICE_KIND_CHANGED);
	case NOTICE_SOLVED:
		return word(l, WORD_NOTICE_KIND_SOLVED);
	case NOTICE_WHOLE:
		return word(l, WORD_NOTICE_KIND_WHOLE);
	case NOTICE_LAST:
		return word(l, WORD_NOTICE_KIND_LAST);
	case NOTICE_CORRECTION: /* corrected() */
	case NOTICE_NONE:
	case NOTICE_FIRST:
	case NOTICE_KIND_COUNT:
		break;
	}
	return word(l, WORD_NOTICE_KIND_FIRST);
}

static struct str
corrected(struct pen *p, const struct notice_facts *f)
{
	struct str date = date_words(p, f->corrects);

	if (f->leak)
		word_put_notice_kind_leak(&p->b, p->l, date);
	else if (f->part)
		word_put_notice_kind_part(&p->b, p->l, date);
	else
		word_put_notice_kind_correction(&p->b, p->l, date);
	return pen_done(p);
}

struct str
compose_severity(enum lang l, enum severity s)
{
	static const enum word words[SEVERITY_COUNT] = {WORD_SEVERITY_NONE,
	    WORD_SEVERITY_INFO, WORD_SEVERITY_LOW, WORD_SEVERITY_MEDIUM,
	    WORD_SEVERITY_HIGH, WORD_SEVERITY_CRITICAL};

	return word(l, words[s]);
}

static struct str
subject(struct pen *p, const struct notice_facts *f)
{
	struct str s = f->topic->text[p->l].subject;

	if (f->kind == NOTICE_SOLVED)
		word_put_notice_subject_solved(&p->b, p->l, s);
	else if (f->kind == NOTICE_CORRECTION)
		word_put_notice_subject_correction(&p->b, p->l, s);
	else if (f->urgent)
		word_put_notice_subject_urgent(&p->b, p->l, s);
	else
		word_put_notice_subject_normal(&p->b, p->l, s);
	return pen_done(p);
}

static struct str
shared_with(struct pen *p, enum tlp tlp)
{
	struct str name = str_of(tlp_name(tlp));

	if (tlp_allows(tlp, AUDIENCE_PUBLIC))
		word_put_notice_tlp_clear(&p->b, p->l, name);
	else if (tlp_allows(tlp, AUDIENCE_COMMUNITY))
		word_put_notice_tlp_green(&p->b, p->l, name);
	else if (tlp_allows(tlp, AUDIENCE_PROVIDER))
		word_put_notice_tlp_amber(&p->b, p->l, name);
	else
		word_put_notice_tlp_strict(&p->b, p->l, name);
	return pen_done(p);
}

/* The provider of all of it, where that is one; else absent. */
static struct str
provider_of_all(const struct notice_facts *f)
{
	for (size_t i = 1; i < f->n; i++)
		if (!str_eq(f->items[i].provider, f->items[0].provider))
			return (struct str){0};
	return f->n > 0 ? f->items[0].provider : (struct str){0};
}

/* It is about accounts, and nothing says yet that they are theirs. */
static bool
none_shown(const struct notice_facts *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->items[i].hidden == 0 || f->items[i].detail.n > 0)
			return false;
	return f->n > 0;
}

static void
topic_texts(struct pen *p, const struct notice_facts *f, struct notice_view *v)
{
	const struct topic_text *t = &f->topic->text[p->l];
	bool platform = all_on_platforms(f); /* then it is not theirs to do */
	struct str provider = provider_of_all(f);
	struct str first =
	    platform ? word(p->l, WORD_NOTICE_PLATFORM) : t->first;

	if (provider.n > 0) {
		word_put_notice_provider(&p->b, p->l, provider);
		first = pen_done(p);
	} else if (none_shown(f)) {
		word_put_notice_accounts_first(
		    &p->b, p->l, f->items[0].unproven);
		first = pen_done(p);
	}

	/* most advice is to let the supplier do it: not here */
	v->first = v->supplied ? first : v->tlp;
	v->title = t->title;
	v->what = t->what;
	v->risk = t->risk;
	v->stuck = t->stuck;
	v->supplier = t->supplier;
	v->proof = t->proof;
	v->steps = steps(p, t);
	v->n_steps = platform || provider.n > 0 || !v->supplied ? 0 : t->steps;
}

/* On paper there is one page: fewer subjects, and no technical part. */
static void
letter_texts(struct pen *p, const struct notice_facts *f, struct notice_view *v)
{
	struct str lines = f->head.mail, line;

	if (v->n_shown > LETTER_SHOWN)
		v->n_shown = LETTER_SHOWN;
	v->n_hidden = count(p, v->n_lines - v->n_shown + f->more);
	while (str_split(&lines, ',', &line))
		buf_fmt(&p->b, "%s%.*s", p->b.n > 0 ? "\n" : "",
		    STR_ARG(str_trim(line)));
	v->head.mail = pen_done(p);
	if (f->kind == NOTICE_CORRECTION) {
		v->first = v->wrong;
		v->n_steps = 0;
	}
	if (f->kind == NOTICE_CORRECTION && !v->repeated) {
		v->title = v->n_hidden = (struct str){0};
		v->n_shown = 0;
	}
	v->day = date_words(p, f->head.at);
	word_put_letter_reply(&p->b, p->l, f->head.sender_mail);
	v->reply = pen_done(p);
}

static void
put(struct buf *out, const struct notice_facts *f, const struct notice_view *v)
{
	if (f->post)
		mail_letter(out, v, f->language);
	else if (f->kind == NOTICE_CORRECTION)
		mail_correction(out, v, f->language);
	else if (f->kind == NOTICE_SOLVED)
		mail_solved(out, v, f->language);
	else
		mail_notice(out, v, f->language);
}

void
compose(struct buf *out, struct arena *a, const struct notice_facts *f,
    struct str *subject_text)
{
	if (f->customers) {
		compose_provider(out, a, f, subject_text);
		return;
	}

	struct pen p = {.a = a, .l = f->language};
	struct notice_view v = {
	    .urgent = f->urgent,
	    .repeated = !f->leak,
	    .n_lines = f->n,
	    .n_shown = f->n > NOTICE_SHOWN ? NOTICE_SHOWN : f->n,
	    .supplied = tlp_allows(f->tlp, AUDIENCE_PROVIDER),
	};

	v.head = mail_head_done(&p, &f->head, subject(&p, f));
	v.intro = f->kind == NOTICE_CORRECTION ? corrected(&p, f)
					       : compose_intro(p.l, f->kind);
	v.severity = compose_severity(p.l, worst(f));
	v.lines = lines(&p, f);
	v.n_hidden = count(&p, v.n_lines - v.n_shown + f->more);
	v.n_untold = count(&p, f->more);
	v.tlp = shared_with(&p, f->tlp);
	topic_texts(&p, f, &v);
	v.answer = word(p.l, WORD_NOTICE_ANSWER_HOW);
	if (f->asks)
		v.asks = word(p.l, WORD_NOTICE_ASKS);
	v.why = why(&p, f);
	word_put_notice_code_how(&p.b, p.l, f->head.sender_name);
	v.real = pen_done(&p);
	v.solved = word(p.l, WORD_NOTICE_SOLVED_HOW);
	v.wrong = word(p.l, WORD_NOTICE_WRONG_HOW);
	if (f->post)
		letter_texts(&p, f, &v);
	put(out, f, &v);
	*subject_text = v.head.subject;
	buf_free(&p.b);
}
