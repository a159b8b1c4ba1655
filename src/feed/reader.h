/* reader: what runs in the jail: bytes in, typed rows out */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_READER_H
#define FEED_READER_H

#include "base/buf.h"
#include "base/str.h"
#include "base/stream.h"
#include "value/severity.h"

enum {
	READER_SKIPS_MAX = 64,	  /* rows one input may crash a reader on */
	READER_FLUSH = 64 * 1024, /* bytes of frames handed over at once */
};

/*
 * Where rows go: frames of feed/row.frame gather in b and are handed to
 * flush whenever READER_FLUSH is passed, or after every row when each is set
 * (so that after a crash the last row that came through is known). flush
 * never fails: a broken pipe ends the process.
 */
struct row_sink {
	struct buf b;
	bool each;
	void (*flush)(void *ctx, struct str frames);
	void *ctx;
};

/* Call after each frame put in b. */
void row_sink_tick(struct row_sink *s);
/* Hands over what is left. */
void row_sink_flush(struct row_sink *s);

/* What becomes of rows; kept in the talk with a reader: never renumber. */
enum event_format { EVENT_FORMAT_NONE, EVENT_FORMAT_JSON, EVENT_FORMAT_CSV };

/* One input: a file, a member of nothing, standard input. */
struct reader_task {
	struct stream *in;
	struct str name; /* its file name; only looked at for type and day */
	struct str type; /* the report type the operator gave; may be absent */
	struct str options; /* "name=value" lines, of this reader */
	uint64_t skip[READER_SKIPS_MAX]; /* rows, counted over the whole input
					  * from 1, that crashed a reader */
	size_t n_skip;
	/* Not NONE: an event frame stands in the place of each observation. */
	enum event_format events;
	bool with_raw;
	struct str constants; /* "field=value" lines that every event gets */
	struct row_sink *out;
};

/*
 * A kind of input. read hands over, for every report in the input: report,
 * its observation and reject rows, report_end; and last, always, input_end.
 */
struct reader {
	const char *name; /* also the feed's, in series and evidence */
	const char *about;
	/* Of what it makes of a row, from 1; kept in the ledger. Raise it when
	 * rows read that did not before: they can be read again. */
	uint32_t version;
	/* Of input that it is chosen for, ".json .jsonl"; NULL: only by name.
	 */
	const char *endings;
	/* Who gives such input, where it is always the same one; else NULL. */
	const char *giver;
	void (*read)(struct reader_task *t);
	/*
	 * Of readers whose rows are observations, else NULL: the id of the
	 * topic that a finding of this report type belongs to (absent: that of
	 * the classification of this name), and how bad such a row is where it
	 * does not say.
	 */
	struct str (*topic)(struct str type);
	enum severity (*severity)(struct str type);
};

extern const struct reader reader_agreement;
extern const struct reader reader_intelmq;
extern const struct reader reader_shadowserver;
extern const struct reader reader_list;
extern const struct reader reader_mail;
extern const struct reader reader_organisation;
extern const struct reader reader_proof_txt;
extern const struct reader reader_registry;
extern const struct reader reader_relayed;
extern const struct reader reader_returned;
extern const struct reader reader_security_txt;

/* All readers, sorted by name; a new one is a row here and a file. */
extern const struct reader *const readers[];
extern const size_t n_readers;
/* NULL where there is none of that name. */
const struct reader *reader_named(struct str name);
/*
 * The reader of observations for an input of this file name, by how it ends;
 * .gz, .zst and .zip do not count. Shadowserver's for a name that says
 * nothing, such as standard input: it tells what it expected.
 */
const struct reader *reader_guess(struct str name);

/* The value of an option among "name=value" lines, the first where it stands
 * twice; absent where it is not there. */
struct str options_find(struct str options, const char *name);
struct str task_option(const struct reader_task *t, const char *name);
/* A whole input that is small: appends it to text. w: it is longer than max
 * bytes, or cannot be read. */
void task_slurp(
    struct reader_task *t, size_t max, struct buf *text, struct why *w);
/* Tells the operator something of the input; cut where it is long. */
void task_note(struct reader_task *t, const char *fmt, ...) PRINTF(2, 3);

/* True when the row with this number over the whole input is to be skipped. */
bool reader_skips(const struct reader_task *t, uint64_t number);

#endif
