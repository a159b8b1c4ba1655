/* tests of base/crash: named places where a test may end the process */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/crash.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/tap.h"

TEST(every_point_has_a_name_of_its_own)
{
	is_text(str_of(crash_name(CRASH_NONE)), "none");
	for (enum crash c = CRASH_NONE + 1; c < CRASH_COUNT; c++) {
		struct str name = str_of(crash_name(c));
		ok(name.n > 0);
		is_int(crash_named(name), c);
	}
	is_text(str_of(crash_name(CRASH_COUNT)), "none");
	is_text(str_of(crash_name(12345)), "none");
}

TEST(what_is_no_point)
{
	is_int(crash_named(STR("")), CRASH_NONE);
	is_int(crash_named(STR("none")), CRASH_NONE);
	is_int(crash_named(STR("Ledger-Open")), CRASH_NONE);
	is_int(crash_named(STR("ledger-open ")), CRASH_NONE);
}

/* How many passes of c it came through: the signal, or -1. */
static int
passes(enum crash armed, unsigned nth, enum crash at, int *signal)
{
	int ends[2], n = 0, status;
	char byte;

	fflush(stdout);
	if (pipe(ends) != 0)
		return -1;
	pid_t pid = fork();
	if (pid == 0) {
		crash_arm(armed, nth);
		for (int i = 0; i < 5; i++) {
			crash_point(at);
			if (write(ends[1], "x", 1) != 1)
				_exit(1);
		}
		_exit(0);
	}
	close(ends[1]);
	while (read(ends[0], &byte, 1) == 1)
		n++;
	close(ends[0]);
	waitpid(pid, &status, 0);
	*signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	return n;
}

TEST(ends_at_the_pass_asked_for)
{
	int signal;

	for (unsigned nth = 1; nth <= 5; nth++) {
		is_int(passes(CRASH_LOOK_DONE, nth, CRASH_LOOK_DONE, &signal),
		    (int)nth - 1);
		is_int(signal, SIGKILL);
	}
}

TEST(passes_where_it_is_not_armed)
{
	int signal;

	is_int(passes(CRASH_LOOK_DONE, 6, CRASH_LOOK_DONE, &signal), 5);
	is_int(signal, 0);
	is_int(passes(CRASH_LOOK_DONE, 1, CRASH_LEDGER_DONE, &signal), 5);
	is_int(signal, 0);
	is_int(passes(CRASH_NONE, 1, CRASH_NONE, &signal), 5);
	is_int(signal, 0);
}
