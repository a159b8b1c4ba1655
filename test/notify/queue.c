/* tests of the queue's cost: a lease is as much work however many wait */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "base/time.h"
#include "notify/delivery.h"
#include "store/notice.sql.h"
#include "store/sql_handle.h"
#include "test/store/open_store.h"

enum { FEW = 1000, MANY = 20000, STEP = 10 };

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

/* The work of one look at the queue; how many it finds. */
static long long
look(unsigned *found)
{
	struct sql_cursor c;
	struct delivery_waiting_row row;

	ticks = 0;
	*found = 0;
	sqlite3_progress_handler(world.s.db->lite, STEP, tick, NULL);
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
