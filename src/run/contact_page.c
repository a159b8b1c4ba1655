/* contact_page: the contact in a security.txt that was fetched */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/contact_page.h"

#include "feed/row.frame.h"
#include "feed/security_txt.h"
#include "run/fetch.h"
#include "run/page.h"
#include "run/reading.h"
#include "value/ident.h"

_Static_assert((int)PUBLISHED_WAYS_MAX == (int)SECURITY_WAYS_MAX &&
	(int)FETCH_BODY_MAX == (int)SECURITY_TXT_MAX,
    "what is fetched is read, and what is read is kept");

/* What the reader tells of one file. */
struct told {
	struct job *job;
	struct published *found;
	bool whole;
	bool of_others; /* Canonical names neither address */
};

/* Frames, which are not trusted. */

static void
told_begin(void *ctx)
{
	struct told *t = ctx;

	t->found->n = 0;
	t->whole = false;
}

static uint64_t
told_received(void *ctx)
{
	return ((const struct told *)ctx)->found->n;
}

static enum err
way_take(struct told *t, struct str fields)
{
	struct frame_way f;
	char mail[255];

	if (t->whole || frame_way_read(fields, &f) != OK ||
	    t->found->n == PUBLISHED_WAYS_MAX)
		return ERR_SYNTAX;
	if (f.kind != WAY_MAIL)
		return OK;
	if (mail_read(f.value, mail, NULL) != OK)
		return ERR_SYNTAX;
	t->found->mail[t->found->n++] = arena_str(&t->job->a, str_of(mail));
	return OK;
}

static enum err
rest_take(struct told *t, struct str fields)
{
	struct frame_security_txt f;

	if (t->whole || frame_security_txt_read(fields, &f) != OK ||
	    f.expires <= t->job->now)
		return ERR_SYNTAX;
	t->whole = true;
	t->found->expires = f.expires;
	t->found->language = arena_str(&t->job->a, f.language);
	t->found->names_us = f.canonical == CANONICAL_ASKED;
	t->of_others = f.canonical == CANONICAL_OTHER;
	return OK;
}

static enum err
told_frame(
    void *ctx, uint16_t type, struct str fields, bool *done, struct why *w)
{
	struct told *t = ctx;
	enum err e;

	switch (type) {
	case FRAME_WAY:
		return way_take(t, fields);
	case FRAME_SECURITY_TXT:
		return rest_take(t, fields);
	case FRAME_NOTE: /* for who wrote the file */
		return OK;
	case FRAME_INPUT_END:
		e = reading_end(fields, done, w);
		if (e != OK || t->whole)
			return e;
		*done = false; /* an end before its end */
		return ERR_SYNTAX;
	default:
		return ERR_SYNTAX;
	}
}

/* The page. */

/* The bytes through the jailed reader. */
static enum err
body_read(struct told *t, const struct frame_fetched *page, struct str asked,
    struct why *w)
{
	struct buf options = {0};
	struct reading r = {
	    .reader = STR("security-txt"),
	    .name = STR("security.txt"),
	    .begin = told_begin,
	    .frame = told_frame,
	    .received = told_received,
	    .ctx = t,
	};

	buf_fmt(&options, "asked=%.*s\nreached=%.*s\nnow=%lld\n",
	    STR_ARG(asked), STR_ARG(page_last(page->trail)),
	    (long long)t->job->now);
	r.options = buf_all(&options);

	enum err e = page_read(t->job, page, &r, w);

	buf_free(&options);
	return e;
}

struct str
contact_page_read(struct job *job, const struct frame_fetched *page,
    struct str domain, struct str asked, struct published *found, struct why *w)
{
	struct told t = {.job = job, .found = found};
	struct str none = {0};

	*found = (struct published){
	    .domain = domain,
	    .reached = arena_str(&job->a, page_host(page_last(page->trail))),
	};
	if (body_read(&t, page, asked, w) == OK && t.of_others)
		why_set(w, ERR_REFUSED,
		    "its Canonical names other addresses than that where it "
		    "was found");
	return w->err == OK ? published_choose(found, w) : none;
}
