/* finding: the only code that opens, merges, closes and reopens findings */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FINDING_FINDING_H
#define FINDING_FINDING_H

#include "base/err.h"
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
	FINDING_CLOSED, /* absent from enough complete looks */
	FINDING_QUIET,	/* an event not seen since: never called solved */
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
	int64_t series;
	int64_t seen; /* of the row */
	int32_t day;  /* of the report */
	int64_t now;
	bool baseline; /* open it without wanting a notice */
};

/* What changed, for the summary. */
struct finding_sums {
	uint64_t opened, again, reopened, closed, quiet;
};

/*
 * Opens the finding, or updates it. One that was closed, quiet or answered
 * as fixed is reopened only by a report day after the one that closed it or
 * the day of the answer; an older report never reopens. What a source marks as
 * information only (every web server is such a row) is kept and not told. In
 * a transaction.
 */
void finding_see(
    struct store *s, const struct sight *sight, struct finding_sums *sums);

/*
 * A look at a series was kept: closes, or calls quiet, what has been absent
 * from as many complete looks as its topic asks in every series it was seen
 * in. In a transaction.
 */
void finding_look(
    struct store *s, int64_t series, int64_t now, struct finding_sums *sums);

/* ERR_REFUSED: the finding is closed already. In a transaction. */
enum err finding_answer(struct store *s, int64_t finding, enum answer answer,
    int64_t person, struct str note, int64_t now, struct why *w) MUST_CHECK;

/* A notice about it was prepared. In a transaction. */
void finding_notice(struct store *s, int64_t finding, int64_t person,
    struct str notice_ref, int64_t now);
/* Wants a reminder for what was told longer ago than its topic's interval
 * (doubled with each reminder), was seen since, and was not absent from the
 * newest looks. In a transaction. Returns how many. */
uint64_t finding_remind(struct store *s, int64_t now);

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
