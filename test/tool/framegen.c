/* tests of tool/framegen: its codec, and the files it refuses */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/tap.h"
#include "test/tool/program.h"
#include "test/tool/sample.frame.h"

static const struct frame_everything all = {
    .yes = true,
    .small = 255,
    .port = 65535,
    .asn = 4294967295u,
    .row = UINT64_MAX,
    .day = INT32_MIN,
    .seen = INT64_MIN,
    .name = {.p = "dijk\xc3\xa9!", .n = 7},
    .said = {.p = "caf\xc3\xa9", .n = 5},
    .more = {.p = "a\nb\n", .n = 4},
    .raw = {.p = "\0\xff\n\x80", .n = 4},
    .kind = 2,
};

/* Where the fields of "all" lie on the wire. */
enum {
	AT_YES = 0,
	AT_NAME = 1 + 1 + 2 + 4 + 8 + 4 + 8,
	AT_SAID = AT_NAME + 4 + 7,
	AT_MORE = AT_SAID + 4 + 5,
	AT_RAW = AT_MORE + 4 + 4,
	AT_KIND = AT_RAW + 4 + 4,
	ALL_SIZE = AT_KIND + 1,
};

static struct str
fields_of(struct buf *b)
{
	struct str in = buf_all(b), fields = {0};
	uint16_t type = 0;

	is_int(frame_take(&in, &type, &fields), OK);
	is_int(type, FRAME_EVERYTHING);
	is_int(in.n, 0);
	return fields;
}

/* Reads "all" with n bytes at position at replaced by those of with. */
static enum err
read_changed(size_t at, size_t n, struct str with)
{
	struct buf b = {0}, changed = {0};
	struct frame_everything got;

	frame_everything_put(&b, &all);

	struct str fields = fields_of(&b);

	buf_str(&changed, str_upto(fields, at));
	buf_str(&changed, with);
	buf_str(&changed, str_from(fields, at + n));

	enum err e = frame_everything_read(buf_all(&changed), &got);

	buf_free(&b);
	buf_free(&changed);
	return e;
}

TEST(every_type_there_and_back)
{
	struct buf b = {0};
	struct frame_everything got = {0};

	frame_everything_put(&b, &all);

	struct str fields = fields_of(&b);

	is_int(fields.n, ALL_SIZE);
	is_int(frame_everything_read(fields, &got), OK);
	is_int(got.yes, 1);
	is_int(got.small, 255);
	is_int(got.port, 65535);
	is_int(got.asn, 4294967295u);
	ok(got.row == UINT64_MAX);
	is_int(got.day, INT32_MIN);
	ok(got.seen == INT64_MIN);
	is_str(got.name, all.name);
	is_str(got.said, all.said);
	is_str(got.more, all.more);
	is_str(got.raw, all.raw);
	is_int(got.kind, 2);
	ok(got.name.p == fields.p + AT_NAME + 4); /* borrowed */
	buf_free(&b);
}

TEST(on_the_wire_little_endian)
{
	struct buf b = {0};
	struct frame_everything f = {.port = 0x1234, .day = -2};

	frame_everything_put(&b, &f);
	is_str(str_upto(buf_all(&b), 6), STR("\x2f\x00\x00\x00\x09\x00"));
	is_str(str_upto(str_from(buf_all(&b), 8), 2), STR("\x34\x12"));
	is_str(str_upto(str_from(buf_all(&b), 22), 4), STR("\xfe\xff\xff\xff"));
	buf_free(&b);
}

TEST(same_bytes_as_the_primitives)
{
	struct buf b = {0}, by_hand = {0};
	size_t mark = frame_begin(&by_hand, FRAME_EVERYTHING);

	frame_put_u8(&by_hand, 1);
	frame_put_u8(&by_hand, 255);
	frame_put_u16(&by_hand, all.port);
	frame_put_u32(&by_hand, all.asn);
	frame_put_u64(&by_hand, all.row);
	frame_put_u32(&by_hand, (uint32_t)all.day);
	frame_put_u64(&by_hand, (uint64_t)all.seen);
	frame_put_bytes(&by_hand, all.name, 8);
	frame_put_bytes(&by_hand, all.said, 8);
	frame_put_bytes(&by_hand, all.more, 8);
	frame_put_bytes(&by_hand, all.raw, 4);
	frame_put_u8(&by_hand, 2);
	frame_end(&by_hand, mark);
	frame_everything_put(&b, &all);
	is_str(buf_all(&b), buf_all(&by_hand));
	buf_free(&b);
	buf_free(&by_hand);
}

