/* tests of finding/finding: opening, merging, closing, reopening, answering */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/finding.h"

#include "base/time.h"
#include "store/batch.sql.h"
#include "store/finding.sql.h"
#include "store/report.sql.h"
#include "test/store/open_store.h"

static struct open_store world;
static struct finding_sums sums;
static struct identity who;
static int64_t report;

/* One company, two series, one report to hang looks on. */
static void
begin(void)
{
	store_world(&world);
	sums = (struct finding_sums){0};
	who = (struct identity){
	    .organisation =
		company(&world, "A", "info@bakker.example", "203.0.113.0/29"),
	    .claim = 1,
	    .ground = GROUND_ADDRESS,
	    .confidence = 85,
	    .responsibility = RESPONSIBILITY_YOU,
	};
	sql_begin(world.s.db);
	batch_add(world.s.db, 1, STR("0123456789abcdef"), STR("giver"), NOON,
	    world.person, 2, 3, 1, SQL_NULL_I64, STR("test"), SQL_NULL_I64, 0);
	series_add(world.s.db, 1, STR("feed"), STR("scan_rdp"), STR("a"));
	series_add(world.s.db, 2, STR("feed"), STR("scan_rdp"), STR("b"));
	report = 1;
	report_add(world.s.db, report, 1, 1, STR("r.csv"), TODAY, STR(""),
	    STR(""), STR(""), NOON);
	sql_commit(world.s.db);
}

static void
end(void)
{
	store_world_end(&world);
}

static struct sight
sight_of(const char *topic, const char *address, int64_t series, int day)
{
	struct sight s = {
	    .who = &who,
	    .topic = topic_by_id(str_of(topic)),
	    .port = 3389,
	    .hostname = STR("www.bakker.example"),
	    .severity = SEVERITY_HIGH,
	    .observation = 1,
	    .rest = 1,
	    .series = series,
	    .first = NOON + (int64_t)day * DAY,
	    .batch = 1,
	    .seen = NOON + (int64_t)day * DAY,
	    .day = TODAY + day,
	    .now = NOON + (int64_t)day * DAY + HOUR,
	};

	if (address[0] != '\0' && !address_read(str_of(address), &s.place.a))
		die("%s is no address", address);
	s.place.length = (uint8_t)address_bits(&s.place.a);
	return s;
}

static void
see_sight(const struct sight *s)
{
	sql_begin(world.s.db);
	finding_see(&world.s, s, &sums);
	sql_commit(world.s.db);
}

/* 203.0.113.2 port 3389, open-rdp: closed after three looks. */
static void
see(int64_t series, int day)
{
	struct sight s = sight_of("open-rdp", "203.0.113.2", series, day);

	see_sight(&s);
}

static void
look(int64_t series, int day, bool complete)
{
	sql_begin(world.s.db);
	look_put(world.s.db, series, TODAY + day, complete, 0, report);
	finding_look(&world.s, series, NOON + (int64_t)day * DAY + HOUR, &sums);
	sql_commit(world.s.db);
}

static struct finding_get_row
first(void)
{
	struct finding_get_row row;

	if (!finding_get(world.s.db, 1, &row))
		die("there is no finding");
	return row;
}

static enum err
answered(enum answer a, int day, struct why *w)
{
	sql_begin(world.s.db);
	enum err e = finding_answer(&world.s, 1, a, world.person, STR("ok"),
	    NOON + (int64_t)day * DAY, w);
	sql_commit(world.s.db);
	return e;
}

static void
noticed(int day)
{
	sql_begin(world.s.db);
	finding_notice(&world.s, 1, SEVERITY_HIGH, world.person, STR("ref"),
	    NOON + (int64_t)day * DAY + 2 * HOUR);
	sql_commit(world.s.db);
}

