/* intake_now: the report an intake is in the middle of; also for reread.c */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_INTAKE_NOW_H
#define FEED_INTAKE_NOW_H

#include "evidence/deposit.h"
#include "feed/intake.h"
#include "value/severity.h"
#include "value/subject.h"

/* A type of row met in a report; the first one is the report's own. */
struct type_met {
	struct str name;
	const struct topic *topic;
	enum severity severity; /* where a row says none */
	int64_t series;		/* 0: not in the store yet */
	uint16_t group;		/* the first bits of its rows' ids */
};

/* An observation waiting for its chunk to be kept. Texts live in strings. */
struct row_kept {
	uint32_t index;	  /* in the chunk */
	uint32_t type;	  /* in intake_now.types */
	int64_t id, rest; /* its fingerprint, in halves */
	int64_t seen;
	struct subject subject;
	enum severity severity;
	bool fresh; /* not seen before; set when it is kept */
	struct str detail;
	enum unowned unowned;
	struct identity who;
};

struct reject_kept {
	uint32_t index;
	uint64_t line, at;
	enum err err;
	struct str rule;
};

struct intake_now {
	bool open; /* between report and report_end */
	struct intake_report told;
	struct str header;
	struct buf types;   /* struct type_met */
	int64_t report;	    /* 0: not in the store yet */
	int64_t batch;	    /* of the report: an earlier one's, where it goes on
			     * with what was broken off */
	unsigned chunks;    /* begun in this report */
	struct arena texts; /* as long as the report */
	struct buf named;   /* struct address: in rejected rows of the report */
	bool account;	    /* a row of the chunk tells of somebody's */
	bool mute;	    /* one of those holds none, or they are too many */

	struct chunk_writer chunk;
	struct deposit deposit;
	struct buf rows;      /* struct row_kept */
	struct buf rejects;   /* struct reject_kept */
	size_t told_bytes;    /* of the frames in this chunk */
	struct arena strings; /* as long as the chunk */
	struct buf scratch;   /* one text at a time */
};

/*
 * A report may be of tomorrow: clocks differ. One of a later day would keep
 * every honest look after it from counting, so it counts as of today, and is
 * no complete look.
 */
enum { INTAKE_AHEAD_DAYS = 1 };

struct type_met *intake_types(const struct intake_now *at);

/* The rows of the chunk, *n of them. */
struct row_kept *intake_rows(const struct intake_now *at, size_t *n);
/* The series that rows of a type belong to; a new one is made. In a
 * transaction. */
int64_t intake_series(struct intake *in, size_t type);
/*
 * Keeps an observation for each row of the chunk, which is to be ledger entry
 * seq and of that report day. Sets fresh of those that were not seen before
 * and gives their number. In a transaction.
 */
uint64_t intake_seen_keep(struct intake *in, int64_t seq, int32_t day);

/* The day of the report in hand lies too far in the future. */
bool intake_is_ahead(const struct intake *in);
/* Begins the chunk that the next rows go into. */
void intake_chunk_begin(struct intake *in);
/*
 * Keeps the chunk: the file, then one transaction with the ledger row and all
 * that follows from the rows. With last the report ends in it: complete says
 * whether the look counts. A chunk that is in the ledger already changes
 * nothing.
 */
void intake_chunk_keep(struct intake *in, bool last);
/* intake_reject.c: whom a rejected row may be about (absent where it was cut);
 * told.rejected counts it.
 */
void intake_reject_note(struct intake_now *at, struct str raw);
/* True when the look says something of all whom no rejected row is about. */
bool intake_reject_named(const struct intake_now *at);
/* Those it says nothing of. In a transaction. */
void intake_reject_keep(struct intake *in, int64_t series, int32_t day);
/*
 * Keeps the rows in hand as rows of a chunk that is kept already, with their
 * index in that: observations and findings, no evidence. In a transaction.
 * Returns how many were not seen before.
 */
uint64_t intake_rows_keep(struct intake *in, int64_t seq);

#endif
