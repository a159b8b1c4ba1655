/* vault: the folder of chunk files, evidence/YYYY/MM/ID.chunk */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "evidence/vault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crash.h"
#include "base/file.h"
#include "base/time.h"
#include "evidence/chunk.h"

#define TOP "evidence"

enum {
	NAME_MAX_BYTES = 80,
	ID_BYTES = 16, /* of the id in the name */
	HEX = ID_BYTES * 2,
	AGAIN_MAX = 999999,
	FOLDER = sizeof(TOP "/2026/11") - 1,
	STEM = FOLDER + 1 + HEX,
};

static bool
digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

static bool
lower_hex(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (memchr("0123456789abcdef", s.p[i], 16) == NULL)
			return false;
	return true;
}

/* "evidence/2026/11" */
static bool
folder_is(struct str s)
{
	return s.n == FOLDER && str_starts(s, STR(TOP "/")) &&
	    digits(str_make(s.p + sizeof(TOP), 4)) && s.p[FOLDER - 3] == '/' &&
	    digits(str_from(s, FOLDER - 2));
}

/* What stands between the id and ".chunk": nothing, or "-N" without leading
 * zeros. */
static bool
again_read(struct str s, uint64_t *n)
{
	*n = 0;
	if (s.n == 0)
		return true;
	return s.n > 1 && s.p[0] == '-' && s.p[1] != '0' &&
	    str_u64(str_from(s, 1), AGAIN_MAX, n);
}

static bool
name_read(struct str name, uint64_t *again)
{
	if (name.n < STEM || !str_ends(name, STR(".chunk")))
		return false;

	struct str rest = str_from(str_upto(name, name.n - 6), STEM);

	return name.n - 6 >= STEM && folder_is(str_upto(name, FOLDER)) &&
	    name.p[FOLDER] == '/' &&
	    lower_hex(str_make(name.p + FOLDER + 1, HEX)) &&
	    again_read(rest, again);
}

bool
vault_name_is(struct str name)
{
	uint64_t again;

	return name_read(name, &again);
}

uint64_t
vault_rewritten(struct str name, struct str *stem)
{
	uint64_t again;

	if (!name_read(name, &again))
		die("%.*s is no name of a chunk", STR_ARG(name));
	*stem = str_upto(name, STEM);
	return again;
}

static void
name_terminate(char out[NAME_MAX_BYTES], struct str name)
{
	if (name.n >= NAME_MAX_BYTES)
		die("a chunk name of %zu bytes", name.n);
	memcpy(out, name.p, name.n);
	out[name.n] = '\0';
}

static void
folder_sync(int dir, const char *path)
{
	int fd = openat(dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || fsync(fd) != 0)
		die_errno("cannot make the folder %s lasting", path);
	close(fd);
}

/* Makes the month's folder; each one above is synced too, or a crash could
 * take the new folder with the chunk in it. */
static void
month_make(int dir, struct str name)
{
	char path[NAME_MAX_BYTES];

	name_terminate(path, str_upto(name, FOLDER));
	if (faccessat(dir, path, F_OK, 0) == 0)
		return;
	folder_make(dir, path);
	path[FOLDER - 3] = '\0';
	folder_sync(dir, path);
	folder_sync(dir, TOP);
	folder_sync(dir, ".");
}

static void
place(int dir, struct str name, struct str file)
{
	char path[NAME_MAX_BYTES];

	name_terminate(path, name);
	month_make(dir, name);
	file_place(dir, path, file, 0600);
	crash_point(CRASH_CHUNK_PLACED);
}

void
vault_place(int dir, int64_t made, const unsigned char id[32], struct str file,
    struct buf *name)
{
	struct civil c = civil_of_time(made);
	size_t from = name->n;

	buf_fmt(name, TOP "/%04d/%02d/", c.year, c.month);
	buf_hex(name, id, ID_BYTES);
	buf_str(name, STR(".chunk"));
	place(dir, str_from(buf_all(name), from), file);
}

void
vault_replace(int dir, struct str old, struct str file, struct buf *name)
{
	size_t from = name->n;
	uint64_t again;

	if (!name_read(old, &again) || again == AGAIN_MAX)
		die("%.*s is no name of a chunk", STR_ARG(old));
	buf_str(name, str_upto(old, STEM));
	buf_fmt(name, "-%u.chunk", (unsigned)again + 1);
	place(dir, str_from(buf_all(name), from), file);
}

enum err
vault_get(int dir, struct str name, struct buf *file)
{
	char path[NAME_MAX_BYTES];

	if (!vault_name_is(name))
		return ERR_SYNTAX;
	name_terminate(path, name);
	return file_slurp(dir, path, CHUNK_FILE_MAX, file);
}

/* "NAME.chunk.tmp" as file_place leaves it. */
static bool
left_over_is(struct str name)
{
	return str_ends(name, STR(".tmp")) &&
	    vault_name_is(str_upto(name, name.n - 4));
}

void
vault_remove(int dir, struct str name)
{
	char path[NAME_MAX_BYTES];

	if (!vault_name_is(name) && !left_over_is(name))
		die("%.*s is no name of a chunk", STR_ARG(name));
	name_terminate(path, name);
	if (unlinkat(dir, path, 0) != 0) {
		if (errno == ENOENT)
			return;
		die_errno("cannot remove %s", path);
	}
	path[FOLDER] = '\0';
	folder_sync(dir, path);
}

static size_t
file_sweep(int dir, const struct vault_sweep *s, struct str name)
{
	bool left_over = left_over_is(name);

	if (!left_over && !vault_name_is(name))
		return 0;
	if (!left_over && s->known(s->ctx, name))
		return 0;
	if (s->orphan(s->ctx, name))
		vault_remove(dir, name);
	return 1;
}

static DIR *
folder_open(int dir, struct buf *path)
{
	const char *name = buf_cstr(path);
	int fd =
	    openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP))
		return NULL;

	DIR *d = fd < 0 ? NULL : fdopendir(fd);

	if (d == NULL)
		die_errno("cannot read the folder %s", name);
	return d;
}

/* depth: how many levels of folders are still below path. */
static size_t
folder_sweep(int dir, const struct vault_sweep *s, struct buf *path, int depth)
{
	DIR *d = folder_open(dir, path);
	size_t own = path->n, found = 0;

	if (d == NULL)
		return 0;
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		buf_fmt(path, "/%s", e->d_name);
		if (depth == 0)
			found += file_sweep(dir, s, buf_all(path));
		else if (digits(str_of(e->d_name)))
			found += folder_sweep(dir, s, path, depth - 1);
		path->n = own;
	}
	closedir(d);
	return found;
}

size_t
vault_orphans(int dir, const struct vault_sweep *sweep)
{
	struct buf path = {0};

	buf_str(&path, STR(TOP));

	size_t found = folder_sweep(dir, sweep, &path, 2);

	buf_free(&path);
	return found;
}
