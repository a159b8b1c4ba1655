/* restore: a service made again from a backup, on hold */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/restore.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "evidence/vault.h"
#include "run/backup_stream.h"
#include "run/erased_list.h"
#include "run/erasing.h"
#include "run/ledger_check.h"
#include "store/erasure.sql.h"
#include "store/notice.sql.h"
#include "store/organisation.sql.h"
#include "store/secret.sql.h"
#include "store/store.sql.h"
#include "value/domain.h"

#define CONF_NOT_YET "dijkwacht.conf.restoring"

enum { FDS = 16, CONF_MAX = 64 * 1024, KEY_MAX = 64 * 1024 };

struct unpacking {
	struct job *job;
	struct service *sv;
	const char *keys, *list;
	bool list_named; /* it has to be there */
	struct backup_in *in;
	struct restored *r;
	struct why *w;
};

/* The folder. */

static enum err
folder_is_free(const char *path, struct why *w)
{
	DIR *d = opendir(path);
	bool empty = true;

	if (d == NULL && errno == ENOENT)
		return OK;
	if (d == NULL)
		return why_set(w, ERR_IO, "cannot open the folder %s: %s", path,
		    strerror(errno));
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		empty = empty &&
		    (strcmp(e->d_name, ".") == 0 ||
			strcmp(e->d_name, "..") == 0);
	closedir(d);
	if (empty)
		return OK;
	return why_set(w, ERR_TAKEN,
	    "%s is not empty: a backup is restored into an empty folder only",
	    path);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind;
	return at->level == 0 ? 0 : remove(path);
}

/* Keys. */

static enum err
keys_open(const char *path, int *dir, struct why *w)
{
	*dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*dir >= 0)
		return OK;
	return why_set(w, ERR_ABSENT, "the key folder %s cannot be opened: %s",
	    path, strerror(errno));
}

static enum err
key_copy(int from, int to, const char *name, struct why *w)
{
	struct buf text = {0};
	struct stat st;

	if (fstatat(from, name, &st, 0) == 0 && S_ISDIR(st.st_mode))
		return OK; /* keys of before, for older backups */

	enum err e = file_slurp(from, name, KEY_MAX, &text);

	if (e == OK)
		file_place(to, name, buf_all(&text), 0600);
	seal_forget(text.p, text.n);
	buf_free(&text);
	return e == OK ? OK : why_set(w, e, "cannot read %s", name);
}

/* All that lies in the key folder: a mail password, keys that sign. */
static enum err
keys_copy(int from, int to, struct why *w)
{
	DIR *d = fdopendir(dup(from));
	enum err e = OK;

	if (d == NULL)
		return why_set(w, ERR_IO, "cannot read the key folder: %s",
		    strerror(errno));
	for (struct dirent *f; e == OK && (f = readdir(d)) != NULL;)
		if (f->d_name[0] != '.')
			e = key_copy(from, to, f->d_name, w);
	closedir(d);
	return e;
}

/* Puts the keys where the service looks for them; there may be only the same
 * ones. */
static enum err
keys_settle(struct unpacking *u)
{
	const char *name = service_key_folder(u->sv);
	unsigned char mine[SEAL_ROOT], there[SEAL_ROOT];
	struct why none = {0};
	int from, to = -1;
	enum err e = keys_open(u->keys, &from, u->w);

	if (e != OK)
		return e;
	e = seal_root_read(from, "seal.key", mine, u->w);
	if (e == OK) {
		u->w->file = (struct str){0};
		folder_make(AT_FDCWD, name);
		e = keys_open(name, &to, u->w);
	}
	if (e == OK && seal_root_read(to, "seal.key", there, &none) == OK) {
		if (sodium_memcmp(mine, there, sizeof(mine)) != 0)
			e = why_set(u->w, ERR_TAKEN,
			    "%s holds another key already: it is not written "
			    "over",
			    name);
	} else if (e == OK) {
		e = keys_copy(from, to, u->w);
		u->r->keys_copied = true;
	}
	seal_forget(mine, sizeof(mine));
	seal_forget(there, sizeof(there));
	close(from);
	if (to >= 0)
		close(to);
	u->r->keys = name;
	return e;
}

