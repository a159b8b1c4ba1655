/* script: names that are made to look like others */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/script.h"

#include <idn2.h>
#include <string.h>

enum script {
	SCRIPT_NONE, /* digits, hyphens, marks: of any */
	SCRIPT_LATIN,
	SCRIPT_GREEK,
	SCRIPT_CYRILLIC,
	SCRIPT_EAST, /* Han, kana, Hangul, Bopomofo: written with one another */
	SCRIPT_OTHER,
};

/* clang-format off */
/* In order; letters in no row are of a script we do not tell from others. */
static const struct {
	uint32_t from, to;
	enum script script;
} scripts[] = {
	{0x0000, 0x0040, SCRIPT_NONE},  {0x0041, 0x005a, SCRIPT_LATIN},
	{0x005b, 0x0060, SCRIPT_NONE},  {0x0061, 0x007a, SCRIPT_LATIN},
	{0x007b, 0x00bf, SCRIPT_NONE},  {0x00c0, 0x02af, SCRIPT_LATIN},
	{0x02b0, 0x036f, SCRIPT_NONE},  {0x0370, 0x03ff, SCRIPT_GREEK},
	{0x0400, 0x052f, SCRIPT_CYRILLIC}, {0x1100, 0x11ff, SCRIPT_EAST},
	{0x1c80, 0x1c8f, SCRIPT_CYRILLIC}, {0x1e00, 0x1eff, SCRIPT_LATIN},
	{0x1f00, 0x1fff, SCRIPT_GREEK}, {0x2000, 0x206f, SCRIPT_NONE},
	{0x2de0, 0x2dff, SCRIPT_CYRILLIC}, {0x2e80, 0x9fff, SCRIPT_EAST},
	{0xa640, 0xa69f, SCRIPT_CYRILLIC}, {0xac00, 0xd7ff, SCRIPT_EAST},
	{0xf900, 0xfaff, SCRIPT_EAST},  {0x20000, 0x3ffff, SCRIPT_EAST},
};

/* Small letters that are drawn as Latin ones are in common fonts. */
static const uint16_t lookalikes[] = {
	0x03b1, /* a */ 0x03b9, /* i */ 0x03ba, /* k */ 0x03bd, /* v */
	0x03bf, /* o */ 0x03c1, /* p */ 0x03c5, /* u */ 0x03c7, /* x */
	0x0430, /* a */ 0x0435, /* e */ 0x043a, /* k */ 0x043e, /* o */
	0x0440, /* p */ 0x0441, /* c */ 0x0443, /* y */ 0x0445, /* x */
	0x0455, /* s */ 0x0456, /* i */ 0x0458, /* j */ 0x0475, /* v */
	0x04bb, /* h */ 0x04cf, /* l */ 0x0501, /* d */ 0x051b, /* q */
	0x051d, /* w */
};
/* clang-format on */

#define N(a) (sizeof(a) / sizeof(*(a)))

static enum script
script_of(uint32_t c)
{
	for (size_t i = 0; i < N(scripts); i++)
		if (c >= scripts[i].from && c <= scripts[i].to)
			return scripts[i].script;
	return SCRIPT_OTHER;
}

static bool
is_lookalike(uint32_t c)
{
	for (size_t i = 0; i < N(lookalikes); i++)
		if (lookalikes[i] == c)
			return true;
	return false;
}

static const char *
label_suspect(const uint32_t *c, size_t n)
{
	unsigned seen = 0;
	bool alike = true;

	for (size_t i = 0; i < n; i++) {
		enum script s = script_of(c[i]);
		if (s == SCRIPT_NONE)
			continue;
		seen |= 1u << s;
		alike = alike && is_lookalike(c[i]);
	}
	unsigned odd = seen & ~(1u << SCRIPT_LATIN | 1u << SCRIPT_EAST);

	if (odd != 0 && seen != odd)
		return "it mixes letters of different alphabets";
	if ((odd & (odd - 1)) != 0)
		return "it mixes letters of different alphabets";
	if (odd != 0 && alike)
		return "its letters only look like those of a to z";
	return NULL;
}

const char *
domain_suspect(const struct domain *d)
{
	uint32_t *c = NULL;
	const char *why = NULL;
	size_t from = 0, to = 0;

	if (strstr(d->name, "xn--") == NULL ||
	    idn2_to_unicode_8z4z(d->name, &c, 0) != IDN2_OK)
		return NULL; /* plain, or decodes to nothing */
	for (bool more = true; more && why == NULL; to++) {
		more = c[to] != 0;
		if (more && c[to] != '.')
			continue;
		why = label_suspect(c + from, to - from);
		from = to + 1;
	}
	idn2_free(c);
	return why;
}
