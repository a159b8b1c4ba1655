/* tests of notify/returned: what is believed, and what follows from it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/returned.h"

#include <stdio.h>

#include "base/time.h"
#include "notify/delivery.h"
#include "notify/forget.h"
#include "notify/prepare.h"
#include "notify/release.h"
#include "notify/verp.h"
#include "store/finding.sql.h"
#include "store/organisation.sql.h"
#include "store/returned.sql.h"
#include "test/feed/told.h"
#include "value/code.h"

static struct open_store world;
static const unsigned char code_key[CODE_KEY] = {9};
static struct str ref, mark; /* of what was sent last; in world.a */

static int64_t
number(const char *query)
{
	return count_of(&world, query);
}

static uint64_t
prepared(int64_t now)
{
	struct why w = {0};
	struct prepare p = {.store = &world.s,
	    .person = world.person,
	    .now = now,
	    .code_key = code_key,
	    .digest_hour = 8};

	is_int(notices_prepare(&p, &w), OK);
	return p.sums.notices;
}

static void
released(int64_t now)
{
	struct release r = {.store = &world.s,
	    .person = world.person,
	    .now = now,
	    .rule = {.second_above = INT64_MAX}};

	release_notices(&r, NULL, 0);
}

/* All that is prepared goes, and is taken by a server. */
static void
sent(int64_t now)
{
	struct postmark p = {.bounces = STR("terug@retour.example")};
	struct delivery_sums sums = {0};
	struct lease l;

	released(now);
	while (lease_take(&world.s, &p, now, &l)) {
		for (size_t i = 0; i < l.n; i++) {
			struct outcome o = {
			    &l.letter[i], DELIVERY_TAKEN, STR("250")};
			struct str from = l.letter[i].from;
			outcomes_keep(&world.s, &o, 1, now, &sums);
			ref = arena_str(&world.a, l.letter[i].ref);
			mark = arena_str(&world.a,
			    str_upto(str_from(from, str_find(from, '+') + 1),
				RETURNED_VERP));
		}
		lease_free(&l);
	}
}

/* One company, told of one thing. */
static void
begin(void)
{
	told_town(&world, 1);
	is_int(prepared(NOON), 1);
	sent(NOON);
}

static struct returned_mail
mail(enum returned_kind kind, bool verp, struct str text)
{
	struct returned_mail m = {.kind = kind,
	    .status = STR("5.1.1"),
	    .said = STR("no such user"),
	    .n = 1};

	m.mark[0].proof = verp ? VERP_RETURN : VERP_NONE;
	m.mark[0].text = text;
	return m;
}

static enum returned_end
taken_at(struct returned_mail m, int64_t now)
{
	static int n;
	char name[32];
	enum returned_end end;

	snprintf(name, sizeof(name), "mail %d", n++);
	sql_begin(world.s.db);
	end = returned_take(&world.s, &world.a, &m,
	    store_print(&world.s, &world.a, "returned.mail", str_of(name)),
	    now);
	sql_commit(world.s.db);
	return end;
}

static enum returned_end
taken(struct returned_mail m)
{
	return taken_at(m, NOON + HOUR);
}

TEST(a_proof_is_of_one_delivery)
{
	struct buf other = {0};

	begin();
	is_int(mark.n, RETURNED_VERP);
	ok(verp_is(&world.s, &world.a, VERP_RETURN, 1, ref, mark));
	ok(!verp_is(&world.s, &world.a, VERP_RETURN, 2, ref, mark));
	ok(!verp_is(
	    &world.s, &world.a, VERP_RETURN, 1, ref, str_upto(mark, 20)));
	for (size_t i = 0; i < mark.n; i++) {
		buf_reset(&other);
		buf_str(&other, mark);
		other.p[i] = other.p[i] == '0' ? '1' : '0';
		ok(!verp_is(
		    &world.s, &world.a, VERP_RETURN, 1, ref, buf_all(&other)));
	}
	buf_free(&other);
	store_world_end(&world);
}

TEST(forged_ones_are_refused)
{
	struct buf other = {0};

	begin();
	buf_fmt(&other, "%.*s-0000000000000000", STR_ARG(ref));
	is_int(
	    taken(mail(RETURNED_HARD, true, buf_all(&other))), RETURNED_FORGED);
	is_int(taken(mail(RETURNED_HARD, false, STR("0000000000000000"))),
	    RETURNED_NOT_OURS);
	is_int(number("SELECT count(*) FROM contact WHERE state <> 1"), 0);
	is_int(number("SELECT count(*) FROM returned WHERE delivery IS NULL "
		      "AND said_sealed IS NULL"),
	    2);
	/* the reference alone does not prove it, the address with it does */
	is_int(taken(mail(RETURNED_HARD, false, ref)), RETURNED_NOTED);
	is_int(number("SELECT count(*) FROM contact WHERE state <> 1"), 0);

	struct returned_mail m = mail(RETURNED_HARD, false, ref);

	m.whom = STR("Info@bakker.example");
	is_int(taken(m), RETURNED_NOBODY);
	is_int(number("SELECT count(*) FROM contact WHERE state = 2"), 1);
	buf_free(&other);
	store_world_end(&world);
}

