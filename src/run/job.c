/* job: a command being carried out: what it was told, and how it speaks */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/job.h"

#include <stdarg.h>
#include <stdio.h>

enum { LINE_ROOM = 4096, CELL_MAX = 60 };

static void __attribute__((format(printf, 3, 0)))
say(struct job *job, enum say kind, const char *fmt, va_list ap)
{
	char text[LINE_ROOM];
	int n = vsnprintf(text, sizeof(text), fmt, ap);
	size_t len = n < 0 ? 0 : (size_t)n;

	if (len >= sizeof(text))
		len = sizeof(text) - 1;
	job->ways.say(job->ways.ctx, kind, str_make(text, len));
}

void
job_out(struct job *job, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(job, SAY_OUT, fmt, ap);
	va_end(ap);
}

void
job_str(struct job *job, struct str text)
{
	job->ways.say(job->ways.ctx, SAY_OUT, text);
}

void
job_err(struct job *job, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(job, SAY_ERR, fmt, ap);
	va_end(ap);
}

void
job_progress(struct job *job, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(job, SAY_PROGRESS, fmt, ap);
	va_end(ap);
}

void
why_spoken(struct buf *b, const struct why *w)
{
	if (w->file.n > 0)
		buf_fmt(b, "%.*s:", STR_ARG(w->file));
	if (w->line > 0)
		buf_fmt(b, "%llu:", (unsigned long long)w->line);
	else if (w->byte != WHY_NO_BYTE && w->byte > 0)
		buf_fmt(b, "byte %llu:", (unsigned long long)w->byte);
	buf_fmt(b, "%s%s", b->n > 0 ? " " : "", w->rule);
}

int
job_why(struct job *job, const struct why *w)
{
	struct buf b = {0};

	why_spoken(&b, w);
	job_err(job, "%.*s\n", STR_ARG(buf_all(&b)));
	buf_free(&b);
	return 1;
}

void
job_let_others(struct job *job)
{
	if (job->ways.others != NULL)
		job->ways.others(job->ways.ctx);
}

void
job_let_visitors(struct job *job)
{
	if (job->ways.visitors != NULL)
		job->ways.visitors(job->ways.ctx);
}

int64_t
job_person(struct job *job)
{
	return store_person(&job->sv->store, job->person_name, job->now);
}

void
table_begin(
    struct table *t, struct job *job, size_t columns, const char *const *heads)
{
	*t = (struct table){.job = job, .columns = columns};
	for (size_t i = 0; i < columns; i++)
		table_cell(t, str_of(heads[i]));
}

void
table_cell(struct table *t, struct str text)
{
	struct str kept = arena_str(&t->job->a, text);

	buf_put(&t->cells, &kept, sizeof(kept));
}

void
table_fmt(struct table *t, const char *fmt, ...)
{
	char text[LINE_ROOM];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	table_cell(t, str_of(text));
}

static size_t
column_width(const struct str *cell, size_t n, size_t column, size_t columns)
{
	size_t most = 0;

	for (size_t i = column; i < n; i += columns)
		if (str_characters(cell[i]) > most)
			most = str_characters(cell[i]);
	return most > CELL_MAX ? CELL_MAX : most;
}

void
table_end(struct table *t)
{
	const struct str *cell = (const struct str *)(const void *)t->cells.p;
	size_t n = t->cells.n / sizeof(*cell);
	size_t *wide = ARENA_NEW(&t->job->a, size_t, t->columns);
	struct buf line = {0};

	for (size_t c = 0; c < t->columns; c++)
		wide[c] = column_width(cell, n, c, t->columns);
	for (size_t i = 0; i < n; i++) {
		size_t c = i % t->columns;
		buf_str(&line, cell[i]);
		if (c + 1 < t->columns) {
			for (size_t k = str_characters(cell[i]);
			     k < wide[c] + 2; k++)
				buf_char(&line, ' ');
			continue;
		}
		buf_char(&line, '\n');
		job_str(t->job, buf_all(&line));
		buf_reset(&line);
	}
	buf_free(&line);
	buf_free(&t->cells);
}
