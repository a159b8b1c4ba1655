/* making: texts of notices become the final bytes of mails, signed */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/making.h"

#include <stdatomic.h>

#include "base/beside.h"
#include "notify/delivery.h"
#include "notify/mime.h"

/* What two threads share: each takes the next one that nobody took. */
struct pile {
	struct making *m;
	size_t n;
	atomic_size_t next;
	const struct postmark *p;
	int64_t now;
};

/* What receivers' mail programs check, then what their servers check. */
static void
bytes_make(struct making *m, const struct postmark *p, int64_t now)
{
	struct dkim dkim = p->dkim;
	struct buf plain = {0}, message = {0};

	dkim.domain = m->domain;
	mime_put(&plain, m->frozen);
	if (p->smime != NULL)
		signed_put(&message, buf_all(&plain), &smime, p->smime, now);
	else if (p->openpgp != NULL)
		signed_put(
		    &message, buf_all(&plain), &openpgp, p->openpgp, now);

	const struct buf *whole = message.n > 0 ? &message : &plain;

	dkim_put(&m->bytes, &dkim, buf_all(whole), now);
	buf_str(&m->bytes, buf_all(whole));
	buf_free(&plain);
	buf_free(&message);
}

static void *
pile_work(void *with)
{
	struct pile *pile = with;

	for (size_t i; (i = atomic_fetch_add(&pile->next, 1)) < pile->n;)
		if (pile->m[i].frozen.n > 0)
			bytes_make(&pile->m[i], pile->p, pile->now);
	return NULL;
}

void
making_all(struct making *m, size_t n, const struct postmark *p, int64_t now)
{
	struct pile pile = {.m = m, .n = n, .p = p, .now = now};

	/* librnp's handles are for one thread */
	if (n < 2 || p->openpgp != NULL) {
		pile_work(&pile);
		return;
	}

	pthread_t other = beside_begin(pile_work, &pile);

	pile_work(&pile);
	beside_end(other);
}
