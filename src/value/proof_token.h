/* proof_token: the line by which a company proves that a domain is its own */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef VALUE_PROOF_TOKEN_H
#define VALUE_PROOF_TOKEN_H

#include "base/buf.h"

/* Where it stands on the site. */
#define PROOF_PLACE "/.well-known/dijkwacht.txt"

enum {
	PROOF_LETTERS = 24, /* of a token behind "dijkwacht-": 120 bits */
	PROOF_TXT_MAX = 32 * 1024, /* bytes of the file: some 900 tokens */
	PROOF_TOKENS_MAX = 1024,   /* that are told of one file */
};

/* Puts "dijkwacht-" and a letter for the low five bits of each byte. */
void proof_token_put(struct buf *b, const unsigned char bytes[PROOF_LETTERS]);
/* Whether it is of that form. */
bool proof_token_is(struct str s);

#endif
