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
				  "space and run this again",
			    dir);
	if (n < 0)
		die_errno("cannot read standard input");
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static void
refuse(struct input_list *l, const char *path)
{
	dprintf(STDERR_FILENO, "dijkwacht: cannot read %s: %s\n", path,
	    strerror(errno));
	l->refused++;
}

static int
path_cmp(const void *a, const void *b)
{
	const struct str *const x = a, *const y = b;

	return str_cmp(*x, *y);
}

/* The paths of what a folder holds, hidden files apart, into an arena. */
static void
names_read(struct input_list *l, DIR *d, const char *folder, struct arena *a,
    struct buf *paths)
{
	const struct dirent *e;

	while ((e = readdir(d)) != NULL) {
		char path[PATH_ROOM];
		struct stat st;
		if (e->d_name[0] == '.')
			continue;
		if ((size_t)snprintf(path, sizeof(path), "%s/%s", folder,
			e->d_name) >= sizeof(path)) {
			refuse(l, e->d_name);
			continue;
		}
		/* one that cannot be looked at is told of when it is opened */
		if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
			continue;
		struct str kept = arena_str(a, str_of(path));
		buf_put(paths, &kept, sizeof(kept));
	}
}

/* The plain files of a folder, in order of name. */
static void
folder_read(struct input_list *l, const char *folder)
{
	struct buf paths = {0};
	struct arena a;
	DIR *d = opendir(folder);

	if (d == NULL) {
		refuse(l, folder);
		return;
	}
	arena_init(&a, 0);
	names_read(l, d, folder, &a, &paths);
	closedir(d);

	struct str *path = (struct str *)(void *)paths.p;
	size_t n = paths.n / sizeof(*path);

	if (n > 0)
		qsort(path, n, sizeof(*path), path_cmp);
	for (size_t i = 0; i < n; i++)
		buf_put(&l->found, path[i].p, path[i].n + 1);
	buf_free(&paths);
	arena_free(&a);
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* A Maildir is its folders cur and new; what is in tmp is not there yet. */
static bool
maildir_read(struct input_list *l, const char *folder)
{
	char cur[PATH_ROOM], new[PATH_ROOM];

	if ((size_t)snprintf(cur, sizeof(cur), "%s/cur", folder) >=
		sizeof(cur) ||
	    (size_t)snprintf(new, sizeof(new), "%s/new", folder) >=
		sizeof(new) ||
	    !is_folder(cur) || !is_folder(new))
		return false;
	folder_read(l, cur);
	folder_read(l, new);
	return true;
}

static bool
try_open(struct input_list *l, const char *path, int *fd)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (*fd >= 0)
		return true;
	refuse(l, path);
	return false;
}

/* "1767225600.M1P2.host:2,S" goes by "1767225600.M1P2.host.eml". */
static void
mail_name(struct input_list *l, const char *path, struct str *name)
{
	snprintf(l->taken, sizeof(l->taken), "%s", path);
	snprintf(l->name, sizeof(l->name), "%.*s.eml",
	    STR_ARG(str_upto(*name, str_find(*name, ':'))));
	*name = str_of(l->name);
}

/* DIR/new/NAME becomes DIR/cur/NAME:2,S; one in cur stays as it is. */
void
input_list_taken(struct input_list *l)
{
	char to[PATH_ROOM + 8];
	struct str path = str_of(l->taken);
	size_t name = path.n;

	while (name > 0 && path.p[name - 1] != '/')
		name--;
	if (!str_ends(str_upto(path, name), STR("/new/")))
		return;
	snprintf(to, sizeof(to), "%.*scur/%.*s:2,S",
	    STR_ARG(str_upto(path, name - 4)),
	    STR_ARG(str_upto(
		str_from(path, name), str_find(str_from(path, name), ':'))));
	if (rename(l->taken, to) != 0)
		refuse(l, l->taken);
	l->taken[0] = '\0';
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
		if (l->maildir)
			mail_name(l, path, name);
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
		l->maildir = maildir_read(l, l->name);
		if (!l->maildir)
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

	l->taken[0] = '\0';
	for (;;) {
		if (next_found(l, name, fd))
			return true;
		if (l->at == l->n)
			return false;
		if (next_word(l, name, fd))
			return true;
	}
}
