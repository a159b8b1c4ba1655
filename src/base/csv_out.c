/* csv_out: rows written into a buf (RFC 4180), harmless in a spreadsheet */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/csv_out.h"

#include <inttypes.h>
#include <string.h>

void
csv_out_open(struct csv_out *o, struct buf *b, char separator)
{
	*o = (struct csv_out){.b = b, .separator = separator, .start = b->n};
}

static size_t
digits(struct str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n;
}

/* A sign, digits, and perhaps a point and digits. */
static bool
is_number(struct str s)
{
	s = str_from(s, 1);

	size_t n = digits(s);

	if (n == 0)
		return false;
	s = str_from(s, n);
	if (s.n == 0)
		return true;
	s = str_from(s, s.p[0] == '.' ? 1 : s.n);
	return s.n > 0 && digits(s) == s.n;
}

/* The wide forms of = + - @ (U+FF1D and on) are taken for those too. */
static bool
is_wide(struct str s)
{
	static const struct str wide[] = {{"\xef\xbc\x9d", 3},
	    {"\xef\xbc\x8b", 3}, {"\xef\xbc\x8d", 3}, {"\xef\xbc\xa0", 3}};
	bool is = false;

	for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++)
		is = is || str_starts(s, wide[i]);
	return is;
}

static bool
is_formula(struct str s)
{
	if (s.n == 0 || is_wide(s))
		return s.n > 0;
	if (memchr("=+-@\t\r\n", s.p[0], 7) == NULL)
		return false;
	return (s.p[0] != '+' && s.p[0] != '-') || !is_number(s);
}

static bool
needs_quotes(const struct csv_out *o, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == o->separator ||
		    memchr("\",;\t\r\n", s.p[i], 6) != NULL)
			return true;
	return false;
}

void
csv_out_str(struct csv_out *o, struct str s)
{
	bool quotes = needs_quotes(o, s);
	struct str part;

	if (o->fields++ > 0)
		buf_char(o->b, o->separator);
	if (quotes)
		buf_char(o->b, '"');
	if (is_formula(s))
		buf_char(o->b, '\'');
	while (quotes && str_find(s, '"') < s.n) {
		str_split(&s, '"', &part);
		buf_str(o->b, part);
		buf_str(o->b, STR("\"\""));
	}
	buf_str(o->b, s);
	if (quotes)
		buf_char(o->b, '"');
}

void
csv_out_i64(struct csv_out *o, int64_t v)
{
	if (o->fields++ > 0)
		buf_char(o->b, o->separator);
	buf_fmt(o->b, "%" PRId64, v);
}

void
csv_out_end(struct csv_out *o)
{
	if (o->fields == 1 && o->b->n == o->start)
		buf_str(o->b, STR("\"\"")); /* else it is an empty line */
	buf_str(o->b, STR("\r\n"));
	o->fields = 0;
	o->start = o->b->n;
}
