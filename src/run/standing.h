/* standing: how the service stands, in numbers */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_STANDING_H
#define RUN_STANDING_H

#include "finding/finding.h"
#include "notify/outbox.h"
#include "notify/prepare.h"
#include "run/feed_row.h"
#include "run/job.h"
#include "store/ledger.sql.h"
#include "store/report.sql.h"
#include "value/returned.h"

/* One series; texts live in the job. */
struct standing_look {
	struct str feed, type, scope;
	int64_t complete_day, last_day; /* SQL_NULL_I64: never */
};

enum { RETURNED_DAYS = 30 };

/* Arrays are by the enum that the store keeps. */
struct standing {
	struct str name;   /* of the service */
	bool nobodys_mail; /* the sender's address is of no domain (.invalid) */
	int64_t organisations, batches;
	int64_t claims[CLAIM_STATE_COUNT], overlaps;
	int64_t agreements, agreements_soon, agreements_expired;
	int64_t jobs; /* not done, of which some wait for their day */
	struct report_count_row reports;
	struct ledger_sum_row ledger;
	int64_t unowned[UNOWNED_COUNT], observations;
	int64_t ground[GROUND_COUNT];
	int64_t finding[FINDING_STATE_COUNT];
	int64_t due; /* findings to be told, of who can be written to */
	int64_t
	    unheard; /* companies and topics for the desk: nobody to write to */
	int64_t notice[NOTICE_STATE_COUNT];
	int64_t told; /* organisations to which something was sent */
	int64_t delivery[DELIVERY_STATE_COUNT];
	int64_t returned[RETURNED_COUNT]; /* in RETURNED_DAYS */
	int64_t nobody;	       /* companies of which every address came back */
	int64_t letters;       /* to be printed and posted */
	int64_t second, later; /* notices that wait: for people, for hours */
	int64_t standings, proposed; /* standing releases: live, to approve */
	int64_t watched,
	    stopped; /* releases: their first 20 under way; wrong */
	struct str stopped_ref, stopped_why; /* of one of those */
	int64_t emergencies, emergency_due;  /* to look at; the first one */
	int64_t leaks, leak_known;	     /* open; the oldest one */
	int64_t cases, cases_late;
	int64_t contacts_old; /* nobody confirmed them for a year */
	struct str on_call;   /* "NAME, PHONE"; absent: nobody */
	int64_t on_call_until;
	int64_t failing; /* since when no mail is taken; SQL_NULL_I64: it is */
	bool held;
	int64_t held_since;
	struct str held_why;
	struct standing_look *look;
	size_t n_looks;
	struct feed_row *feed;
	size_t n_feeds;
	bool automatic; /* nobody releases notices */
	int64_t backup; /* when one was made last; SQL_NULL_I64: never */
	int64_t drill;	/* the same, of `keys drill` */
};

/* All numbers as they are now; what they point to lives in the job. */
void standing_read(struct job *job, struct standing *st);

#endif
