/* tests of notify/delivery: leases, outcomes, and when it is tried again */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/delivery.h"

#include <stdio.h>

#include "base/time.h"
#include "finding/batch.h"
#include "notify/desk.h"
#include "notify/prepare.h"
#include "notify/release.h"
#include "notify/trouble.h"
#include "store/notice.sql.h"
#include "test/feed/told.h"
#include "value/code.h"

static const struct postmark unsigned_mail;
static struct open_store world;
static const unsigned char code_key[CODE_KEY] = {9};

/* All that is prepared, by one person. */
static uint64_t
released(int64_t now)
{
	struct release r = {.store = &world.s,
	    .person = world.person,
	    .now = now,
	    .rule = {.second_above = INT64_MAX, .canary.above = INT64_MAX}};

	release_notices(&r, NULL, 0);
	return r.sums.released;
}
static struct delivery_sums sums;

/* n companies told of something, released at NOON. */
static void
begin(int n)
{
	struct why w = {0};

	told_town(&world, n);

	struct prepare p = {.store = &world.s,
	    .person = world.person,
	    .now = NOON,
	    .code_key = code_key,
	    .digest_hour = 8};

	is_int(notices_prepare(&p, &w), OK);
	is_int(released(NOON), n);
	sums = (struct delivery_sums){0};
}

/* All that is due at now ends alike, with these words; how many that were. */
static size_t
all_say(int64_t now, enum delivery_end end, const char *text)
{
	struct lease l;
	size_t n;

	if (!lease_take(&world.s, &unsigned_mail, now, &l))
		return 0;
	n = l.n;
	for (size_t i = 0; i < n; i++) {
		struct outcome o = {&l.letter[i], end, str_of(text)};
		outcomes_keep(&world.s, &o, 1, now, &sums);
	}
	lease_free(&l);
	return n;
}

static size_t
all_end(int64_t now, enum delivery_end end)
{
	return all_say(now, end, "451 later");
}

static int64_t
number(const char *query)
{
	return count_of(&world, query);
}

TEST(the_gaps_grow_to_two_days)
{
	int64_t all = 0, n = 1;

	for (; delivery_gap(n) > 0; n++) {
		ok(n == 1 || delivery_gap(n) >= delivery_gap(n - 1));
		all += delivery_gap(n);
	}
	is_int(delivery_gap(1), 5 * MINUTE);
	ok(all >= 2 * DAY && all <= 2 * DAY + 12 * HOUR);
	is_int(delivery_gap(0), 0);
	is_int(delivery_gap(-1), 0);
	is_int(delivery_gap(INT64_MAX), 0);
}

TEST(a_lease_says_all_that_is_needed)
{
	struct lease l;

	begin(2);
	ok(lease_take(&world.s, &unsigned_mail, NOON, &l));
	is_int(l.n, 2);
	is_text(l.letter[0].to, "info@bakker.example");
	ok(str_find(l.letter[0].from, '@') < l.letter[0].from.n);
	is_int(l.letter[0].ref.n, REF_SIZE);
	ok(str_find_str(l.letter[0].bytes, l.letter[0].ref) <
	    l.letter[0].bytes.n);
	ok(!l.letter[0].again);
	is_int(l.letter[0].attempt, 0);
	is_int(number("SELECT count(*) FROM delivery WHERE state = 2"), 2);
	lease_free(&l);
	store_world_end(&world);
}

/* To the end of the table, and not a second early. */
TEST(not_now_is_tried_again_until_it_is_given_up)
{
	int64_t now = NOON;

	begin(1);
	for (int n = 1; delivery_gap(n) > 0; n++) {
		is_int(all_end(now, DELIVERY_LATER), 1);
		is_int(all_end(now + delivery_gap(n) - 1, DELIVERY_LATER), 0);
		now += delivery_gap(n);
		is_int(sums.later, n);
	}
	is_int(all_end(now, DELIVERY_LATER), 1);
	is_int(sums.given_up, 1);
	is_int(number("SELECT count(*) FROM delivery WHERE state = 4 "
		      "AND attempt = 9 AND outcome = '451 later'"),
	    1);
	is_int(all_end(now + 30 * DAY, DELIVERY_TAKEN), 0);
	/* the contact is not to blame */
	is_int(number("SELECT count(*) FROM contact WHERE state <> 1"), 0);
	store_world_end(&world);
}

