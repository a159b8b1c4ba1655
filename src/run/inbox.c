/* inbox: files that were put there are taken in, each once */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/inbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "feed/clean.h"
#include "run/clock.h"
#include "run/feed_row.h"
#include "run/log.h"

enum {
	NAME_ROOM = 512,
	NAME_TOLD = 255,   /* bytes of a name, as readers take it */
	NAME_KEPT = 200,   /* bytes of a name: there is to be room behind it */
	TAKEN_MAX = 10000, /* files of one name in done or failed */
	SAID_MAX = 64 * 1024,
};

#define TOP   "inbox"
#define TRIED TOP "/.tried"

/* A file may lie in inbox/ (folder absent) or in inbox/FOLDER/. */
struct waiting {
	struct str folder, name;
};

/* What is in the inbox. */

static bool
whole(int dir, const char *name)
{
	struct str s = str_of(name);
	struct stat st;

	if (s.p[0] == '.' || str_ends(s, STR(".part")) ||
	    str_ends(s, STR(".tmp")) ||
	    fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISREG(st.st_mode))
		return false;

	/* far ahead of the clock is as still as long ago */
	int64_t written = clock_since(st.st_mtime);
	int64_t changed = clock_since(st.st_ctime);

	return llabs(written) >= INBOX_STILL && llabs(changed) >= INBOX_STILL;
}

static bool
is_folder(int dir, const struct dirent *e)
{
	struct stat st;

	return e->d_name[0] != '.' &&
	    fstatat(dir, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISDIR(st.st_mode);
}

static DIR *
folder_open(const struct service *sv, struct str folder)
{
	char path[NAME_ROOM];

	snprintf(path, sizeof(path), TOP "%s%.*s", folder.n > 0 ? "/" : "",
	    STR_ARG(folder));

	int fd = openat(
	    sv->folder, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? NULL : fdopendir(fd);
}

static int
name_cmp(const void *a, const void *b)
{
	const struct waiting *const x = a, *const y = b;

	return str_cmp(x->name, y->name);
}

/* The whole files of one folder, in order of name, behind those in places. */
static void
places_add(
    struct service *sv, struct arena *a, struct str folder, struct buf *places)
{
	DIR *d = folder_open(sv, folder);
	size_t before = places->n;

	if (d == NULL)
		return;
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		if (!whole(dirfd(d), e->d_name))
			continue;
		struct waiting p = {folder, arena_str(a, str_of(e->d_name))};
		buf_put(places, &p, sizeof(p));
	}
	closedir(d);
	if (places->n > before)
		qsort(places->p + before,
		    (places->n - before) / sizeof(struct waiting),
		    sizeof(struct waiting), name_cmp);
}

static const struct waiting *
places_find(struct service *sv, struct arena *a, struct buf *places, size_t *n)
{
	struct feed_row *f;
	size_t feeds = feed_all(&sv->store, a, &f);

	places_add(sv, a, (struct str){0}, places);
	for (size_t i = 0; i < feeds; i++)
		places_add(sv, a, f[i].name, places);
	*n = places->n / sizeof(struct waiting);
	return (const struct waiting *)(const void *)places->p;
}

bool
inbox_waits(struct service *sv)
{
	struct buf places = {0};
	struct arena a;
	size_t n;

	arena_init(&a, 0);
	places_find(sv, &a, &places, &n);
	buf_free(&places);
	arena_free(&a);
	return n > 0;
}

void
inbox_strangers(
    struct service *sv, void (*told)(void *ctx, struct str folder), void *ctx)
{
	DIR *d = folder_open(sv, (struct str){0});
	struct feed_row f;
	struct arena a;

	if (d == NULL)
		return;
	arena_init(&a, 0);
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		struct str name = str_of(e->d_name);
		if (is_folder(dirfd(d), e) && !str_eq(name, STR("done")) &&
		    !str_eq(name, STR("failed")) &&
		    !feed_find(&sv->store, &a, name, &f))
			told(ctx, name);
	}
	closedir(d);
	arena_free(&a);
}

/* Out of it. Names of files may be names of people: the log has none. */

static void
copy(int from, int to)
{
	char part[65536];
	long n;

	while ((n = file_read(from, part, sizeof(part))) > 0)
		if (!file_write(to, part, (size_t)n))
			die_errno("cannot move a file out of the inbox; free "
				  "some space");
	if (n < 0 || fsync(to) != 0)
		die_errno("cannot move a file out of the inbox");
}

