/* sending: the keeper's side of the mail that leaves: leases, post, outcomes */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/sending.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/crash.h"
#include "notify/trouble.h"
#include "run/clock.h"
#include "run/log.h"
#include "run/post.frame.h"
#include "run/post.h"
#include "store/notice.sql.h"

enum {
	LOOK_MS = 1000,		      /* in a round: is it on hold? */
	IDLE_MS = 60 * 1000,	      /* outside: is anything due? */
	REST_MS = 5 * 60 * 1000,      /* after a server that took nothing */
	END_MS = 10 * 1000,	      /* for what is on its way at the end */
	POST_PATIENCE_MS = 10 * 1000, /* it is never this busy */
	PART = 60 * 1024,
};

void
sending_init(struct sending *s, struct service *sv)
{
	s->sv = sv;
	s->post.fd = -1;
	arena_init(&s->texts, 0);
	if (mail_server_read(sv, &s->server, &s->unusable) != OK)
		s->unusable.file = STR("dijkwacht.conf");
}

int
sending_fd(const struct sending *s)
{
	return s->post.fd;
}

void
sending_hurry(struct sending *s)
{
	s->rest_ms = 0;
	s->trouble[0] = '\0';
}

static bool
post_say(struct sending *s, struct buf *b)
{
	bool there = channel_send(&s->post, buf_all(b), -1);

	buf_free(b);
	return there;
}

/* Outcomes. */

static void
outcomes_commit(struct sending *s, int64_t now)
{
	if (s->n_kept == 0)
		return;
	outcomes_keep(&s->sv->store, s->kept, s->n_kept, now, &s->sums);
	s->n_kept = 0;
	arena_reset(&s->texts);
}

static void
letter_end(struct sending *s, size_t i, enum delivery_end end, struct str text,
    int64_t now)
{
	const struct letter *l = &s->lease.letter[i];

	if (s->at[i] == LETTER_AT_POST) {
		s->in_hand--;
		s->bytes -= l->bytes.n;
	}
	s->at[i] = LETTER_ENDED;
	s->ended++;
	if (s->n_kept == 0)
		s->kept_ms = clock_ms();
	s->kept[s->n_kept++] = (struct outcome){
	    .letter = l, .end = end, .text = arena_str(&s->texts, text)};
	if (s->n_kept == OUTCOMES_MAX)
		outcomes_commit(s, now);
}

/* All that are at a place end alike. */
static void
all_end(struct sending *s, enum letter_at at, enum delivery_end end,
    struct str text, int64_t now)
{
	for (size_t i = 0; i < s->lease.n; i++)
		if (s->at[i] == at)
			letter_end(s, i, end, text, now);
	s->next = s->lease.n;
}

/* The operator hears of it once, until it is over or another one. */
static void
trouble(struct sending *s, struct str text)
{
	char line[sizeof(s->trouble) + 80];

	s->stopped = true;
	s->rest_ms = clock_ms() + REST_MS;
	if (str_eq(text, str_of(s->trouble)))
		return;
	snprintf(s->trouble, sizeof(s->trouble), "%.*s", STR_ARG(text));
	snprintf(line, sizeof(line), "the mail server takes nothing: %s",
	    s->trouble);
	s->tell(line);
}

/* The post process is gone, or talks nonsense, which is no better. */
static void
post_lost(struct sending *s, int64_t now)
{
	static const struct str text = {
	    "the process that sends mail ended", 33};

	channel_free(&s->post);
	all_end(s, LETTER_AT_POST, DELIVERY_LATER, text, now);
	trouble(s, text);
}

/* What post says. */

static bool
outcome_take(struct sending *s, struct str fields, int64_t now)
{
	struct frame_outcome f;
	size_t i = 0;

	if (frame_outcome_read(fields, &f) != OK)
		return false;
	while (i < s->lease.n && s->lease.letter[i].id != f.id)
		i++;
	if (i == s->lease.n || s->at[i] != LETTER_AT_POST)
		return false;
	crash_point(CRASH_SEND_ANSWERED);
	if (f.end == DELIVERY_TAKEN)
		s->trouble[0] = '\0';
	letter_end(s, i, (enum delivery_end)f.end,
	    f.end == DELIVERY_UNREACHED ? str_of(s->trouble) : f.text, now);
	return true;
}

