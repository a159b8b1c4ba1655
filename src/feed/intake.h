/* intake: typed rows from a reader become evidence, observations, findings */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_INTAKE_H
#define FEED_INTAKE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "evidence/chunk.h"
#include "feed/reader.h"
#include "finding/finding.h"
#include "match/owners.h"
#include "store/store.h"
#include "value/legal.h"
#include "value/tlp.h"

/* What the giver and the operator said of it; strings are borrowed. */
struct batch {
	struct str giver, purpose;
	enum legal ground;
	enum tlp tlp; /* gets stricter where a row of it says so */
	bool giver_named, baseline;
	int64_t embargo, delete_by; /* SQL_NULL_I64: none */
};

/* What came in, counted over committed chunks only. */
struct intake_sums {
	uint64_t reports, rows, fresh, again, rejected;
	uint64_t known; /* rows of chunks that were in the ledger already */
	uint64_t unowned[UNOWNED_COUNT];
	struct finding_sums findings;
};

/* One report, told to the operator as soon as it has ended. */
struct intake_report {
	struct str name, type, scope, missing, unknown, why;
	struct str over; /* the batch it was read in before, where that does not
			  * stand any more; else absent */
	int32_t day;
	uint64_t rows, rejected, known;
	bool complete;
	bool whole; /* complete, but for rows that were rejected, */
	bool named; /* and it is known whom those may be about */
};

/* How the intake speaks; both may be NULL. */
struct intake_news {
	void *ctx;
	void (*report)(void *ctx, const struct intake_report *r);
	void (*reject)(void *ctx, struct str name, uint64_t line, uint64_t at,
	    struct str rule);
};

struct intake_now;

/* What earlier attempts at the input in hand came to: it is counted, and told,
 * once. */
struct intake_tries {
	bool going_on;		/* the input in hand has not ended */
	uint64_t rows, reports; /* the most that any attempt received, ended */
	uint64_t reports_before, known_before; /* sums when it began */
	struct buf kept; /* int64_t seq of each chunk it gave */
	size_t met;	 /* of those, in this attempt */
};

/*
 * One import: many inputs, one batch. The batch comes to exist with the first
 * chunk that is new. Everything else is borrowed.
 */
struct intake {
	struct store *store;
	const struct owners *owners;
	const struct reader *reader; /* of the input in hand */
	int folder;		     /* of the service: the vault lies in it */
	bool trial;		     /* in sql_trial_begin: no file is kept */
	struct batch batch;
	struct str options; /* that the reader was told */
	int64_t person, now;
	struct intake_news news;
	struct intake_sums sums;
	int64_t batch_id; /* 0: none yet */
	struct str batch_ref;
	uint64_t received; /* rows of this input in this attempt */
	struct intake_tries tries;
	struct intake_now *at; /* the report being read */
	struct arena keep;     /* lives as long as the intake */
};

void intake_init(struct intake *in);
void intake_free(struct intake *in);

/*
 * Takes one frame of feed/row.frame. The reader is not trusted: ERR_SYNTAX
 * when a frame does not read or comes out of turn; then abandon. *done is
 * set by input_end; its words, when the input as a whole was refused, are
 * in w with the error it names.
 */
enum err intake_frame(struct intake *in, uint16_t type, struct str fields,
    bool *done, struct why *w) MUST_CHECK;

/*
 * Gives up on the input in hand and drops what of it is not committed. Chunks
 * that are committed stay; reading it again comes past them by their ids.
 */
void intake_abandon(struct intake *in);
/*
 * Call before each attempt at an input; it drops what the one before, whose
 * reader died, had not committed. After input_end or intake_abandon it is
 * another input.
 */
void intake_input(struct intake *in);

#endif