/* Where the kernel's landlock lets nothing be renamed into another folder. */
static bool
move_by_copy(int dir, const char *from, const char *to)
{
	int in = openat(dir, from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	int out = in < 0
	    ? -1
	    : openat(dir, to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (out >= 0) {
		copy(in, out);
		if (unlinkat(dir, from, 0) != 0)
			die_errno("cannot move a file out of the inbox");
		close(out);
	}
	if (in >= 0)
		close(in);
	return out >= 0;
}

bool
inbox_move(int dir, const char *from, const char *to, bool by_copy)
{
	if (by_copy)
		return move_by_copy(dir, from, to);
	if (renameat2(dir, from, dir, to, RENAME_NOREPLACE) == 0)
		return true;
	if (errno == EXDEV || errno == EINVAL)
		return move_by_copy(dir, from, to);
	return false;
}

/*
 * "inbox/done/NAME", or "inbox/done/NAME-2" where that or its text is taken.
 * Dies when the disk does.
 */
static void
move_aside(struct job *job, const char *from, const struct waiting *p,
    const char *where, struct str said)
{
	int dir = job->sv->folder;

	for (int i = 1; i < TAKEN_MAX; i++) {
		char to[NAME_ROOM], text[NAME_ROOM + 8], nth[16] = "";
		if (i > 1)
			snprintf(nth, sizeof(nth), "-%d", i);
		snprintf(to, sizeof(to), TOP "/%s/%.*s%s", where,
		    STR_ARG(str_upto(p->name, NAME_KEPT)), nth);
		snprintf(text, sizeof(text), "%s.txt", to);
		if (faccessat(dir, text, F_OK, 0) == 0)
			continue;
		if (inbox_move(dir, from, to, false)) {
			file_place(dir, text, said, 0600);
			return;
		}
		if (errno != EEXIST)
			die_errno("cannot move a file to inbox/%s", where);
	}
	die("inbox/%s holds %d files of one name: clear it", where, TAKEN_MAX);
}

/* Taking in one file. What is said of it goes to a text, not to the asker. */

struct taking {
	struct job *outer;
	struct buf said;
};

static void
said_keep(void *ctx, enum say kind, struct str text)
{
	struct taking *t = ctx;

	if (kind == SAY_PROGRESS)
		t->outer->ways.say(t->outer->ways.ctx, kind, text);
	else
		buf_str(&t->said, text);
}

static int
outer_reader(void *ctx, int input)
{
	struct taking *t = ctx;

	return t->outer->ways.reader(t->outer->ways.ctx, input);
}

static bool
take(
    struct taking *t, const struct waiting *p, const struct feed_row *f, int fd)
{
	struct job job = *t->outer;
	struct import_plan plan;
	struct importing im;

	job.ways.say = said_keep;
	job.ways.reader = outer_reader;
	job.ways.ctx = t;
	feed_plan(f, job.sv, &plan);
	sql_begin(job.sv->store.db);

	int64_t person = job_person(&job);

	sql_commit(job.sv->store.db);
	importing_init(&im, &job, &plan, person);

	/* a file's name is any bytes, and its giver's */
	bool fine = importing_input(&im, clean(&job.a, p->name, NAME_TOLD), fd);

	importing_summary(&im);
	if (f->name.n > 0)
		feed_came(&job.sv->store, f, im.in.batch_id, job.now);
	log_say(fine ? LOG_INBOX_DONE : LOG_INBOX_FAILED,
	    f->name.n > 0 ? f->name : STR("no feed"),
	    (int64_t)(im.in.sums.rows + im.in.sums.known));
	importing_free(&im);
	return fine;
}

/* Which file is in hand, and how often it was: "2 inbox/rdp/report.csv". */

static uint64_t
tried(struct job *job, const char *from)
{
	struct buf b = {.limit = NAME_ROOM};
	struct str times, name;
	uint64_t n = 0;

	if (file_slurp(job->sv->folder, TRIED, NAME_ROOM, &b) == OK) {
		name = buf_all(&b);
		if (!str_split(&name, ' ', &times) ||
		    !str_eq(name, str_of(from)) || !str_u64(times, 100, &n))
			n = 0;
	}
	buf_free(&b);
	return n;
}

static void
tried_put(struct job *job, const char *from, uint64_t times)
{
	struct buf b = {0};

	buf_fmt(&b, "%llu %s", (unsigned long long)times, from);
	file_place(job->sv->folder, TRIED, buf_all(&b), 0600);
	buf_free(&b);
}

/* The keeper itself must not end by one file again and again. */
static bool
take_guarded(struct taking *t, const struct waiting *p,
    const struct feed_row *f, int fd, const char *from)
{
	uint64_t times = tried(t->outer, from);

	if (times >= INBOX_TRIES) {
		buf_fmt(&t->said,
		    "the keeper was ended %llu times while it read this file, "
		    "so it was put aside; `dijkwacht import` tries it "
		    "again, and please tell the makers\n",
		    (unsigned long long)times);
		log_say(LOG_INBOX_FAILED,
		    f->name.n > 0 ? f->name : STR("no feed"), 0);
		return false;
	}
	tried_put(t->outer, from, times + 1);
	return take(t, p, f, fd);
}

static bool
take_in(struct job *job, const struct waiting *p)
{
	struct taking t = {.outer = job, .said = {.limit = SAID_MAX}};
	struct feed_row f;
	char from[NAME_ROOM];
	bool fine = false;

	feed_preset(&f, job->sv, (struct str){0});
	if (p->folder.n > 0 &&
	    !feed_find(&job->sv->store, &job->a, p->folder, &f))
		return true; /* it was removed meanwhile: let it lie */
	snprintf(from, sizeof(from), TOP "%s%.*s/%.*s",
	    p->folder.n > 0 ? "/" : "", STR_ARG(p->folder), STR_ARG(p->name));

	int fd = openat(job->sv->folder, from,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		fine = take_guarded(&t, p, &f, fd, from);
	else if (errno == ENOENT)
		return true; /* somebody took it back */
	else
		buf_fmt(&t.said, "cannot be read: %s\n", strerror(errno));
	if (fd >= 0)
		close(fd);
	move_aside(job, from, p, fine ? "done" : "failed", buf_all(&t.said));
	unlinkat(job->sv->folder, TRIED, 0);
	buf_free(&t.said);
	return fine;
}

size_t
inbox_read(struct job *job, size_t *done)
{
	struct buf places = {0};
	size_t n, failed = 0;
	const struct waiting *p = places_find(job->sv, &job->a, &places, &n);

	for (size_t i = 0; i < n; i++) {
		job_progress(job, "file %zu of %zu", i + 1, n);
		failed += !take_in(job, &p[i]);
		job_let_others(job);
	}
	*done = n - failed;
	buf_free(&places);
	return failed;
}
