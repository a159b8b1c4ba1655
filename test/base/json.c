/* tests of base/json */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/json.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/stream.h"
#include "test/tap.h"

static struct arena arena;

static struct json *
reader(struct str text)
{
	static struct json j;

	arena_reset(&arena);
	json_open(&j, text, &arena);
	return &j;
}

TEST(an_object_reads_as_it_stands)
{
	struct json *j =
	    reader(STR(" {\"id\": 7, \"tags\": [\"a\",\"b\"], "
		       "\"more\": {\"x\": [{}]}, \"last\": true}\n"));
	int64_t id = 0;
	struct str tags[4];
	size_t n = 0, keys = 0;
	bool last = false;

	for (struct str key; json_key(j, &key); keys++)
		if (str_eq(key, STR("id")))
			id = json_i64(j);
		else if (str_eq(key, STR("last")))
			last = json_bool(j);
		else if (str_eq(key, STR("tags")))
			while (json_elem(j))
				tags[n++ & 3] = json_str(j);
		else
			json_skip(j);
	is_int(json_end(j), OK);
	is_int(keys, 4);
	is_int(id, 7);
	is_int(n, 2);
	is_text(tags[0], "a");
	is_text(tags[1], "b");
	ok(last);
}

TEST(empty_ones)
{
	struct json *j = reader(STR("[ { } , [ ] ]"));
	struct str key;

	ok(json_elem(j));
	ok(!json_key(j, &key));
	ok(json_elem(j));
	ok(!json_elem(j));
	ok(!json_elem(j));
	is_int(json_end(j), OK);
}

TEST(kinds)
{
	struct json *j = reader(STR("[{}, [], \"\", -1, true, null, x]"));
	enum json_kind seen[8];
	size_t n = 0;

	for (; json_elem(j); json_skip(j))
		seen[n++ & 7] = json_kind(j);
	is_int(n, 7);
	for (size_t i = 0; i < 6; i++)
		is_int(seen[i], JSON_OBJECT + i);
	is_int(seen[6], JSON_NONE);
	is_int(json_end(j), ERR_SYNTAX);
	is_int(json_kind(j), JSON_NONE);
}

TEST(strings)
{
	struct json *j = reader(STR("\"\\\"\\\\\\/\\b\\f\\n\\r\\t \\u00e9 "
				    "\\uD83C\\uDF0A \\u20ac \xc3\xa9\""));

	is_text(json_str(j),
	    "\"\\/\b\f\n\r\t \xc3\xa9 \xf0\x9f\x8c\x8a "
	    "\xe2\x82\xac \xc3\xa9");
	is_int(json_end(j), OK);

	struct str text = STR("\"borrowed, longer than eight\"");

	ok(json_str(reader(text)).p == text.p + 1);
	is_int(arena.used, 0);
	is_str(json_str(reader(STR("\"a\\u0000b\""))), STR("a\0b"));
}

TEST(keys_are_unescaped_and_given_twice)
{
	struct json *j = reader(STR("{\"\\u0061\":1,\"a\":2}"));
	struct str key;
	int64_t sum = 0;

	while (json_key(j, &key)) {
		is_text(key, "a");
		sum += json_i64(j);
	}
	is_int(sum, 3);
	is_int(json_end(j), OK);
}

static void
refuses(
    struct str text, enum err e, uint64_t line, uint64_t byte, const char *rule)
{
	struct json *j = reader(text);

	json_skip(j);
	is_int(json_end(j), e);
	is_text(str_of(json_why(j)->rule), rule);
	is_int(json_why(j)->line, line);
	is_int(json_why(j)->byte, byte);
}

TEST(what_is_wrong_and_where)
{
	refuses(STR(""), ERR_SYNTAX, 1, 0, "the text ends early");
	refuses(STR("\xef\xbb\xbf"), ERR_SYNTAX, 1, 3, "the text ends early");
	refuses(STR("{\n\"a\": 1,\n}"), ERR_SYNTAX, 3, 10,
	    "a key in quotes was expected here");
	refuses(STR("[1,]"), ERR_SYNTAX, 1, 3, "a value was expected here");
	refuses(STR("[1 2]"), ERR_SYNTAX, 1, 3, "a , or ] was expected here");
	refuses(STR("{\"a\" 2}"), ERR_SYNTAX, 1, 5, "a : was expected here");
	refuses(
	    STR("{\"a\":2]"), ERR_SYNTAX, 1, 6, "a , or } was expected here");
	refuses(STR("\"a\nb\""), ERR_SYNTAX, 1, 2,
	    "a control character must be escaped in a string");
	refuses(STR("\"\\x\""), ERR_SYNTAX, 1, 1, "this is no escape");
	refuses(STR("\"\\u12g4\""), ERR_SYNTAX, 1, 1, "this is no escape");
	refuses(STR("[\"\xff\"]"), ERR_SYNTAX, 1, 2,
	    "this is not UTF-8; save the text as UTF-8");
	refuses(STR("\"open"), ERR_SYNTAX, 1, 5,
	    "the text ends early, in a string");
	refuses(STR("-"), ERR_SYNTAX, 1, 1, "a digit was expected here");
	refuses(STR("1 x"), ERR_SYNTAX, 1, 2,
	    "nothing was expected behind the value");
	refuses(STR("tru"), ERR_SYNTAX, 1, 0, "a value was expected here");
}

