/* tests of notify/compose: what an owner reads */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/compose.h"

#include <stdio.h>

#include "notify/prepare.h"
#include "test/notify/mail.h"

/* The mails themselves stand in test/golden/notify, for people to read. */
TEST(golden_mails_in_both_languages)
{
	static const char *const names[] = {
	    "open-rdp", "infected-system", "stolen-credentials"};

	for (enum lang l = LANG_NL; l <= LANG_EN; l++)
		for (size_t i = 0; i < 3; i++) {
			struct mail m;
			char file[64];
			mail_facts(&m, l, names[i]);
			snprintf(file, sizeof(file), "notify/%s.%s.txt",
			    names[i], lang_code(l));
			golden(file, mail_text(&m));
			mail_free(&m);
		}
}

TEST(a_reminder_with_a_thread_and_without_a_giver)
{
	struct mail m;

	mail_facts(&m, LANG_NL, "open-rdp");
	m.facts.kind = NOTICE_REMINDER;
	m.facts.head.thread = STR("fedcba9876543210@dijkwacht.example");
	m.facts.giver = (struct str){0};
	golden("notify/reminder.nl.txt", mail_text(&m));
	mail_free(&m);
}

/* The subject line and the first sentence of each kind. */
TEST(each_kind_begins_in_its_own_words)
{
	struct buf all = {0};

	for (enum lang l = LANG_NL; l <= LANG_EN; l++)
		for (int k = NOTICE_FIRST; k < NOTICE_KIND_COUNT; k++) {
			struct mail m;
			mail_facts(&m, l, "open-ldap");
			m.facts.kind = (enum notice_kind)k;
			m.facts.corrects = m.facts.head.at;
			m.facts.head.once = true;
			struct str text = mail_text(&m);
			text = str_from(
			    text, str_find_str(text, STR("Jansen,\n\n")) + 9);
			text = str_upto(text, str_find_str(text, STR("\n\n")));
			buf_fmt(&all, "%s %s\n  %.*s\n  %.*s\n", lang_code(l),
			    notice_kind_name((enum notice_kind)k),
			    STR_ARG(m.subject), STR_ARG(text));
			mail_free(&m);
		}
	golden("notify/kinds.txt", buf_all(&all));
	buf_free(&all);
}

TEST(the_good_news_is_short)
{
	static const char *const files[] = {
	    "notify/solved.nl.txt", "notify/solved.en.txt"};

	for (enum lang l = LANG_NL; l <= LANG_EN; l++) {
		struct mail m;
		mail_facts(&m, l, "open-rdp");
		m.facts.kind = NOTICE_SOLVED;
		m.facts.urgent = false;
		m.facts.head.thread = STR("fedcba9876543210@dijkwacht.example");
		golden(files[l == LANG_EN], mail_text(&m));
		mail_free(&m);
	}
}

TEST(a_correction_says_first_what_was_wrong)
{
	static const char *const files[] = {
	    "notify/correction.nl.txt", "notify/correction.en.txt"};

	for (enum lang l = LANG_NL; l <= LANG_EN; l++) {
		struct mail m;
		mail_facts(&m, l, "open-rdp");
		m.facts.kind = NOTICE_CORRECTION;
		m.facts.urgent = false;
		m.facts.corrects = m.facts.head.at;
		m.facts.head.once = true;
		m.facts.part = l == LANG_EN;
		m.facts.head.thread = STR("fedcba9876543210@dijkwacht.example");
		golden(files[l == LANG_EN], mail_text(&m));
		mail_free(&m);
	}
}

TEST(what_was_not_theirs_is_not_said_again)
{
	struct mail m;

	mail_facts(&m, LANG_NL, "open-rdp");
	m.facts.kind = NOTICE_CORRECTION;
	m.facts.corrects = m.facts.head.at;
	m.facts.head.once = true;
	m.facts.leak = true;

	struct str text = mail_text(&m);

	ok(str_find_str(text, STR("Verwijder het")) < text.n);
	ok(str_find_str(text, STR("203.0.113.")) == text.n);
	mail_free(&m);
}

TEST(what_may_not_be_sent_on_does_not_ask_for_it)
{
	struct mail m;

	mail_facts(&m, LANG_NL, "open-rdp");
	m.facts.tlp = TLP_AMBER_STRICT;
	golden("notify/strict.nl.txt", mail_text(&m));
	mail_free(&m);
}

TEST(on_a_platform_there_is_nothing_to_repair)
{
	struct mail m;

	mail_facts(&m, LANG_EN, "compromised-website");
	m.item[0].responsibility = RESPONSIBILITY_PLATFORM;
	m.item[1].responsibility = RESPONSIBILITY_PLATFORM;
	golden("notify/platform.en.txt", mail_text(&m));
	struct str text = mail_text(&m);
	size_t own = str_find_str(text, STR("1. ["));

	ok(own == text.n);
	m.item[1].responsibility = RESPONSIBILITY_YOU; /* one is their own */
	text = mail_text(&m);
	ok(str_find_str(text, STR("1. [")) < text.n);
	mail_free(&m);
}

TEST(the_same_facts_give_the_same_bytes)
{
	struct mail one, two;

	mail_facts(&one, LANG_NL, "open-rdp");
	mail_facts(&two, LANG_NL, "open-rdp");
	is_str(mail_text(&one), mail_text(&two));
	is_str(one.subject, two.subject);
	mail_free(&one);
	mail_free(&two);
}

