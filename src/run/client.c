/* client: asks a keeper: one of its own, or the one that has the folder */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/client.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "feed/clean.h"
#include "run/talk.frame.h"

enum {
	TRY_EVERY_MS = 50,
	TRIES = 600,	     /* half a minute */
	WAIT_TOLD_MS = 2000, /* then say that somebody else is first */
	ASK_AGAIN = -1,	     /* the keeper ended before it began on this */
};

static void
pause_ms(long ms)
{
	struct timespec t = {.tv_nsec = ms * 1000000};

	nanosleep(&t, NULL);
}

enum err
client_open(struct client *c, const char *path, struct why *w)
{
	*c = (struct client){.path = path};
	signal(SIGPIPE, SIG_IGN);
	for (int i = 0; i < TRIES; i++) {
		int lock;
		struct why why = {0};
		enum err e = keeper_lock(path, &lock, &why);
		if (e == OK) {
			c->keeper = keeper_start(path, lock, true);
			channel_init(&c->talk, c->keeper.talk);
			return OK;
		}
		if (e != ERR_BUSY) {
			*w = why;
			return e;
		}
		int fd = keeper_connect(path);
		if (fd >= 0) {
			channel_init(&c->talk, fd);
			return OK;
		}
		pause_ms(TRY_EVERY_MS);
	}
	return why_set(w, ERR_BUSY,
	    "another program has held %s for half a minute and does not "
	    "answer; "
	    "`dijkwacht doctor` tells which",
	    path);
}

/*
 * Waits for something to read from the keeper, serving our own keeper's
 * requests for readers meanwhile. False when there was nothing for ms.
 */
static bool
wait_for(struct client *c, int ms)
{
	bool own = c->keeper.pid != 0;

	for (;;) {
		struct pollfd p[2] = {
		    {.fd = c->talk.fd, .events = POLLIN},
		    {.fd = own ? c->keeper.parent : -1, .events = POLLIN},
		};
		if (channel_ready(&c->talk))
			return true;
		int n = poll(p, 2, ms);
		if (n == 0)
			return false;
		if (p[1].revents & POLLIN)
			own = keeper_serve(c->keeper.parent, NULL) && own;
		if (p[0].revents != 0)
			return true;
	}
}

/* Readers that ended; the keeper may be among them. */
static void
children_reap(struct client *c)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != c->keeper.pid)
			continue;
		c->ended = true;
		c->status = status;
	}
}

static void
keeper_wait(struct client *c)
{
	if (!c->ended && c->keeper.pid != 0)
		c->ended =
		    waitpid(c->keeper.pid, &c->status, 0) == c->keeper.pid;
	c->keeper.pid = 0;
}

/* The next frame. While nothing was accepted yet it says why it waits. */
static enum err
next_frame(struct client *c, const struct request *r, bool accepted,
    uint16_t *type, struct str *fields)
{
	if (!accepted && !wait_for(c, WAIT_TOLD_MS)) {
		r->ways.say(r->ways.ctx, SAY_PROGRESS,
		    STR("waiting for another command to end"));
		wait_for(c, -1);
	} else if (accepted) {
		wait_for(c, -1);
	}

	enum err e = channel_next(&c->talk, type, fields);

	children_reap(c);
	return e;
}

static bool
ask_send(struct client *c, const struct request *r)
{
	struct buf words = {0}, b = {0};

	for (size_t i = 0; i < r->n_words; i++) {
		buf_str(&words, r->words[i]);
		buf_char(&words, '\0');
	}

	struct frame_ask f = {
	    .words = buf_all(&words),
	    .now = r->now,
	    .person = r->person,
	    .crash = r->crash,
	};

	frame_ask_put(&b, &f);

	bool there = channel_send(&c->talk, buf_all(&b), -1);

	buf_free(&words);
	buf_free(&b);
	return there;
}

static bool
input_send(struct client *c, const struct request *r)
{
	struct buf b = {0};
	struct frame_input f;
	struct arena names;
	int fd = -1;

	arena_init(&names, 0);
	if (r->ways.input != NULL && r->ways.input(r->ways.ctx, &f.name, &fd)) {
		/* a file's name is any bytes, a frame's text is not */
		f.name = clean(&names, f.name, 1024);
		frame_input_put(&b, &f);
	} else {
		frame_empty(&b, FRAME_INPUTS_END);
	}

	bool there = channel_send(&c->talk, buf_all(&b), fd);

	if (fd >= 0)
		close(fd);
	arena_free(&names);
	buf_free(&b);
	return there;
}

static int
keeper_died(struct client *c, const struct request *r)
{
	char text[256] = "the keeper ended in the middle of this";

	keeper_wait(c);
	if (c->ended && WIFEXITED(c->status) && WEXITSTATUS(c->status) != 0)
		return WEXITSTATUS(
		    c->status); /* it said itself what was wrong */
	if (c->ended && WIFSIGNALED(c->status))
		snprintf(text, sizeof(text),
		    "the keeper was ended by signal %d", WTERMSIG(c->status));

	struct buf b = {0};

	buf_fmt(&b,
	    "%s; what was committed is kept, nothing is half done: run "
	    "this again\n",
	    text);
	r->ways.say(r->ways.ctx, SAY_ERR, buf_all(&b));
	buf_free(&b);
	return 70;
}

/* A keeper of another command ends with that command: what it had not begun
 * on is asked anew, of the next one. */
static int
keeper_gone(struct client *c, const struct request *r, bool accepted)
{
	if (!accepted && c->keeper.pid == 0)
		return ASK_AGAIN;
	return keeper_died(c, r);
}

static int
ask_once(struct client *c, const struct request *r)
{
	bool accepted = false;

	if (!ask_send(c, r))
		return keeper_gone(c, r, accepted);
	for (;;) {
		uint16_t type;
		struct str fields;
		struct frame_say said;
		struct frame_done done;
		if (next_frame(c, r, accepted, &type, &fields) != OK)
			return keeper_gone(c, r, accepted);
		if (type == FRAME_ACCEPTED)
			accepted = true;
		else if (type == FRAME_NEXT && input_send(c, r))
			continue;
		else if (type == FRAME_SAY &&
		    frame_say_read(fields, &said) == OK)
			r->ways.say(
			    r->ways.ctx, (enum say)said.kind, said.text);
		else if (type == FRAME_DONE &&
		    frame_done_read(fields, &done) == OK)
			return done.code;
		else
			return keeper_died(c, r);
	}
}

int
client_ask(struct client *c, const struct request *r)
{
	int code;

	while ((code = ask_once(c, r)) == ASK_AGAIN) {
		struct why w = {0};
		struct buf b = {0};
		channel_free(&c->talk);
		pause_ms(TRY_EVERY_MS);
		if (client_open(c, c->path, &w) == OK)
			continue;
		buf_fmt(&b, "%s\n", w.rule);
		r->ways.say(r->ways.ctx, SAY_ERR, buf_all(&b));
		buf_free(&b);
		return 1;
	}
	return code;
}

void
client_close(struct client *c)
{
	if (c->keeper.pid != 0) {
		struct channel up;
		struct buf b = {0};
		channel_init(&up, c->keeper.parent);
		frame_empty(&b, FRAME_STOP);
		channel_send(&up, buf_all(&b), -1);
		channel_free(&c->talk);
		/* others may have asked it meanwhile: serve until it ends */
		while (keeper_serve(c->keeper.parent, NULL))
			continue;
		keeper_wait(c);
		buf_free(&b);
		return;
	}
	channel_free(&c->talk);
}
