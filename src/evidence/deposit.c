/* deposit: a chunk becomes its file, in its place, beside other work */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "evidence/deposit.h"

#include <signal.h>
#include <string.h>

#include "evidence/vault.h"

static void *
work(void *deposit)
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

/* Signals are for the thread that waits for them. */
void
deposit_begin(struct deposit *d, int dir, int64_t made, struct chunk_writer *w)
{
	sigset_t all, before;

	d->writer = w;
	d->dir = dir;
	d->made = made;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);

	int e = pthread_create(&d->thread, NULL, work, d);

	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (e != 0)
		die("cannot start a thread: %s", strerror(e));
}

void
deposit_end(struct deposit *d)
{
	int e = pthread_join(d->thread, NULL);

	if (e != 0)
		die("cannot wait for a thread: %s", strerror(e));
}

void
deposit_free(struct deposit *d)
{
	buf_free(&d->file);
	buf_free(&d->name);
}
