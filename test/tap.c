/* tap: the whole test harness; TAP 13, one program per unit */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/tap.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"

enum { MAX_TESTS = 256, FIXTURE_MAX = 256 << 20 };

static struct {
	const char *name;
	void (*run)(void);
} tests[MAX_TESTS];
static size_t n_tests;
static unsigned checks, failures;
static const char *skipped;
static char folder[64];

void
tap_add(const char *name, void (*run)(void))
{
	if (n_tests == MAX_TESTS)
		die("more than %d tests in one program", MAX_TESTS);
	tests[n_tests].name = name;
	tests[n_tests++].run = run;
}

void
tap_note(const char *fmt, ...)
{
	va_list ap;

	printf("# ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
}

bool
tap_ok(bool cond, const char *what, const char *file, int line)
{
	checks++;
	if (!cond) {
		failures++;
		printf("# %s:%d: not so: %s\n", file, line, what);
	}
	return cond;
}

bool
tap_is_int(
    long long got, long long want, const char *what, const char *file, int line)
{
	checks++;
	if (got == want)
		return true;
	failures++;
	printf("# %s:%d: %s\n#   got  %lld\n#   want %lld\n", file, line, what,
	    got, want);
	return false;
}

static void
print_lines(const char *head, struct str s)
{
	struct str line;

	printf("#   %s (%zu bytes)\n", head, s.n);
	for (int i = 0; i < 40 && str_split(&s, '\n', &line); i++)
		printf("#   | %.*s\n", STR_ARG(str_upto(line, 400)));
}

bool
tap_is_str(struct str got, struct str want, const char *what, const char *file,
    int line)
{
	checks++;
	if (str_eq(got, want))
		return true;
	failures++;
	printf("# %s:%d: %s\n", file, line, what);
	print_lines("got", got);
	print_lines("want", want);
	return false;
}

void
tap_skip(const char *reason)
{
	skipped = reason;
}

static const char *
source_path(const char *path)
{
	static char full[1024];

	snprintf(full, sizeof(full), "%s/%s", SOURCE_ROOT, path);
	return full;
}

struct str
fixture(const char *path)
{
	struct buf b = {0};
	enum err e = file_slurp(AT_FDCWD, source_path(path), FIXTURE_MAX, &b);

	if (e != OK)
		die("cannot read %s: %s", path, err_name(e));
	return buf_all(&b);
}

bool
golden(const char *name, struct str got)
{
	char path[512];

	snprintf(path, sizeof(path), "test/golden/%s", name);
	if (getenv("BLESS") != NULL)
		file_place(AT_FDCWD, source_path(path), got, 0644);
	return tap_is_str(got, fixture(path), path, path, 1);
}

const char *
outside_data(void)
{
	static char path[1024];
	const char *set = getenv("DIJKWACHT_DATA");

	snprintf(path, sizeof(path), "%s",
	    set != NULL ? set : SOURCE_ROOT "/../shared/data");
	return access(path, R_OK) == 0 ? path : NULL;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static void
scratch_remove(void)
{
	if (folder[0] != '\0')
		nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *
scratch(void)
{
	if (folder[0] == '\0') {
		snprintf(folder, sizeof(folder), "/tmp/dijkwacht-test-XXXXXX");
		if (mkdtemp(folder) == NULL)
			die_errno("cannot make a scratch folder");
	}
	return folder;
}

/* Runs one test in a child of its own, so that a crash costs one test. */
static bool
run_one(size_t i, size_t number)
{
	fflush(stdout);
	pid_t pid = fork();
	if (pid < 0)
		die_errno("fork");
	if (pid == 0) {
		checks = failures = 0;
		tests[i].run();
		if (skipped != NULL)
			printf("ok %zu - %s # SKIP %s\n", number, tests[i].name,
			    skipped);
		if (checks == 0 && skipped == NULL)
			printf("# %s checks nothing\n", tests[i].name);
		fflush(stdout);
		scratch_remove();
		_exit(skipped != NULL ? 77 : checks == 0 || failures > 0);
	}

	int status;

	if (waitpid(pid, &status, 0) != pid)
		die_errno("waitpid");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		return true;
	bool fine = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	if (WIFSIGNALED(status))
		printf("# %s died of signal %d\n", tests[i].name,
		    WTERMSIG(status));
	printf("%sok %zu - %s\n", fine ? "" : "not ", number, tests[i].name);
	return fine;
}

static bool
wanted(const char *name, int argc, char **argv)
{
	if (argc < 2)
		return true;
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return true;
	return false;
}

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "-l") == 0) {
		for (size_t i = 0; i < n_tests; i++)
			printf("%s\n", tests[i].name);
		return 0;
	}

	size_t number = 0;
	bool fine = n_tests > 0;

	printf("TAP version 13\n");
	for (size_t i = 0; i < n_tests; i++)
		if (wanted(tests[i].name, argc, argv))
			fine = run_one(i, ++number) && fine;
	printf("1..%zu\n", number);
	return fine && number > 0 ? 0 : 1;
}
