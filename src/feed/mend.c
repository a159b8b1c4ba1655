/* mend: rows whose quotes were written wrong, split all the same */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/mend.h"

/* Takes one field off *rest; false when its quote is never closed. more:
 * a separator followed. */
static bool
field_take(struct str *rest, char separator, struct str *field, bool *more)
{
	bool quoted = rest->n > 0 && rest->p[0] == '"';
	size_t i = quoted ? 1 : 0, start = i;

	for (;; i++) {
		if (quoted && i >= rest->n)
			return false;
		if (!quoted && (i == rest->n || rest->p[i] == separator))
			break;
		if (quoted && rest->p[i] == '"' &&
		    (i + 1 == rest->n || rest->p[i + 1] == separator))
			break;
	}
	*field = str_upto(str_from(*rest, start), i - start);
	i += quoted;
	*more = i < rest->n;
	*rest = str_from(*rest, i + 1);
	return true;
}

bool
mend(struct arena *a, char separator, size_t columns, struct csv_row *row)
{
	struct str rest = row->raw;
	struct str *field = ARENA_NEW(a, struct str, columns);
	size_t n = 0;

	if (row->err != ERR_SYNTAX || str_find(rest, '\0') < rest.n ||
	    str_find(rest, '\n') < rest.n)
		return false;
	for (bool more = true; more; n++)
		if (n == columns ||
		    !field_take(&rest, separator, &field[n], &more))
			return false;
	if (n != columns)
		return false;
	row->field = field;
	row->n = n;
	row->err = OK;
	return true;
}
