/* tests of what telling costs: as much however many wait, or were told */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "base/time.h"
#include "notify/delivery.h"
#include "store/agreement.sql.h"
#include "store/desk.sql.h"
#include "store/notice.sql.h"
#include "store/returned.sql.h"
#include "store/sql_handle.h"
#include "test/store/open_store.h"

enum { FEW = 1000, MANY = 20000, STEP = 10, ASKED = 10 };

static struct open_store world;
static long long ticks; /* of STEP instructions of SQLite's machine */

static int
tick(void *ctx)
{
	(void)ctx;
	ticks++;
	return 0;
}

/* n notices that rest on a batch and wait, every tenth one urgent; of those
 * with an even id the batch is 2, which a hold would stop. */
static void
queue_make(unsigned n)
{
	char text[2000];

	store_world(&world);
	company(&world, "Bakker", "info@bakker.example", "203.0.113.1");
	snprintf(text, sizeof(text),
	    "INSERT INTO batch (id, ref, giver, received, person, ground, tlp, "
	    "giver_named, purpose, state, baseline) SELECT value, value, '', "
	    "0, (SELECT min(id) FROM person), 1, 1, 0, '', 1, 0 "
	    "FROM json_each('[1,2]');"
	    "WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k "
	    "WHERE i < %u) INSERT INTO notice (id, ref, thread, organisation, "
	    "contact, topic, topic_revision, urgency, language, kind, tlp, "
	    "severity, date, message_id, subject_sealed, body_sealed, "
	    "code_hash, state, release, prepared_by) SELECT i, i, i, o.id, "
	    "c.id, t.id, 1, i %% 10 = 0, 0, 1, 1, 1, 0, i, x'', x'', CAST(i AS "
	    "BLOB), 2, "
	    "1, "
	    "(SELECT min(id) FROM person) FROM k, organisation o, contact c, "
	    "(SELECT id FROM topic LIMIT 1) t;"
	    "INSERT INTO notice_batch SELECT id, 1 + id %% 2 FROM notice;",
	    n);
	forced(text);
	sql_begin(world.s.db);
	for (unsigned i = 1; i <= n; i++)
		delivery_add(world.s.db, i, i, 1, 1);
	sql_commit(world.s.db);
}

static void
ticks_begin(void)
{
	ticks = 0;
	sqlite3_progress_handler(world.s.db->lite, STEP, tick, NULL);
}

/* The work of one look at the queue; how many it finds. */
static long long
look(unsigned *found)
{
	struct sql_cursor c;
	struct delivery_waiting_row row;

	*found = 0;
	ticks_begin();
	delivery_waiting(world.s.db, NOON, DAY, LEASE_MOST, &c);
	while (delivery_waiting_next(&c, &row))
		++*found;
	sqlite3_progress_handler(world.s.db->lite, 0, NULL, NULL);
	return ticks * STEP;
}

TEST(a_long_queue_costs_no_more_than_a_short_one)
{
	unsigned n;

	queue_make(FEW);
	long long few = look(&n);
	is_int(n, LEASE_MOST);
	store_world_end(&world);
	queue_make(MANY);
	long long many = look(&n);
	is_int(n, LEASE_MOST);
	tap_note(
	    "%lld steps with %d waiting, %lld with %d", few, FEW, many, MANY);
	ok(many < few + few / 10);
	store_world_end(&world);
}

/* What is asked of one notice among n that ended in that state. */
static long long
asked(unsigned n, int state)
{
	char text[300];
	struct notice_thread_row thread;

	queue_make(n);
	snprintf(text, sizeof(text),
	    "UPDATE delivery SET state = %d;"
	    "UPDATE notice SET state = 3, organisation = -id, topic = 'x';"
	    "INSERT INTO notice_finding SELECT id, id, 1 FROM notice;"
	    "INSERT INTO effect SELECT id, id, 1, 1 FROM notice;",
	    state);
	forced(text);
	store_world_again(&world);
	sql_begin(world.s.db);
	ticks_begin();
	for (int64_t id = 1; id <= FEW; id += FEW / ASKED) {
		notice_thread(world.s.db, -id, 1, STR("x"), 0, &thread);
		notice_recent(world.s.db, -id, 0);
		contact_confirm_told(world.s.db, id, NOON);
		effect_returned(world.s.db, id);
		delivery_drop(world.s.db, id);
	}
	delivery_next(world.s.db);
	sqlite3_progress_handler(world.s.db->lite, 0, NULL, NULL);
	sql_commit(world.s.db);
	store_world_end(&world);
	return ticks * STEP;
}

TEST(what_was_sent_is_not_looked_through)
{
	for (int state = 1; state <= 4; state++) {
		long long few = asked(FEW, state), many = asked(MANY, state);
		tap_note("state %d: %lld steps among %d, %lld among %d", state,
		    few, FEW, many, MANY);
		ok(many < few + few / 10);
	}
}

/* The work of finding those that want telling, ASKED of n. */
static long long
due(unsigned n)
{
	char text[600];
	unsigned found = 0;
	struct sql_cursor c;
	struct party_due_row row;

	store_world(&world);
	snprintf(text, sizeof(text),
	    "WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k "
	    "WHERE i < %u) INSERT INTO finding (id, ref, organisation, topic, "
	    "subject_sealed, subject_index, state, answer, severity, "
	    "responsibility, ground, confidence, observation, rest, "
	    "first_seen, last_seen, last_day, opened, reopened, revision, "
	    "due_since, baseline) SELECT i, i, i, 'x', x'', CAST(i AS BLOB), "
	    "2, 0, 3, 0, 1, 100, i, 0, 1, 1, 1, 1, 0, 1, CASE WHEN i %% %u = "
	    "0 THEN 1 END, 0 FROM k",
	    n, n / ASKED);
	forced(text);
	store_world_again(&world);
	ticks_begin();
	party_due(world.s.db, 0, NOON, &c);
	while (party_due_next(&c, &row))
		found++;
	sqlite3_progress_handler(world.s.db->lite, 0, NULL, NULL);
	is_int(found, ASKED);
	store_world_end(&world);
	return ticks * STEP;
}

TEST(what_was_told_is_not_looked_through)
{
	long long few = due(FEW), many = due(MANY);

	tap_note("%lld steps among %d, %lld among %d", few, FEW, many, MANY);
	ok(many < few + few / 10);
}
