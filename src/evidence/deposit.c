/* deposit: a chunk becomes its file, in its place, beside other work */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "evidence/deposit.h"

#include "base/beside.h"
#include "evidence/vault.h"

/* Its name is what bench/inside counts. */
static __attribute__((noinline)) void *
deposit_work(void *deposit)
{
	struct deposit *d = deposit;

	chunk_end(d->writer, &d->file, &d->sum);
	buf_reset(&d->name);
	if (d->dir == DEPOSIT_NOWHERE)
		buf_hex(&d->name, d->sum.id, sizeof(d->sum.id));
	else
		vault_place(
		    d->dir, d->made, d->sum.id, buf_all(&d->file), &d->name);
	return NULL;
}

void
deposit_begin(struct deposit *d, int dir, int64_t made, struct chunk_writer *w)
{
	d->writer = w;
	d->dir = dir;
	d->made = made;
	d->thread = beside_begin(deposit_work, d);
}

void
deposit_end(struct deposit *d)
{
	beside_end(d->thread);
}

void
deposit_free(struct deposit *d)
{
	buf_free(&d->file);
	buf_free(&d->name);
}
