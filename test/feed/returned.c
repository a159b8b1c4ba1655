/* tests of feed/returned: what came back, and mails made to look like it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "feed/mime.h"
#include "feed/returned_text.h"
#include "test/feed/driver.h"
#include "test/tap.h"
#include "value/returned.h"

static const struct reading how = {
    .name = "x.eml", .options = "bounces=terug@Retour.example\n"};

static void
is_read(const char *name)
{
	char path[256];
	struct outcome o;

	snprintf(path, sizeof(path), "test/golden/feed/returned/%s.eml", name);
	driver_run(&o, &reader_returned, &how, fixture(path));
	snprintf(path, sizeof(path), "feed/returned/%s.rows", name);
	golden(path, buf_all(&o.text));
	outcome_free(&o);
}

#define MAIL(name)                                                             \
	TEST(name)                                                             \
	{                                                                      \
		is_read(#name);                                                \
	}

MAIL(action_unknown)
MAIL(bounce)
MAIL(bounce_of_a_bounce)
MAIL(complaint)
MAIL(cut_off)
MAIL(delayed)
MAIL(delivered)
MAIL(eight_bit_headers)
MAIL(empty)
MAIL(given_up)
MAIL(headers_only)
MAIL(many_addresses)
MAIL(nested)
MAIL(no_mail)
MAIL(not_spam_after_all)
MAIL(nothing_of_ours)
MAIL(ours_only_in_the_text)
MAIL(out_of_office)
MAIL(out_of_office_by_subject)
MAIL(plain_old_server)
MAIL(plain_warning)
MAIL(plain_without_verp)
MAIL(reply)
MAIL(reply_in_html)
MAIL(report_in_a_forward)
MAIL(report_not_as_a_whole)
MAIL(report_without_receivers)
MAIL(two_receivers_one_fine)
MAIL(two_receivers_one_full)
MAIL(unsubscribe)
MAIL(without_verp)

/* Without an address of its own nothing it went to is looked at. */
TEST(no_bounce_address_is_set)
{
	static const struct reading none = {
	    .name = "x.eml", .options = "bounces=\n"};
	struct outcome o;

	driver_run(&o, &reader_returned, &none,
	    fixture("test/golden/feed/returned/bounce.eml"));
	is_int(o.marks, 1);
	ok(str_starts(buf_all(&o.text), STR("about ")));
	outcome_free(&o);
}

/* What is said is cut, at a character. */
TEST(a_long_answer)
{
	struct buf b = {0};
	struct outcome o;

	buf_str(&b, STR("From: a@b.example\n\n"));
	while (b.n < 6 << 20)
		buf_str(&b, STR("één lange regel zonder eind "));
	driver_run(&o, &reader_returned, &how, buf_all(&b));
	is_int(o.err, OK);
	is_int(o.returned, 1);
	ok(o.text.n < RETURNED_SAID + 100 && str_is_utf8(buf_all(&o.text)));
	outcome_free(&o);
	buf_reset(&b);
	buf_str(&b, STR("From: a@b.example\n\n"));
	for (int i = 0; i < 1000; i++)
		buf_str(&b, STR("één regel\n"));
	driver_run(&o, &reader_returned, &how, buf_all(&b));
	ok(o.text.n < RETURNED_SAID + 2000 && o.text.n > RETURNED_SAID - 20);
	ok(str_is_utf8(buf_all(&o.text)));
	outcome_free(&o);
	buf_free(&b);
}

static void
is_status(struct str text, const char *want)
{
	is_str(text_status(text), str_of(want));
}

TEST(codes_in_words)
{
	is_status(STR("550 5.1.1 unknown"), "5.1.1");
	is_status(STR("(#5.1.10)"), "5.1.10");
	is_status(STR("host 5.1.1.1 said 4.2.2"), "4.2.2");
	is_status(STR("version 15.1.1, 5.1."), NULL);
	is_status(STR("5.1.1234 1.5.1.1 5..1 5"), NULL);
	is_status(STR("ends with 5.7.1."), "5.7.1");
}

TEST(addresses_in_fields)
{
	is_str(text_address(STR("Jan <jan@b.example>")), STR("jan@b.example"));
	is_str(text_address(STR("\"<x>\" <jan@b.example> ")),
	    STR("jan@b.example"));
	is_str(text_address(STR(" jan@b.example ")), STR("jan@b.example"));
	is_str(text_address(STR("jan <")), STR(""));
}
