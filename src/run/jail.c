/* jail: what each process may do, and nothing else */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"

#define N(a) (sizeof(a) / sizeof(*(a)))

/* mmap is listed apart: anonymous and not executable only; and so is futex
 * where it must not wait for a time. */
/* clang-format off */
#define CALL(name) {SCMP_SYS(name), #name}

static const struct jail_call parse_calls[] = {
	CALL(read), CALL(write), CALL(lseek), CALL(exit),
	CALL(exit_group), CALL(brk), CALL(munmap),
	CALL(mremap), CALL(madvise), CALL(getrandom),
	CALL(rt_sigreturn),
};

static const struct jail_call keeper_calls[] = {
	CALL(accept4), CALL(access), CALL(brk),
	CALL(clock_gettime), CALL(clock_nanosleep), CALL(close), CALL(exit),
	CALL(exit_group), CALL(faccessat), CALL(faccessat2),
	CALL(fallocate), CALL(fchmod), CALL(fchown), CALL(fcntl),
	CALL(fdatasync), CALL(flock), CALL(fstat), CALL(fsync),
	CALL(ftruncate), CALL(futex), CALL(getcwd),
	CALL(getdents64), CALL(getegid), CALL(geteuid),
	CALL(getgid), CALL(getpid), CALL(getrandom),
	CALL(getsockopt), CALL(getuid), CALL(lseek),
	CALL(lstat), CALL(madvise), CALL(memfd_create), CALL(mkdir), CALL(mkdirat),
	CALL(mremap), CALL(munmap), CALL(nanosleep),
	CALL(newfstatat), CALL(open), CALL(openat), CALL(poll),
	CALL(ppoll), CALL(pread64), CALL(pwrite64), CALL(read),
	CALL(readlink), CALL(recvmsg), CALL(rename),
	CALL(renameat), CALL(renameat2), CALL(restart_syscall),
	CALL(rseq), CALL(rt_sigaction), CALL(rt_sigprocmask),
	CALL(rt_sigreturn), CALL(sendmsg), CALL(set_robust_list),
	CALL(stat), CALL(statx), CALL(sysinfo), CALL(umask),
	CALL(uname), CALL(unlink), CALL(unlinkat),
	CALL(utimensat), CALL(write),
};

#define NETWORK_CALLS \
	CALL(access), CALL(bind), CALL(brk), CALL(clock_gettime), \
	CALL(clock_nanosleep), CALL(close), CALL(connect), CALL(exit), \
	CALL(exit_group), CALL(faccessat), CALL(faccessat2), CALL(fcntl), \
	CALL(fstat), CALL(futex), CALL(getegid), CALL(geteuid), \
	CALL(getgid), CALL(getpeername), CALL(getpid), CALL(getrandom), \
	CALL(getsockname), CALL(getsockopt), CALL(gettid), CALL(getuid), \
	CALL(ioctl), CALL(lseek), CALL(madvise), CALL(mremap), \
	CALL(munmap), CALL(newfstatat), CALL(open), CALL(openat), \
	CALL(poll), CALL(ppoll), CALL(pread64), CALL(read), CALL(readv), \
	CALL(recvfrom), CALL(recvmsg), CALL(restart_syscall), \
	CALL(rt_sigaction), CALL(rt_sigprocmask), CALL(rt_sigreturn), \
	CALL(sendmmsg), CALL(sendmsg), CALL(sendto), CALL(setsockopt), \
	CALL(shutdown), CALL(sysinfo), CALL(uname), CALL(write), \
	CALL(writev)

static const struct jail_call post_calls[] = {NETWORK_CALLS};

static const struct jail_call fetch_calls[] = {NETWORK_CALLS,
	CALL(rseq), CALL(sched_getaffinity), CALL(set_robust_list),
	CALL(socketpair),
};

