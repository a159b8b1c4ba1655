/* tests of feed/again: what was seen goes to whom it belongs by now */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "base/time.h"
#include "test/feed/again_world.h"

static int64_t
findings(const char *which)
{
	char text[256];

	snprintf(
	    text, sizeof(text), "SELECT count(*) FROM finding WHERE %s", which);
	return count_of(&world, text);
}

TEST(nothing_is_done_when_nothing_changed)
{
	begin();
	is_int(work(0), 0);
	company(&world, "A", "a@a.example", "203.0.113.0/29");
	ok(again_ready(&world.s, NOON));
	ok(!again_ready(&world.s, NOON - 1));
	ok(work(0) >= AGAIN_STAGE_COUNT - 1);
	ok(!again_ready(&world.s, NOON + 100 * DAY));
	/* said again */
	company(&world, "A", "a@a.example", "203.0.113.0/29");
	ok(!again_ready(&world.s, NOON + 100 * DAY));
	is_int(work(0), 0);
	end();
}

TEST(claims_that_change_together_are_one_job)
{
	begin();
	company(&world, "A", NULL, "203.0.113.0/29 a.example");
	company(&world, "B", NULL, "198.51.100.0/29 b.example");
	is_int(count_of(&world, "SELECT count(*) FROM job"), 1);
	work(0);
	company(&world, "C", NULL, "c.example");
	is_int(count_of(&world, "SELECT count(*) FROM job"), 2);
	end();
}

TEST(a_pending_claim_asks_for_nothing)
{
	begin();
	company(&world, "A", NULL, "203.0.113.0/29");
	work(0);
	company(&world, "B", NULL, "203.0.113.0/29");
	is_int(
	    count_of(&world, "SELECT count(*) FROM claim WHERE state = 3"), 1);
	is_int(work(0), 0);
	end();
}

TEST(a_claim_with_bounds_asks_for_its_days)
{
	begin();
	int64_t a = company(&world, "A", NULL, "");

	is_int(claimed(&world, a, "203.0.113.0/29", NATURE_FIXED,
		   NOON + 2 * DAY, NOON + 5 * DAY),
	    OK);
	is_int(count_of(&world, "SELECT count(*) FROM job"), 3);
	work(0);
	is_int(count_of(&world, "SELECT count(*) FROM job WHERE state < 3"), 2);
	work(1);
	is_int(count_of(&world, "SELECT count(*) FROM job WHERE state < 3"), 2);
	/* what has come due meanwhile is done in one go */
	is_int(work(9), AGAIN_STAGE_COUNT - 1);
	is_int(count_of(&world, "SELECT count(*) FROM job WHERE state < 3"), 0);
	end();
}

TEST(a_claim_added_later_finds_what_was_seen)
{
	begin();
	told_day(&t, 0, "203.0.113.2");
	told_day(&t, 1, "203.0.113.2");
	company(&world, "A", NULL, "203.0.113.0/29");
	work(2);
	is_int(sums.looked, 1);
	is_int(sums.changed, 1);
	is_int(sums.findings.opened, 1);
	is_int(count_of(&world, "SELECT unowned FROM observation"), 0);
	is_int(count_of(&world, "SELECT first_seen FROM finding"), NOON);
	is_int(count_of(&world, "SELECT last_seen FROM finding"), NOON + DAY);
	is_int(count_of(&world, "SELECT last_day FROM finding"), TODAY + 1);
	is_int(count_of(&world, "SELECT opened FROM finding"), NOON + 2 * DAY);
	is_int(
	    count_of(&world, "SELECT due_since FROM finding"), NOON + 2 * DAY);
	is_int(count_of(&world,
		   "SELECT count(*) FROM identification i JOIN finding f ON "
		   "f.id = i.finding AND f.observation = i.observation"),
	    1);
	/* the same day's import goes on from there */
	import_anew();
	told_day(&t, 2, "203.0.113.2");
	is_int(t.in.sums.findings.again, 1);
	end();
}

TEST(what_was_known_before_is_not_told_by_a_claim_either)
{
	begin();
	t.in.batch.baseline = true;
	told_day(&t, 0, "203.0.113.2");
	company(&world, "A", NULL, "203.0.113.0/29");
	work(1);
	is_int(findings("baseline = 1 AND due_since IS NULL"), 1);
	end();
}

