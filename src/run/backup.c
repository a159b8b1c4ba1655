/* backup: a running service, as it is at one moment, in one sealed file */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/backup.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crash.h"
#include "base/file.h"
#include "evidence/vault.h"
#include "run/backup_stream.h"
#include "store/ledger.sql.h"
#include "store/store.sql.h"

#define COPIES	    "run/backup"
#define STORE_COPY  COPIES "/store.db"
#define SECRET_COPY COPIES "/secret.db"

struct packing {
	struct job *job;
	struct archive *tar;
	struct backup_out *out;
	struct backup_sum *sum;
};

static ssize_t
to_stream(struct archive *tar, void *ctx, const void *p, size_t n)
{
	struct packing *pk = ctx;

	(void)tar;
	backup_out_put(pk->out, p, n);
	return (ssize_t)n;
}

/* The copies. */

void
backup_copies_remove(int folder)
{
	static const char *const names[] = {STORE_COPY, SECRET_COPY};
	static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
	char name[64];

	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < sizeof(ends) / sizeof(*ends); k++) {
			snprintf(name, sizeof(name), "%s%s", names[i], ends[k]);
			if (unlinkat(folder, name, 0) != 0 && errno != ENOENT)
				die_errno("cannot remove %s", name);
		}
}

static enum err
copy_make(struct job *job, struct sql *db, const char *name, struct why *w)
{
	char path[PATH_ROOM + 32];
	struct sql_copy c;
	unsigned percent;

	snprintf(path, sizeof(path), "%s/%s", job->path, name);
	if (sql_copy_begin(&c, db, path, w) != OK)
		return w->err;
	while (sql_copy_step(&c, &percent)) {
		job_progress(
		    job, "copying %s: %u %%", strrchr(name, '/') + 1, percent);
		job_let_others(job);
	}
	return sql_copy_end(&c, w);
}

/* The store last: what it names in the other one is there then. */
static enum err
copies_make(struct job *job, struct why *w)
{
	folder_make(job->sv->folder, COPIES);
	backup_copies_remove(job->sv->folder);

	enum err e = copy_make(job, job->sv->secret, SECRET_COPY, w);

	if (e == OK)
		e = copy_make(job, job->sv->store.db, STORE_COPY, w);
	return e;
}

/* Packing. */

static enum err
packing_failed(struct packing *pk, const char *name, struct why *w)
{
	return why_set(w, ERR_IO, "cannot pack %s: %s", name,
	    archive_error_string(pk->tar));
}

static enum err
bytes_pack(
    struct packing *pk, const char *name, int fd, int64_t left, struct why *w)
{
	char part[65536];

	while (left > 0) {
		size_t want =
		    left < (int64_t)sizeof(part) ? (size_t)left : sizeof(part);
		if (file_read(fd, part, want) != (long)want)
			return why_set(w, ERR_IO,
			    "%s changed while it was read: make the backup "
			    "again",
			    name);
		if (archive_write_data(pk->tar, part, want) != (la_ssize_t)want)
			return packing_failed(pk, name, w);
		left -= (int64_t)want;
	}
	return OK;
}

