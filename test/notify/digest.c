/* tests of notify/digest: who runs the ground is told, of what, and when */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/digest.h"

#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "match/registry_write.h"
#include "notify/digest_mail.h"
#include "store/instance.sql.h"
#include "test/feed/told.h"
#include "value/code.h"

static struct open_store world;
static struct told t;
static const unsigned char code_key[CODE_KEY] = {9};

/* The text. */

static struct address
address(const char *text)
{
	struct address a;

	if (!address_read(str_of(text), &a))
		die("%s is no address", text);
	return a;
}

static void
is_mail(const char *name, enum lang l, bool company)
{
	const struct digest_item items[] = {
	    {STR("aaaaaaaaaaaaaaaa"), {address("192.0.2.7"), 32}, 3389,
		TRANSPORT_TCP, SEVERITY_HIGH, NOON,
		topic_by_id(STR("open-rdp"))},
	    {STR("bbbbbbbbbbbbbbbb"), {address("2001:db8::7"), 128}, 3389,
		TRANSPORT_UDP, SEVERITY_CRITICAL, NOON + 61,
		topic_by_id(STR("open-rdp"))},
	    {STR("cccccccccccccccc"), {address("192.0.2.0"), 24}, 0,
		TRANSPORT_NONE, SEVERITY_MEDIUM, NOON,
		topic_by_id(STR("class-spam"))},
	};
	struct digest_facts f = {
	    .tlp = TLP_AMBER,
	    .language = l,
	    .head =
		{
		    .name = STR("Net\r\nBcc: x@y.example"),
		    .mail = STR("abuse@net.example"),
		    .sender_name = STR("Dijkwacht Noord"),
		    .sender_mail = STR("meldpunt@dijkwacht.example"),
		    .message_id = STR("0123456789abcdef@dijkwacht.example"),
		    .code = STR("7KQM-2XPA-V9TD"),
		    .at = NOON + 3 * HOUR,
		},
	    .legal = STR("We write to you because the law gives us this task."),
	    .company = company,
	    .claimed = company,
	    .topic = topic_by_id(STR("network-digest")),
	    .items = items,
	    .n = 3,
	    .hidden = company ? 12 : 0,
	};
	struct buf out = {0}, again = {0};
	struct arena a;
	struct str subject;

	arena_init(&a, 0);
	digest_compose(&out, &a, &f, &subject);
	golden(name, buf_all(&out));
	digest_compose(&again, &a, &f, &subject);
	is_str(buf_all(&again), buf_all(&out));
	arena_free(&a);
	buf_free(&out);
	buf_free(&again);
}

TEST(of_a_registry)
{
	is_mail("notify/digest.en.txt", LANG_EN, false);
}

TEST(of_a_company_and_more_than_fits)
{
	is_mail("notify/digest.nl.txt", LANG_NL, true);
}

/* What is told. */

static void
network(
    const char *first, const char *last, const char *handle, const char *mail)
{
	struct range_said range = {
	    .first = address(first),
	    .last = address(last),
	    .holder = str_of(handle),
	};
	struct holder_said holder = {
	    .handle = str_of(handle),
	    .name = str_of(handle),
	    .mail = str_of(mail),
	};
	struct registry_writer *w;

	sql_begin(world.s.db);
	w = registry_write_begin(
	    &world.s, STR("test"), SQL_NULL_I64, NOON, world.person);
	is_int(registry_write_range(w, &range, NULL), OK);
	is_int(registry_write_holder(w, &holder, NULL), OK);
	registry_write_end(w, str_of(handle), 0);
	sql_commit(world.s.db);
	registry_write_free(w);
}

static void
begin(void)
{
	store_world(&world);
	if (zone_set(STR("Europe/Amsterdam")) != OK)
		die("no zones");
	network("192.0.2.0", "192.0.2.255", "ORG-A", "abuse@a.example");
	sql_begin(world.s.db);
	legal_ground_put(world.s.db, STR("notify-registry"), 1, STR("nl"),
	    STR("We write to you because the law gives us this task."));
	sql_commit(world.s.db);
}

static void
end(void)
{
	store_world_end(&world);
}

static void
report_begin(int day)
{
	told_begin(&t, &world);
	t.in.now = NOON + day * (int64_t)DAY;
}

static void
report_end(void)
{
	told_end(&t, true);
	told_done(&t);
	is_int(t.err, OK);
	told_free(&t);
}

