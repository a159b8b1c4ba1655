/* cmd_backup: the whole service in one sealed file, while it runs */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/time.h"
#include "run/backup.h"
#include "run/commands.h"
#include "run/erased_list.h"
#include "run/log.h"
#include "run/output_file.h"
#include "run/spoken.h"

#define NIGHTLY_BEGIN "dijkwacht-"
#define NIGHTLY_END   ".backup"

static int
made(struct job *job, int fd)
{
	struct backup_sum sum;
	struct buf size = {0};
	struct why w = {0};

	if (backup_make(job, fd, &sum, &w) != OK)
		return job_why(job, &w);
	spoken_bytes(&size, sum.bytes);
	job_out(job,
	    "backup made: %llu files, %.*s; it opens with the keys of %s "
	    "only\n",
	    (unsigned long long)sum.files, STR_ARG(buf_all(&size)),
	    service_key_folder(job->sv));
	log_say(LOG_BACKUP_MADE, (struct str){0}, (int64_t)sum.bytes);
	buf_free(&size);
	return 0;
}

/* Those of every night. */

static bool
is_nightly(struct str name)
{
	int32_t day;
	size_t begin = sizeof(NIGHTLY_BEGIN) - 1;

	return str_starts(name, STR(NIGHTLY_BEGIN)) &&
	    str_ends(name, STR(NIGHTLY_END)) &&
	    name.n == begin + 10 + sizeof(NIGHTLY_END) - 1 &&
	    day_read(str_upto(str_from(name, begin), 10), &day);
}

static int
name_cmp(const void *a, const void *b)
{
	const struct str *const x = a, *const y = b;

	return str_cmp(*x, *y);
}

/* All but the newest; their names are their days. */
static void
oldest_drop(struct job *job, const char *folder)
{
	size_t keep = (size_t)job->sv->settings.number[SETTING_BACKUP_KEEP];
	struct buf names = {0};
	DIR *d = opendir(folder);

	if (d == NULL)
		return;
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		struct str name = arena_str(&job->a, str_of(e->d_name));
		if (is_nightly(name))
			buf_put(&names, &name, sizeof(name));
	}

	struct str *name = (struct str *)(void *)names.p;
	size_t n = names.n / sizeof(*name);

	if (n > 0)
		qsort(name, n, sizeof(*name), name_cmp);
	for (size_t i = 0; i + keep < n; i++)
		if (unlinkat(dirfd(d), arena_cstr(&job->a, name[i]), 0) != 0)
			job_err(job, "cannot remove %s/%.*s: %s\n", folder,
			    STR_ARG(name[i]), strerror(errno));
	closedir(d);
	buf_free(&names);
}

static int
nightly(struct job *job)
{
	struct str folder = job->sv->settings.text[SETTING_BACKUP_FOLDER];
	struct output_file o;
	struct buf path = {0};
	struct why w = {0};

	if (folder.n == 0) {
		job_err(job, "set backup-folder in dijkwacht.conf first\n");
		return 1;
	}
	buf_fmt(&path, "%.*s/" NIGHTLY_BEGIN, STR_ARG(folder));
	spoken_date(&path, job->now);
	buf_str(&path, STR(NIGHTLY_END));

	enum err e = output_begin(&o, buf_all(&path), true, &w);

	buf_free(&path);
	if (e != OK)
		return job_why(job, &w);

	int code = made(job, o.fd);

	if (output_end(&o, code == 0, &w) != OK)
		return job_why(job, &w);
	erased_list_copy(job);
	if (code == 0)
		oldest_drop(job, arena_cstr(&job->a, folder));
	return code;
}

static int
run(struct job *job)
{
	struct str name;
	int fd;

	if (call_given(job->call, "nightly") && job->call->n_words == 0)
		return nightly(job);
	if (call_given(job->call, "nightly") ||
	    !job->ways.input(job->ways.ctx, &name, &fd)) {
		job_err(job, "give the FILE to write, or --nightly\n");
		return 2;
	}

	int code = made(job, fd);

	close(fd);
	return code;
}

static const struct option options[] = {
    {"replace", NULL, "write over a file of that name"},
    {"nightly", NULL, "into backup-folder, by today's date, as `serve` does"},
    {0},
};

const struct command command_backup = {
    .name = "backup",
    .example = "/mnt/elsewhere/dijkwacht.backup",
    .args = "[FILE]",
    .about = "put the whole service, running or not, in one sealed file",
    .most = 1,
    .place = PLACE_KEEPER,
    .options = options,
    .writes = true,
    .more =
	"Holds settings, store, credentials and evidence as they are at one "
	"moment, sealed with backup.key of the key folder. It does not hold "
	"the keys: keep a copy of the key folder in another place, for "
	"without it a backup cannot be opened. Other commands go on "
	"meanwhile. `dijkwacht restore` is the way back.",
    .run = run,
};
