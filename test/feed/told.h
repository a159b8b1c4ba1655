/* told: frames as a reader would tell them, by hand, to an intake */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_FEED_TOLD_H
#define TEST_FEED_TOLD_H

#include "feed/intake.h"
#include "feed/row.frame.h"
#include "test/store/open_store.h"

/* An import under way. err is what the last frame was answered with. */
struct told {
	struct open_store *o;
	struct owners *owners;
	struct intake in;
	uint64_t rows, rejected; /* of the report so far */
	int32_t day;
	enum err err;
	bool done;
	struct why w;
	struct buf said; /* what the operator was told, as lines */
};

/* An import as a command begins it: a batch of its own. */
void told_begin(struct told *t, struct open_store *o);
void told_free(struct told *t);

/* Another input, or another attempt at one that did not end. */
void told_input(struct told *t);
/* scan_rdp of scope "a", TODAY + day; DAY_ABSENT for none. */
void told_report(struct told *t, const char *type, int32_t day);
/* Seen at noon of the report's day; port 3389. The raw row is made of all. */
void told_row(struct told *t, const char *address, const char *hostname);
void told_reject(struct told *t, const char *raw);
void told_end(struct told *t, bool complete);
/* The input is done, and was fine. */
void told_done(struct told *t);
/* A whole report of one row ("" for none), as an input of its own. */
void told_day(struct told *t, int32_t day, const char *address);
/* A new store, in which n companies (203.0.113.1 and on) share one mail address
 * and were each seen once. */
void told_town(struct open_store *o, int n);

/* The row that told_row sends, to be changed. Texts live until the next. */
struct frame_observation row_of(
    struct told *t, const char *address, const char *hostname);
void tell_row(struct told *t, const struct frame_observation *f);
/* Any frame. */
void tell(struct told *t, struct buf *frame);
void tell_bytes(struct told *t, uint16_t type, struct str fields);

#endif