static bool
frame_take_one(struct sending *s, int64_t now)
{
	uint16_t type;
	struct str fields;
	struct frame_trouble f;

	if (channel_next(&s->post, &type, &fields) != OK)
		return false;
	switch (type) {
	case FRAME_READY:
		if (s->ready)
			return false;
		s->ready = true;
		return true;
	case FRAME_OUTCOME:
		return outcome_take(s, fields, now);
	case FRAME_TROUBLE:
		if (s->troubled || frame_trouble_read(fields, &f) != OK)
			return false;
		s->troubled = true;
		trouble(s, f.text);
		return true;
	default:
		return false;
	}
}

static bool
can_hear(const struct sending *s)
{
	struct pollfd p = {.fd = s->post.fd, .events = POLLIN};

	return s->post.fd >= 0 &&
	    (channel_ready(&s->post) || poll(&p, 1, 0) > 0);
}

static void
hear(struct sending *s, int64_t now)
{
	while (can_hear(s))
		if (!frame_take_one(s, now))
			post_lost(s, now);
}

/* What post is told. */

static bool
letter_give(struct sending *s, const struct letter *l)
{
	struct buf b = {0};

	frame_letter_put(&b,
	    &(struct frame_letter){.id = l->id,
		.from = l->from,
		.to = l->to,
		.size = (uint32_t)l->bytes.n});
	for (struct str rest = l->bytes; rest.n > 0;
	     rest = str_from(rest, PART))
		frame_piece_put(
		    &b, &(struct frame_piece){.bytes = str_upto(rest, PART)});
	return post_say(s, &b);
}

static struct letter
letter_copy(struct arena *a, const struct letter *l)
{
	struct letter d = *l;

	d.ref = arena_str(a, l->ref);
	d.from = arena_str(a, l->from);
	d.to = arena_str(a, l->to);
	d.bytes = arena_str(a, l->bytes);
	return d;
}

/* Puts the next lease in the place of one that was given away whole; what post
 * still has of that one comes along, first. */
static bool
lease_more(struct sending *s, int64_t now)
{
	struct lease more;
	struct letter *letter;
	size_t n = 0;

	s->dry = !lease_take(&s->sv->store, &s->sv->postmark, now, &more);
	if (s->dry)
		return false;
	outcomes_commit(s, now); /* they point into the one that goes */
	letter = ARENA_NEW(&more.a, struct letter, s->in_hand + more.n);
	for (size_t i = 0; i < s->lease.n; i++)
		if (s->at[i] == LETTER_AT_POST)
			letter[n++] = letter_copy(&more.a, &s->lease.letter[i]);
	memcpy(letter + n, more.letter, more.n * sizeof(*letter));
	lease_free(&s->lease);
	more.letter = letter;
	more.n += n;
	s->lease = more;
	s->at = ARENA_NEW(&s->lease.a, enum letter_at, s->lease.n);
	for (size_t i = 0; i < n; i++)
		s->at[i] = LETTER_AT_POST;
	s->next = n;
	s->ended = 0;
	return true;
}

/* False when the next letter has to wait. */
static bool
give_one(struct sending *s, int64_t now)
{
	const struct letter *l = &s->lease.letter[s->next];

	if (l->bytes.n > POST_BYTES_MAX) {
		letter_end(s, s->next++, DELIVERY_REFUSED,
		    STR("larger than any mail server takes"), now);
		return true;
	}
	if (s->in_hand == POST_WINDOW ||
	    (s->in_hand > 0 && s->bytes + l->bytes.n > POST_BYTES_MAX))
		return false;
	s->at[s->next++] = LETTER_AT_POST;
	s->in_hand++;
	s->bytes += l->bytes.n;
	if (!letter_give(s, l)) {
		post_lost(s, now);
		return false;
	}
	crash_point(CRASH_SEND_HANDED);
	return true;
}

/* As many as post may have. It looks itself, before each, whether sending is
 * on hold since. */
static void
give_some(struct sending *s, int64_t now)
{
	struct str reason;

	if (!s->ready || s->next == s->lease.n || s->in_hand == POST_WINDOW)
		return;
	s->stopped = s->stopped ||
	    delivery_held(&s->sv->store, s->sv->folder, &s->texts, &reason);
	while (!s->stopped && s->next < s->lease.n && give_one(s, now))
		continue;
}

/* The next lease is made while post sends what it was given of this one. */
static bool
wants_more(const struct sending *s)
{
	return !s->stopped && s->next == s->lease.n &&
	    (s->in_hand == 0 || !s->dry);
}

static void
give(struct sending *s, int64_t now)
{
	do
		give_some(s, now);
	while (wants_more(s) && lease_more(s, now));
	if (s->stopped)
		all_end(s, LETTER_LEASED,
		    s->trouble[0] != '\0' ? DELIVERY_UNREACHED : DELIVERY_HELD,
		    str_of(s->trouble), now);
}

