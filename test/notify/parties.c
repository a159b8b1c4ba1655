/* tests of who reads what: no mail names a company that is not its reader's */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "match/agreement.h"
#include "notify/members.h"
#include "notify/prepare.h"
#include "store/agreement.sql.h"
#include "store/notice.sql.h"
#include "store/organisation.sql.h"
#include "test/feed/told.h"
#include "value/code.h"

/* Firms 0..FIRMS-1 have an address each; the others look after them. */
enum { FIRMS = 20, PROVIDERS = 3, BONDS = 1, DAYS = 6 };
enum { ALL = FIRMS + PROVIDERS + BONDS };

static struct open_store world;
static struct told t;
static const unsigned char code_key[CODE_KEY] = {9};
static int64_t ids[ALL];
static uint32_t seed;

/* The same every time. */
static uint32_t
chance(uint32_t of)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % of;
}

static struct str
name_of(int i)
{
	static char name[32];

	snprintf(name, sizeof(name), "Firma%c%c BV", 'A' + i / 5, 'a' + i % 5);
	return str_of(name);
}

/* With what comes behind it, so that .1 is not found in .12. */
static struct str
address_of(int i, const char *end)
{
	static char address[32];

	snprintf(address, sizeof(address), "203.0.113.%d%s", i + 1, end);
	return str_of(address);
}

static void
agree(enum agreement_kind kind, int64_t organisation, int64_t party)
{
	static const enum route routes[] = {
	    ROUTE_PROVIDER_FIRST, ROUTE_BOTH, ROUTE_OWNER_ONLY};
	bool member = kind == AGREEMENT_MEMBERSHIP;
	struct agreement g = {
	    .kind = kind,
	    .organisation = organisation,
	    .party = party,
	    .role = AGREEMENT_PROCESSOR,
	    .scope = member ? (enum scope)(1 + chance(3)) : SCOPE_NONE,
	    .routing = {member ? ROUTE_NONE : routes[chance(3)],
		1 + chance(96)},
	    .critical = {member ? ROUTE_NONE : routes[chance(3)], 1},
	    .from = NOON - HOUR,
	    .until = NOON + (1 + chance(DAYS * 2)) * (int64_t)DAY,
	};
	struct str ref;

	is_int(agreement_enter(&world.s, &world.a, &g, world.person,
		   NOON - HOUR, &ref, NULL),
	    OK);
}

static void
town_make(uint32_t of)
{
	seed = of;
	store_world(&world);
	if (zone_set(STR("Europe/Amsterdam")) != OK)
		die("no zones");
	for (int i = 0; i < ALL; i++) {
		char mail[32], name[32];
		snprintf(mail, sizeof(mail), "m%d@firm.example", i);
		snprintf(name, sizeof(name), "%.*s", STR_ARG(name_of(i)));
		ids[i] = company(&world, name, mail,
		    i < FIRMS + PROVIDERS ? address_of(i, "").p : "");
	}
	sql_begin(world.s.db);
	for (int i = 0; i < FIRMS + PROVIDERS; i++) {
		for (int k = 0; k < PROVIDERS; k++)
			if (chance(2) == 0 && i != FIRMS + k)
				agree(AGREEMENT_APPOINTMENT, ids[i],
				    ids[FIRMS + k]);
		if (chance(2) == 0)
			agree(AGREEMENT_MEMBERSHIP, ids[i],
			    ids[FIRMS + PROVIDERS]);
	}
	sql_commit(world.s.db);
}

static void
day_pass(int day)
{
	static const char *const types[] = {"scan_rdp", "scan_smb"};
	struct prepare p = {.store = &world.s,
	    .person = world.person,
	    .now = NOON + day * (int64_t)DAY + HOUR,
	    .code_key = code_key,
	    .at_once = true};
	struct members m = {.store = &world.s,
	    .person = world.person,
	    .now = p.now,
	    .code_key = code_key,
	    .weekday = 1};

	for (int k = 0; k < 2; k++) {
		told_begin(&t, &world);
		t.in.now = NOON + day * (int64_t)DAY;
		told_report(&t, types[k], day);
		for (int i = 0; i < FIRMS + PROVIDERS; i++)
			if (chance(3) > 0)
				told_row(&t, address_of(i, "").p, "");
		told_end(&t, true);
		told_done(&t);
		is_int(t.err, OK);
		told_free(&t);
	}
	is_int(notices_prepare(&p, NULL), OK);
	members_prepare(&m);
	/* all of it goes */
	forced("UPDATE notice SET state = 3;"
	       "UPDATE delivery SET state = 3, at = (SELECT date FROM notice n "
	       "WHERE n.id = notice) WHERE state = 1");
}

static bool
has(struct str text, struct str word)
{
	return str_find_str(text, word) < text.n;
}

/* May the reader of a notice see this firm's name, or its address? */
struct may {
	bool name, address;
};

