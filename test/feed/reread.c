/* tests of feed/reread: rejected rows that a repaired reader reads */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/reread.h"

#include "base/time.h"
#include "finding/batch.h"
#include "test/feed/told.h"

#define HEADER "\"timestamp\",\"ip\"\r\n"

static struct open_store world;
static struct told t;

static void
begin(void)
{
	store_world(&world);
	company(&world, "A", "info@bakker.example", "203.0.113.0/29");
	told_begin(&t, &world);
}

static void
end(void)
{
	told_free(&t);
	store_world_end(&world);
}

/* A report of one good row and rejected ones. */
static void
report_with(int day, const char *good, const char *const *bad)
{
	told_input(&t);
	told_report(&t, "scan_rdp", day);
	if (good[0] != '\0')
		told_row(&t, good, "");
	for (; *bad != NULL; bad++)
		told_reject(&t, *bad);
	told_end(&t, false);
	told_done(&t);
	is_int(t.err, OK);
}

static struct reread
reread_of(void)
{
	return (struct reread){
	    .store = &world.s,
	    .owners = t.owners,
	    .folder = world.folder,
	    .person = world.person,
	    .now = NOON + 9 * DAY,
	};
}

/* What a repaired reader makes of a row. */
static enum err
reader_says(struct reread *r, const char *raw, const char *address, int day)
{
	struct buf b = {0};
	struct why w = {0};
	struct frame_observation f = row_of(&t, address, "");
	uint16_t type;
	struct str fields, all;
	bool done = false;

	f.raw = str_of(raw);
	f.seen = NOON + (int64_t)day * DAY;
	frame_observation_put(&b, &f);
	all = buf_all(&b);
	if (frame_take(&all, &type, &fields) != OK)
		die("no frame");

	enum err e = reread_frame(r, type, fields, &done, &w);

	buf_free(&b);
	return e;
}

TEST(rows_are_given_with_their_header)
{
	struct reread r;
	struct buf csv = {0};
	struct why w = {0};
	int64_t after = 0;

	begin();
	t.in.options = STR("map=ip=ip\n");
	report_with(
	    0, "203.0.113.2", (const char *const[]){"bad,1", "bad,2", NULL});
	r = reread_of();
	ok(reread_open(&r, 1, &after, &csv, &w));
	is_text(buf_all(&csv), HEADER "bad,1\r\nbad,2\r\n");
	is_int(r.rows, 2);
	is_text(r.name, "scan_rdp-0.csv");
	is_text(r.type, "scan_rdp");
	is_text(r.options, "map=ip=ip\n");
	reread_close(&r);
	r = reread_of();
	ok(!reread_open(&r, 1, &after, &csv, &w));
	is_int(w.err, OK);
	reread_close(&r);
	r = reread_of();
	after = 0;
	ok(!reread_open(&r, 7, &after, &csv, &w));
	reread_close(&r);
	buf_free(&csv);
	end();
}

static void
one_row_is_settled(void)
{
	is_int(count_of(&world,
		   "SELECT ledger FROM observation o JOIN "
		   "identification i ON i.observation = o.id JOIN "
		   "finding f ON f.id = i.finding WHERE o.row = 2"),
	    4);
	is_int(
	    count_of(&world, "SELECT rejected FROM ledger WHERE seq = 4"), 1);
	is_int(count_of(&world, "SELECT fresh FROM ledger WHERE seq = 4"), 2);
	is_int(count_of(&world, "SELECT rows FROM ledger WHERE seq = 4"), 3);
	is_int(count_of(&world,
		   "SELECT count(*) FROM reject WHERE settled IS "
		   "NOT NULL AND reader = 2"),
	    1);
}

/* Rows that were taken back are read no more. */
TEST(of_a_batch_taken_back)
{
	struct reread r = {0};
	struct buf csv = {0};
	struct why w = {0};
	int64_t after = 0;

	begin();
	report_with(0, "203.0.113.2", (const char *const[]){"bad,1", NULL});
	sql_begin(world.s.db);
	batch_set(
	    &world.s, 1, BATCH_WITHDRAWN, world.person, STR("wrong"), NOON);
	sql_commit(world.s.db);
	r = reread_of();
	ok(!reread_open(&r, 1, &after, &csv, &w));
	is_int(w.err, OK);
	reread_close(&r);
	buf_free(&csv);
	end();
}

