/* site: the process that shows pages to whoever comes */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/site.h"

#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "run/channel.h"
#include "run/clock.h"
#include "run/jail.h"
#include "run/outside.h"
#include "run/site.frame.h"
#include "web/http.h"

/* The listening socket comes where others have a folder. Of what the keeper was
 * asked only so much is unanswered, whoever still waits for it: so the socket
 * to it always has room, and nobody waits in line for longer than HTTP_ASK_MS.
 */
enum { LISTENER = OUTSIDE_FOLDER, ASKED_MOST = 64 };

/* There is one in a process. */
static struct {
	struct channel up;
	struct arena a;
	struct site host;
	unsigned asked; /* and not answered */
} site;

/* What the keeper says to us. */

static bool
host_take(struct str fields)
{
	struct frame_host f;

	if (site.host.name.n > 0 || frame_host_read(fields, &f) != OK ||
	    f.name.n == 0)
		return false;
	site.host = (struct site){
	    .name = arena_str(&site.a, f.name),
	    .mail = arena_str(&site.a, f.mail),
	    .phone = arena_str(&site.a, f.phone),
	    .ground[LANG_NL] = arena_str(&site.a, f.ground_nl),
	    .ground[LANG_EN] = arena_str(&site.a, f.ground_en),
	    .contact = arena_str(&site.a, f.contact),
	    .url = arena_str(&site.a, f.url),
	};
	return true;
}

static bool
code_take(struct str fields)
{
	struct frame_code_told f;

	if (frame_code_told_read(fields, &f) != OK || site.asked == 0)
		return false;
	site.asked--;
	http_told(f.number,
	    &(struct told){
		.end = (enum check_end)f.end,
		.day = f.day,
		.topic = f.topic,
	    });
	return true;
}

static bool
link_take(struct str fields)
{
	struct frame_link_told f;

	if (frame_link_told_read(fields, &f) != OK || site.asked == 0)
		return false;
	site.asked--;
	http_told(f.number,
	    &(struct told){
		.found = f.found,
		.all = f.all,
		.address = f.address,
		.topic = f.topic,
	    });
	return true;
}

static bool
frame_next(void)
{
	uint16_t type;
	struct str fields;

	if (channel_next(&site.up, &type, &fields) != OK)
		return false;
	switch (type) {
	case FRAME_HOST:
		return host_take(fields);
	case FRAME_CODE_TOLD:
		return code_take(fields);
	case FRAME_LINK_TOLD:
		return link_take(fields);
	default:
		return false;
	}
}

/* What we ask it. */

static bool
ask(uint32_t number, const struct visit *v, struct str remote)
{
	struct buf b = {0};

	if (site.asked == ASKED_MOST)
		return false;
	site.asked++;
	if (v->ask.kind == ASK_CHECK)
		frame_code_asked_put(&b,
		    &(struct frame_code_asked){
			.number = number,
			.language = v->lang,
			.remote = remote,
			.code = v->ask.code,
			.address = v->ask.address,
		    });
	else
		frame_link_asked_put(&b,
		    &(struct frame_link_asked){
			.number = number,
			.language = v->lang,
			.stop = v->ask.kind == ASK_STOP,
			.token = v->ask.token,
		    });

	bool there = channel_send(&site.up, buf_all(&b), -1);

	buf_free(&b);
	return there;
}

/* The process. */

static void
run(void)
{
	static const struct http_door door = {.site = &site.host, .ask = ask};
	struct pollfd p[2] = {
	    {.fd = OUTSIDE_PEER, .events = POLLIN},
	    {.events = POLLIN},
	};

	arena_init(&site.a, 0);
	tzset(); /* of the Date that stands above answers */
	http_open(LISTENER, &door);
	p[1].fd = http_fd();
	jail_enter(JAIL_SITE, NULL);
	channel_init(&site.up, OUTSIDE_PEER);
	if (!frame_next()) /* who we are comes before the first guest */
		_exit(0);
	for (;;) {
		poll(p, 2, http_patience());
		while (p[0].revents != 0 || channel_ready(&site.up)) {
			p[0].revents = 0;
			if (!frame_next())
				_exit(0);
		}
		site.host.now = clock_now();
		http_serve(clock_ms());
	}
}

int
site_start(int listener)
{
	return outside_start("site", listener, run);
}
