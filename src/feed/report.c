/* report: what every reader of tables does around its rows */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/report.h"

#include <string.h>

#include "feed/clean.h"
#include "feed/mend.h"

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
	size_t columns;
	char separator;
	uint64_t rows, rejected;
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
	return 0;
}

static long
member_bytes(void *from, void *p, size_t n)
{
	struct run *run = from;

	if (!run->looked && member_look(run) < 0)
		return -1;
	if (run->nested)
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
end_why(const struct run *run, const struct csv *csv)
{
	const struct why *why = stream_why(run->task->in);

	return why->err != OK ? why : csv_why(csv);
}

static void
refuse_without_header(struct run *run, const struct csv *csv)
{
	const struct why *end = end_why(run, csv);

	if (run->nested)
		member_refuse(run, ERR_SYNTAX, 0,
		    "holds another archive or compressed file; unpack that "
		    "first");
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
	else
		run->kind->row(run->state, from, run->rows, &run->row_arena,
		    &run->task->out->b, &w);
	if (w.err != OK)
		reject(run, from, w.err, w.rule);
	row_sink_tick(run->task->out);
}

static void
report_end(struct run *run, const struct why *end)
{
	struct why w = {0};

	if (end->err != OK) {
		why_set(&w, end->err, "ends early: %s", end->rule);
		member_refuse(run, end->err, end->line, end->rule);
	}
	if (run->rejected > 0)
		why_set(&w, ERR_SYNTAX, "%llu of %llu rows rejected",
		    (unsigned long long)run->rejected,
		    (unsigned long long)run->rows);

	struct frame_report_end f = {
	    .rows = run->rows,
	    .rejected = run->rejected,
	    .complete = w.err == OK,
	    .whole = end->err == OK,
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
	if (w.err != OK) {
		member_refuse(run, w.err, header->line, w.rule);
		return false;
	}
	frame_report_put(&run->task->out->b, &f);
	row_sink_tick(run->task->out);
	return true;
}

static void
member_rows(struct run *run, struct csv *csv)
{
	struct csv_row row;

	if (!csv_next(csv, &row)) {
		refuse_without_header(run, csv);
		return;
	}
	run->columns = row.n;
	run->separator = csv_separator(csv);
	if (!report_begin(run, &row))
		return;
	while (csv_next(csv, &row))
		row_read(run, &row);
	report_end(run, end_why(run, csv));
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
	struct csv_source source = {.read = member_bytes, .from = run};

	arena_reset(&run->report_arena);
	run->name = clean(&run->report_arena, name, 255);
	run->n_head = run->given = 0;
	run->looked = run->nested = false;
	run->rows = run->rejected = 0;

	struct csv *csv = csv_open(source, 0);
	member_rows(run, csv);
	csv_free(csv);
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
