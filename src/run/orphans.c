/* orphans: chunk files that no ledger row names, after a crash or a restore */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/orphans.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "evidence/chunk.h"
#include "evidence/vault.h"
#include "store/ledger.sql.h"

#define TOP   "evidence/"
#define APART TOP "orphan"

enum { NAME_ROOM = 128, MONTH = sizeof("2026-11-") - 1 };

struct orphans {
	struct store *store;
	int folder;
};

static bool
known(void *ctx, struct str name)
{
	const struct orphans *o = ctx;
	struct ledger_knows_file_row row;

	return ledger_knows_file(o->store->db, name, &row);
}

/* "evidence/2026/11/ID.chunk" gives "evidence/orphan/2026-11-ID.chunk". */
static void
name_apart(char out[NAME_ROOM], struct str name)
{
	struct str rest = str_from(name, sizeof(TOP) - 1);

	snprintf(out, NAME_ROOM, APART "/%.*s-%.*s-%.*s",
	    STR_ARG(str_upto(rest, 4)), STR_ARG(str_upto(str_from(rest, 5), 2)),
	    STR_ARG(str_from(rest, MONTH)));
}

/* And back: false for a file that is none of ours. */
static bool
name_in_place(char out[NAME_ROOM], struct str name)
{
	if (name.n <= MONTH || name.p[4] != '-' || name.p[MONTH - 1] != '-')
		return false;
	snprintf(out, NAME_ROOM, TOP "%.*s/%.*s/%.*s",
	    STR_ARG(str_upto(name, 4)), STR_ARG(str_upto(str_from(name, 5), 2)),
	    STR_ARG(str_from(name, MONTH)));
	return vault_name_is(str_of(out));
}

static void
rename_to(int folder, const char *from, const char *to)
{
	if (renameat(folder, from, folder, to) != 0)
		die_errno("cannot move %s to %s", from, to);
}

/* Whether the ledger names a form of the same chunk that was written later:
 * rows were erased then. */
static bool
erased_since(const struct orphans *o, struct str name)
{
	struct str stem, other;
	uint64_t times = vault_rewritten(name, &stem);
	struct ledger_of_stem_row row;

	return ledger_of_stem(o->store->db, stem, &row) &&
	    vault_rewritten(row.file, &other) > times;
}

/* True for what was half written, or holds rows that were erased: take it
 * away. */
static bool
orphan(void *ctx, struct str name)
{
	const struct orphans *o = ctx;
	char from[NAME_ROOM], to[NAME_ROOM];

	if (!vault_name_is(name) || erased_since(o, name))
		return true;
	folder_make(o->folder, APART);
	snprintf(from, sizeof(from), "%.*s", STR_ARG(name));
	name_apart(to, name);
	rename_to(o->folder, from, to);
	return false;
}

void
orphans_move(struct store *s, int folder)
{
	struct orphans o = {.store = s, .folder = folder};

	vault_orphans(folder,
	    &(struct vault_sweep){.known = known, .orphan = orphan, .ctx = &o});
}

static void
review(struct orphans *o, struct str name)
{
	char apart[NAME_ROOM], place[NAME_ROOM];

	if (!name_in_place(place, name) || !known(o, str_of(place)))
		return;
	name_apart(apart, str_of(place));
	if (faccessat(o->folder, place, F_OK, 0) != 0)
		rename_to(o->folder, apart, place);
	else if (unlinkat(o->folder, apart, 0) != 0)
		die_errno("cannot remove %s", apart);
}

static DIR *
apart_open(int folder)
{
	int fd = openat(
	    folder, APART, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 && errno != ENOENT)
		die_errno("cannot read the folder %s", APART);
	return fd < 0 ? NULL : fdopendir(fd);
}

void
orphans_review(struct store *s, int folder)
{
	struct orphans o = {.store = s, .folder = folder};
	DIR *d = apart_open(folder);

	if (d == NULL)
		return;
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		review(&o, str_of(e->d_name));
	closedir(d);
}

static enum err
reseal(int folder, int stage, const struct seal *from, const struct seal *to,
    const char *name, struct why *w)
{
	char apart[NAME_ROOM], place[NAME_ROOM];
	struct buf old = {0}, file = {0};
	struct chunk_sum sum;

	if (!name_in_place(place, str_of(name)))
		return OK;
	name_apart(apart, str_of(place));

	enum err e = file_slurp(folder, apart, CHUNK_FILE_MAX, &old);

	struct why why = {0};

	if (e == OK)
		e = chunk_reseal(&file, from, to, buf_all(&old), &sum, &why);
	if (e != OK)
		why_set(w, e, "%s: %.60s; take it away and run this again",
		    apart, e == why.err ? why.rule : err_name(e));
	if (e == OK) {
		folder_make(stage, APART);
		file_place(stage, apart, buf_all(&file), 0600);
	}
	buf_free(&file);
	buf_free(&old);
	return e;
}

enum err
orphans_reseal(int folder, int stage, const struct seal *from,
    const struct seal *to, struct why *w)
{
	DIR *d = apart_open(folder);
	enum err e = OK;

	if (d == NULL)
		return OK;
	for (struct dirent *f; e == OK && (f = readdir(d)) != NULL;)
		e = reseal(folder, stage, from, to, f->d_name, w);
	closedir(d);
	return e;
}

size_t
orphans_kept(int folder)
{
	char place[NAME_ROOM];
	size_t n = 0;
	DIR *d = apart_open(folder);

	if (d == NULL)
		return 0;
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		n += name_in_place(place, str_of(e->d_name));
	closedir(d);
	return n;
}