/* The settings come first in a backup: they may say where the keys are. */
static enum err
settings_arrived(struct unpacking *u)
{
	struct buf text = {0};
	enum err e = file_slurp(u->sv->folder, CONF_NOT_YET, CONF_MAX, &text);

	settings_init(&u->sv->settings);
	if (e == OK)
		e = settings_read(&u->sv->settings, &u->sv->a,
		    arena_str(&u->sv->a, buf_all(&text)), u->w);
	else
		e = why_set(u->w, e, "cannot read %s back", CONF_NOT_YET);
	buf_free(&text);
	if (e == OK && zone_set(u->sv->settings.text[SETTING_ZONE]) != OK)
		e = why_set(u->w, ERR_ABSENT,
		    "this system does not know the zone of the service");
	return e == OK ? keys_settle(u) : e;
}

/* Unpacking. */

static la_ssize_t
from_stream(struct archive *tar, void *ctx, const void **p)
{
	struct unpacking *u = ctx;
	struct str part;

	if (backup_in_next(u->in, &part, u->w) != OK) {
		archive_set_error(tar, EIO, "%s", u->w->rule);
		return -1;
	}
	*p = part.p;
	return (la_ssize_t)part.n;
}

/* What lies where in the folder; NULL for what no backup has. */
static const char *
place_of(const char *name)
{
	if (strcmp(name, "dijkwacht.conf") == 0)
		return CONF_NOT_YET;
	if (strcmp(name, "store.db") == 0 || strcmp(name, "secret.db") == 0 ||
	    vault_name_is(str_of(name)))
		return name;
	return NULL;
}

static enum err
tar_failed(struct unpacking *u, struct archive *tar)
{
	return why_set(u->w, ERR_SYNTAX, "the backup does not unpack: %s",
	    archive_error_string(tar));
}

static enum err
bytes_unpack(
    struct unpacking *u, struct archive *tar, const char *place, int fd)
{
	char part[65536];
	la_ssize_t n;

	while ((n = archive_read_data(tar, part, sizeof(part))) > 0)
		if (!file_write(fd, part, (size_t)n))
			return why_set(u->w, ERR_IO, "cannot write %s: %s",
			    place, strerror(errno));
	if (n < 0)
		return tar_failed(u, tar);
	if (fsync(fd) != 0)
		return why_set(u->w, ERR_IO, "cannot write %s: %s", place,
		    strerror(errno));
	return OK;
}

