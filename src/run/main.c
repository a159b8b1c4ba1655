/* main: reads the command line and carries it out where it belongs */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/crash.h"
#include "base/file.h"
#include "base/time.h"
#include "run/client.h"
#include "run/clock.h"
#include "run/jail.h"
#include "run/job.h"
#include "run/output_file.h"
#include "run/reads.h"
#include "run/screen.h"

static struct str
user_name(void)
{
	const struct passwd *p = getpwuid(getuid());

	return p == NULL ? STR("unknown") : str_upto(str_of(p->pw_name), 64);
}

static const char *
folder_of(const struct call *call, struct arena *a)
{
	const char *set = getenv("DIJKWACHT_FOLDER");

	if (call->folder.n > 0)
		return arena_cstr(a, call->folder);
	return set != NULL && set[0] != '\0' ? set : FOLDER_PRESET;
}

static bool
now_of(const struct call *call, int64_t *now)
{
	if (call->now.n > 0 && !time_read(call->now, now))
		return false;
	if (call->now.n > 0)
		clock_pretend(*now);
	*now = clock_now();
	return true;
}

static void
say(void *ctx, enum say kind, struct str text)
{
	if (kind == SAY_TAKEN)
		input_list_taken(ctx);
	else
		screen_say(ctx, kind, text);
}

/* The file that a command writes, as its only input. */
static bool
output_next(void *ctx, struct str *name, int *fd)
{
	struct output_file *o = ctx;

	*name = str_of(o->path);
	*fd = fcntl(o->fd, F_DUPFD_CLOEXEC, 0);
	return *fd >= 0;
}

/* output NULL: its words are files that it reads. */
static int
ask_keeper(struct job *job, const struct str *words, size_t n,
    struct output_file *output)
{
	struct client c;
	struct why w = {0};
	struct input_list inputs = {
	    .words = job->call->word,
	    .n = job->call->n_words,
	    .path = job->path,
	};
	struct request r = {
	    .words = words,
	    .n_words = n,
	    .now = job->now,
	    .person = job->person_name,
	    .crash = job->call->crash,
	    .ways = {.say = say, .input = input_list_next, .ctx = &inputs},
	};

	if (output != NULL) {
		r.ways.input = output_next;
		r.ways.ctx = output;
	}
	if (client_open(&c, job->path, &w) != OK)
		return job_why(job, &w);
	if (output == NULL)
		input_list_spool(&inputs);

	int code = client_ask(&c, &r);

	client_close(&c);
	buf_free(&inputs.found);
	return code == 0 && inputs.refused > 0 ? 1 : code;
}

static int
ask_for_output(struct job *job, const struct str *words, size_t n)
{
	struct output_file o;
	struct why w = {0};

	if (output_begin(&o, job->call->word[0],
		call_given(job->call, "replace"), &w) != OK)
		return job_why(job, &w);

	int code = ask_keeper(job, words, n, &o);

	return output_end(&o, code == 0, &w) == OK ? code : job_why(job, &w);
}

/* No look that is not noted. */
static int
noted(struct job *job)
{
	struct reads r;
	struct why w = {0};
	enum err e = reads_begin(&r, job, &w);
	int code = e == OK ? job->call->command->run(job) : job_why(job, &w);

	if (e == OK)
		reads_end(&r);
	return code;
}

static int
read_only(struct job *job)
{
	struct service sv;
	struct why w = {0};

	if (service_open(&sv, job->path, SERVICE_READ, &w) != OK)
		return job_why(job, &w);
	job->sv = &sv;

	int code = job->call->command->reads == READS_PEOPLE
	    ? noted(job)
	    : job->call->command->run(job);

	service_close(&sv);
	return code;
}

static int
carry_out(struct job *job, const struct str *words, size_t n)
{
	int code = 0;

	switch (job->call->command->place) {
	case PLACE_KEEPER:
		if (job->call->command->before != NULL)
			code = job->call->command->before(job);
		if (code != 0)
			return code;
		if (job->call->command->writes && job->call->n_words > 0)
			return ask_for_output(job, words, n);
		return ask_keeper(job, words, n, NULL);
	case PLACE_READER:
		return read_only(job);
	case PLACE_BARE:
		break;
	}
	return job->call->command->run(job);
}

/* Keys and names are in memory: it is never written out, and no other process
 * of the same user looks in. Checkers of memory must look in. */
static void
memory_guard(void)
{
	static const struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	if (!JAIL_SANITIZED)
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

int
main(int argc, char **argv)
{
	struct str words[TYPED_MAX];
	size_t n = 0, bytes = 0;
	struct call call;
	struct why w = {0};
	struct job job = {.call = &call, .ways = {.say = screen_say}};

	memory_guard();
	signal(SIGXFSZ, SIG_IGN); /* a full disk is an error to be told */
	for (int i = 1; i < argc && n < TYPED_MAX; i++) {
		words[n] = str_of(argv[i]);
		bytes += words[n++].n + 1;
	}
	if (argc - 1 > TYPED_MAX || bytes > TYPED_BYTES_MAX) {
		dprintf(STDERR_FILENO,
		    "dijkwacht: a command line of more than "
		    "%d words or %d bytes; give a folder instead\n",
		    TYPED_MAX, TYPED_BYTES_MAX);
		return 2;
	}
	if (n == 0)
		words[n++] = STR("help");
	if (call_read(&call, words, n, &w) == OK && call.crash.n > 0 &&
	    crash_named(str_upto(call.crash, str_find(call.crash, ':'))) ==
		CRASH_NONE)
		why_set(&w, ERR_SYNTAX,
		    "--crash-at: there is no point \"%.*s\"",
		    STR_ARG(str_upto(call.crash, 40)));
	if (w.err != OK) {
		dprintf(STDERR_FILENO, "dijkwacht: %s\n", w.rule);
		return 2;
	}
	arena_init(&job.a, 0);
	job.path = folder_of(&call, &job.a);
	job.person_name = user_name();
	if (!now_of(&call, &job.now)) {
		dprintf(STDERR_FILENO,
		    "dijkwacht: --now wants a time such as "
		    "2026-01-31T08:00:00Z\n");
		return 2;
	}

	int code = carry_out(&job, words, n);

	screen_end();
	arena_free(&job.a);
	return code;
}