static struct may
may_see(int64_t notice, int64_t reader, bool provider, int firm)
{
	char select[400];
	struct may may = {.name = reader == ids[firm],
	    .address = reader == ids[firm] && !provider};

	snprintf(select, sizeof(select),
	    "SELECT count(*) FROM notice_finding x JOIN finding f ON f.id = "
	    "x.finding WHERE x.notice = %lld AND f.organisation = %lld",
	    (long long)notice, (long long)ids[firm]);
	if (provider && count_of(&world, select) > 0) {
		snprintf(select, sizeof(select),
		    "SELECT count(*) FROM agreement WHERE kind = 1 AND "
		    "organisation = %lld AND party = %lld AND route <> 3",
		    (long long)ids[firm], (long long)reader);
		may.name = may.address = count_of(&world, select) > 0;
	}
	if (!provider) { /* an owner's own providers, a bond's own members */
		snprintf(select, sizeof(select),
		    "SELECT count(*) FROM agreement WHERE (kind = 1 AND "
		    "organisation = %lld AND party = %lld) OR (kind = 2 AND "
		    "scope = 3 AND party = %lld AND organisation = %lld)",
		    (long long)reader, (long long)ids[firm], (long long)reader,
		    (long long)ids[firm]);
		may.name = may.name || count_of(&world, select) > 0;
	}
	return may;
}

/* How often a notice showed a firm. */
static int
notices_crawl(void)
{
	struct notice_get_row row;
	int shown = 0;

	int64_t last = count_of(&world, "SELECT max(id) FROM notice");

	for (int64_t id = 1; id <= last; id++) {
		if (!notice_get(world.s.db, id, &row))
			continue; /* ids have gaps */
		int64_t reader = row.organisation;
		char select[100];
		snprintf(select, sizeof(select),
		    "SELECT provider FROM notice WHERE id = %lld",
		    (long long)id);
		struct str text = store_open(
		    &world.s, &world.a, "notice.body", id, row.body_sealed);
		bool provider = count_of(&world, select) != 0;
		for (int i = 0; i < FIRMS + PROVIDERS; i++) {
			bool named = has(text, name_of(i));
			bool placed = has(text, address_of(i, " ")) ||
			    has(text, address_of(i, "\n"));
			if (!named && !placed)
				continue;
			shown++;
			struct may may = may_see(id, reader, provider, i);
			if (!ok((may.name || !named) &&
				(may.address || !placed)))
				tap_note("notice %lld to %lld of firm %d:\n"
					 "%.*s",
				    (long long)id, (long long)reader, i,
				    STR_ARG(text));
		}
		arena_reset(&world.a);
	}
	return shown;
}

TEST(nobody_reads_of_another)
{
	for (uint32_t town = 1; town <= 3; town++) {
		town_make(town);
		for (int day = 0; day < DAYS; day++)
			day_pass(day);
		ok(notices_crawl() > 100);
		ok(count_of(&world,
		       "SELECT count(*) FROM notice WHERE provider "
		       "= 1 AND beside = 0") > 3);
		ok(count_of(&world,
		       "SELECT count(*) FROM notice WHERE beside = 1") > 3);
		is_int(count_of(&world,
			   "SELECT count(*) FROM notice WHERE topic = "
			   "'member-figures'"),
		    1);
		store_world_end(&world);
	}
}

/* Whoever was to hear of a finding that goes on has heard, in the end. */
TEST(nobody_is_forgotten)
{
	town_make(7);
	for (int day = 0; day < DAYS; day++)
		day_pass(day);
	/* all agreements are over by then */
	day_pass(DAYS * 3);
	is_int(count_of(&world,
		   "SELECT count(*) FROM finding f WHERE f.state < 4 AND NOT "
		   "EXISTS (SELECT 1 FROM notice_finding x JOIN notice n ON "
		   "n.id = x.notice WHERE x.finding = f.id AND n.organisation "
		   "= f.organisation AND n.provider = 0)"),
	    0);
	/* and nobody twice by one preparing */
	is_int(count_of(&world,
		   "SELECT count(*) FROM (SELECT 1 FROM notice_finding x JOIN "
		   "notice n ON n.id = x.notice GROUP BY x.finding, "
		   "n.organisation, n.provider, n.date HAVING count(*) > 1)"),
	    0);
	store_world_end(&world);
}

/* A moment's work done again adds nothing. */
TEST(prepared_twice_is_told_once)
{
	struct prepare p = {.store = &world.s,
	    .now = NOON + HOUR,
	    .code_key = code_key,
	    .at_once = true};

	town_make(5);
	p.person = world.person;
	day_pass(0);

	int64_t n = count_of(&world, "SELECT count(*) FROM notice");

	is_int(notices_prepare(&p, NULL), OK);
	is_int(count_of(&world, "SELECT count(*) FROM notice"), n);
	is_int(p.sums.notices, 0);
	store_world_end(&world);
}
