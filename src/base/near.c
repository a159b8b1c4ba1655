/* near: the word that somebody may have meant to type */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/near.h"

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* One row per letter of a; the last two are kept, for swaps. */
size_t
near_edits(struct str a, struct str b)
{
	size_t rows[3][NEAR_BYTES_MAX + 1];

	if (a.n == 0 || b.n == 0 || a.n > NEAR_BYTES_MAX ||
	    b.n > NEAR_BYTES_MAX)
		return NEAR_EDITS_MAX + 1;
	for (size_t j = 0; j <= b.n; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t *row = rows[i % 3], *up = rows[(i - 1) % 3];
		const size_t *two_up = rows[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			char x = lower(a.p[i - 1]), y = lower(b.p[j - 1]);
			row[j] = least(
			    up[j - 1] + (x != y), least(up[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && x == lower(b.p[j - 2]) &&
			    y == lower(a.p[i - 2]))
				row[j] = least(row[j], two_up[j - 2] + 1);
		}
	}
	return rows[a.n % 3][b.n];
}

void
near_try(struct near *n, struct str word)
{
	size_t edits = near_edits(n->typed, word);

	if (edits > NEAR_EDITS_MAX || edits * 3 > n->typed.n ||
	    (n->best.p != NULL && edits >= n->edits))
		return;
	n->best = word;
	n->edits = edits;
}
