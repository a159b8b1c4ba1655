/* list_said: what was said of a list, and whether it can be read by that */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/time.h"
#include "feed/clean.h"
#include "feed/list.h"
#include "feed/shadowserver_column.h"

void
list_said_options(struct list_said *l, struct why *w)
{
	struct str dates = task_option(l->task, "dates");
	struct str zone = task_option(l->task, "zone");
	struct str seen = task_option(l->task, "seen");

	l->topics = task_option(l->task, "topics");
	l->seen = TIME_ABSENT;
	if (dates.n > 0 && !when_order_read(dates, &l->how.order))
		why_set(w, ERR_SYNTAX,
		    "--dates: dmy for day-month-year, mdy for month-day-year");
	if (zone.n > 0 && !when_clock_read(zone, &l->how))
		why_set(w, ERR_SYNTAX,
		    "--zone: UTC, CET (the Dutch clock) or such as +02:00");
	if (seen.n > 0 && !time_read(seen, &l->seen))
		why_set(w, ERR_SYNTAX,
		    "--seen: a date such as 2026-01-31 or "
		    "2026-01-31T08:00:00Z");
}

void
list_said_check(const struct list_said *l, struct why *w)
{
	const int *at = l->map.at;

	if (at[LIST_WHO] < 0 && at[LIST_ADDRESS] < 0 && at[LIST_HOST] < 0 &&
	    at[LIST_URL] < 0 && at[LIST_MAIL] < 0)
		why_set(w, ERR_ABSENT,
		    "no column says whom a row is about; say which one does: "
		    "--map who=COLUMN");
	else if (at[LIST_SEEN] < 0 && l->seen == TIME_ABSENT)
		why_set(w, ERR_ABSENT,
		    "no column says when it was seen; --seen DATE says it for "
		    "all rows");
	else if (at[LIST_TOPIC] < 0 && l->task->type.n == 0)
		why_set(w, ERR_ABSENT,
		    "nothing says what kind of danger it is; --topic TOPIC "
		    "says it for all rows, `dijkwacht topic list` shows them");
}

void
list_said_columns(
    struct list_said *l, const struct csv_row *header, struct arena *a)
{
	size_t n = header->n < LIST_COLUMNS_MAX ? header->n : LIST_COLUMNS_MAX;

	l->column = ARENA_NEW(a, struct list_column, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct str name = str_trim(header->field[i]);
		struct str shown = clean(a, name, LIST_NAME_MAX);
		memcpy(
		    l->column[i].name, shown.p == NULL ? "" : shown.p, shown.n);
		l->column[i].secret = shadowserver_secret(name);
	}
}
