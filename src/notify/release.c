/* release: who lets prepared notices go, and when they may leave */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/release.h"

#include <string.h>

#include "finding/topic.h"
#include "notify/release_in.h"
#include "store/canary.sql.h"
#include "store/release.sql.h"

/* A notice that is prepared. */
struct chosen {
	int64_t id, author, first; /* first: SQL_NULL_I64 when nobody was */
	const struct topic *topic;
	bool two;
	enum release_by by; /* RELEASE_NONE: not now */
	int64_t canary;	    /* that watches it; 0: none */
	bool held;	    /* by that */
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
		    .topic = topic_by_id(row.topic),
		    .two = takes_two(&r->rule, row.topic),
		};
		bool standing = row.standing != SQL_NULL_I64;
		if (standing && r->way == RELEASE_ALONE)
			continue;
		if (standing && row.canary_int == CANARY_STOPPED)
			r->sums.stopped++;
		else
			buf_put(list, &x, sizeof(x));
	}
}

/* More than one person may release in a day. */
static bool
is_many(struct release *r, const struct chosen *x, size_t n)
{
	int64_t fresh = 0;

	for (size_t i = 0; i < n; i++)
		fresh += x[i].first == SQL_NULL_I64;
	return fresh +
	    release_alone(r->store->db, r->person, r->now - ALONE_TIME) >
	    r->rule.second_above;
}

int64_t
release_wait(const struct release *r)
{
	const struct release_rule *rule = &r->rule;

	return rule->quiet && hours_quiet(&rule->hours, r->now)
	    ? hours_next(&rule->hours, r->now)
	    : SQL_NULL_I64;
}

void
release_let(struct release *r, int64_t notice, const struct topic *topic,
    enum release_by by, int64_t first, int64_t second)
{
	bool wakes = topic != NULL && topic->wake;
	int64_t wait = wakes ? SQL_NULL_I64 : release_wait(r);

	if (wait != SQL_NULL_I64) {
		r->later = wait;
		r->sums.later++;
	}
	release_done(r->store->db, notice, by, first, second, r->now, wait);
	r->sums.released++;
}

/* Who releases it, if it goes; else it is counted why not. */
static enum release_by
verdict(struct release *r, const struct chosen *x, bool many)
{
	bool first = x->first == SQL_NULL_I64;

	if (r->way == RELEASE_AT_ONCE)
		return RELEASE_EMERGENCY;
	if (first && !x->two && !many)
		return RELEASE_ONE;
	if (r->way == RELEASE_ALONE) {
		r->sums.two++;
	} else if (first) {
		release_first(r->store->db, x->id, r->person, r->now);
		r->sums.waiting++;
	} else if (x->first == r->person) {
		r->sums.own++;
	} else if (x->author == r->person) {
		r->sums.author++;
	} else {
		return RELEASE_TWO;
	}
	return RELEASE_NONE;
}

static bool
is_watched(const struct chosen *x, const struct topic *t)
{
	return x->topic == t && (x->by == RELEASE_ONE || x->by == RELEASE_TWO);
}

/* All of a topic that go now, where they are many. */
static void
topic_watch(
    struct release *r, const struct topic *t, struct chosen *x, size_t n)
{
	struct arena a;
	int64_t many = 0, place = 0;

	for (size_t i = 0; i < n; i++)
		many += is_watched(&x[i], t);
	if (many <= r->rule.canary.above || many <= CANARY_FIRST)
		return;
	arena_init(&a, 0);

	int64_t canary =
	    canary_begin(r->store, store_ref(&a), SQL_NULL_I64, t->id, r->now);

	for (size_t i = 0; i < n; i++) {
		if (!is_watched(&x[i], t))
			continue;
		x[i].canary = canary;
		x[i].held = place++ >= CANARY_FIRST;
	}
	arena_free(&a);
}

static void
one_release(struct release *r, const struct chosen *x)
{
	bool second = x->by == RELEASE_TWO;

	if (x->by == RELEASE_NONE)
		return;
	release_let(r, x->id, x->topic, x->by, second ? x->first : r->person,
	    second ? r->person : SQL_NULL_I64);
	r->sums.second += second;
	if (x->canary == 0)
		return;
	canary_watch(r->store->db, x->id, x->canary, x->held);
	r->sums.held += x->held;
}

static void
all_release(struct release *r, struct chosen *x, size_t n)
{
	bool many = is_many(r, x, n);

	for (size_t i = 0; i < n; i++)
		x[i].by = verdict(r, &x[i], many);
	for (size_t i = 0; i < topic_count; i++)
		topic_watch(r, &topics[i], x, n);
	for (size_t i = 0; i < n; i++)
		one_release(r, &x[i]);
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
	line(r, n->standing, STR("release by a standing release"));
	line(r, n->released - n->second - n->standing, STR("release"));
	line(r, n->second, STR("release as second person"));
	line(r, n->waiting, STR("release as first person"));
}

void
release_notices(struct release *r, const int64_t *notice, size_t n)
{
	struct buf list = {0};

	r->sums = (struct release_sums){0};
	sql_begin(r->store->db);
	r->sums.stops =
	    canaries_judge(r->store, &r->rule.canary, r->now, release_wait(r));
	release_standing_mark(r);
	if (r->way == RELEASE_ALONE || r->way == RELEASE_NOBODY)
		release_standing(r);
	for (size_t i = 0; i < n; i++)
		choose(r, notice[i], &list);
	if (n == 0 && r->way != RELEASE_NOBODY)
		choose(r, SQL_NULL_I64, &list);
	all_release(
	    r, (struct chosen *)(void *)list.p, list.n / sizeof(struct chosen));
	lines(r);
	sql_commit(r->store->db);
	buf_free(&list);
}
