/* input_list: files, folders and standard input, one after another */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "run/client.h"

/* Standard input may be a pipe, and a reader that crashed begins anew: so it
 * goes to a file without a name first. */
static int
spool(const char *path)
{
	char part[65536], dir[PATH_ROOM];
	long n;

	snprintf(dir, sizeof(dir), "%s/run", path);

	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0)
		die_errno("cannot keep standard input in %s", dir);
	while ((n = file_read(STDIN_FILENO, part, sizeof(part))) > 0)
		if (!file_write(fd, part, (size_t)n))
			die_errno("cannot keep standard input in %s; free some "
			    "space and run this again", dir);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static int
visible(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

/* The plain files of a folder, in order of name. */
static void
folder_read(struct input_list *l, const char *folder)
{
	struct dirent **names;
	int n = scandir(folder, &names, visible, alphasort);

	for (int i = 0; i < n; i++) {
		char path[PATH_ROOM];
		struct stat st;
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
		if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
			buf_put(&l->found, path, strlen(path) + 1);
	}
	/* the list itself is left to the end of the process */
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool
try_open(struct input_list *l, const char *path, int *fd)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (*fd >= 0)
		return true;
	dprintf(STDERR_FILENO, "dijkwacht: cannot read %s: %s\n", path,
	    strerror(errno));
	l->refused++;
	return false;
}

/* From a folder whose names were read. */
static bool
next_found(struct input_list *l, struct str *name, int *fd)
{
	while (l->next < l->found.n) {
		const char *path = l->found.p + l->next;
		l->next += strlen(path) + 1;
		if (!try_open(l, path, fd))
			continue;
		const char *slash = strrchr(path, '/');
		*name = str_of(slash == NULL ? path : slash + 1);
		return true;
	}
	return false;
}

static bool
next_word(struct input_list *l, struct str *name, int *fd)
{
	struct str word = l->words[l->at++];

	if (str_eq(word, STR("-"))) {
		*name = STR("standard input");
		*fd = spool(l->path);
		return true;
	}
	snprintf(l->name, sizeof(l->name), "%.*s", STR_ARG(word));
	if (is_folder(l->name)) {
		buf_reset(&l->found);
		l->next = 0;
		folder_read(l, l->name);
		return false;
	}

	const char *slash = strrchr(l->name, '/');

	*name = str_of(slash == NULL ? l->name : slash + 1);
	return try_open(l, l->name, fd);
}

bool
input_list_next(void *ctx, struct str *name, int *fd)
{
	struct input_list *l = ctx;

	for (;;) {
		if (next_found(l, name, fd))
			return true;
		if (l->at == l->n)
			return false;
		if (next_word(l, name, fd))
			return true;
	}
}
