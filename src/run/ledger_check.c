/* ledger_check: the evidence of a whole ledger, looked through */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/ledger_check.h"

#include <string.h>

#include "store/ledger.sql.h"

/* Where the ledger holds another number of bytes, zeros stand: the chain
 * will not hold there. */
static void
hash_copy(unsigned char out[32], struct str from)
{
	memset(out, 0, 32);
	if (from.n == 32)
		memcpy(out, from.p, 32);
}

static struct verify_entry
entry_of(struct arena *a, const struct ledger_each_row *row)
{
	struct verify_entry e = {
	    .chain = {.seq = (uint64_t)row->seq,
		.rows = (uint64_t)row->rows,
		.made = row->made,
		.reader = (uint32_t)row->reader},
	    .name = arena_str(a, row->file),
	    .stored = (uint64_t)row->stored,
	    .erased = (uint64_t)row->erased,
	    .bytes = (uint64_t)row->bytes,
	};

	hash_copy(e.chain.id, row->chunk);
	hash_copy(e.chain.root, row->root);
	hash_copy(e.prev, row->previous);
	hash_copy(e.link, row->hash);
	hash_copy(e.hash, row->file_hash);
	return e;
}

/* All of it at once: looking at the files takes minutes, and a reader of the
 * store must not stand in the keeper's way for so long. */
static void
ledger_load(struct job *job, struct arena *a, struct buf *entries)
{
	struct sql_cursor c;
	struct ledger_each_row row;

	ledger_each(job->sv->store.db, &c);
	while (ledger_each_next(&c, &row)) {
		struct verify_entry e = entry_of(a, &row);
		buf_put(entries, &e, sizeof(e));
	}
}

static void
fault_said(void *ctx, const struct verify_result *r)
{
	struct job *job = ctx;

	if (r->kind != VERIFY_INTACT)
		job_out(job, "chunk %llu: %s\n", (unsigned long long)r->seq,
		    r->text);
}

enum err
ledger_check(
    struct job *job, const struct verify_note *note, struct verify_sum *sum)
{
	struct verify v = {.say = fault_said, .ctx = job, .note = note};
	struct buf entries = {0};
	struct arena names;

	arena_init(&names, 0);
	ledger_load(job, &names, &entries);

	const struct verify_entry *e =
	    (const struct verify_entry *)(const void *)entries.p;
	size_t n = entries.n / sizeof(*e);

	verify_begin(&v);
	for (size_t i = 0; i < n; i++) {
		job_progress(job, "looking at chunk %zu of %zu", i + 1, n);
		verify_entry(&v, &job->sv->seal, job->sv->folder, &e[i]);
	}

	enum err end = verify_end(&v, sum);

	buf_free(&entries);
	arena_free(&names);
	return end;
}
