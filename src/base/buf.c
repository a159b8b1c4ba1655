/* buf: bytes that grow */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
buf_free(struct buf *b)
{
	free(b->p);
	*b = (struct buf){.limit = b->limit};
}

void
buf_reset(struct buf *b)
{
	b->n = 0;
	b->full = false;
}

char *
buf_room(struct buf *b, size_t n)
{
	if (b->full ||
	    (b->limit != 0 && (n > b->limit || b->n > b->limit - n))) {
		b->full = true;
		return NULL;
	}
	if (b->p == NULL || b->cap - b->n < n) {
		size_t cap = b->cap < 128 ? 256 : b->cap * 2;
		if (cap - b->n < n)
			cap = b->n + n;
		char *p = realloc(b->p, cap);
		if (p == NULL)
			die("out of memory: %zu bytes asked", cap);
		b->p = p;
		b->cap = cap;
	}
	return b->p + b->n;
}

void
buf_put_more(struct buf *b, const void *p, size_t n)
{
	char *to = n == 0 ? NULL : buf_room(b, n);

	if (to == NULL)
		return;
	memcpy(to, p, n);
	b->n += n;
}

void
buf_i64(struct buf *b, int64_t v)
{
	char digit[20];
	size_t at = sizeof(digit);
	uint64_t left = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do
		digit[--at] = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (v < 0)
		buf_char(b, '-');
	buf_put(b, digit + at, sizeof(digit) - at);
}

void
buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	char small[256];

	va_start(ap, fmt);
	int n = vsnprintf(small, sizeof(small), fmt, ap);
	va_end(ap);
	if (n < 0)
		die("a format that cannot be printed: %s", fmt);
	if ((size_t)n < sizeof(small)) {
		buf_put(b, small, (size_t)n);
		return;
	}

	char *to = buf_room(b, (size_t)n + 1);

	if (to == NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(to, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}

void
buf_drop(struct buf *b, size_t n)
{
	if (n >= b->n) {
		b->n = 0;
		return;
	}
	memmove(b->p, b->p + n, b->n - n);
	b->n -= n;
}

struct str
buf_all(const struct buf *b)
{
	return str_make(b->p, b->n);
}

const char *
buf_cstr(struct buf *b)
{
	char *end = buf_room(b, 1);

	if (end == NULL)
		die("text past its limit of %zu bytes", b->limit);
	*end = '\0';
	return b->p;
}

void
buf_hex(struct buf *b, const void *p, size_t n)
{
	static const char digit[] = "0123456789abcdef";
	const unsigned char *u = p;

	for (size_t i = 0; i < n; i++) {
		buf_char(b, digit[u[i] >> 4]);
		buf_char(b, digit[u[i] & 15]);
	}
}
