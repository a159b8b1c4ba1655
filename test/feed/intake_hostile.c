/* tests of feed/intake: a reader that breaks its word, in every way */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/intake.h"

#include <string.h>

#include "base/time.h"
#include "test/feed/told.h"

static struct open_store world;
static struct told t;

static void
begin(void)
{
	store_world(&world);
	company(&world, "A", "info@bakker.example", "203.0.113.0/29");
	told_begin(&t, &world);
}

/* Whatever was said, nothing of it may have come into the store. */
static void
refused(const char *rule)
{
	is_int(t.err, ERR_SYNTAX);
	tells(str_of(t.w.rule), "the reader broke its word");
	tells(str_of(t.w.rule), rule);
	ok(!t.done);
	intake_abandon(&t.in);
	is_int(count_of(&world, "SELECT count(*) FROM observation"), 0);
	is_int(count_of(&world, "SELECT count(*) FROM ledger"), 0);
	is_int(count_of(&world, "SELECT count(*) FROM look"), 0);
	told_day(&t, 9, "203.0.113.2"); /* and the next input is fine */
	told_free(&t);
	store_world_end(&world);
}

TEST(a_row_before_any_report)
{
	begin();
	told_row(&t, "203.0.113.2", "");
	refused("an observation that does not read");
}

TEST(a_reject_before_any_report)
{
	begin();
	told_reject(&t, "x");
	refused("a rejected row that does not read");
}

TEST(an_end_before_any_report)
{
	begin();
	told_end(&t, true);
	refused("an end without a report");
}

TEST(a_report_inside_a_report)
{
	begin();
	told_report(&t, "scan_rdp", 0);
	told_row(&t, "203.0.113.2", "");
	told_report(&t, "scan_rdp", 1);
	refused("inside another");
}

TEST(the_end_of_the_input_inside_a_report)
{
	begin();
	told_report(&t, "scan_rdp", 0);
	told_done(&t);
	refused("inside a report");
}

TEST(two_ends_of_one_report)
{
	begin();
	told_report(&t, "scan_rdp", 0);
	told_end(&t, false);
	told_end(&t, true);
	is_int(t.err, ERR_SYNTAX);
	is_int(count_of(&world, "SELECT complete FROM look"), 0);
	told_free(&t);
	store_world_end(&world);
}

TEST(counts_that_lie)
{
	static const int lies[][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};

	for (size_t i = 0; i < 4; i++) {
		begin();
		told_report(&t, "scan_rdp", 0);
		told_row(&t, "203.0.113.2", "");
		told_row(&t, "203.0.113.3", "");
		told_reject(&t, "x");
		t.rows += (uint64_t)lies[i][0];
		t.rejected += (uint64_t)lies[i][1];
		told_end(&t, true);
		refused("rows told and rows sent differ");
	}
}

TEST(frames_nobody_asked_for)
{
	static const uint16_t types[] = {
	    0, FRAME_ORGANISATION, FRAME_TASK, 8, 32, 0xffff};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		begin();
		tell_bytes(&t, types[i], STR(""));
		refused("a frame nobody asked for");
	}
}

/* Every frame cut off at every byte, and with one byte too many. */
TEST(frames_cut_off_anywhere)
{
	struct buf b = {0};
	uint16_t type;
	struct str all, fields;

	begin();
	told_report(&t, "scan_rdp", 0);
	struct frame_observation f = row_of(&t, "203.0.113.2", "x.example");

	f.detail = STR("a: b\n");
	frame_observation_put(&b, &f);
	all = buf_all(&b);
	if (frame_take(&all, &type, &fields) != OK)
		die("our own frame does not read");
	for (size_t n = 0; n < fields.n; n++) {
		tell_bytes(&t, type, str_upto(fields, n));
		if (!is_int(t.err, ERR_SYNTAX))
			tap_note("at byte %zu", n);
	}
	is_int(t.in.received, 0);
	tell_bytes(&t, type, fields);
	is_int(t.err, OK);
	buf_char(&b, 'x');
	all = buf_all(&b);
	tell_bytes(&t, type, str_make(fields.p, fields.n));
	is_int(t.err, OK);
	buf_free(&b);
	told_free(&t);
	store_world_end(&world);
}

struct place {
	const char *name;
	uint8_t kind, length;
	size_t bytes;
};