static const struct jail_call site_calls[] = {
	CALL(accept4), CALL(brk), CALL(clock_gettime), CALL(close),
	CALL(epoll_ctl), CALL(epoll_pwait), CALL(epoll_wait), CALL(exit),
	CALL(exit_group), CALL(gettimeofday), CALL(time),
	CALL(fcntl), CALL(futex), CALL(getpeername), CALL(getrandom),
	CALL(getsockname), CALL(getsockopt), CALL(madvise), CALL(mremap),
	CALL(munmap), CALL(poll), CALL(ppoll), CALL(read), CALL(recvfrom),
	CALL(recvmsg), CALL(restart_syscall), CALL(rt_sigreturn),
	CALL(sendmsg), CALL(sendto), CALL(setsockopt), CALL(shutdown),
	CALL(write), CALL(writev),
};

/* What finding a server's address reads. */
static const char *const resolver_files[] = {"/etc/gai.conf", "/etc/host.conf",
    "/etc/hosts", "/etc/nsswitch.conf", "/etc/resolv.conf", NULL};

const struct jail jails[JAIL_COUNT] = {
[JAIL_PARSE] = {"parse", "reads one input and sends rows to the keeper",
    JAIL_KILLS, parse_calls, N(parse_calls), (uint64_t)1 << 30, 30 * 60, false,
    false, false, NULL},
[JAIL_POST] = {"post", "sends finished mails to the mail server",
    JAIL_REFUSES, post_calls, N(post_calls), (uint64_t)1 << 30, 0, false,
    false, false, resolver_files},
[JAIL_FETCH] = {"fetch", "gets what sites say of how to reach who owns them",
    JAIL_REFUSES, fetch_calls, N(fetch_calls), (uint64_t)1 << 30, 0, false,
    true, false, resolver_files},
[JAIL_SITE] = {"site", "shows pages to whoever comes, and asks the keeper",
    JAIL_KILLS, site_calls, N(site_calls), (uint64_t)1 << 30, 0, false,
    false, true, NULL},
[JAIL_KEEPER] = {"keeper", "the only writer of the store and the evidence",
    JAIL_REFUSES, keeper_calls, N(keeper_calls), 0, 0, true, true, false, NULL},
};
/* clang-format on */

/* Landlock: everything that can be done to files below a folder. Before its
 * second version nothing could be moved from one folder to another. */
enum { FILES_ALL = (1 << 13) - 1, MOVES_SINCE = 2 };

static const char *folders_more[JAIL_FOLDERS]; /* jail_folder_add */

void
jail_folder_add(const char *folder)
{
	size_t i = 0;

	while (i < JAIL_FOLDERS && folders_more[i] != NULL)
		i++;
	if (i == JAIL_FOLDERS)
		die("a jail with more than %d folders", JAIL_FOLDERS);
	folders_more[i] = folder;
}

static void
landlock_allow(int set, const char *path, uint64_t rights)
{
	struct landlock_path_beneath_attr below = {
	    .allowed_access = rights,
	    .parent_fd = open(path, O_PATH | O_CLOEXEC),
	};

	if (below.parent_fd < 0)
		die_errno("cannot open %s", path);
	if (syscall(SYS_landlock_add_rule, set, LANDLOCK_RULE_PATH_BENEATH,
		&below, 0) != 0)
		die_errno("landlock refuses %s", path);
	close(below.parent_fd);
}

static const char *
landlock_enter(const char *folder, const char *const *reads)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	uint64_t files =
	    FILES_ALL | (version >= MOVES_SINCE ? LANDLOCK_ACCESS_FS_REFER : 0);
	struct landlock_ruleset_attr all = {.handled_access_fs = files};
	int set =
	    (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);

	if (set < 0)
		return "this kernel has no landlock (Linux 5.13 or later, "
		       "switched on)";
	if (folder != NULL)
		landlock_allow(
		    set, folder, files & ~(uint64_t)LANDLOCK_ACCESS_FS_EXECUTE);
	for (size_t i = 0; folder != NULL && i < JAIL_FOLDERS; i++)
		if (folders_more[i] != NULL)
			landlock_allow(set, folders_more[i],
			    files & ~(uint64_t)LANDLOCK_ACCESS_FS_EXECUTE);
	for (; reads != NULL && *reads != NULL; reads++)
		if (access(*reads, R_OK) == 0)
			landlock_allow(
			    set, *reads, LANDLOCK_ACCESS_FS_READ_FILE);
	if (syscall(SYS_landlock_restrict_self, set, 0) != 0)
		die_errno("landlock cannot be entered");
	close(set);
	return NULL;
}

