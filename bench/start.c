/* start: how soon a service answers, and what it holds in memory then */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bench/child.h"
#include "bench/generate.h"
#include "bench/side.h"
#include "run/keeper.h"

enum {
	COMPANIES = 100000,
	PREFIXES = 1000000,
	ROUNDS = 9,
	ROOM = 256,
	TRY_EVERY = 200000, /* nanoseconds */
	TRIES = 100000,
};

/* One measure of all rounds. */
struct figures {
	const char *name, *unit;
	double v[ROUNDS];
};

static char folder[] = "/tmp/dijkwacht-bench.XXXXXX";
static char report[ROOM];

static int
double_cmp(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
figures_print(struct figures *f)
{
	qsort(f->v, ROUNDS, sizeof(*f->v), double_cmp);
	printf("  %-44s %9.1f %9.1f %9.1f %s\n", f->name, f->v[0],
	    f->v[ROUNDS / 2], f->v[ROUNDS - 1], f->unit);
}

/* Waits until something listens there: a command that came before would start
 * a keeper of its own. */
static void
keeper_await(const char *path)
{
	struct timespec pause = {.tv_nsec = TRY_EVERY};

	for (int i = 0; i < TRIES; i++) {
		int fd = keeper_connect(path);
		if (fd >= 0) {
			close(fd);
			return;
		}
		nanosleep(&pause, NULL);
	}
	die("the keeper does not come");
}

/*
 * Starts the service and asks of it what touches its store only, then to take
 * in a report, for which it must know every claim.
 */
static void
rounds_run(const char *path)
{
	const char *serve[] = {DIJKWACHT, "serve", "--folder", path, NULL};
	const char *ask[] = {
	    DIJKWACHT, "notices", "prepare", "--folder", path, NULL};
	const char *import[] = {
	    DIJKWACHT, "import", "--folder", path, report, NULL};
	struct figures answers = {
	    .name = "start until a command is answered", .unit = "ms"};
	struct figures knows = {
	    .name = "start until a report of one row is in", .unit = "ms"};
	struct figures before = {
	    .name = "memory (PSS) before that report", .unit = "MB"};
	struct figures after = {
	    .name = "memory (PSS) after that report", .unit = "MB"};
	unsigned n = 0;

	for (int i = 0; i < ROUNDS; i++) {
		double from = side_now();
		pid_t pid = child_start(serve);
		keeper_await(path);
		child_need(ask, NULL);
		answers.v[i] = (side_now() - from) * 1e3;
		before.v[i] = (double)child_memory(pid, &n) / 1024;
		double pause = side_now();
		child_need(import, NULL);
		knows.v[i] = answers.v[i] + (side_now() - pause) * 1e3;
		after.v[i] = (double)child_memory(pid, &n) / 1024;
		child_stop(pid);
	}
	printf("  %-44s %9s %9s %9s %d rounds, %u processes\n", "", "least",
	    "median", "most", ROUNDS, n);
	figures_print(&answers);
	figures_print(&knows);
	figures_print(&before);
	figures_print(&after);
}

static void
service_make(const char *path)
{
	const char *init[] = {DIJKWACHT, "init", "--folder", path, "--name",
	    "Bench", "--sender-mail", "bench@dijkwacht.example", NULL};

	child_need(init, NULL);
}

static void
companies_enter(const char *path, size_t companies, size_t prefixes)
{
	char list[ROOM];
	const char *import[] = {
	    DIJKWACHT, "organisation", "import", "--folder", path, list, NULL};

	snprintf(list, sizeof(list), "%s/%s", folder, GENERATE_COMPANIES);
	generate_companies(list, companies, prefixes);

	struct child_used u = child_need(import, NULL);

	printf("\n%zu companies with %zu prefixes, entered in %.1f s\n",
	    companies, prefixes, u.seconds);
}

int
main(int argc, char **argv)
{
	char empty[ROOM], full[ROOM];
	const char *clear[] = {"rm", "-rf", folder, NULL};
	size_t prefixes =
	    argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : PREFIXES;

	side_machine();
	if (mkdtemp(folder) == NULL)
		die_errno("no folder");
	snprintf(report, sizeof(report), "%s/%s", folder, GENERATE_REPORT);
	snprintf(empty, sizeof(empty), "%s/empty", folder);
	snprintf(full, sizeof(full), "%s/full", folder);
	generate_report(report, 1);
	service_make(empty);
	printf("\nno companies\n");
	rounds_run(empty);
	service_make(full);
	companies_enter(full, prefixes / (PREFIXES / COMPANIES), prefixes);
	rounds_run(full);
	child_need(clear, NULL);
	return 0;
}