static void
seen(const char *type, int day, const char *where)
{
	report_begin(day);
	told_report(&t, type, day);
	told_row(&t, where, "");
	report_end();
}

static struct str
topic_of(struct str feed, struct str type)
{
	return reader_named(feed)->topic(type);
}

static struct digest_sums
digested(int day)
{
	struct owners *owners = owners_load(&world.s);
	struct digest d = {
	    .store = &world.s,
	    .owners = owners,
	    .registry = registry_load(&world.s),
	    .topic = topic_of,
	    .person = world.person,
	    .now = NOON + day * (int64_t)DAY,
	    .code_key = code_key,
	};

	digests_prepare(&d);
	owners_free(owners);
	registry_free(d.registry);
	return d.sums;
}

#define NOTICES "SELECT count(*) FROM notice"

TEST(nobodys_address_goes_to_its_network)
{
	begin();
	seen("scan_rdp", 0, "192.0.2.7");
	seen("scan_rdp", 0, "203.0.113.7");
	struct digest_sums sums = digested(0);

	is_int(sums.notices, 1);
	is_int(sums.told, 1);
	is_int(count_of(&world,
		   "SELECT count(*) FROM notice WHERE topic = 'network-digest' "
		   "AND state = 1 AND urgency = 0"),
	    1);
	is_int(count_of(&world, "SELECT count(*) FROM delivery"), 1);
	is_int(count_of(
		   &world, "SELECT count(*) FROM organisation WHERE kind = 2"),
	    1);
	end();
}

TEST(told_once_and_again_after_a_week)
{
	begin();
	seen("scan_rdp", 0, "192.0.2.7");
	is_int(digested(0).told, 1);
	for (int day = 1; day < 7; day++) {
		seen("scan_rdp", day, "192.0.2.7");
		is_int(digested(day).told, 0);
	}
	seen("scan_rdp", 7, "192.0.2.7");
	is_int(digested(7).told, 1);
	/* one reference, the same each time; one receiver */
	is_int(count_of(&world, "SELECT count(*) FROM relayed"), 1);
	is_int(count_of(&world, "SELECT count(*) FROM organisation"), 1);
	is_int(digested(14).told, 0); /* not seen since */
	end();
}

TEST(what_is_old_is_no_news)
{
	begin();
	seen("scan_rdp", 0, "192.0.2.7");
	is_int(digested(4).told, 0);
	is_int(digested(3).told, 1);
	end();
}

TEST(another_holder_is_told_anew_under_another_reference)
{
	begin();
	seen("scan_rdp", 0, "192.0.2.7");
	is_int(digested(0).told, 1);
	network("192.0.2.0", "192.0.2.127", "ORG-B", "abuse@b.example");
	is_int(digested(1).told, 1);
	is_int(count_of(&world, "SELECT count(DISTINCT ref) FROM relayed"), 2);
	end();
}

TEST(two_networks_of_one_mailbox_get_one_digest)
{
	begin();
	network("198.51.100.0", "198.51.100.255", "ORG-C", "abuse@a.example");
	seen("scan_rdp", 0, "192.0.2.7");
	seen("scan_rdp", 0, "198.51.100.7");
	struct digest_sums sums = digested(0);

	is_int(sums.notices, 1);
	is_int(sums.told, 2);
	end();
}

TEST(a_company_with_that_mailbox_gets_it_as_a_company)
{
	begin();
	company(&world, "A", "abuse@a.example", "203.0.113.0/24");
	seen("scan_rdp", 0, "192.0.2.7");
	is_int(digested(0).notices, 1);
	is_int(count_of(&world, "SELECT count(*) FROM organisation"), 1);
	is_int(count_of(&world, "SELECT organisation FROM notice"), 1);
	end();
}

TEST(what_a_company_was_told_its_network_is_not)
{
	begin();
	company(&world, "Told", "info@bakker.example", "192.0.2.7");
	company(&world, "Cannot be told", NULL, "192.0.2.8");
	seen("scan_rdp", 0, "192.0.2.7");
	is_int(digested(0).told, 0);
	seen("scan_rdp", 0, "192.0.2.8");
	is_int(digested(1).told, 1);
	end();
}

