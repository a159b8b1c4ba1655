/* code: the check code in a notice, by which anybody can ask if it is real */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef VALUE_CODE_H
#define VALUE_CODE_H

#include "base/str.h"

/*
 * Twelve of 23456789ABCDEFGHJKLMNPQRSTUVWXYZ in groups of four,
 * "7KQM-2XPA-V9TD": 55 random bits and a check character (Luhn modulo 32)
 * that finds any one wrong character. The code itself is kept only inside
 * the sealed notice; by itself it is kept as a keyed hash.
 */
enum {
	CODE_SIZE = 15, /* with the terminator */
	CODE_KEY = 32,	/* bytes of the key its hash is made with */
	CODE_HASH = 32,
};

/* What is said to who asks whether a code is of ours. */
enum check_end {
	CHECK_NO, /* unknown, damaged, or of another address: all alike */
	CHECK_OURS,
	CHECK_WITHDRAWN, /* ours, and taken back later */
	CHECK_EXPIRED,	 /* ours, and too long ago */
	CHECK_TOO_MANY,	 /* not looked at: too many wrong ones this hour */
	CHECK_END_COUNT,
};

void code_make(char out[CODE_SIZE]);
/* Reads what people type: any case, blanks and hyphens anywhere. False where
 * it is no code or the check character is wrong. */
bool code_read(struct str s, char out[CODE_SIZE]);
/* BLAKE2b under a key of the keeper's own: a copied store cannot be searched
 * for codes. */
void code_hash(unsigned char out[CODE_HASH], const unsigned char key[CODE_KEY],
    struct str code);

#endif
