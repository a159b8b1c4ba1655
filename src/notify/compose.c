/* compose: findings of one receiver and cause become the text of a notice */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/compose.h"

#include "base/time.h"
#include "notify/correction.view.h"
#include "notify/letter.view.h"
#include "notify/mail_list.h"
#include "notify/notice.view.h"
#include "notify/solved.view.h"
#include "notify/wrap.h"

/* Builds one text after another in an arena. */
struct desk {
	struct arena *a;
	struct buf b;
	enum lang l;
};

static struct str
done(struct desk *d)
{
	struct str s = arena_str(d->a, buf_all(&d->b));

	buf_reset(&d->b);
	return s;
}

static struct str
wrapped(struct desk *d, struct str s, unsigned indent)
{
	wrap_put(&d->b, s, indent);
	return done(d);
}

static struct str
number(struct desk *d, uint64_t n)
{
	buf_fmt(&d->b, "%llu", (unsigned long long)n);
	return done(d);
}

/* Absent for none. */
static struct str
count(struct desk *d, uint64_t n)
{
	return n > 0 ? number(d, n) : (struct str){0};
}

/* "21 november 2026", by the instance's clock. */
static struct str
date_words(struct desk *d, int64_t t)
{
	static const enum word month[] = {WORD_MONTH_1, WORD_MONTH_2,
	    WORD_MONTH_3, WORD_MONTH_4, WORD_MONTH_5, WORD_MONTH_6,
	    WORD_MONTH_7, WORD_MONTH_8, WORD_MONTH_9, WORD_MONTH_10,
	    WORD_MONTH_11, WORD_MONTH_12};
	struct civil c = zone_civil(t);

	buf_fmt(&d->b, "%d %.*s %d", c.day,
	    STR_ARG(word(d->l, month[c.month - 1])), c.year);
	return done(d);
}

static struct str
time_text(struct desk *d, int64_t t)
{
	time_put(&d->b, t);
	return done(d);
}

