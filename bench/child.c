/* child: a program run for its time, its processor and its memory */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/side.h"

enum { PART = 64 * 1024 };

/* execv has no const, and does not write. */
static _Noreturn void
become(const char *const argv[], int out)
{
	char *copy[32] = {0};

	memcpy(copy, argv, sizeof(*copy) * 31);
	dup2(out, STDOUT_FILENO);
	execvp(copy[0], copy);
	_exit(127);
}

static pid_t
start(const char *const argv[], int out)
{
	const char *padded[32] = {0};

	for (size_t i = 0; i < 31 && argv[i] != NULL; i++)
		padded[i] = argv[i];
	fflush(stdout);

	pid_t pid = fork();

	if (pid < 0)
		die_errno("cannot start %s", argv[0]);
	setpgid(pid, pid); /* a group of its own, by which to wait for it */
	if (pid == 0)
		become(padded, out);
	return pid;
}

static int
nowhere(void)
{
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		die_errno("cannot open /dev/null");
	return fd;
}

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void
use_add(struct child_used *u, const struct rusage *r)
{
	u->processor += seconds(r->ru_utime) + seconds(r->ru_stime);
	if (r->ru_maxrss > u->peak)
		u->peak = r->ru_maxrss;
}

/* Those that a program left behind come to us, the nearest reaper. */
static void
all_wait(pid_t first, struct child_used *u)
{
	struct rusage r;
	int status;
	pid_t pid;

	while ((pid = wait4(-first, &status, 0, &r)) > 0 || errno == EINTR) {
		if (pid > 0)
			use_add(u, &r);
		if (pid == first)
			u->status = status;
	}
}

static void
all_read(int fd, struct buf *out)
{
	for (;;) {
		ssize_t n = read(fd, buf_room(out, PART), PART);
		if (n <= 0)
			return;
		out->n += (size_t)n;
	}
}

struct child_used
child_run(const char *const argv[], struct buf *out)
{
	struct child_used u = {0};
	struct buf lost = {0};
	int pair[2];

	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0 ||
	    pipe2(pair, O_CLOEXEC) != 0)
		die_errno("cannot watch a program");

	double from = side_now();
	pid_t pid = start(argv, pair[1]);

	close(pair[1]);
	all_read(pair[0], out == NULL ? &lost : out);
	all_wait(pid, &u);
	u.seconds = side_now() - from;
	close(pair[0]);
	buf_free(&lost);
	return u;
}

struct child_used
child_need(const char *const argv[], struct buf *out)
{
	struct child_used u = child_run(argv, out);

	if (!WIFEXITED(u.status) || WEXITSTATUS(u.status) != 0)
		die("%s %s ended with status %d", argv[0], argv[1], u.status);
	return u;
}

pid_t
child_start(const char *const argv[])
{
	int fd = nowhere();

	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0)
		die_errno("cannot watch a program");

	pid_t pid = start(argv, fd);

	close(fd);
	return pid;
}

void
child_stop(pid_t pid)
{
	struct child_used u = {0};

	kill(pid, SIGTERM);
	all_wait(pid, &u);
}

static long
pss_of(pid_t pid)
{
	char path[64], line[256];
	long sum = 0;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);

	FILE *f = fopen(path, "re");

	if (f == NULL)
		return 0; /* has ended */
	while (fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "Pss:", 4) == 0)
			sum = strtol(line + 4, NULL, 10);
	fclose(f);
	return sum;
}

long
child_memory(pid_t pid, unsigned *n)
{
	char path[64], list[4096], *at = list;
	long sum = pss_of(pid);

	*n = 1;
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid,
	    (int)pid);

	FILE *f = fopen(path, "re");
	size_t got = f == NULL ? 0 : fread(list, 1, sizeof(list) - 1, f);

	list[got] = '\0';
	if (f != NULL)
		fclose(f);
	for (long child; (child = strtol(at, &at, 10)) > 0;) {
		unsigned below;
		sum += child_memory((pid_t)child, &below);
		*n += below;
	}
	return sum;
}
