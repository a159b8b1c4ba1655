/* deposit: a chunk becomes its file, in its place, beside other work */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef EVIDENCE_DEPOSIT_H
#define EVIDENCE_DEPOSIT_H

#include <pthread.h>

#include "evidence/chunk.h"

/*
 * Hashing, compressing, sealing and syncing take a third of an intake's time
 * and nothing of the store. They are done on a thread of their own, which
 * lives from begin to end of one chunk; no two are at work in one deposit. A
 * zeroed one is new; its memory is kept from chunk to chunk.
 */
struct deposit {
	struct chunk_sum sum; /* from deposit_end on */
	struct buf name;      /* the same: relative to dir, for the ledger */

	struct chunk_writer *writer;
	int dir;
	int64_t made;
	struct buf file;
	pthread_t thread;
};

enum { DEPOSIT_NOWHERE = -1 };

/*
 * Starts to make w's file and to put it in its place below dir, as
 * vault_place does. w, whose id has been asked for, is not to be touched
 * until deposit_end. DEPOSIT_NOWHERE as dir keeps no file: its name is the
 * chunk's id.
 */
void deposit_begin(
    struct deposit *d, int dir, int64_t made, struct chunk_writer *w);
/* Waits until the file is lasting. */
void deposit_end(struct deposit *d);
/* Not between begin and end. */
void deposit_free(struct deposit *d);

#endif
