/* erase: the raw rows of a batch go, their hashes stay */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/erase.h"

#include "base/crash.h"
#include "evidence/chunk.h"
#include "evidence/vault.h"
#include "store/batch.sql.h"
#include "store/ledger.sql.h"
#include "store/observation.sql.h"
#include "store/subjects.h"

/* A chunk that has rows to erase; file lives in the arena. */
struct erased {
	int64_t seq;
	struct str file;
	uint32_t rows;
	bool known;	      /* what the store knows of its rows stays */
	int64_t batch, state; /* of its batch, where it is known */
};

static struct erased *
chunks_of(struct store *s, struct arena *a, int64_t batch, size_t *n)
{
	struct buf list = {0};
	struct sql_cursor c;
	struct batch_chunks_row row;

	batch_chunks(s->db, batch, &c);
	while (batch_chunks_next(&c, &row)) {
		struct erased e = {.seq = row.seq,
		    .file = arena_str(a, row.file),
		    .rows = (uint32_t)row.rows};
		buf_put(&list, &e, sizeof(e));
	}
	*n = list.n / sizeof(struct erased);
	return arena_keep(a, &list);
}

static enum err
file_make(struct store *s, int folder, const struct erased *e, int64_t erasure,
    struct buf *file, struct chunk_sum *sum, struct why *w)
{
	struct buf old = {0};
	struct buf index = {0};
	enum err err = vault_get(folder, e->file, &old);

	for (uint32_t i = 0; i < e->rows; i++)
		buf_put(&index, &i, sizeof(i));
	if (err != OK)
		why_set(w, err,
		    "%.*s cannot be read, so its rows cannot be erased; "
		    "`dijkwacht evidence verify` says what is wrong",
		    STR_ARG(e->file));
	else
		err = chunk_erase(file, s->seal, buf_all(&old),
		    (const uint32_t *)(const void *)index.p, e->rows,
		    (uint64_t)erasure, sum, w);
	buf_free(&index);
	buf_free(&old);
	return err;
}

/* What the observations whose newest row lies in a chunk are about. */
static void
subjects_erase(struct store *s, int64_t seq)
{
	struct buf list = {0};
	struct sql_cursor c;
	struct observation_places_row row;

	observation_places(s->db, seq, &c);
	while (observation_places_next(&c, &row))
		buf_put(&list, &row.subject, sizeof(row.subject));
	subjects_drop(s, (const int64_t *)(const void *)list.p,
	    list.n / sizeof(row.subject));
	buf_free(&list);
}

static void
observations_erase(struct store *s, int64_t seq, struct erase_sums *sums)
{
	identification_erase(s->db, seq);
	subjects_erase(s, seq);
	sums->observations += (uint64_t)observation_erase(s->db, seq);
	sums->observations += (uint64_t)observation_clash_erase(s->db, seq);
}

/* In one transaction; the old file is still there. */
static void
ledger_keep(struct store *s, const struct erased *e, struct str name,
    const struct chunk_sum *sum, struct erase_sums *sums)
{
	sql_begin(s->db);
	ledger_erase(s->db, e->seq, name, (int64_t)sum->stored,
	    str_make(sum->hash, sizeof(sum->hash)), sum->erased,
	    (int64_t)sum->bytes);
	if (!e->known)
		observations_erase(s, e->seq, sums);
	reject_erase(s->db, e->seq);
	crash_point(CRASH_ERASE_WRITTEN);
	sql_commit(s->db);
	crash_point(CRASH_ERASE_DONE);
	sums->chunks++;
	sums->rows += sum->erased;
}

static enum err
chunk_one(struct store *s, int folder, const struct erased *e, int64_t erasure,
    struct erase_sums *sums, struct why *w)
{
	struct buf file = {0}, name = {0};
	struct chunk_sum sum;
	enum err err = file_make(s, folder, e, erasure, &file, &sum, w);

	if (err == OK) {
		vault_replace(folder, e->file, buf_all(&file), &name);
		ledger_keep(s, e, buf_all(&name), &sum, sums);
		vault_remove(folder, e->file);
	}
	buf_free(&file);
	buf_free(&name);
	return err;
}

enum err
batch_erase(struct store *s, int folder, int64_t batch, int64_t erasure,
    struct erase_sums *sums, struct why *w)
{
	struct arena a;
	size_t n;
	enum err e = OK;

	arena_init(&a, 0);

	const struct erased *c = chunks_of(s, &a, batch, &n);

	for (size_t i = 0; i < n; i++) {
		struct why first = *w;
		enum err one = chunk_one(s, folder, &c[i], erasure, sums, w);
		if (e != OK)
			*w = first;
		else
			e = one;
	}
	arena_free(&a);
	return e;
}

static struct erased *
overdue_list(struct store *s, struct arena *a, int64_t now, size_t *n)
{
	struct buf list = {0};
	struct sql_cursor c;
	struct ledger_overdue_row row;

	ledger_overdue(s->db, now, &c);
	while (ledger_overdue_next(&c, &row)) {
		struct erased e = {.seq = row.seq,
		    .file = arena_str(a, row.file),
		    .rows = (uint32_t)row.rows,
		    .known = true,
		    .batch = row.batch,
		    .state = row.state};
		buf_put(&list, &e, sizeof(e));
	}
	*n = list.n / sizeof(struct erased);
	return arena_keep(a, &list);
}

/* What its tombstones name. */
static int64_t
overdue_event(
    struct store *s, const struct erased *e, int64_t person, int64_t now)
{
	int64_t event;

	sql_begin(s->db);
	event = store_id(s, "batch_event");
	batch_event_add(s->db, event, e->batch, now, e->state, person,
	    STR("raw rows of stolen accounts are kept for 30 days"));
	sql_commit(s->db);
	return event;
}

enum err
overdue_erase(struct store *s, int folder, int64_t person, int64_t now,
    struct erase_sums *sums, struct why *w)
{
	struct arena a;
	size_t n;
	int64_t event = 0;
	enum err e = OK;

	arena_init(&a, 0);

	const struct erased *c = overdue_list(s, &a, now, &n);

	for (size_t i = 0; i < n; i++) {
		struct why first = *w;
		if (i == 0 || c[i].batch != c[i - 1].batch)
			event = overdue_event(s, &c[i], person, now);
		enum err one = chunk_one(s, folder, &c[i], event, sums, w);
		if (e != OK)
			*w = first;
		else
			e = one;
	}
	arena_free(&a);
	return e;
}