TEST(frames_follow_each_other)
{
	struct buf b = {0};
	struct frame_one one = {.only = 255}, got = {0};
	uint16_t type;
	struct str fields;

	frame_everything_put(&b, &all);
	frame_one_put(&b, &one);

	struct str in = buf_all(&b);

	is_int(frame_take(&in, &type, &fields), OK);
	is_int(frame_take(&in, &type, &fields), OK);
	is_int(type, 65535);
	is_int(frame_one_read(fields, &got), OK);
	is_int(got.only, 255);
	is_int(in.n, 0);
	buf_free(&b);
}

TEST(truncated_at_every_byte)
{
	is_int(read_changed(ALL_SIZE, 0, STR("")), OK);
	for (size_t n = 0; n < ALL_SIZE; n++)
		is_int(read_changed(n, ALL_SIZE, STR("")), ERR_SYNTAX);
}

TEST(left_over_bytes)
{
	is_int(read_changed(ALL_SIZE, 0, STR("\0")), ERR_SYNTAX);
}

TEST(broken_utf8)
{
	struct str overlong = STR("\x02\x00\x00\x00\xc0\xaf");
	struct str surrogate = STR("\x03\x00\x00\x00\xed\xa0\x80");
	struct str half = STR("\x01\x00\x00\x00\xc3");

	is_int(read_changed(AT_NAME, 11, overlong), ERR_SYNTAX);
	is_int(read_changed(AT_NAME, 11, surrogate), ERR_SYNTAX);
	is_int(read_changed(AT_NAME, 11, half), ERR_SYNTAX);
	/* bytes need not be UTF-8 */
	is_int(read_changed(AT_RAW, 8, overlong), OK);
}

TEST(what_a_terminal_obeys)
{
	struct str end = STR("\x01\x00\x00\x00\n");
	struct str escape = STR("\x03\x00\x00\x00\x1b[m");
	struct str broken = STR("\x02\x00\x00\x00\xc0\xaf");
	struct str turned = STR("\x03\x00\x00\x00\xe2\x80\xae");

	is_int(read_changed(AT_SAID, 9, end), ERR_SYNTAX);
	is_int(read_changed(AT_MORE, 8, end), OK);
	is_int(read_changed(AT_NAME, 11, escape), OK); /* text is only UTF-8 */
	for (size_t at = AT_SAID; at <= AT_MORE; at += AT_MORE - AT_SAID) {
		size_t n = at == AT_SAID ? 9 : 8;
		is_int(read_changed(at, n, escape), ERR_SYNTAX);
		is_int(read_changed(at, n, broken), ERR_SYNTAX);
		is_int(read_changed(at, n, turned), ERR_SYNTAX);
	}
}

TEST(past_the_maximum)
{
	struct str nine = STR("\x09\x00\x00\x00"
			      "123456789");
	struct str five = STR("\x05\x00\x00\x00"
			      "12345");
	struct str huge = STR("\xff\xff\xff\xff"
			      "12345678");

	is_int(read_changed(AT_NAME, 11,
		   STR("\x08\x00\x00\x00"
		       "12345678")),
	    OK);
	is_int(read_changed(AT_NAME, 11, nine), ERR_SYNTAX);
	is_int(read_changed(AT_NAME, 11, huge), ERR_SYNTAX);
	is_int(read_changed(AT_RAW, 8, five), ERR_SYNTAX);
}

TEST(enum_and_bool_out_of_range)
{
	is_int(read_changed(AT_KIND, 1, STR("\x02")), OK);
	is_int(read_changed(AT_KIND, 1, STR("\x03")), ERR_SYNTAX);
	is_int(read_changed(AT_KIND, 1, STR("\xff")), ERR_SYNTAX);
	is_int(read_changed(AT_YES, 1, STR("\x00")), OK);
	is_int(read_changed(AT_YES, 1, STR("\x02")), ERR_SYNTAX);
}

