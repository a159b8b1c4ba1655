/* tests of the jails from within: what a process may not do is stopped */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/jail.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "run/inbox.h"
#include "test/tap.h"

/* What a child found out about itself; shared with it. */
struct found {
	bool landlock, seccomp; /* are there */
	int open_error, socket_error, fork_error, exec_error, map_error;
	bool threaded;
	bool wrote, read, renamed, removed;
};

static struct found *
found_new(void)
{
	void *p = mmap(NULL, sizeof(struct found), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		die_errno("mmap");
	return p;
}

TEST(who_reads_foreign_bytes_is_stopped)
{
	struct buf b = {0};
	bool held = jail_prove(&b);

	if (!held &&
	    str_find_str(buf_all(&b), STR("a build with sanitizers")) < b.n) {
		is_text(buf_all(&b),
		    "  not proved: a build with sanitizers has a wider "
		    "filter\n");
	} else {
		ok(held);
		is_text(buf_all(&b),
		    "  parse tried to open a file: stopped (SIGSYS)\n"
		    "  parse tried to open a socket: stopped (SIGSYS)\n"
		    "  parse tried to fork: stopped (SIGSYS)\n"
		    "  parse tried to exec: stopped (SIGSYS)\n"
		    "  site tried to open a file: stopped (SIGSYS)\n"
		    "  site tried to open a socket: stopped (SIGSYS)\n"
		    "  site tried to fork: stopped (SIGSYS)\n"
		    "  site tried to exec: stopped (SIGSYS)\n");
	}
	buf_free(&b);
}

/* errno of a call that must not succeed, 0 when it does. */
static int
open_refused(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd >= 0 ? 0 : errno;
}

static int
connect_refused(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 0 : errno;
}

static int
fork_refused(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid > 0 ? 0 : errno;
}

static int
exec_refused(void)
{
	char name[] = "/bin/true";
	char *argv[] = {name, NULL};

	execv(name, argv);
	return errno;
}

static int
code_refused(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p != MAP_FAILED ? 0 : errno;
}

static void
folder_used(struct found *f, int dir)
{
	struct buf b = {0};

	file_place(dir, "mine", STR("words"), 0600);
	f->wrote = true;
	f->read = file_slurp(dir, "mine", 100, &b) == OK && b.n == 5;
	f->renamed = renameat(dir, "mine", dir, "yours") == 0;
	f->removed = unlinkat(dir, "yours", 0) == 0;
	buf_free(&b);
}

static void *
threaded(void *done)
{
	*(bool *)done = true;
	return NULL;
}

static bool
thread_runs(void)
{
	pthread_t t;
	bool done = false;

	return pthread_create(&t, NULL, threaded, &done) == 0 &&
	    pthread_join(t, NULL) == 0 && done;
}

static void
in_keepers_jail(struct found *f, const char *folder)
{
	int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct jail_gaps gaps = jail_enter(JAIL_KEEPER, folder);

	f->landlock = gaps.landlock == NULL;
	f->seccomp = gaps.seccomp == NULL;
	folder_used(f, dir);
	f->threaded = thread_runs();
	f->open_error = open_refused("/etc/passwd");
	if (!f->seccomp)
		return;
	f->socket_error = connect_refused();
	f->fork_error = fork_refused();
	f->map_error = code_refused();
	f->exec_error = exec_refused();
}

TEST(keeper_has_its_folder_and_nothing_else)
{
	struct found *f = found_new();
	int status;
	const char *folder = scratch();
	pid_t pid = fork();

	if (pid < 0)
		die_errno("fork");
	if (pid == 0) {
		in_keepers_jail(f, folder);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid)
		die_errno("waitpid");
	is_int(status, 0);
	ok(f->wrote);
	ok(f->read);
	ok(f->renamed);
	ok(f->removed);
	ok(f->threaded);
	if (f->landlock)
		is_int(f->open_error, EACCES);
	else
		tap_note("this kernel has no landlock: files not tested");
	if (f->seccomp) {
		is_int(f->socket_error, EPERM);
		is_int(f->fork_error, EPERM);
		is_int(f->map_error, EPERM);
		ok(f->exec_error == EPERM || f->exec_error == EACCES);
	} else {
		tap_note("a build with sanitizers: system calls not tested");
	}
	munmap(f, sizeof(*f));
}

static int
local_refused(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0 ? 0 : errno;
}

/* Both have the network; only one of them threads. */
static void
in_a_jail_outside(struct found *f, enum jail_kind kind)
{
	struct jail_gaps gaps = jail_enter(kind, NULL);

	f->landlock = gaps.landlock == NULL;
	f->seccomp = gaps.seccomp == NULL;
	f->open_error = open_refused("/etc/passwd");
	f->read = open_refused("/etc/hosts") == 0;
	if (!f->seccomp)
		return;
	f->wrote = connect_refused() == 0;
	f->socket_error = local_refused();
	f->fork_error = fork_refused();
	f->map_error = code_refused();
	f->exec_error = exec_refused();
	f->threaded = thread_runs();
}

static void
has_the_network_and_nothing_else(enum jail_kind kind)
{
	struct found *f = found_new();
	int status;
	pid_t pid = fork();

	if (pid < 0)
		die_errno("fork");
	if (pid == 0) {
		in_a_jail_outside(f, kind);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid)
		die_errno("waitpid");
	is_int(status, 0);
	ok(f->read);
	if (f->landlock)
		is_int(f->open_error, EACCES);
	else
		tap_note("this kernel has no landlock: files not tested");
	if (f->seccomp) {
		ok(f->wrote); /* it got a socket */
		is_int(f->socket_error, EPERM);
		is_int(f->fork_error, EPERM);
		is_int(f->map_error, EPERM);
		ok(f->exec_error == EPERM || f->exec_error == EACCES);
		ok(f->threaded == jails[kind].threads);
	} else {
		tap_note("a build with sanitizers: system calls not tested");
	}
	munmap(f, sizeof(*f));
}

TEST(post_has_the_network_and_nothing_else)
{
	has_the_network_and_nothing_else(JAIL_POST);
}

TEST(fetch_has_the_network_and_nothing_else)
{
	has_the_network_and_nothing_else(JAIL_FETCH);
}

TEST(jails_are_described)
{
	for (enum jail_kind k = 0; k < JAIL_COUNT; k++) {
		struct buf b = {0};
		jail_describe(&b, k);
		ok(str_starts(buf_all(&b), str_of(jails[k].name)));
		bool network = jails[k].reads != NULL;
		ok(str_find_str(buf_all(&b), STR("network: none")) < b.n ||
		    network);
		ok((str_find_str(buf_all(&b), STR(" accept4")) < b.n) ==
		    (k == JAIL_SITE || k == JAIL_KEEPER));
		ok(str_find_str(buf_all(&b), STR("execve")) == b.n);
		ok((str_find_str(buf_all(&b), STR(" connect")) < b.n) ==
		    network);
		buf_free(&b);
	}
}

/* Between folders too: a kernel's first landlock could not. */
TEST(keeper_moves_files_between_its_folders)
{
	struct found *f = found_new();
	const char *folder = scratch();
	int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), status;

	folder_make(dir, "from");
	folder_make(dir, "to");
	for (int by_copy = 0; by_copy < 2; by_copy++) {
		struct buf b = {0};
		const char *to = by_copy ? "to/copy" : "to/moved";
		file_place(dir, "from/file", STR("words"), 0600);
		fflush(stdout);
		pid_t pid = fork();
		if (pid == 0) {
			jail_enter(JAIL_KEEPER, folder);
			f->renamed = inbox_move(dir, "from/file", to, by_copy);
			file_place(dir, "from/file", STR("other"), 0600);
			f->removed =
			    !inbox_move(dir, "from/file", to, by_copy) &&
			    errno == EEXIST;
			_exit(0);
		}
		is_int(waitpid(pid, &status, 0), pid);
		is_int(status, 0);
		ok(f->renamed);
		ok(f->removed); /* refused: there is one already */
		is_int(file_slurp(dir, to, 100, &b), OK);
		is_text(buf_all(&b), "words");
		buf_free(&b);
	}
	close(dir);
	munmap(f, sizeof(*f));
}