TEST(what_is_over_is_closed_at_once)
{
	begin();
	told_day(&t, 0, "203.0.113.2");
	for (int day = 1; day < 4; day++)
		told_day(&t, day, "");
	company(&world, "A", NULL, "203.0.113.0/29");
	work(4);
	is_int(sums.findings.opened, 1);
	is_int(sums.findings.closed, 1);
	is_int(findings("state = 4 AND due_since IS NULL"), 1);
	end();
}

TEST(older_than_thirty_days_stays)
{
	begin();
	told_day(&t, 0, "203.0.113.2");
	told_day(&t, 1, "203.0.113.3");
	company(&world, "A", NULL, "203.0.113.0/29");
	work(AGAIN_DAYS + 1);
	is_int(sums.looked, 1);
	is_int(sums.findings.opened, 1);
	end();
}

TEST(a_claim_for_some_days_only)
{
	begin();
	for (int day = 0; day < 6; day++)
		told_day(&t, day, "203.0.113.2");
	int64_t a = company(&world, "A", NULL, "");

	is_int(claimed(&world, a, "203.0.113.2", NATURE_FIXED, NOON + DAY,
		   NOON + 3 * DAY),
	    OK);
	work(5);
	is_int(count_of(&world, "SELECT first_seen FROM finding"), NOON + DAY);
	is_int(
	    count_of(&world, "SELECT last_seen FROM finding"), NOON + 2 * DAY);
	is_int(count_of(&world, "SELECT last_day FROM finding"), TODAY + 2);
	/* it is nobody's by now */
	is_int(count_of(&world, "SELECT unowned FROM observation"),
	    UNOWNED_NOBODY);
	is_int(findings("state = 7"), 1);
	end();
}

/* Two observations of one finding: it ends when the last one goes. */
TEST(a_finding_that_something_else_still_shows)
{
	begin();
	company(&world, "A", NULL, "203.0.113.0/29 bakker.example");
	work(0);
	import_anew();
	told_report(&t, "scan_rdp", 0);
	told_row(&t, "203.0.113.2", "");
	told_row(&t, "203.0.113.2", "www.bakker.example");
	told_end(&t, true);
	told_done(&t);
	is_int(findings("state = 1"), 1);
	is_int(count_of(&world, "SELECT count(*) FROM identification"), 2);
	is_int(claimed(&world, 1, "203.0.113.0/29", NATURE_NONE, SQL_NULL_I64,
		   NOON - DAY),
	    OK);
	work(1);
	is_int(sums.findings.ended, 0);
	is_int(findings("state = 1"), 1);
	is_int(count_of(&world, "SELECT count(*) FROM identification"), 1);
	/* it points to what shows it */
	is_int(count_of(&world,
		   "SELECT count(*) FROM identification i JOIN finding f ON "
		   "f.id = i.finding AND f.observation = i.observation AND "
		   "f.rest = i.rest"),
	    1);
	is_int(claimed(&world, 1, "bakker.example", NATURE_NONE, SQL_NULL_I64,
		   NOON - DAY),
	    OK);
	work(2);
	is_int(sums.findings.ended, 1);
	is_int(findings("state = 7 AND closed = 1768219200"), 1);
	end();
}

/* What came in while it was not theirs counts when it is theirs after all. */
TEST(a_claim_that_comes_back_brings_what_was_missed)
{
	begin();
	int64_t a = company(&world, "A", NULL, "");

	is_int(claimed(&world, a, "203.0.113.2", NATURE_NONE, SQL_NULL_I64,
		   NOON + DAY - HOUR),
	    OK);
	work(0);
	for (int day = 0; day < 5; day++) {
		import_anew();
		told_day(&t, day, "203.0.113.2");
		work(day);
	}
	is_int(findings("state = 7 AND last_day = 20463"), 1);
	is_int(claimed(&world, a, "203.0.113.2", NATURE_NONE, SQL_NULL_I64,
		   NOON + 99 * DAY),
	    OK);
	work(5);
	is_int(sums.findings.resumed, 1);
	is_int(sums.findings.closed, 0);
	is_int(findings("state = 1 AND last_day = 20467"), 1);
	end();
}

