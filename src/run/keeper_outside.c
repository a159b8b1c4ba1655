/* keeper_outside: the keeper from outside: lock, socket, what it asks for */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "run/channel.h"
#include "run/fetch.h"
#include "run/keeper.h"
#include "run/log.h"
#include "run/parse.h"
#include "run/post.h"
#include "run/rotating.h"
#include "run/service.h"
#include "run/site.h"
#include "run/talk.frame.h"

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
	snprintf(name, sizeof(name), "%s/" ROTATING, path);
	close(*lock);
	*lock = -1;
	if (access(name, F_OK) == 0)
		return why_set(w, ERR_REFUSED,
		    "new keys are being made for %s: wait until that has "
		    "ended",
		    path);
	return why_set(w, ERR_BUSY,
	    "another `dijkwacht serve` or command is at work in this folder: "
	    "wait, or stop it first");
}

/* Of its socket; false where the path is too long for one. */
static bool
address_make(const char *path, struct sockaddr_un *to)
{
	*to = (struct sockaddr_un){.sun_family = AF_UNIX};
	return (size_t)snprintf(to->sun_path, sizeof(to->sun_path),
		   "%s/run/keeper.sock", path) < sizeof(to->sun_path);
}

bool
keeper_listen(const char *path, int waiting, int *listener)
{
	struct sockaddr_un to;

	if (!address_make(path, &to))
		return true;

	bool left = unlink(to.sun_path) == 0; /* we have the lock */

	*listener =
	    socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	mode_t old = umask(0177);

	if (*listener < 0 ||
	    bind(*listener, (struct sockaddr *)&to, sizeof(to)) != 0 ||
	    listen(*listener, waiting) != 0)
		die_errno("cannot listen on %s", to.sun_path);
	umask(old);
	return left;
}

void
keeper_listen_end(const char *path)
{
	struct sockaddr_un to;

	if (address_make(path, &to))
		unlink(to.sun_path);
}

bool
keeper_same_user(int fd)
{
	struct ucred who;
	socklen_t n = sizeof(who);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) == 0 &&
	    (who.uid == getuid() || who.uid == 0);
}

int
keeper_connect(const char *path)
{
	struct sockaddr_un to;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		die_errno("cannot make a socket");
	if (address_make(path, &to) &&
	    connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	close(fd);
	return -1;
}

/* Hands the socket to a process over; both files are closed here. */
static bool
spawned(struct channel *c, int input, int talk)
{
	struct buf b = {0};

	frame_empty(&b, FRAME_SPAWNED);

	bool there = channel_send(c, buf_all(&b), talk);

	if (input >= 0)
		close(input);
	if (talk >= 0)
		close(talk);
	buf_free(&b);
	return there;
}

static bool
reader_start(struct channel *c, pid_t *reader)
{
	int input = channel_fd(c), talk;

	*reader = parse_start(input, &talk);
	return spawned(c, input, talk);
}

static bool
poster_start(struct channel *c)
{
	int folder = channel_fd(c);

	return spawned(c, folder, post_start(folder));
}

/* The socket stays open here: who comes while there is no keeper waits. Why it
 * cannot be is said once; the keeper asks again and again. */
static bool
site_begin(struct channel *c, struct str fields)
{
	static int listener = -1;
	static struct why told;
	struct frame_site f;
	struct why w = {0};

	if (frame_site_read(fields, &f) != OK)
		return false;
	if (listener < 0 && site_listen(f.listen, &listener, &w) != OK) {
		if (strcmp(told.rule, w.rule) != 0)
			log_say(LOG_SITE_NOWHERE, str_of(w.rule), 0);
		told = w;
	}
	return spawned(c, -1, listener < 0 ? -1 : site_start(listener));
}

/* One frame; false when the keeper is gone. */
static bool
request_serve(struct channel *c, void (*ready)(void))
{
	static pid_t reader; /* the last one */
	uint16_t type = 0;
	struct str fields;

	if (channel_next(c, &type, &fields) != OK)
		return false;
	if (type == FRAME_SPAWN)
		return reader_start(c, &reader);
	if (type == FRAME_POST)
		return poster_start(c);
	if (type == FRAME_FETCH)
		return spawned(c, -1, fetch_start());
	if (type == FRAME_SITE)
		return site_begin(c, fields);
	if (type == FRAME_READER_END) {
		if (reader > 0)
			kill(reader, SIGKILL);
		reader = 0;
		return true;
	}
	if (type == FRAME_READY && ready != NULL)
		ready();
	return type == FRAME_READY;
}

bool
keeper_serve(int fd, void (*ready)(void))
{
	static struct channel c = {.fd = -1};
	bool there;

	if (c.fd != fd)
		channel_init(&c, fd);
	do /* what came along with the first is not announced by the socket */
		there = request_serve(&c, ready);
	while (there && channel_ready(&c));
	if (there)
		return true;
	/* the next keeper's channel may have the same number */
	buf_free(&c.in);
	c.fd = -1;
	return false;
}
