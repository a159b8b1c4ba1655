/* rotated: new keys are decided, and take the place of the old */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crash.h"
#include "base/file.h"
#include "run/orphans.h"
#include "run/reads.h"
#include "run/rotating.h"
#include "store/store.sql.h"

enum { FDS = 16, NAME_ROOM = 300, UNTIL_MAX = 64 };

static bool
is_there(int dir, const char *name)
{
	return faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

bool
rotated_is(int folder)
{
	return is_there(folder, ROTATED);
}

static int
folder_at(int dir, const char *name)
{
	int fd =
	    openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		die_errno("cannot open the folder %s", name);
	return fd;
}

static void
folder_sync(int fd, const char *name)
{
	if (fsync(fd) != 0)
		die_errno("cannot make the folder %s lasting", name);
}

static void
rename_at(int from, const char *name, int to, const char *as)
{
	if (renameat(from, name, to, as) != 0)
		die_errno("cannot put %s in its place", as);
}

/* Removing. */

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	if (remove(path) != 0)
		die_errno("cannot remove %s", path);
	return 0;
}

static void
tree_remove(const char *path, const char *name)
{
	char full[PATH_ROOM + 32];

	snprintf(full, sizeof(full), "%s/%s", path, name);
	nftw(full, remove_one, FDS, FTW_DEPTH | FTW_PHYS);
}

void
rotating_drop(struct service *sv)
{
	const char *folder = service_key_folder(sv);
	int keys;

	if (rotated_is(sv->folder))
		die("new keys are decided, and would be taken away");
	keys = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* a keeper may have no right to, and needs none: whoever makes the next
	 * ones finds out */
	if (keys >= 0) {
		unlinkat(keys, SEAL_KEY_FILE NEXT, 0);
		unlinkat(keys, BACKUP_KEY_FILE NEXT, 0);
		close(keys);
	}
	if (is_there(sv->folder, ROTATING))
		tree_remove(sv->path, ROTATING);
}

/* Placing. */

/* Every file below from/name goes to the same place below to. */
static void
tree_place(int from, int to, const char *name)
{
	int source = folder_at(from, name);

	folder_make(to, name);

	int target = folder_at(to, name);
	DIR *d = fdopendir(dup(source));

	if (d == NULL)
		die_errno("cannot read the folder %s", name);
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		struct stat st;
		if (e->d_name[0] == '.')
			continue;
		if (fstatat(source, e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			die_errno("cannot look at %s", e->d_name);
		if (S_ISDIR(st.st_mode))
			tree_place(source, target, e->d_name);
		else
			rename_at(source, e->d_name, target, e->d_name);
	}
	folder_sync(target, name);
	closedir(d);
	close(source);
	close(target);
}

/* The log of the old one must never meet the new one. */
static void
database_place(int folder, int stage, const char *name)
{
	static const char *const ends[] = {"-wal", "-shm", "-journal"};
	char log[NAME_ROOM];

	if (!is_there(stage, name))
		return;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		snprintf(log, sizeof(log), "%s%s", name, ends[i]);
		if (unlinkat(folder, log, 0) != 0 && errno != ENOENT)
			die_errno("cannot remove %s", log);
	}
	folder_sync(folder, "of the service");
	rename_at(stage, name, folder, name);
}

static void
key_place(int keys, int until, const char *name, const char *next)
{
	if (!is_there(keys, next))
		return;
	if (is_there(keys, name)) {
		rename_at(keys, name, until, name);
		folder_sync(until, KEYS_UNTIL);
		crash_point(CRASH_ROTATE_TURNED);
	}
	rename_at(keys, next, keys, name);
	folder_sync(keys, "of the keys");
}

/* What the folder for the old keys is called was decided too. */
static enum err
keys_place(struct job *job, struct service *sv, int stage, struct rotation *r,
    struct why *w)
{
	const char *folder = service_key_folder(sv);
	struct buf name = {0}, path = {0};
	int keys = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (keys < 0)
		return why_set(w, ERR_IO,
		    "cannot open the key folder %s: %s; put it back, the new "
		    "keys are in it",
		    folder, strerror(errno));
	if (file_slurp(stage, KEYS_UNTIL, UNTIL_MAX, &name) != OK)
		die_errno("cannot read " ROTATED "/" KEYS_UNTIL);
	folder_make(keys, buf_cstr(&name));

	int until = folder_at(keys, buf_cstr(&name));

	key_place(keys, until, SEAL_KEY_FILE, SEAL_KEY_FILE NEXT);
	key_place(keys, until, BACKUP_KEY_FILE, BACKUP_KEY_FILE NEXT);
	buf_fmt(&path, "%s/%s", folder, buf_cstr(&name));
	r->until = arena_cstr(&job->a, buf_all(&path));
	close(until);
	close(keys);
	buf_free(&path);
	buf_free(&name);
	return OK;
}

/* Chunks that the new ledger does not name are the old forms of those that it
 * does. */
static enum err
chunks_drop(struct job *job, struct service *sv, struct why *w)
{
	char path[PATH_ROOM + 32];
	struct store s = {0};

	snprintf(path, sizeof(path), "%s/store.db", job->path);

	enum err e = sql_open(&s.db, path, &store_schema, SQL_WRITE, w);

	if (e == OK)
		orphans_move(&s, sv->folder);
	sql_close(s.db);
	return e;
}

static enum err
settle(struct job *job, struct service *sv, struct rotation *r, struct why *w)
{
	int stage = folder_at(sv->folder, ROTATED);

	if (is_there(stage, "evidence"))
		tree_place(stage, sv->folder, "evidence");
	database_place(sv->folder, stage, "store.db");
	database_place(sv->folder, stage, "secret.db");
	folder_sync(sv->folder, job->path);
	crash_point(CRASH_ROTATE_FILED);

	enum err e = keys_place(job, sv, stage, r, w);

	close(stage);
	crash_point(CRASH_ROTATE_PLACED);
	if (e == OK)
		e = chunks_drop(job, sv, w);
	if (e != OK)
		return e;
	reads_drop(sv->folder);
	/* Nothing is decided any more, so that who is ended while it removes
	 * leaves what the next one that writes takes away. */
	rename_at(sv->folder, ROTATED, sv->folder, ROTATING);
	folder_sync(sv->folder, job->path);
	crash_point(CRASH_ROTATE_SETTLED);
	tree_remove(job->path, ROTATING);
	folder_sync(sv->folder, job->path);
	return OK;
}

enum err
rotated_settle(struct job *job, struct rotation *r, struct why *w)
{
	struct service sv;
	enum err e = service_settings(&sv, job->path, w);

	if (e == OK)
		e = settle(job, &sv, r, w);
	service_close(&sv);
	return e;
}
