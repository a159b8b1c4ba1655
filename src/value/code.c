/* code: the check code in a notice, by which anybody can ask if it is real */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/code.h"

#include <sodium.h>

static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

enum { LETTERS = 32, DRAWN = 11, ALL = 12 };

/* Luhn modulo N (ISO/IEC 7812 generalised): doubled from the right. */
static unsigned
check_of(const unsigned value[DRAWN])
{
	unsigned sum = 0;

	for (unsigned i = 0; i < DRAWN; i++) {
		unsigned v = value[DRAWN - 1 - i] * (i % 2 == 0 ? 2 : 1);
		sum += v / LETTERS + v % LETTERS;
	}
	return (LETTERS - sum % LETTERS) % LETTERS;
}

static void
put(char out[CODE_SIZE], const unsigned value[ALL])
{
	size_t n = 0;

	for (unsigned i = 0; i < ALL; i++) {
		if (i > 0 && i % 4 == 0)
			out[n++] = '-';
		out[n++] = letters[value[i]];
	}
	out[n] = '\0';
}

void
code_make(char out[CODE_SIZE])
{
	unsigned value[ALL];

	for (unsigned i = 0; i < DRAWN; i++)
		value[i] = randombytes_uniform(LETTERS);
	value[DRAWN] = check_of(value);
	put(out, value);
}

bool
code_read(struct str s, char out[CODE_SIZE])
{
	unsigned value[ALL], n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == ' ' || c == '-')
			continue;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		size_t at = str_find(str_make(letters, LETTERS), c);
		if (at == LETTERS || n == ALL)
			return false;
		value[n++] = (unsigned)at;
	}
	if (n != ALL || check_of(value) != value[DRAWN])
		return false;
	put(out, value);
	return true;
}

void
code_hash(unsigned char out[CODE_HASH], const unsigned char key[CODE_KEY],
    struct str code)
{
	crypto_generichash(out, CODE_HASH, (const unsigned char *)code.p,
	    code.n, key, CODE_KEY);
}
