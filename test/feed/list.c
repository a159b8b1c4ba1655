/* tests of feed/list: maps guessed and given, rows read, texts of any kind */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/list.h"

#include <stdio.h>
#include <string.h>

#include "test/feed/driver.h"
#include "test/tap.h"

#define TOPICS "topics=open-rdp infected-system\n"
#define SEEN   "seen=2026-02-01T00:00:00Z\n"

static void
run(struct outcome *o, struct str list, const char *options)
{
	driver_run(o, &reader_list,
	    &(struct reading){.name = "2026-01-31 lijst.csv",
		.type = "open-rdp",
		.options = options},
	    list);
}

/* The look, and the reading with the map it gave, beside the list. */
static void
is_read(const char *name, const char *options)
{
	char path[256], with[8192];
	struct buf said = {0};
	struct outcome o;

	snprintf(path, sizeof(path), "test/golden/feed/list/%s.csv", name);
	snprintf(with, sizeof(with), TOPICS SEEN "look=yes\n%s", options);
	run(&o, fixture(path), with);
	buf_str(&said, buf_all(&o.text));

	/* what the look found, as options */
	struct str text = buf_all(&o.text);
	struct str from =
	    str_from(text, str_find_str(text, STR("    map=")) + 4);
	struct str map = str_upto(from, str_find(from, '\n'));
	struct str dates =
	    str_from(text, str_find_str(text, STR("    dates=")) + 4);

	snprintf(with, sizeof(with), TOPICS SEEN "%.*s\n%.*s\n%s", STR_ARG(map),
	    STR_ARG(str_upto(dates, 9)), options);
	outcome_free(&o);
	run(&o, fixture(path), with);
	buf_str(&said, buf_all(&o.text));
	snprintf(path, sizeof(path), "feed/list/%s.rows", name);
	golden(path, buf_all(&said));
	outcome_free(&o);
	buf_free(&said);
}

TEST(dutch)
{
	is_read("dutch", "zone=CET\n");
}

TEST(english)
{
	is_read("english", "");
}

TEST(without_a_header)
{
	is_read("without_a_header", "");
}

/* What the values are does not matter where the name says what they hold. */
TEST(a_secret_of_addresses)
{
	is_read("a_secret_of_addresses", "");
}

TEST(names_that_mislead)
{
	is_read("names_that_mislead", "");
}

TEST(made_harmless)
{
	is_read("made_harmless", "");
}

TEST(dates_in_two_orders)
{
	is_read("dates_in_two_orders", "");
}

TEST(topics_by_row)
{
	is_read("topics_by_row", "");
}

TEST(nobody)
{
	is_read("nobody", "");
}

TEST(formula_injection)
{
	is_read("formula_injection", "");
}

TEST(utf7)
{
	is_read("utf7", "");
}

TEST(a_map_that_is_wrong)
{
	struct outcome o;
	struct buf said = {0};
	static const char *const maps[] = {"address=IP", "adres=ip", "address",
	    "address=ip,address=naam", "address=#9", "address=ip,host=ip",
	    "seen=ip"};

	for (size_t i = 0; i < sizeof(maps) / sizeof(*maps); i++) {
		char options[256];
		snprintf(options, sizeof(options), SEEN "map=%s\n", maps[i]);
		run(&o, STR("ip,naam\n192.0.2.1,x\n"), options);
		buf_fmt(&said, "%s\n%.*s", maps[i], STR_ARG(buf_all(&o.text)));
		outcome_free(&o);
	}
	golden("feed/list/a_map_that_is_wrong.rows", buf_all(&said));
	buf_free(&said);
}

TEST(complete_only_when_said)
{
	struct outcome o;

	run(&o, STR("ip\n192.0.2.1\n"), SEEN "map=address=ip\n");
	is_int(o.complete, 0);
	outcome_free(&o);
	run(&o, STR("ip\n192.0.2.1\n"), SEEN "map=address=ip\ncomplete=yes\n");
	is_int(o.complete, 1);
	ok(str_find_str(buf_all(&o.text), STR("day=2026-01-31")) < o.text.n);
	outcome_free(&o);
	run(&o, STR("ip\n192.0.2.1\nx\n"),
	    SEEN "map=address=ip\ncomplete=yes\n");
	is_int(o.complete, 0); /* a row was rejected */
	outcome_free(&o);
}

/* One text, in several encodings. */
static void
is_same(struct str list, const char *note)
{
	struct outcome o;

	run(&o, list, SEEN "map=address=ip,detail=Naam\n");
	is_int(o.observations, 1);
	ok(str_find_str(buf_all(&o.text), STR("Naam: Café €")) < o.text.n);
	ok(note == NULL ||
	    str_find_str(buf_all(&o.text), str_of(note)) < o.text.n);
	outcome_free(&o);
}

static void
wide_put(struct buf *b, struct str utf8, bool little)
{
	for (size_t i = 0, n; i < utf8.n; i += n) {
		uint32_t c = utf8_decode(utf8.p + i, &n);
		buf_char(b, (char)(little ? c : c >> 8));
		buf_char(b, (char)(little ? c >> 8 : c));
	}
}

TEST(any_usual_encoding)
{
	struct str text = STR("ip;Naam\n192.0.2.1;Café €\n");
	struct str bom = STR("\xef\xbb\xbfip;Naam\n192.0.2.1;Café €\n");
	struct buf b = {0};

	is_same(text, NULL);
	is_same(bom, NULL);
	is_same(STR("ip|Naam\r\n192.0.2.1|Caf\xe9 \x80\r\n"),
	    "note: the text is not UTF-8: 2 bytes were read as Windows-1252");
	buf_str(&b, STR("\xff\xfe"));
	wide_put(&b, text, true);
	is_same(buf_all(&b), "note: the text is UTF-16");
	buf_reset(&b);
	buf_str(&b, STR("\xfe\xff"));
	wide_put(&b, text, false);
	is_same(buf_all(&b), "note: the text is UTF-16");
	buf_free(&b);
}

/* A character that falls over the edge of what is read at once. */
TEST(characters_over_an_edge)
{
	for (size_t fill = 8180; fill < 8196; fill++) {
		struct buf b = {0};
		struct outcome o;
		buf_str(&b, STR("ip,Naam,x\n192.0.2.1,"));
		while (b.n < fill)
			buf_char(&b, 'a');
		buf_str(&b, STR("\xe2\x82\xac,\xe9\n"));
		run(&o, buf_all(&b), SEEN "map=address=ip,tag=x\n");
		is_int(o.observations, 1);
		ok(str_find_str(buf_all(&o.text), STR("tag=é")) < o.text.n);
		outcome_free(&o);
		buf_free(&b);
	}
}

TEST(not_a_table)
{
	struct outcome o;

	run(&o, STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
	    SEEN "map=address=ip\n");
	is_text(buf_all(&o.text),
	    "INPUT REFUSED (syntax): is an old .xls, or an .xlsx with a "
	    "password; save it as .xlsx without a password, or as CSV\n");
	outcome_free(&o);
	run(&o, STR(""), SEEN "look=yes\n");
	is_text(buf_all(&o.text),
	    "INPUT REFUSED (absent): is empty; expected a line with column "
	    "names\n");
	outcome_free(&o);
}
