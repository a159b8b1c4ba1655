/* reading: one input through a jailed reader, again where it crashed */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/reading.h"

#include <poll.h>

#include "feed/row.frame.h"
#include "run/channel.h"
#include "run/log.h"
#include "run/parse.h"

/* What is known of the rows a reader died on. */
struct skips {
	struct buf bytes; /* u64 each */
	uint64_t last;	  /* the newest of them, or 0 */
	size_t n;
	unsigned silences; /* attempts that were ended for saying nothing */
};

/* Each costs a minute, in which only visitors are answered. */
enum { SILENCES_MAX = 4, LOOK_MS = 50 };

static void
task_send(struct channel *c, const struct reading *r, const struct skips *s,
    bool each)
{
	struct buf b = {0};
	struct frame_task task = {
	    .reader = r->reader,
	    .name = str_upto(r->name, 255),
	    .type = str_upto(r->type, 64),
	    .each = each,
	    .events = r->events,
	    .with_raw = r->with_raw,
	    .constants = r->constants,
	    .skip = buf_all(&s->bytes),
	    .options = str_upto(r->options, 8192),
	};

	frame_task_put(&b, &task);
	channel_send(c, buf_all(&b), -1); /* a dead reader shows at the read */
	buf_free(&b);
}

enum err
reading_end(struct str fields, bool *done, struct why *w)
{
	struct frame_input_end end;

	if (frame_input_end_read(fields, &end) != OK)
		return ERR_SYNTAX;
	*done = true;
	if (end.err == OK)
		return OK;
	return why_at(
	    w, (enum err)end.err, end.line, end.at, "%.*s", STR_ARG(end.rule));
}

static void
reader_silent(struct job *job)
{
	log_say(LOG_READER_SILENT, (struct str){0}, parse_patience_ms() / 1000);
	if (job->ways.reader_end != NULL)
		job->ways.reader_end(job->ways.ctx);
}

/*
 * Until the reader has said something, or was silent for as long as it is
 * waited for. Visitors need not wait for it, nor for all that it has to say:
 * between two mouthfuls of that they come first.
 */
static void
word_wait(struct job *job, struct channel *c)
{
	struct pollfd p = {.fd = c->fd, .events = POLLIN};
	int most = c->patience;

	if (job->ways.visitors == NULL || channel_ready(c))
		return;
	do {
		job_let_visitors(job);
		c->silent = most <= 0;
		most -= LOOK_MS;
	} while (!c->silent && poll(&p, 1, LOOK_MS) == 0);
}

/* One attempt. ERR_CRASHED: the reader died, or talked nonsense. */
static enum err
attempt(struct job *job, const struct reading *r, int input, struct skips *s,
    bool each, struct why *w)
{
	struct channel c;
	enum err e;
	bool done = false;

	channel_init(&c, job->ways.reader(job->ways.ctx, input));
	c.patience = parse_patience_ms();
	task_send(&c, r, s, each);
	r->begin(r->ctx);
	do {
		uint16_t type;
		struct str fields;
		word_wait(job, &c);
		e = channel_next(&c, &type, &fields);
		if (e != OK && c.silent) {
			reader_silent(job);
			s->silences++;
		}
		if (e != OK)
			e = ERR_CRASHED;
		else
			e = r->frame(r->ctx, type, fields, &done, w);
	} while (e == OK && !done);
	channel_free(&c);
	if (e != OK && !done)
		e = ERR_CRASHED; /* a frame that does not read is no better */
	return e;
}

static void
skip_add(struct skips *s, uint64_t row)
{
	frame_put_u64(&s->bytes, row);
	s->last = row;
	s->n++;
}

static enum err
give_up(struct why *w, uint64_t rows)
{
	*w = (struct why){0};
	return why_set(w, ERR_CRASHED,
	    "the reader crashed after row %llu and cannot get past it; keep "
	    "the "
	    "file and report this as a bug",
	    (unsigned long long)rows);
}

enum err
reading_run(struct job *job, const struct reading *r, int input, struct why *w)
{
	struct skips s = {0};
	bool each = false;
	enum err e;

	while ((e = attempt(job, r, input, &s, each, w)) == ERR_CRASHED) {
		uint64_t rows = r->received(r->ctx);
		*w = (struct why){0};
		if (!each) {
			each = true; /* again, to see on which row it dies */
			continue;
		}
		if (s.n == READER_SKIPS_MAX || s.silences > SILENCES_MAX ||
		    rows + 1 <= s.last) {
			e = give_up(w, rows);
			break;
		}
		skip_add(&s, rows + 1);
	}
	buf_free(&s.bytes);
	return e;
}
