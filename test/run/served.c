/* served: a service that runs by itself, and what is put in its folder */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/run/served.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "test/run/accounts.h"

struct started
serve_start(struct world *w)
{
	struct started s =
	    binary_start(w, NULL, (const char *const[]){"serve", NOW, NULL});

	ok(binary_says(s.err, "the keeper takes commands\n"));
	return s;
}

void
serve_end(struct started *s, struct ran *r)
{
	kill(s->pid, SIGTERM);
	if (!ok(binary_ends(s, r, ENDS_MS))) {
		kill(s->pid, SIGKILL);
		binary_end(s, r);
	}
	is_int(r->code, 0);
}

void
path_of(const struct world *w, const char *name, char path[512])
{
	snprintf(path, 512, "%s/%s", w->folder, name);
}

void
put(const struct world *w, const char *name, struct str text)
{
	char path[512], part[520];

	path_of(w, name, path);
	snprintf(part, sizeof(part), "%s.part", path);

	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0 || !file_write(fd, text.p, text.n) ||
	    rename(part, path) != 0)
		die_errno("cannot put %s", path);
	close(fd);
}

void
report_put(const struct world *w, const char *name, unsigned rows)
{
	struct buf b = {0};

	rows_put(&b, "2026-11-20", 0, rows);
	put(w, name, buf_all(&b));
	buf_free(&b);
}

bool
there(const struct world *w, const char *name)
{
	char path[512];

	path_of(w, name, path);
	return access(path, F_OK) == 0;
}

bool
comes(const struct world *w, const char *name)
{
	for (int ms = 0; ms < PATIENCE_MS && !there(w, name); ms += 50)
		pause_ms(50);
	return there(w, name);
}

bool
says(const struct world *w, const char *name, const char *text)
{
	char path[512];
	struct buf b = {0};

	path_of(w, name, path);

	bool fine =
	    file_slurp(AT_FDCWD, path, 1 << 20, &b) == OK && has(&b, text);

	buf_free(&b);
	return fine;
}

void
still(void)
{
	pause_ms(3000);
}
