/* frame: messages over a process wall: length, type, checked fields */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/frame.h"

#include <endian.h>
#include <string.h>

/* The low n bytes of v, the lowest first: with a constant n one store. */
static void
little_put(char *p, uint64_t v, size_t n)
{
	v = htole64(v);
	memcpy(p, &v, n);
}

static uint64_t
little_get(const char *p, size_t n)
{
	uint64_t v = 0;

	memcpy(&v, p, n);
	return le64toh(v);
}

static void
put(struct buf *b, uint64_t v, size_t n)
{
	char p[8];

	little_put(p, v, n);
	buf_put(b, p, n);
}

size_t
frame_begin(struct buf *b, uint16_t type)
{
	size_t mark = b->n;

	put(b, 0, 4);
	put(b, type, 2);
	return mark;
}

void
frame_end(struct buf *b, size_t mark)
{
	size_t n = b->n - mark - 4;

	if (n > FRAME_MAX)
		die("a frame of %zu bytes is past FRAME_MAX", n);
	little_put(b->p + mark, n, 4);
}

void
frame_empty(struct buf *b, uint16_t type)
{
	frame_end(b, frame_begin(b, type));
}

enum err
frame_take(struct str *in, uint16_t *type, struct str *fields)
{
	if (in->n < 4)
		return ERR_ABSENT;

	uint64_t n = little_get(in->p, 4);

	if (n < 2 || n > FRAME_MAX)
		return ERR_SYNTAX;
	if (in->n < 4 + n)
		return ERR_ABSENT;
	*type = (uint16_t)little_get(in->p + 4, 2);
	*fields = str_make(in->p + FRAME_HEAD, n - 2);
	*in = str_from(*in, 4 + n);
	return OK;
}

void
frame_put_u8(struct buf *b, uint8_t v)
{
	put(b, v, 1);
}

void
frame_put_u16(struct buf *b, uint16_t v)
{
	put(b, v, 2);
}

void
frame_put_u32(struct buf *b, uint32_t v)
{
	put(b, v, 4);
}

void
frame_put_u64(struct buf *b, uint64_t v)
{
	put(b, v, 8);
}

void
frame_put_bytes(struct buf *b, struct str s, size_t max)
{
	if (s.n > max)
		die("a field of %zu bytes is past its %zu", s.n, max);
	put(b, s.n, 4);
	buf_str(b, s);
}

static uint64_t
get(struct frame_in *in, size_t n)
{
	if (in->bad || in->left.n < n) {
		in->bad = true;
		return 0;
	}

	uint64_t v = little_get(in->left.p, n);

	in->left = str_from(in->left, n);
	return v;
}

uint8_t
frame_u8(struct frame_in *in)
{
	return (uint8_t)get(in, 1);
}

uint16_t
frame_u16(struct frame_in *in)
{
	return (uint16_t)get(in, 2);
}

uint32_t
frame_u32(struct frame_in *in)
{
	return (uint32_t)get(in, 4);
}

uint64_t
frame_u64(struct frame_in *in)
{
	return get(in, 8);
}

struct str
frame_bytes(struct frame_in *in, size_t max)
{
	uint64_t n = get(in, 4);

	if (in->bad || n > max || n > in->left.n) {
		in->bad = true;
		return (struct str){0};
	}

	struct str s = str_upto(in->left, n);

	in->left = str_from(in->left, n);
	return s;
}

struct str
frame_text(struct frame_in *in, size_t max)
{
	struct str s = frame_bytes(in, max);

	if (!str_is_utf8(s))
		in->bad = true;
	return in->bad ? (struct str){0} : s;
}

struct str
frame_line(struct frame_in *in, size_t max)
{
	struct str s = frame_bytes(in, max);

	if (!str_is_line(s))
		in->bad = true;
	return in->bad ? (struct str){0} : s;
}

struct str
frame_lines(struct frame_in *in, size_t max)
{
	struct str s = frame_bytes(in, max), rest = s;

	for (struct str line; str_split(&rest, '\n', &line);)
		if (!str_is_line(line))
			in->bad = true;
	return in->bad ? (struct str){0} : s;
}

unsigned
frame_enum(struct frame_in *in, unsigned count)
{
	unsigned v = frame_u8(in);

	if (v >= count)
		in->bad = true;
	return in->bad ? 0 : v;
}

enum err
frame_done(const struct frame_in *in)
{
	return in->bad || in->left.n != 0 ? ERR_SYNTAX : OK;
}