/* Rounds. */

static bool
lease_begin(struct sending *s, int64_t now)
{
	struct store *st = &s->sv->store;
	const struct postmark *p = &s->sv->postmark;

	if (!lease_left(st, p, now, &s->lease) &&
	    !lease_take(st, p, now, &s->lease))
		return false;
	s->at = ARENA_NEW(&s->lease.a, enum letter_at, s->lease.n);
	s->next = s->ended = 0;
	s->dry = false;
	return true;
}

static bool
may_begin(struct sending *s)
{
	struct str reason;
	struct arena a;
	bool held;

	if (s->server.port == 0 || s->unusable.err != OK ||
	    clock_ms() < s->rest_ms)
		return false;
	arena_init(&a, 0);
	held = delivery_held(&s->sv->store, s->sv->folder, &a, &reason);
	arena_free(&a);
	return !held;
}

static void
post_begin(struct sending *s)
{
	const struct mail_server *m = &s->server;
	struct buf b = {0};
	int folder = openat(
	    s->sv->folder, HOLD_FOLDER, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (folder < 0)
		die_errno("cannot open the folder %s", HOLD_FOLDER);
	channel_init(&s->post, s->post_start(folder));
	close(folder);
	s->post.patience = POST_PATIENCE_MS;
	s->ready = s->stopped = s->troubled = false;
	frame_server_put(&b,
	    &(struct frame_server){.host = m->host,
		.port = m->port,
		.tls = m->tls,
		.user = m->user,
		.password = m->password,
		.ca = m->ca,
		.connections = m->connections,
		.per_domain = m->per_domain});
	/* one that is gone shows when it is heard */
	(void)!channel_send(&s->post, buf_all(&b), -1);
	seal_forget(b.p, b.n);
	buf_free(&b);
}

/* Whoever watches the log hears of it once, whatever the hour, and when it is
 * over: no mail could tell. */
static void
long_tell(struct sending *s, int64_t now)
{
	int64_t since = trouble_since(&s->sv->store);

	if (s->told_since == 0 && trouble_is_long(since, now)) {
		log_say(
		    LOG_MAIL_FAILS, (struct str){0}, (now - since) / MINUTE);
		s->told_since = since;
	} else if (s->told_since != 0 && since == SQL_NULL_I64) {
		log_say(LOG_MAIL_GOES, (struct str){0},
		    (now - s->told_since) / MINUTE);
		s->told_since = 0;
	}
}

static void
round_end(struct sending *s, int64_t now)
{
	outcomes_commit(s, now);
	long_tell(s, now);
	lease_free(&s->lease);
	channel_free(&s->post);
}

bool
sending_step(struct sending *s, int64_t now)
{
	if (s->lease.n == 0) {
		if (!may_begin(s) || !lease_begin(s, now))
			return false;
		post_begin(s);
	}
	hear(s, now);
	give(s, now);
	if (s->n_kept > 0 && clock_ms() - s->kept_ms >= OUTCOMES_MS)
		outcomes_commit(s, now);
	if (s->ended == s->lease.n)
		round_end(s, now);
	return s->lease.n > 0;
}

int
sending_patience(const struct sending *s, int64_t now)
{
	int64_t ms = clock_ms(), most = IDLE_MS, next;

	if (s->n_kept > 0)
		most = s->kept_ms + OUTCOMES_MS - ms;
	else if (s->lease.n > 0)
		most = LOOK_MS;
	else if (s->server.port == 0 || s->unusable.err != OK)
		return -1;
	else if ((next = delivery_next(s->sv->store.db)) > now &&
	    next - now < IDLE_MS / 1000)
		most = (next - now) * 1000;
	if (s->lease.n == 0 && s->rest_ms > ms && s->rest_ms - ms < most)
		most = s->rest_ms - ms;
	return most < 0 ? 0 : (int)most;
}

void
sending_end(struct sending *s, int64_t now)
{
	int64_t until = clock_ms() + END_MS;
	struct buf b = {0};

	if (s->lease.n == 0)
		return;
	frame_empty(&b, FRAME_ENOUGH);
	s->stopped = true;
	if (s->post.fd >= 0)
		post_say(s, &b);
	while (sending_step(s, now) && clock_ms() < until) {
		struct pollfd p = {.fd = s->post.fd, .events = POLLIN};
		poll(&p, 1, sending_patience(s, now));
	}
	outcomes_commit(s, now);
	channel_free(&s->post);
}
