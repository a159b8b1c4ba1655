/* ident: numbers and names the field gives out: ASN, CVE, KvK, mail address */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/ident.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "value/domain.h"

enum {
	CVE_HEAD = sizeof("CVE-2021-") - 1,
	CVE_DIGITS_MIN = 4,
	CVE_DIGITS_MAX = 19,
	LOCAL_MAX = 64, /* RFC 5321 4.5.3.1.1 */
	MAIL_MAX = 254, /* RFC 5321 4.5.3.1.3 less the angle brackets */
};

struct cve {
	uint64_t year, number;
	struct str id;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return s.n > 0;
}

static enum err
asn_fits(uint64_t v, uint32_t *asn, struct why *w)
{
	switch (v) {
	case 0:
		return why_set(w, ERR_RANGE, "AS 0 is nobody's (RFC 7607)");
	case 23456:
		return why_set(w, ERR_RANGE,
		    "AS 23456 stands for any large number (RFC 6793)");
	case UINT16_MAX:
	case UINT32_MAX:
		return why_set(w, ERR_RANGE,
		    "the last AS numbers are nobody's (RFC 7300)");
	default:
		*asn = (uint32_t)v;
		return OK;
	}
}

enum err
asn_read(struct str s, uint32_t *asn, struct why *w)
{
	struct str low = s, high = STR("0");
	uint64_t v, top;

	if (str_eq_nocase(str_upto(s, 2), STR("as")))
		low = str_from(s, 2);

	size_t dot = str_find(low, '.');
	bool dotted = dot < low.n;

	if (dotted) {
		high = str_upto(low, dot);
		low = str_from(low, dot + 1);
	}
	if (!all_digits(low) || !all_digits(high))
		return why_set(w, ERR_SYNTAX,
		    "an AS number was expected, as in 64500 or AS64500");
	if (!str_u64(low, dotted ? UINT16_MAX : UINT32_MAX, &v) ||
	    !str_u64(high, UINT16_MAX, &top))
		return why_set(w, ERR_RANGE,
		    "an AS number is at most 4294967295, "
		    "and each half of a dotted one at most 65535");
	return asn_fits(top << 16 | v, asn, w);
}

static bool
cve_read(struct str s, struct cve *c)
{
	struct str year = str_upto(str_from(s, 4), 4);
	struct str number = str_from(s, CVE_HEAD);

	if (!str_eq_nocase(str_upto(s, 4), STR("cve-")) || year.n != 4 ||
	    number.n < CVE_DIGITS_MIN || number.n > CVE_DIGITS_MAX ||
	    s.p[CVE_HEAD - 1] != '-')
		return false;
	c->id = s;
	return str_u64(year, UINT64_MAX, &c->year) &&
	    str_u64(number, UINT64_MAX, &c->number);
}

static void
cve_write(struct buf *b, const struct cve *c)
{
	buf_str(b, STR("CVE"));
	buf_str(b, str_from(c->id, 3));
}

/* By year and number; the same number with more zeroes before it later. */
static int
cve_cmp(const void *a, const void *b)
{
	const struct cve *x = a, *y = b;

	if (x->year != y->year)
		return x->year < y->year ? -1 : 1;
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return (x->id.n > y->id.n) - (x->id.n < y->id.n);
}

static bool
is_separator(char c)
{
	return c == ';' || c == ',' || c == ' ' || c == '\t' || c == '\r' ||
	    c == '\n';
}

static struct str
item_take(struct str *rest)
{
	size_t from = 0, to;

	while (from < rest->n && is_separator(rest->p[from]))
		from++;
	for (to = from; to < rest->n && !is_separator(rest->p[to]);)
		to++;

	struct str item = str_from(str_upto(*rest, to), from);

	*rest = str_from(*rest, to);
	return item;
}

void
cve_list_put(struct buf *b, struct str s)
{
	struct arena a;
	size_t n = 0;

	arena_init(&a, 0);

	/* An id and the separator behind it take fourteen bytes or more. */
	struct cve *list =
	    ARENA_NEW(&a, struct cve, s.n / (CVE_HEAD + CVE_DIGITS_MIN) + 1);

	for (struct str rest = s; rest.n > 0;)
		n += cve_read(item_take(&rest), &list[n]);
	qsort(list, n, sizeof(*list), cve_cmp);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && cve_cmp(&list[i - 1], &list[i]) == 0)
			continue;
		if (i > 0)
			buf_char(b, ' ');
		cve_write(b, &list[i]);
	}
	arena_free(&a);
}

enum err
kvk_read(struct str s, char out[9], struct why *w)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == ' ' || s.p[i] == '.')
			continue;
		if (n == 8 || !is_digit(s.p[i])) {
			n = 0;
			break;
		}
		out[n++] = s.p[i];
	}
	out[n] = '\0';
	if (n != 8)
		return why_set(w, ERR_SYNTAX,
		    "a KvK number has eight digits, and nothing else");
	return OK;
}

/* RFC 5322 3.2.3 atext */
static bool
is_atext(char c)
{
	return is_letter(c) || is_digit(c) ||
	    (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static bool
is_dot_string(struct str s)
{
	char before = '.';

	for (size_t i = 0; i < s.n; before = s.p[i++])
		if (s.p[i] == '.' ? before == '.' : !is_atext(s.p[i]))
			return false;
	return before != '.';
}

enum err
mail_read(struct str s, char out[255], struct why *w)
{
	size_t at = str_find(s, '@');
	struct str local = str_upto(s, at);
	struct domain d;

	if (at == s.n)
		return why_set(w, ERR_SYNTAX,
		    "a mail address has an @, as in info@bakker.example");
	if (local.n > LOCAL_MAX)
		return why_set(w, ERR_LIMIT,
		    "at most %d bytes may stand before the @", LOCAL_MAX);
	if (!is_dot_string(local))
		return why_set(w, ERR_SYNTAX,
		    "what stands before the @ is not a plain mailbox name");

	enum err e = domain_read(str_from(s, at + 1), &d, w);

	if (e != OK)
		return e;
	if (local.n + 1 + d.n > MAIL_MAX)
		return why_set(w, ERR_LIMIT,
		    "a mail address has at most %d bytes", MAIL_MAX);
	memcpy(out, local.p, local.n);
	out[local.n] = '@';
	memcpy(out + local.n + 1, d.name, d.n + 1u);
	return OK;
}
