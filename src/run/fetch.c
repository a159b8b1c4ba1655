/* fetch: the process that gets pages from sites */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/fetch.h"

#include <unistd.h>

#include "feed/clean.h"
#include "run/channel.h"
#include "run/clock.h"
#include "run/fetch.frame.h"
#include "run/fetch_page.h"
#include "run/jail.h"
#include "run/outside.h"

enum { WAKE_MS = 1000, TYPE_MAX = 120, TEXT_MAX = 240 };

/* There is one in a process. */
static struct {
	struct channel up;
	CURLM *multi;
	struct buf ca_list, told; /* the system's; what terms points into */
	struct fetch_terms terms; /* agent absent: not told yet */
	struct fetch_page page[FETCH_AT_ONCE];
} fetch;

/* What we say to the keeper. */

static void
page_tell(struct fetch_page *p)
{
	char *type = NULL;
	struct arena a;
	struct buf b = {0};

	arena_init(&a, 0);
	curl_easy_getinfo(p->easy, CURLINFO_CONTENT_TYPE, &type);
	frame_fetched_put(&b,
	    &(struct frame_fetched){
		.id = p->id,
		.end = p->end,
		.trail = clean(&a, buf_all(&p->trail), p->trail.n),
		.type = clean(&a, str_of(type), TYPE_MAX),
		.text = outside_said(&a, str_of(p->why), TEXT_MAX),
		.body =
		    p->end == FETCH_FINE ? buf_all(&p->body) : (struct str){0},
	    });
	if (!channel_send(&fetch.up, buf_all(&b), -1))
		_exit(0); /* it has no use for more */
	buf_free(&b);
	arena_free(&a);
	page_free(p, fetch.multi);
}

/* What the keeper says to us. */

static bool
terms_take(struct str fields)
{
	struct frame_fetcher f;

	if (fetch.told.n > 0 || fields.n == 0)
		return false;
	buf_str(&fetch.told, fields);
	if (frame_fetcher_read(buf_all(&fetch.told), &f) != OK ||
	    f.agent.n == 0 || f.seconds == 0)
		return false;
	fetch.terms = (struct fetch_terms){
	    .agent = f.agent,
	    .ca = f.ca.n > 0 ? f.ca : buf_all(&fetch.ca_list),
	    .instead = f.instead,
	    .ms = (int64_t)f.seconds * 1000,
	};
	return true;
}

static bool
page_take(struct str fields)
{
	struct frame_page f;
	struct fetch_page *p = fetch.page, *end = p + FETCH_AT_ONCE;

	if (fetch.terms.agent.n == 0 || frame_page_read(fields, &f) != OK ||
	    f.id == 0)
		return false;
	while (p < end && p->id != 0)
		p++;
	if (p == end)
		return false;
	if (!page_begin(p, fetch.multi, &fetch.terms, f.id, f.url, clock_ms()))
		page_tell(p);
	return true;
}

static bool
frame_next(void)
{
	uint16_t type;
	struct str fields;

	if (channel_next(&fetch.up, &type, &fields) != OK)
		return false;
	if (type == FRAME_FETCHER)
		return terms_take(fields);
	return type == FRAME_PAGE && page_take(fields);
}

/* The process. */

static void
pages_see(void)
{
	int left;
	CURLMsg *m;

	while ((m = curl_multi_info_read(fetch.multi, &left)) != NULL) {
		struct fetch_page *p;
		CURLcode e = m->data.result; /* m goes with the handle */
		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &p);
		if (page_done(p, fetch.multi, &fetch.terms, e, clock_ms()))
			page_tell(p);
	}
}

static void
run(void)
{
	struct curl_waitfd up = {
	    .fd = OUTSIDE_PEER, .events = CURL_WAIT_POLLIN};
	int running;

	fetch.multi = outside_warm(&fetch.ca_list);
	jail_enter(JAIL_FETCH, NULL);
	channel_init(&fetch.up, OUTSIDE_PEER);
	for (;;) {
		up.revents = 0;
		curl_multi_poll(fetch.multi, &up, 1, WAKE_MS, NULL);
		curl_multi_perform(fetch.multi, &running);
		pages_see();
		if (up.revents == 0)
			continue;
		do
			if (!frame_next())
				_exit(0);
		while (channel_ready(&fetch.up));
	}
}

int
fetch_start(void)
{
	return outside_start("fetch", -1, run);
}