TEST(one_per_organisation_topic_and_subject)
{
	struct sight s;

	begin();
	see(1, 0);
	see(1, 0);
	see(2, 0); /* two sources, one finding */
	s = sight_of("open-rdp", "203.0.113.3", 1, 0);
	see_sight(&s);
	s = sight_of("open-rdp", "203.0.113.2", 1, 0);
	s.port = 3390; /* the topic counts ports apart */
	see_sight(&s);
	s = sight_of("infected-system", "203.0.113.2", 1, 0);
	see_sight(&s);
	s.port = 443; /* this topic does not */
	see_sight(&s);
	is_int(sums.opened, 4);
	is_int(sums.again, 3);
	is_int(count_of(&world, "SELECT count(*) FROM finding"), 4);
	is_int(count_of(&world,
		   "SELECT count(*) FROM finding_seen WHERE finding = 1"),
	    2);
	struct finding_get_row row = first();

	is_int(row.state, FINDING_OPEN);
	is_int(row.due_since, NOON + HOUR);
	is_str(store_open(&world.s, &world.a, "finding.subject", 1,
		   row.subject_sealed),
	    STR("203.0.113.2 port 3389"));
	end();
}

TEST(what_the_subject_is)
{
	struct arena a;
	struct prefix none = {0}, one = {0}, block = {0};

	arena_init(&a, 0);
	address_read(STR("203.0.113.2"), &one.a);
	one.length = 32;
	address_read(STR("2001:4860::"), &block.a);
	block.length = 32;
	struct str host = STR("www.bakker.example"), no = {0};

	is_str(finding_subject(&a, TOPIC_SUBJECT_ADDRESS, &one, 80, host),
	    STR("203.0.113.2"));
	is_str(finding_subject(&a, TOPIC_SUBJECT_ADDRESS_PORT, &one, 80, host),
	    STR("203.0.113.2 port 80"));
	is_str(finding_subject(&a, TOPIC_SUBJECT_ADDRESS_PORT, &one, 0, host),
	    STR("203.0.113.2"));
	is_str(finding_subject(&a, TOPIC_SUBJECT_DOMAIN, &one, 80, host), host);
	is_str(finding_subject(&a, TOPIC_SUBJECT_DOMAIN, &one, 80, no),
	    STR("203.0.113.2"));
	is_str(
	    finding_subject(&a, TOPIC_SUBJECT_ADDRESS, &none, 80, host), host);
	is_str(finding_subject(&a, TOPIC_SUBJECT_ADDRESS, &block, 0, no),
	    STR("2001:4860::/32"));
	arena_free(&a);
}

TEST(closed_after_enough_complete_looks)
{
	begin();
	see(1, 0);
	look(1, 0, true); /* the look it was in */
	look(1, 1, true);
	look(1, 2, false); /* an incomplete look proves nothing */
	look(1, 3, true);
	is_int(first().state, FINDING_OPEN);
	look(1, 4, true);
	is_int(first().state, FINDING_CLOSED);
	is_int(first().closed_day, TODAY + 4);
	is_int(first().due_since, SQL_NULL_I64); /* nobody need be told */
	is_int(sums.closed, 1);
	look(1, 5, true);
	is_int(sums.closed, 1);
	end();
}

TEST(a_look_for_a_day_counts_once)
{
	begin();
	see(1, 0);
	for (int i = 0; i < 5; i++)
		look(1, 1, true);
	is_int(first().state, FINDING_OPEN);
	look(1, 1, false); /* a complete look stays complete */
	look(1, 2, true);
	look(1, 3, true);
	is_int(first().state, FINDING_CLOSED);
	end();
}

TEST(closes_only_when_every_series_is_quiet)
{
	begin();
	see(1, 0);
	see(2, 0);
	for (int day = 1; day < 9; day++)
		look(1, day, true);
	is_int(first().state, FINDING_OPEN); /* no word from the other one */
	for (int day = 1; day < 4; day++)
		look(2, day, true);
	is_int(first().state, FINDING_CLOSED);
	end();
}

TEST(an_event_is_called_quiet_never_closed)
{
	struct sight s;

	begin();
	s = sight_of("infected-system", "203.0.113.2", 1, 0);
	see_sight(&s);
	for (int day = 1; day < 14; day++)
		look(1, day, true);
	is_int(first().state, FINDING_OPEN);
	look(1, 14, true);
	is_int(first().state, FINDING_QUIET);
	is_int(sums.quiet, 1);
	is_int(sums.closed, 0);
	end();
}

TEST(what_only_an_answer_closes_is_not_closed_by_looks)
{
	struct sight s;

	begin();
	s = sight_of("stolen-credentials", "", 1, 0);
	see_sight(&s);
	for (int day = 1; day < 40; day++)
		look(1, day, true);
	is_int(first().state, FINDING_OPEN);
	end();
}