TEST(places_that_are_none)
{
	static const struct place rows[] = {
	    {"kind 5", 5, 32, 4},
	    {"kind 255", 255, 0, 0},
	    {"four with sixteen bytes", 4, 32, 16},
	    {"four without bytes", 4, 32, 0},
	    {"six with four bytes", 6, 128, 4},
	    {"none with four bytes", 0, 0, 4},
	    {"none with a length", 0, 1, 0},
	    {"four of 33 bits", 4, 33, 4},
	    {"six of 129 bits", 6, 129, 16},
	    {"six of 255 bits", 6, 255, 16},
	};
	static const char bytes[16] = {(char)203, 0, 113, 2};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		begin();
		told_report(&t, "scan_rdp", 0);
		struct frame_observation f = row_of(&t, "", "");
		f.kind = rows[i].kind;
		f.length = rows[i].length;
		f.address = str_make(bytes, rows[i].bytes);
		tell_row(&t, &f);
		tap_note("%s", rows[i].name);
		refused("an observation that does not read");
	}
}

/* Such a time would stop the making of notices for good. */
TEST(times_past_the_calendar)
{
	static const int64_t times[] = {INT64_MIN, INT64_MIN + 1, INT64_MAX,
	    INT64_C(-62135596801), INT64_C(253402300800)};

	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		begin();
		told_report(&t, "scan_rdp", 0);
		struct frame_observation f = row_of(&t, "203.0.113.2", "");
		f.seen = times[i];
		tell_row(&t, &f);
		refused("an observation that does not read");
	}
}

TEST(days_past_the_calendar)
{
	static const int32_t days[] = {
	    INT32_MIN + 1, INT32_MAX, INT32_MAX / 2, -800000, 3000000};

	for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
		struct buf b = {0};
		struct frame_report f = {
		    .name = STR("x"), .type = STR("scan_rdp"), .day = days[i]};
		begin();
		frame_report_put(&b, &f);
		tell(&t, &b);
		refused("a report that does not read");
	}
}

/* They would end up as lines of a mail, or on the operator's screen. */
TEST(hostnames_that_were_not_checked)
{
	static const char *const names[] = {"a\nBcc: x@y.example", "a b",
	    "WWW.example", "\x1b[2J", "caf\xc3\xa9.example", "a\r.example",
	    "a\x7f"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		begin();
		told_report(&t, "scan_rdp", 0);
		told_row(&t, "203.0.113.2", names[i]);
		refused("an observation that does not read");
	}
}

TEST(texts_that_a_terminal_obeys)
{
	static const struct str texts[] = {{"\x1b]0;owned\x07.csv", 13},
	    {"a\nb", 3},
	    {"\xc2\x9b"
	     "2J",
		4},
	    {"\xe2\x80\xae"
	     "vsc",
		6}};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct buf b = {0};
		struct frame_report f = {.name = STR("a.csv"),
		    .type = STR("scan_rdp"),
		    .scope = texts[i],
		    .day = TODAY};
		begin();
		frame_report_put(&b, &f);
		tell(&t, &b);
		refused("a report that does not read");
	}
}

/* The longest of everything, and it still fits a chunk. */
TEST(the_longest_row_there_is)
{
	static char raw[49152], text[4096];

	memset(raw, 'r', sizeof(raw));
	memset(text, 't', sizeof(text));
	begin();
	told_report(&t, "scan_rdp", 0);
	struct frame_observation f = row_of(&t, "203.0.113.2", "");

	f.raw = str_make(raw, sizeof(raw));
	f.hostname = str_make(text, 253);
	f.family = str_make(text, 256);
	f.detail = str_make(text, sizeof(text));
	f.cves = f.tag = str_make(text, 2048);
	tell_row(&t, &f);
	told_end(&t, true);
	is_int(t.err, OK);
	is_int(t.in.sums.rows, 1);
	is_int(count_of(&world, "SELECT bytes FROM ledger"), sizeof(raw));
	told_free(&t);
	store_world_end(&world);
}

/* Short rows with long details: memory stays bounded, nothing is lost. */
TEST(details_far_longer_than_their_rows)
{
	static char text[4096];
	int rows = 33000, told = 0;

	memset(text, 't', sizeof(text));
	begin();
	told_report(&t, "scan_rdp", 0);
	for (; told < rows && t.err == OK; told++) {
		struct frame_observation f = row_of(&t, "203.0.113.2", "");
		f.detail = str_make(text, sizeof(text));
		f.cves = f.tag = str_make(text, 2048);
		f.port = (uint16_t)(told % 50 + 1);
		tell_row(&t, &f);
	}
	told_end(&t, true);
	is_int(t.err, OK);
	is_int(t.in.sums.rows, rows);
	is_int(count_of(&world, "SELECT sum(rows) FROM ledger"), rows);
	is_int(count_of(&world, "SELECT count(*) FROM ledger"), 2);
	is_int(count_of(&world, "SELECT count(*) FROM finding"), 50);
	told_free(&t);
	store_world_end(&world);
}
