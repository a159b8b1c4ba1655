/* outbox: the way of letters where no mail server is set: files */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/outbox.h"

#include <stdio.h>

#include "base/crash.h"
#include "base/file.h"

static enum delivery_end
write_out(struct outbox *o, struct arena *a, const struct letter *d)
{
	char name[64];
	struct str reason;

	if (delivery_held(o->store, o->folder, a, &reason))
		return DELIVERY_HELD;
	snprintf(name, sizeof(name), "outbox/%.*s.eml", STR_ARG(d->ref));
	file_place(o->folder, name, d->bytes, 0600);
	crash_point(CRASH_SEND_PLACED);
	return DELIVERY_TAKEN;
}

/* False when none are due, or sending is on hold. */
static bool
batch_send(struct outbox *o)
{
	struct lease l;
	struct outcome *done;
	bool more;

	if (!lease_left(o->store, o->postmark, o->now, &l) &&
	    !lease_take(o->store, o->postmark, o->now, &l))
		return false;
	done = ARENA_NEW(&l.a, struct outcome, l.n);
	for (size_t i = 0; i < l.n; i++)
		done[i] = (struct outcome){
		    .letter = &l.letter[i],
		    .end = write_out(o, &l.a, &l.letter[i]),
		    .text = STR("outbox"),
		};
	more = done[l.n - 1].end == DELIVERY_TAKEN;
	outcomes_keep(o->store, done, l.n, o->now, &o->sums);
	lease_free(&l);
	return more;
}

void
outbox_send(struct outbox *o)
{
	folder_make(o->folder, "outbox");
	while (batch_send(o))
		continue;
}
