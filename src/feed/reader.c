/* reader: the table of readers, and the sink that rows go to */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/reader.h"

#include <stdarg.h>
#include <stdio.h>

#include "feed/clean.h"
#include "feed/row.frame.h"

enum { NOTE_MAX = 239 };

const struct reader *const readers[] = {
    &reader_agreement,
    &reader_intelmq,
    &reader_list,
    &reader_mail,
    &reader_organisation,
    &reader_proof_txt,
    &reader_registry,
    &reader_relayed,
    &reader_returned,
    &reader_security_txt,
    &reader_shadowserver,
};
const size_t n_readers = sizeof(readers) / sizeof(readers[0]);

const struct reader *
reader_named(struct str name)
{
	for (size_t i = 0; i < n_readers; i++)
		if (str_eq(str_of(readers[i]->name), name))
			return readers[i];
	return NULL;
}

static struct str
without_ending(struct str name, struct str ending)
{
	if (name.n < ending.n ||
	    !str_eq_nocase(str_from(name, name.n - ending.n), ending))
		return name;
	return str_upto(name, name.n - ending.n);
}

static bool
ends_as(const struct reader *r, struct str name)
{
	struct str endings = str_of(r->endings), one;

	while (str_split(&endings, ' ', &one))
		if (without_ending(name, one).n < name.n)
			return true;
	return false;
}

const struct reader *
reader_guess(struct str name)
{
	static const char *const packed[] = {".gz", ".zst", ".zip"};

	for (size_t i = 0; i < sizeof(packed) / sizeof(packed[0]); i++)
		name = without_ending(name, str_of(packed[i]));
	for (size_t i = 0; i < n_readers; i++)
		if (readers[i]->endings != NULL && ends_as(readers[i], name))
			return readers[i];
	return &reader_shadowserver;
}

bool
reader_skips(const struct reader_task *t, uint64_t number)
{
	for (size_t i = 0; i < t->n_skip; i++)
		if (t->skip[i] == number)
			return true;
	return false;
}

struct str
options_find(struct str options, const char *name)
{
	for (struct str line; str_split(&options, '\n', &line);) {
		size_t at = str_find(line, '=');
		if (str_eq(str_upto(line, at), str_of(name)))
			return str_from(line, at + 1);
	}
	return (struct str){0};
}

struct str
task_option(const struct reader_task *t, const char *name)
{
	return options_find(t->options, name);
}

void
task_slurp(struct reader_task *t, size_t max, struct buf *text, struct why *w)
{
	const struct why *of = stream_why(t->in);
	long n = 1;

	while (n > 0 && text->n <= max) {
		size_t room = max + 1 - text->n;
		n = stream_read(t->in, buf_room(text, room), room);
		text->n += n > 0 ? (size_t)n : 0;
	}
	if (n < 0)
		why_set(w, of->err, "%s", of->rule);
	if (text->n > max)
		why_set(w, ERR_LIMIT, "it is longer than %zu KiB", max / 1024);
}

void
task_note(struct reader_task *t, const char *fmt, ...)
{
	char text[NOTE_MAX + 1];
	struct arena a;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	arena_init(&a, 0);

	struct frame_note f = {.text = clean(&a, str_of(text), NOTE_MAX)};

	frame_note_put(&t->out->b, &f);
	row_sink_tick(t->out);
	arena_free(&a);
}

void
row_sink_tick(struct row_sink *s)
{
	if (s->each || s->b.n >= READER_FLUSH)
		row_sink_flush(s);
}

void
row_sink_flush(struct row_sink *s)
{
	if (s->b.n == 0)
		return;
	s->flush(s->ctx, buf_all(&s->b));
	buf_reset(&s->b);
}
