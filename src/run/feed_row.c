/* feed_row: where reports come from, and whether they come */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/feed_row.h"

#include "base/time.h"
#include "run/log.h"
#include "store/feed.sql.h"

bool
feed_name_is(struct str name)
{
	if (name.n == 0 || name.n > FEED_NAME_MAX || name.p[0] < 'a' ||
	    name.p[0] > 'z')
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (!((name.p[i] >= 'a' && name.p[i] <= 'z') ||
			(name.p[i] >= '0' && name.p[i] <= '9') ||
			name.p[i] == '-'))
			return false;
	return !str_eq(name, STR("done")) && !str_eq(name, STR("failed"));
}

void
feed_preset(struct feed_row *f, struct service *sv, struct str name)
{
	struct import_plan plan;

	import_plan_preset(&plan, sv);
	*f = (struct feed_row){
	    .name = name,
	    .ground = plan.batch.ground,
	    .tlp = plan.batch.tlp,
	    .giver_named = plan.batch.giver_named,
	    .arrived = SQL_NULL_I64,
	    .missing = SQL_NULL_I64,
	};
}

bool
feed_find(struct store *s, struct arena *a, struct str name, struct feed_row *f)
{
	struct feed_get_row row;

	if (!feed_get(s->db, name, &row))
		return false;
	*f = (struct feed_row){
	    .name = arena_str(a, name),
	    .reader = arena_str(a, row.reader),
	    .type = arena_str(a, row.type),
	    .giver = arena_str(a, row.giver),
	    .scope = arena_str(a, row.scope),
	    .ground = (enum legal)row.ground,
	    .tlp = (enum tlp)row.tlp,
	    .giver_named = row.giver_named != 0,
	    .rhythm = row.rhythm,
	    .made = row.made,
	    .arrived = row.arrived,
	    .missing = row.missing,
	};
	return true;
}

void
feed_keep(struct store *s, const struct feed_row *f)
{
	feed_put(s->db, f->name, f->reader, f->type, f->giver, f->ground,
	    f->tlp, f->giver_named, f->rhythm, f->scope, f->made);
}

size_t
feed_all(struct store *s, struct arena *a, struct feed_row **rows)
{
	struct buf names = {0};
	struct sql_cursor c;
	struct feed_each_row row;

	feed_each(s->db, &c);
	while (feed_each_next(&c, &row)) {
		struct str name = arena_str(a, row.name);
		buf_put(&names, &name, sizeof(name));
	}

	const struct str *name = (const struct str *)(const void *)names.p;
	size_t n = names.n / sizeof(*name);

	*rows = ARENA_NEW(a, struct feed_row, n + 1);
	for (size_t i = 0; i < n; i++)
		if (!feed_find(s, a, name[i], &(*rows)[i]))
			die("a feed is gone while it is looked at");
	buf_free(&names);
	return n;
}

void
feed_plan(
    const struct feed_row *f, struct service *sv, struct import_plan *plan)
{
	import_plan_preset(plan, sv);
	plan->reader = f->reader.n > 0 ? reader_named(f->reader) : NULL;
	plan->type = f->type;
	plan->batch.giver = f->giver;
	plan->batch.ground = f->ground;
	plan->batch.tlp = f->tlp;
	plan->batch.giver_named = f->giver_named;
}

void
feed_came(struct store *s, const struct feed_row *f, int64_t batch, int64_t now)
{
	if (batch == 0 || feed_brought(s->db, batch, f->scope) == 0)
		return;
	sql_begin(s->db);
	feed_arrived(s->db, f->name, now);
	sql_commit(s->db);
	if (f->missing != SQL_NULL_I64)
		log_say(LOG_FEED_CAME, f->name, (now - f->missing) / HOUR);
}

int64_t
feed_missing_since(const struct feed_row *f, int64_t now)
{
	int64_t from = f->arrived == SQL_NULL_I64 ? f->made : f->arrived;

	if (f->rhythm == 0 || now - from <= f->rhythm * HOUR * 3 / 2)
		return SQL_NULL_I64;
	return from + f->rhythm * HOUR;
}
