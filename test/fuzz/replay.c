/* replay: a corpus through its fuzz target in the ordinary test run (TAP) */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "test/fuzz/target.h"

enum { INPUT_MAX = 16 << 20, SECONDS_MAX = 10 };

/* In a child of its own, so that each bad input is named. */
static bool
replay(int folder, const char *name)
{
	int status;
	pid_t pid = fork();

	if (pid < 0)
		die_errno("fork");
	if (pid == 0) {
		struct buf b = {0};
		alarm(SECONDS_MAX);
		enum err e = file_slurp(folder, name, INPUT_MAX, &b);
		if (e != OK)
			die("cannot read %s: %s", name, err_name(e));
		/* Exactly as large as the input, so that a sanitizer sees a
		 * read past its end. */
		unsigned char *p = malloc(b.n + (b.n == 0));
		if (p == NULL)
			die("out of memory");
		for (size_t i = 0; i < b.n; i++)
			p[i] = (unsigned char)b.p[i];
		LLVMFuzzerTestOneInput(p, b.n);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid)
		die_errno("waitpid");
	if (status == 0)
		return true;
	printf("# %s: ended with %s %d\n", name,
	    WIFSIGNALED(status) ? "signal" : "status",
	    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	return false;
}

static int
visible(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

int
main(int argc, char **argv)
{
	static struct dirent **list; /* reachable to the end */
	int folder, bad = 0;

	if (argc != 2)
		die("usage: %s FOLDER", argv[0]);
	folder = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int n = scandir(argv[1], &list, visible, alphasort);

	printf("TAP version 13\n1..1\n");
	for (int i = 0; i < n; i++) {
		fflush(stdout);
		bad += !replay(folder, list[i]->d_name);
	}
	printf("# %d inputs replayed, %d bad\n", n, bad);
	printf("%sok 1 - replay\n", n > 0 && bad == 0 ? "" : "not ");
	return n > 0 && bad == 0 ? 0 : 1;
}