TEST(a_platform_is_told_what_its_customer_was)
{
	begin();
	int64_t host = company(&world, "Host", "info@host.example", "");

	company(&world, "Shop", "info@winkel.example", "winkel.example");
	claimed(&world, host, "192.0.2.0/24", NATURE_SHARED, SQL_NULL_I64,
	    SQL_NULL_I64);
	report_begin(0);
	told_report(&t, "scan_rdp", 0);
	told_row(&t, "192.0.2.7", "www.winkel.example");
	report_end();
	is_int(count_of(&world, "SELECT responsibility FROM identification"),
	    RESPONSIBILITY_PLATFORM);
	is_int(digested(0).told, 1);
	end();
}

/* What a batch says of itself holds on this way out, too. */
TEST(what_may_not_go_further_does_not)
{
	static const char *const bars[] = {"baseline = 1", "state = 2",
	    "state = 3", "tlp = 4", "tlp = 5", "embargo = 4102444800"};

	begin();
	seen("scan_rdp", 0, "192.0.2.7");
	for (size_t i = 0; i < sizeof(bars) / sizeof(bars[0]); i++) {
		char text[200];
		snprintf(text, sizeof(text), "UPDATE batch SET %s", bars[i]);
		forced(text);
		if (!is_int(digested(0).told, 0))
			tap_note("%s", bars[i]);
		forced("UPDATE batch SET baseline = 0, state = 1, tlp = 3, "
		       "embargo = NULL");
	}
	forced("UPDATE observation SET severity = 1");
	is_int(digested(0).told, 0);
	forced("UPDATE observation SET severity = 4");
	forced("UPDATE batch SET embargo = 1");
	is_int(digested(0).told, 1);
	end();
}

TEST(without_ground_registries_are_not_told_and_claimants_are)
{
	begin();
	forced("DELETE FROM legal_ground WHERE function = 'notify-registry'");
	seen("scan_rdp", 0, "192.0.2.7");
	struct digest_sums sums = digested(0);

	is_int(sums.told, 0);
	is_int(sums.no_ground, 1);
	is_int(count_of(&world, "SELECT count(*) FROM organisation"), 0);
	company(&world, "A", "noc@a.example", "AS64500");
	report_begin(1);
	told_report(&t, "scan_rdp", 1);
	struct frame_observation f = row_of(&t, "203.0.113.9", "");
	f.asn = 64500;
	tell_row(&t, &f);
	report_end();
	is_int(digested(1).told, 1);
	end();
}

TEST(who_is_off_gets_nothing)
{
	begin();
	seen("scan_rdp", 0, "192.0.2.7");
	is_int(digested(0).told, 1);
	forced("UPDATE organisation SET relay = 0");
	seen("scan_rdp", 1, "192.0.2.8");
	is_int(digested(1).told, 0);
	forced("UPDATE organisation SET relay = 1");
	is_int(digested(2).told, 1);
	end();
}

/* The worst first; what does not fit waits, and is not lost. */
TEST(more_than_fits_comes_later)
{
	enum { ROWS = DIGEST_SHOWN + 30 };
	char where[40];

	begin();
	report_begin(0);
	told_report(&t, "scan_rdp", 0);
	for (int i = 0; i < ROWS; i++) {
		snprintf(where, sizeof(where), "192.0.2.%d", i);
		told_row(&t, where, "");
	}
	report_end();
	forced(
	    "UPDATE observation SET severity = 2 WHERE id IN (SELECT id FROM "
	    "observation ORDER BY id LIMIT 30)");
	struct digest_sums sums = digested(0);

	is_int(sums.told, DIGEST_SHOWN);
	is_int(sums.waiting, 30);
	is_int(
	    count_of(&world,
		"SELECT count(*) FROM relayed r JOIN observation o ON o.id = "
		"r.observation WHERE o.severity = 2"),
	    0);
	is_int(digested(1).told, 30);
	is_int(digested(2).told, 0);
	end();
}

TEST(once_a_day_from_its_hour_on)
{
	int64_t eight = NOON - 5 * HOUR; /* 08:00 in Amsterdam in winter */

	begin();
	ok(!digest_due(&world.s, eight - 1, 8));
	ok(digest_due(&world.s, eight, 8));
	digested(0);
	ok(!digest_due(&world.s, NOON, 8));
	ok(!digest_due(&world.s, eight + DAY - 1, 8));
	ok(digest_due(&world.s, eight + DAY, 8));
	end();
}
