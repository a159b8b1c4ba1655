/* digest_mail: what was seen in a network becomes the text of a mail */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/digest_mail.h"

#include "base/time.h"
#include "notify/digest.view.h"
#include "notify/digest_attach.h"
#include "notify/mail_list.h"
#include "notify/wrap.h"

/* Takes what was put in b into the arena. */
static struct str
done(struct arena *a, struct buf *b)
{
	struct str s = arena_str(a, buf_all(b));

	buf_reset(b);
	return s;
}

static struct str
wrapped(struct arena *a, struct buf *b, struct str s)
{
	struct str text = arena_str(a, s);

	buf_reset(b);
	wrap_put(b, text, 0);
	return done(a, b);
}

static struct str
number(struct arena *a, struct buf *b, size_t n)
{
	buf_fmt(b, "%zu", n);
	return done(a, b);
}

static struct str
line(struct arena *a, struct buf *b, const struct digest_item *item)
{
	time_put(b, item->seen);
	buf_char(b, ' ');
	if (item->place.length == address_bits(&item->place.a))
		address_put(b, &item->place.a);
	else
		prefix_put(b, &item->place);
	if (item->port != 0)
		buf_fmt(b, " port %u", item->port);
	if (item->port != 0 && item->transport != TRANSPORT_NONE)
		buf_fmt(b, "/%s", transport_name(item->transport));
	buf_fmt(
	    b, " %s %.*s", severity_name(item->severity), STR_ARG(item->ref));
	return done(a, b);
}

/* The subject of its notices: the title is written to an owner. */
static struct str
heading(struct arena *a, struct buf *b, const struct topic *t, enum lang l)
{
	buf_fmt(b, "%.*s (%.*s)", STR_ARG(t->text[l].subject), STR_ARG(t->id));
	return wrapped(a, b, buf_all(b));
}

static const struct digest_line *
lines(struct arena *a, struct buf *b, const struct digest_facts *f)
{
	struct digest_line *v = ARENA_NEW(a, struct digest_line, f->n + 1);

	for (size_t i = 0; i < f->n; i++) {
		if (i == 0 || f->items[i - 1].topic != f->items[i].topic)
			v[i].heading =
			    heading(a, b, f->items[i].topic, f->language);
		v[i].text = line(a, b, &f->items[i]);
	}
	return v;
}

static struct str
why(struct arena *a, struct buf *b, const struct digest_facts *f)
{
	if (f->claimed)
		buf_str(b, word(f->language, WORD_DIGEST_CLAIM));
	else
		word_put_digest_range(b, f->language, f->mail);
	buf_fmt(b, "\n%.*s", STR_ARG(f->legal));
	return wrapped(a, b, buf_all(b));
}

void
digest_compose(struct buf *out, struct arena *a, const struct digest_facts *f,
    struct str *subject)
{
	struct buf b = {0};
	enum lang l = f->language;
	const struct topic_text *t = &f->topic->text[l];
	struct digest_view v = {
	    .name = f->name,
	    .mail = f->mail,
	    .sender_name = f->sender_name,
	    .sender_mail = f->sender_mail,
	    .message_id = f->message_id,
	    .list = mail_list(a, f->sender_mail),
	    .unsubscribe = mail_unsubscribe(a, f->sender_mail, f->message_id),
	    .code = f->code,
	    .n_lines = f->n,
	    .lines = lines(a, &b, f),
	    .what = wrapped(a, &b, t->what),
	    .how = wrapped(a, &b, t->supplier),
	    .why = why(a, &b, f),
	};
	struct str count = number(a, &b, f->n + f->hidden), day;

	if (f->hidden > 0)
		v.n_hidden = number(a, &b, f->hidden);
	if (f->company)
		v.own = wrapped(a, &b, word(l, WORD_DIGEST_OWN));
	day_put(&b, day_of_time(f->date));
	day = done(a, &b);
	word_put_digest_subject(&b, l, count, day, t->subject);
	v.subject = done(a, &b);
	word_put_digest_tlp(&b, l, str_of(tlp_name(f->tlp)));
	v.tlp = wrapped(a, &b, buf_all(&b));
	time_put_mail(&b, f->date);
	v.date = done(a, &b);
	word_put_digest_code_how(&b, l, f->sender_name);
	v.real = wrapped(a, &b, buf_all(&b));
	mail_digest(out, &v, l);
	digest_attach(out, f);
	*subject = v.subject;
	buf_free(&b);
}