TEST(past_the_limit_of_the_buf)
{
	struct buf b = {.limit = 20};

	frame_everything_put(&b, &all);
	ok(b.full);
	is_int(b.n, 0);
	buf_free(&b);
}

/* The status with which putting f ends a process: 70 when it dies. */
static int
put_status(const struct frame_everything *f)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		struct buf b = {0};
		close(2);
		frame_everything_put(&b, f);
		buf_free(&b);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(writer_dies_of_its_own_bugs)
{
	struct frame_everything name = all, kind = all;

	name.name = STR("123456789");
	kind.kind = 3;
	is_int(put_status(&all), 0);
	is_int(put_status(&name), 70);
	is_int(put_status(&kind), 70);
}

TEST(names_of_types)
{
	is_text(str_of(sample_frame_name(FRAME_EVERYTHING)), "everything");
	is_text(str_of(sample_frame_name(FRAME_ONE)), "one");
	is_text(str_of(sample_frame_name(0)), "unknown");
}

/* clang-format off */
static const struct {
	const char *text, *said;
} refused[] = {
    {"frame a 1\n\tx u8\nframe b 1\n\tx u8\n",  "bad.frame:3: number 1 is taken by \"a\""},
    {"frame a 1\n\tx u8\nframe a 2\n\tx u8\n",  "bad.frame:3: there is a frame \"a\" already"},
    {"frame a 1\n\tx u8\n\tx u8\n",             "bad.frame:3: there is a field \"x\" already"},
    {"frame a 1\n\tx text 65531\n",
     "bad.frame:2: with \"x\" a frame \"a\" can be 65537 bytes, past FRAME_MAX (65536); "
     "lower a maximum"},
    {"frame a 0\n\tx u8\n",
     "bad.frame:1: \"0\" is not a number from 1 to 65535"},
    {"frame a 65536\n\tx u8\n",
     "bad.frame:1: \"65536\" is not a number from 1 to 65535"},
    {"frame a\n\tx u8\n",
     "bad.frame:1: \"\" is not a number from 1 to 65535"},
    {"frame A-b 1\n\tx u8\n",                   "bad.frame:1: \"A-b\" is not a name in lower case"},
    {"frame a 1\n\tx u128\n",
     "bad.frame:2: \"u128\" is not a type (bool u8 u16 u32 u64 i32 i64 text "
     "line lines bytes enum)"},
    {"frame a 1\n\tx text\n",
     "bad.frame:2: \"\" is not a number from 1 to 65536"},
    {"frame a 1\n\tx enum 257\n",
     "bad.frame:2: \"257\" is not a number from 1 to 256"},
    {"frame a 1\n\tx u8 9\n",                   "bad.frame:2: \"9\" is one word too many"},
    {"\tx u8\n",                                "bad.frame:1: a field before the first frame"},
    {"# nothing\n",                             "bad.frame:1: holds no frame"},
    {"x u8\n",
     "bad.frame:1: expected \"frame NAME NUMBER\" or, indented, \"FIELD TYPE\""},
    {"frame a 1\n\tx u8 # */\n",                "bad.frame:2: \"*/\" would end the comment in C"},
    {"frame a 1\r\n\tx u8\r\n",                 "bad.frame:1: has a CR; end lines with LF alone"},
    {"frame a 1\n\tx u8 # \xff\n",              "bad.frame: is not UTF-8"},
};
/* clang-format on */

static const char *const argv[] = {
    FRAMEGEN, "bad.frame", "bad.frame.h", "bad.frame.c", NULL};

TEST(files_it_refuses)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct buf said = {0};

		scratch_write("bad.frame", str_of(refused[i].text));
		is_int(program_run(&said, argv), 1);
		is_text(str_trim(buf_all(&said)), refused[i].said);
		is_int(scratch_read("bad.frame.h").n, 0);
		buf_free(&said);
	}
}

TEST(largest_frame_that_fits)
{
	struct buf said = {0};

	scratch_write("bad.frame", STR("frame a 1\n\tx text 65530\n"));
	is_int(program_run(&said, argv), 0);
	is_text(buf_all(&said), "");
	buf_free(&said);
}
