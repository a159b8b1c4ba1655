/* tests of notify/canary: what stops it, what lets the rest go, and when */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/canary.h"

#include "notify/delivery.h"
#include "notify/prepare.h"
#include "notify/release.h"
#include "store/canary.sql.h"
#include "store/organisation.sql.h"
#include "test/feed/told.h"
#include "value/code.h"

static const struct postmark unsigned_mail;
static const unsigned char code_key[CODE_KEY] = {9};
static struct open_store world;
static struct delivery_sums sums;

static struct release
rule(int64_t now)
{
	return (struct release){.store = &world.s,
	    .person = world.person,
	    .now = now,
	    .rule = {.second_above = INT64_MAX,
		.canary = {
		    .above = 20, .hours = 4, .not_ours = 10, .bounces = 10}}};
}

/* A release with nothing new to release: what is watched is looked at. */
static struct release_sums
look(int64_t now)
{
	struct release r = rule(now);

	release_notices(&r, NULL, 0);
	return r.sums;
}

/* n companies are to be told of something. */
static void
town(int n)
{
	struct why w = {0};

	told_town(&world, n);

	struct prepare p = {.store = &world.s,
	    .person = world.person,
	    .now = NOON,
	    .code_key = code_key,
	    .digest_hour = 8};

	is_int(notices_prepare(&p, &w), OK);
	sums = (struct delivery_sums){0};
}

/* All of that released at NOON. */
static struct release_sums
begin(int n)
{
	town(n);
	return look(NOON);
}

/* All that is due ends; the first so many are refused. How many that were. */
static size_t
all_end(int64_t now, size_t refused)
{
	struct lease l;

	if (!lease_take(&world.s, &unsigned_mail, now, &l))
		return 0;

	size_t n = l.n;

	for (size_t i = 0; i < n; i++) {
		struct outcome o = {&l.letter[i],
		    i < refused ? DELIVERY_REFUSED : DELIVERY_TAKEN,
		    STR("550 no such user")};
		outcomes_keep(&world.s, &o, 1, now, &sums);
	}
	lease_free(&l);
	return n;
}

static struct canary_list_row
first(void)
{
	static struct buf why;
	struct sql_cursor c;
	struct canary_list_row row = {0};

	buf_reset(&why);
	canary_list(world.s.db, &c);
	if (canary_list_next(&c, &row))
		buf_str(&why, row.why);
	sql_cursor_end(&c);
	row.why = buf_all(&why);
	return row;
}

TEST(few_have_none)
{
	struct release_sums n = begin(20);

	is_int(n.released, 20);
	is_int(n.held, 0);
	is_int(count_of(&world, "SELECT count(*) FROM canary"), 0);
	is_int(all_end(NOON, 0), 20);
	store_world_end(&world);
}

TEST(the_rest_goes_hours_after_the_last_of_the_first)
{
	struct release_sums n = begin(23);

	is_int(n.released, 23);
	is_int(n.held, 3);
	/* what is not sent yet is not judged, however long that takes */
	is_int(look(NOON + 9 * HOUR).stops, 0);
	is_int(first().state, CANARY_WAITING);
	is_int(all_end(NOON + 9 * HOUR, 0), 20);
	look(NOON + 13 * HOUR - 1);
	is_int(all_end(NOON + 13 * HOUR - 1, 0), 0);
	look(NOON + 13 * HOUR);
	is_int(first().state, CANARY_PASSED);
	is_int(first().held_int, 0);
	is_int(all_end(NOON + 13 * HOUR, 0), 3);
	/* watched for a week, then over */
	look(NOON + 13 * HOUR + CANARY_WINDOW);
	is_int(first().state, CANARY_PASSED);
	look(NOON + 13 * HOUR + CANARY_WINDOW + 2);
	is_int(first().state, 0);
	store_world_end(&world);
}

TEST(mails_that_come_back_stop_it)
{
	begin(30);
	is_int(all_end(NOON, 3), 20);
	is_int(look(NOON + 1).stops, 1);
	is_int(first().state, CANARY_STOPPED);
	is_text(first().why, "3 of 20 came back");
	is_int(first().held_int, 10);
	/* it is said once that it stopped, and stays so */
	is_int(look(NOON + 30 * DAY).stops, 0);
	is_int(first().state, CANARY_STOPPED);
	is_int(all_end(NOON + 30 * DAY, 0), 0);
	store_world_end(&world);
}

TEST(two_of_twenty_are_within_the_share)
{
	begin(30);
	is_int(all_end(NOON, 2), 20);
	is_int(look(NOON + 4 * HOUR).stops, 0);
	is_int(first().state, CANARY_PASSED);
	store_world_end(&world);
}

/* A contact that is marked later, by whoever reads returned mail. */
TEST(a_contact_that_bounces_later_counts)
{
	begin(30);
	is_int(all_end(NOON, 0), 20);
	is_int(canary_bounced(&world.s, 1, 0), 0);
	sql_begin(world.s.db);
	for (int64_t id = 1; id <= 3; id++)
		contact_set_state(world.s.db, id, 2);
	sql_commit(world.s.db);
	is_int(canary_bounced(&world.s, 1, 0), 3);
	is_int(canary_bounced(&world.s, 1, NOON), 0);
	is_int(look(NOON + 1).stops, 1);
	is_text(first().why, "3 of 20 came back");
	store_world_end(&world);
}

TEST(a_person_lets_it_go_on_and_it_is_watched_still)
{
	begin(60);
	is_int(all_end(NOON, 3), 20);
	is_int(look(NOON + HOUR).stops, 1);
	sql_begin(world.s.db);
	canary_resume(
	    &world.s, 1, STR("checked"), NOON + 2 * HOUR, SQL_NULL_I64);
	sql_commit(world.s.db);
	is_int(first().state, CANARY_PASSED);
	/* what came back before counts no more */
	is_int(look(NOON + 3 * HOUR).stops, 0);
	is_int(all_end(NOON + 3 * HOUR, 5), 40);
	is_int(look(NOON + 4 * HOUR).stops, 1);
	is_text(first().why, "5 of 40 came back");
	store_world_end(&world);
}

TEST(an_emergency_passes_it_by)
{
	town(30);

	struct release r = rule(NOON);

	r.way = RELEASE_AT_ONCE;
	r.reason = STR("worm");
	release_notices(&r, NULL, 0);
	is_int(r.sums.released, 30);
	is_int(r.sums.held, 0);
	store_world_end(&world);
}
