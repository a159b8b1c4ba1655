/* visitor: a page as who comes gets it, with the keeper's side behind it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/run/visitor.h"

#include "run/clock.h"
#include "run/site.frame.h"
#include "test/tap.h"

/* Our end of the socket; there is one visitor at a time. */
static struct channel site_end;

static int
site_begin(struct str listen)
{
	int pair[2];

	(void)listen;
	channel_pair(pair);
	channel_init(&site_end, pair[1]);
	return pair[0];
}

static struct str
told_next(uint16_t want)
{
	uint16_t type = 0;
	struct str fields = {0};

	is_int(channel_next(&site_end, &type, &fields), OK);
	is_int(type, want);
	return fields;
}

void
visitor_begin(struct visitor *v, struct service *sv)
{
	struct frame_host f = {0};

	*v = (struct visitor){.keeper.start = site_begin};
	arena_init(&v->a, 0);
	visiting_init(&v->keeper, sv);
	visiting_step(&v->keeper, clock_now());
	is_int(frame_host_read(told_next(FRAME_HOST), &f), OK);
	v->site = (struct site){
	    .name = arena_str(&v->a, f.name),
	    .mail = arena_str(&v->a, f.mail),
	    .phone = arena_str(&v->a, f.phone),
	    .ground = {arena_str(&v->a, f.ground_nl),
		arena_str(&v->a, f.ground_en)},
	    .contact = arena_str(&v->a, f.contact),
	    .url = arena_str(&v->a, f.url),
	    .now = clock_now(),
	};
}

void
visitor_end(struct visitor *v)
{
	visiting_end(&v->keeper);
	channel_free(&site_end);
	arena_free(&v->a);
}

static struct str
asked(struct visitor *v, struct buf *b, uint16_t want)
{
	ok(channel_send(&site_end, buf_all(b), -1));
	buf_free(b);
	visiting_serve(&v->keeper, clock_now());
	return told_next(want);
}

static struct told
code_asked(struct visitor *v, const struct visit *x)
{
	struct buf b = {0};
	struct frame_code_told f = {0};

	frame_code_asked_put(&b,
	    &(struct frame_code_asked){
		.language = x->lang,
		.code = x->ask.code,
		.address = x->ask.address,
	    });
	is_int(frame_code_told_read(asked(v, &b, FRAME_CODE_TOLD), &f), OK);
	return (struct told){
	    .end = (enum check_end)f.end, .day = f.day, .topic = f.topic};
}

static struct told
link_asked(struct visitor *v, const struct visit *x)
{
	struct buf b = {0};
	struct frame_link_told f = {0};

	frame_link_asked_put(&b,
	    &(struct frame_link_asked){
		.language = x->lang,
		.stop = x->ask.kind == ASK_STOP,
		.token = x->ask.token,
	    });
	is_int(frame_link_told_read(asked(v, &b, FRAME_LINK_TOLD), &f), OK);
	return (struct told){
	    .found = f.found,
	    .all = f.all,
	    .address = f.address,
	    .topic = f.topic,
	};
}

void
visitor_ask(struct visitor *v, const struct request *r, struct buf *page)
{
	struct visit x;
	struct told told;

	visit_begin(&x, &v->site, r);
	if (x.ask.kind != ASK_NOTHING) {
		told = x.ask.kind == ASK_CHECK ? code_asked(v, &x)
					       : link_asked(v, &x);
		visit_told(&x, &told);
	}
	buf_str(page, buf_all(&x.answer.body));
	visit_end(&x);
}
