/* keeper: the process that writes; carries commands out, one at a time */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/crash.h"
#include "feed/again.h"
#include "run/channel.h"
#include "run/jail.h"
#include "run/job.h"
#include "run/orphans.h"
#include "run/parse.h"
#include "run/post.h"
#include "run/sending.h"
#include "run/talk.frame.h"
#include "store/job.sql.h"

enum { ASKERS_MAX = 16, SAY_PART = 32 * 1024 };

/* The keeper's own state; there is one keeper in a process. */
static struct service service;
static struct sending sending;
static struct channel parent;
static struct channel *asker; /* of the command in hand */
static int listener = -1;
static bool stopping;  /* the parent said so while a command was in hand */
static int64_t moment; /* the newest that an asker told */

enum err
keeper_lock(const char *path, int *lock, struct why *w)
{
	char name[PATH_ROOM];

	snprintf(name, sizeof(name), "%s/run/keeper.lock", path);
	*lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*lock < 0 && errno == ENOENT)
		return why_set(w, ERR_ABSENT,
		    "there is no service in %s: make one with `dijkwacht init "
		    "--folder %s`",
		    path, path);
	if (*lock < 0)
		return why_set(w, ERR_IO,
		    "cannot write in %s: %s; check the "
		    "rights of the folder",
		    path, strerror(errno));
	if (flock(*lock, LOCK_EX | LOCK_NB) == 0)
		return OK;
	close(*lock);
	*lock = -1;
	return why_set(w, ERR_BUSY, "another keeper has this folder");
}

static bool
address_of(const char *path, struct sockaddr_un *to)
{
	*to = (struct sockaddr_un){.sun_family = AF_UNIX};
	return (size_t)snprintf(to->sun_path, sizeof(to->sun_path),
		   "%s/run/keeper.sock", path) < sizeof(to->sun_path);
}