static struct str
technical(struct desk *d, const struct notice_item *item, struct str subject)
{
	struct str first = time_text(d, item->first_seen);
	struct str last = time_text(d, item->last_seen);
	struct str detail = item->detail;
	size_t room = NOTICE_DETAIL;

	buf_fmt(&d->b, "* %.*s, ", STR_ARG(subject));
	word_put_notice_reference(&d->b, d->l, item->ref);
	buf_str(&d->b, STR("\n  "));
	word_put_notice_first_seen(&d->b, d->l, first, last);
	for (struct str line; str_split(&detail, '\n', &line);) {
		if (line.n > room) {
			buf_str(&d->b, STR("\n  ..."));
			break;
		}
		room -= line.n;
		buf_fmt(&d->b, "\n  %.*s", STR_ARG(line));
	}
	return done(d);
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

/* What they have to do before they may see whose accounts it is about. */
static struct str
proof_asked(struct desk *d, const struct notice_item *item)
{
	struct str n = count(d, item->hidden);

	if (n.n == 0)
		return n;
	word_put_notice_accounts_hidden(&d->b, d->l, item->unproven, n);

	struct str text = done(d);

	return str_trim(wrapped(d, text, 2));
}

static const struct notice_line *
lines(struct desk *d, const struct notice_facts *f)
{
	struct notice_line *v = ARENA_NEW(d->a, struct notice_line, f->n + 1);

	for (size_t i = 0; i < f->n; i++) {
		struct str date = date_words(d, f->items[i].last_seen);
		compose_subject(&d->b, d->l, f->items[i].subject);
		v[i].subject = done(d);
		word_put_notice_seen(&d->b, d->l, date);
		v[i].seen = done(d);
		v[i].asks = proof_asked(d, &f->items[i]);
		v[i].technical = technical(d, &f->items[i], v[i].subject);
	}
	return v;
}

static const struct str *
steps(struct desk *d, const struct topic_text *t)
{
	struct str *v = ARENA_NEW(d->a, struct str, t->steps + 1);

	for (size_t i = 0; i < t->steps; i++) {
		struct str minutes = number(d, t->step[i].minutes);
		struct buf line = {0};
		buf_fmt(&line, "%zu. [", i + 1);
		word_put_notice_minutes(&line, d->l, minutes);
		buf_fmt(&line, ", %.*s] %.*s",
		    STR_ARG(topic_who_name[d->l][t->step[i].who]),
		    STR_ARG(t->step[i].text));
		v[i] = wrapped(d, buf_all(&line), 3);
		v[i] = str_trim(v[i]);
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
why(struct desk *d, const struct notice_facts *f)
{
	struct buf text = {0}, told = {0};
	int least = 100;

	for (size_t i = 0; i < f->n; i++) {
		if (f->items[i].confidence < least)
			least = f->items[i].confidence;
		if (was_told(&told, &f->items[i]))
			continue;
		ground_put(&text, d->l, &f->items[i]);
		buf_char(&text, '\n');
	}
	buf_free(&told);
	word_put_notice_sure(&text, d->l, number(d, (uint64_t)least));
	buf_fmt(&text, "\n%.*s", STR_ARG(f->legal));
	if (f->giver.n > 0) {
		buf_char(&text, ' ');
		word_put_notice_source(&text, d->l, f->giver);
	}

	struct str s = wrapped(d, buf_all(&text), 0);

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
corrected(struct desk *d, const struct notice_facts *f)
{
	struct str date = date_words(d, f->corrects);

	if (f->leak)
		word_put_notice_kind_leak(&d->b, d->l, date);
	else if (f->part)
		word_put_notice_kind_part(&d->b, d->l, date);
	else
		word_put_notice_kind_correction(&d->b, d->l, date);
	return done(d);
}

struct str
compose_severity(enum lang l, enum severity s)
{
	static const enum word words[SEVERITY_COUNT] = {WORD_SEVERITY_NONE,
	    WORD_SEVERITY_INFO, WORD_SEVERITY_LOW, WORD_SEVERITY_MEDIUM,
	    WORD_SEVERITY_HIGH, WORD_SEVERITY_CRITICAL};

	return word(l, words[s]);
}

static void
subject(struct desk *d, const struct notice_facts *f, struct notice_view *v)
{
	struct str s = f->topic->text[d->l].subject;

	if (f->kind == NOTICE_SOLVED)
		word_put_notice_subject_solved(&d->b, d->l, s);
	else if (f->kind == NOTICE_CORRECTION)
		word_put_notice_subject_correction(&d->b, d->l, s);
	else if (f->urgent)
		word_put_notice_subject_urgent(&d->b, d->l, s);
	else
		word_put_notice_subject_normal(&d->b, d->l, s);
	v->subject = done(d);
}

static struct str
shared_with(struct desk *d, enum tlp tlp)
{
	struct str name = str_of(tlp_name(tlp));

	if (tlp_allows(tlp, AUDIENCE_PUBLIC))
		word_put_notice_tlp_clear(&d->b, d->l, name);
	else if (tlp_allows(tlp, AUDIENCE_COMMUNITY))
		word_put_notice_tlp_green(&d->b, d->l, name);
	else if (tlp_allows(tlp, AUDIENCE_PROVIDER))
		word_put_notice_tlp_amber(&d->b, d->l, name);
	else
		word_put_notice_tlp_strict(&d->b, d->l, name);
	return done(d);
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
topic_texts(struct desk *d, const struct notice_facts *f, struct notice_view *v)
{
	const struct topic_text *t = &f->topic->text[d->l];
	bool platform = all_on_platforms(f); /* then it is not theirs to do */
	struct str provider = provider_of_all(f);
	struct str first =
	    platform ? word(d->l, WORD_NOTICE_PLATFORM) : t->first;

	if (provider.n > 0) {
		word_put_notice_provider(&d->b, d->l, provider);
		first = done(d);
	} else if (none_shown(f)) {
		word_put_notice_accounts_first(
		    &d->b, d->l, f->items[0].unproven);
		first = done(d);
	}

	/* most advice is to let the supplier do it: not here */
	v->first = v->supplied ? wrapped(d, first, 0) : v->tlp;
	v->title = wrapped(d, t->title, 0);
	v->what = wrapped(d, t->what, 0);
	v->risk = wrapped(d, t->risk, 0);
	v->stuck = wrapped(d, t->stuck, 0);
	v->supplier = wrapped(d, t->supplier, 0);
	v->proof = wrapped(d, t->proof, 0);
	v->steps = steps(d, t);
	v->n_steps = platform || provider.n > 0 || !v->supplied ? 0 : t->steps;
}

/* On paper there is one page: fewer subjects, and no technical part. */
static void
letter_texts(
    struct desk *d, const struct notice_facts *f, struct notice_view *v)
{
	struct str lines = f->mail, line;

	if (v->n_shown > LETTER_SHOWN)
		v->n_shown = LETTER_SHOWN;
	v->n_hidden = count(d, v->n_lines - v->n_shown + f->more);
	while (str_split(&lines, ',', &line))
		buf_fmt(&d->b, "%s%.*s", d->b.n > 0 ? "\n" : "",
		    STR_ARG(str_trim(line)));
	v->mail = done(d);
	if (f->kind == NOTICE_CORRECTION) {
		v->first = v->wrong;
		v->n_steps = 0;
	}
	if (f->kind == NOTICE_CORRECTION && !v->repeated) {
		v->title = v->n_hidden = (struct str){0};
		v->n_shown = 0;
	}
	v->day = date_words(d, f->date);
	word_put_letter_reply(&d->b, d->l, f->sender_mail);
	v->reply = wrapped(d, done(d), 0);
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

	struct desk d = {.a = a, .l = f->language};
	struct notice_view v = {
	    .name = f->name,
	    .mail = f->mail,
	    .sender_name = f->sender_name,
	    .sender_mail = f->sender_mail,
	    .message_id = f->message_id,
	    .list = mail_list(a, f->sender_mail),
	    .unsubscribe = mail_unsubscribe(a, f->sender_mail, f->message_id),
	    .thread = f->thread,
	    .code = f->code,
	    .urgent = f->urgent,
	    .repeated = !f->leak,
	    .n_lines = f->n,
	    .n_shown = f->n > NOTICE_SHOWN ? NOTICE_SHOWN : f->n,
	    .supplied = tlp_allows(f->tlp, AUDIENCE_PROVIDER),
	};

	subject(&d, f, &v);
	time_put_mail(&d.b, f->date);
	v.date = done(&d);
	v.intro = wrapped(&d,
	    f->kind == NOTICE_CORRECTION ? corrected(&d, f)
					 : compose_intro(d.l, f->kind),
	    0);
	v.severity = compose_severity(d.l, worst(f));
	v.lines = lines(&d, f);
	v.n_hidden = count(&d, v.n_lines - v.n_shown + f->more);
	v.n_untold = count(&d, f->more);
	v.tlp = wrapped(&d, shared_with(&d, f->tlp), 0);
	topic_texts(&d, f, &v);
	v.answer = wrapped(&d, word(d.l, WORD_NOTICE_ANSWER_HOW), 0);
	if (f->asks)
		v.asks = wrapped(&d, word(d.l, WORD_NOTICE_ASKS), 0);
	v.why = why(&d, f);
	word_put_notice_code_how(&d.b, d.l, f->sender_name);
	v.real = wrapped(&d, done(&d), 0);
	v.solved = wrapped(&d, word(d.l, WORD_NOTICE_SOLVED_HOW), 0);
	v.wrong = wrapped(&d, word(d.l, WORD_NOTICE_WRONG_HOW), 0);
	if (f->post)
		letter_texts(&d, f, &v);
	put(out, f, &v);
	*subject_text = v.subject;
	buf_free(&d.b);
}
