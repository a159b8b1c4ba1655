/* vault: the folder of chunk files, evidence/YYYY/MM/ID.chunk */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef EVIDENCE_VAULT_H
#define EVIDENCE_VAULT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Names are relative to the instance's folder, which dir is:
 * "evidence/2026/11/" and the first 32 hex digits of the id, "-1", "-2", ...
 * where it was written again, ".chunk". They go in the ledger. Only keeper
 * calls what writes.
 */

/*
 * Puts file in its place, whole or not at all, and lasting (folders too), and
 * appends its name to name; made is when it was kept (UTC decides the month).
 * A file left there without a ledger row is replaced. Dies when the disk does.
 */
void vault_place(int dir, int64_t made, const unsigned char id[32],
    struct str file, struct buf *name);
/*
 * The same for the rewritten form of the chunk at old, under its next name:
 * old is still there for the ledger row that names it. Once the row names the
 * new one, remove old. Dies where old is no chunk name.
 */
void vault_replace(int dir, struct str old, struct str file, struct buf *name);

/* Appends the file. ERR_SYNTAX: no chunk name; ERR_ABSENT; ERR_LIMIT: larger
 * than any chunk; ERR_IO: see errno. */
enum err vault_get(int dir, struct str name, struct buf *file) MUST_CHECK;
/* Takes a chunk or left-over away, lasting; nothing where there is none.
 * Dies on any other name. */
void vault_remove(int dir, struct str name);

/* True for a name that vault_place or vault_replace gives. */
bool vault_name_is(struct str name);

/* How often the chunk of such a name was written again; stem is the part of
 * the name that stays the same, borrowed from it. */
uint64_t vault_rewritten(struct str name, struct str *stem);

struct vault_sweep {
	/* Does the ledger name this file? */
	bool (*known)(void *ctx, struct str name);
	/* Told of each file that nobody knows; true: take it away. */
	bool (*orphan)(void *ctx, struct str name);
	void *ctx;
};

/*
 * Looks for chunk files that no ledger row names and for "NAME.chunk.tmp",
 * left by a crash (these are never asked for by known). Other files are left
 * alone and not told of. Returns how many there were. Dies on a folder that
 * cannot be read.
 */
size_t vault_orphans(int dir, const struct vault_sweep *sweep);

#endif
