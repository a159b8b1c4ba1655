/* listing_preview: what would come in, shown before anything does */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "feed/row.frame.h"
#include "run/listing.h"
#include "value/address.h"
#include "value/severity.h"

#include <string.h>

enum { ROWS_SHOWN = 5, REJECTS_SHOWN = 10, PROGRESS_EVERY = 20000 };

struct preview {
	struct job *job;
	struct str name, type;
	uint64_t rows, used, rejected, before; /* before: in earlier attempts */
	struct table table;
};

static void
begin(void *ctx)
{
	static const char *const heads[] = {"LINE", "SEEN", "ABOUT", "PORT",
	    "VULNERABILITIES", "SEVERITY", "TOPIC"};
	struct preview *p = ctx;

	buf_free(&p->table.cells);
	table_begin(&p->table, p->job, 7, heads);
	if (p->rows > p->before)
		p->before = p->rows;
	p->rows = p->used = p->rejected = 0;
}

static uint64_t
received(void *ctx)
{
	return ((const struct preview *)ctx)->rows;
}

static void
place_put(struct buf *b, const struct frame_observation *f)
{
	struct prefix p = {.length = f->length};
	size_t bytes = f->kind == 4 ? 4 : 16;

	p.a.kind = f->kind;
	if ((f->kind == 4 || f->kind == 6) && f->address.n == bytes) {
		memcpy(p.a.b, f->address.p, bytes);
		if (p.length == address_bits(&p.a))
			address_put(b, &p.a);
		else
			prefix_put(b, &p);
	}
	if (f->hostname.n > 0)
		buf_fmt(b, "%s%.*s", b->n > 0 ? " " : "", STR_ARG(f->hostname));
}

static void
row_show(struct preview *p, const struct frame_observation *f)
{
	struct buf b = {0};

	table_fmt(&p->table, "%llu", (unsigned long long)f->line);
	time_put(&b, f->seen);
	table_cell(&p->table, buf_all(&b));
	buf_reset(&b);
	place_put(&b, f);
	table_cell(&p->table, buf_all(&b));
	buf_reset(&b);
	if (f->port > 0)
		buf_fmt(&b, "%u", f->port);
	if (f->transport != TRANSPORT_NONE)
		buf_fmt(
		    &b, "/%s", transport_name((enum transport)f->transport));
	table_cell(&p->table, buf_all(&b));
	table_cell(&p->table, f->cves);
	table_cell(&p->table,
	    f->severity == SEVERITY_NONE
		? (struct str){0}
		: str_of(severity_name((enum severity)f->severity)));
	table_cell(&p->table, f->type.n > 0 ? f->type : p->type);
	buf_free(&b);
}

static enum err
observation_take(struct preview *p, struct str fields)
{
	struct frame_observation f;

	if (frame_observation_read(fields, &f) != OK ||
	    f.seen < time_of_day(day_of_civil(1, 1, 1)) ||
	    f.seen >= time_of_day(day_of_civil(9999, 12, 31)))
		return ERR_SYNTAX;
	p->rows++;
	if (p->used++ < ROWS_SHOWN)
		row_show(p, &f);
	return OK;
}

static enum err
reject_take(struct preview *p, struct str fields)
{
	struct frame_reject f;

	if (frame_reject_read(fields, &f) != OK)
		return ERR_SYNTAX;
	p->rows++;
	p->rejected++;
	if (p->rows <= p->before)
		return OK;
	if (p->rejected <= REJECTS_SHOWN)
		job_err(p->job, "%.*s:%llu: %.*s\n", STR_ARG(p->name),
		    (unsigned long long)f.line, STR_ARG(f.rule));
	else if (p->rejected == REJECTS_SHOWN + 1)
		job_err(p->job, "%.*s: and more rows like these\n",
		    STR_ARG(p->name));
	return OK;
}

static enum err
frame(void *ctx, uint16_t type, struct str fields, bool *done, struct why *w)
{
	struct preview *p = ctx;

	if (p->rows > 0 && p->rows % PROGRESS_EVERY == 0)
		job_progress(
		    p->job, "%llu rows read", (unsigned long long)p->rows);
	switch (type) {
	case FRAME_OBSERVATION:
		return observation_take(p, fields);
	case FRAME_REJECT:
		return reject_take(p, fields);
	default:
		return listing_rest(p->job, p->name, type, fields, done, w);
	}
}

bool
listing_preview(struct job *job, const struct reading *r, int fd)
{
	struct preview p = {.job = job, .name = r->name, .type = r->type};
	struct reading shown = *r;
	struct why w = {0};

	shown.begin = begin;
	shown.frame = frame;
	shown.received = received;
	shown.ctx = &p;

	bool read = reading_run(job, &shown, fd, &w) == OK;

	if (p.used > 0) {
		job_out(job, "%.*s: the first rows as they are understood\n",
		    STR_ARG(r->name));
		table_end(&p.table);
	}
	buf_free(&p.table.cells);
	job_out(job,
	    "%.*s: %llu rows can be used, %llu cannot; nothing was "
	    "taken in\n",
	    STR_ARG(r->name), (unsigned long long)p.used,
	    (unsigned long long)p.rejected);
	w.file = r->name;
	return read || job_why(job, &w) == 0;
}
