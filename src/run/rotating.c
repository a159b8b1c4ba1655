/* rotating: new keys for a service, and all that the old ones sealed */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/rotating.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/crash.h"
#include "base/file.h"
#include "evidence/chunk.h"
#include "evidence/vault.h"
#include "feed/again.h"
#include "run/backup.h"
#include "run/keeper.h"
#include "run/orphans.h"
#include "run/reads.h"
#include "run/spoken.h"
#include "store/ledger.sql.h"
#include "store/reseal.h"
#include "store/secret.sql.h"
#include "store/store.sql.h"

enum {
	READERS_WAIT = 60, /* seconds */
	JOB_UNDER_WAY = 2, /* job.state */
};

#define SPACE_MORE ((uint64_t)64 << 20) /* for indexes that fill otherwise */

/* A chunk in its new form. */
struct chunk_new {
	int64_t seq;
	struct str file; /* as the ledger names it */
	unsigned char root[MERKLE_HASH], hash[MERKLE_HASH];
	int64_t stored;
	bool missing;
};

struct rotating {
	struct job *job;
	struct service sv; /* as it is */
	int keys, stage;   /* the key folder, and ROTATING */
	struct seal to;
	struct reseal reseal;
	struct chunk_new *chunk;
	size_t n_chunks, n_told; /* told: to the new ledger */
	uint64_t bytes;		 /* of all chunks, in their files */
	struct sql *store, *secret;
	struct rotation *r;
	struct why *w;
};

/* A die() leaves no half of it: the disk may be full. */

static struct service *half_done;

static void
half_done_drop(const char *text)
{
	dprintf(STDERR_FILENO, "dijkwacht: %s\n", text);
	if (half_done != NULL)
		rotating_drop(half_done);
}

/* What is there. */

static void
chunks_list(struct rotating *x)
{
	struct buf list = {0};
	struct sql_cursor c;
	struct ledger_each_row row;

	ledger_each(x->sv.store.db, &c);
	while (ledger_each_next(&c, &row)) {
		struct chunk_new chunk = {
		    .seq = row.seq,
		    .file = arena_str(&x->job->a, row.file),
		};
		if (row.root.n == sizeof(chunk.root))
			memcpy(chunk.root, row.root.p, sizeof(chunk.root));
		x->bytes += (uint64_t)row.stored;
		buf_put(&list, &chunk, sizeof(chunk));
	}
	x->n_chunks = list.n / sizeof(struct chunk_new);
	x->chunk = arena_keep(&x->job->a, &list);
}

/* All that is sealed is there twice for a while. */
static enum err
space_check(struct rotating *x)
{
	static const char *const names[] = {
	    "store.db", "store.db-wal", "secret.db"};
	struct statvfs disk;
	struct stat st;
	struct buf b = {0};
	uint64_t need = x->bytes + SPACE_MORE;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (fstatat(x->sv.folder, names[i], &st, 0) == 0)
			need += (uint64_t)st.st_size;
	if (fstatvfs(x->sv.folder, &disk) != 0 ||
	    (uint64_t)disk.f_bavail * disk.f_frsize >= need)
		return OK;
	spoken_bytes(&b, need);
	why_set(x->w, ERR_LIMIT,
	    "the new store and evidence are made beside the old ones, and "
	    "there are not %.*s free on the disk of %s: free them and run this "
	    "again; nothing was changed",
	    STR_ARG(buf_all(&b)), x->job->path);
	buf_free(&b);
	return ERR_LIMIT;
}

/* Keys. */

/* "until-2026-11-22", or another where that is taken. */
static void
until_choose(struct rotating *x)
{
	struct buf name = {0};

	buf_str(&name, STR(KEYS_UNTIL));
	spoken_date(&name, x->job->now);

	size_t day = name.n;

	for (int n = 2; faccessat(x->keys, buf_cstr(&name), F_OK, 0) == 0;
	     n++) {
		name.n = day;
		buf_fmt(&name, "-%d", n);
	}
	file_place(x->stage, KEYS_UNTIL, buf_all(&name), 0600);
	buf_free(&name);
}

