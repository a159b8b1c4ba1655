/* canary: the first notices of many go ahead of the others */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_CANARY_H
#define NOTIFY_CANARY_H

#include "base/time.h"
#include "store/store.h"

/* Kept in canary.state, below ENDED it is looked at: never renumber. */
enum canary_state {
	CANARY_NONE,
	CANARY_WAITING, /* the first go, or are being waited for */
	CANARY_PASSED,	/* all go, and are still watched */
	CANARY_STOPPED, /* by itself, until a person lets it go on */
	CANARY_ENDED,
	CANARY_STATE_COUNT,
};

enum {
	CANARY_FIRST = 20,
	CANARY_WINDOW = 7 * DAY, /* what ended longer ago says nothing */
};

/* In notice.not_before: held back by its canary. SQL has it in digits. */
#define CANARY_HELD INT64_MAX

struct canary_rule {
	int64_t above;	  /* a release of more notices of one topic has one */
	int64_t hours;	  /* that the rest waits after the last of the first */
	int64_t not_ours; /* percent above which it stops; of bounces too */
	int64_t bounces;
};

/* A new one; standing may be SQL_NULL_I64. In a transaction, as the next. */
int64_t canary_begin(struct store *s, struct str ref, int64_t standing,
    struct str topic, int64_t now);

/*
 * Looks at each: stops one of whose notices too many were not the receiver's
 * or came back, of those that left since CANARY_WINDOW (counted as CANARY_FIRST
 * when they are fewer: one bad answer is no share); lets the rest of one go
 * whose first have all been judged by a server and had their hours. What is
 * not urgent then leaves not before not_before (SQL_NULL_I64: at once). Gives
 * how many it stopped.
 */
uint64_t canaries_judge(struct store *s, const struct canary_rule *rule,
    int64_t now, int64_t not_before);

/* A person lets it go on, and says why; all of it. What ended before counts no
 * more. */
void canary_resume(struct store *s, int64_t canary, struct str reason,
    int64_t now, int64_t not_before);

/* How many notices it watches came back, of those that left since then. The
 * one place that knows what a bounce is: a server's refusal for good, or a
 * contact that was marked as bounced since. */
int64_t canary_bounced(struct store *s, int64_t canary, int64_t since);

/* "waiting", "passed", "stopped" */
const char *canary_state_name(enum canary_state state);

#endif
