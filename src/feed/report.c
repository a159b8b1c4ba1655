/* report: what every reader of tables does around its rows */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/report.h"

#include <stdio.h>
#include <string.h>

#include "feed/clean.h"
#include "feed/event_row.h"
#include "feed/lines.h"
#include "feed/mend.h"
#include "feed/recode.h"
#include "feed/xlsx.h"

enum { MAGIC_MAX = 4 };

/* One input on its way through a reader. */
struct run {
	struct reader_task *task;
	const struct report_kind *kind;
	void *state;
	struct arena report_arena, row_arena;
	uint64_t number; /* rows over the whole input */
	struct why why;	 /* of the whole input */

	/* of the member being read */
	struct str name;
	char head[MAGIC_MAX];
	size_t n_head, given;
	bool looked, nested;
	struct str foreign; /* why it is no table, where it is known */
	size_t columns;
	char separator;
	uint64_t rows, rejected;
	struct str header; /* kept where events want it */
	struct event event;
	struct xlsx *book; /* where the rows come from, or NULL */
	struct recode recode;
};

/* clang-format off */
/* How a file within a file starts. */
static const struct str magics[] = {
    {"PK\x03\x04", 4},         /* zip */
    {"\x1f\x8b", 2},           /* gzip */
    {"\x28\xb5\x2f\xfd", 4},   /* zstd */
    {"7z\xbc\xaf", 4},         /* 7-Zip */
    {"Rar!", 4},
};
/* clang-format on */

static struct str
rule_text(struct run *run, const char *rule)
{
	return clean(&run->row_arena, str_of(rule), REPORT_RULE_MAX);
}

/* The bytes of a member. */

static bool
is_packed(struct str head)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (str_starts(head, magics[i]))
			return true;
	return false;
}

static long
member_look(struct run *run)
{
	run->looked = true;
	while (run->n_head < MAGIC_MAX) {
		long n = stream_read(run->task->in, run->head + run->n_head,
		    MAGIC_MAX - run->n_head);
		if (n < 0)
			return n;
		if (n == 0)
			break;
		run->n_head += (size_t)n;
	}
	run->nested = is_packed((struct str){run->head, run->n_head});
	run->foreign =
	    xlsx_not(str_make(run->head, run->n_head), (struct str){0});
	return 0;
}

static long
member_bytes(void *from, void *p, size_t n)
{
	struct run *run = from;

	if (!run->looked && member_look(run) < 0)
		return -1;
	if (run->nested || run->foreign.n > 0)
		return 0;
	if (run->given == run->n_head)
		return stream_read(run->task->in, p, n);
	if (n > run->n_head - run->given)
		n = run->n_head - run->given;
	memcpy(p, run->head + run->given, n);
	run->given += n;
	return (long)n;
}

/* Refusals. */

/* The whole input gets the reason; a member of an archive is named. */
static void
member_refuse(struct run *run, enum err e, uint64_t line, const char *rule)
{
	if (run->name.n > 0 && !str_eq(run->name, run->task->name))
		why_at(&run->why, e, line, WHY_NO_BYTE, "%.*s: %s",
		    STR_ARG(str_upto(run->name, 100)), rule);
	else
		why_at(&run->why, e, line, WHY_NO_BYTE, "%s", rule);
}

/* Why the bytes ended: the stream knows more than the table. */
static const struct why *
end_why(const struct run *run, const struct why *rows)
{
	const struct why *why = stream_why(run->task->in);

	if (why->err == OK && run->book != NULL)
		why = xlsx_why(run->book);
	return why->err != OK ? why : rows;
}

static void
refuse_without_header(struct run *run, const struct why *end)
{
	if (run->nested)
		member_refuse(run, ERR_SYNTAX, 0,
		    "holds another archive or compressed file; unpack that "
		    "first");
	else if (run->foreign.n > 0)
		member_refuse(run, ERR_SYNTAX, 0, run->foreign.p);
	else if (end->err != OK)
		member_refuse(run, end->err, end->line, end->rule);
	else
		member_refuse(run, ERR_ABSENT, 0,
		    "is empty; expected a line with column names");
}

/* Rows. */

static void
reject(
    struct run *run, const struct csv_row *from, enum err e, const char *rule)
{
	struct frame_reject f = {
	    .row = run->rows,
	    .line = from->line,
	    .at = from->at,
	    .raw = str_upto(from->raw, CSV_ROW_MAX),
	    .err = e,
	    .rule = rule_text(run, rule),
	};

	run->rejected++;
	frame_reject_put(&run->task->out->b, &f);
}

/* The row as an event, for who asked for those. */
static void
row_tell(struct run *run, const struct csv_row *from, struct why *w)
{
	run->event.n = 0;
	run->kind->event(run->state, from, &run->row_arena, &run->event, w);
	if (w->err == OK)
		event_row_put(run->task, &run->row_arena, &run->event,
		    run->rows, run->header, from->raw);
}

