/* channel: frames and file descriptors over a local socket */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/channel.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "run/clock.h"

enum { READ_ROOM = 256 * 1024 };

union control {
	struct cmsghdr align;
	char room[CMSG_SPACE(sizeof(int))];
};

void
channel_init(struct channel *c, int fd)
{
	*c = (struct channel){.fd = fd, .passed = -1};
}

void
channel_free(struct channel *c)
{
	if (c->fd >= 0)
		close(c->fd);
	if (c->passed >= 0)
		close(c->passed);
	buf_free(&c->in);
	c->fd = c->passed = -1;
}

/* Waits until the other side takes or gives, at most ms; false when it is not
 * waited for any longer. */
static bool
wait_for(struct channel *c, short what, int64_t ms)
{
	struct pollfd p = {.fd = c->fd, .events = what};
	int n = 1;

	if (c->patience > 0 && !c->silent)
		do
			n = poll(&p, 1, ms > 0 ? (int)ms : 0);
		while (n < 0 && errno == EINTR);
	c->silent = c->silent || n == 0;
	return !c->silent;
}

static long
send_some(int to, struct str bytes, int fd, int flags)
{
	union control control = {0};
	struct iovec iov = {.iov_len = bytes.n};
	struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};

	/* iovec has no const, sendmsg does not write */
	memcpy(&iov.iov_base, &bytes.p, sizeof(iov.iov_base));
	if (fd >= 0) {
		m.msg_control = control.room;
		m.msg_controllen = sizeof(control.room);
		struct cmsghdr *h = CMSG_FIRSTHDR(&m);
		h->cmsg_level = SOL_SOCKET;
		h->cmsg_type = SCM_RIGHTS;
		h->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(h), &fd, sizeof(fd));
	}
	return sendmsg(to, &m, flags);
}

bool
channel_send(struct channel *c, struct str frames, int fd)
{
	int flags = MSG_NOSIGNAL | (c->patience > 0 ? MSG_DONTWAIT : 0);

	while (frames.n > 0) {
		if (!wait_for(c, POLLOUT, c->patience))
			return false;
		long n = send_some(c->fd, frames, fd, flags);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0)
			return false;
		fd = -1; /* goes with the first bytes */
		frames = str_from(frames, (size_t)n);
	}
	return true;
}

/* There is room for two (alignment), and who sends may use it: all are taken,
 * the last is kept. */
static void
control_take(struct channel *c, struct msghdr *m)
{
	for (struct cmsghdr *h = CMSG_FIRSTHDR(m); h != NULL;
	     h = CMSG_NXTHDR(m, h)) {
		if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS)
			continue;
		size_t n = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < n; i++) {
			if (c->passed >= 0)
				close(c->passed);
			memcpy(&c->passed, CMSG_DATA(h) + i * sizeof(int),
			    sizeof(int));
		}
	}
}

/* Reads what is there; <= 0 when the other side is gone. */
static long
receive(struct channel *c)
{
	union control control;
	struct iovec iov = {
	    .iov_base = buf_room(&c->in, READ_ROOM),
	    .iov_len = READ_ROOM,
	};
	struct msghdr m = {
	    .msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control.room,
	    .msg_controllen = sizeof(control.room),
	};
	long n;

	do
		n = recvmsg(c->fd, &m, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n > 0) {
		c->in.n += (size_t)n;
		control_take(c, &m);
	}
	return n;
}

bool
channel_ready(const struct channel *c)
{
	struct str rest = str_from(buf_all(&c->in), c->used), fields;
	uint16_t type;

	return frame_take(&rest, &type, &fields) != ERR_ABSENT;
}

enum err
channel_next(struct channel *c, uint16_t *type, struct str *fields)
{
	for (int64_t until = 0;;) {
		struct str rest = str_from(buf_all(&c->in), c->used);
		enum err e = frame_take(&rest, type, fields);
		if (e == OK)
			c->used = c->in.n - rest.n;
		if (e != ERR_ABSENT)
			return e;
		buf_drop(&c->in, c->used);
		c->used = 0;
		if (until == 0)
			until = clock_ms() + c->patience;
		if (!wait_for(c, POLLIN, until - clock_ms()) || receive(c) <= 0)
			return ERR_ABSENT;
	}
}

int
channel_fd(struct channel *c)
{
	int fd = c->passed;

	c->passed = -1;
	return fd;
}

void
channel_pair(int fd[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) != 0)
		die_errno("cannot make a socket pair");
}