/* Whoever saw the mail knows its reference: that silences nobody. */
TEST(to_want_no_more_takes_proof)
{
	static const enum returned_kind kinds[] = {
	    RETURNED_UNSUBSCRIBE, RETURNED_COMPLAINT};

	for (size_t i = 0; i < 2; i++) {
		begin();
		struct returned_mail m = mail(kinds[i], false, ref);
		is_int(taken(m), RETURNED_WROTE);
		m.whom = STR("somebody@else.example");
		is_int(taken(m), RETURNED_WROTE);
		is_int(number("SELECT count(*) FROM contact_stop"), 0);
		is_int(number("SELECT count(*) FROM case_file"), 1);
		m.whom = STR("info@bakker.example");
		is_int(taken(m), RETURNED_STOPPED);
		is_int(number("SELECT count(*) FROM contact_stop"), 1);
		store_world_end(&world);
		begin();
		is_int(taken(mail(kinds[i], true, mark)), RETURNED_STOPPED);
		store_world_end(&world);
	}
}

TEST(a_bounce_is_told_again_to_the_next)
{
	begin();
	is_int(number("SELECT count(*) FROM effect WHERE delivered > 0"), 1);
	is_int(taken(mail(RETURNED_HARD, true, mark)), RETURNED_NOBODY);
	is_int(number("SELECT count(*) FROM effect WHERE delivered > 0"), 0);
	is_int(number("SELECT count(*) FROM case_file WHERE state = 1 AND "
		      "topic = 'open-rdp'"),
	    1);
	is_int(number("SELECT count(*) FROM finding WHERE state = 1 AND "
		      "noticed IS NULL AND told = 0 AND due_since > 0"),
	    1);
	is_int(number("SELECT count(*) FROM finding_event WHERE what = 11"), 1);
	is_int(number("SELECT count(*) FROM delivery WHERE state = 4 AND "
		      "outcome = 'came back: 5.1.1'"),
	    1);
	/* the same again is old news, and opens no second case */
	is_int(taken(mail(RETURNED_HARD, true, mark)), RETURNED_NOTED);
	is_int(number("SELECT count(*) FROM case_file"), 1);
	is_int(prepared(NOON + DAY), 0);
	company(&world, "Bedrijf 1", "anders@bakker.example", "");
	is_int(prepared(NOON + DAY), 1);
	sent(NOON + DAY);
	is_int(number("SELECT count(*) FROM effect WHERE delivered > 0"), 1);
	is_int(number("SELECT count(*) FROM notice WHERE kind <> 1"), 0);
	store_world_end(&world);
}

/* Told since to another address, a late bounce takes nothing back. */
TEST(a_late_bounce_of_what_was_told_since)
{
	struct str first;

	begin();
	first = mark;
	company(&world, "Bedrijf 1", "anders@bakker.example", "");
	sql_begin(world.s.db);
	finding_want(world.s.db, 1, NOON);
	sql_commit(world.s.db);
	forced("UPDATE finding SET state = 1");
	is_int(prepared(NOON + DAY), 1);
	sent(NOON + DAY);
	is_int(taken(mail(RETURNED_HARD, true, first)), RETURNED_NEXT);
	is_int(number("SELECT count(*) FROM finding WHERE state = 2 AND "
		      "due_since IS NULL"),
	    1);
	store_world_end(&world);
}

TEST(what_waits_for_that_address_is_made_again)
{
	begin();
	sql_begin(world.s.db);
	finding_want(world.s.db, 1, NOON);
	sql_commit(world.s.db);
	forced("UPDATE finding SET state = 1");
	is_int(prepared(NOON + DAY), 1);
	is_int(taken(mail(RETURNED_HARD, true, mark)), RETURNED_NOBODY);
	is_int(number("SELECT count(*) FROM notice WHERE state = 4"), 1);
	is_int(number("SELECT count(*) FROM delivery WHERE state = 1"), 0);
	is_int(number("SELECT count(*) FROM finding WHERE due_since > 0"), 1);
	store_world_end(&world);
}