/* At each place of a string long enough to be read eight bytes at once. */
TEST(control_characters)
{
	char text[22] = "\"0123456789012345678\"";
	unsigned taken = 0;

	for (size_t at = 1; at < 20; at++)
		for (int c = 0; c < 0x22; c++) {
			text[at] = (char)(c == 0x21 ? 0x7f : c);
			struct json *j = reader(str_make(text, 21));
			json_skip(j);
			bool fine = json_end(j) == OK;
			taken += fine;
			ok(fine == (c >= 0x20));
			text[at] = '0';
		}
	is_int(taken, 38);
}

TEST(another_kind_than_asked)
{
	struct json *j = reader(STR("{\"a\":\n 5}"));
	struct str key;

	ok(json_key(j, &key));
	is_str(json_str(j), (struct str){0});
	ok(!json_key(j, &key));
	is_int(json_end(j), ERR_SYNTAX);
	is_text(str_of(json_why(j)->rule),
	    "a string was expected here, not a number");
	is_int(json_why(j)->line, 2);
	is_int(json_why(j)->byte, 7);
}

TEST(the_caller_refuses_a_value)
{
	struct json *j = reader(STR("[\"2026-02-31\", 1]"));

	while (json_elem(j)) {
		json_str(j);
		is_int(json_fail(j, ERR_RANGE, "\"%s\" is not a date", "x"),
		    ERR_RANGE);
	}
	is_int(json_end(j), ERR_RANGE);
	is_int(json_why(j)->byte, 1);
	is_text(str_of(json_why(j)->rule), "\"x\" is not a date");
}

TEST(half_a_surrogate_pair)
{
	static const char *const halves[] = {"\"\\ud800\"", "\"\\udc00x\"",
	    "\"\\ud800\\u0041\"", "\"\\ud800\\ud800\"", "\"\\ud800\\n12345\""};

	for (size_t i = 0; i < sizeof(halves) / sizeof(halves[0]); i++) {
		struct json *j = reader(str_of(halves[i]));
		json_str(j);
		is_int(json_end(j), ERR_SYNTAX);
		is_text(str_of(json_why(j)->rule),
		    "half a surrogate pair is no character");
		j = reader(str_of(halves[i]));
		json_skip(j);
		is_int(json_end(j), OK);
	}
}

static void
i64_is(const char *text, enum err e, int64_t want)
{
	struct json *j = reader(str_of(text));

	is_int(json_i64(j), want);
	is_int(json_end(j), e);
}

TEST(whole_numbers)
{
	i64_is("0", OK, 0);
	i64_is("-0", OK, 0);
	i64_is("9223372036854775807", OK, INT64_MAX);
	i64_is("-9223372036854775808", OK, INT64_MIN);
	i64_is("9223372036854775808", ERR_RANGE, 0);
	i64_is("-9223372036854775809", ERR_RANGE, 0);
	i64_is("1.0", ERR_RANGE, 0);
	i64_is("1e3", ERR_RANGE, 0);
	i64_is("01", ERR_SYNTAX, 0);
	i64_is("\"1\"", ERR_SYNTAX, 0);
}

TEST(null_is_taken_only_when_there)
{
	struct json *j = reader(STR("[null, 1]"));

	ok(json_elem(j));
	ok(json_null(j));
	ok(json_elem(j));
	ok(!json_null(j));
	is_int(json_i64(j), 1);
	ok(!json_elem(j));
	is_int(json_end(j), OK);
}

TEST(raw)
{
	struct json *j = reader(STR("[ {\"a\" : [1, 2]} , 3 ]"));

	ok(json_elem(j));
	is_text(json_raw(j), "{\"a\" : [1, 2]}");
	ok(json_elem(j));
	is_text(json_raw(j), "3");
	ok(!json_elem(j));
	is_int(json_end(j), OK);
}

