/* child: a program run for its time, its processor and its memory */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BENCH_CHILD_H
#define BENCH_CHILD_H

#include <sys/types.h>

#include "base/buf.h"

/* What a program and all processes it started have used. */
struct child_used {
	double seconds;	  /* from start to end */
	double processor; /* user and system, all processes */
	long peak;	  /* KiB resident, of the largest one */
	int status;	  /* as waitpid gives it */
};

/*
 * Runs argv[0] to its end, and all that it leaves behind to theirs; what it
 * writes to standard output goes to *out (which may be NULL: nowhere).
 */
struct child_used child_run(const char *const argv[], struct buf *out);
/* The same, and dies with the program's name unless it ended with 0. */
struct child_used child_need(const char *const argv[], struct buf *out);

/* Starts argv[0] and leaves it running, standard output to nowhere. */
pid_t child_start(const char *const argv[]);
/* Asks it to stop (SIGTERM) and waits for it and all its processes. */
void child_stop(pid_t pid);
/* KiB of memory of a process and all below it, shared pages by their share
 * (PSS); how many processes that are goes to *n. */
long child_memory(pid_t pid, unsigned *n);

#endif
