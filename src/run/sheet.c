/* sheet: rows as a table for people, as CSV or JSON for programs */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/sheet.h"

#include "base/time.h"
#include "run/spoken.h"

enum { PART = 32 * 1024 };

const struct option sheet_options[] = {
    {"format", "table|csv|json",
	"a table for people (preset), or for programs"},
    {0},
};

enum err
sheet_format_read(struct str s, enum sheet_format *format, struct why *w)
{
	static const char *const names[] = {"table", "csv", "json"};

	*format = SHEET_TABLE;
	if (s.p == NULL)
		return OK;
	for (; *format <= SHEET_JSON; ++*format)
		if (str_eq(s, str_of(names[*format])))
			return OK;
	return why_set(w, ERR_SYNTAX,
	    "--format: \"%.*s\" is none; choose table, csv or json",
	    STR_ARG(str_upto(s, 40)));
}

bool
sheet_format_ask(struct job *job, enum sheet_format *format)
{
	struct why w = {0};

	if (sheet_format_read(call_value(job->call, "format"), format, &w) ==
	    OK)
		return true;
	job_why(job, &w);
	return false;
}

static void
out_flush(struct sheet *s)
{
	if (s->out.n > 0)
		job_str(s->job, buf_all(&s->out));
	buf_reset(&s->out);
	csv_out_open(&s->csv, &s->out, ','); /* it knows where its row began */
}

static void
heads_put(struct sheet *s)
{
	const char **heads = ARENA_NEW(&s->job->a, const char *, s->n);
	size_t shown = 0;

	for (size_t i = 0; i < s->n; i++) {
		if (s->format == SHEET_CSV)
			csv_out_str(&s->csv, str_of(s->column[i].key));
		if (s->column[i].head != NULL)
			heads[shown++] = s->column[i].head;
	}
	if (s->format == SHEET_CSV)
		csv_out_end(&s->csv);
	if (s->format == SHEET_TABLE)
		table_begin(&s->table, s->job, shown, heads);
}

void
sheet_begin(struct sheet *s, struct job *job, enum sheet_format format,
    const struct sheet_column *column, size_t n)
{
	*s = (struct sheet){
	    .job = job, .format = format, .column = column, .n = n};
	csv_out_open(&s->csv, &s->out, ',');
	json_out_open(&s->json, &s->out);
	if (format == SHEET_JSON)
		json_out_array(&s->json);
	heads_put(s);
}

bool
sheet_ask(struct sheet *s, struct job *job, const struct sheet_column *column,
    size_t n)
{
	enum sheet_format format;

	if (!sheet_format_ask(job, &format))
		return false;
	sheet_begin(s, job, format, column, n);
	return true;
}

/* In front of a value. */
static void
value_begin(struct sheet *s)
{
	if (s->format != SHEET_JSON)
		return;
	if (s->at == 0)
		json_out_object(&s->json);
	json_out_key(&s->json, str_of(s->column[s->at].key));
}

static void
value_end(struct sheet *s)
{
	if (++s->at < s->n)
		return;
	s->at = 0;
	s->rows++;
	if (s->format == SHEET_CSV)
		csv_out_end(&s->csv);
	if (s->format == SHEET_JSON) {
		json_out_end(&s->json);
		buf_char(&s->out, '\n');
	}
	if (s->out.n > PART)
		out_flush(s);
}

static void
table_text(struct sheet *s, struct str v)
{
	struct buf b = {0};

	if (s->column[s->at].head == NULL)
		return;
	spoken_text(&b, v.n > 0 ? v : STR(SPOKEN_NONE));
	table_cell(&s->table, buf_all(&b));
	buf_free(&b);
}

void
sheet_str(struct sheet *s, struct str v)
{
	value_begin(s);
	if (s->format == SHEET_TABLE)
		table_text(s, v);
	else if (s->format == SHEET_CSV)
		csv_out_str(&s->csv, v);
	else if (v.p != NULL)
		json_out_str(&s->json, v);
	else
		json_out_null(&s->json);
	value_end(s);
}

void
sheet_i64(struct sheet *s, int64_t v)
{
	if (v == SQL_NULL_I64) {
		sheet_str(s, (struct str){0});
		return;
	}
	value_begin(s);
	if (s->format == SHEET_CSV)
		csv_out_i64(&s->csv, v);
	else if (s->format == SHEET_JSON)
		json_out_i64(&s->json, v);
	else if (s->column[s->at].head != NULL)
		table_fmt(&s->table, "%lld", (long long)v);
	value_end(s);
}

void
sheet_time(struct sheet *s, int64_t t)
{
	struct buf b = {0};

	if (s->format == SHEET_TABLE)
		spoken_date(&b, t);
	else if (t != SQL_NULL_I64)
		time_put(&b, t);
	sheet_str(s, b.n > 0 ? buf_all(&b) : (struct str){0});
	buf_free(&b);
}

void
sheet_end(struct sheet *s)
{
	if (s->format == SHEET_JSON) {
		json_out_end(&s->json);
		buf_char(&s->out, '\n');
		if (!json_out_done(&s->json))
			die("rows that do not make JSON: a value too few");
	}
	if (s->format == SHEET_TABLE && s->rows > 0)
		table_end(&s->table);
	else if (s->format == SHEET_TABLE)
		buf_free(&s->table.cells);
	out_flush(s);
	buf_free(&s->out);
}
