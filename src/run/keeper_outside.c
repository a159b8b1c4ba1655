/* keeper_outside: the keeper from outside: lock, socket, what it asks for */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "run/channel.h"
#include "run/fetch.h"
#include "run/keeper.h"
#include "run/parse.h"
#include "run/post.h"
#include "run/rotating.h"
#include "run/service.h"
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
	return why_set(w, ERR_BUSY, "another keeper has this folder");
}

bool
keeper_address(const char *path, struct sockaddr_un *to)
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
	if (keeper_address(path, &to) &&
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
