/* arena: memory that is given back all at once */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

enum { BLOCK = 64 * 1024 };

struct arena_block {
	struct arena_block *below;
	size_t size, used;
	alignas(max_align_t) char bytes[];
};

void
arena_init(struct arena *a, size_t limit)
{
	*a = (struct arena){.limit = limit};
}

static struct arena_block *
block_new(size_t size)
{
	struct arena_block *b = malloc(sizeof(*b) + size);

	if (b == NULL)
		die("out of memory: %zu bytes asked", size);
	b->below = NULL;
	b->size = size;
	b->used = 0;
	return b;
}

void
arena_reset(struct arena *a)
{
	while (a->top != NULL && a->top->below != NULL) {
		struct arena_block *b = a->top;
		a->top = b->below;
		free(b);
	}
	if (a->top != NULL)
		a->top->used = 0;
	a->used = 0;
}

void
arena_free(struct arena *a)
{
	arena_reset(a);
	free(a->top);
	a->top = NULL;
}

/* n bytes as they come; NULL past the limit. */
static char *
take(struct arena *a, size_t n)
{
	size_t step = alignof(max_align_t);
	size_t room = (n + step - 1) / step * step;

	if (room < n)
		die("out of memory: %zu bytes asked", n);
	if (a->limit != 0 && (room > a->limit || a->used > a->limit - room))
		return NULL;
	if (a->top == NULL || a->top->size - a->top->used < room) {
		struct arena_block *b = block_new(room > BLOCK ? room : BLOCK);
		b->below = a->top;
		a->top = b;
	}

	char *p = a->top->bytes + a->top->used;

	a->top->used += room;
	a->used += room;
	return p;
}

void *
arena_take(struct arena *a, size_t n)
{
	char *p = take(a, n);

	return p == NULL ? NULL : memset(p, 0, n);
}

void *
arena_keep(struct arena *a, struct buf *b)
{
	void *p = arena_take(a, b->n > 0 ? b->n : 1);

	if (p == NULL)
		die("no room for a list of %zu bytes", b->n);
	if (b->n > 0)
		memcpy(p, b->p, b->n);
	buf_free(b);
	return p;
}

char *
arena_cstr(struct arena *a, struct str s)
{
	char *p = take(a, s.n + 1);

	if (p == NULL)
		return NULL;
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return p;
}

struct str
arena_str(struct arena *a, struct str s)
{
	char *p = arena_cstr(a, s);

	if (p == NULL)
		return (struct str){0};
	return str_make(p, s.n);
}