static enum err
file_unpack(struct unpacking *u, struct archive *tar, const char *name)
{
	const char *place = place_of(name);

	if (place == NULL)
		return why_set(u->w, ERR_SYNTAX,
		    "the backup holds %.60s, which no backup of ours does",
		    name);
	if (strrchr(place, '/') != NULL)
		folder_make(u->sv->folder,
		    arena_cstr(&u->sv->a,
			str_upto(str_of(place),
			    (size_t)(strrchr(place, '/') - place))));

	int fd = openat(u->sv->folder, place,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return why_set(u->w, ERR_IO, "cannot write %s: %s", place,
		    strerror(errno));

	enum err e = bytes_unpack(u, tar, place, fd);

	close(fd);
	u->r->files++;
	job_progress(
	    u->job, "%llu files unpacked", (unsigned long long)u->r->files);
	if (e == OK && strcmp(place, CONF_NOT_YET) == 0)
		e = settings_arrived(u);
	return e;
}

/* What is behind the tar must be proved too, to the mark of the end. */
static enum err
end_read(struct unpacking *u)
{
	struct str part;
	enum err e;

	do
		e = backup_in_next(u->in, &part, u->w);
	while (e == OK && part.n > 0);
	return e;
}

static enum err
unpack(struct unpacking *u)
{
	struct archive *tar = archive_read_new();
	struct archive_entry *entry;
	enum err e = OK;
	int n = ARCHIVE_OK;

	if (tar == NULL)
		die("out of memory for a backup");
	if (archive_read_support_filter_zstd(tar) != ARCHIVE_OK ||
	    archive_read_support_format_tar(tar) != ARCHIVE_OK ||
	    archive_read_open(tar, u, NULL, from_stream, NULL) != ARCHIVE_OK)
		e = tar_failed(u, tar);
	while (e == OK &&
	    (n = archive_read_next_header(tar, &entry)) == ARCHIVE_OK)
		e = file_unpack(u, tar, archive_entry_pathname(entry));
	if (e == OK && n != ARCHIVE_EOF)
		e = tar_failed(u, tar);
	archive_read_free(tar);
	return e == OK ? end_read(u) : e;
}

/* Looking through. */

static enum err
database_open(struct unpacking *u, const char *name, struct sql **db,
    const struct sql_schema *schema)
{
	char path[PATH_ROOM + 16];
	struct buf complaints = {0};

	snprintf(path, sizeof(path), "%s/%s", u->job->path, name);
	if (faccessat(u->sv->folder, name, F_OK, 0) != 0)
		return why_set(
		    u->w, ERR_SYNTAX, "the backup holds no %s", name);

	enum err e = sql_open(db, path, schema, SQL_WRITE, u->w);

	job_progress(u->job, "looking %s through", name);
	if (e == OK && !sql_integrity(*db, &complaints))
		e = why_set(u->w, ERR_SYNTAX,
		    "%s is damaged: use another "
		    "backup",
		    name);
	buf_free(&complaints);
	return e;
}

static enum err
look_through(struct unpacking *u)
{
	struct job job = *u->job;
	int keys;
	enum err e = keys_open(service_key_folder(u->sv), &keys, u->w);

	if (e != OK)
		return e;
	e = seal_key_read(keys, "seal.key", &u->sv->seal, u->w);
	close(keys);
	if (e == OK)
		u->w->file = (struct str){0};
	u->sv->store.seal = &u->sv->seal;
	if (e == OK)
		e = database_open(
		    u, "store.db", &u->sv->store.db, &store_schema);
	if (e == OK)
		e = database_open(
		    u, "secret.db", &u->sv->secret, &secret_schema);
	job.sv = u->sv;
	if (e == OK && ledger_check(&job, NULL, &u->r->evidence) != OK)
		e = why_set(u->w, ERR_SYNTAX,
		    "the evidence is not what it was: use another backup");
	if (e == OK)
		credential_past_take(u->sv->secret, &u->sv->seal);
	return e;
}

/* Erased since. */

struct again {
	struct unpacking *u;
	struct job job;
	enum err e;
};

static void
erase_again(void *ctx, struct str ref)
{
	struct again *g = ctx;
	struct sql *db = g->u->sv->store.db;
	struct organisation_by_ref_row row;
	struct erased sums;

	if (g->e != OK || !organisation_by_ref(db, ref, &row))
		return;
	sql_begin(db);
	erasure_unlease(db, row.id);
	sql_commit(db);
	g->e = erasing_run(&g->job, row.id,
	    STR("erased after the backup was made"), false, &sums, g->u->w);
	g->u->r->erased += g->e == OK && !sums.already;
}

/* The list goes along: the next backups are not of before these erasures, but
 * those that lie there are. */
static enum err
erasures_apply(struct unpacking *u)
{
	struct again g = {.u = u, .job = *u->job};
	struct buf text = {0};
	enum err e = file_slurp(AT_FDCWD, u->list, ERASED_LIST_MAX, &text);

	g.job.sv = u->sv;
	if (e == ERR_ABSENT && !u->list_named) {
		buf_free(&text);
		return OK;
	}
	if (e != OK)
		e = why_set(u->w, e, "cannot read %s: %s", u->list,
		    e == ERR_LIMIT ? "it is too large for a list of erasures"
				   : strerror(errno));
	else
		file_place(u->sv->folder, ERASED_LIST, buf_all(&text), 0600);
	if (e == OK) {
		u->r->list = u->list;
		u->w->file = str_of(u->list);
		arena_init(&g.job.a, 0); /* its own: this job is a copy */
		e = erased_list_each(
		    &u->sv->seal, buf_all(&text), erase_again, &g, u->w);
		arena_free(&g.job.a);
	}
	if (e == OK)
		e = g.e;
	if (e == OK)
		u->w->file = (struct str){0};
	if (e == OK && u->r->erased > 0 && !sql_checkpoint(u->sv->store.db))
		die("somebody reads a store that is being restored");
	buf_free(&text);
	return e;
}

/* In the store, and as the file that whoever sends looks for. */
static void
hold_put(struct unpacking *u)
{
	struct store *s = &u->sv->store;
	struct buf reason = {0};

	buf_str(&reason, STR("restored from backup of "));
	time_put(&reason, u->in->made);
	sql_begin(s->db);

	int64_t person = store_person(s, u->job->person_name, u->job->now);

	hold_sending(
	    s->db, store_id(s, "hold"), u->job->now, person, buf_all(&reason));
	store_audit(s, person, u->job->now, STR("restore"), (struct str){0});
	sql_commit(s->db);
	buf_char(&reason, '\n');
	file_place(u->sv->folder, "run/hold", buf_all(&reason), 0600);
	buf_free(&reason);
}

static enum err
restore_into(struct unpacking *u)
{
	enum err e;

	service_folders_make(u->job->path);
	u->sv->path = u->job->path;
	u->sv->folder = open(u->job->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (u->sv->folder < 0)
		die_errno("cannot open %s", u->job->path);
	e = unpack(u);
	if (e == OK && u->r->keys == NULL)
		e = why_set(u->w, ERR_SYNTAX, "the backup holds no settings");
	if (e == OK)
		e = look_through(u);
	if (e == OK)
		e = erasures_apply(u);
	if (e == OK) {
		hold_put(u);
		if (renameat(u->sv->folder, CONF_NOT_YET, u->sv->folder,
			"dijkwacht.conf") != 0 ||
		    fsync(u->sv->folder) != 0)
			die_errno("cannot put dijkwacht.conf in place");
	}
	return e;
}

static enum err
backup_open(struct unpacking *u, const char *file, int *fd)
{
	struct backup_key key;
	int dir;
	enum err e = keys_open(u->keys, &dir, u->w);

	if (e != OK)
		return e;
	e = backup_key_read(dir, &key, u->w);
	close(dir);
	if (e != OK)
		return e;
	u->w->file = (struct str){0};
	*fd = open(file, O_RDONLY | O_CLOEXEC);
	if (*fd < 0)
		return why_set(u->w, ERR_ABSENT, "cannot read %s: %s", file,
		    strerror(errno));
	e = backup_in_begin(u->in, *fd, &key, u->w);
	seal_forget(&key, sizeof(key));
	u->r->made = u->in->made;
	return e;
}

/* The list that lies beside a backup. */
static const char *
list_beside(struct job *job, const char *file)
{
	const char *slash = strrchr(file, '/');
	struct buf path = {0};

	if (slash != NULL)
		buf_put(&path, file, (size_t)(slash + 1 - file));
	buf_str(&path, STR(ERASED_LIST_COPY));

	const char *kept = arena_cstr(&job->a, buf_all(&path));

	buf_free(&path);
	return kept;
}

enum err
restore(struct job *job, const char *file, const char *keys, const char *erased,
    struct restored *r, struct why *w)
{
	struct service sv = {.folder = -1};
	struct unpacking u = {
	    .job = job,
	    .sv = &sv,
	    .keys = keys,
	    .list = erased != NULL ? erased : list_beside(job, file),
	    .list_named = erased != NULL,
	    .in = ARENA_NEW(&job->a, struct backup_in, 1),
	    .r = r,
	    .w = w,
	};
	int fd = -1;

	*r = (struct restored){0};
	arena_init(&sv.a, 0);

	enum err e = folder_is_free(job->path, w);

	if (e == OK && domain_suffixes_load() != OK)
		e = why_set(w, ERR_ABSENT,
		    "the Public Suffix List is missing: install the Debian "
		    "package publicsuffix");
	if (e == OK)
		e = backup_open(&u, file, &fd);
	if (e == OK && (e = restore_into(&u)) != OK)
		nftw(job->path, remove_one, FDS, FTW_DEPTH | FTW_PHYS);
	if (r->keys != NULL)
		r->keys = arena_cstr(&job->a, str_of(r->keys));
	if (fd >= 0)
		close(fd);
	service_close(&sv);
	return e;
}
