/* crash: named places where a test may end the process with kill -9 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_CRASH_H
#define BASE_CRASH_H

#include "base/str.h"

/* In the order in which an import, a prepare, a send, an erasure, a look of the
 * desk, a backup, taking what came back and new keys come past them. */
enum crash {
	CRASH_NONE,
	CRASH_INTAKE_BEGIN,    /* the report was announced, nothing kept */
	CRASH_FILE_WRITTEN,    /* NAME.tmp is on disk, not in place */
	CRASH_CHUNK_PLACED,    /* the chunk file is in place, no ledger row */
	CRASH_LEDGER_OPEN,     /* in the transaction, nothing written */
	CRASH_LEDGER_WRITTEN,  /* ledger and rows written, not committed */
	CRASH_LEDGER_DONE,     /* committed, the giver not told */
	CRASH_LOOK_DONE,       /* the look and its closings committed */
	CRASH_AGAIN_OPEN,      /* claims changed: in the transaction */
	CRASH_AGAIN_WRITTEN,   /* a slice written, not committed */
	CRASH_AGAIN_DONE,      /* a slice committed, others left */
	CRASH_PREPARE_OPEN,    /* prepare: in the transaction */
	CRASH_PREPARE_WRITTEN, /* prepare: notices written, not committed */
	CRASH_PREPARE_DONE,    /* prepare: committed, nobody told */
	CRASH_SEND_LEASED,     /* send: leased with final bytes, no file */
	CRASH_SEND_PLACED,     /* send: the mail is in the outbox */
	CRASH_SEND_HANDED,     /* send: given to the process that sends */
	CRASH_SEND_ANSWERED,   /* send: its outcome is heard, not kept */
	CRASH_SEND_DONE,       /* send: outcome committed */
	CRASH_ERASE_WRITTEN,   /* erase: the ledger names the new file, not
				* committed */
	CRASH_ERASE_DONE,      /* erase: committed, the old file is there */
	CRASH_DESK_WRITTEN,    /* desk: cases written, not committed */
	CRASH_DESK_DONE,       /* desk: committed, nobody told */
	CRASH_PAGE_WRITTEN,    /* on call: a mail is made, not committed */
	CRASH_PAGE_DONE,       /* on call: committed, it has not left */
	CRASH_PROOF_WRITTEN,   /* a proof is written, not committed */
	CRASH_PROOF_DONE,      /* a proof is committed, nobody told */
	CRASH_BACKUP_COPIED,   /* backup: the databases are copied */
	CRASH_BACKUP_WRITTEN,  /* backup: all is written, not in its place */
	CRASH_TAKE_READ,       /* a returned mail is read, nothing kept */
	CRASH_TAKE_DONE,       /* its consequences are committed, it lies where
				* it was */
	CRASH_READS_TAKEN,     /* looks: in the store, and in the file still */
	CRASH_RETENTION_DONE,  /* retention: a part is committed, others left */
	CRASH_ROTATE_KEYED,   /* rotate: the new keys lie beside the old ones */
	CRASH_ROTATE_CHUNKED, /* rotate: a chunk is written again */
	CRASH_ROTATE_MOVED,   /* rotate: the new store is filled */
	CRASH_ROTATE_WRITTEN, /* rotate: all that is new is on disk */
	CRASH_ROTATE_DECIDED, /* rotate: what is new counts, in its own folder
			       */
	CRASH_ROTATE_FILED,   /* rotate: new chunks and store in place */
	CRASH_ROTATE_TURNED,  /* rotate: of a pair of keys the old is away */
	CRASH_ROTATE_PLACED,  /* rotate: new keys in place, old chunks there */
	CRASH_ROTATE_SETTLED, /* rotate: all in place, its folder still there */
	CRASH_COUNT,
};

/* "intake-begin", "file-written", ...; CRASH_NONE where there is none. */
enum crash crash_named(struct str name);
const char *crash_name(enum crash c);
/* The process will end at the nth (from 1) pass of c. */
void crash_arm(enum crash c, unsigned nth);
/* The same from "NAME:NTH", or "NAME" for the first; nothing where absent. */
void crash_set(struct str at);
/* Ends the process by SIGKILL when armed for c, else costs a compare. */
void crash_point(enum crash c);

#endif
