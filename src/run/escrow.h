/* escrow: the keys on a sheet of paper, sealed with a passphrase */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_ESCROW_H
#define RUN_ESCROW_H

#include "base/buf.h"
#include "base/err.h"
#include "base/seal.h"

enum {
	ESCROW_PHRASE = 23, /* characters: four groups of five */
	ESCROW_MAX = 16384, /* bytes of a file that holds one */
};

/* What cannot be made anew: without seal.key nothing of the store opens,
 * without backup.key no backup does. Wipe it with seal_forget. */
struct escrow {
	unsigned char seal[SEAL_ROOT], backup[SEAL_ROOT];
};

/* A passphrase of 100 random bits, ended by a zero; wipe it. */
void escrow_phrase(char phrase[ESCROW_PHRASE + 1]);

/*
 * Appends a text for paper: what it is, and lines of letters and digits, each
 * with its number and a check that finds any two mistyped ones. Sealed with
 * XChaCha20-Poly1305 under a key that Argon2id makes of the passphrase
 * (libsodium's "interactive": 64 MiB for each guess; 100 random bits need no
 * more, and it runs on a small machine).
 */
void escrow_put(struct buf *text, const struct escrow *e, struct str phrase);
/*
 * Reads it back. Case, spaces and dashes do not matter, O reads as 0, I and L
 * as 1. ERR_SYNTAX: the line that is mistyped or missing; ERR_REFUSED: not the
 * passphrase of this sheet.
 */
enum err escrow_read(struct escrow *e, struct str text, struct str phrase,
    struct why *w) MUST_CHECK;

#endif
