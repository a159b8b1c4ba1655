/* tests of base/json_out */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/json_out.h"

#include "base/json.h"
#include "test/tap.h"

static struct buf b;
static struct json_out o;

static struct json_out *
fresh(void)
{
	buf_reset(&b);
	json_out_open(&o, &b);
	return &o;
}

TEST(a_document)
{
	json_out_object(fresh());
	json_out_key(&o, STR("name"));
	json_out_str(&o, STR("De Bakker"));
	json_out_key(&o, STR("list"));
	json_out_array(&o);
	json_out_i64(&o, INT64_MIN);
	json_out_bool(&o, true);
	json_out_bool(&o, false);
	json_out_null(&o);
	json_out_object(&o);
	json_out_end(&o);
	json_out_array(&o);
	json_out_end(&o);
	json_out_end(&o);
	json_out_key(&o, STR(""));
	json_out_i64(&o, 0);
	json_out_end(&o);
	ok(json_out_done(&o));
	is_text(buf_all(&b),
	    "{\"name\":\"De Bakker\",\"list\":[-9223372036854775808,true,false,"
	    "null,{},[]],\"\":0}");
}

TEST(strings_are_escaped)
{
	json_out_str(
	    fresh(), STR("q\" b\\ n\n t\t r\r nul\0 e\x1f d\x7f \xc3\xa9"));
	is_text(buf_all(&b),
	    "\"q\\\" b\\\\ n\\n t\\t r\\u000d nul\\u0000 e\\u001f d\\u007f "
	    "\xc3\xa9\"");
	json_out_str(fresh(), (struct str){0});
	is_text(buf_all(&b), "\"\"");
	ok(json_out_done(&o));
}

TEST(broken_utf8_becomes_the_replacement_character)
{
	json_out_str(fresh(), STR("a\xff\xc3(\xed\xa0\x80z\xe2\x82"));
	is_text(buf_all(&b),
	    "\"a\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz"
	    "\xef\xbf\xbd\xef\xbf\xbd\"");
}

TEST(what_is_no_json_sticks)
{
	json_out_object(fresh());
	json_out_i64(&o, 1); /* no key */
	json_out_end(&o);
	ok(!json_out_done(&o));
	is_text(buf_all(&b), "{");

	json_out_array(fresh());
	json_out_key(&o, STR("k"));
	ok(o.bad);

	json_out_end(fresh());
	ok(o.bad);

	json_out_null(fresh());
	json_out_null(&o); /* a second value */
	ok(!json_out_done(&o));
	is_text(buf_all(&b), "null");

	json_out_object(fresh());
	json_out_key(&o, STR("k"));
	json_out_end(&o); /* a key without a value */
	ok(o.bad);

	json_out_object(fresh());
	ok(!json_out_done(&o)); /* not closed */
	ok(!json_out_done(fresh()));
}

TEST(depth)
{
	fresh();
	for (int i = 0; i < JSON_OUT_DEPTH_MAX; i++)
		json_out_array(&o);
	ok(!o.bad);
	for (int i = 0; i < JSON_OUT_DEPTH_MAX; i++)
		json_out_end(&o);
	ok(json_out_done(&o));

	fresh();
	for (int i = 0; i <= JSON_OUT_DEPTH_MAX; i++)
		json_out_object(&o), json_out_key(&o, STR("k"));
	ok(o.bad);
}

TEST(a_full_buf)
{
	struct buf small = {.limit = 4};

	json_out_open(&o, &small);
	json_out_str(&o, STR("too long"));
	ok(!json_out_done(&o));
	buf_free(&small);
}

/* Any bytes become JSON that our own reader takes. */
TEST(what_is_written_reads_back)
{
	char all[512];
	struct arena a;
	struct json j;

	for (int i = 0; i < 512; i++)
		all[i] = (char)(i * 7 + i / 256);
	arena_init(&a, 0);
	json_out_str(fresh(), str_make(all, sizeof(all)));
	ok(json_out_done(&o));
	json_open(&j, buf_all(&b), &a);
	ok(json_str(&j).n >= sizeof(all));
	is_int(json_end(&j), OK);
	json_out_str(fresh(), str_make(all, 128));
	json_open(&j, buf_all(&b), &a);
	json_skip(&j);
	is_int(json_end(&j), OK);
	arena_free(&a);
}
