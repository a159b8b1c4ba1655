/* finding: the only code that opens, merges, closes and reopens findings */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FINDING_FINDING_H
#define FINDING_FINDING_H

#include "base/err.h"
#include "finding/ladder.h"
#include "finding/topic.h"
#include "match/identify.h"
#include "store/store.h"
#include "value/severity.h"

/*
 * One finding per organisation, topic and subject; the subject is what was
 * seen (an address, address and port, or a domain), never the claim.
 * Kept in finding.state, below CLOSED is still going on: never renumber.
 */
enum finding_state {
	FINDING_NONE,
	FINDING_OPEN, /* nobody was told yet, or it is back */
	FINDING_NOTIFIED,
	FINDING_ANSWERED,
	FINDING_CLOSED,	   /* absent from enough complete looks */
	FINDING_QUIET,	   /* an event not seen since: never called solved */
	FINDING_WITHDRAWN, /* none of the batches it rests on stands: never
			    * called solved either */
	FINDING_ENDED,	   /* no longer theirs: says nothing of the danger */
	FINDING_STATE_COUNT,
};

/* Kept in finding.answer: never renumber. */
enum answer {
	ANSWER_NONE,
	ANSWER_FIXED,
	ANSWER_IN_HAND,
	ANSWER_NOT_OURS,
	ANSWER_ACCEPTED,
	ANSWER_COUNT,
};

/* Kept in finding_event.what: never renumber. */
enum finding_what {
	HAPPENED_NONE,
	HAPPENED_OPENED,
	HAPPENED_NOTICED,
	HAPPENED_ANSWERED,
	HAPPENED_CLOSED,
	HAPPENED_QUIET,
	HAPPENED_REOPENED,
	HAPPENED_WORSE,	    /* than was told of it */
	HAPPENED_WITHDRAWN, /* a batch that it rested on, or was closed by */
	HAPPENED_ENDED,	    /* their claim on it ended */
	HAPPENED_RESUMED,   /* it is theirs again */
	HAPPENED_RETURNED,  /* a notice about it did not arrive */
	HAPPENED_REPLIED,   /* its receiver wrote back */
	HAPPENED_COUNT,
};

/* What intake knows of an identified observation. */
struct sight {
	const struct identity *who;
	const struct topic *topic;
	struct prefix place; /* one address, or none, or rarely a block */
	uint16_t port;
	struct str hostname;
	enum severity severity;
	int64_t observation, rest;
	int64_t series, batch;
	int64_t first; /* of the first row that showed it to them, or seen */
	int64_t seen;  /* of the row */
	int32_t day;   /* of the report */
	int64_t now;
	bool baseline; /* open it without wanting a notice */
	bool earlier;  /* from reports read before: claims have changed */
};

/* What changed, for the summary. */
struct finding_sums {
	uint64_t opened, again, reopened, closed, quiet;
	uint64_t ended, resumed; /* by claims that changed */
};

/*
 * Opens the finding, or updates it. One that was closed, quiet or answered
 * as fixed is reopened only by a report day after the one that closed it or
 * the day of the answer; an older report never reopens. What a source marks as
 * information only (every web server is such a row) is kept and not told. One
 * that is worse than was told wants telling again. In a transaction. Returns
 * the finding's id.
 */
int64_t finding_see(
    struct store *s, const struct sight *sight, struct finding_sums *sums);

/* What a batch says of a finding that is there: it rests on that too. In a
 * transaction. */
void finding_support(
    struct store *s, int64_t finding, const struct sight *sight);
/* A notice that has not left is taken back; what it told of wants another. In
 * a transaction. */
void finding_notice_back(struct store *s, int64_t notice, int64_t now);

/* A notice that was sent did not arrive: what it told of wants telling again,
 * where nothing has told of it since. note says why. How many findings it told
 * of. In a transaction. */
size_t finding_notice_returned(
    struct store *s, int64_t notice, struct str note, int64_t now);
/* In finding.told_severity: it was told without the accounts that it tells of,
 * and they may be shown now. */
enum { TOLD_UNSHOWN = -1 };
/* A claim of this company was proven: what rests on it, tells of accounts and
 * was told, wants telling again with them. How many. In a transaction. */
