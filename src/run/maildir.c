/* maildir: the mail folder of the settings, where what comes back is put */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/maildir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run/inbox.h"

enum { NAME_ROOM = 512 };

static struct str
folder_set(const struct service *sv)
{
	return sv->settings.text[SETTING_MAIL_FOLDER];
}

static int
folder_open(struct service *sv)
{
	char path[NAME_ROOM];

	snprintf(path, sizeof(path), "%.*s", STR_ARG(folder_set(sv)));
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static DIR *
new_open(int dir)
{
	int fd =
	    openat(dir, "new", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? NULL : fdopendir(fd);
}

bool
maildir_waits(struct service *sv)
{
	int dir = folder_set(sv).n > 0 ? folder_open(sv) : -1;
	DIR *d = dir < 0 ? NULL : new_open(dir);
	bool any = false;

	if (d != NULL) {
		for (struct dirent *e; !any && (e = readdir(d)) != NULL;)
			any = e->d_name[0] != '.';
		closedir(d);
	}
	if (dir >= 0)
		close(dir);
	return any;
}

static int
name_cmp(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* The names in new, sorted: the oldest first. */
static const struct str *
names_read(DIR *d, struct arena *a, struct buf *names, size_t *n)
{
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		struct str name = arena_str(a, str_of(e->d_name));
		if (name.p[0] != '.' && name.n < NAME_ROOM / 2)
			buf_put(names, &name, sizeof(name));
	}
	*n = names->n / sizeof(struct str);
	if (*n > 0)
		qsort(names->p, *n, sizeof(struct str), name_cmp);
	return (const struct str *)(const void *)names->p;
}

static void
mail_take(struct returning *r, int dir, struct str name)
{
	char from[NAME_ROOM], to[NAME_ROOM];
	struct stat st;

	snprintf(from, sizeof(from), "new/%.*s", STR_ARG(name));
	snprintf(to, sizeof(to), "cur/%.*s:2,S",
	    STR_ARG(str_upto(name, str_find(name, ':'))));

	int fd =
	    openat(dir, from, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return; /* somebody took it, or it is a link */
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    returning_one(r, name, fd) && !inbox_move(dir, from, to, false))
		job_err(r->job, "cannot move a mail from new to cur: %s\n",
		    strerror(errno));
	close(fd);
}

enum err
maildir_take(struct returning *r, struct why *w)
{
	struct str set = folder_set(r->job->sv);
	struct buf names = {0};
	size_t n = 0;

	if (set.n == 0)
		return why_set(w, ERR_ABSENT,
		    "which mails? name a Maildir, or set mail-folder in "
		    "dijkwacht.conf");

	int dir = folder_open(r->job->sv);
	DIR *d = dir < 0 ? NULL : new_open(dir);

	if (d == NULL) {
		why_set(w, ERR_IO,
		    "mail-folder %.*s cannot be read: %s; it must be a Maildir "
		    "that this user may write in, and be there when `dijkwacht "
		    "serve` starts",
		    STR_ARG(set), strerror(errno));
		if (dir >= 0)
			close(dir);
		return ERR_IO;
	}

	const struct str *name = names_read(d, &r->job->a, &names, &n);

	closedir(d);
	for (size_t i = 0; i < n; i++) {
		job_progress(r->job, "mail %zu of %zu", i + 1, n);
		mail_take(r, dir, name[i]);
		job_let_others(r->job);
	}
	buf_free(&names);
	close(dir);
	return OK;
}