TEST(depth)
{
	struct buf b = {0};

	for (int i = 0; i < JSON_DEPTH_MAX; i++)
		buf_str(&b, i % 2 ? STR("[") : STR("{\"k\":"));
	buf_char(&b, '1');
	for (int i = JSON_DEPTH_MAX; i-- > 0;)
		buf_char(&b, i % 2 ? ']' : '}');

	struct json *j = reader(buf_all(&b));

	json_skip(j);
	is_int(json_end(j), OK);
	buf_reset(&b);
	for (int i = 0; i <= JSON_DEPTH_MAX; i++)
		buf_char(&b, '[');
	j = reader(buf_all(&b));
	json_skip(j);
	is_int(json_end(j), ERR_LIMIT);
	is_text(str_of(json_why(j)->rule),
	    "more than 256 objects and arrays inside each other");
	buf_free(&b);
}

TEST(strings_past_the_limit_of_the_arena)
{
	struct arena small;
	struct json j;

	arena_init(&small, 64);
	json_open(&j,
	    STR("[\"\\n0123456789012345678901234567890123456789"
		"0123456789012345678901234567890123\"]"),
	    &small);
	while (json_elem(&j))
		json_str(&j);
	is_int(json_end(&j), ERR_LIMIT);
	is_text(
	    str_of(json_why(&j)->rule), "the strings need more than 64 bytes");
	arena_free(&small);
}

/* Takes a value of any kind by the call for its kind. */
static void
walk(struct json *j, unsigned depth)
{
	struct str key;

	switch (json_kind(j)) {
	case JSON_OBJECT:
		while (json_key(j, &key))
			walk(j, depth + 1);
		break;
	case JSON_ARRAY:
		while (json_elem(j))
			walk(j, depth + 1);
		break;
	case JSON_STRING:
		json_str(j);
		break;
	case JSON_NUMBER:
		json_skip(j);
		break;
	case JSON_BOOL:
		json_bool(j);
		break;
	case JSON_NULL:
		json_null(j);
		break;
	case JSON_NONE:
		json_skip(j);
		break;
	}
}

struct score {
	unsigned ran, failed, either_taken, either;
};

static void
suite_case(struct score *s, const char *name, struct str text)
{
	struct json *j = reader(text);

	json_skip(j);
	bool skipped = json_end(j) == OK;
	j = reader(text);
	walk(j, 0);
	bool walked = json_end(j) == OK;

	s->ran++;
	if (name[0] == 'i') {
		s->either++;
		s->either_taken += walked;
		tap_note("%s: %s", name,
		    walked	  ? "taken"
			: skipped ? "taken only where skipped"
				  : json_why(j)->rule);
	} else if (walked != (name[0] == 'y') || skipped != walked) {
		s->failed++;
		tap_note("%s: skipped %d, walked %d", name, skipped, walked);
	}
}

/* The files of a tar (POSIX.1-1988 ustar) under test_parsing/. */
static void
suite_tar(struct score *s, struct str tar)
{
	const struct str folder = STR("test_parsing/");

	while (tar.n >= 512 && tar.p[0] != '\0') {
		const char *name = tar.p;
		size_t size = 0;
		for (int i = 124; tar.p[i] >= '0' && tar.p[i] <= '7'; i++)
			size = size * 8 + (size_t)(tar.p[i] - '0');
		tar = str_from(tar, 512);
		if (str_starts(str_of(name), folder) && name[folder.n] != '\0')
			suite_case(s, name + folder.n, str_upto(tar, size));
		tar = str_from(tar, (size + 511) / 512 * 512);
	}
}

TEST(json_test_suite)
{
	char path[1200], part[4096];
	struct buf b = {0};
	struct score s = {0};
	long k;

	if (outside_data() == NULL)
		skip_all("the outside data is not there");
	snprintf(path, sizeof(path),
	    "%s/real/conformance/json-test-suite.tar.zst", outside_data());
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		skip_all("JSONTestSuite is not among the outside data");

	struct stream *in = stream_open(fd, (struct stream_limits){0});

	while ((k = stream_read(in, part, sizeof(part))) > 0)
		buf_put(&b, part, (size_t)k);
	is_int(k, 0);
	suite_tar(&s, buf_all(&b));
	tap_note("JSONTestSuite: %u files ran, %u failed; of %u that may go "
		 "either way %u are taken",
	    s.ran, s.failed, s.either, s.either_taken);
	ok(s.ran > 300);
	is_int(s.failed, 0);
	stream_free(in);
	close(fd);
	buf_free(&b);
}
