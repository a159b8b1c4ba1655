/* tests of notify/prepare: who is told what, and when */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/prepare.h"

#include <string.h>

#include "base/time.h"
#include "match/organisation.h"
#include "store/notice.sql.h"
#include "test/feed/told.h"
#include "value/code.h"

static struct open_store world;
static struct told t;
static const unsigned char code_key[CODE_KEY] = {9};

static void
begin(void)
{
	store_world(&world);
	if (zone_set(STR("Europe/Amsterdam")) != OK)
		die("no zones");
}

static void
end(void)
{
	store_world_end(&world);
}

/* A report of TODAY + day, read at that day's 12:00 UTC. */
static void
report(const char *type, int day, const char *const *addresses)
{
	told_begin(&t, &world);
	t.in.now = NOON + day * (int64_t)DAY;
	told_report(&t, type, day);
	for (; *addresses != NULL; addresses++)
		told_row(&t, *addresses, "");
	told_end(&t, true);
	told_done(&t);
	is_int(t.err, OK);
	told_free(&t);
}

static void
report_one(const char *type, int day, const char *address)
{
	const char *const addresses[] = {address, NULL};

	report(type, day, addresses);
}

static struct prepare_sums
prepared(int64_t now)
{
	struct why w = {0};
	struct prepare p = {
	    .store = &world.s,
	    .person = world.person,
	    .now = now,
	    .code_key = code_key,
	    .digest_hour = 8,
	    .digest_weekday = 1,
	};

	is_int(notices_prepare(&p, &w), OK);
	return p.sums;
}

static int64_t
rhythm_of(const char *name, enum rhythm rhythm, const char *assets)
{
	struct organisation org = {
	    .name = str_of(name),
	    .mail = STR("info@bakker.example"),
	    .assets = str_of(assets),
	    .rhythm = rhythm,
	    .source = STR("test"),
	};

	sql_begin(world.s.db);
	int64_t id = organisation_enter(
	    &world.s, &world.a, &org, world.person, NOON, NULL, NULL)
			 .id;
	sql_commit(world.s.db);
	return id;
}

static struct str
body(int64_t id)
{
	struct notice_get_row row;

	if (!notice_get(world.s.db, id, &row))
		die("there is no notice %lld", (long long)id);
	return store_open(
	    &world.s, &world.a, "notice.body", id, row.body_sealed);
}

TEST(without_a_ground_notifying_is_off)
{
	struct why w = {0};
	struct prepare p = {.store = &world.s, .now = NOON};

	begin();
	forced("DELETE FROM legal_ground");
	is_int(notices_prepare(&p, &w), ERR_REFUSED);
	tells(str_of(w.rule), "no legal ground");
	ok(!sql_in_transaction(world.s.db));
	end();
}

TEST(told_once)
{
	begin();
	company(
	    &world, "Bakkerij Jansen", "info@bakker.example", "203.0.113.0/29");
	report_one("scan_rdp", 0, "203.0.113.2");
	struct prepare_sums s = prepared(NOON + HOUR);

	is_int(s.notices, 1);
	is_int(s.findings, 1);
	struct str text = body(1);

	tells(text, "To: Bakkerij Jansen <info@bakker.example>");
	tells(text, "203.0.113.2 poort 3389");
	tells(text, "Omdat u lid bent.");
	tells(text, "@dijkwacht.example>");
	is_int(count_of(&world,
		   "SELECT count(*) FROM notice WHERE state = 1 "
		   "AND kind = 1 AND urgency = 1 AND thread = ref"),
	    1);
	is_int(
	    count_of(&world, "SELECT count(*) FROM delivery WHERE state = 1"),
	    1);
	is_int(count_of(&world,
		   "SELECT count(*) FROM finding WHERE state = 2 "
		   "AND due_since IS NULL AND noticed = "
		   "1768050000"),
	    1);
	/* nothing that names anybody is readable in the file */
	is_int(count_of(&world,
		   "SELECT count(*) FROM notice WHERE "
		   "instr(body_sealed, 'Jansen') > 0"),
	    0);
	is_int(prepared(NOON + 2 * HOUR).notices, 0);
	report_one("scan_rdp", 1, "203.0.113.2");
	is_int(prepared(NOON + DAY + HOUR).notices, 0);
	end();
}

TEST(the_code_in_it_is_kept_as_a_hash_only)
{
	char code[CODE_SIZE];
	unsigned char hash[CODE_HASH];
	struct notice_get_row row;

	begin();
	company(&world, "A", "info@bakker.example", "203.0.113.0/29");
	report_one("scan_rdp", 0, "203.0.113.2");
	prepared(NOON + HOUR);
	struct str text = body(1), mark = STR("Controlecode: ");
	size_t at = str_find_str(text, mark);

	ok(at < text.n);
	ok(code_read(str_upto(str_from(text, at + mark.n), 14), code));
	code_hash(hash, code_key, str_of(code));
	ok(notice_get(world.s.db, 1, &row));
	ok(row.code_hash.n == CODE_HASH &&
	    memcmp(row.code_hash.p, hash, CODE_HASH) == 0);
	end();
}

TEST(one_per_receiver_topic_and_urgency)
{
	static const char *const four[] = {
	    "203.0.113.2", "203.0.113.3", "198.51.100.2", NULL};

	begin();
	company(&world, "A", "a@bakker.example", "203.0.113.0/29");
	company(&world, "B", "b@bakker.example", "198.51.100.0/29");
	report("scan_rdp", 0, four);
	report("scan_ssl_poodle", 0, four);
	struct prepare_sums s = prepared(NOON + HOUR);

	is_int(s.notices, 4);
	is_int(s.findings, 6);
	is_int(count_of(&world,
		   "SELECT count(*) FROM notice_finding WHERE "
		   "notice = 1"),
	    2);
	end();
}

