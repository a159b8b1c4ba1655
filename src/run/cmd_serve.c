/* cmd_serve: keeps a keeper running for other commands */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "run/channel.h"
#include "run/clock.h"
#include "run/commands.h"
#include "run/job.h"
#include "run/keeper.h"
#include "run/log.h"
#include "run/metrics.h"
#include "run/readiness.h"
#include "run/talk.frame.h"

/* A keeper that is killed is started again, each time a little later; one that
 * is killed BURST times in BURST_MS is not. */
enum {
	BURST = 5,
	BURST_MS = 10 * 60 * 1000,
	WAIT_FIRST_MS = 250, /* and twice as long each time */
	METRICS_EVERY_MS = 60 * 1000,
};

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

static void
keeper_ready(void)
{
	log_say(LOG_SERVING, (struct str){0}, 0);
	readiness_tell("READY=1");
}

/*
 * Counting what is in the store takes long when there is much: a process of
 * its own does it, beside the keeper, and one at a time.
 */
static void
metrics_start(const char *path)
{
	static pid_t last;
	static int64_t began;
	int64_t now = clock_ms();

	if ((began > 0 && now - began < METRICS_EVERY_MS) ||
	    (last > 0 && kill(last, 0) == 0))
		return;
	began = now;
	last = fork();
	if (last < 0)
		die_errno("cannot start counting");
	if (last == 0)
		_exit(metrics_write(path, clock_now()) ? 0 : 1);
}

/* Serves the keeper until it ends; its exit status. */
static int
watch(const struct keeper *k, const char *path)
{
	static const struct timespec often = {.tv_sec = 5};
	int status;
	bool told = false;

	for (;;) {
		struct pollfd p = {.fd = k->parent, .events = POLLIN};
		int n = ppoll(&p, 1, &often, &unblocked);
		if (stopping && !told) {
			log_say(LOG_STOPPING, (struct str){0}, 0);
			readiness_tell("STOPPING=1");
			tell_stop(k->parent);
			told = true;
		}
		readers_reap(k->pid);
		if (n == 0)
			metrics_start(path);
		if (n > 0 && !keeper_serve(k->parent, keeper_ready))
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

/* How often in BURST_MS the keeper was killed, this time included. */
static int
burst(void)
{
	static int64_t killed[BURST]; /* when; the oldest is overwritten */
	static unsigned times;
	unsigned this = times++ % BURST;
	int64_t now = clock_ms();
	int n = 1;

	killed[this] = now;
	for (unsigned i = 0; i < BURST && i < times; i++)
		n += i != this && now - killed[i] < BURST_MS;
	return n;
}

/* True when it is to be started again, after a while. */
static bool
again_after(int signal)
{
	int times = burst();
	long ms = (long)WAIT_FIRST_MS << (times - 1);
	struct timespec t = {ms / 1000, ms % 1000 * 1000000};

	if (times == BURST) {
		log_say(LOG_KEEPER_GIVEN_UP, (struct str){0}, times);
		return false;
	}
	log_say(LOG_KEEPER_KILLED, (struct str){0}, signal);
	/* children that end meanwhile cut the wait short: no matter */
	if (times > 1)
		ppoll(NULL, 0, &t, &unblocked);
	return true;
}

static int
run(struct job *job)
{
	bool first = true;

	log_begin();
	signals_catch();
	for (; !stopping; first = false) {
		int lock;
		struct why w = {0};
		enum err e = first ? keeper_lock(job->path, &lock, &w)
				   : lock_again(job->path, &lock, &w);
		if (e != OK && stopping)
			return 0;
		if (e != OK)
			return job_why(job, &w);
		struct keeper k = keeper_start(job->path, lock, false);
		if (first)
			job_out(job, "keeping %s; end with Ctrl-C or SIGTERM\n",
			    job->path);
		int status = watch(&k, job->path);
		if (WIFEXITED(status))
			return WEXITSTATUS(status);
		if (!again_after(WTERMSIG(status)))
			return 1;
	}
	return 0;
}

const struct command command_serve = {
    .name = "serve",
    .example = "",
    .args = "",
    .about = "watch the inbox, keep to the schedule, take commands, until told "
	     "to stop",
    .place = PLACE_BARE,
    .more =
	"Other commands find the running keeper by themselves. It takes in "
	"what is put in the inbox, and does what `dijkwacht schedule` lists. "
	"A keeper that is killed is started again, at most four times in "
	"ten minutes.",
    .run = run,
};