TEST(reopened_by_a_later_day_only)
{
	begin();
	see(1, 0);
	noticed(0);
	for (int day = 1; day < 4; day++)
		look(1, day, true);
	is_int(first().state, FINDING_CLOSED);
	see(1, 2); /* an older report, read late */
	see(1, 3); /* the day that closed it */
	is_int(first().state, FINDING_CLOSED);
	is_int(sums.reopened, 0);
	see(1, 4);
	is_int(first().state, FINDING_OPEN);
	is_int(first().reopened, 1);
	is_int(first().closed_day, SQL_NULL_I64);
	is_int(first().due_since, NOON + 4 * DAY + HOUR);
	is_int(sums.reopened, 1);
	end();
}

/* Reports read in the wrong order: what is over already is not told. */
TEST(an_old_report_after_newer_looks_opens_nothing_to_tell)
{
	begin();
	for (int day = 1; day < 4; day++)
		look(1, day, true);
	see(1, 0);
	look(1, 0, true);
	is_int(first().state, FINDING_CLOSED);
	is_int(first().closed_day, TODAY + 3);
	is_int(first().due_since, SQL_NULL_I64);
	end();
}

TEST(an_old_report_after_too_few_looks_opens)
{
	begin();
	look(1, 1, true);
	look(1, 2, true);
	see(1, 0);
	look(1, 0, true);
	is_int(first().state, FINDING_OPEN);
	look(1, 3, true);
	is_int(first().state, FINDING_CLOSED);
	end();
}

TEST(a_late_report_leaves_the_newest_facts)
{
	struct sight s;

	begin();
	company(&world, "B", NULL, "bakker.example");
	see(1, 5);
	s = sight_of("open-rdp", "203.0.113.2", 1, 1);
	s.observation = 77;
	s.severity = SEVERITY_CRITICAL;
	who.claim = 2;
	who.ground = GROUND_DOMAIN;
	see_sight(&s);
	is_int(first().observation, 1);
	is_int(first().claim, 1);
	is_int(first().ground, GROUND_ADDRESS);
	is_int(first().severity, SEVERITY_HIGH);
	is_int(first().last_day, TODAY + 5);
	is_int(first().first_seen, NOON + DAY);
	is_int(first().last_seen, NOON + 5 * DAY);
	end();
}

TEST(the_worst_row_of_a_day_counts)
{
	static const enum severity rows[] = {
	    SEVERITY_LOW, SEVERITY_CRITICAL, SEVERITY_INFO};
	struct sight s;

	begin();
	for (size_t i = 0; i < 3; i++) {
		s = sight_of("infected-system", "203.0.113.2", 1, 0);
		s.severity = rows[i];
		see_sight(&s);
	}
	is_int(first().severity, SEVERITY_CRITICAL);
	s = sight_of("infected-system", "203.0.113.2", 1, 1);
	s.severity = SEVERITY_LOW;
	see_sight(&s);
	is_int(first().severity, SEVERITY_LOW); /* a new day, a new judgement */
	end();
}

TEST(information_only_is_not_told_until_it_is_more)
{
	struct sight s;

	begin();
	s = sight_of("open-rdp", "203.0.113.2", 1, 0);
	s.severity = SEVERITY_INFO;
	see_sight(&s);
	is_int(first().due_since, SQL_NULL_I64);
	see(1, 1);
	is_int(first().severity, SEVERITY_HIGH);
	is_int(first().due_since, NOON + DAY + HOUR);
	end();
}

TEST(baseline_is_kept_and_not_told)
{
	struct sight s;

	begin();
	s = sight_of("open-rdp", "203.0.113.2", 1, 0);
	s.baseline = true;
	see_sight(&s);
	see(1, 1);
	is_int(first().due_since, SQL_NULL_I64);
	for (int day = 2; day < 5; day++)
		look(1, day, true);
	is_int(first().state, FINDING_CLOSED);
	see(1, 5); /* but when it comes back it is news */
	is_int(first().due_since, NOON + 5 * DAY + HOUR);
	end();
}

TEST(fixed_but_seen_again)
{
	struct why w = {0};

	begin();
	see(1, 0);
	noticed(0);
	is_int(answered(ANSWER_FIXED, 2, &w), OK);
	see(1, 1);
	see(1, 2);
	is_int(first().state, FINDING_ANSWERED);
	see(1, 3);
	is_int(first().state, FINDING_OPEN);
	is_int(first().answer, ANSWER_NONE);
	is_int(sums.reopened, 1);
	end();
}

