/* evidence_told: a raw row, where it came from, and the proof of it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/evidence_told.h"

#include <string.h>

#include "evidence/chunk.h"
#include "evidence/vault.h"
#include "run/spoken.h"
#include "store/ledger.sql.h"

/* A row taken out of its chunk. */
struct taken {
	struct chunk_row row; /* its bytes are kept */
	struct str header, bytes;
	unsigned char leaf[MERKLE_HASH], root[MERKLE_HASH];
	struct merkle_path path;
	bool proven;	   /* under the ledger's root */
	int64_t delete_by; /* of rows that hold passwords; SQL_NULL_I64: none */
};

/* The row first: it is still worth showing where a later block is broken. */
static bool
take(struct chunk_reader *r, struct arena *a, uint32_t index,
    const struct ledger_get_row *ledger, struct taken *t)
{
	struct merkle tree = {0};
	struct chunk_sum seen;

	if (!chunk_row(r, index, &t->row))
		return false;
	chunk_row_leaf(&t->row, t->leaf);
	t->bytes = arena_str(a, t->row.bytes);
	t->header = arena_str(a, r->meta.header);
	merkle_watch(&tree, &t->path, (uint64_t)index + 1);
	if (!chunk_walk(r, &tree, &seen))
		return true;
	merkle_root(&tree, t->root);
	t->proven = ledger->root.n == MERKLE_HASH &&
	    memcmp(ledger->root.p, t->root, MERKLE_HASH) == 0 &&
	    merkle_path_check(&t->path, t->leaf, t->root);
	return true;
}

static void
label(struct buf *b, const char *name)
{
	buf_fmt(b, "  %-8s", name);
}

static void
from_put(struct buf *b, const struct ledger_get_row *l)
{
	label(b, "report");
	spoken_text(b, l->name);
	buf_str(b, STR(", of "));
	spoken_day(b, l->day);
	buf_fmt(b, " (%.*s %.*s", STR_ARG(l->feed), STR_ARG(l->type));
	if (l->scope.n > 0) {
		buf_char(b, ' ');
		spoken_text(b, l->scope);
	}
	buf_str(b, STR(")\n"));
	label(b, "giver");
	spoken_text(b, l->giver.n > 0 ? l->giver : STR("not said"));
	buf_fmt(b, ", in batch %.*s\n", STR_ARG(l->batch_text));
	label(b, "kept");
	spoken_moment(b, l->made);
	buf_fmt(b, ", in %.*s\n", STR_ARG(l->file));
}

static void
row_put(struct buf *b, const struct taken *t)
{
	if (t->row.erased) {
		buf_fmt(b, "\nthis row was erased, by erasure %llu\n",
		    (unsigned long long)t->row.erasure);
		return;
	}
	if (t->delete_by != SQL_NULL_I64) {
		buf_str(b,
		    STR("\nthis row is of a report of stolen accounts: it is "
			"not shown, and it is erased after "));
		spoken_date(b, t->delete_by);
		buf_char(b, '\n');
		return;
	}
	buf_str(b, STR("\nheader\n  "));
	spoken_text(b, t->header);
	buf_str(b, STR("\nrow\n  "));
	spoken_text(b, t->bytes);
	buf_char(b, '\n');
}

static void
proof_put(struct buf *b, const struct taken *t, int64_t seq)
{
	unsigned long long row = t->row.index + 1ull;

	buf_str(b, STR("\n"));
	if (!t->proven) {
		buf_fmt(b,
		    "row %llu of chunk %lld is NOT what the ledger says: "
		    "`dijkwacht evidence verify` tells what is wrong\n",
		    row, (long long)seq);
		return;
	}
	buf_fmt(b, "row %llu of chunk %lld is what the ledger says\n  leaf  ",
	    row, (long long)seq);
	buf_hex(b, t->leaf, MERKLE_HASH);
	for (unsigned i = 0; i < t->path.n; i++) {
		buf_str(b, i == 0 ? STR("\n  path  ") : STR("\n        "));
		buf_hex(b, t->path.hash[i], MERKLE_HASH);
	}
	buf_str(b, STR("\n  root  "));
	buf_hex(b, t->root, MERKLE_HASH);
	buf_char(b, '\n');
}

static int
refused(struct job *job, const struct ledger_get_row *l, const char *what)
{
	job_err(job,
	    "%.*s %s; `dijkwacht evidence verify` tells more; put the file "
	    "back from a backup\n",
	    STR_ARG(l->file), what);
	return 1;
}

static int
chunk_told(struct job *job, struct chunk_reader *r, int64_t seq, uint64_t row,
    const struct ledger_get_row *ledger)
{
	struct taken t = {.delete_by = ledger->delete_by};
	struct buf b = {0};

	if (row > r->rows) {
		job_err(job, "chunk %lld has %u row%s\n", (long long)seq,
		    r->rows, r->rows == 1 ? "" : "s");
		return 1;
	}
	if (!take(r, &job->a, (uint32_t)row - 1, ledger, &t))
		return refused(job, ledger, chunk_reader_why(r)->rule);
	buf_fmt(&b, "Row %llu of chunk %lld\n", (unsigned long long)row,
	    (long long)seq);
	from_put(&b, ledger);
	row_put(&b, &t);
	proof_put(&b, &t, seq);
	job_str(job, buf_all(&b));
	buf_free(&b);
	return t.proven ? 0 : 1;
}

int
evidence_told(struct job *job, int64_t seq, uint64_t row)
{
	struct ledger_get_row ledger;
	struct buf file = {0};
	struct chunk_reader r;
	struct why w = {0};
	int code;

	if (!ledger_get(job->sv->store.db, seq, &ledger)) {
		job_err(job,
		    "there is no chunk %lld; `dijkwacht status` tells "
		    "how many there are\n",
		    (long long)seq);
		return 1;
	}
	if (vault_get(job->sv->folder, ledger.file, &file) != OK) {
		code = refused(job, &ledger, "cannot be read");
	} else {
		code = chunk_open(&r, &job->sv->seal, buf_all(&file), &w) == OK
		    ? chunk_told(job, &r, seq, row, &ledger)
		    : refused(job, &ledger, w.rule);
		chunk_close(&r);
	}
	buf_free(&file);
	return code;
}
