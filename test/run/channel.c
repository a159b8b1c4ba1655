/* tests of run/channel: frames and files over a local socket */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/channel.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/tap.h"

static struct channel left, right;

static void
begin(void)
{
	int fd[2];

	signal(SIGPIPE, SIG_IGN);
	channel_pair(fd);
	channel_init(&left, fd[0]);
	channel_init(&right, fd[1]);
}

static void
end(void)
{
	channel_free(&left);
	channel_free(&right);
}

static int
open_files(void)
{
	int n = 0;
	DIR *d = opendir("/proc/self/fd");

	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

static bool
send_text(uint16_t type, const char *text, int fd)
{
	struct buf b = {0};
	size_t mark = frame_begin(&b, type);

	buf_str(&b, str_of(text));
	frame_end(&b, mark);

	bool there = channel_send(&left, buf_all(&b), fd);

	buf_free(&b);
	return there;
}

static void
next_is(uint16_t type, const char *text)
{
	uint16_t got;
	struct str fields;

	is_int(channel_next(&right, &got, &fields), OK);
	is_int(got, type);
	is_text(fields, text);
}

TEST(frames_come_in_order)
{
	begin();
	ok(!channel_ready(&right));
	ok(send_text(1, "one", -1));
	ok(send_text(2, "", -1));
	ok(send_text(3, "three", -1));
	next_is(1, "one");
	ok(channel_ready(&right));
	next_is(2, "");
	next_is(3, "three");
	ok(!channel_ready(&right));
	end();
}

TEST(a_frame_in_pieces)
{
	struct buf b = {0};
	int status;

	begin();
	size_t mark = frame_begin(&b, 7);
	for (int i = 0; i < 5000; i++)
		buf_str(&b, STR("0123456789"));
	frame_end(&b, mark);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		for (size_t i = 0; i < b.n; i += 777) {
			size_t n = b.n - i < 777 ? b.n - i : 777;
			if (write(left.fd, b.p + i, n) != (ssize_t)n)
				_exit(1);
			usleep(100);
		}
		_exit(0);
	}
	uint16_t type;
	struct str fields;

	is_int(channel_next(&right, &type, &fields), OK);
	is_int(type, 7);
	is_int(fields.n, 50000);
	is_int(waitpid(pid, &status, 0), pid);
	buf_free(&b);
	end();
}

TEST(the_other_side_is_gone)
{
	uint16_t type;
	struct str fields;

	begin();
	ok(send_text(1, "last", -1));
	close(left.fd);
	left.fd = -1;
	next_is(1, "last");
	is_int(channel_next(&right, &type, &fields), ERR_ABSENT);
	is_int(channel_next(&right, &type, &fields), ERR_ABSENT);
	ok(!channel_send(&right, STR("x"), -1));
	end();
}

TEST(half_a_frame_and_then_gone)
{
	uint16_t type;
	struct str fields;

	begin();
	is_int(write(left.fd, "\x05\0\0\0\x01", 5), 5);
	close(left.fd);
	left.fd = -1;
	is_int(channel_next(&right, &type, &fields), ERR_ABSENT);
	end();
}

/* A length past FRAME_MAX must not make anybody wait for it. */
TEST(lengths_that_lie)
{
	static const unsigned char heads[][6] = {
	    {0xff, 0xff, 0xff, 0xff, 1, 0},
	    {0x01, 0x00, 0x01, 0x00, 1, 0}, /* 65537 */
	    {0, 0, 0, 0, 1, 0},
	    {1, 0, 0, 0, 1, 0},
	};

	for (size_t i = 0; i < 4; i++) {
		uint16_t type;
		struct str fields;
		begin();
		is_int(write(left.fd, heads[i], 6), 6);
		is_int(channel_next(&right, &type, &fields), ERR_SYNTAX);
		is_int(channel_next(&right, &type, &fields), ERR_SYNTAX);
		end();
	}
}

