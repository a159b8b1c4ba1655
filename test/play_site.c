/* play_site: what sites of a play publish, and who gets it from them */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <unistd.h>

#include "match/organisation.h"
#include "match/proof.h"
#include "run/channel.h"
#include "run/fetch.frame.h"
#include "run/fetch.h"
#include "test/play.h"

/* What it has in a place; empty: nothing. */
struct site {
	struct str name, text;
	const char *place;
};

void
do_site(struct play *p, const struct step *s)
{
	struct site site = {.name = s->head,
	    .text = block_text(p, s->block),
	    .place = "/.well-known/security.txt"};

	if (s->head.n == 0)
		play_fail(p, "which site? SITE bakker.example");
	buf_put(&p->sites, &site, sizeof(site));
}

/* The token that a company is given for this domain stands on its site, below
 * the lines of the block. */
void
do_proof(struct play *p, const struct step *s)
{
	struct str company = step_clause(s, "COMPANY");
	struct buf text = {0};
	struct why w = {0};
	int64_t id;

	buf_str(&text, block_text(p, s->block));
	if (company.n > 0 &&
	    organisation_find(&p->sv.store, company, &id, &w) != OK)
		play_fail(p, "%s", w.rule);
	else if (company.n > 0)
		buf_fmt(&text, "%.*s\n",
		    STR_ARG(proof_token(&p->sv.store, &p->a, id, s->head)));

	struct site site = {.name = s->head,
	    .text = arena_str(&p->a, buf_all(&text)),
	    .place = PROOF_PLACE};

	buf_put(&p->sites, &site, sizeof(site));
	buf_free(&text);
}

/* As it was told last; absent where it has none. */
static struct str
text_at(const struct play *p, struct str url)
{
	const struct site *v = (const struct site *)(const void *)p->sites.p;
	struct str text = {0};

	for (size_t i = 0; i < p->sites.n / sizeof(*v); i++) {
		struct buf b = {0};
		buf_fmt(&b, "https://%.*s%s", STR_ARG(v[i].name), v[i].place);
		if (str_eq(buf_all(&b), url))
			text = v[i].text;
		buf_free(&b);
	}
	return text;
}

static void
page_give(const struct play *p, struct channel *c, const struct frame_page *f)
{
	struct str text = text_at(p, f->url);
	struct buf b = {0};

	frame_fetched_put(&b,
	    &(struct frame_fetched){
		.id = f->id,
		.end = text.n > 0 ? FETCH_FINE : FETCH_NOTHING,
		.trail = f->url,
		.type = STR("text/plain"),
		.text = text.n > 0 ? STR("") : STR("the site answers 404"),
		.body = text,
	    });
	channel_send(c, buf_all(&b), -1);
	buf_free(&b);
}

/* In the place of the process that fetches. */
int
site_fetcher(void *ctx)
{
	int pair[2];
	pid_t pid;

	channel_pair(pair);
	pid = fork();
	if (pid < 0)
		die_errno("fork");
	if (pid == 0) {
		struct channel c;
		struct frame_page f;
		struct str fields;
		uint16_t type;
		close(pair[0]);
		channel_init(&c, pair[1]);
		while (channel_next(&c, &type, &fields) == OK)
			if (type == FRAME_PAGE &&
			    frame_page_read(fields, &f) == OK)
				page_give(ctx, &c, &f);
		_exit(0);
	}
	close(pair[1]);
	return pair[0];
}