int64_t finding_accounts_shown(
    struct store *s, int64_t organisation, int64_t claim, int64_t now);
/* Who got a notice wrote back; note is what. In a transaction. */
void finding_notice_replied(
    struct store *s, int64_t notice, struct str note, int64_t now);

/* The column under which addresses of look_except are indexed. */
#define LOOK_EXCEPT "look_except.address"

/*
 * A look at a series was kept: closes, or calls quiet, what has been absent
 * from as many complete looks as its topic asks in every series it was seen
 * in. A look counts for an address when it is complete but for rejected rows
 * that hold other ones. What was told and is closed wants a last word (never
 * what is quiet, or what its owner said is not theirs or stays as it is). In a
 * transaction.
 */
void finding_look(
    struct store *s, int64_t series, int64_t now, struct finding_sums *sums);

/*
 * finding_move.c: it changed what is theirs. Each in a transaction.
 *
 * finding_end: nothing that shows it is theirs any more. What they were told
 * and answered stays with it; it is not called solved, and a notice about it
 * that is prepared and not released is taken back. finding_resume: it is
 * theirs after all; it goes on where it stood, and who answered is not asked
 * again. note is for operators.
 */
void finding_end(
    struct store *s, int64_t finding, struct str note, int64_t now);
void finding_resume(struct store *s, int64_t finding, int64_t now);
/* It is theirs by another claim than before; matters while it points to this
 * observation. */
void finding_reason(struct store *s, int64_t finding, int64_t observation,
    int64_t rest, const struct identity *who);
/* A line in its history. day and person may be SQL_NULL_I64. */
void finding_happened(struct store *s, int64_t finding, enum finding_what what,
    int64_t now, int64_t day, int64_t person, struct str note);

/*
 * What its owner says of it, which confirms the contact that was told. "Not
 * ours" puts the claim it rests on in doubt (match/claim.h): the caller then
 * looks again at what was seen, behind its transaction. ERR_REFUSED: the
 * finding is closed already. In a transaction.
 */
enum err finding_answer(struct store *s, int64_t finding, enum answer answer,
    int64_t person, struct str note, int64_t now, struct why *w) MUST_CHECK;

/* A notice about it was prepared, which tells of it as so bad. In a
 * transaction. */
void finding_notice(struct store *s, int64_t finding, enum severity severity,
    int64_t person, struct str notice_ref, int64_t now);
/* Wants a reminder for what was told longer ago than its topic's interval
 * (doubled with each reminder, as many as its ladder has), was seen since, and
 * was not absent from the newest looks. In a transaction. Returns how many. */
uint64_t finding_remind(struct store *s, int64_t now);
/* When such a reminder is due of what was told so often, last at noticed;
 * INT64_MAX: no other will come. */
int64_t finding_remind_at(const struct topic *t, enum severity severity,
    int64_t noticed, int64_t told);

/* What the end of a batch did. */
struct finding_rest_sums {
	uint64_t withdrawn; /* they rested on it alone */
	uint64_t resting;   /* they stand, on what other batches say */
	uint64_t unclosed;  /* going on: what closed them was its look */
};
/*
 * A batch came to stand no more (withdrawn, or erased; batch.state says so):
 * each finding that it told of is set back to what other batches say, or is
 * withdrawn where there is none. With looks its looks prove nothing any more
 * either. note says why, for the history. In a transaction.
 */
void finding_batch_end(struct store *s, int64_t batch, bool looks,
    int64_t person, struct str note, int64_t now,
    struct finding_rest_sums *sums);

/* The subject as people read it: "203.0.113.7 port 3389", "www.example". */
struct str finding_subject(struct arena *a, enum topic_subject kind,
    const struct prefix *place, uint16_t port, struct str hostname);

/* "open", "notified", ... as the command line and CSV show them. */
const char *finding_state_name(enum finding_state s);
const char *answer_name(enum answer a);
/* "fixed", "in-hand", "not-ours", "accepted"; ANSWER_NONE otherwise. */
enum answer answer_read(struct str s);
const char *finding_what_name(enum finding_what w);

#endif