TEST(the_reason_follows_the_claim)
{
	begin();
	company(&world, "A", NULL, "203.0.113.0/29");
	work(0);
	import_anew();
	told_day(&t, 0, "203.0.113.2");
	is_int(count_of(&world, "SELECT claim FROM finding"), 1);
	company(&world, "A", NULL, "203.0.113.2");
	work(1);
	is_int(sums.changed, 1);
	is_int(count_of(&world, "SELECT claim FROM finding"), 2);
	is_int(count_of(&world, "SELECT claim FROM identification"), 2);
	is_int(findings("state = 1"), 1);
	is_int(count_of(&world, "SELECT count(*) FROM finding_event"), 1);
	end();
}

/* It is theirs by the certificate it shows by now. */
TEST(a_certificate_that_changes)
{
	begin();
	for (int day = 0; day < 3; day++) {
		told_report(&t, "scan_rdp", day == 2 ? -1 : day);
		struct frame_observation f = row_of(&t, "203.0.113.2", "");
		f.names = day == 1 ? STR("www.bakker.example")
				   : STR("localhost.example");
		tell_row(&t, &f);
		told_end(&t, true);
		told_done(&t);
		told_input(&t);
	}
	is_int(count_of(&world, "SELECT count(*) FROM observation"), 1);
	company(&world, "A", NULL, "bakker.example");
	work(2);
	is_int(findings("state = 1 AND ground = 4"), 1);
	end();
}

TEST(two_that_share_half_a_fingerprint)
{
	begin();
	told_day(&t, 0, "203.0.113.2");
	forced("UPDATE observation SET rest = rest + 1");
	told_day(&t, 0, "");
	told_day(&t, 1, "203.0.113.2");
	is_int(count_of(&world, "SELECT count(*) FROM observation_clash"), 1);
	company(&world, "A", NULL, "203.0.113.0/29");
	work(1);
	is_int(sums.looked, 2);
	is_int(count_of(&world, "SELECT count(*) FROM identification"), 2);
	is_int(count_of(&world, "SELECT unowned FROM observation_clash"), 0);
	is_int(findings("1"), 1);
	end();
}

/* Two addresses, one of them by one batch alone; the newest is wrong. */
static void
two_batches_told(void)
{
	told_day(&t, 0, "203.0.113.2");
	import_anew();
	told_report(&t, "scan_rdp", 1);
	told_row(&t, "203.0.113.2", "");
	told_row(&t, "203.0.113.3", "");
	told_end(&t, true);
	told_done(&t);
}

static void
is_without_the_second_batch(void)
{
	is_int(findings("state < 4"), 1);
	is_int(findings("state < 4 AND last_day = 20463 AND first_seen = "
			"last_seen"),
	    1);
	is_int(
	    count_of(&world, "SELECT last_seen FROM finding WHERE state < 4"),
	    NOON);
	is_int(count_of(&world,
		   "SELECT count(*) FROM support s JOIN batch b ON b.id = "
		   "s.batch JOIN finding f ON f.id = s.finding WHERE "
		   "b.state < 3 AND f.state < 4 AND s.last_day = 20463"),
	    1);
}

TEST(a_batch_taken_back_before_the_claim_gives_nothing)
{
	begin();
	two_batches_told();
	taken_back(2, 1);
	company(&world, "A", NULL, "203.0.113.0/29");
	work(2);
	is_int(findings("1"), 1);
	is_without_the_second_batch();
	/* nor does what changes next */
	company(&world, "A", NULL, "203.0.113.2/31");
	work(3);
	is_int(findings("1"), 1);
	is_without_the_second_batch();
	end();
}

TEST(a_batch_taken_back_after_the_claim_takes_its_findings)
{
	begin();
	two_batches_told();
	company(&world, "A", NULL, "203.0.113.0/29");
	work(2);
	is_int(findings("state < 4 AND last_day = 20464"), 2);
	taken_back(2, 2);
	is_int(findings("state = 6"), 1);
	is_without_the_second_batch();
	/* claims that change do not bring it back */
	company(&world, "A", NULL, "203.0.113.2/31");
	work(3);
	is_int(findings("state = 6"), 1);
	is_without_the_second_batch();
	end();
}