TEST(a_file_comes_along_and_is_the_takers)
{
	char byte = 0;
	int pipe_ends[2], before = open_files();

	begin();
	is_int(pipe(pipe_ends), 0);
	ok(send_text(1, "with", pipe_ends[0]));
	next_is(1, "with");
	int fd = channel_fd(&right);

	ok(fd >= 0 && fd != pipe_ends[0]);
	ok(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	is_int(channel_fd(&right), -1); /* taken once */
	is_int(write(pipe_ends[1], "x", 1), 1);
	is_int(read(fd, &byte, 1), 1);
	close(fd);
	close(pipe_ends[0]);
	close(pipe_ends[1]);
	end();
	is_int(open_files(), before);
}

TEST(a_file_nobody_takes_is_closed)
{
	int before = open_files();

	begin();
	for (int i = 0; i < 20; i++) {
		ok(send_text(1, "with", STDOUT_FILENO));
		next_is(1, "with");
	}
	end();
	is_int(open_files(), before);
}

/* There is room for two in the control message of one: both must be closed. */
TEST(two_files_at_once_leave_none_behind)
{
	int before = open_files();
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(2 * sizeof(int))];
	} control = {0};
	int two[2] = {STDOUT_FILENO, STDERR_FILENO};
	char frame[] = {2, 0, 0, 0, 1, 0};
	struct iovec iov = {.iov_base = frame, .iov_len = sizeof(frame)};
	struct msghdr m = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control.room,
	    .msg_controllen = sizeof(control.room)};
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);

	begin();
	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(sizeof(two));
	memcpy(CMSG_DATA(h), two, sizeof(two));
	is_int(sendmsg(left.fd, &m, 0), sizeof(frame));
	next_is(1, "");
	end();
	is_int(open_files(), before);
}

TEST(many_frames_take_no_more_memory)
{
	int status;

	begin();
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		for (int i = 0; i < 20000; i++)
			if (!send_text(1,
				"0123456789012345678901234567890123456789", -1))
				_exit(1);
		_exit(0);
	}
	for (int i = 0; i < 20000; i++) {
		uint16_t type;
		struct str fields;
		if (channel_next(&right, &type, &fields) != OK ||
		    fields.n != 40) {
			ok(false);
			break;
		}
	}
	ok(right.in.cap <= 2 * 1024 * 1024);
	is_int(waitpid(pid, &status, 0), pid);
	end();
}

/* Patience. */

TEST(who_takes_nothing_is_not_waited_for)
{
	struct buf b = {0};
	size_t mark = frame_begin(&b, 1);
	int sent = 0;

	begin();
	for (int i = 0; i < 6000; i++)
		buf_str(&b, STR("0123456789"));
	frame_end(&b, mark);
	left.patience = 100;
	while (sent < 1000 && channel_send(&left, buf_all(&b), -1))
		sent++;
	ok(sent < 1000);
	ok(left.silent);
	/* at once: it counts as gone from now on */
	left.patience = 1000 * 1000;
	ok(!channel_send(&left, STR("x"), -1));
	buf_free(&b);
	end();
}

TEST(who_says_half_of_it_is_not_waited_for)
{
	uint16_t type;
	struct str fields;

	begin();
	is_int(write(left.fd, "\x05\0\0\0\x01", 5), 5);
	right.patience = 100;
	is_int(channel_next(&right, &type, &fields), ERR_ABSENT);
	ok(right.silent);
	right.patience = 1000 * 1000;
	is_int(channel_next(&right, &type, &fields), ERR_ABSENT);
	end();
}

/* The whole of a frame, not each byte of it: this one would take 65 minutes. */
TEST(who_says_it_byte_by_byte_is_not_waited_for)
{
	uint16_t type;
	struct str fields;

	begin();
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		is_int(write(left.fd, "\0\0\x01\0\x01\0", 6), 6);
		while (write(left.fd, "x", 1) == 1)
			usleep(60000);
		_exit(0);
	}
	right.patience = 300;
	alarm(60); /* else it is waited for */
	is_int(channel_next(&right, &type, &fields), ERR_ABSENT);
	alarm(0);
	ok(right.silent);
	kill(pid, SIGKILL);
	is_int(waitpid(pid, NULL, 0), pid);
	end();
}

TEST(patience_is_for_each_part)
{
	int status;

	begin();
	right.patience = 5000;
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		_exit(
		    send_text(1, "one", -1) && send_text(2, "two", -1) ? 0 : 1);
	}
	next_is(1, "one");
	next_is(2, "two");
	ok(!right.silent);
	is_int(waitpid(pid, &status, 0), pid);
	end();
}