TEST(the_same_bytes_each_time)
{
	struct lease l;
	struct buf first = {0};

	begin(1);
	ok(lease_take(&world.s, &unsigned_mail, NOON, &l));
	buf_str(&first, l.letter[0].bytes);
	outcomes_keep(&world.s,
	    &(struct outcome){&l.letter[0], DELIVERY_LATER, STR("451")}, 1,
	    NOON, &sums);
	lease_free(&l);
	ok(lease_take(&world.s, &unsigned_mail, NOON + DAY, &l));
	is_str(l.letter[0].bytes, buf_all(&first));
	is_int(l.letter[0].attempt, 1);
	ok(!l.letter[0].again);
	lease_free(&l);
	ok(!lease_take(
	    &world.s, &unsigned_mail, NOON + DAY, &(struct lease){0}));
	ok(lease_left(
	    &world.s, &unsigned_mail, NOON + DAY, &l)); /* as after a crash */
	is_str(l.letter[0].bytes, buf_all(&first));
	ok(l.letter[0].again);
	lease_free(&l);
	buf_free(&first);
	store_world_end(&world);
}

static struct dkim_key *
dkim_key(enum dkim_kind kind)
{
	struct buf pem = {0};
	struct dkim_key *key = NULL;

	dkim_key_make(&pem, kind);
	ok(dkim_key_read(buf_all(&pem), &key, NULL) == OK);
	buf_free(&pem);
	return key;
}

TEST(bytes_are_signed_once)
{
	struct postmark p = {
	    .dkim.by = {
		[DKIM_RSA] = {dkim_key(DKIM_RSA), STR("dw1r")},
		[DKIM_ED25519] = {dkim_key(DKIM_ED25519), STR("dw1e")},
	    }};
	struct lease l;
	struct buf first = {0};

	begin(1);
	ok(lease_take(&world.s, &p, NOON, &l));
	buf_str(&first, l.letter[0].bytes);
	ok(str_starts(buf_all(&first), STR("DKIM-Signature: v=1; a=rsa-")));
	ok(str_find_str(buf_all(&first), STR("s=dw1e;")) < first.n);
	ok(str_find_str(buf_all(&first), STR(" d=dijkwacht.example;")) <
	    first.n);
	lease_free(&l);
	ok(lease_left(&world.s, &p, NOON + HOUR, &l)); /* as after a crash */
	is_str(l.letter[0].bytes, buf_all(&first));
	lease_free(&l);
	buf_free(&first);
	for (enum dkim_kind k = 0; k < DKIM_KIND_COUNT; k++)
		dkim_key_free(p.dkim.by[k].key);
	store_world_end(&world);
}

TEST(what_comes_back_says_what_it_was)
{
	struct postmark p = {.bounces = STR("terug@retour.example")};
	struct lease l;
	struct buf want = {0};

	begin(1);
	ok(lease_take(&world.s, &p, NOON, &l));
	buf_fmt(&want, "terug+%.*s-", STR_ARG(l.letter[0].ref));
	ok(str_starts(l.letter[0].from, buf_all(&want)));
	is_str(str_from(l.letter[0].from, want.n + RETURNED_PROOF),
	    STR("@retour.example"));
	ok(str_find_str(l.letter[0].bytes, STR("retour.example")) ==
	    l.letter[0].bytes.n);
	lease_free(&l);
	buf_free(&want);
	store_world_end(&world);
}

TEST(what_was_taken_or_refused_has_ended)
{
	begin(2);
	struct lease l;
	ok(lease_take(&world.s, &unsigned_mail, NOON, &l));
	struct outcome o[2] = {{&l.letter[0], DELIVERY_TAKEN, STR("250 a")},
	    {&l.letter[1], DELIVERY_REFUSED, STR("550 b")}};
	outcomes_keep(&world.s, o, 2, NOON, &sums);
	lease_free(&l);
	is_int(sums.taken, 1);
	is_int(sums.refused, 1);
	is_int(number("SELECT count(*) FROM notice WHERE state = 3"), 1);
	is_int(number("SELECT count(*) FROM delivery WHERE state = 4 AND "
		      "outcome = '550 b'"),
	    1);
	is_int(number("SELECT count(*) FROM contact WHERE state <> 1"), 0);
	is_int(number("SELECT count(*) FROM case_file WHERE why = 6"), 1);
	is_int(all_end(NOON + 30 * DAY, DELIVERY_TAKEN), 0);
	store_world_end(&world);
}

/* A case each hour of the clock that the desk looks: open, or closed by it. */
static void
desk_looked(int64_t now)
{
	struct desk d = {.store = &world.s, .now = now, .hours = {8, 18}};

	desk_look(&d);
}

static int64_t
cases(void)
{
	return number("SELECT count(*) FROM case_file WHERE state = 1");
}

