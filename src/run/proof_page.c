/* proof_page: whether a page that was fetched proves whose a domain is */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/proof_page.h"

#include "feed/row.frame.h"
#include "match/published.h"
#include "run/fetch.h"
#include "run/page.h"
#include "value/proof_token.h"

_Static_assert(
    (int)FETCH_BODY_MAX == (int)PROOF_TXT_MAX, "what is fetched is read");

/* What the reader tells of one file. */
struct told {
	struct job *job;
	struct str token;
	uint64_t tokens;
	bool there;
	struct str note; /* of the first line that is none */
};

/* Frames, which are not trusted. */

static void
told_begin(void *ctx)
{
	struct told *t = ctx;

	t->tokens = 0;
	t->there = false;
	t->note = (struct str){0};
}

static uint64_t
told_received(void *ctx)
{
	return ((const struct told *)ctx)->tokens;
}

static enum err
token_take(struct told *t, struct str fields)
{
	struct frame_proof_token f;

	if (frame_proof_token_read(fields, &f) != OK ||
	    !proof_token_is(f.value) || t->tokens == PROOF_TOKENS_MAX)
		return ERR_SYNTAX;
	t->tokens++;
	t->there = t->there || str_eq(f.value, t->token);
	return OK;
}

static enum err
note_take(struct told *t, struct str fields)
{
	struct frame_note f;

	if (frame_note_read(fields, &f) != OK || t->note.n > 0)
		return ERR_SYNTAX;
	t->note = arena_str(&t->job->a, f.text);
	return OK;
}

static enum err
told_frame(
    void *ctx, uint16_t type, struct str fields, bool *done, struct why *w)
{
	switch (type) {
	case FRAME_PROOF_TOKEN:
		return token_take(ctx, fields);
	case FRAME_NOTE:
		return note_take(ctx, fields);
	case FRAME_INPUT_END:
		return reading_end(fields, done, w);
	default:
		return ERR_SYNTAX;
	}
}

/* The page. */

/* Who gave it, and each who said where it is. */
static bool
is_from(struct str trail, struct str domain, struct why *w)
{
	if (trail.n == 0)
		why_set(w, ERR_ABSENT, "it is not said where it came from");
	for (struct str one; str_split(&trail, ' ', &one);)
		if (!same_registrant(page_host(one), domain)) {
			why_set(w, ERR_REFUSED,
			    "it redirects to %.*s, which is another's domain",
			    STR_ARG(str_upto(page_host(one), 100)));
			return false;
		}
	return w->err == OK;
}

bool
proof_page_has(struct job *job, const struct frame_fetched *page,
    struct str domain, struct str token, struct why *w)
{
	struct told t = {.job = job, .token = token};
	struct reading r = {
	    .reader = STR("proof-txt"),
	    .name = STR("dijkwacht.txt"),
	    .begin = told_begin,
	    .frame = told_frame,
	    .received = told_received,
	    .ctx = &t,
	};

	if (!is_from(page->trail, domain, w) ||
	    page_read(job, page, &r, w) != OK)
		return false; /* and what was read before is worth nothing */
	if (!t.there && t.note.n > 0)
		why_set(w, ERR_ABSENT, "%.*s", STR_ARG(t.note));
	else if (!t.there)
		why_set(w, ERR_ABSENT,
		    "it is there, with %llu token%s, and theirs is not among "
		    "them",
		    (unsigned long long)t.tokens, t.tokens == 1 ? "" : "s");
	return t.there;
}
