/* str: a borrowed run of bytes; most of the program's text passes as this */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/str.h"

#include <string.h>

struct str
str_of(const char *z)
{
	return (struct str){.p = z, .n = z == NULL ? 0 : strlen(z)};
}

struct str
str_make(const void *p, size_t n)
{
	return (struct str){.p = p, .n = n};
}

bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static int
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

bool
str_eq_nocase(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

size_t
str_name(struct str s, const char *const *names, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (str_eq(s, str_of(names[i])))
			return i;
	return 0;
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n == 0 ? 0 : memcmp(a.p, b.p, n);

	return c != 0 ? c : (a.n > b.n) - (a.n < b.n);
}

bool
str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq(str_upto(s, prefix.n), prefix);
}

bool
str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_from(s, s.n - suffix.n), suffix);
}

size_t
str_find(struct str s, char c)
{
	const char *at = s.n == 0 ? NULL : memchr(s.p, c, s.n);

	return at == NULL ? s.n : (size_t)(at - s.p);
}

size_t
str_find_str(struct str s, struct str needle)
{
	const char *at = s.n == 0 ? NULL : memmem(s.p, s.n, needle.p, needle.n);

	return at == NULL ? s.n : (size_t)(at - s.p);
}

struct str
str_from(struct str s, size_t from)
{
	if (from >= s.n)
		return (struct str){.p = s.n == 0 ? s.p : s.p + s.n, .n = 0};
	return (struct str){.p = s.p + from, .n = s.n - from};
}

struct str
str_upto(struct str s, size_t n)
{
	return (struct str){.p = s.p, .n = n < s.n ? n : s.n};
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str
str_trim(struct str s)
{
	while (s.n > 0 && is_space(s.p[0]))
		s = str_from(s, 1);
	while (s.n > 0 && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

bool
str_split(struct str *rest, char c, struct str *part)
{
	if (rest->n == 0)
		return false;

	size_t at = str_find(*rest, c);

	*part = str_upto(*rest, at);
	*rest = str_from(*rest, at + 1);
	return true;
}

bool
str_u64(struct str s, uint64_t max, uint64_t *v)
{
	enum { SAFE = 19 }; /* so many digits always fit */
	uint64_t sum = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		uint64_t digit = (uint64_t)(unsigned char)s.p[i] - '0';
		if (digit > 9)
			return false;
		if (i >= SAFE && sum > (UINT64_MAX - digit) / 10)
			return false;
		sum = sum * 10 + digit;
	}
	if (sum > max)
		return false;
	*v = sum;
	return true;
}

static bool
is_continuation(const char *p)
{
	return ((unsigned char)*p & 0xc0) == 0x80;
}

size_t
utf8_len(const char *p, const char *end)
{
	unsigned char c = (unsigned char)*p;
	size_t left = (size_t)(end - p);

	if (c < 0x80)
		return 1;
	if (c < 0xc2 || c > 0xf4)
		return 0;
	if (c < 0xe0)
		return left >= 2 && is_continuation(p + 1) ? 2 : 0;
	if (left < 3 || !is_continuation(p + 1) || !is_continuation(p + 2))
		return 0;

	unsigned char second = (unsigned char)p[1];

	if (c < 0xf0) {
		bool overlong = c == 0xe0 && second < 0xa0;
		bool surrogate = c == 0xed && second > 0x9f;
		return overlong || surrogate ? 0 : 3;
	}
	if (left < 4 || !is_continuation(p + 3))
		return 0;
	if ((c == 0xf0 && second < 0x90) || (c == 0xf4 && second > 0x8f))
		return 0;
	return 4;
}

/* Nearly all text is ASCII: eight bytes at a time. */
static const char *
ascii_skip(const char *p, const char *end)
{
	uint64_t eight;

	for (; end - p >= 8; p += 8) {
		memcpy(&eight, p, sizeof(eight));
		if ((eight & UINT64_C(0x8080808080808080)) != 0)
			break;
	}
	return p;
}

bool
str_is_utf8(struct str s)
{
	const char *p = s.p, *end = s.p == NULL ? NULL : s.p + s.n;

	while ((p = ascii_skip(p, end)) < end) {
		size_t n = utf8_len(p, end);
		if (n == 0)
			return false;
		p += n;
	}
	return true;
}

bool
utf8_controls(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 ||
	    c == 0x2029;
}

bool
utf8_turns(uint32_t c)
{
	return c == 0x61c || c == 0x200e || c == 0x200f ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* The same byte in every place of a word. */
static uint64_t
everywhere(uint8_t byte)
{
	return UINT64_MAX / UINT8_MAX * byte;
}

/* A top bit stays, or comes, where a byte is past '~' or, once a blank is taken
 * off it, below zero; what one byte borrows is only then. */
static bool
is_plain(uint64_t eight)
{
	return ((eight | (eight + everywhere(1)) | (eight - everywhere(' '))) &
		   everywhere(0x80)) == 0;
}

const char *
plain_skip(const char *p, const char *end)
{
	uint64_t eight;

	for (; end - p >= 8; p += 8) {
		memcpy(&eight, p, sizeof(eight));
		if (!is_plain(eight))
			break;
	}
	while (p < end && *p >= 0x20 && *p <= 0x7e)
		p++;
	return p;
}

bool
str_is_line(struct str s)
{
	const char *p = s.p, *end = s.p == NULL ? NULL : s.p + s.n;

	while ((p = plain_skip(p, end)) < end) {
		size_t n = utf8_len(p, end);
		uint32_t c = n > 0 ? utf8_decode(p, &n) : 0;
		if (n == 0 || utf8_controls(c) || utf8_turns(c))
			return false;
		p += n;
	}
	return true;
}

size_t
str_characters(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

uint32_t
utf8_decode(const char *p, size_t *len)
{
	const unsigned char *u = (const unsigned char *)p;

	if (u[0] < 0x80) {
		*len = 1;
		return u[0];
	}
	if (u[0] < 0xe0) {
		*len = 2;
		return (uint32_t)(u[0] & 0x1f) << 6 | (u[1] & 0x3fu);
	}
	if (u[0] < 0xf0) {
		*len = 3;
		return (uint32_t)(u[0] & 0x0f) << 12 |
		    (uint32_t)(u[1] & 0x3f) << 6 | (u[2] & 0x3fu);
	}
	*len = 4;
	return (uint32_t)(u[0] & 0x07) << 18 | (uint32_t)(u[1] & 0x3f) << 12 |
	    (uint32_t)(u[2] & 0x3f) << 6 | (u[3] & 0x3fu);
}