/* The file at path in the service's folder, as name. */
static enum err
file_pack(struct packing *pk, const char *path, const char *name, struct why *w)
{
	int fd = openat(
	    pk->job->sv->folder, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct archive_entry *entry = archive_entry_new();
	struct stat st;
	enum err e = OK;

	if (entry == NULL)
		die("out of memory for a backup");
	if (fd < 0 || fstat(fd, &st) != 0) {
		e = why_set(w, ERR_IO,
		    "cannot read %s: %s; see `dijkwacht "
		    "evidence verify`",
		    path, strerror(errno));
	} else {
		archive_entry_set_pathname(entry, name);
		archive_entry_set_size(entry, st.st_size);
		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_perm(entry, 0600);
		archive_entry_set_mtime(entry, pk->job->now, 0);
		if (archive_write_header(pk->tar, entry) != ARCHIVE_OK)
			e = packing_failed(pk, name, w);
		else
			e = bytes_pack(pk, name, fd, st.st_size, w);
		pk->sum->files++;
	}
	archive_entry_free(entry);
	if (fd >= 0)
		close(fd);
	return e;
}

/* What the ledger of the copy names: nothing of it changes any more. */
static enum err
evidence_pack(struct packing *pk, struct why *w)
{
	char path[PATH_ROOM + 32], name[256];
	struct sql *copy = NULL;
	struct sql_cursor c;
	struct ledger_each_row row;
	struct ledger_sum_row sum;
	uint64_t n = 0;

	snprintf(path, sizeof(path), "%s/" STORE_COPY, pk->job->path);

	enum err e = sql_open(&copy, path, &store_schema, SQL_READ, w);

	if (e != OK)
		return e;
	ledger_sum(copy, &sum);
	ledger_each(copy, &c);
	while (e == OK && ledger_each_next(&c, &row)) {
		snprintf(name, sizeof(name), "%.*s", STR_ARG(row.file));
		job_progress(pk->job, "packing chunk %llu of %lld",
		    (unsigned long long)++n, (long long)sum.chunks_int);
		e = file_pack(pk, name, name, w);
		job_let_others(pk->job);
	}
	sql_cursor_end(&c);
	sql_close(copy);
	return e;
}

static enum err
all_pack(struct packing *pk, struct why *w)
{
	/* the settings first: they say where the keys are to be */
	enum err e = file_pack(pk, "dijkwacht.conf", "dijkwacht.conf", w);

	if (e == OK)
		e = file_pack(pk, SECRET_COPY, "secret.db", w);
	if (e == OK)
		e = file_pack(pk, STORE_COPY, "store.db", w);
	if (e == OK)
		e = evidence_pack(pk, w);
	return e;
}

static enum err
stream_make(struct packing *pk, struct why *w)
{
	pk->tar = archive_write_new();
	if (pk->tar == NULL)
		die("out of memory for a backup");

	enum err e = OK;

	if (archive_write_set_format_pax_restricted(pk->tar) != ARCHIVE_OK ||
	    archive_write_add_filter_zstd(pk->tar) != ARCHIVE_OK ||
	    archive_write_set_bytes_in_last_block(pk->tar, 1) != ARCHIVE_OK ||
	    archive_write_open(pk->tar, pk, NULL, to_stream, NULL) !=
		ARCHIVE_OK)
		e = packing_failed(pk, "the backup", w);
	if (e == OK)
		e = all_pack(pk, w);
	if (archive_write_close(pk->tar) != ARCHIVE_OK && e == OK)
		e = packing_failed(pk, "the backup", w);
	archive_write_free(pk->tar);
	return e;
}

static void
audit_it(struct job *job)
{
	struct store *s = &job->sv->store;

	sql_begin(s->db);
	store_audit(
	    s, job_person(job), job->now, STR("backup"), (struct str){0});
	sql_commit(s->db);
}

enum err
backup_make(struct job *job, int fd, struct backup_sum *sum, struct why *w)
{
	struct backup_out *out = ARENA_NEW(&job->a, struct backup_out, 1);
	struct packing pk = {.job = job, .out = out, .sum = sum};

	*sum = (struct backup_sum){0};
	if (!job->sv->backup_key_there)
		return why_set(w, ERR_ABSENT,
		    "there is no %s in %s: `dijkwacht init --folder %s` makes "
		    "one and leaves the rest as it is",
		    BACKUP_KEY_FILE, service_key_folder(job->sv), job->path);

	enum err e = copies_make(job, w);

	crash_point(CRASH_BACKUP_COPIED);
	if (e == OK) {
		backup_out_begin(out, fd, &job->sv->backup_key, job->now);
		e = stream_make(&pk, w);
		if (backup_out_end(out, w) != OK)
			e = ERR_IO;
	}
	backup_copies_remove(job->sv->folder);
	crash_point(CRASH_BACKUP_WRITTEN);
	sum->bytes = out->bytes;
	if (e == OK)
		audit_it(job);
	return e;
}
