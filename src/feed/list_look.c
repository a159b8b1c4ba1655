/* list_look: a list looked at, to know how to read it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/time.h"
#include "feed/clean.h"
#include "feed/list.h"
#include "feed/report.h"

enum { OPTIONS_TEXT_MAX = 6144 };

struct look {
	struct list_said said;
	struct csv_row header; /* a copy */
	struct list_dates dates;
	bool looked; /* of several tables the first is looked at */
};

static void
look_begin(void *state, struct str name, const struct csv_row *header,
    struct arena *a, struct frame_report *r, struct why *w)
{
	struct look *l = state;

	(void)name;
	list_said_options(&l->said, w);
	list_said_columns(&l->said, header, a);
	l->header = *header;
	l->header.field = ARENA_NEW(a, struct str, header->n);
	for (size_t i = 0; i < header->n; i++)
		l->header.field[i] = arena_str(a, header->field[i]);
	l->dates = (struct list_dates){0};
	list_map_init(&l->said.map, header);
	r->type = STR("list");
	r->day = DAY_ABSENT;
}

static void
look_row(void *state, const struct csv_row *from, uint64_t row, struct arena *a,
    struct buf *out, struct why *w)
{
	struct look *l = state;

	(void)row, (void)out, (void)w;
	for (size_t i = 0; i < l->said.map.n && i < from->n; i++) {
		list_column_look(&l->said.column[i], a, from->field[i]);
		list_dates_look(&l->dates, i, from->field[i]);
	}
}

static void
column_tell(const struct look *l, size_t i, struct arena *a, struct buf *out)
{
	const struct list_column *c = &l->said.column[i];
	struct frame_column f = {
	    .at = (uint16_t)(i + 1),
	    .name = str_of(c->name),
	    .field = str_of(list_field_name(l->said.map.field[i])),
	    .reason = clean(a, str_of(c->reason), 160),
	    .sure = c->sure,
	    .sample =
		c->secret ? STR("(a secret: not shown)") : str_of(c->sample),
	};

	frame_column_put(out, &f);
}

/* The map a person gave, or what it can only be guessed to be. */
static bool
map_find(struct look *l, struct arena *a, struct why *w)
{
	struct str given = task_option(l->said.task, "map");

	if (given.n == 0)
		return list_guess(
		    &l->said.map, l->said.column, l->said.map.n, a);

	bool read = list_map_read(&l->said.map, given, &l->header, w) == OK;

	for (size_t i = 0; i < l->said.map.n; i++) {
		struct list_column *c = &l->said.column[i];
		c->sure = true;
		memcpy(c->reason, "as you said", sizeof("as you said"));
		if (l->said.map.field[i] == LIST_NOT)
			memcpy(c->reason, "not used", sizeof("not used"));
	}
	return read;
}

static void
look_end(void *state, struct arena *a, struct buf *out)
{
	struct look *l = state;
	struct buf options = {0};
	struct why w = {0};

	if (l->looked)
		return;
	l->looked = true;

	bool sure = map_find(l, a, &w);
	int at = l->said.map.at[LIST_SEEN];

	for (size_t i = 0; i < l->said.map.n; i++)
		column_tell(l, i, a, out);
	if (at >= 0)
		list_dates_judge(&l->dates, (size_t)at, &l->said.how, &w);
	list_said_check(&l->said, &w);
	buf_str(&options, STR("map="));
	list_map_put(&options, &l->said.map, &l->header);
	buf_char(&options, '\n');
	if (l->said.how.order != WHEN_UNSAID)
		buf_fmt(&options, "dates=%s\n",
		    l->said.how.order == WHEN_DMY ? "dmy" : "mdy");
	if (options.n > OPTIONS_TEXT_MAX)
		why_set(&w, ERR_LIMIT, "its map is too long to be written");

	struct frame_looked f = {
	    .options = str_upto(buf_all(&options), OPTIONS_TEXT_MAX),
	    .sure = sure,
	    .why = clean(a, str_of(w.rule), REPORT_RULE_MAX),
	};

	frame_looked_put(out, &f);
	buf_free(&options);
}

void
list_look(struct reader_task *t)
{
	static const struct report_kind kind = {.begin = look_begin,
	    .row = look_row,
	    .headless = list_report_headless,
	    .end = look_end,
	    .rows_most = LIST_LOOKED,
	    .people = true};
	struct look l = {.said.task = t};

	report_read_all(t, &kind, &l);
}
