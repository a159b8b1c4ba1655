/* release: who lets prepared notices go, and when they may leave */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/release.h"

#include <string.h>

#include "finding/topic.h"
#include "store/release.sql.h"

/* A notice that is prepared. */
struct chosen {
	int64_t id, author, first; /* first: SQL_NULL_I64 when nobody was */
	bool wakes, two;
};

/* The next of "a, b c". */
static bool
name_take(struct str *rest, struct str *name)
{
	size_t i = 0, from;

	*name = (struct str){0};
	if (rest->n == 0)
		return false;
	while (i < rest->n && (rest->p[i] == ' ' || rest->p[i] == ','))
		i++;
	from = i;
	while (i < rest->n && rest->p[i] != ' ' && rest->p[i] != ',')
		i++;
	*name = str_make(rest->p + from, i - from);
	*rest = str_from(*rest, i);
	return name->n > 0;
}

struct str
second_topics_wrong(struct str list)
{
	for (struct str name; name_take(&list, &name);)
		if (topic_by_id(name) == NULL)
			return name;
	return (struct str){0};
}

static bool
takes_two(const struct release_rule *rule, struct str topic)
{
	struct str rest = rule->second_topics;

	for (struct str name; name_take(&rest, &name);)
		if (str_eq(name, topic))
			return true;
	return false;
}

/* Worth waking somebody for: only that breaks quiet hours. */
static bool
wakes(struct str id)
{
	const struct topic *t = topic_by_id(id);

	return t != NULL && t->wake;
}

static void
choose(struct release *r, int64_t notice, struct buf *list)
{
	struct sql_cursor c;
	struct release_prepared_row row;

	release_prepared(r->store->db, r->topic, notice, &c);
	while (release_prepared_next(&c, &row)) {
		struct chosen x = {
		    .id = row.id,
		    .author = row.prepared_by,
		    .first = row.released_by,
		    .wakes = wakes(row.topic),
		    .two = takes_two(&r->rule, row.topic),
		};
		buf_put(list, &x, sizeof(x));
	}
}

/* More than one person may release in a day. */
static bool
is_many(struct release *r, const struct chosen *x, size_t n)
{
	struct release_alone_row before;
	int64_t fresh = 0;

	for (size_t i = 0; i < n; i++)
		fresh += x[i].first == SQL_NULL_I64;
	release_alone(r->store->db, r->person, r->now - ALONE_TIME, &before);
	return fresh + before.notices_int > r->rule.second_above;
}

static void
done(struct release *r, const struct chosen *x, enum release_by by)
{
	const struct release_rule *rule = &r->rule;
	bool second = by == RELEASE_TWO;
	int64_t wait = SQL_NULL_I64;

	if (!x->wakes && rule->quiet && hours_quiet(&rule->hours, r->now)) {
		r->later = wait = hours_next(&rule->hours, r->now);
		r->sums.later++;
	}
	release_done(r->store->db, x->id, by, second ? x->first : r->person,
	    second ? r->person : SQL_NULL_I64, r->now, wait);
	r->sums.released++;
	r->sums.second += second;
}

static void
one_release(struct release *r, const struct chosen *x, bool many)
{
	bool first = x->first == SQL_NULL_I64;

	if (r->way == RELEASE_AT_ONCE) {
		done(r, x, RELEASE_EMERGENCY);
	} else if (first && !x->two && !many) {
		done(r, x, RELEASE_ONE);
	} else if (r->way == RELEASE_ALONE) {
		r->sums.two++;
	} else if (first) {
		release_first(r->store->db, x->id, r->person, r->now);
		r->sums.waiting++;
	} else if (x->first == r->person) {
		r->sums.own++;
	} else if (x->author == r->person) {
		r->sums.author++;
	} else {
		done(r, x, RELEASE_TWO);
	}
}

static void
line(struct release *r, uint64_t n, struct str did)
{
	struct buf b = {0};

	if (n == 0)
		return;
	buf_fmt(&b, "%llu notices", (unsigned long long)n);
	store_audit(r->store, r->person, r->now, did, buf_all(&b));
	buf_free(&b);
}

static void
emergency_keep(struct release *r)
{
	struct store *s = r->store;
	struct arena a;

	if (r->sums.released == 0)
		return;
	arena_init(&a, 0);

	struct str ref = store_ref(&a);

	memcpy(r->ref, ref.p, ref.n);
	r->ref[ref.n] = '\0';
	emergency_add(s->db, store_id(s, "emergency"), ref, r->now, r->person,
	    (int64_t)r->sums.released, r->reason, r->now + REVIEW_TIME);
	arena_free(&a);
}

static void
lines(struct release *r)
{
	const struct release_sums *n = &r->sums;

	if (r->way == RELEASE_AT_ONCE) {
		line(r, n->released, STR("release in an emergency"));
		emergency_keep(r);
		return;
	}
	line(r, n->released - n->second, STR("release"));
	line(r, n->second, STR("release as second person"));
	line(r, n->waiting, STR("release as first person"));
}

void
release_notices(struct release *r, const int64_t *notice, size_t n)
{
	struct buf list = {0};

	r->sums = (struct release_sums){0};
	sql_begin(r->store->db);
	for (size_t i = 0; i < n; i++)
		choose(r, notice[i], &list);
	if (n == 0)
		choose(r, SQL_NULL_I64, &list);

	const struct chosen *x = (const struct chosen *)(const void *)list.p;
	size_t all = list.n / sizeof(*x);
	bool many = is_many(r, x, all);

	for (size_t i = 0; i < all; i++)
		one_release(r, &x[i], many);
	lines(r);
	sql_commit(r->store->db);
	buf_free(&list);
}