TEST(the_look_is_completed_and_closes)
{
	struct reread r;
	struct buf csv = {0};
	struct why w = {0};
	int64_t after = 0;

	begin();
	told_day(&t, 0, "203.0.113.2");
	told_day(&t, 1, "");
	told_day(&t, 2, "");
	report_with(
	    3, "203.0.113.4", (const char *const[]){"bad,1", "bad,2", NULL});
	is_int(count_of(&world, "SELECT count(*) FROM finding WHERE state = 4"),
	    0);
	is_int(count_of(&world, "SELECT fresh FROM ledger WHERE seq = 4"), 1);

	/* one of the two reads: not complete yet */
	r = reread_of();
	ok(reread_open(&r, 4, &after, &csv, &w));
	reread_input(&r);
	is_int(reader_says(&r, "bad,2", "203.0.113.3", 3), OK);
	reread_keep(&r);
	is_int(r.settled, 1);
	ok(!r.completed);
	is_int(r.findings.opened, 1);
	reread_close(&r);
	one_row_is_settled();

	after = 0;
	buf_reset(&csv);
	r = reread_of();
	ok(reread_open(&r, 4, &after, &csv, &w));
	is_text(buf_all(&csv), HEADER "bad,1\r\n");
	reread_input(&r);
	is_int(reader_says(&r, "bad,1", "198.51.100.1", 3), OK);
	reread_keep(&r);
	ok(r.completed);
	is_int(r.findings.closed, 1);
	reread_close(&r);
	is_int(
	    count_of(&world, "SELECT complete FROM look WHERE day = 20466"), 1);
	is_int(count_of(&world, "SELECT complete FROM report WHERE id = 4"), 1);
	is_int(count_of(&world,
		   "SELECT count(*) FROM finding WHERE state = 4 AND "
		   "closed_day = 20466"),
	    1);
	/* the two that were seen on that day go on */
	is_int(count_of(&world, "SELECT count(*) FROM finding WHERE state = 1"),
	    2);
	buf_free(&csv);
	end();
}

TEST(a_report_that_was_cut_stays_incomplete)
{
	struct reread r;
	struct buf csv = {0};
	struct why w = {0};
	int64_t after = 0;

	begin();
	report_with(0, "203.0.113.2", (const char *const[]){"bad,1", NULL});
	forced("UPDATE report SET whole = 0");
	r = reread_of();
	ok(reread_open(&r, 1, &after, &csv, &w));
	reread_input(&r);
	is_int(reader_says(&r, "bad,1", "203.0.113.3", 0), OK);
	reread_keep(&r);
	is_int(r.settled, 1);
	ok(!r.completed);
	reread_close(&r);
	buf_free(&csv);
	end();
}

/* It is not trusted: only what was kept comes in, and each row once. */
TEST(a_reader_cannot_bring_in_what_nobody_gave)
{
	struct reread r;
	struct buf csv = {0};
	struct why w = {0};
	int64_t after = 0;
	bool done = false;

	begin();
	report_with(
	    0, "203.0.113.2", (const char *const[]){"bad,1", "bad,2", NULL});
	r = reread_of();
	ok(reread_open(&r, 1, &after, &csv, &w));
	reread_input(&r);
	is_int(reader_says(&r, "made,up", "203.0.113.5", 0), OK);
	is_int(reader_says(&r, "\"203.0.113.2\",\"\"", "203.0.113.5", 0), OK);
	is_int(reader_says(&r, "bad,2", "203.0.113.3", 0), OK);
	is_int(reader_says(&r, "bad,2", "203.0.113.4", 0), OK);
	is_int(reader_says(&r, "bad,1", "203.0.113.4", 0), OK);
	is_int(r.settled, 1);
	is_int(r.received, 5);
	is_int(reread_frame(&r, FRAME_OBSERVATION, STR("rubbish"), &done, &w),
	    ERR_SYNTAX);
	w = (struct why){0};
	is_int(reread_frame(&r, FRAME_TASK, STR(""), &done, &w), ERR_SYNTAX);
	/* the next attempt begins anew */
	reread_input(&r);
	is_int(r.settled, 0);
	is_int(reader_says(&r, "bad,1", "203.0.113.3", 0), OK);
	reread_keep(&r);
	reread_close(&r);
	is_int(count_of(&world, "SELECT count(*) FROM observation"), 2);
	is_int(count_of(
		   &world, "SELECT count(*) FROM reject WHERE settled IS NULL"),
	    1);
	buf_free(&csv);
	end();
}

/* Bytes are as they were when they were kept, or nothing is read. */
TEST(evidence_that_is_gone_is_told)
{
	struct reread r;
	struct buf csv = {0};
	struct why w = {0};
	int64_t after = 0;

	begin();
	report_with(0, "203.0.113.2", (const char *const[]){"bad,1", NULL});
	forced("UPDATE ledger SET file = 'evidence/2026/01/"
	       "00000000000000000000000000000000.chunk'");
	r = reread_of();
	ok(!reread_open(&r, 1, &after, &csv, &w));
	is_int(w.err, ERR_ABSENT);
	tells(str_of(w.rule), "cannot be read; `dijkwacht evidence verify`");
	reread_close(&r);
	buf_free(&csv);
	end();
}

TEST(what_was_known_before_stays_untold)
{
	struct reread r;
	struct buf csv = {0};
	struct why w = {0};
	int64_t after = 0;

	begin();
	t.in.batch.baseline = true;
	report_with(0, "203.0.113.2", (const char *const[]){"bad,1", NULL});
	r = reread_of();
	ok(reread_open(&r, 1, &after, &csv, &w));
	reread_input(&r);
	is_int(reader_says(&r, "bad,1", "203.0.113.3", 0), OK);
	reread_keep(&r);
	reread_close(&r);
	is_int(
	    count_of(&world, "SELECT count(*) FROM finding WHERE baseline = 1"),
	    2);
	buf_free(&csv);
	end();
}
