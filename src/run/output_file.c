/* output_file: a file that a command writes: in its place when it is whole */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err
taken(const struct output_file *o, struct why *w)
{
	return why_set(w, ERR_TAKEN,
	    "%s is there already: give another name, or --replace", o->path);
}

/* What is there of that name was left by a crash of ours, or is somebody's trap
 * in a folder that others write in: who made it could read all. */
static bool
is_own(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_uid == geteuid() && (st.st_mode & 077) == 0;
}

enum err
output_begin(
    struct output_file *o, struct str path, bool replace, struct why *w)
{
	o->replace = replace;
	if ((size_t)snprintf(o->path, sizeof(o->path), "%.*s", STR_ARG(path)) >=
	    sizeof(o->path))
		return why_set(w, ERR_LIMIT, "the path is too long");
	snprintf(o->tmp, sizeof(o->tmp), "%s.part", o->path);
	if (!replace && access(o->path, F_OK) == 0)
		return taken(o, w);
	o->fd = open(o->tmp,
	    O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	if (o->fd < 0)
		return why_set(
		    w, ERR_IO, "cannot write %s: %s", o->tmp, strerror(errno));
	if (!is_own(o->fd)) {
		close(o->fd);
		return why_set(w, ERR_REFUSED,
		    "%s is there already, and others can read it: remove it, "
		    "or write in a folder of your own",
		    o->tmp);
	}
	if (flock(o->fd, LOCK_EX | LOCK_NB) == 0 && ftruncate(o->fd, 0) == 0)
		return OK;
	close(o->fd);
	return why_set(w, ERR_BUSY, "another command is writing %s", o->tmp);
}

/* Never over another, unless that was asked for. */
static bool
place(const struct output_file *o)
{
	if (o->replace)
		return rename(o->tmp, o->path) == 0;
	if (renameat2(AT_FDCWD, o->tmp, AT_FDCWD, o->path, RENAME_NOREPLACE) ==
	    0)
		return true;
	return errno == EINVAL && link(o->tmp, o->path) == 0 &&
	    unlink(o->tmp) == 0;
}

static bool
folder_sync(const char *path)
{
	char copy[PATH_ROOM];

	snprintf(copy, sizeof(copy), "%s", path);

	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return done;
}

enum err
output_end(struct output_file *o, bool fine, struct why *w)
{
	enum err e = OK;

	if (!fine)
		unlink(o->tmp);
	else if (fsync(o->fd) != 0)
		e = why_set(
		    w, ERR_IO, "cannot write %s: %s", o->tmp, strerror(errno));
	else if (!place(o))
		e = errno == EEXIST
		    ? taken(o, w)
		    : why_set(w, ERR_IO, "cannot put %s in its place: %s",
			  o->path, strerror(errno));
	else if (!folder_sync(o->path))
		e = why_set(w, ERR_IO, "cannot make %s lasting: %s", o->path,
		    strerror(errno));
	if (fine && e != OK)
		unlink(o->tmp);
	close(o->fd);
	return e;
}