static size_t
times(struct str text, struct str part)
{
	size_t n = 0;

	for (size_t at; (at = str_find_str(text, part)) < text.n; n++)
		text = str_from(text, at + part.n);
	return n;
}

TEST(more_than_ten_are_told_below)
{
	struct mail m;

	mail_facts(&m, LANG_EN, "open-rdp");
	m.facts.n = 12;
	struct str text = mail_text(&m);

	is_int(times(text, STR("last seen on 10 January 2026")), NOTICE_SHOWN);
	is_int(times(text, STR("... and 2 others.")), 1);
	is_int(times(text, STR("* 203.0.113.")), 12);
	m.facts.n = 10;
	text = mail_text(&m);
	is_int(times(text, STR("others.")), 0);
	mail_free(&m);
}

/* However much there is: a notice has a size. */
TEST(a_mass_is_cut_with_a_count)
{
	struct mail m;
	struct buf rows = {0};

	mail_facts(&m, LANG_EN, "open-rdp");
	m.facts.more = 99900;
	for (int i = 0; i < 500; i++)
		buf_fmt(&rows, "field_%d: value\n", i);
	m.item[0].detail = buf_all(&rows);

	struct str text = mail_text(&m);

	is_int(times(text, STR("... and 99900 others.")), 1);
	is_int(
	    times(text, STR("And 99900 others. Do you want the whole list?")),
	    1);
	is_int(times(text, STR("field_100: value")), 1);
	is_int(times(text, STR("field_200: value")), 0);
	is_int(times(text, STR("\n  ...\n")), 1);
	ok(text.n < 8192 + NOTICE_DETAIL);
	buf_free(&rows);
	mail_free(&m);
}

TEST(each_ground_is_told_once_with_the_least_certainty)
{
	struct mail m;

	mail_facts(&m, LANG_EN, "open-rdp");
	m.facts.n = 12;
	m.item[3].ground = GROUND_CERTIFICATE;
	m.item[3].asset = STR("brood.example");
	m.item[3].confidence = 60;
	mail_text(&m);
	for (size_t i = 0; i < m.text.n; i++) /* lines break anywhere */
		if (m.text.p[i] == '\n')
			m.text.p[i] = ' ';
	struct str text = buf_all(&m.text);

	is_int(times(text, STR("it is about 203.0.113.0/29.")), 1);
	is_int(
	    times(text, STR("certificate for a name under brood.example")), 1);
	is_int(times(text, STR("We are 60 per cent sure")), 1);
	mail_free(&m);
}

TEST(how_bad_is_the_worst_of_all)
{
	struct mail m;

	mail_facts(&m, LANG_EN, "open-rdp");
	struct str text = mail_text(&m);

	is_int(times(text, STR("How serious: high")), 1);
	m.item[1].severity = SEVERITY_CRITICAL;
	text = mail_text(&m);
	is_int(times(text, STR("How serious: critical")), 1);
	mail_free(&m);
}

TEST(times_are_local_above_and_utc_below)
{
	struct mail m;

	mail_facts(&m, LANG_EN, "open-rdp");
	m.item[0].last_seen = INT64_C(1768087800); /* 2026-01-10 23:30 UTC */
	struct str text = mail_text(&m);

	is_int(times(text, STR("last seen on 11 January 2026")), 1);
	is_int(times(text, STR("last seen 2026-01-10T23:30:00Z")), 1);
	mail_free(&m);
}

/* Names come from lists, hostnames from who runs the address. */
TEST(values_cannot_make_headers)
{
	static const char evil[] = "x\r\nBcc: evil@evil.example\r\n\r\nbody";
	struct mail m;

	mail_facts(&m, LANG_NL, "open-rdp");
	m.facts.head.name = m.facts.head.sender_name = m.facts.head.code =
	    str_of(evil);
	m.facts.giver = m.facts.legal = str_of(evil);
	m.facts.head.message_id = m.facts.head.thread = m.facts.head.mail =
	    str_of(evil);
	m.item[0].subject = m.item[0].detail = m.item[0].asset = str_of(evil);
	struct str text = mail_text(&m);
	struct str head = str_upto(text, str_find_str(text, STR("\n\n")) + 1);
	struct str line;
	int lines = 0;

	while (str_split(&head, '\n', &line)) {
		lines++;
		ok(!str_starts(line, STR("Bcc")));
		ok(line.n > 0 && line.n <= 998);
		ok(str_find(line, '\r') == line.n);
	}
	ok(lines >= 8);
	mail_free(&m);
}

/* The first paragraph of want. */
static bool
has_line(struct str text, struct str want)
{
	want = str_upto(want, str_find(want, '\n'));
	for (struct str line; str_split(&text, '\n', &line);)
		if (str_eq(line, want))
			return true;
	return false;
}

/* Lines that are broken before they are shown make a comb on a phone. */
TEST(a_paragraph_is_one_line)
{
	for (enum lang l = LANG_NL; l <= LANG_EN; l++)
		for (size_t i = 0; i < topic_count; i++) {
			const struct topic_text *t = &topics[i].text[l];
			struct mail m;
			mail_facts(&m, l, topics[i].id.p);
			m.facts.topic = &topics[i];
			struct str text = mail_text(&m);
			if (!ok(has_line(text, t->first)) ||
			    !ok(has_line(text, t->what)) ||
			    !ok(has_line(text, t->risk)))
				tap_note("%s", topics[i].id.p);
			mail_free(&m);
		}
}