TEST(what_ended_and_was_taken_back_is_not_resumed)
{
	begin();
	int64_t a = company(&world, "A", NULL, "203.0.113.3");

	work(0);
	import_anew();
	told_day(&t, 0, "203.0.113.3");
	is_int(claimed(&world, a, "203.0.113.3", NATURE_NONE, SQL_NULL_I64,
		   NOON + DAY - HOUR),
	    OK);
	work(1);
	is_int(findings("state = 7"), 1);
	is_int(count_of(&world, "SELECT count(*) FROM support"), 1);
	taken_back(1, 1);
	is_int(findings("state = 6"), 1);
	is_int(claimed(&world, a, "203.0.113.3", NATURE_NONE, SQL_NULL_I64,
		   NOON + 99 * DAY),
	    OK);
	work(2);
	is_int(findings("state = 6"), 1);
	/* who really sees it is believed */
	import_anew();
	told_day(&t, 2, "203.0.113.3");
	is_int(findings("state = 1"), 1);
	end();
}

/* Of one day it cannot be said whose row it was: then it is nobody's. */
TEST(a_day_of_which_one_report_was_taken_back)
{
	begin();
	told_day(&t, 0, "203.0.113.2");
	import_anew();
	told_day(&t, 0, "203.0.113.3");
	import_anew();
	told_day(&t, 1, "203.0.113.2");
	taken_back(2, 1);
	taken_back(3, 1);
	company(&world, "A", NULL, "203.0.113.0/29");
	work(2);
	is_int(findings("1"), 0);
	/* the newest row is known for certain */
	import_anew();
	told_day(&t, 2, "203.0.113.9");
	company(&world, "B", NULL, "203.0.113.8/29");
	work(3);
	is_int(findings("1"), 1);
	end();
}

TEST(overlaps_are_kept_and_let_go)
{
	begin();
	company(&world, "A", NULL, "203.0.113.0/24 203.0.113.0/28 a.example");
	company(&world, "B", NULL, "203.0.113.2 w.a.example 198.51.100.7");
	work(0);
	is_int(count_of(&world, "SELECT count(*) FROM overlap"), 3);
	is_int(count_of(&world,
		   "SELECT count(*) FROM overlap WHERE narrow = 4 AND wide IN "
		   "(1, 2)"),
	    2);
	is_int(
	    count_of(&world, "SELECT wide FROM overlap WHERE narrow = 5"), 3);
	int64_t since = count_of(&world, "SELECT max(since) FROM overlap");

	is_int(claimed(&world, 1, "203.0.113.0/24", NATURE_NONE, SQL_NULL_I64,
		   NOON + DAY),
	    OK);
	work(0);
	is_int(count_of(&world, "SELECT count(*) FROM overlap"), 3);
	work(2);
	is_int(count_of(&world, "SELECT count(*) FROM overlap"), 2);
	is_int(count_of(&world, "SELECT max(since) FROM overlap"), since);
	end();
}

/* Steps, not time: what it costs does not depend on the machine. */
TEST(a_hundred_thousand_in_slices)
{
	enum { ROWS = 100000 };
	char address[32];

	begin();
	told_report(&t, "scan_rdp", 0);
	for (int i = 0; i < ROWS; i++) {
		snprintf(address, sizeof(address), "198.51.%d.%d",
		    100 + i % 100, i / 100 % 250);
		struct frame_observation f = row_of(&t, address, "");
		f.port = (uint16_t)(i / 25000 + 1);
		tell_row(&t, &f);
	}
	told_end(&t, true);
	told_done(&t);
	is_int(count_of(&world, "SELECT count(*) FROM observation"), ROWS);
	company(&world, "A", NULL, "198.51.100.0/24");
	/* a slice more where the last one was full */
	is_int(work(1), ROWS / AGAIN_SLICE + 1 + 3);
	is_int(sums.looked, ROWS);
	is_int(sums.changed, ROWS / 100);
	is_int(sums.findings.opened, ROWS / 100);
	is_int(count_of(&world, "SELECT looked FROM job"), ROWS);
	is_int(count_of(&world, "SELECT opened FROM job"), ROWS / 100);
	end();
}

/* A job that is broken off goes on: each slice on its own store handle. */
TEST(a_restart_after_every_slice)
{
	begin();
	for (int i = 0; i < 3; i++)
		told_day(&t, i, "203.0.113.2");
	company(&world, "A", NULL, "203.0.113.0/29");
	int steps = 0;
	bool more = true;

	while (more) {
		store_world_again(&world);
		struct owners *o = owners_load(&world.s);
		more = again_step(&world.s, o, NOON + 3 * DAY, &sums);
		steps += more;
		owners_free(o);
	}
	is_int(steps, AGAIN_STAGE_COUNT - 1);
	is_int(sums.findings.opened, 1);
	is_int(findings("state = 1"), 1);
	end();
}