static void
row_read(struct run *run, struct csv_row *from)
{
	struct why w = {0};

	run->rows++;
	run->number++;
	arena_reset(&run->row_arena);
	if (reader_skips(run->task, run->number))
		why_set(&w, ERR_CRASHED,
		    "the reader ended on this row; it is kept unread");
	else if (from->err != OK &&
	    !mend(&run->row_arena, run->separator, run->columns, from))
		why_set(&w, from->err, "%s", from->rule);
	else if (run->task->events == EVENT_FORMAT_NONE)
		run->kind->row(run->state, from, run->rows, &run->row_arena,
		    &run->task->out->b, &w);
	else
		row_tell(run, from, &w);
	if (w.err != OK)
		reject(run, from, w.err, w.rule);
	row_sink_tick(run->task->out);
}

/* What stands in the way of a complete look, beside rejected rows. */
static void
doubt_of(const struct run *run, const struct why *end, struct why *w)
{
	if (end->err != OK)
		why_set(w, end->err, "ends early: %s", end->rule);
	if (w->err == OK && run->kind->doubt != NULL)
		run->kind->doubt(run->state, w);
	if (run->kind->partial != NULL)
		why_set(w, ERR_REFUSED, "%s", run->kind->partial);
}

static void
report_end(struct run *run, const struct why *end)
{
	struct why w = {0}, doubt = {0};

	doubt_of(run, end, &doubt);
	if (end->err != OK) {
		member_refuse(run, end->err, end->line, end->rule);
		w = doubt;
	}
	if (run->rejected > 0)
		why_set(&w, ERR_SYNTAX, "%llu of %llu rows rejected",
		    (unsigned long long)run->rejected,
		    (unsigned long long)run->rows);
	if (doubt.err != OK)
		why_set(&w, doubt.err, "%s", doubt.rule);
	if (run->kind->end != NULL)
		run->kind->end(run->state, &run->row_arena, &run->task->out->b);

	struct frame_report_end f = {
	    .rows = run->rows,
	    .rejected = run->rejected,
	    .complete = w.err == OK,
	    .whole = doubt.err == OK,
	    .why = rule_text(run, w.rule),
	};
	frame_report_end_put(&run->task->out->b, &f);
	row_sink_tick(run->task->out);
}

static bool
report_begin(struct run *run, const struct csv_row *header)
{
	struct frame_report f = {.name = run->name, .header = header->raw};
	struct why w = {0};

	if (header->err != OK)
		why_set(&w, header->err, "the line with column names: %s",
		    header->rule);
	else if (header->raw.n > REPORT_HEADER_MAX)
		why_set(&w, ERR_LIMIT,
		    "the line with column names is longer than %d bytes",
		    REPORT_HEADER_MAX);
	else
		run->kind->begin(
		    run->state, run->name, header, &run->report_arena, &f, &w);
	if (w.err == OK && run->task->events != EVENT_FORMAT_NONE &&
	    run->kind->event == NULL)
		why_set(&w, ERR_REFUSED, "has no rows that could be events");
	if (w.err != OK) {
		member_refuse(run, w.err, header->line, w.rule);
		return false;
	}
	run->header = arena_str(&run->report_arena, header->raw);
	frame_report_put(&run->task->out->b, &f);
	row_sink_tick(run->task->out);
	return true;
}

/* Names for the columns of a table that has none: "1", "2". */
static struct csv_row
header_make(struct run *run, const struct csv_row *first)
{
	struct csv_row header = {.n = first->n, .line = first->line};

	header.field = ARENA_NEW(&run->report_arena, struct str, first->n);
	for (size_t i = 0; i < first->n; i++) {
		char number[24];
		snprintf(number, sizeof(number), "%zu", i + 1);
		header.field[i] = arena_str(&run->report_arena, str_of(number));
	}
	return header;
}

static bool
more_wanted(const struct run *run)
{
	return run->kind->rows_most == 0 || run->rows < run->kind->rows_most;
}

/* What the operator should know of how the bytes were read. */
static void
bytes_told(struct run *run)
{
	const char *note;

	for (size_t i = 0; run->book != NULL; i++) {
		note = xlsx_note(run->book, i);
		if (note == NULL)
			break;
		task_note(run->task, "%s", note);
	}
	if (run->recode.wide)
		task_note(run->task, "the text is UTF-16");
	if (run->recode.odd > 0)
		task_note(run->task,
		    "the text is not UTF-8: %llu bytes were read as "
		    "Windows-1252",
		    (unsigned long long)run->recode.odd);
}