int
keeper_connect(const char *path)
{
	struct sockaddr_un to;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		die_errno("cannot make a socket");
	if (address_of(path, &to) &&
	    connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	close(fd);
	return -1;
}

/*
 * A path too long for a socket's address leaves the keeper without one: its
 * own command works, others are told to wait. True when the keeper before
 * this one may have left something half done: it did not take its socket
 * away, as one that ends in order does.
 */
static bool
listen_here(const char *path)
{
	struct sockaddr_un to;

	if (!address_of(path, &to))
		return true;

	bool left = unlink(to.sun_path) == 0; /* we have the lock */

	listener =
	    socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	mode_t old = umask(0177);

	if (listener < 0 ||
	    bind(listener, (struct sockaddr *)&to, sizeof(to)) != 0 ||
	    listen(listener, ASKERS_MAX) != 0)
		die_errno("cannot listen on %s", to.sun_path);
	umask(old);
	return left;
}

static void
listen_no_more(const char *path)
{
	struct sockaddr_un to;

	if (address_of(path, &to))
		unlink(to.sun_path);
}

/* How a job in the keeper speaks. */

static void
say(void *ctx, enum say kind, struct str text)
{
	struct buf b = {0};

	(void)ctx;
	for (; text.n > 0; text = str_from(text, SAY_PART)) {
		struct frame_say f = {
		    .kind = kind,
		    .text = str_upto(text, SAY_PART),
		};
		frame_say_put(&b, &f);
	}
	channel_send(asker, buf_all(&b), -1); /* an asker may be gone */
	buf_free(&b);
}

static void
empty_frame(struct channel *c, uint16_t type)
{
	struct buf b = {0};

	frame_empty(&b, type);
	channel_send(c, buf_all(&b), -1);
	buf_free(&b);
}

static bool
next_input(void *ctx, struct str *name, int *fd)
{
	uint16_t type;
	struct str fields;
	struct frame_input f;

	(void)ctx;
	empty_frame(asker, FRAME_NEXT);
	if (channel_next(asker, &type, &fields) != OK || type != FRAME_INPUT ||
	    frame_input_read(fields, &f) != OK)
		return false;
	*name = f.name;
	*fd = channel_fd(asker);
	return *fd >= 0;
}

/* A process of the parent's, on fd: the socket to it. */
static int
spawn(uint16_t kind, int fd)
{
	struct buf b = {0};
	uint16_t type;
	struct str fields;

	frame_empty(&b, kind);
	if (!channel_send(&parent, buf_all(&b), fd))
		die("the parent process is gone");
	buf_free(&b);
	do {
		if (channel_next(&parent, &type, &fields) != OK)
			die("the parent process is gone");
		stopping = stopping || type == FRAME_STOP;
	} while (type == FRAME_STOP);
	if (type != FRAME_SPAWNED)
		die("the parent process is gone");
	return channel_fd(&parent);
}

static int
reader_spawn(void *ctx, int input)
{
	(void)ctx;
	return spawn(FRAME_SPAWN, input);
}

static int
post_spawn(int folder)
{
	return spawn(FRAME_POST, folder);
}

/* A line for whoever waits, else for the log. */
static void
operator_tell(const char *text)
{
	struct buf b = {0};

	buf_fmt(&b, "%s\n", text);
	if (asker != NULL)
		say(NULL, SAY_ERR, buf_all(&b));
	else
		dprintf(STDERR_FILENO, "dijkwacht: %s\n", text);
	buf_free(&b);
}

/* What die() says goes to who asked, who else would not know. */
static void
tell_death(const char *text)
{
	struct buf b = {0};
	struct frame_done done = {.code = 70};

	if (asker == NULL) {
		dprintf(STDERR_FILENO, "dijkwacht: %s\n", text);
		return;
	}
	buf_fmt(&b, "%s\n", text);
	say(NULL, SAY_ERR, buf_all(&b));
	buf_reset(&b);
	frame_done_put(&b, &done);
	channel_send(asker, buf_all(&b), -1);
	buf_free(&b);
}

/* Carrying out. */

static size_t
words_of(struct str text, struct str *words)
{
	size_t n = 0;

	while (n < TYPED_MAX && str_split(&text, '\0', &words[n]))
		n++;
	return n;
}

static void
crash_set(struct str at)
{
	uint64_t nth = 1;
	size_t colon = str_find(at, ':');

	if (colon < at.n && !str_u64(str_from(at, colon + 1), 1000000, &nth))
		nth = 1;
	crash_arm(crash_named(str_upto(at, colon)), (unsigned)nth);
}

static int
carry_out(const struct frame_ask *ask)
{
	struct str words[TYPED_MAX];
	struct call call;
	struct why w = {0};
	struct job job = {
	    .call = &call,
	    .sv = &service,
	    .path = service.path,
	    .now = ask->now,
	    .person_name = ask->person,
	    .sending = &sending,
	    .ways = {.say = say, .input = next_input, .reader = reader_spawn},
	};
	int code = 2;

	arena_init(&job.a, 0);
	if (ask->now > moment)
		moment = ask->now;
	crash_set(ask->crash);
	if (call_read(&call, words, words_of(ask->words, words), &w) != OK)
		job_why(&job, &w);
	else if (call.command->place != PLACE_KEEPER)
		job_err(
		    &job, "the keeper does not do %s\n", call.command->name);
	else
		code = call.command->run(&job);
	arena_free(&job.a);
	return code;
}

/* One request of an asker; false when it is gone or talks nonsense. */
static bool
answer(struct channel *c)
{
	uint16_t type;
	struct str fields;
	struct frame_ask ask;
	struct frame_done done;
	struct buf b = {0};

	if (channel_next(c, &type, &fields) != OK || type != FRAME_ASK ||
	    frame_ask_read(fields, &ask) != OK)
		return false;

	/* the words must outlive the frames that come after them */
	struct buf kept = {0};

	buf_put(&kept, fields.p, fields.n);
	if (frame_ask_read(buf_all(&kept), &ask) != OK)
		return false;
	asker = c;
	empty_frame(c, FRAME_ACCEPTED);
	done.code = (uint8_t)carry_out(&ask);
	frame_done_put(&b, &done);

	bool there = channel_send(c, buf_all(&b), -1);

	asker = NULL;
	buf_free(&b);
	buf_free(&kept);
	return there;
}

static bool
same_user(int fd)
{
	struct ucred who;
	socklen_t n = sizeof(who);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) == 0 &&
	    (who.uid == getuid() || who.uid == 0);
}

struct askers {
	struct channel v[ASKERS_MAX];
	size_t n;
};

static void
asker_add(struct askers *a)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return;
	if (!same_user(fd) || a->n == ASKERS_MAX) {
		close(fd);
		return;
	}
	channel_init(&a->v[a->n++], fd);
}

static void
asker_drop(struct askers *a, size_t i)
{
	channel_free(&a->v[i]);
	a->v[i] = a->v[--a->n];
}

/* What was under way when the last keeper ended goes on at its moment. */
static void
moment_begin(void)
{
	struct job_begun_row row;

	job_begun(service.store.db, &row);
	moment = row.made_int;
}

/* One slice of work that no command waits for. */
static void
work_on(void)
{
	struct again_sums sums = {0};

	again_step(&service.store, service_owners(&service), moment, &sums);
}

/* Mail leaves by itself between commands, unless the keeper is there for one
 * command only. How long to sleep, and on what. */
