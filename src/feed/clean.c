/* clean: foreign text made fit to be shown and to be put in a frame */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/clean.h"

#include <string.h>

static const struct str replacement = {"\xef\xbf\xbd", 3};
static const struct str blank = {" ", 1};

/* What stands for the character at p; its own length goes to *used. */
static struct str
shown(const char *p, const char *end, size_t *used)
{
	size_t n = utf8_len(p, end);

	*used = n > 0 ? n : 1;
	if (n == 0)
		return replacement;
	uint32_t c = utf8_decode(p, &n);
	if (utf8_controls(c))
		return blank;
	return utf8_turns(c) ? replacement : (struct str){p, n};
}

struct str
clean(struct arena *a, struct str s, size_t max)
{
	if (s.n == 0 || plain_skip(s.p, s.p + s.n) == s.p + s.n)
		return str_upto(s, max);

	size_t room = s.n < max / 3 ? 3 * s.n : max;
	char *to = ARENA_NEW(a, char, room);
	size_t n = 0;

	if (to == NULL)
		return (struct str){0};
	for (size_t i = 0, used; i < s.n; i += used) {
		struct str c = shown(s.p + i, s.p + s.n, &used);
		if (n + c.n > room)
			break;
		memcpy(to + n, c.p, c.n);
		n += c.n;
	}
	return (struct str){to, n};
}

struct str
clean_lower(struct arena *a, struct str s)
{
	char *to = ARENA_NEW(a, char, s.n);

	if (to == NULL)
		return (struct str){0};
	for (size_t i = 0; i < s.n; i++) {
		bool upper = s.p[i] >= 'A' && s.p[i] <= 'Z';
		to[i] = (char)(upper ? s.p[i] + ('a' - 'A') : s.p[i]);
	}
	return (struct str){to, s.n};
}

struct str
list_upto(struct str list, size_t max)
{
	if (list.n <= max)
		return list;
	while (max > 0 && list.p[max] != ' ')
		max--;
	return str_upto(list, max);
}
