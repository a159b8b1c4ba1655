/* parse: the process that reads foreign bytes */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/parse.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "feed/reader.h"
#include "feed/row.frame.h"
#include "run/channel.h"
#include "run/jail.h"

/* In a jailed process the two it has, beside /dev/null as 0, 1 and 2. */
enum { INPUT = 3, PEER = 4 };

static void
to_peer(void *ctx, struct str frames)
{
	(void)ctx;
	if (!file_write(PEER, frames.p, frames.n))
		_exit(0); /* the keeper has no use for more */
}

/* The one frame that is ever read: recvmsg is not among its rights. */
static bool
task_get(struct buf *in, struct frame_task *task)
{
	uint16_t type;
	struct str fields;

	for (;;) {
		struct str all = buf_all(in);
		enum err e = frame_take(&all, &type, &fields);
		if (e == OK)
			return type == FRAME_TASK &&
			    frame_task_read(fields, task) == OK;
		if (e != ERR_ABSENT)
			return false;
		char part[4096];
		ssize_t n = read(PEER, part, sizeof(part));
		if (n <= 0)
			return false;
		buf_put(in, part, (size_t)n);
	}
}

static void
skips_read(struct reader_task *t, struct str bytes)
{
	struct frame_in in = {.left = bytes};

	while (in.left.n >= 8 && t->n_skip < READER_SKIPS_MAX)
		t->skip[t->n_skip++] = frame_u64(&in);
}

static void
work(void)
{
	struct buf in = {0};
	struct frame_task task;

	if (!task_get(&in, &task))
		_exit(2);

	struct row_sink sink = {.each = task.each, .flush = to_peer};
	struct reader_task t = {
	    .in = stream_open(INPUT,
		(struct stream_limits){
		    .bytes = PARSE_BYTES_MAX, .ratio = PARSE_RATIO_MAX}),
	    .name = task.name,
	    .type = task.type,
	    .events = (enum event_format)task.events,
	    .with_raw = task.with_raw,
	    .constants = task.constants,
	    .options = task.options,
	    .out = &sink,
	};
	const struct reader *reader = reader_named(task.reader);

	if (reader == NULL)
		_exit(2);
	skips_read(&t, task.skip);
	reader->read(&t);
	row_sink_flush(&sink);
	_exit(0);
}

/* A reader has nothing to say or ask by itself: what it would write there
 * comes from foreign bytes. Sanitizers keep the place they complain at. */
static void
terminal_leave(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(null, STDOUT_FILENO) < 0 ||
	    (!JAIL_SANITIZED && dup2(null, STDERR_FILENO) < 0))
		die_errno("cannot arrange the files of a reader");
}

static void
only_two(int input, int peer)
{
	/* by way of high numbers, so that neither lands on the other */
	int a = fcntl(input, F_DUPFD, 64), b = fcntl(peer, F_DUPFD, 64);

	if (a < 0 || b < 0 || dup2(a, INPUT) < 0 || dup2(b, PEER) < 0)
		die_errno("cannot arrange the files of a reader");
	close_range(PEER + 1, ~0u, 0);
}

int
parse_start(int input)
{
	int pair[2];

	channel_pair(pair);

	pid_t pid = fork();

	if (pid < 0)
		die_errno("cannot start a reader");
	if (pid == 0) {
		terminal_leave();
		only_two(input, pair[1]);
		lseek(INPUT, 0, SEEK_SET); /* another attempt begins anew */
		stream_warm();
		jail_enter(JAIL_PARSE, NULL);
		work();
	}
	close(pair[1]);
	return pair[0];
}
