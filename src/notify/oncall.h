/* oncall: who of us is called outside working hours, and when */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_ONCALL_H
#define NOTIFY_ONCALL_H

#include "base/err.h"
#include "store/store.h"
#include "words.gen.h"

/* Of one of us; texts live where they were asked for. */
struct duty {
	int64_t organisation; /* the row that stands for them, of kind 3 */
	int64_t from, until;
	enum lang language;
	struct str name, mail, phone; /* phone may be absent */
};

/*
 * Keeps that somebody is on call. Who was before is known by name, and has this
 * mail address, phone number and language from now on. In a transaction.
 */
void duty_add(struct store *s, struct arena *a, const struct duty *d,
    int64_t person, int64_t now);
/* Who is on call now: of several whose duty began last. False: nobody. */
bool duty_now(struct store *s, struct arena *a, int64_t now, struct duty *d);
/* "Anna, 06-12345678"; absent when nobody is. Lives in a. */
struct str duty_reach(struct store *s, struct arena *a, int64_t now);
/* Fills name, mail and phone of who is in organisation. */
void duty_open(
    struct store *s, struct arena *a, struct str name_sealed, struct duty *d);
/* Takes all of somebody's away and forgets how to reach them; what waits for
 * them is dropped. ERR_ABSENT: nobody of that name was ever on call; ERR_BUSY:
 * a mail to them is leaving. In a transaction. */
enum err duty_remove(struct store *s, struct arena *a, struct str name,
    int64_t now, struct why *w) MUST_CHECK;

#endif
