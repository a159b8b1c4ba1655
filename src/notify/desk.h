/* desk: companies that a person has to look after, as cases */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_DESK_H
#define NOTIFY_DESK_H

#include "finding/finding.h"
#include "store/store.h"
#include "value/calendar.h"

/* Kept in case_file.why: never renumber. */
enum case_why {
	CASE_WHY_NONE,
	CASE_BY_HAND,
	CASE_NO_CONTACT, /* there never was an address */
	CASE_BOUNCED,	 /* what there was came back */
	CASE_NO_ANSWER,	 /* told, and it is still there */
	CASE_WROTE,	 /* somebody wrote back: it wants reading */
	CASE_REFUSED,	 /* the address is right, and mail is not let in */
	CASE_WHY_COUNT,
};

/* Kept in case_file.reason: never renumber. */
enum case_reason {
	CASE_OPEN,
	CASE_FIXED,
	CASE_NOT_THEIRS,
	CASE_CANNOT_REACH,
	CASE_HANDED_OVER,
	CASE_OVER, /* by itself: nothing of it is going on */
	CASE_REASON_COUNT,
};

/* Kept in contact_moment.channel: never renumber. */
enum case_channel {
	MOMENT_NONE,
	MOMENT_MAIL,
	MOMENT_PHONE,
	MOMENT_LETTER,
	MOMENT_VISIT,
	MOMENT_COUNT,
};

struct desk_sums {
	uint64_t opened, over;
	uint64_t on_call; /* of the opened: somebody on call has them */
};

struct desk {
	struct store *store;
	int64_t now;
	struct hours hours;
	struct str on_call; /* "NAME, how to reach them"; or absent */
	struct desk_sums sums;
};

/*
 * Opens a case for what wants telling, or was told, with nobody left to write
 * to, and for what its owner was told so long ago, without an answer, that the
 * ladder of its severity asks for a phone call; one per company and topic, and
 * not again for the same after it was closed. Closes those about which nothing
 * is going on, and those that nobody took and that are answered. In one
 * transaction of its own.
 */
void desk_look(struct desk *d);

/*
 * Opens one; due by its severity: in working hours, but what may wake people
 * counts the hours of the clock, and out of working hours it goes to who is on
 * call. Its reference lives in a. In a transaction.
 */
struct str case_open(struct desk *d, struct arena *a, int64_t organisation,
    const struct topic *topic, enum severity severity, enum case_why why);

/*
 * Opens one of what came in about a topic, where none is open: due at once, as
 * bad as the worst that is going on. True when it did. In a transaction.
 */
bool case_want(struct store *s, struct arena *a, int64_t organisation,
    struct str topic, enum case_why why, int64_t now);

/* What somebody heard, or did. Texts that are absent were not said. */
struct moment {
	int64_t of; /* the case */
	int64_t person, now;
	enum case_channel channel;
	enum answer answer;
	struct str spoken_to, number, source, said, next;
};

/*
 * Keeps it. A phone number becomes a contact of the company, confirmed when
 * somebody was spoken to. An answer is given to all findings of the case that
 * are going on; *answered counts them. In a transaction.
 */
void moment_keep(struct store *s, const struct moment *m, uint64_t *answered);

/* In words, for people: "nobody to write to". */
const char *case_why_words(int64_t why);
/* What to do about it, where that is more than to phone; else NULL. */
const char *case_why_todo(int64_t why);
/* "fixed", "not-theirs", ...; CASE_OPEN for what no person may say. */
const char *case_reason_name(int64_t reason);
enum case_reason case_reason_read(struct str s);
/* "mail", "phone", "letter", "visit" */
const char *case_channel_name(int64_t channel);

#endif
