/* tests of notify/release: who may let what go, and when it leaves */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/release.h"

#include <stdio.h>

#include "notify/delivery.h"
#include "notify/prepare.h"
#include "test/feed/told.h"
#include "value/code.h"

static struct open_store world;
static const unsigned char code_key[CODE_KEY] = {9};
static int64_t anna, bram;

static void
begin(int n)
{
	struct why w = {0};

	told_town(&world, n);
	sql_begin(world.s.db);
	anna = store_person(&world.s, STR("anna"), NOON);
	bram = store_person(&world.s, STR("bram"), NOON);
	sql_commit(world.s.db);

	struct prepare p = {.store = &world.s,
	    .person = world.person,
	    .now = NOON,
	    .code_key = code_key,
	    .digest_hour = 8};

	is_int(notices_prepare(&p, &w), OK);
}

static struct release
by(int64_t person, enum release_way way, int64_t above)
{
	struct release r = {.store = &world.s,
	    .person = person,
	    .now = NOON,
	    .way = way,
	    .rule = {.second_above = above}};

	return r;
}

static int64_t
audits(void)
{
	return count_of(
	    &world, "SELECT count(*) FROM audit WHERE did LIKE 'release%'");
}

TEST(up_to_the_bound_one_person_does)
{
	begin(3);

	struct release r = by(anna, RELEASE_ALONE, 2);

	release_notices(&r, NULL, 0);
	is_int(r.sums.released, 0);
	is_int(r.sums.two, 3);
	is_int(audits(), 0);
	r.rule.second_above = 3;
	release_notices(&r, NULL, 0);
	is_int(r.sums.released, 3);
	is_int(r.sums.two, 0);
	is_int(audits(), 1);
	is_int(count_of(&world,
		   "SELECT count(*) FROM notice WHERE state = 2 AND "
		   "release = 1 AND second_by IS NULL"),
	    3);
	store_world_end(&world);
}

/* Naming them one by one comes to the same. */
TEST(what_one_person_released_counts_for_a_day)
{
	int64_t id[] = {1, 2, 3};

	begin(3);

	struct release r = by(anna, RELEASE_IN_TURN, 2);

	release_notices(&r, id, 1);
	release_notices(&r, id + 1, 1);
	is_int(r.sums.released, 1);
	r.now = NOON + ALONE_TIME - 1;
	r.way = RELEASE_ALONE;
	release_notices(&r, id + 2, 1);
	is_int(r.sums.two, 1);
	r.now = NOON + ALONE_TIME;
	release_notices(&r, id + 2, 1);
	is_int(r.sums.released, 1);
	store_world_end(&world);
}

TEST(two_persons_and_neither_the_author)
{
	begin(2);

	struct release r = by(anna, RELEASE_IN_TURN, 0);

	release_notices(&r, NULL, 0);
	is_int(r.sums.waiting, 2);
	release_notices(&r, NULL, 0);
	is_int(r.sums.own, 2);
	r = by(world.person, RELEASE_IN_TURN, 0);
	release_notices(&r, NULL, 0);
	is_int(r.sums.author, 2);
	/* a bound that was raised since does not let the first do it alone */
	r = by(anna, RELEASE_IN_TURN, 100);
	release_notices(&r, NULL, 0);
	is_int(r.sums.own, 2);
	is_int(
	    count_of(&world, "SELECT count(*) FROM notice WHERE state = 1"), 2);
	r = by(bram, RELEASE_IN_TURN, 0);
	release_notices(&r, NULL, 0);
	is_int(r.sums.released, 2);
	is_int(r.sums.second, 2);
	is_int(count_of(&world,
		   "SELECT count(*) FROM notice WHERE state = 2 AND "
		   "release = 2 AND released_by <> second_by"),
	    2);
	is_int(audits(), 2);
	store_world_end(&world);
}

TEST(an_emergency_is_kept_to_be_looked_at)
{
	begin(2);

	struct release r = by(anna, RELEASE_AT_ONCE, 0);

	r.reason = STR("worm");
	release_notices(&r, NULL, 0);
	is_int(r.sums.released, 2);
	is_int(str_of(r.ref).n, REF_SIZE);
	is_int(count_of(&world, "SELECT due - at FROM emergency"), REVIEW_TIME);
	release_notices(&r, NULL, 0);
	is_int(count_of(&world, "SELECT count(*) FROM emergency"), 1);
	store_world_end(&world);
}

/* NOON is a Saturday. */
TEST(only_what_wakes_people_breaks_quiet_hours)
{
	struct lease l;

	begin(2);
	forced("INSERT OR IGNORE INTO topic VALUES "
	       "('vulnerable-exchange', '', 0, 1, 0, 1)");
	forced("UPDATE notice SET topic = 'vulnerable-exchange' WHERE id = 2");

	struct release r = by(anna, RELEASE_ALONE, 9);

	r.rule.quiet = true;
	r.rule.hours = (struct hours){8, 18};
	release_notices(&r, NULL, 0);
	is_int(r.sums.released, 2);
	is_int(r.sums.later, 1);
	ok(r.later > NOON + DAY && r.later < NOON + 2 * DAY);
	ok(lease_take(&world.s, &(struct postmark){0}, NOON, &l));
	is_int(l.n, 1);
	is_int(l.letter[0].notice, 2);
	forced("UPDATE delivery SET state = 3 WHERE notice = 2");
	lease_free(&l);
	ok(!lease_take(&world.s, &(struct postmark){0}, r.later - 1, &l));
	ok(lease_take(&world.s, &(struct postmark){0}, r.later, &l));
	is_int(l.letter[0].notice, 1);
	lease_free(&l);
	store_world_end(&world);
}

TEST(names_of_topics)
{
	is_text(second_topics_wrong(STR("open-rdp, open-smb ransomware")), "");
	is_text(second_topics_wrong(STR("open-rdp,open-doors")), "open-doors");
	is_text(second_topics_wrong(STR("")), "");
	is_text(second_topics_wrong(STR(" ,, ")), "");
}
