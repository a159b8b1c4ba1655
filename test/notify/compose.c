/* tests of notify/compose: what an owner reads */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/compose.h"

#include <stdio.h>

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
	m.facts.thread = STR("fedcba9876543210@dijkwacht.example");
	m.facts.giver = (struct str){0};
	golden("notify/reminder.nl.txt", mail_text(&m));
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
	m.facts.name = m.facts.sender_name = m.facts.code = str_of(evil);
	m.facts.giver = m.facts.legal = str_of(evil);
	m.facts.message_id = m.facts.thread = m.facts.mail = str_of(evil);
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

TEST(no_line_of_the_body_is_wide)
{
	for (enum lang l = LANG_NL; l <= LANG_EN; l++)
		for (size_t i = 0; i < topic_count; i++) {
			struct mail m;
			mail_facts(&m, l, topics[i].id.p);
			m.facts.topic = &topics[i];
			struct str text = mail_text(&m), line;
			while (str_split(&text, '\n', &line)) {
				size_t wide = 0;
				for (size_t k = 0; k < line.n; k++)
					wide += ((unsigned char)line.p[k] &
						    0xc0) != 0x80;
				if (!ok(wide <= 78))
					tap_note("%s: %.*s", topics[i].id.p,
					    STR_ARG(line));
			}
			mail_free(&m);
		}
}