TEST(settled_answers_are_not_asked_again)
{
	static const enum answer settled[] = {
	    ANSWER_NOT_OURS, ANSWER_ACCEPTED, ANSWER_IN_HAND};
	struct why w = {0};

	for (size_t i = 0; i < 3; i++) {
		begin();
		see(1, 0);
		noticed(0);
		is_int(answered(settled[i], 1, &w), OK);
		for (int day = 1; day < 60; day++)
			see(1, day);
		is_int(first().state, FINDING_ANSWERED);
		is_int(first().due_since, SQL_NULL_I64);
		sql_begin(world.s.db);
		is_int(finding_remind(&world.s, NOON + 90 * DAY), 0);
		sql_commit(world.s.db);
		end();
	}
}

TEST(not_ours_stays_so_after_it_was_away)
{
	struct why w = {0};

	begin();
	see(1, 0);
	is_int(answered(ANSWER_NOT_OURS, 0, &w), OK);
	for (int day = 1; day < 4; day++)
		look(1, day, true);
	is_int(first().state, FINDING_CLOSED);
	see(1, 4);
	is_int(first().state, FINDING_ANSWERED);
	is_int(first().answer, ANSWER_NOT_OURS);
	is_int(first().due_since, SQL_NULL_I64);
	end();
}

TEST(what_is_over_takes_no_answer)
{
	struct why w = {0};

	begin();
	see(1, 0);
	for (int day = 1; day < 4; day++)
		look(1, day, true);
	is_int(answered(ANSWER_FIXED, 4, &w), ERR_REFUSED);
	tells(str_of(w.rule), "over already (closed)");
	is_int(first().state, FINDING_CLOSED);
	w = (struct why){0};
	is_int(finding_answer(&world.s, 99, ANSWER_FIXED, 1, STR(""), NOON, &w),
	    ERR_ABSENT);
	end();
}

TEST(reminded_after_the_topics_interval_when_seen_since)
{
	begin();
	see(1, 0);
	noticed(0); /* open-rdp is urgent: three days */
	sql_begin(world.s.db);
	is_int(finding_remind(&world.s, NOON + 10 * DAY), 0); /* not seen */
	sql_commit(world.s.db);
	see(1, 1);
	sql_begin(world.s.db);
	int64_t told = NOON + 2 * HOUR, days = 3;

	is_int(topic_repeat(topic_by_id(STR("open-rdp")), SEVERITY_HIGH), days);
	is_int(finding_remind(&world.s, told + days * DAY - 1), 0);
	is_int(finding_remind(&world.s, told + days * DAY), 1);
	is_int(finding_remind(&world.s, told + days * DAY), 0); /* wanted */
	sql_commit(world.s.db);
	is_int(first().due_since, told + days * DAY);
	end();
}

TEST(its_history_is_kept)
{
	struct why w = {0};

	begin();
	see(1, 0);
	noticed(0);
	is_int(answered(ANSWER_FIXED, 0, &w), OK);
	see(1, 1);
	for (int day = 2; day < 5; day++)
		look(1, day, true);
	struct sql_cursor c;
	struct finding_history_row row;
	struct buf b = {0};

	finding_history(world.s.db, 1, &c);
	while (finding_history_next(&c, &row))
		buf_fmt(&b, "%s(%.*s) ",
		    finding_what_name((enum finding_what)row.what),
		    STR_ARG(store_open(&world.s, &world.a, "finding_event.note",
			row.id, row.note_sealed)));
	is_text(buf_all(&b),
	    "opened() noticed(ref) answered(fixed: ok) reopened() closed() ");
	is_int(first().revision, 5);
	buf_free(&b);
	end();
}

TEST(names_of_the_enums)
{
	is_int(answer_read(STR("in-hand")), ANSWER_IN_HAND);
	is_int(answer_read(STR("none")), ANSWER_NONE);
	is_int(answer_read(STR("")), ANSWER_NONE);
	is_text(str_of(answer_name(ANSWER_ACCEPTED)), "accepted");
	is_text(str_of(answer_name(99)), "unknown");
	is_text(str_of(finding_state_name(FINDING_QUIET)), "quiet");
	is_text(str_of(finding_state_name(99)), "unknown");
	is_text(str_of(finding_what_name(99)), "unknown");
}
