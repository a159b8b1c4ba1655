/* buf: bytes that grow */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <string.h>

#include "base/err.h"
#include "base/str.h"

/*
 * A growing run of bytes, owned by this. A zeroed buf is an empty one. Past
 * limit (0: none) bytes are dropped and full is set: sticky, so ask once.
 */
struct buf {
	char *p;
	size_t n, cap, limit;
	bool full;
};

void buf_free(struct buf *b);
/* Empties it, keeps the memory. */
void buf_reset(struct buf *b);
/* The slow half of buf_put: where there is no room, or a limit. */
void buf_put_more(struct buf *b, const void *p, size_t n);
static inline void
buf_put(struct buf *b, const void *p, size_t n)
{
	if (n - 1 < b->cap - b->n && b->limit == 0) { /* n > 0, and it fits */
		memcpy(b->p + b->n, p, n);
		b->n += n;
	} else {
		buf_put_more(b, p, n);
	}
}
static inline void
buf_str(struct buf *b, struct str s)
{
	buf_put(b, s.p, s.n);
}
static inline void
buf_char(struct buf *b, char c)
{
	buf_put(b, &c, 1);
}
/* Decimal; many times faster than buf_fmt. */
void buf_i64(struct buf *b, int64_t v);
void buf_fmt(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
/* Makes room for n more bytes and returns where they start; the caller adds
 * what it used to b->n. NULL past the limit. */
char *buf_room(struct buf *b, size_t n);
/* Takes n bytes (at most all) off the front. */
void buf_drop(struct buf *b, size_t n);
/* All bytes, borrowed until the next change. */
struct str buf_all(const struct buf *b);
/* The bytes with a terminator behind them, borrowed until the next change. */
const char *buf_cstr(struct buf *b);

/* Lower-case hex of n bytes. */
void buf_hex(struct buf *b, const void *p, size_t n);

#endif
