/* verify: is the evidence still what the ledger says it was? */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "evidence/verify.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "evidence/vault.h"

#define BACKUP "put it back from a backup"

struct day_text {
	char z[16];
};

static bool
same(const unsigned char a[32], const unsigned char b[32])
{
	return memcmp(a, b, 32) == 0;
}

static struct day_text
day_of(int64_t made)
{
	struct civil c = civil_of_time(made);
	struct day_text t;

	snprintf(t.z, sizeof(t.z), "%04u-%02u-%02u", (unsigned)c.year % 10000,
	    (unsigned)c.month % 100, (unsigned)c.day % 100);
	return t;
}

/* "NAME: ..."; returns whether that is good news. */
static bool PRINTF(4, 5) say_file(struct verify_result *r,
    const struct verify_entry *e, enum verify_kind kind, const char *fmt, ...)
{
	va_list ap;

	r->kind = kind;
	r->seq = e->chain.seq;

	int n = snprintf(r->text, sizeof(r->text),
	    "%.*s: ", STR_ARG(str_upto(e->name, 100)));

	va_start(ap, fmt);
	vsnprintf(r->text + n, sizeof(r->text) - (size_t)n, fmt, ap);
	va_end(ap);
	return kind == VERIFY_INTACT;
}

/* The file is as it was, and yet its reader stumbled: the key, or a fault of
 * the writer. */
static bool
say_unreadable(struct verify_result *r, const struct verify_entry *e,
    const struct chunk_reader *chunk)
{
	if (chunk->bad == CHUNK_HEAD)
		return say_file(r, e, VERIFY_KEY,
		    "was sealed with another key than this one; the file "
		    "itself is as it was: use the key it was made with");
	return say_file(r, e, VERIFY_BLOCK,
	    "%s, though the file is as it was: please report this as a fault "
	    "in the program",
	    chunk_reader_why(chunk)->rule);
}

static bool
say_broken(struct verify_result *r, const struct verify_entry *e,
    const struct chunk_reader *chunk, bool untouched)
{
	bool head = chunk->bad == CHUNK_HEAD;

	if (untouched)
		return say_unreadable(r, e, chunk);
	return say_file(r, e, head ? VERIFY_HEAD : VERIFY_BLOCK,
	    "%s: it was changed after %s; " BACKUP,
	    chunk_reader_why(chunk)->rule, day_of(e->chain.made).z);
}

static bool
say_length(struct verify_result *r, const struct verify_entry *e, size_t n)
{
	return say_file(r, e, VERIFY_LENGTH,
	    "is %zu bytes and should be %" PRIu64
	    ": it was %s after %s; " BACKUP,
	    n, e->stored, n < e->stored ? "cut off" : "added to",
	    day_of(e->chain.made).z);
}

/* Everything in the file opens and was walked: does the ledger agree? */
static bool
compare(struct verify_result *r, const struct verify_entry *e,
    const struct chunk_reader *chunk, const struct chunk_sum *seen)
{
	if (!same(chunk->id, e->chain.id))
		return say_file(r, e, VERIFY_ID,
		    "is another chunk than ledger entry %" PRIu64 " names",
		    e->chain.seq);
	if (!same(seen->root, e->chain.root) || !same(seen->root, chunk->root))
		return say_file(r, e, VERIFY_ROOT,
		    "its rows do not add up to the root in ledger entry "
		    "%" PRIu64,
		    e->chain.seq);
	if (seen->rows != e->chain.rows || seen->erased != e->erased ||
	    seen->bytes != e->bytes)
		return say_file(r, e, VERIFY_ROWS,
		    "holds %u rows, %u erased, %" PRIu64 " bytes; the ledger "
		    "says %" PRIu64 ", %" PRIu64 ", %" PRIu64,
		    seen->rows, seen->erased, seen->bytes, e->chain.rows,
		    e->erased, e->bytes);
	if (seen->erased > 0)
		return say_file(
		    r, e, VERIFY_INTACT, "intact, %u erased", seen->erased);
	return say_file(r, e, VERIFY_INTACT, "intact");
}

/* The chunk is opened here, and left for the caller to close. */
static bool
contents_check(struct chunk_reader *chunk, const struct seal *seal,
    struct str file, const struct verify_entry *e, struct verify_result *r)
{
	struct merkle tree = {0};
	struct chunk_sum seen = {0};
	unsigned char hash[32];

	crypto_generichash(
	    hash, sizeof(hash), (const unsigned char *)file.p, file.n, NULL, 0);

	bool untouched = same(hash, e->hash);