static int
sending_wait(struct pollfd *p)
{
	int64_t now = (int64_t)time(NULL);

	*p = (struct pollfd){.fd = -1};
	if (sending.alone)
		return -1;
	sending_step(&sending, now);
	*p = (struct pollfd){.fd = sending_fd(&sending), .events = POLLIN};
	return sending_patience(&sending, now);
}

/* Serves until told to stop, or the parent is gone. Who was not answered yet
 * asks the next keeper. */
static void
loop(struct askers *a)
{
	while (!stopping) {
		struct pollfd p[ASKERS_MAX + 3];
		size_t n = a->n;
		int patience = sending_wait(&p[n + 2]);
		for (size_t i = 0; i < n; i++)
			p[i] =
			    (struct pollfd){.fd = a->v[i].fd, .events = POLLIN};
		p[n] = (struct pollfd){.fd = parent.fd, .events = POLLIN};
		p[n + 1] = (struct pollfd){.fd = listener, .events = POLLIN};
		bool idle = !again_ready(&service.store, moment);
		int ready = poll(p, n + 3, idle ? patience : 0);
		if (ready < 0 && errno != EINTR)
			die_errno("cannot wait for askers");
		if (ready == 0 && !idle)
			work_on();
		if (ready <= 0)
			continue;
		if (p[n].revents != 0)
			return;
		for (size_t i = n; i-- > 0 && !stopping;)
			if (p[i].revents != 0 && !answer(&a->v[i]))
				asker_drop(a, i);
		if (p[n + 1].revents & POLLIN)
			asker_add(a);
	}
}

/* "FILE:LINE: what was wrong"; there is no asker yet. */
static void
tell_why(const struct why *w)
{
	struct buf b = {0};

	if (w->file.n > 0)
		buf_fmt(&b, "%.*s:", STR_ARG(w->file));
	if (w->line > 0)
		buf_fmt(&b, "%llu:", (unsigned long long)w->line);
	dprintf(STDERR_FILENO, "dijkwacht: %.*s%s%s\n", STR_ARG(buf_all(&b)),
	    b.n > 0 ? " " : "", w->rule);
	buf_free(&b);
}

static _Noreturn void
keep(const char *path, int talk)
{
	struct why w = {0};
	struct askers askers = {0};

	signal(SIGPIPE, SIG_IGN);
	signal(SIGINT, SIG_IGN); /* the asker's to take; we end in order */
	signal(SIGXFSZ, SIG_IGN);
	die_hook(tell_death);
	if (service_open(&service, path, SERVICE_WRITE, &w) != OK) {
		tell_why(&w);
		_exit(1);
	}
	if (listen_here(path))
		orphans_move(&service.store, service.folder);
	orphans_review(&service.store, service.folder);
	if (talk >= 0)
		channel_init(&askers.v[askers.n++], talk);
	moment_begin();
	sending = (struct sending){
	    .alone = talk >= 0,
	    .parent = parent.fd,
	    .post_start = post_spawn,
	    .tell = operator_tell,
	};
	sending_init(&sending, &service);
	jail_enter(JAIL_KEEPER, path);
	loop(&askers);
	sending_end(&sending, (int64_t)time(NULL));
	service_close(&service);
	listen_no_more(path);
	_exit(0);
}

struct keeper
keeper_start(const char *path, int lock, bool talk)
{
	int up[2], side[2] = {-1, -1};

	channel_pair(up);
	if (talk)
		channel_pair(side);

	pid_t pid = fork();

	if (pid < 0)
		die_errno("cannot start the keeper");
	if (pid == 0) {
		close(up[0]);
		if (talk)
			close(side[0]);
		channel_init(&parent, up[1]);
		keep(path, side[1]);
	}
	close(lock);
	close(up[1]);
	if (talk)
		close(side[1]);
	return (struct keeper){.pid = pid, .parent = up[0], .talk = side[0]};
}

bool
keeper_serve(int fd)
{
	static struct channel c = {.fd = -1};
	uint16_t type;
	struct str fields;
	struct buf b = {0};

	if (c.fd != fd)
		channel_init(&c, fd);
	if (channel_next(&c, &type, &fields) != OK ||
	    (type != FRAME_SPAWN && type != FRAME_POST)) {
		/* the next keeper's channel may have the same number */
		buf_free(&c.in);
		c.fd = -1;
		return false;
	}

	int input = channel_fd(&c);
	int child = type == FRAME_POST ? post_start(input) : parse_start(input);

	frame_empty(&b, FRAME_SPAWNED);

	bool there = channel_send(&c, buf_all(&b), child);

	close(input);
	close(child);
	buf_free(&b);
	return there;
}