static const char *
limits_enter(uint64_t bytes, uint64_t seconds)
{
	struct rlimit core = {0, 0}, room = {bytes, bytes};
	struct rlimit time = {seconds, seconds};

	if (setrlimit(RLIMIT_CORE, &core) != 0)
		die_errno("cannot switch core dumps off");
	if (seconds > 0 && setrlimit(RLIMIT_CPU, &time) != 0)
		die_errno("cannot limit processor time");
	if (bytes == 0)
		return NULL;
	if (JAIL_SANITIZED)
		return "a build with sanitizers needs all addresses";
	if (setrlimit(RLIMIT_AS, &room) != 0)
		die_errno("cannot limit memory");
	return NULL;
}

static void
mmap_allow(scmp_filter_ctx f)
{
	/* neither executable nor of a file */
	if (seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
		SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)) != 0)
		die("seccomp refuses the rule for mmap");
}

/*
 * With a time to wait a process could say something each minute, use no
 * processor, and so never end. Without one it is silent, or woken by nobody.
 */
static void
futex_allow_timeless(scmp_filter_ctx f)
{
	if (seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(futex), 1,
		SCMP_A1(SCMP_CMP_MASKED_EQ, (scmp_datum_t)FUTEX_CMD_MASK,
		    FUTEX_WAKE)) != 0 ||
	    seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(futex), 1,
		SCMP_A3(SCMP_CMP_EQ, 0, 0)) != 0)
		die("seccomp refuses the rule for futex");
}

/* A signal to itself: abort, and the crash points of the tests. */
static void
kill_allow_own(scmp_filter_ctx f)
{
	scmp_datum_t own = (scmp_datum_t)getpid();

	if (seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(kill), 1,
		SCMP_A0(SCMP_CMP_EQ, own, 0)) != 0 ||
	    seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
		SCMP_A0(SCMP_CMP_EQ, own, 0)) != 0)
		die("seccomp refuses the rule for kill");
}

/* The internet and nothing local. */
static void
socket_allow(scmp_filter_ctx f)
{
	static const int families[] = {AF_INET, AF_INET6};

	for (size_t i = 0; i < N(families); i++)
		if (seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
			SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)families[i], 0)) !=
		    0)
			die("seccomp refuses the rule for socket");
}

/* SQLite maps the write-ahead log's index; nothing maps code. */
static void
mmap_allow_files(scmp_filter_ctx f)
{
	if (seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) != 0 ||
	    seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) != 0)
		die("seccomp refuses the rule for mmap");
}

/*
 * Threads of its own, never a process. What clone3 is asked cannot be looked
 * at, so it is told to be unknown: then clone is called.
 */
static void
thread_allow(scmp_filter_ctx f)
{
	if (seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
		SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) != 0 ||
	    seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) !=
		0)
		die("seccomp refuses the rule for threads");
}

static const char *
seccomp_enter(const struct jail *j)
{
	if (JAIL_SANITIZED)
		return "a build with sanitizers needs more system calls";

	scmp_filter_ctx f =
	    seccomp_init(j->otherwise == JAIL_KILLS ? SCMP_ACT_KILL_PROCESS
						    : SCMP_ACT_ERRNO(EPERM));

	if (f == NULL)
		die("seccomp cannot be set up");
	for (size_t i = 0; i < j->n_calls; i++)
		if (seccomp_rule_add(
			f, SCMP_ACT_ALLOW, j->calls[i].number, 0) != 0)
			die("seccomp refuses a rule for the %s", j->name);
	if (j->folder || j->reads != NULL) {
		mmap_allow_files(f);
		kill_allow_own(f);
	} else {
		mmap_allow(f);
	}
	if (j->threads)
		thread_allow(f);
	if (j->cpu > 0)
		futex_allow_timeless(f);
	if (j->reads != NULL)
		socket_allow(f);
	if (seccomp_load(f) != 0)
		die("seccomp cannot be entered");
	seccomp_release(f);
	return NULL;
}

