/* cmd_serve: keeps a keeper running for other commands */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "run/channel.h"
#include "run/commands.h"
#include "run/job.h"
#include "run/keeper.h"
#include "run/talk.frame.h"

enum { RESTARTS_MAX = 5 };

static volatile sig_atomic_t stopping;
static sigset_t unblocked; /* while waiting; else those below are held */

static void
stop(int signal)
{
	(void)signal;
	stopping = 1;
}

/* Only so that a wait ends when a child does. */
static void
wake(int signal)
{
	(void)signal;
}

static void
signals_catch(void)
{
	struct sigaction a = {.sa_handler = stop}, child = {.sa_handler = wake};
	sigset_t held;

	sigemptyset(&held);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGCHLD);
	sigprocmask(SIG_BLOCK, &held, &unblocked);
	sigaction(SIGTERM, &a, NULL);
	sigaction(SIGINT, &a, NULL);
	sigaction(SIGCHLD, &child, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void
tell_stop(int fd)
{
	struct channel c;
	struct buf b = {0};

	channel_init(&c, fd);
	frame_empty(&b, FRAME_STOP);
	channel_send(&c, buf_all(&b), -1);
	buf_free(&b);
}

/* Takes readers that ended out of the process table; the keeper's status
 * stays for whoever asks for it. */
static void
readers_reap(pid_t keeper)
{
	siginfo_t who = {0};

	while (waitid(P_ALL, 0, &who, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	    who.si_pid != 0 && who.si_pid != keeper) {
		waitpid(who.si_pid, NULL, 0);
		who.si_pid = 0;
	}
}

/* Serves the keeper until it ends; its exit status. */
static int
watch(const struct keeper *k)
{
	int status;
	bool told = false;

	for (;;) {
		struct pollfd p = {.fd = k->parent, .events = POLLIN};
		int n = ppoll(&p, 1, NULL, &unblocked);
		if (stopping && !told) {
			tell_stop(k->parent);
			told = true;
		}
		readers_reap(k->pid);
		if (n > 0 && !keeper_serve(k->parent))
			break;
		if (n < 0 && errno != EINTR)
			die_errno("cannot wait for the keeper");
	}
	close(k->parent);
	while (waitpid(k->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}

/* After a keeper was killed a command that waited for it may be first: it
 * starts one of its own, and ends it. */
static enum err
lock_again(const char *path, int *lock, struct why *w)
{
	struct timespec t = {.tv_nsec = 100000000};
	enum err e;

	while ((e = keeper_lock(path, lock, w)) == ERR_BUSY && !stopping) {
		*w = (struct why){0};
		ppoll(NULL, 0, &t, &unblocked);
	}
	return e;
}

static int
run(struct job *job)
{
	signals_catch();
	for (int i = 0; i <= RESTARTS_MAX && !stopping; i++) {
		int lock;
		struct why w = {0};
		enum err e = i == 0 ? keeper_lock(job->path, &lock, &w)
				    : lock_again(job->path, &lock, &w);
		if (e != OK && stopping)
			return 0;
		if (e != OK)
			return job_why(job, &w);
		struct keeper k = keeper_start(job->path, lock, false);
		if (i == 0)
			job_out(job, "keeping %s; end with Ctrl-C or SIGTERM\n",
			    job->path);
		int status = watch(&k);
		if (WIFEXITED(status))
			return WEXITSTATUS(status);
		job_err(job,
		    "the keeper was ended by signal %d; starting it "
		    "again\n",
		    WTERMSIG(status));
	}
	if (!stopping)
		job_err(job,
		    "the keeper ended %d times; see `dijkwacht doctor`\n",
		    RESTARTS_MAX + 1);
	return !stopping;
}

const struct command command_serve = {
    .name = "serve",
    .args = "",
    .about = "keep the folder open for other commands, until told to stop",
    .place = PLACE_BARE,
    .more = "Other commands find the running keeper by themselves. One that is "
	    "killed is started again.",
    .run = run,
};
