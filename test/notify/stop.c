/* tests of notify/stop: the link in a mail, and what it stops */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/stop.h"

#include "base/time.h"
#include "notify/delivery.h"
#include "notify/mail_head.h"
#include "notify/prepare.h"
#include "notify/release.h"
#include "notify/verp.h"
#include "test/feed/told.h"
#include "value/code.h"

#define LINK "https://meld.example/stop/"

static struct open_store world;
static const unsigned char code_key[CODE_KEY] = {9};
static struct str token, bytes; /* of the mail that was sent; in world.a */

static int64_t
number(const char *query)
{
	return count_of(&world, query);
}

/* One company, told of one thing. */
static void
begin(const struct postmark *p)
{
	struct why w = {0};
	struct delivery_sums sums = {0};
	struct lease l;

	told_town(&world, 1);

	struct prepare prepare = {.store = &world.s,
	    .person = world.person,
	    .now = NOON,
	    .code_key = code_key,
	    .digest_hour = 8};
	struct release release = {.store = &world.s,
	    .person = world.person,
	    .now = NOON,
	    .rule = {.second_above = INT64_MAX, .canary.above = INT64_MAX}};

	is_int(notices_prepare(&prepare, &w), OK);
	release_notices(&release, NULL, 0);
	ok(lease_take(&world.s, p, NOON, &l));
	bytes = arena_str(&world.a, l.letter[0].bytes);
	token = verp_mark(
	    &world.s, &world.a, VERP_STOP, l.letter[0].id, l.letter[0].ref);
	outcomes_keep(&world.s,
	    &(struct outcome){&l.letter[0], DELIVERY_TAKEN, STR("250")}, 1,
	    NOON, &sums);
	lease_free(&l);
}

static const struct postmark linked = {
    .stop = {.p = LINK, .n = sizeof(LINK) - 1}};

static bool
look(struct str link, int64_t now)
{
	struct stop stop;

	return stop_look(&world.s, &world.a, link, now, &stop);
}

TEST(a_look_changes_nothing)
{
	struct stop stop;

	begin(&linked);
	ok(stop_look(&world.s, &world.a, token, NOON + HOUR, &stop));
	is_str(stop.address, STR("info@bakker.example"));
	is_str(stop.topic, STR("open-rdp"));
	ok(!stop.all);
	is_int(number("SELECT count(*) FROM contact_stop"), 0);
	is_int(number("SELECT count(*) FROM returned"), 0);
	store_world_end(&world);
}

TEST(it_stops_once_as_a_mail_does)
{
	struct stop stop;

	begin(&linked);
	ok(stop_look(&world.s, &world.a, token, NOON + HOUR, &stop));
	for (int i = 0; i < 3; i++) {
		sql_begin(world.s.db);
		stop_do(&world.s, &world.a, token, &stop, NOON + i * HOUR);
		sql_commit(world.s.db);
		is_int(number("SELECT since FROM contact_stop WHERE "
			      "topic = 'open-rdp'"),
		    NOON);
		is_int(number("SELECT count(*) FROM contact_stop"), 1);
		is_int(number("SELECT count(*) FROM returned WHERE kind = 7 "
			      "AND used = 1"),
		    1);
		is_int(number("SELECT count(*) FROM audit WHERE "
			      "did = 'stop by link'"),
		    1);
	}
	store_world_end(&world);
}

/* One bit further is nobody's; so is what proves something else. */
TEST(a_link_is_of_one_delivery_and_one_purpose)
{
	struct buf other = {0};

	begin(&linked);
	ok(look(token, NOON));
	for (size_t i = 0; i < token.n; i++) {
		buf_reset(&other);
		buf_str(&other, token);
		other.p[i] = other.p[i] == '0' ? '1' : '0';
		ok(!look(buf_all(&other), NOON));
	}
	ok(!look(str_upto(token, 32), NOON));
	ok(!look((struct str){0}, NOON));
	ok(!look(verp_mark(&world.s, &world.a, VERP_RETURN, 1,
		     str_upto(token, REF_SIZE)),
	    NOON));
	ok(!look(verp_mark(&world.s, &world.a, VERP_STOP, 2,
		     str_upto(token, REF_SIZE)),
	    NOON));
	buf_free(&other);
	store_world_end(&world);
}

TEST(it_ends)
{
	int64_t last = NOON + STOP_DAYS * (int64_t)DAY;

	begin(&linked);
	ok(look(token, last));
	ok(!look(token, last + 1));
	store_world_end(&world);
}

/* What is sent has the link, and what is kept of the notice has not. */
TEST(a_mail_says_so_where_its_sender_is_vouched_for)
{
	static const struct postmark relayed = {
	    .stop = {.p = LINK, .n = sizeof(LINK) - 1}, .relay_signs = true};
	static const struct postmark none;
	struct buf want = {0};

	begin(&relayed);
	buf_fmt(&want,
	    "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
	    "List-Unsubscribe: <" LINK "%.*s>,\r\n <mailto:",
	    STR_ARG(token));
	ok(str_find_str(bytes, buf_all(&want)) < bytes.n);
	store_world_end(&world);

	begin(&linked); /* nobody signs */
	ok(str_find_str(bytes, STR("One-Click")) == bytes.n);
	ok(str_find_str(bytes, STR("List-Unsubscribe: <" LINK)) < bytes.n);
	store_world_end(&world);

	begin(&none);
	ok(str_find_str(bytes, STR("https://")) == bytes.n);
	ok(str_find_str(bytes, STR("List-Unsubscribe: <mailto:")) < bytes.n ||
	    str_find_str(bytes, STR("List-Unsubscribe:\r\n <mailto:")) <
		bytes.n);
	store_world_end(&world);
	buf_free(&want);
}

static void
is_made(const char *frozen, bool vouched, const char *want)
{
	struct buf b = {0};

	mail_one_click(&b, str_of(frozen), STR("https://a.example/x"), vouched);
	is_text(buf_all(&b), want);
	buf_free(&b);
}

TEST(the_header_in_each_form)
{
	is_made("A: b\nList-Unsubscribe: <mailto:x>\nC: d\n\ntext\n", true,
	    "A: b\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
	    "List-Unsubscribe: <https://a.example/x>,\n <mailto:x>\nC: d\n\n"
	    "text\n");
	is_made("A: b\nList-Unsubscribe:\n <mailto:x>\n\ntext\n", false,
	    "A: b\nList-Unsubscribe: <https://a.example/x>,\n <mailto:x>\n\n"
	    "text\n");
	/* none, or only in its text */
	is_made("A: b\n\ntext\n", true, "A: b\n\ntext\n");
	is_made("A: b\n\nx\nList-Unsubscribe: <mailto:x>\n", true,
	    "A: b\n\nx\nList-Unsubscribe: <mailto:x>\n");
	is_made("A: b", true, "A: b");
	is_made("", true, "");
}
