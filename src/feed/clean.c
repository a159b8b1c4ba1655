/* clean: foreign text made fit to be shown and to be put in a frame */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/clean.h"

#include <string.h>

static const struct str replacement = {"\xef\xbf\xbd", 3};
static const struct str blank = {" ", 1};

enum { WORD = sizeof(uint64_t) };

/* The same byte in every place of a word. */
static uint64_t
everywhere(uint8_t byte)
{
	return UINT64_MAX / UINT8_MAX * byte;
}

/* A top bit stays, or comes, where a byte is past '~' or, once a blank is taken
 * off it, below zero; what one byte borrows is only then. */
static bool
is_plain_word(const char *p)
{
	uint64_t w;

	memcpy(&w, p, WORD);
	return ((w | (w + everywhere(1)) | (w - everywhere(' '))) &
		   everywhere(0x80)) == 0;
}

static bool
is_plain(struct str s)
{
	size_t i = 0;

	while (s.n - i >= WORD && is_plain_word(s.p + i))
		i += WORD;
	for (; i < s.n; i++)
		if (s.p[i] < 0x20 || s.p[i] > 0x7e)
			return false;
	return true;
}

/* Marks, embeddings, overrides and isolates of the bidi algorithm (UAX 9):
 * they can make a name read as another. */
static bool
turns(uint32_t c)
{
	return c == 0x61c || c == 0x200e || c == 0x200f ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static bool
is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 ||
	    c == 0x2029;
}

/* What stands for the character at p; its own length goes to *used. */
static struct str
shown(const char *p, const char *end, size_t *used)
{
	size_t n = utf8_len(p, end);

	*used = n > 0 ? n : 1;
	if (n == 0)
		return replacement;
	uint32_t c = utf8_decode(p, &n);
	if (is_control(c))
		return blank;
	return turns(c) ? replacement : (struct str){p, n};
}

struct str
clean(struct arena *a, struct str s, size_t max)
{
	if (is_plain(s))
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