/* How it ended that did so in the jail of a reader. */
static int
futex_used(int op, const struct timespec *most)
{
	static int word;
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		die_errno("fork");
	if (pid == 0) {
		jail_enter(JAIL_PARSE, NULL);
		syscall(SYS_futex, &word, op, 0, most, NULL, 0);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid)
		die_errno("waitpid");
	return status;
}

/* Else it could say something each minute, for ever, and use no processor. */
TEST(parse_does_not_sleep)
{
	static const struct timespec some = {.tv_nsec = 1000};

	/* a build with sanitizers cannot have the filter */
	const int stopped = JAIL_SANITIZED ? 0 : SIGSYS;

	is_int(futex_used(FUTEX_WAKE_PRIVATE, NULL), 0);
	is_int(futex_used(FUTEX_WAIT_PRIVATE, &some), stopped);
	is_int(futex_used(FUTEX_WAIT_BITSET_PRIVATE, &some), stopped);
}

TEST(parse_has_no_time_without_end)
{
	int up[2], down[2];
	char byte;
	struct rlimit cpu = {0};

	is_int(pipe(up), 0);
	is_int(pipe(down), 0);
	fflush(stdout);

	pid_t pid = fork();

	if (pid == 0) {
		jail_enter(JAIL_PARSE, NULL);
		if (write(up[1], "x", 1) == 1 && read(down[0], &byte, 1) > 0)
			_exit(0);
		_exit(1);
	}
	is_int(read(up[0], &byte, 1), 1);
	is_int(prlimit(pid, RLIMIT_CPU, NULL, &cpu), 0);
	is_int(cpu.rlim_max, jails[JAIL_PARSE].cpu);
	ok(cpu.rlim_max > 0 && cpu.rlim_max <= 3600);
	is_int(write(down[1], "x", 1), 1);
	is_int(waitpid(pid, NULL, 0), pid);
	close(up[0]), close(up[1]), close(down[0]), close(down[1]);
}
