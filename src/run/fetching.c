/* fetching: the keeper's side of pages that are fetched */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/fetching.h"

#include <poll.h>

#include "feed/clean.h"
#include "store/instance.sql.h"

enum {
	COMMUNITY_FIRST = 1,
	AGENT_MAX = 400,
	LOOK_MS = 100,	     /* between looks at who else asks */
	MORE_MS = 10 * 1000, /* than a page may take; and for half a frame */
};

/* RFC 9110 10.1.5: who asks, and where to complain. */
static struct str
agent(struct job *job)
{
	struct sql *db = job->sv->store.db;
	struct instance_get_row us;
	struct community_get_row community;
	struct str contact = job->sv->settings.text[SETTING_FETCH_CONTACT];
	struct buf b = {0};

	if (!instance_get(db, &us))
		die("the service has no name");
	buf_fmt(&b, "Dijkwacht/%s (%.*s; ", VERSION, STR_ARG(us.name));
	if (contact.n == 0 && community_get(db, COMMUNITY_FIRST, &community))
		contact = community.sender_mail;
	buf_fmt(&b, "%.*s)", STR_ARG(contact));

	struct str text =
	    arena_str(&job->a, clean(&job->a, buf_all(&b), AGENT_MAX));

	buf_free(&b);
	return text;
}

void
fetching_begin(struct fetching *f, struct job *job)
{
	const struct settings *set = &job->sv->settings;
	struct buf b = {0};

	*f = (struct fetching){.job = job};
	channel_init(&f->c, job->ways.fetcher(job->ways.ctx));
	f->c.patience = MORE_MS;
	frame_fetcher_put(&b,
	    &(struct frame_fetcher){
		.agent = agent(job),
		.ca = job->sv->fetch_ca,
		.instead = set->text[SETTING_FETCH_INSTEAD],
		.seconds = (uint8_t)set->number[SETTING_FETCH_SECONDS],
	    });
	channel_send(&f->c, buf_all(&b), -1); /* one that is gone shows later */
	buf_free(&b);
}

void
fetching_ask(struct fetching *f, uint32_t id, struct str url)
{
	struct buf b = {0};

	frame_page_put(&b, &(struct frame_page){.id = id, .url = url});
	channel_send(&f->c, buf_all(&b), -1);
	buf_free(&b);
	f->in_hand++;
}

/* False when it is no use to go on waiting. */
static bool
wait_for_word(struct fetching *f)
{
	int64_t most =
	    MORE_MS + 1000 * f->job->sv->settings.number[SETTING_FETCH_SECONDS];
	struct pollfd p = {.fd = f->c.fd, .events = POLLIN};

	while (!channel_ready(&f->c) && poll(&p, 1, LOOK_MS) == 0) {
		most -= LOOK_MS;
		if (most < 0)
			return false;
		job_let_others(f->job);
	}
	return true;
}

bool
fetching_next(struct fetching *f, struct frame_fetched *page)
{
	uint16_t type;
	struct str fields;

	if (f->in_hand == 0 || !wait_for_word(f) ||
	    channel_next(&f->c, &type, &fields) != OK ||
	    type != FRAME_FETCHED || frame_fetched_read(fields, page) != OK)
		return false;
	f->in_hand--;
	return true;
}

void
fetching_end(struct fetching *f)
{
	channel_free(&f->c);
}