TEST(what_policy_keeps_out_is_for_the_desk)
{
	int64_t now = NOON;

	begin(1);
	for (int n = 1; n <= POLICY_TRIES; n++) {
		is_int(cases(), 0);
		is_int(all_say(now, DELIVERY_LATER, "550 5.7.1 no"), 1);
		now += delivery_gap(n);
	}
	is_int(number("SELECT why FROM case_file"), CASE_REFUSED);
	is_int(number("SELECT due = made FROM case_file"), 1);
	/* it stays while it is so, and is one */
	desk_looked(now);
	is_int(all_say(now, DELIVERY_LATER, "550 5.7.1 no"), 1);
	is_int(cases(), 1);
	/* and is over when the mail is let in */
	is_int(all_end(now + DAY, DELIVERY_TAKEN), 1);
	desk_looked(now + DAY);
	is_int(cases(), 0);
	store_world_end(&world);
}

/* Then it is not the receivers: one alarm, no case for each of them. */
TEST(policy_that_keeps_all_out_is_no_case)
{
	int64_t now = NOON;

	begin(TROUBLE_REFUSED);
	for (int n = 1; n <= POLICY_TRIES + 1; n++) {
		is_int(all_say(now, DELIVERY_LATER, "554 5.7.1 relay denied"),
		    TROUBLE_REFUSED);
		now += delivery_gap(n);
	}
	is_int(cases(), 0);
	ok(trouble_is_long(trouble_since(&world.s), now));
	/* until it is given up: nobody is told of it by itself */
	for (int n = POLICY_TRIES + 2; n <= 9; n++) {
		is_int(all_say(now, DELIVERY_LATER, "554 5.7.1 relay denied"),
		    TROUBLE_REFUSED);
		now += delivery_gap(n);
	}
	is_int(sums.given_up, TROUBLE_REFUSED);
	is_int(cases(), TROUBLE_REFUSED);
	store_world_end(&world);
}

/* Our own server's absence is not the letter's failure. */
TEST(unreached_and_held_cost_no_attempt)
{
	begin(1);
	for (int i = 0; i < 20; i++) {
		is_int(all_end(NOON, DELIVERY_UNREACHED), 1);
		is_int(all_end(NOON, DELIVERY_HELD), 1);
	}
	is_int(sums.back, 40);
	is_int(number("SELECT attempt FROM delivery"), 0);
	is_int(all_end(NOON, DELIVERY_TAKEN), 1);
	is_int(sums.again, 0);
	store_world_end(&world);
}

TEST(a_clock_set_back_neither_stalls_nor_sends_twice)
{
	begin(2);
	struct lease l;
	ok(lease_take(&world.s, &unsigned_mail, NOON, &l));
	struct outcome o[2] = {{&l.letter[0], DELIVERY_TAKEN, STR("250 a")},
	    {&l.letter[1], DELIVERY_LATER, STR("450 b")}};
	outcomes_keep(&world.s, o, 2, NOON, &sums);
	lease_free(&l);
	/* a little: it waits its time; a year: it does not wait for that */
	is_int(all_end(NOON - HOUR, DELIVERY_TAKEN), 0);
	is_int(all_end(NOON - 365 * DAY, DELIVERY_TAKEN), 1);
	is_int(all_end(NOON + DAY, DELIVERY_TAKEN), 0);
	is_int(sums.taken, 2);
	store_world_end(&world);
}

static int64_t
retried(int64_t notice)
{
	sql_begin(world.s.db);

	int64_t n = delivery_retry(world.s.db, notice);

	sql_commit(world.s.db);
	return n;
}

static void
batch_to(enum batch_state state)
{
	sql_begin(world.s.db);
	batch_set(&world.s, 1, state, world.person, STR("doubt"), NOON);
	sql_commit(world.s.db);
}

TEST(what_failed_waits_again_when_asked)
{
	begin(3);
	is_int(retried(SQL_NULL_I64), 0);
	is_int(all_end(NOON, DELIVERY_REFUSED), 3);
	batch_to(BATCH_HELD);
	is_int(retried(SQL_NULL_I64), 0);
	batch_to(BATCH_OPEN);
	is_int(retried(2), 1);
	is_int(retried(2), 0);
	is_int(number("SELECT notice FROM delivery WHERE state = 1"), 2);
	is_int(number("SELECT attempt FROM delivery WHERE state = 1"), 0);
	is_int(all_end(NOON, DELIVERY_TAKEN), 1);
	is_int(retried(2), 0);
	is_int(retried(SQL_NULL_I64), 2);
	is_int(all_end(NOON, DELIVERY_TAKEN), 2);
	is_int(number("SELECT count(*) FROM notice WHERE state = 3"), 3);
	store_world_end(&world);
}

