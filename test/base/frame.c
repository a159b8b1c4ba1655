/* tests of base/frame: what a hostile sender may try */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/frame.h"

#include "test/tap.h"

TEST(there_and_back)
{
	struct buf b = {0};
	size_t mark = frame_begin(&b, 7);
	uint16_t type;
	struct str fields;

	frame_put_u32(&b, 99);
	frame_put_bytes(&b, STR("dijk"), 10);
	frame_end(&b, mark);

	struct str in = buf_all(&b);

	is_int(frame_take(&in, &type, &fields), OK);
	is_int(type, 7);
	is_int(in.n, 0);

	struct frame_in f = {.left = fields};

	is_int(frame_u32(&f), 99);
	is_text(frame_text(&f, 10), "dijk");
	is_int(frame_done(&f), OK);
	buf_free(&b);
}

TEST(not_whole_yet)
{
	struct str in = STR("\x04\x00\x00\x00\x01\x00z");
	uint16_t type;
	struct str fields;

	is_int(frame_take(&in, &type, &fields), ERR_ABSENT);
}

TEST(lengths_that_lie)
{
	struct str huge = STR("\xff\xff\xff\xff\x01\x00");
	struct str tiny = STR("\x01\x00\x00\x00\x01");
	uint16_t type;
	struct str fields;

	is_int(frame_take(&huge, &type, &fields), ERR_SYNTAX);
	is_int(frame_take(&tiny, &type, &fields), ERR_SYNTAX);
}

TEST(fields_that_lie)
{
	struct frame_in longer = {.left = STR("\x05\x00\x00\x00"
					      "abc")};
	struct frame_in past = {.left = STR("\x03\x00\x00\x00"
					    "abc")};
	struct frame_in broken = {.left = STR("\x02\x00\x00\x00\xc0\xaf")};
	struct frame_in over = {.left = STR("\x09")};
	struct frame_in rest = {.left = STR("\x01\x02")};

	frame_bytes(&longer, 10);
	is_int(frame_done(&longer), ERR_SYNTAX);
	frame_bytes(&past, 2);
	is_int(frame_done(&past), ERR_SYNTAX);
	frame_text(&broken, 10);
	is_int(frame_done(&broken), ERR_SYNTAX);
	frame_enum(&over, 9);
	is_int(frame_done(&over), ERR_SYNTAX);
	frame_u8(&rest);
	is_int(frame_done(&rest), ERR_SYNTAX);
}