TEST(given_up_three_times_is_for_good)
{
	static const enum returned_end want[SOFT_MOST] = {
	    RETURNED_AGAIN, RETURNED_AGAIN, RETURNED_NOBODY};

	begin();
	for (int i = 0; i < SOFT_MOST; i++) {
		int64_t now = NOON + (i + 1) * DAY;
		is_int(taken_at(mail(RETURNED_SOFT, true, mark), now), want[i]);
		is_int(prepared(now), i < SOFT_MOST - 1);
		sent(now);
	}
	is_int(number("SELECT count(*) FROM contact WHERE state = 2"), 1);
	store_world_end(&world);
	/* not where it is long ago */
	begin();
	for (int i = 0; i < SOFT_MOST; i++) {
		int64_t now = NOON + (i + 1) * SOFT_DAYS * (int64_t)DAY / 2;
		is_int(taken_at(mail(RETURNED_SOFT, true, mark), now),
		    RETURNED_AGAIN);
		prepared(now);
		sent(now);
	}
	store_world_end(&world);
}

/* Refused at once, in the talk with the server. */
static void
refused(const char *said, int64_t gone)
{
	static const struct postmark plain;
	struct delivery_sums sums = {0};
	struct lease l;

	told_town(&world, 1);
	is_int(prepared(NOON), 1);
	released(NOON);
	ok(lease_take(&world.s, &plain, NOON, &l));

	struct outcome o = {&l.letter[0], DELIVERY_REFUSED, str_of(said)};

	outcomes_keep(&world.s, &o, 1, NOON, &sums);
	lease_free(&l);
	is_int(sums.refused, 1);
	is_int(number("SELECT count(*) FROM contact WHERE state = 2"), gone);
	/* 3: what we sent came back; 6: they do not let it in */
	is_int(number("SELECT why FROM case_file"), gone ? 3 : 6);
	if (!is_int(number("SELECT count(*) FROM finding WHERE due_since > 0"),
		gone))
		tap_note("%s", said);
	store_world_end(&world);
}

TEST(a_receiver_that_a_server_does_not_know)
{
	refused("550 5.1.1 <info@bakker.example>: nobody", 1);
	refused("5.1.10 null MX", 1);
	refused("550 5.1.8 bad sender", 0);
	refused("550 5.7.1 we do not relay 5.1.12", 0);
	refused("550 no", 0);
}

TEST(an_answer_is_kept_sealed_and_cut)
{
	struct returned_mail m;
	struct buf said = {0};
	struct returned_each_row row;
	struct sql_cursor c;

	begin();
	for (int i = 0; i < 300; i++)
		buf_str(&said, STR("één "));
	m = mail(RETURNED_REPLY, false, ref);
	m.whom = STR("jan@bakker.example");
	m.said = buf_all(&said);
	is_int(taken(m), RETURNED_WROTE);
	returned_each(world.s.db, 0, &c);
	ok(returned_each_next(&c, &row));
	ok(str_starts(store_open(&world.s, &world.a, "returned.said", row.id,
			  row.said_sealed),
	    STR("jan@bakker.example: één ")));
	is_int(row.used, 1);
	ok(!returned_each_next(&c, &row));
	is_int(number("SELECT count(*) FROM finding_event WHERE what = 12 AND "
		      "length(note_sealed) BETWEEN 230 AND 241"),
	    1);
	is_int(number("SELECT count(*) FROM finding WHERE state = 2"), 1);
	is_int(number("SELECT count(*) FROM case_file"), 1);
	buf_free(&said);
	store_world_end(&world);
}

TEST(an_erased_company_is_not_asked_for)
{
	struct forgotten f = {0};

	begin();
	is_int(taken(mail(RETURNED_REPLY, false, ref)), RETURNED_WROTE);
	sql_begin(world.s.db);
	company_forget(&world.s, -1, 1, NOON, &f);
	sql_commit(world.s.db);
	is_int(number("SELECT count(*) FROM returned WHERE said_sealed IS NULL "
		      "AND status = ''"),
	    1);
	is_int(number("SELECT count(*) FROM case_file"), 0);
	is_int(taken(mail(RETURNED_REPLY, false, ref)), RETURNED_NOT_OURS);
	is_int(taken(mail(RETURNED_HARD, true, mark)), RETURNED_FORGED);
	store_world_end(&world);
}

TEST(each_kind_has_a_name)
{
	for (size_t i = 0; i < RETURNED_COUNT; i++)
		ok(returned_kind_name((enum returned_kind)i)[0] != '\0');
	is_text(str_of(returned_kind_name(RETURNED_COUNT)), "unknown");
}
