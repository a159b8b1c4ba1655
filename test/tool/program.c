/* program: runs a build-time program and keeps what it said */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/tool/program.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "test/tap.h"

enum { FILE_LIMIT = 1 << 20, WORDS_MAX = 32 };

static struct arena texts;

static _Noreturn void
become(const char *const *argv, int out)
{
	char *copy[WORDS_MAX + 1];
	size_t n = 0;

	for (; argv[n] != NULL && n < WORDS_MAX; n++)
		copy[n] = arena_cstr(&texts, str_of(argv[n]));
	copy[n] = NULL;
	if (argv[n] != NULL || chdir(scratch()) != 0 || dup2(out, 1) < 0 ||
	    dup2(out, 2) < 0)
		_exit(126);
	execv(copy[0], copy);
	_exit(127);
}

int
program_run(struct buf *said, const char *const *argv)
{
	int ends[2], status;
	const char *folder = scratch();
	char part[4096];

	fflush(stdout);
	if (folder == NULL || pipe2(ends, O_CLOEXEC) != 0)
		die_errno("pipe");

	pid_t pid = fork();

	if (pid < 0)
		die_errno("fork");
	if (pid == 0)
		become(argv, ends[1]);
	close(ends[1]);
	for (long n; (n = file_read(ends[0], part, sizeof(part))) > 0;)
		buf_put(said, part, (size_t)n);
	close(ends[0]);
	if (waitpid(pid, &status, 0) != pid)
		die_errno("waitpid");
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

static const char *
path_of(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", scratch(), name);
	return path;
}

void
scratch_write(const char *name, struct str text)
{
	char folder[512];

	snprintf(folder, sizeof(folder), "%s", path_of(name));
	*strrchr(folder, '/') = '\0';
	folder_make(AT_FDCWD, folder);
	file_place(AT_FDCWD, path_of(name), text, 0600);
}

struct str
scratch_read(const char *name)
{
	struct buf b = {0};
	enum err e = file_slurp(AT_FDCWD, path_of(name), FILE_LIMIT, &b);
	struct str s = {0};

	if (e == OK)
		s = arena_str(&texts, buf_all(&b));
	buf_free(&b);
	return s;
}