TEST(sent_bytes_are_kept_for_a_month)
{
	begin(2);
	is_int(all_end(NOON, DELIVERY_TAKEN), 2);
	forced("UPDATE delivery SET state = 4 WHERE notice = 2");
	sql_begin(world.s.db);
	is_int(delivery_bytes_forget(
		   &world.s, NOON + SENT_BYTES_DAYS * (int64_t)DAY),
	    0);
	is_int(delivery_bytes_forget(
		   &world.s, NOON + SENT_BYTES_DAYS * (int64_t)DAY + 1),
	    1);
	sql_commit(world.s.db);
	is_int(number("SELECT notice FROM delivery WHERE bytes_sealed IS NULL"),
	    1);
	is_int(number("SELECT count(*) FROM delivery WHERE state = 3"), 1);
	store_world_end(&world);
}

TEST(urgent_ones_go_first)
{
	struct lease l;

	begin(3);
	forced("UPDATE delivery SET urgent = (notice = 3)");
	ok(lease_take(&world.s, &unsigned_mail, NOON, &l));
	is_int(l.letter[0].notice, 3);
	is_int(l.letter[1].notice, 1);
	lease_free(&l);
	store_world_end(&world);
}

/* The first of those that are due ends so. */
static void
one_ends(int64_t now, enum delivery_end end)
{
	struct lease l;
	struct outcome o[LEASE_MOST];

	ok(lease_take(&world.s, &unsigned_mail, now, &l));
	for (size_t i = 0; i < l.n; i++)
		o[i] = (struct outcome){
		    &l.letter[i], i == 0 ? end : DELIVERY_HELD, STR("said")};
	outcomes_keep(&world.s, o, l.n, now, &sums);
	lease_free(&l);
}

TEST(a_server_that_is_not_there)
{
	begin(2);
	is_int(trouble_since(&world.s), SQL_NULL_I64);
	ok(!trouble_is_long(SQL_NULL_I64, INT64_MAX));
	one_ends(NOON, DELIVERY_UNREACHED);
	is_int(trouble_since(&world.s), NOON);
	ok(!trouble_is_long(NOON, NOON + TROUBLE_LONG - 1));
	ok(trouble_is_long(NOON, NOON + TROUBLE_LONG));
	/* as long as it lasts, whatever waits besides, until one is taken */
	one_ends(NOON + HOUR, DELIVERY_HELD);
	one_ends(NOON + HOUR, DELIVERY_UNREACHED);
	is_int(trouble_since(&world.s), NOON);
	one_ends(NOON + HOUR, DELIVERY_TAKEN);
	is_int(trouble_since(&world.s), SQL_NULL_I64);
	/* and from anew */
	one_ends(NOON + 2 * HOUR, DELIVERY_UNREACHED);
	is_int(trouble_since(&world.s), NOON + 2 * HOUR);
	/* a clock that was set back */
	one_ends(NOON, DELIVERY_UNREACHED);
	is_int(trouble_since(&world.s), NOON);
	store_world_end(&world);
}

TEST(a_server_that_says_not_now_to_all)
{
	begin(TROUBLE_REFUSED);
	for (int i = 1; i < TROUBLE_REFUSED; i++) {
		one_ends(NOON + i, DELIVERY_LATER);
		is_int(trouble_since(&world.s), SQL_NULL_I64);
	}
	one_ends(NOON + TROUBLE_REFUSED, DELIVERY_LATER);
	is_int(trouble_since(&world.s), NOON + 1);
	/* what it refuses for good it has looked at */
	one_ends(NOON + HOUR, DELIVERY_REFUSED);
	is_int(trouble_since(&world.s), SQL_NULL_I64);
	store_world_end(&world);
}

/* What was put off for one receiver counts not for what comes weeks later. */
TEST(trouble_of_before_is_over)
{
	int64_t now = NOON;

	begin(TROUBLE_REFUSED + 1);
	for (int n = 1; n <= 9; n++) {
		is_int(all_end(now, DELIVERY_LATER), TROUBLE_REFUSED + 1);
		now += delivery_gap(n);
	}
	is_int(trouble_since(&world.s), SQL_NULL_I64);
	is_int(delivery_retry(world.s.db, SQL_NULL_I64), TROUBLE_REFUSED + 1);
	is_int(all_end(now + 30 * DAY, DELIVERY_LATER), TROUBLE_REFUSED + 1);
	is_int(trouble_since(&world.s), now + 30 * DAY);
	store_world_end(&world);
}
