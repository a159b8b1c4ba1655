/* pen: the texts of a mail, written one after another */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/pen.h"

struct str
pen_done(struct pen *p)
{
	struct str s = arena_str(p->a, buf_all(&p->b));

	buf_reset(&p->b);
	return s;
}

struct str
pen_number(struct pen *p, uint64_t n)
{
	buf_fmt(&p->b, "%llu", (unsigned long long)n);
	return pen_done(p);
}
