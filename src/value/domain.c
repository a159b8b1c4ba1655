/* domain: host and domain names */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/domain.h"

#include <idn2.h>
#include <libpsl.h>
#include <string.h>

enum {
	NAME_MAX_BYTES = 253, /* RFC 1035 2.3.4 less the root's byte */
	LABEL_MAX = 63,
	UNICODE_MAX = 1024, /* four labels of the longest U-label and more */
};

static const psl_ctx_t *suffixes;

struct str
domain_str(const struct domain *d)
{
	return str_make(d->name, d->n);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The byte as it is kept; 0 where it may not stand in a label. */
static char
label_byte(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c + ('a' - 'A'));
	if ((c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_')
		return c;
	return 0;
}

/*
 * "192.0.2.1", "0177.1" and "0x7f000001" would be taken for addresses by
 * others: no top level is a number (RFC 3696 2; URL Standard, "ends in a
 * number").
 */
static bool
ends_in_number(struct str s)
{
	while (str_find(s, '.') < s.n)
		s = str_from(s, str_find(s, '.') + 1);
	if (str_starts(s, STR("0x"))) {
		for (size_t i = 2; i < s.n; i++)
			if (!is_digit(s.p[i]) && (s.p[i] < 'a' || s.p[i] > 'f'))
				return false;
		return true;
	}
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return true;
}

static enum err
byte_refuse(struct str s, size_t i, struct why *w)
{
	if (s.p[i] == '*')
		return why_at(w, ERR_SYNTAX, 0, i,
		    "a wildcard is not a name, give the name without \"*.\"");
	return why_at(w, ERR_SYNTAX, 0, i,
	    "a name has letters, digits, hyphens, underscores and dots, "
	    "without blanks, ports or slashes");
}

/* s is as long as a name may be, and has no final dot. */
static enum err
labels_read(struct str s, struct domain *d, struct why *w)
{
	size_t label = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i] == '.' ? '.' : label_byte(s.p[i]);

		if (c == 0)
			return byte_refuse(s, i, w);
		label = c == '.' ? 0 : label + 1;
		if (c == '.' && (i == 0 || s.p[i - 1] == '.'))
			return why_at(w, ERR_SYNTAX, 0, i,
			    "something must stand before each dot of a name");
		if (label > LABEL_MAX)
			return why_at(w, ERR_LIMIT, 0, i,
			    "at most %d bytes may stand between two dots",
			    LABEL_MAX);
		d->name[i] = c;
	}
	return label > 0 ? OK
			 : why_set(w, ERR_SYNTAX, "a name cannot be empty");
}

static enum err
ascii_read(struct str s, struct domain *d, struct why *w)
{
	if (s.n > 0 && s.p[s.n - 1] == '.')
		s.n--;
	if (s.n > NAME_MAX_BYTES)
		return why_set(w, ERR_LIMIT, "a name has at most %d bytes",
		    NAME_MAX_BYTES);

	enum err e = labels_read(s, d, w);

	if (e != OK)
		return e;
	d->n = (uint8_t)s.n;
	d->name[s.n] = '\0';
	if (ends_in_number(domain_str(d)))
		return why_set(w, ERR_SYNTAX,
		    "a name was expected, and this is an address");
	return OK;
}

/* Also false for bytes below 0x21: the C library's door ends at a NUL. */
static bool
is_plain_utf8(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x21)
			return false;
	return str_is_utf8(s);
}

static enum err
unicode_refuse(int rc, struct why *w)
{
	if (rc == IDN2_MALLOC)
		die("out of memory in libidn2");
	if (rc == IDN2_TOO_BIG_DOMAIN || rc == IDN2_TOO_BIG_LABEL ||
	    rc == IDN2_PUNYCODE_BIG_OUTPUT)
		return why_set(w, ERR_LIMIT,
		    "too long when written in letters a to z (A-label)");
	return why_set(w, ERR_SYNTAX,
	    "not an internationalised name (IDNA2008): %s", idn2_strerror(rc));
}

static enum err
unicode_read(struct str s, struct domain *d, struct why *w)
{
	uint8_t text[UNICODE_MAX + 1], *ascii = NULL;

	if (s.n > UNICODE_MAX)
		return why_set(w, ERR_LIMIT, "a name has at most %d bytes",
		    NAME_MAX_BYTES);
	if (!is_plain_utf8(s))
		return why_set(w, ERR_SYNTAX,
		    "a name is UTF-8 without blanks or control characters");
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';

	int rc =
	    idn2_lookup_u8(text, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);

	if (rc != IDN2_OK)
		return unicode_refuse(rc, w);

	/* Full-width digits, dots and slashes have become ASCII: look again. */
	enum err e = ascii_read(str_make(ascii, strlen((char *)ascii)), d, w);

	idn2_free(ascii);
	return e;
}

enum err
domain_read(struct str s, struct domain *d, struct why *w)
{
	*d = (struct domain){0};
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return unicode_read(s, d, w);
	return ascii_read(s, d, w);
}

enum err
domain_suffixes_load(void)
{
	if (suffixes == NULL)
		suffixes = psl_latest(NULL);
	return suffixes == NULL ? ERR_ABSENT : OK;
}

static const psl_ctx_t *
suffixes_need(void)
{
	if (suffixes == NULL)
		die("the Public Suffix List is used before it is loaded");
	return suffixes;
}

bool
domain_is_public_suffix(const struct domain *d)
{
	return psl_is_public_suffix(suffixes_need(), d->name) != 0;
}

struct str
domain_registrable(const struct domain *d)
{
	return str_of(psl_registrable_domain(suffixes_need(), d->name));
}

bool
domain_below(const struct domain *d, struct str parent)
{
	struct str s = domain_str(d);

	if (parent.n == 0 || !str_ends(s, parent))
		return false;
	return s.n == parent.n || s.p[s.n - parent.n - 1] == '.';
}