static enum err
keys_make(struct rotating *x)
{
	const char *folder = service_key_folder(&x->sv);

	x->keys = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (x->keys < 0 || faccessat(x->keys, ".", W_OK | X_OK, 0) != 0)
		return why_set(x->w, ERR_IO,
		    "the key folder %s cannot be written in: %s; run this as "
		    "the user it belongs to",
		    folder, strerror(errno));
	folder_make(x->sv.folder, ROTATING);
	x->stage =
	    openat(x->sv.folder, ROTATING, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (x->stage < 0)
		die_errno("cannot open " ROTATING);
	until_choose(x);
	if (seal_key_make(x->keys, SEAL_KEY_FILE NEXT) != OK ||
	    seal_key_make(x->keys, BACKUP_KEY_FILE NEXT) != OK)
		die("a key " SEAL_KEY_FILE NEXT " or " BACKUP_KEY_FILE NEXT
		    " lies in %s and cannot be removed: remove it",
		    folder);
	crash_point(CRASH_ROTATE_KEYED);

	enum err e = seal_key_read(x->keys, SEAL_KEY_FILE NEXT, &x->to, x->w);

	if (e == OK)
		x->w->file = (struct str){0};
	return e;
}

/* Evidence. */

/* The name of the new file takes the place of the old one's. */
static enum err
chunk_make(struct rotating *x, struct chunk_new *c)
{
	struct buf old = {0}, file = {0}, name = {0};
	struct chunk_sum sum;
	struct why why = {0};
	enum err e = vault_get(x->sv.folder, c->file, &old);

	c->missing = e == ERR_ABSENT;
	if (e == OK)
		e = chunk_reseal(
		    &file, &x->sv.seal, &x->to, buf_all(&old), &sum, &why);
	if (e == OK && memcmp(sum.root, c->root, sizeof(sum.root)) != 0)
		e = why_set(&why, ERR_SYNTAX, "is not what the ledger says");
	if (e == OK) {
		vault_replace(x->stage, c->file, buf_all(&file), &name);
		c->file = arena_str(&x->job->a, buf_all(&name));
		c->stored = (int64_t)sum.stored;
		memcpy(c->hash, sum.hash, sizeof(c->hash));
		x->r->chunks++;
		crash_point(CRASH_ROTATE_CHUNKED);
	} else if (!c->missing) {
		why_set(x->w, e,
		    "%.*s: %.60s; put it back from a backup, or take it away: "
		    "then it stays missing; nothing was changed",
		    STR_ARG(c->file), e == why.err ? why.rule : err_name(e));
	}
	x->r->missing += c->missing;
	buf_free(&name);
	buf_free(&file);
	buf_free(&old);
	return c->missing ? OK : e;
}

static enum err
evidence_make(struct rotating *x)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < x->n_chunks; i++) {
		job_progress(
		    x->job, "evidence: chunk %zu of %zu", i + 1, x->n_chunks);
		e = chunk_make(x, &x->chunk[i]);
	}
	if (e == OK)
		e = orphans_reseal(
		    x->sv.folder, x->stage, &x->sv.seal, &x->to, x->w);
	return e;
}

/* Databases. */

static void
ledger_row(struct rotating *x, const struct sql_table *t, struct sql_value *v)
{
	const struct chunk_new *c = &x->chunk[x->n_told++];

	if (x->n_told > x->n_chunks ||
	    v[sql_table_column(t, "seq")].i != c->seq)
		die("the ledger changed while keys were made anew");
	if (c->missing)
		return;
	v[sql_table_column(t, "file")].s = c->file;
	v[sql_table_column(t, "stored")].i = c->stored;
	v[sql_table_column(t, "file_hash")].s =
	    str_make(c->hash, sizeof(c->hash));
}

/* It went by the observations' ids, which are others now: from the first. */
static void
job_row(const struct sql_table *t, struct sql_value *v)
{
	if (v[sql_table_column(t, "state")].i == JOB_UNDER_WAY &&
	    v[sql_table_column(t, "stage")].i == AGAIN_OBSERVATIONS)
		v[sql_table_column(t, "place")].i = INT64_MIN;
}

static void
row(void *ctx, const struct sql_table *t, struct sql_value *v)
{
	struct rotating *x = ctx;

	reseal_row(&x->reseal, t, v);
	if (strcmp(t->name, "ledger") == 0)
		ledger_row(x, t, v);
	else if (strcmp(t->name, "job") == 0)
		job_row(t, v);
	x->r->rows++;
}

static const char *
into(void *ctx, const char *table, bool refused)
{
	(void)ctx;
	return reseal_into(table, refused);
}

static void
progress(void *ctx, uint64_t done, uint64_t all)
{
	struct rotating *x = ctx;

	job_progress(x->job, "store: row %llu of %llu",
	    (unsigned long long)done, (unsigned long long)all);
}

static enum err
database_make(struct rotating *x, struct sql *from, struct sql **to,
    const char *name, const struct sql_schema *schema)
{
	char path[PATH_ROOM + 32];
	struct sql_move m = {
	    .row = row, .into = into, .progress = progress, .ctx = x};

	snprintf(path, sizeof(path), "%s/" ROTATING "/%s", x->job->path, name);

	enum err e = sql_open(to, path, schema, SQL_WRITE, x->w);

	if (e != OK)
		return e;
	m.from = from;
	m.to = *to;
	sql_move(&m);
	return OK;
}

static enum err
databases_make(struct rotating *x)
{
	reseal_begin(&x->reseal, &x->sv.seal, &x->to);

	enum err e = database_make(
	    x, x->sv.secret, &x->secret, "secret.db", &secret_schema);

	if (e == OK) {
		credential_past_put(x->secret, &x->to, &x->sv.seal);
		e = database_make(
		    x, x->sv.store.db, &x->store, "store.db", &store_schema);
	}
	reseal_end(&x->reseal);
	crash_point(CRASH_ROTATE_MOVED);
	return e;
}

/* The end. */

