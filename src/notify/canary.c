/* canary: the first notices of many go ahead of the others */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/canary.h"

#include "store/canary.sql.h"

/* One that is not over. */
struct live {
	int64_t id, standing, since;
	enum canary_state state;
	bool over; /* its standing release is */
};

static const char *const names[CANARY_STATE_COUNT] = {
    "none", "waiting", "passed", "stopped", "ended"};

const char *
canary_state_name(enum canary_state state)
{
	return state < CANARY_STATE_COUNT ? names[state] : "unknown";
}

int64_t
canary_begin(struct store *s, struct str ref, int64_t standing,
    struct str topic, int64_t now)
{
	int64_t id = store_id(s, "canary");

	canary_add(s->db, id, ref, standing, topic, now);
	return id;
}

int64_t
canary_bounced(struct store *s, int64_t canary, int64_t since)
{
	return canary_refused(s->db, canary, since);
}

/* What went wrong, in words; b stays empty where nothing did. */
static void
wrong_put(struct buf *b, struct store *s, const struct live *c, int64_t gone,
    int64_t since, const struct canary_rule *rule)
{
	int64_t all = gone > CANARY_FIRST ? gone : CANARY_FIRST;
	int64_t theirs = canary_not_ours(s->db, c->id, since);
	int64_t back = canary_bounced(s, c->id, since);

	if (theirs * 100 > rule->not_ours * all)
		buf_fmt(b, "%lld of %lld were not the receiver's",
		    (long long)theirs, (long long)gone);
	else if (back * 100 > rule->bounces * all)
		buf_fmt(b, "%lld of %lld came back", (long long)back,
		    (long long)gone);
}

/* All of the first were judged, the last of them hours ago. A standing release
 * needs the whole number; of many there are more by their nature. */
static bool
may_pass(struct store *s, const struct live *c,
    const struct canary_gone_row *gone, const struct canary_rule *rule,
    int64_t now)
{
	return (c->standing == SQL_NULL_I64 ||
		   canary_let(s->db, c->id) >= CANARY_FIRST) &&
	    canary_under_way(s->db, c->id) == 0 &&
	    (gone->last_int > c->since ? gone->last_int : c->since) +
		rule->hours * HOUR <=
	    now;
}

/* Nothing of it is left that could go wrong, or be held back. */
static bool
is_over(struct store *s, const struct live *c, int64_t gone)
{
	if (canary_held(s->db, c->id) > 0 ||
	    (c->standing != SQL_NULL_I64 && !c->over))
		return false;
	return c->over || c->state == CANARY_STOPPED ||
	    (gone == 0 && canary_under_way(s->db, c->id) == 0);
}

static void
stop(struct store *s, const struct live *c, struct str why)
{
	canary_move(s->db, c->id, CANARY_STOPPED, c->since, why);
	canary_stop(s->db, c->id);
}

/* True when it stopped. */
static bool
judge(struct store *s, const struct live *c, const struct canary_rule *rule,
    int64_t now, int64_t not_before)
{
	int64_t window = now - CANARY_WINDOW;
	int64_t since = c->since > window ? c->since : window;
	struct canary_gone_row gone;
	struct buf why = {0};

	canary_gone(s->db, c->id, since - 1, &gone);
	if (c->state != CANARY_STOPPED)
		wrong_put(&why, s, c, gone.notices_int, since - 1, rule);

	bool wrong = why.n > 0;

	if (wrong) {
		stop(s, c, buf_all(&why));
	} else if (is_over(s, c, gone.notices_int)) {
		canary_move(
		    s->db, c->id, CANARY_ENDED, c->since, (struct str){0});
	} else if (c->state == CANARY_WAITING &&
	    may_pass(s, c, &gone, rule, now)) {
		canary_move(
		    s->db, c->id, CANARY_PASSED, c->since, (struct str){0});
		canary_free(s->db, c->id, not_before);
	}
	buf_free(&why);
	return wrong;
}

uint64_t
canaries_judge(struct store *s, const struct canary_rule *rule, int64_t now,
    int64_t not_before)
{
	struct buf list = {0};
	struct sql_cursor cursor;
	struct canary_live_row row;
	uint64_t stopped = 0;

	canary_live(s->db, now, &cursor);
	while (canary_live_next(&cursor, &row)) {
		struct live c = {
		    .id = row.id,
		    .standing = row.standing,
		    .since = row.since,
		    .state = (enum canary_state)row.state,
		    .over = row.over_int != 0,
		};
		buf_put(&list, &c, sizeof(c));
	}

	const struct live *c = (const struct live *)(const void *)list.p;

	for (size_t i = 0; i < list.n / sizeof(*c); i++)
		stopped += judge(s, &c[i], rule, now, not_before);
	buf_free(&list);
	return stopped;
}

void
canary_resume(struct store *s, int64_t canary, struct str reason, int64_t now,
    int64_t not_before)
{
	canary_move(s->db, canary, CANARY_PASSED, now + 1, reason);
	canary_free(s->db, canary, not_before);
}
