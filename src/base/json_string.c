/* json_string: the inside of JSON strings; only for json.c */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/json_string.h"

#include <string.h>

static bool
is_plain(char c)
{
	unsigned char u = (unsigned char)c;

	return u >= 0x20 && u < 0x80 && u != '"' && u != '\\';
}

/* Eight bytes at once of which none needs a look; may say no too often. */
static bool
all_plain(const char *p)
{
	const uint64_t ones = 0x0101010101010101u, high = ones << 7;
	uint64_t v, quote, slash;

	memcpy(&v, p, sizeof(v));
	quote = v ^ ones * '"';
	slash = v ^ ones * '\\';
	v |= (v - ones * 0x20) | (quote - ones) | (slash - ones);
	return (v & high) == 0;
}

static bool
hex4(const char *p, const char *end, uint32_t *v)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";

	*v = 0;
	if (end - p < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		const char *at = memchr(digits, p[i], sizeof(digits) - 1);
		if (at == NULL)
			return false;
		*v = *v << 4 | ((uint32_t)(at - digits) & 15);
	}
	return true;
}

/* p is behind a backslash; gives what is behind the escape, or NULL. */
static const char *
escape_pass(const char *p, const char *end)
{
	uint32_t v;

	if (p == end)
		return NULL;
	if (*p == 'u')
		return hex4(p + 1, end, &v) ? p + 5 : NULL;
	return memchr("\"\\/bfnrt", *p, 8) == NULL ? NULL : p + 1;
}

/* What is neither plain nor a quote. */
static const char *
odd_pass(const char **p, const char *end, bool *escaped)
{
	size_t n = utf8_len(*p, end);

	if (**p == '\\') {
		const char *behind = escape_pass(*p + 1, end);
		if (behind == NULL)
			return "this is no escape";
		*escaped = true;
		*p = behind;
		return NULL;
	}
	if (n == 0)
		return "this is not UTF-8; save the text as UTF-8";
	if (n == 1)
		return "a control character must be escaped in a string";
	*p += n;
	return NULL;
}

const char *
json_string_pass(const char **p, const char *end, bool *escaped)
{
	const char *rule = NULL;

	*escaped = false;
	while (rule == NULL) {
		while (end - *p >= 8 && all_plain(*p))
			*p += 8;
		while (*p < end && is_plain(**p))
			(*p)++;
		if (*p == end)
			return "the text ends early, in a string";
		if (**p == '"')
			break;
		rule = odd_pass(p, end, escaped);
	}
	return rule;
}

static size_t
utf8_put(char *to, uint32_t v)
{
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t n = v < 0x80 ? 1 : v < 0x800 ? 2 : v < 0x10000 ? 3 : 4;

	for (size_t i = n - 1; i > 0; i--, v >>= 6)
		to[i] = (char)(0x80 | (v & 0x3f));
	to[0] = (char)(lead[n] | v);
	return n;
}

/* p is at the digits behind \u; gives what is behind the character, or NULL
 * for half a pair. The digits were checked. */
static const char *
unicode_read(const char *p, const char *end, uint32_t *v)
{
	uint32_t low;

	hex4(p, end, v);
	p += 4;
	if (*v < 0xd800 || *v > 0xdfff)
		return p;
	if (*v > 0xdbff || end - p < 6 || p[0] != '\\' || p[1] != 'u')
		return NULL;
	hex4(p + 2, end, &low);
	if (low < 0xdc00 || low > 0xdfff)
		return NULL;
	*v = 0x10000 + ((*v - 0xd800) << 10) + (low - 0xdc00);
	return p + 6;
}

static char
escape_char(char c)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *at = memchr(from, c, sizeof(from) - 1);

	return at == NULL ? c : to[at - from];
}

bool
json_unescape(struct str in, char *out, struct str *all)
{
	const char *p = in.p, *end = in.p + in.n;
	char *to = out;

	while (p < end) {
		uint32_t v;
		if (*p != '\\') {
			*to++ = *p++;
		} else if (p[1] != 'u') {
			*to++ = escape_char(p[1]);
			p += 2;
		} else {
			p = unicode_read(p + 2, end, &v);
			if (p == NULL)
				return false;
			to += utf8_put(to, v);
		}
	}
	*all = str_make(out, (size_t)(to - out));
	return true;
}
