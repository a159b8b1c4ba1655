/* recode: a text in any usual encoding, as UTF-8 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/recode.h"

#include <string.h>

enum { REPLACEMENT = 0xfffd };

/* clang-format off */
/* Windows-1252 from 0x80 to 0x9f; what is not in it becomes U+FFFD. */
static const uint16_t windows[32] = {
    0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
    0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
};
/* clang-format on */

void
recode_init(struct recode *r, struct csv_source from)
{
	memset(r, 0, offsetof(struct recode, in));
	r->from = from;
}

static void
put(struct recode *r, uint32_t c)
{
	unsigned char *to = r->out + r->n_out;

	if (c < 0x80) {
		to[0] = (unsigned char)c;
		r->n_out += 1;
	} else if (c < 0x800) {
		to[0] = (unsigned char)(0xc0 | c >> 6);
		to[1] = (unsigned char)(0x80 | (c & 0x3f));
		r->n_out += 2;
	} else if (c < 0x10000) {
		to[0] = (unsigned char)(0xe0 | c >> 12);
		to[1] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
		to[2] = (unsigned char)(0x80 | (c & 0x3f));
		r->n_out += 3;
	} else {
		to[0] = (unsigned char)(0xf0 | c >> 18);
		to[1] = (unsigned char)(0x80 | (c >> 12 & 0x3f));
		to[2] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
		to[3] = (unsigned char)(0x80 | (c & 0x3f));
		r->n_out += 4;
	}
}

static void
unit_take(struct recode *r, uint16_t u)
{
	bool low = (u & 0xfc00) == 0xdc00;

	if (r->high != 0 && low) {
		put(r,
		    0x10000 + ((uint32_t)(r->high & 0x3ff) << 10) +
			(u & 0x3ffu));
		r->high = 0;
		return;
	}
	if (r->high != 0)
		put(r, REPLACEMENT);
	r->high = (u & 0xfc00) == 0xd800 ? u : 0;
	if (r->high == 0)
		put(r, low ? REPLACEMENT : u);
}

/* How many bytes of in were used. */
static size_t
wide_take(struct recode *r)
{
	size_t i = 0;

	for (; i + 2 <= r->n_in; i += 2) {
		unsigned a = r->in[i], b = r->in[i + 1];
		unit_take(r, (uint16_t)(r->little ? b << 8 | a : a << 8 | b));
	}
	if (!r->ended)
		return i;
	if (i < r->n_in || r->high != 0)
		put(r, REPLACEMENT);
	r->high = 0;
	return r->n_in;
}

/* A sequence that the bytes behind it may still make whole. */
static bool
may_be_cut(const struct recode *r, size_t i)
{
	return !r->ended && r->n_in - i < 4 && r->in[i] >= 0xc2;
}

static size_t
narrow_take(struct recode *r)
{
	size_t i = 0;

	while (i < r->n_in) {
		const char *p = (const char *)r->in + i;
		size_t n = r->in[i] < 0x80
		    ? 1
		    : utf8_len(p, (const char *)r->in + r->n_in);
		if (n == 0 && may_be_cut(r, i))
			break;
		if (n == 0) {
			unsigned char c = r->in[i++];
			put(r, c < 0xa0 ? windows[c - 0x80] : c);
			r->odd++;
			continue;
		}
		memcpy(r->out + r->n_out, p, n);
		r->n_out += n;
		i += n;
	}
	return i;
}

static void
in_fill(struct recode *r)
{
	while (!r->ended && r->n_in < RECODE_IN) {
		long k = r->from.read(
		    r->from.from, r->in + r->n_in, RECODE_IN - r->n_in);
		r->failed = k < 0;
		r->ended = k <= 0;
		r->n_in += k > 0 ? (size_t)k : 0;
	}
}

static void
in_drop(struct recode *r, size_t n)
{
	r->n_in -= n;
	memmove(r->in, r->in + n, r->n_in);
}

static void
begin(struct recode *r)
{
	r->begun = true;
	if (r->n_in < 2)
		return;
	r->little = r->in[0] == 0xff && r->in[1] == 0xfe;
	r->wide = r->little || (r->in[0] == 0xfe && r->in[1] == 0xff);
	/* UTF-32 begins alike; its zeros are told of by who splits rows */
	if (r->little && r->n_in >= 4 && r->in[2] == 0 && r->in[3] == 0)
		r->wide = false;
	if (r->wide)
		in_drop(r, 2);
}

long
recode_read(void *recode, void *p, size_t n)
{
	struct recode *r = recode;

	while (r->given == r->n_out) {
		r->given = r->n_out = 0;
		in_fill(r);
		if (!r->begun)
			begin(r);
		if (r->n_in == 0 && r->high == 0)
			return r->failed ? -1 : 0;
		in_drop(r, r->wide ? wide_take(r) : narrow_take(r));
	}
	if (n > r->n_out - r->given)
		n = r->n_out - r->given;
	memcpy(p, r->out + r->given, n);
	r->given += n;
	return (long)n;
}
