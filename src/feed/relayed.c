/* relayed: what an owner of a network answered to the lines of a digest */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/relayed.h"

#include "base/time.h"
#include "feed/clean.h"
#include "feed/report.h"

/* The list being read. */
struct relayed {
	size_t id, answer; /* columns */
	uint64_t empty;	   /* rows that were not filled in */
	struct reader_task *task;
};

/* The column of that name, in any case; header->n where there is none. */
static size_t
column_find(const struct csv_row *header, struct str name)
{
	size_t i = 0;

	while (
	    i < header->n && !str_eq_nocase(str_trim(header->field[i]), name))
		i++;
	return i;
}

static void
relayed_begin(void *state, struct str name, const struct csv_row *header,
    struct arena *a, struct frame_report *r, struct why *w)
{
	struct relayed *x = state;

	(void)name, (void)a;
	x->id = column_find(header, STR("id"));
	x->answer = column_find(header, STR("answer"));
	if (x->id == header->n || x->answer == header->n)
		why_set(w, ERR_ABSENT,
		    "the first line has no columns \"id\" and \"answer\"; give "
		    "the table digest.csv back, with answer filled in");
	r->type = STR("relayed");
	r->day = DAY_ABSENT;
}

static struct str
field(const struct csv_row *row, size_t at)
{
	return at < row->n ? str_trim(row->field[at]) : STR("");
}

static void
relayed_row(void *state, const struct csv_row *from, uint64_t row,
    struct arena *a, struct buf *out, struct why *w)
{
	struct relayed *x = state;
	struct str id = clean_lower(a, field(from, x->id));
	struct str answer = field(from, x->answer);
	struct frame_relayed f = {.row = row,
	    .line = from->line,
	    .id = id,
	    .answer = relayed_read(answer)};

	if (!relayed_id_is(id))
		report_refuse(w, ERR_SYNTAX, a, "id", id,
		    "is not the id of a line of a digest: 16 letters and "
		    "digits");
	else if (answer.n > 0 && f.answer == RELAYED_NONE)
		report_refuse(w, ERR_SYNTAX, a, "answer", answer,
		    "is no answer; expected passed-on, not-ours or refused");
	else
		frame_relayed_put(out, &f);
	x->empty += w->err == OK && answer.n == 0;
}

static void
relayed_end(void *state, struct arena *a, struct buf *out)
{
	struct relayed *x = state;

	(void)a, (void)out;
	if (x->empty > 0)
		task_note(x->task,
		    "%llu rows have no answer yet; nothing was recorded for "
		    "those",
		    (unsigned long long)x->empty);
}

static void
relayed_table_read(struct reader_task *t)
{
	static const struct report_kind kind = {.begin = relayed_begin,
	    .row = relayed_row,
	    .end = relayed_end,
	    .people = true};
	struct relayed x = {.task = t};

	report_read_all(t, &kind, &x);
}

const struct reader reader_relayed = {
    .name = "relayed",
    .about = "answers of an owner of a network to a digest (CSV)",
    .version = 1,
    .read = relayed_table_read,
};
