/* report: what every reader of tables does around its rows */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_REPORT_H
#define FEED_REPORT_H

#include "base/arena.h"
#include "base/csv.h"
#include "feed/event.h"
#include "feed/reader.h"
#include "feed/row.frame.h"

enum {
	REPORT_HEADER_MAX = 16384, /* bytes of the header line */
	REPORT_RULE_MAX = 239,	   /* bytes of a rule in a frame */
	REPORT_VALUE_MAX = 60,	   /* bytes of a value quoted in a rule */
};

/* What is special to one reader; state is its own. */
struct report_kind {
	/* An input that starts with { or [ is lines without a header: begin
	 * gets a header without columns, row and event a row without fields. */
	bool lines;
	/*
	 * A report starts. name is the member's or the input's name, clean.
	 * Fills what the frame says of it besides name and header; texts live
	 * in a, which lasts as long as the report. A filled w refuses the
	 * report.
	 */
	void (*begin)(void *state, struct str name,
	    const struct csv_row *header, struct arena *a,
	    struct frame_report *r, struct why *w);
	/*
	 * A row that could be split into fields. Puts its one frame in out;
	 * or puts nothing and fills w, and it becomes a reject. a lasts as
	 * long as the row. row is its number within the report.
	 */
	void (*row)(void *state, const struct csv_row *from, uint64_t row,
	    struct arena *a, struct buf *out, struct why *w);
	/* At the end: fills w with why absence from it means nothing, though
	 * all was read; leaves it where it may. NULL: it may. */
	void (*doubt)(const void *state, struct why *w);
	/* The same row as an event; e is empty. NULL where rows are none. */
	void (*event)(void *state, const struct csv_row *from, struct arena *a,
	    struct event *e, struct why *w);
	/*
	 * All below may be absent. Whether the first row is a row already:
	 * then begin is given numbers ("1", "2") for column names.
	 */
	bool (*headless)(void *state, const struct csv_row *first);
	/* The report has ended; frames of its own may go to out. */
	void (*end)(void *state, struct arena *a, struct buf *out);
	uint64_t rows_most;  /* of a report; the others are passed over */
	const char *partial; /* why no report is a complete look; else NULL */
	bool people;	     /* made by people: any encoding, and .xlsx */
};

/*
 * Reads all members of t->in as tables and hands over their frames, as the
 * contract of struct reader wants. A member that has no usable header is
 * named in input_end (the first one, when there are more); the others are
 * read all the same. Files that archivers add for themselves are passed over.
 */
void report_read_all(
    struct reader_task *t, const struct report_kind *kind, void *state);

/* ERR: column "NAME": "VALUE" EXPECTED. The value is made clean and cut. */
void report_refuse(struct why *w, enum err e, struct arena *a,
    const char *column, struct str value, const char *expected);

#endif
