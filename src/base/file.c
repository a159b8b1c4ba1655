/* file: whole reads, whole writes, and writes that are there or are not */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crash.h"

enum { NAME_ROOM = 512 };

long
file_read(int fd, void *p, size_t n)
{
	size_t got = 0;

	while (got < n) {
		ssize_t k = read(fd, (char *)p + got, n - got);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return -1;
		if (k == 0)
			break;
		got += (size_t)k;
	}
	return (long)got;
}

bool
file_write(int fd, const void *p, size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t k = write(fd, (const char *)p + done, n - done);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return false;
		done += (size_t)k;
	}
	return true;
}

static enum err
fd_slurp(int fd, size_t limit, struct buf *b)
{
	for (;;) {
		char part[16384];
		long k = file_read(fd, part, sizeof(part));
		if (k < 0)
			return ERR_IO;
		if (k == 0)
			return OK;
		if ((size_t)k > limit)
			return ERR_LIMIT;
		limit -= (size_t)k;
		buf_put(b, part, (size_t)k);
	}
}

enum err
file_slurp(int dir, const char *name, size_t limit, struct buf *b)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? ERR_ABSENT : ERR_IO;

	enum err e = fd_slurp(fd, limit, b);

	close(fd);
	return e;
}

static void
parent_sync(int dir, const char *name)
{
	char copy[NAME_ROOM];

	snprintf(copy, sizeof(copy), "%s", name);

	int fd = openat(dir, dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || fsync(fd) != 0)
		die_errno("cannot make the folder of %s lasting", name);
	close(fd);
}

void
file_place(int dir, const char *name, struct str bytes, unsigned mode)
{
	char tmp[NAME_ROOM];

	if ((size_t)snprintf(tmp, sizeof(tmp), "%s.tmp", name) >= sizeof(tmp))
		die("file name too long: %s", name);

	int fd = openat(dir, tmp,
	    O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode);

	if (fd < 0)
		die_errno("cannot write %s", tmp);
	if (!file_write(fd, bytes.p, bytes.n) || fsync(fd) != 0) {
		int e = errno;
		unlinkat(dir, tmp, 0);
		errno = e;
		die_errno("cannot write %s; free some space and run this "
			  "again, nothing was lost",
		    name);
	}
	close(fd);
	crash_point(CRASH_FILE_WRITTEN);
	if (renameat(dir, tmp, dir, name) != 0)
		die_errno("cannot put %s in place", name);
	parent_sync(dir, name);
}

void
folder_make(int dir, const char *name)
{
	char path[NAME_ROOM];

	if ((size_t)snprintf(path, sizeof(path), "%s", name) >= sizeof(path))
		die("folder name too long: %s", name);
	if (path[0] == '\0')
		die("a folder without a name");
	for (char *p = path + 1;; p++) {
		if (*p != '/' && *p != '\0')
			continue;
		char end = *p;
		*p = '\0';
		if (mkdirat(dir, path, 0700) != 0 && errno != EEXIST)
			die_errno("cannot make the folder %s", path);
		*p = end;
		if (end == '\0')
			return;
	}
}
