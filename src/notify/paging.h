/* paging: who is on call hears of what cannot wait for working hours */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_PAGING_H
#define NOTIFY_PAGING_H

#include "base/time.h"
#include "notify/mail_head.h"
#include "notify/oncall.h"
#include "value/calendar.h"

enum {
	PAGE_AGAIN = 24 * HOUR,	    /* the same cause, while it lasts */
	PAGE_CASE_AGE = 24 * HOUR,  /* an older case is for office hours */
	PAGE_LEAK_LEFT = 24 * HOUR, /* of a data leak's 72 */
	PAGE_CAUSES_MAX = 20,	    /* in one mail; the others come next */
};

/* What view/page.txt prints. */
struct page_view {
	struct mail_head head;
	struct str what, until, how;
	const struct str *lines;
	size_t n_lines;
};

struct paging {
	struct store *store;
	const unsigned char *code_key;
	int64_t person, now;
	struct hours hours;
	uint64_t told; /* causes */
	bool nobody;   /* there are, and nobody is on call with an address */
};

/*
 * Outside working hours, makes one mail to who is on call about all that waits
 * for a person and was not told of since PAGE_AGAIN: a case that may wake
 * people and that nobody did anything about, a release that stopped by itself,
 * a feed that is missing, a data leak whose hours are nearly over, mail that is
 * not taken for long. It names references, feeds, and no company, and is
 * released: it leaves at once. In one transaction of its own.
 */
void paging_look(struct paging *p);

#endif
