/* demo_folder: the folder a demo may take, and no other */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/demo_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "run/keeper.h"
#include "run/service.h"

static const char mark_text[] =
    "This folder was made by `dijkwacht demo` and holds made-up companies\n"
    "only. The next demo here removes it without asking.\n";

/* All that a demo leaves; the mark last, so that a removal that was broken
 * off can be done again. */
static const char *const parts[] = {"dijkwacht.conf", "store.db",
    "store.db-wal", "store.db-shm", "secret.db", "secret.db-wal",
    "secret.db-shm", "evidence", "inbox", "outbox", "world", "run", DEMO_MARK};

static void remove_all(int dir, const char *name);

static void
remove_inside(int dir)
{
	DIR *d = fdopendir(dir);
	const struct dirent *e;

	if (d == NULL)
		die_errno("cannot look into a folder of the earlier demo");
	while ((e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			remove_all(dir, e->d_name);
	closedir(d);
}

/* A file, a link as such, or a folder with all in it. */
static void
remove_all(int dir, const char *name)
{
	if (unlinkat(dir, name, 0) == 0 || errno == ENOENT)
		return;

	int inner =
	    openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (inner >= 0)
		remove_inside(inner);
	if (unlinkat(dir, name, AT_REMOVEDIR) != 0)
		die_errno("cannot remove %s of the earlier demo", name);
}

static void
key_remove(const char *path)
{
	char key[PATH_ROOM];

	snprintf(key, sizeof(key), "%s.key", path);

	int dir = open(key, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (dir < 0)
		return;
	remove_all(dir, "seal.key");
	remove_all(dir, "backup.key");
	close(dir);
	rmdir(key); /* stays when the operator keeps more there */
}

static bool
is_there(int dir, const char *name)
{
	return faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool
is_empty(const char *path)
{
	DIR *d = opendir(path);
	const struct dirent *e;
	bool empty = d != NULL;

	while (empty && (e = readdir(d)) != NULL)
		empty =
		    strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
	if (d != NULL)
		closedir(d);
	return empty;
}

/* With the keeper's lock, so that nobody is at work in it. */
static enum err
earlier_remove(const char *path, int dir, struct why *w)
{
	int lock = -1;
	enum err e = is_there(dir, "run") ? keeper_lock(path, &lock, NULL) : OK;

	if (e != OK)
		return why_set(w, e,
		    "a service runs in %s: end it first, or give another "
		    "folder with --folder DIR",
		    path);
	key_remove(path);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		remove_all(dir, parts[i]);
	if (lock >= 0)
		close(lock);
	return OK;
}

static enum err
folder_free(const char *path, int dir, struct why *w)
{
	if (is_there(dir, DEMO_MARK))
		return earlier_remove(path, dir, w);
	if (is_there(dir, "store.db") || is_there(dir, "dijkwacht.conf"))
		return why_set(w, ERR_REFUSED,
		    "%s holds a service that is not a demo: nothing was "
		    "touched; give another folder with --folder DIR",
		    path);
	if (!is_empty(path))
		return why_set(w, ERR_REFUSED,
		    "%s is not empty, and not of an earlier demo: nothing was "
		    "touched; give another folder with --folder DIR",
		    path);
	return OK;
}

enum err
demo_folder_take(const char *path, struct why *w)
{
	int dir;
	enum err e;

	folder_make(AT_FDCWD, path);
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return why_set(w, ERR_IO, "cannot open the folder %s: %s", path,
		    strerror(errno));
	e = folder_free(path, dir, w);
	if (e == OK)
		file_place(dir, DEMO_MARK, str_of(mark_text), 0600);
	close(dir);
	return e;
}