struct jail_gaps
jail_enter(enum jail_kind kind, const char *folder)
{
	const struct jail *j = &jails[kind];
	struct jail_gaps gaps = {0};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		die_errno("cannot give up new privileges");
	gaps.landlock = landlock_enter(folder, j->reads);
	gaps.memory = limits_enter(j->memory, j->cpu);
	gaps.seccomp = seccomp_enter(j);
	return gaps;
}

static void
files_describe(struct buf *b, const struct jail *j)
{
	if (j->reads == NULL)
		buf_fmt(b, "  files: %s; network: %s; new processes: none\n",
		    j->folder ? "the service's folder only" : "none",
		    j->answers ? "none but who comes to its own socket"
			       : "none");
	else
		buf_str(b,
		    STR("  files: reads how names are found (/etc/resolv.conf "
			"and the like), nothing else\n  network: out, and the "
			"internet's protocols only; new processes: none\n"));
}

void
jail_describe(struct buf *b, enum jail_kind kind)
{
	const struct jail *j = &jails[kind];

	buf_fmt(b, "%s: %s.\n", j->name, j->about);
	files_describe(b, j);
	buf_fmt(b, "  system calls (another one %s):",
	    j->otherwise == JAIL_KILLS ? "ends the process" : "is refused");
	for (size_t i = 0; i < j->n_calls; i++)
		buf_fmt(
		    b, "%s%s", i % 10 == 0 ? "\n    " : " ", j->calls[i].name);
	if (j->reads != NULL)
		buf_str(b, STR("\n    socket (IPv4 and IPv6 only)"));
	if (!j->folder && j->reads == NULL)
		buf_fmt(b, "\n    mmap (anonymous, never executable)%s\n",
		    j->cpu > 0 ? ", futex (never for a time)" : "");
	else
		buf_fmt(b,
		    "\n    mmap mprotect (never executable), kill (itself "
		    "only)%s\n",
		    j->threads ? ", clone (threads only)" : "");
	if (j->memory > 0)
		buf_fmt(b, "  memory: at most %llu MiB\n",
		    (unsigned long long)(j->memory >> 20));
	if (j->cpu > 0)
		buf_fmt(b, "  processor time: at most %llu minutes\n",
		    (unsigned long long)j->cpu / 60);
}

/* What no process that reads foreign bytes must be able to do. */
static void
try_open(void)
{
	open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static void
try_socket(void)
{
	socket(AF_INET, SOCK_STREAM, 0);
}

static void
try_fork(void)
{
	fork();
}

static void
try_exec(void)
{
	char name[] = "/bin/true";
	char *argv[] = {name, NULL};

	execv(name, argv);
}

static const struct {
	const char *name;
	void (*run)(void);
} tries[] = {
    {"open a file", try_open},
    {"open a socket", try_socket},
    {"fork", try_fork},
    {"exec", try_exec},
};

static bool
stopped(enum jail_kind kind, void (*run)(void))
{
	int status;
	pid_t pid = fork();

	if (pid < 0)
		die_errno("cannot fork");
	if (pid == 0) {
		jail_enter(kind, NULL);
		run();
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid)
		die_errno("cannot wait");
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

bool
jail_prove(struct buf *b)
{
	bool all = true;

	if (JAIL_SANITIZED) {
		buf_str(b,
		    STR("  not proved: a build with sanitizers has a wider "
			"filter\n"));
		return false;
	}
	for (size_t i = 0; i < JAIL_COUNT * N(tries); i++) {
		enum jail_kind kind = (enum jail_kind)(i / N(tries));
		if (jails[kind].otherwise != JAIL_KILLS)
			continue;
		bool held = stopped(kind, tries[i % N(tries)].run);
		buf_fmt(b, "  %s tried to %s: %s\n", jails[kind].name,
		    tries[i % N(tries)].name,
		    held ? "stopped (SIGSYS)" : "NOT STOPPED");
		all = all && held;
	}
	return all;
}
