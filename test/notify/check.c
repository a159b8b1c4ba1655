/* tests of notify/check: what is said of a check code, and how often */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/check.h"

#include <math.h>
#include <stdio.h>

#include "base/time.h"
#include "notify/prepare.h"
#include "notify/release.h"
#include "store/notice.sql.h"
#include "store/sql_handle.h"
#include "test/feed/told.h"

enum { COMPANIES = 200, GUESSES = 100000 };

static struct open_store world;
static const unsigned char code_key[CODE_KEY] = {9};
static struct check_desk desk;

/* One company told of something; code is that of its notice. */
static void
begin(int n, char code[CODE_SIZE])
{
	struct why w = {0};

	told_town(&world, n);

	struct prepare p = {.store = &world.s,
	    .person = world.person,
	    .now = NOON,
	    .code_key = code_key,
	    .digest_hour = 8};
	struct notice_get_row row;

	is_int(notices_prepare(&p, &w), OK);
	ok(notice_get(world.s.db, 1, &row));

	struct str body =
	    store_open(&world.s, &world.a, "notice.body", 1, row.body_sealed);
	const struct str before = STR("ode: ");
	size_t at = str_find_str(body, before) + before.n;

	ok(code_read(str_upto(str_from(body, at), CODE_SIZE - 1), code));
	desk = (struct check_desk){
	    .store = &world.s,
	    .code_key = code_key,
	    .now = NOON,
	    .days = 365,
	};
}

static void
release(void)
{
	struct release r = {.store = &world.s,
	    .person = world.person,
	    .now = NOON,
	    .rule = {.second_above = INT64_MAX, .canary.above = INT64_MAX}};

	release_notices(&r, NULL, 0);
}

static enum check_end
look(const char *code, const char *address)
{
	return code_look(&desk, &world.a, str_of(code), str_of(address)).end;
}

static enum check_end
asked(const char *code, int64_t person)
{
	struct check c;

	sql_begin(world.s.db);
	c = code_check(
	    &desk, &world.a, str_of(code), STR("info@bakker.example"), person);
	sql_commit(world.s.db);
	return c.end;
}

TEST(only_with_the_address_it_went_to)
{
	char code[CODE_SIZE], small[CODE_SIZE];

	begin(1, code);
	is_int(look(code, "info@bakker.example"), CHECK_NO); /* not out */
	release();
	is_int(look(code, "info@bakker.example"), CHECK_OURS);
	is_int(look(code, " info@BAKKER.example "), CHECK_OURS);
	is_int(look(code, "info@slager.example"), CHECK_NO);
	is_int(look(code, "nobody"), CHECK_NO);
	is_int(look(code, ""), CHECK_NO);
	for (size_t i = 0; i < CODE_SIZE; i++)
		small[i] = code[i] >= 'A' && code[i] <= 'Z'
		    ? (char)(code[i] + 32)
		    : code[i];
	is_int(look(small, "info@bakker.example"), CHECK_OURS);
	code[0] = code[0] == '2' ? '3' : '2';
	is_int(look(code, "info@bakker.example"), CHECK_NO);
	store_world_end(&world);
}

TEST(the_same_question_gets_the_same_answer)
{
	char code[CODE_SIZE];

	begin(1, code);
	release();
	for (int i = 0; i < CODE_TRIES + 5; i++)
		is_int(asked(code, world.person), CHECK_OURS);
	store_world_end(&world);
}

static long long steps; /* of SQLite's machine */

static int
step_count(void *ctx)
{
	(void)ctx;
	steps++;
	return 0;
}

static long long
steps_of(const char *code, const char *address, enum check_end want)
{
	is_int(look(code, address), want); /* what is done once is done */
	steps = 0;
	sqlite3_progress_handler(world.s.db->lite, 1, step_count, NULL);
	is_int(look(code, address), want);
	sqlite3_progress_handler(world.s.db->lite, 0, NULL, NULL);
	return steps;
}

/* Instructions are counted by bench/code.c; here the same path is. */
TEST(an_unknown_code_is_as_much_work_as_a_known_one)
{
	static const char other[] = "info@elsewhere.example";
	char code[CODE_SIZE], unknown[CODE_SIZE];

	begin(20, code);
	release();
	code_make(unknown);

	long long known = steps_of(code, other, CHECK_NO);
	long long nobodys = steps_of(unknown, other, CHECK_NO);
	long long damaged = steps_of("2345-6789-ABCD", other, CHECK_NO);

	tap_note("known %lld steps, unknown %lld, damaged %lld", known, nobodys,
	    damaged);
	ok(known > 0);
	is_int(nobodys, known);
	is_int(damaged, known);
	desk.now += 400 * (int64_t)DAY;
	is_int(steps_of(code, other, CHECK_NO), known);
	store_world_end(&world);
}

TEST(it_says_what_and_when)
{
	char code[CODE_SIZE];
	struct check c;

	begin(1, code);
	release();
	c = code_look(
	    &desk, &world.a, str_of(code), STR("info@bakker.example"));
	is_int(c.date, NOON);
	is_text(c.topic, "open-rdp");
	is_int(c.language, LANG_NL);
	desk.now = NOON + 365 * (int64_t)DAY;
	is_int(look(code, "info@bakker.example"), CHECK_OURS);
	desk.now++;
	is_int(look(code, "info@bakker.example"), CHECK_EXPIRED);
	is_int(look(code, "info@slager.example"), CHECK_NO);
	store_world_end(&world);
}

TEST(wrong_ones_are_limited_by_person_and_hour)
{
	char code[CODE_SIZE];
	int64_t other;

	begin(1, code);
	release();
	sql_begin(world.s.db);
	other = store_person(&world.s, STR("anna"), NOON);
	sql_commit(world.s.db);
	for (int i = 0; i < CODE_TRIES; i++)
		is_int(asked("nonsense", world.person), CHECK_NO);
	is_int(asked("nonsense", world.person), CHECK_TOO_MANY);
	is_int(asked(code, world.person), CHECK_TOO_MANY);
	is_int(asked(code, other), CHECK_OURS);
	desk.now += HOUR;
	is_int(asked(code, world.person), CHECK_OURS);
	desk.now += (CODE_TRIES_KEPT + 1) * HOUR;
	is_int(asked(code, world.person), CHECK_OURS);
	is_int(count_of(&world, "SELECT count(*) FROM code_try"), 1);
	store_world_end(&world);
}

/* The right address, the right key, and codes that read: only luck is left. */
TEST(guessing_finds_nothing)
{
	char code[CODE_SIZE];
	int hits = 0;

	begin(COMPANIES, code);
	release();
	is_int(count_of(&world, "SELECT count(*) FROM notice"), COMPANIES);
	for (int i = 0; i < GUESSES; i++) {
		char guess[CODE_SIZE];
		struct arena a;
		arena_init(&a, 0);
		code_make(guess);
		hits += code_look(&desk, &a, str_of(guess),
			    STR("info@bakker.example"))
			    .end != CHECK_NO;
		arena_free(&a);
	}
	is_int(hits, 0);
	tap_note("%d guesses at %d codes: the chance of one hit is %.1e",
	    GUESSES, COMPANIES, (double)GUESSES * COMPANIES / exp2(55));
	store_world_end(&world);
}