	if (chunk_open(chunk, seal, file, NULL) != OK ||
	    !chunk_walk(chunk, &tree, &seen))
		return say_broken(r, e, chunk, untouched);
	if (!untouched)
		return say_file(r, e, VERIFY_REPLACED,
		    "is whole, but not the file the ledger names: another "
		    "copy was put in its place after %s; " BACKUP,
		    day_of(e->chain.made).z);
	merkle_root(&tree, seen.root);
	return compare(r, e, chunk, &seen);
}

bool
verify_chunk(const struct seal *seal, struct str file,
    const struct verify_entry *e, struct verify_result *result)
{
	struct chunk_reader chunk;

	if (file.n != e->stored)
		return say_length(result, e, file.n);

	bool intact = contents_check(&chunk, seal, file, e, result);

	chunk_close(&chunk);
	return intact;
}

void
verify_begin(struct verify *v)
{
	v->sum = (struct verify_sum){0};
	memcpy(v->sum.link, chain_start, CHAIN_HASH);
}

static void PRINTF(3, 4)
    say_chain(struct verify *v, uint64_t seq, const char *fmt, ...)
{
	struct verify_result r = {.kind = VERIFY_CHAIN, .seq = seq};
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(r.text, sizeof(r.text), fmt, ap);
	va_end(ap);
	v->sum.faults++;
	v->say(v->ctx, &r);
}

static void
chain_check(struct verify *v, const struct verify_entry *e)
{
	uint64_t seq = e->chain.seq;
	unsigned char link[CHAIN_HASH];

	chain_hash(link, e->prev, &e->chain);
	if (seq != v->sum.seq + 1)
		say_chain(v, seq,
		    "ledger entry %" PRIu64 " comes after %" PRIu64
		    ": entries were removed or put in another order",
		    seq, v->sum.seq);
	else if (!same(e->prev, v->sum.link))
		say_chain(v, seq,
		    "ledger entry %" PRIu64 " does not follow from the one "
		    "before it: one of the two was changed after %s",
		    seq, day_of(e->chain.made).z);
	else if (!same(link, e->link))
		say_chain(v, seq,
		    "ledger entry %" PRIu64 " was changed after %s", seq,
		    day_of(e->chain.made).z);
	else if (v->note != NULL && v->note->seq == seq &&
	    !same(v->note->link, e->link))
		say_chain(v, seq,
		    "ledger entry %" PRIu64 " is not the one that was noted: "
		    "the ledger was made again",
		    seq);
	/* As it says itself, so that one fault is told of once. */
	v->sum.seq = seq;
	memcpy(v->sum.link, e->link, CHAIN_HASH);
}

static bool
say_missing(struct verify_result *r, const struct verify_entry *e, enum err err)
{
	if (err == ERR_ABSENT)
		return say_file(r, e, VERIFY_MISSING, "is not there; " BACKUP);
	if (err == ERR_LIMIT)
		return say_file(
		    r, e, VERIFY_LENGTH, "is larger than any chunk; " BACKUP);
	if (err == ERR_SYNTAX)
		return say_file(r, e, VERIFY_MISSING,
		    "ledger entry %" PRIu64 " does not name a chunk file",
		    e->chain.seq);
	return say_file(r, e, VERIFY_MISSING,
	    "cannot be read (%s); look at the disk and its rights",
	    err_name(err));
}

void
verify_entry(struct verify *v, const struct seal *seal, int dir,
    const struct verify_entry *e)
{
	struct verify_result r;

	chain_check(v, e);
	buf_reset(&v->file);

	enum err got = vault_get(dir, e->name, &v->file);
	bool intact = got == OK ? verify_chunk(seal, buf_all(&v->file), e, &r)
				: say_missing(&r, e, got);

	v->sum.entries++;
	if (intact) {
		v->sum.intact++;
		v->sum.rows += e->chain.rows;
		v->sum.erased += e->erased;
		v->sum.bytes += e->bytes;
	} else {
		v->sum.faults++;
	}
	v->say(v->ctx, &r);
}

enum err
verify_end(struct verify *v, struct verify_sum *sum)
{
	if (v->note != NULL && v->note->seq > v->sum.seq)
		say_chain(v, v->note->seq,
		    "ledger ends at entry %" PRIu64 ", but entry %" PRIu64
		    " was noted: its end was cut off",
		    v->sum.seq, v->note->seq);
	buf_free(&v->file);
	*sum = v->sum;
	return sum->faults == 0 ? OK : ERR_REFUSED;
}