static bool
readers_gone(struct rotating *x)
{
	static const struct timespec second = {.tv_sec = 1};

	for (int i = 0; flock(x->sv.folder, LOCK_EX | LOCK_NB) != 0; i++) {
		if (i == READERS_WAIT)
			return false;
		job_progress(x->job, "waiting for somebody who reads");
		nanosleep(&second, NULL);
	}
	return true;
}

/* What was looked at meanwhile, and that keys were made. */
static void
last_rows(struct rotating *x)
{
	struct store s = {.db = x->store, .seal = &x->to};

	reads_carry(&x->sv, &s, x->job->now);
	sql_begin(s.db);
	store_audit(&s, store_person(&s, x->job->person_name, x->job->now),
	    x->job->now, STR("keys rotate"), (struct str){0});
	sql_commit(s.db);
}

static void
database_end(struct rotating *x, struct sql **db, const char *name)
{
	if (!sql_checkpoint(*db))
		die("somebody reads the new %s", name);
	sql_close(*db);
	*db = NULL;

	int fd = openat(x->stage, name, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fsync(fd) != 0)
		die_errno("cannot make " ROTATING "/%s lasting", name);
	close(fd);
}

static enum err
decide(struct rotating *x)
{
	if (!readers_gone(x))
		return why_set(x->w, ERR_BUSY,
		    "somebody has been reading the service for %d seconds (an "
		    "export, a list): wait for that and run this again; "
		    "nothing was changed",
		    READERS_WAIT);
	last_rows(x);
	database_end(x, &x->store, "store.db");
	database_end(x, &x->secret, "secret.db");
	if (fsync(x->stage) != 0 || fsync(x->keys) != 0)
		die_errno("cannot make the new keys lasting");
	crash_point(CRASH_ROTATE_WRITTEN);
	half_done = NULL;
	if (renameat(x->sv.folder, ROTATING, x->sv.folder, ROTATED) != 0 ||
	    fsync(x->sv.folder) != 0)
		die_errno("cannot rename " ROTATING);
	crash_point(CRASH_ROTATE_DECIDED);
	return OK;
}

/* What nobody spoke of would be lost with the old key. */
static void
columns_check(struct rotating *x)
{
	static const struct sql_schema *const all[] = {
	    &store_schema, &secret_schema};
	struct str missing = reseal_missing(all, 2, &x->job->a);

	if (missing.n > 0)
		die("nothing says how %.*s is sealed: this is a mistake in the "
		    "program: please report it; nothing was changed",
		    STR_ARG(missing));
}

static enum err
make_all(struct rotating *x)
{
	columns_check(x);
	rotating_drop(&x->sv);
	orphans_move(&x->sv.store, x->sv.folder);
	orphans_review(&x->sv.store, x->sv.folder);
	backup_copies_remove(x->sv.folder);
	chunks_list(x);

	enum err e = space_check(x);

	if (e == OK && x->sv.seal.n_former == SEAL_FORMER)
		e = why_set(x->w, ERR_LIMIT,
		    "keys were made anew %d times, and no more can be",
		    (int)SEAL_FORMER);
	if (e == OK)
		e = keys_make(x);
	if (e == OK)
		e = evidence_make(x);
	if (e == OK)
		e = databases_make(x);
	if (e == OK)
		e = decide(x);
	return e;
}

static enum err
make_and_settle(struct job *job, struct rotation *r, struct why *w)
{
	struct rotating x = {
	    .job = job, .keys = -1, .stage = -1, .r = r, .w = w};
	enum err e = service_open(&x.sv, job->path, SERVICE_WRITE, w);

	if (e == OK) {
		half_done = &x.sv;
		die_hook(half_done_drop);
		e = make_all(&x);
		half_done = NULL;
		if (e != OK)
			rotating_drop(&x.sv);
	}
	sql_close(x.store);
	sql_close(x.secret);
	seal_wipe(&x.to);
	if (x.stage >= 0)
		close(x.stage);
	if (x.keys >= 0)
		close(x.keys);

	/* nobody is let in before all is in place */
	int turn = e == OK ? dup(x.sv.folder) : -1;

	service_close(&x.sv);
	if (e == OK)
		e = rotated_settle(job, r, w);
	if (turn >= 0)
		close(turn);
	return e;
}

static bool
was_broken_off(const char *path)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool yes = folder >= 0 && rotated_is(folder);

	if (folder >= 0)
		close(folder);
	return yes;
}

enum err
rotate(struct job *job, struct rotation *r, struct why *w)
{
	int lock;
	enum err e = keeper_lock(job->path, &lock, w);

	*r = (struct rotation){0};
	if (e == ERR_BUSY) {
		*w = (struct why){0};
		return why_set(w, e,
		    "a service or a command runs in %s: stop it (`systemctl "
		    "stop dijkwacht`) and run this again",
		    job->path);
	}
	if (e != OK)
		return e;
	r->finished = was_broken_off(job->path);
	if (r->finished)
		e = rotated_settle(job, r, w);
	else
		e = make_and_settle(job, r, w);
	close(lock);
	return e;
}
