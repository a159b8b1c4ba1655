/* digest_mail: what was seen in a network becomes the text of a mail */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/digest_mail.h"

#include "base/time.h"
#include "notify/digest.view.h"
#include "notify/digest_attach.h"
#include "notify/pen.h"

/* Takes what was put in b into the arena. */
static struct str
line(struct pen *p, const struct digest_item *item)
{
	struct buf *b = &p->b;

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
	return pen_done(p);
}

/* The subject of its notices: the title is written to an owner. */
static struct str
heading(struct pen *p, const struct topic *t)
{
	enum lang l = p->l;

	buf_fmt(
	    &p->b, "%.*s (%.*s)", STR_ARG(t->text[l].subject), STR_ARG(t->id));
	return pen_done(p);
}

static const struct digest_line *
lines(struct pen *p, const struct digest_facts *f)
{
	struct digest_line *v = ARENA_NEW(p->a, struct digest_line, f->n + 1);

	for (size_t i = 0; i < f->n; i++) {
		if (i == 0 || f->items[i - 1].topic != f->items[i].topic)
			v[i].heading = heading(p, f->items[i].topic);
		v[i].text = line(p, &f->items[i]);
	}
	return v;
}

static struct str
why(struct pen *p, const struct digest_facts *f)
{
	if (f->claimed)
		buf_str(&p->b, word(p->l, WORD_DIGEST_CLAIM));
	else
		word_put_digest_range(&p->b, p->l, f->head.mail);
	buf_fmt(&p->b, "\n%.*s", STR_ARG(f->legal));
	return pen_done(p);
}

void
digest_compose(struct buf *out, struct arena *a, const struct digest_facts *f,
    struct str *subject)
{
	struct pen p = {.a = a, .l = f->language};
	const struct topic_text *t = &f->topic->text[p.l];
	struct digest_view v = {
	    .n_lines = f->n,
	    .lines = lines(&p, f),
	    .what = t->what,
	    .how = t->supplier,
	    .why = why(&p, f),
	};
	struct str count = pen_number(&p, f->n + f->hidden), day;

	if (f->hidden > 0)
		v.n_hidden = pen_number(&p, f->hidden);
	if (f->company)
		v.own = word(p.l, WORD_DIGEST_OWN);
	day_put(&p.b, day_of_time(f->head.at));
	day = pen_done(&p);
	word_put_digest_subject(&p.b, p.l, count, day, t->subject);
	v.head = mail_head_done(&p, &f->head, pen_done(&p));
	word_put_digest_tlp(&p.b, p.l, str_of(tlp_name(f->tlp)));
	v.tlp = pen_done(&p);
	word_put_digest_code_how(&p.b, p.l, f->head.sender_name);
	v.real = pen_done(&p);
	mail_digest(out, &v, p.l);
	digest_attach(out, f);
	*subject = v.head.subject;
	buf_free(&p.b);
}
