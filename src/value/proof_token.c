/* proof_token: the line by which a company proves that a domain is its own */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/proof_token.h"

#define BEGIN STR("dijkwacht-")

/* As those of a reference: none that is read for another. */
#define LETTERS STR("0123456789abcdefghjkmnpqrstvwxyz")

void
proof_token_put(struct buf *b, const unsigned char bytes[PROOF_LETTERS])
{
	buf_str(b, BEGIN);
	for (size_t i = 0; i < PROOF_LETTERS; i++)
		buf_char(b, LETTERS.p[bytes[i] & 31]);
}

bool
proof_token_is(struct str s)
{
	struct str begin = BEGIN, known = LETTERS;

	if (s.n != begin.n + PROOF_LETTERS || !str_starts(s, begin))
		return false;
	for (size_t i = begin.n; i < s.n; i++)
		if (str_find(known, s.p[i]) == known.n)
			return false;
	return true;
}