static void
member_rows(struct run *run, struct csv *csv)
{
	struct csv_row row, header;

	if (!csv_next(csv, &row)) {
		refuse_without_header(run, end_why(run, csv_why(csv)));
		return;
	}
	run->columns = row.n;
	run->separator = csv_separator(csv);

	bool headless = row.err == OK && run->kind->headless != NULL &&
	    run->kind->headless(run->state, &row);

	header = headless ? header_make(run, &row) : row;
	if (!report_begin(run, &header))
		return;
	if (headless)
		row_read(run, &row);
	while (more_wanted(run) && csv_next(csv, &row))
		row_read(run, &row);
	bytes_told(run);
	report_end(run, end_why(run, csv_why(csv)));
}

/* The first bytes, behind a byte order mark, are those of an object. */
static bool
is_lines(struct run *run)
{
	if (!run->kind->lines || member_look(run) < 0)
		return false;

	struct str head = {run->head, run->n_head};

	if (str_starts(head, STR("\xef\xbb\xbf")))
		head = str_from(head, 3);
	head = str_trim(head);
	return str_starts(head, STR("{")) || str_starts(head, STR("["));
}

static void
member_lines(struct run *run, struct csv_source source)
{
	struct lines *l = lines_open(&run->report_arena, source);
	struct csv_row row = {.raw = STR("")};

	if (!report_begin(run, &row))
		return;
	while (lines_next(l, &row))
		row_read(run, &row);
	report_end(run, end_why(run, lines_why(l)));
}

/* Members. */

/* "__MACOSX/..." and hidden files such as ".DS_Store". */
static bool
is_litter(struct str name)
{
	struct str last = name;

	for (size_t at; (at = str_find(last, '/')) < last.n;)
		last = str_from(last, at + 1);
	return str_starts(name, STR("__MACOSX/")) || str_starts(last, STR("."));
}

static void
member_read(struct run *run, struct str name)
{
	struct csv_source raw = {.read = member_bytes, .from = run};
	struct csv_source text = {.read = recode_read, .from = &run->recode};

	arena_reset(&run->report_arena);
	run->name = clean(&run->report_arena, name, 255);
	run->n_head = run->given = 0;
	run->looked = run->nested = false;
	run->foreign = (struct str){0};
	run->rows = run->rejected = 0;
	if (is_lines(run)) {
		member_lines(run, raw);
		return;
	}
	recode_init(&run->recode, raw);

	struct csv *csv = csv_open(run->kind->people ? text : raw, 0);
	member_rows(run, csv);
	csv_free(csv);
}

/* The whole input is a workbook: one sheet of it is read. */
static void
book_read(struct run *run)
{
	struct csv_source source = {.read = xlsx_read};
	struct arena a;

	arena_init(&a, 0);
	run->name = clean(&run->report_arena, run->task->name, 255);
	run->book =
	    xlsx_open(&a, run->task->in, task_option(run->task, "sheet"));
	source.from = run->book;

	struct csv *csv = csv_open(source, ',');

	member_rows(run, csv);
	csv_free(csv);
	xlsx_free(run->book);
	run->book = NULL;
	arena_free(&a);
}

/* A zip that is no archive of tables; its first file tells. */
static bool
office_read(struct run *run, struct str first)
{
	struct str not = xlsx_not((struct str){0}, first);

	if (not .n > 0)
		why_set(&run->why, ERR_SYNTAX, "%s", not .p);
	else if (xlsx_is(first))
		book_read(run);
	else
		return false;
	return true;
}

static void
input_end(struct run *run, bool any)
{
	const struct why *stream = stream_why(run->task->in);
	struct why *w = &run->why;

	if (stream->err != OK)
		why_at(w, stream->err, stream->line, stream->byte, "%s",
		    stream->rule);
	if (!any)
		why_set(w, ERR_ABSENT, "holds no file to read");

	struct frame_input_end f = {
	    .err = w->err,
	    .line = w->line,
	    .at = w->err != OK ? w->byte : 0,
	    .rule = rule_text(run, w->rule),
	};
	frame_input_end_put(&run->task->out->b, &f);
	row_sink_flush(run->task->out);
}

void
report_read_all(
    struct reader_task *t, const struct report_kind *kind, void *state)
{
	struct run run = {.task = t, .kind = kind, .state = state};
	bool any = false;

	for (struct str name; stream_member(t->in, &name);) {
		if (name.n > 0 && is_litter(name))
			continue;
		if (!any && kind->people && office_read(&run, name)) {
			any = true;
			break;
		}
		any = true;
		member_read(&run, name.n > 0 ? name : t->name);
	}
	input_end(&run, any);
	arena_free(&run.report_arena);
	arena_free(&run.row_arena);
}

void
report_refuse(struct why *w, enum err e, struct arena *a, const char *column,
    struct str value, const char *expected)
{
	struct str shown = clean(a, value, REPORT_VALUE_MAX);

	why_set(w, e, "column \"%s\": \"%.*s%s\" %s", column, STR_ARG(shown),
	    value.n > REPORT_VALUE_MAX ? "..." : "", expected);
}