/* 2026-01-10 is a Saturday; 08:00 in Amsterdam is 07:00 UTC. */
TEST(the_receivers_rhythm)
{
	begin();
	rhythm_of("Daily", RHYTHM_DAILY, "203.0.113.2");
	rhythm_of("Weekly", RHYTHM_WEEKLY, "203.0.113.3");
	rhythm_of("AtOnce", RHYTHM_AT_ONCE, "203.0.113.4");
	static const char *const three[] = {
	    "203.0.113.2", "203.0.113.3", "203.0.113.4", NULL};

	report("scan_ssl_poodle", 0, three);
	struct prepare_sums s = prepared(NOON + HOUR);

	is_int(s.notices, 1);
	is_int(s.waiting, 2);
	s = prepared(NOON + 19 * HOUR - 1);
	is_int(s.notices, 0);
	s = prepared(NOON + 19 * HOUR); /* Sunday 08:00 */
	is_int(s.notices, 1);
	is_int(s.waiting, 1);
	s = prepared(NOON + 43 * HOUR - 1);
	is_int(s.notices, 0);
	s = prepared(NOON + 43 * HOUR); /* Monday 08:00 */
	is_int(s.notices, 1);
	end();
}

TEST(urgent_does_not_wait)
{
	begin();
	rhythm_of("Weekly", RHYTHM_WEEKLY, "203.0.113.3");
	report_one("scan_rdp", 0, "203.0.113.3");
	is_int(prepared(NOON + 1).notices, 1);
	end();
}

TEST(without_an_address_it_stays_due)
{
	begin();
	int64_t id = company(&world, "A", NULL, "203.0.113.0/29");

	report_one("scan_rdp", 0, "203.0.113.2");
	struct prepare_sums s = prepared(NOON + HOUR);

	is_int(s.notices, 0);
	is_int(s.no_contact, 1);
	is_int(company(&world, "A", "info@bakker.example", ""), id);
	is_int(prepared(NOON + 2 * HOUR).notices, 1);
	end();
}

static int64_t
newest_kind(void)
{
	return count_of(&world, "SELECT kind FROM notice ORDER BY id DESC");
}

TEST(what_kind_of_message_it_is)
{
	begin();
	company(&world, "A", "info@bakker.example", "203.0.113.0/29");
	report_one("scan_rdp", 0, "203.0.113.2");
	prepared(NOON + HOUR);
	is_int(newest_kind(), NOTICE_FIRST);
	report_one("scan_rdp", 1, "203.0.113.3"); /* more of the same cause */
	is_int(prepared(NOON + DAY + HOUR).notices, 1);
	is_int(newest_kind(), NOTICE_MORE);
	tells(body(2), "In-Reply-To: <");
	for (int day = 2; day < 5; day++)
		report_one("scan_rdp", day, "203.0.113.2");
	is_int(prepared(NOON + 4 * DAY + HOUR).notices, 2);
	is_int(count_of(&world,
		   "SELECT count(*) FROM notice WHERE kind = 3 AND id = 3"),
	    1);
	is_int(newest_kind(), NOTICE_SOLVED); /* .3 */
	tells(body(4), "In-Reply-To: <");
	for (int day = 5; day < 8; day++)
		report_one("scan_rdp", day, "203.0.113.5");
	is_int(prepared(NOON + 7 * DAY + HOUR).notices, 2); /* .5; .2 is over */
	report_one("scan_rdp", 8, "203.0.113.2");
	is_int(prepared(NOON + 8 * DAY + HOUR).notices, 1);
	is_int(newest_kind(), NOTICE_AGAIN);
	for (int day = 9; day < 13; day++) /* and it stays: no news any more */
		report_one("scan_rdp", day, "203.0.113.2");
	is_int(prepared(NOON + 12 * DAY + HOUR).notices, 2);
	is_int(count_of(&world,
		   "SELECT count(*) FROM notice WHERE kind = 3 AND id = 8"),
	    1);
	is_int(newest_kind(), NOTICE_SOLVED); /* .5 */
	is_int(
	    count_of(&world, "SELECT count(DISTINCT thread) FROM notice"), 1);
	end();
}

TEST(what_closed_before_it_was_told_is_not_told)
{
	begin();
	rhythm_of("Weekly", RHYTHM_WEEKLY, "203.0.113.3");
	report_one("scan_ssl_poodle", 0, "203.0.113.3");
	for (int day = 1; day < 4; day++) {
		const char *const none[] = {NULL};
		report("scan_ssl_poodle", day, none);
	}
	is_int(prepared(NOON + 14 * DAY).notices, 0);
	end();
}

TEST(a_giver_who_may_not_be_named_is_not)
{
	begin();
	company(&world, "A", "info@bakker.example", "203.0.113.0/29");
	told_begin(&t, &world);
	t.in.batch.giver_named = false;
	t.in.batch.giver = STR("Geheime Bron");
	told_day(&t, 0, "203.0.113.2");
	told_free(&t);
	prepared(NOON + HOUR);
	struct str text = body(1);

	ok(str_find_str(text, STR("Geheime")) == text.n);
	end();
}

TEST(names_of_the_enums)
{
	is_text(str_of(notice_state_name(NOTICE_WITHDRAWN)), "withdrawn");
	is_text(str_of(notice_state_name(99)), "unknown");
	is_text(str_of(notice_kind_name(NOTICE_AGAIN)), "again");
	is_text(str_of(notice_kind_name(99)), "unknown");
}
