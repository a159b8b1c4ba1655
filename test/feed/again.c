/* tests of feed/again: what was seen goes to whom it belongs by now */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/again.h"

#include <sqlite3.h>
#include <stdio.h>

#include "base/time.h"
#include "store/observation.sql.h"
#include "test/feed/told.h"

static struct open_store world;
static struct told t;
static struct again_sums sums;

static void
begin(void)
{
	store_world(&world);
	told_begin(&t, &world);
	sums = (struct again_sums){0};
}

static void
end(void)
{
	told_free(&t);
	store_world_end(&world);
}

/* All that is due on a day; returns the steps it took. */
static int
work(int day)
{
	struct owners *o = owners_load(&world.s);
	int n = 0;

	while (again_step(&world.s, o, NOON + (int64_t)day * DAY, &sums))
		n++;
	owners_free(o);
	return n;
}

/* The next import sees the claims as they are. */
static void
import_anew(void)
{
	told_free(&t);
	told_begin(&t, &world);
}

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
	is_int(findings("state = 6"), 1);
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
	is_int(findings("state = 6 AND closed = 1768219200"), 1);
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
	is_int(findings("state = 6 AND last_day = 20463"), 1);
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

/* What is so in a store, in words that another can be held against. */
static void
state_put(struct buf *b, const char *select)
{
	sqlite3 *lite;
	sqlite3_stmt *s;
	char path[600];

	snprintf(path, sizeof(path), "%s/store.db", scratch());
	if (sqlite3_open(path, &lite) != SQLITE_OK ||
	    sqlite3_prepare_v2(lite, select, -1, &s, NULL) != SQLITE_OK)
		die("%s: %s", select, sqlite3_errmsg(lite));
	while (sqlite3_step(s) == SQLITE_ROW)
		buf_fmt(b, "%s\n", (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	sqlite3_close(lite);
}

/* Whose each observation is and by what; the findings those make, and whether
 * what was seen on the last day goes on. */
static void
outcome_put(struct buf *b, int last)
{
	char text[512];

	state_put(b,
	    "SELECT 'observation ' || id || ' ' || unowned FROM observation "
	    "ORDER BY id");
	state_put(b,
	    "SELECT 'of ' || observation || ' ' || organisation || ' ' || "
	    "ground || ' ' || claim || ' ' || confidence FROM identification "
	    "ORDER BY observation, organisation");
	snprintf(text, sizeof(text),
	    "SELECT 'finding ' || organisation || ' ' || topic || ' ' || "
	    "hex(subject_index) || CASE WHEN EXISTS (SELECT 1 FROM "
	    "finding_seen s WHERE s.finding = f.id AND s.last_day = %d) THEN "
	    "' seen, goes on ' || (state < 4) ELSE '' END FROM finding f "
	    "WHERE EXISTS (SELECT 1 FROM identification i WHERE i.finding = "
	    "f.id) ORDER BY 1",
	    TODAY + last);
	state_put(b, text);
}

/* A chance that is the same in every run. */
static uint64_t chance;

static unsigned
draw(unsigned n)
{
	chance = chance * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((chance >> 33) % n);
}

enum { DAYS = 10, CHANGES = 16, ROWS_A_DAY = 6, COMPANIES = 3 };

struct change {
	int day; /* on which we hear of it */
	int64_t organisation;
	const char *asset;
	enum nature nature;
	int64_t from, until;
};

struct story {
	struct change change[CHANGES];
	int seen[DAYS][ROWS_A_DAY]; /* which address, and whether named */
};

static int64_t
bound(int chance_of_one)
{
	return draw((unsigned)chance_of_one) == 0
	    ? NOON + (int64_t)draw(DAYS) * DAY - HOUR
	    : SQL_NULL_I64;
}

static void
story_make(struct story *s)
{
	static const char *const assets[] = {"203.0.113.0/28", "203.0.113.0/30",
	    "203.0.113.2", "203.0.113.3", "203.0.113.8/29", "bakker.example",
	    "www.bakker.example"};

	for (int i = 0; i < CHANGES; i++)
		s->change[i] = (struct change){
		    .day = i * DAYS / CHANGES,
		    .organisation = 1 + draw(COMPANIES),
		    .asset = assets[draw(7)],
		    .nature = (enum nature)(
			draw(4) == 0 ? NATURE_FIXED + draw(3) : NATURE_NONE),
		    .from = bound(3),
		    .until = bound(3),
		};
	for (int d = 0; d < DAYS; d++)
		for (int i = 0; i < ROWS_A_DAY; i++)
			s->seen[d][i] = (int)draw(32);
}

static void
change_do(const struct change *c)
{
	/* one that is refused changes nothing, in both orders the same */
	(void)!claimed(
	    &world, c->organisation, c->asset, c->nature, c->from, c->until);
}

static void
day_do(const struct story *s, int day)
{
	char address[32];

	import_anew();
	t.in.now = NOON + (int64_t)day * DAY;
	told_report(&t, "scan_rdp", day);
	for (int i = 0; i < ROWS_A_DAY; i++) {
		int which = s->seen[day][i];
		snprintf(address, sizeof(address), "203.0.113.%d", which % 16);
		told_row(&t, address, which < 16 ? "" : "www.bakker.example");
	}
	told_end(&t, true);
	told_done(&t);
}

static void
companies_make(void)
{
	char name[8];

	for (int i = 0; i < COMPANIES; i++) {
		snprintf(name, sizeof(name), "C%d", i);
		company(&world, name, NULL, "");
	}
}

static struct buf
story_told(const struct story *s, bool as_it_came)
{
	struct buf b = {0};
	int done = 0;

	begin();
	companies_make();
	for (int day = 0; day < DAYS; day++) {
		while (done < CHANGES &&
		    (!as_it_came || s->change[done].day <= day))
			change_do(&s->change[done++]);
		if (as_it_came)
			work(day);
		day_do(s, day);
	}
	work(DAYS);
	outcome_put(&b, DAYS - 1);
	end();
	return b;
}

TEST(whenever_we_hear_of_claims_the_outcome_is_the_same)
{
	unsigned stories = 30, moved = 0;

	for (unsigned i = 1; i <= stories; i++) {
		struct story s;
		chance = i;
		story_make(&s);
		struct buf after = story_told(&s, true);
		moved += sums.changed > 0;
		struct buf before = story_told(&s, false);
		if (!is_str(buf_all(&after), buf_all(&before)))
			tap_note("story %u", i);
		buf_free(&after);
		buf_free(&before);
	}
	/* else it would prove nothing */
	ok(moved > stories / 2);
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
