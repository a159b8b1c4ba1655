/* json_out: JSON written into a buf (RFC 8259) */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/json_out.h"

#include <inttypes.h>

void
json_out_open(struct json_out *o, struct buf *b)
{
	*o = (struct json_out){.b = b};
}

static bool
in_object(const struct json_out *o)
{
	return o->depth > 0 && (o->objects >> (o->depth - 1) & 1) != 0;
}

/* Whether a value may stand here; writes the comma before it. */
static bool
value(struct json_out *o)
{
	if (in_object(o) ? !o->keyed : o->depth == 0 && o->comma)
		o->bad = true;
	if (o->bad)
		return false;
	if (o->comma && !o->keyed)
		buf_char(o->b, ',');
	o->comma = true;
	o->keyed = false;
	return true;
}

static void
open(struct json_out *o, char c, uint32_t object)
{
	if (o->depth == JSON_OUT_DEPTH_MAX)
		o->bad = true;
	if (!value(o))
		return;
	buf_char(o->b, c);
	o->objects &= ~((uint32_t)1 << o->depth);
	o->objects |= object << o->depth;
	o->depth++;
	o->comma = false;
}

void
json_out_object(struct json_out *o)
{
	open(o, '{', 1);
}

void
json_out_array(struct json_out *o)
{
	open(o, '[', 0);
}

void
json_out_end(struct json_out *o)
{
	if (o->depth == 0 || o->keyed)
		o->bad = true;
	if (o->bad)
		return;
	buf_char(o->b, in_object(o) ? '}' : ']');
	o->depth--;
	o->comma = true;
}

static bool
is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* One character that is not plain, n bytes long; n 0: no character. */
static void
odd_put(struct buf *b, const char *p, size_t n)
{
	unsigned char c = (unsigned char)*p;

	if (n == 0)
		buf_str(b, STR("\xef\xbf\xbd"));
	else if (n == 2 && c == 0xc2 && (unsigned char)p[1] < 0xa0)
		buf_fmt(b, "\\u%04x", (unsigned char)p[1]);
	else if (n > 1)
		buf_put(b, p, n);
	else if (c == '\n')
		buf_str(b, STR("\\n"));
	else if (c == '\t')
		buf_str(b, STR("\\t"));
	else if (c < 0x20 || c == 0x7f)
		buf_fmt(b, "\\u%04x", c);
	else
		buf_put(b, (char[]){'\\', *p}, 2);
}

static void
string_put(struct buf *b, struct str s)
{
	buf_char(b, '"');
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		while (i < s.n && is_plain((unsigned char)s.p[i]))
			i++;
		buf_put(b, s.p + from, i - from);
		if (i == s.n)
			break;
		size_t n = utf8_len(s.p + i, s.p + s.n);
		odd_put(b, s.p + i, n);
		i += n == 0 ? 1 : n;
	}
	buf_char(b, '"');
}

void
json_out_key(struct json_out *o, struct str key)
{
	if (!in_object(o) || o->keyed)
		o->bad = true;
	if (o->bad)
		return;
	if (o->comma)
		buf_char(o->b, ',');
	string_put(o->b, key);
	buf_char(o->b, ':');
	o->keyed = true;
}

void
json_out_str(struct json_out *o, struct str s)
{
	if (value(o))
		string_put(o->b, s);
}

void
json_out_i64(struct json_out *o, int64_t v)
{
	if (value(o))
		buf_fmt(o->b, "%" PRId64, v);
}

void
json_out_bool(struct json_out *o, bool v)
{
	if (value(o))
		buf_str(o->b, v ? STR("true") : STR("false"));
}

void
json_out_null(struct json_out *o)
{
	if (value(o))
		buf_str(o->b, STR("null"));
}

void
json_out_raw(struct json_out *o, struct str json)
{
	if (value(o))
		buf_str(o->b, json);
}

bool
json_out_done(const struct json_out *o)
{
	return !o->bad && o->depth == 0 && o->comma && !o->b->full;
}
