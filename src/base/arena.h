/* arena: memory that is given back all at once */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/buf.h"
#include "base/str.h"

struct arena_block;

/*
 * One per request, batch or mail: what lives as long as that is taken from
 * it and never freed singly. Not for threads.
 */
struct arena {
	struct arena_block *top;
	size_t used;  /* bytes handed out since the last reset */
	size_t limit; /* 0: no ceiling */
};

/* Nothing is allocated yet; limit in bytes, 0 for none. */
void arena_init(struct arena *a, size_t limit);
/* Gives everything back but keeps one block for the next round. */
void arena_reset(struct arena *a);
void arena_free(struct arena *a);

/*
 * n zeroed bytes aligned for any type. Dies when the machine has no memory;
 * NULL only past the arena's own limit (bad input: say ERR_LIMIT).
 */
void *arena_take(struct arena *a, size_t n);
/* A copy of s; absent past the limit. */
struct str arena_str(struct arena *a, struct str s);
/* What b gathered, aligned for any type, and b is empty; never NULL. Dies past
 * the limit. */
void *arena_keep(struct arena *a, struct buf *b);
/* A terminated copy for a C library's door; stops at nothing, so s must not
 * hold NUL. NULL past the limit. */
char *arena_cstr(struct arena *a, struct str s);

/* n elements of type T. */
#define ARENA_NEW(a, T, n) ((T *)arena_take((a), sizeof(T) * (size_t)(n)))

#endif
