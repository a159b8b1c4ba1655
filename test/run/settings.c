/* tests of run/settings: what an operator may change */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/settings.h"

#include "test/tap.h"

static struct arena a;

struct refused {
	const char *text;
	enum err err;
	uint64_t line;
	const char *rule;
};

TEST(the_presets)
{
	struct settings s;

	settings_init(&s);
	is_str(s.text[SETTING_ZONE], STR("Europe/Amsterdam"));
	is_int(s.number[SETTING_DIGEST_HOUR], 8);
	is_int(s.number[SETTING_DIGEST_WEEKDAY], 1);
	is_str(s.text[SETTING_KEY_FOLDER], STR(""));
	for (enum setting i = 0; i < SETTING_COUNT; i++)
		ok(!s.from_file[i]);
}

TEST(lines_as_people_write_them)
{
	struct settings s;
	struct why w = {0};

	is_int(settings_read(&s, &a,
		   STR("# settings\r\n\r\n\tdigest-hour=7 # early\n"
		       "  zone =  Europe/Brussels  \nkey-folder = /a b/c\n"
		       "digest-weekday = 0"),
		   &w),
	    OK);
	is_int(s.number[SETTING_DIGEST_HOUR], 7);
	is_int(s.number[SETTING_DIGEST_WEEKDAY], 0);
	is_str(s.text[SETTING_ZONE], STR("Europe/Brussels"));
	is_str(s.text[SETTING_KEY_FOLDER], STR("/a b/c"));
	ok(s.from_file[SETTING_ZONE]);
	is_int(settings_read(&s, &a, STR(""), &w), OK);
	is_int(s.number[SETTING_DIGEST_HOUR], 8);
	is_int(settings_read(&s, &a, STR("key-folder =\n"), &w), OK);
}

TEST(what_is_refused_says_where_and_why)
{
	/* clang-format off */
	static const struct refused rows[] = {
	    {"\n\ndigest-hour = 24", ERR_RANGE, 3, "digest-hour must be from 0 to 23"},
	    {"digest-hour = -1", ERR_SYNTAX, 1, "digest-hour: \"-1\" is not a number"},
	    {"digest-hour = 8.5", ERR_SYNTAX, 1, "\"8.5\" is not a number"},
	    {"digest-hour =", ERR_SYNTAX, 1, "\"\" is not a number"},
	    {"digest-hour = 99999999999999999999", ERR_SYNTAX, 1, "is not a number"},
	    {"digest-hour = 9223372036854775807", ERR_RANGE, 1, "from 0 to 23"},
	    {"mail-server = mail.example", ERR_SYNTAX, 1, "mail-server must read HOST:PORT, as"},
	    {"mail-server = mail.example:0", ERR_SYNTAX, 1, "must read HOST:PORT"},
	    {"mail-server = mail.example:65536", ERR_SYNTAX, 1, "must read HOST:PORT"},
	    {"mail-server = :25", ERR_SYNTAX, 1, "must read HOST:PORT"},
	    {"mail-server = 2001:db8::1:25", ERR_SYNTAX, 1, "must read HOST:PORT"},
	    {"mail-server = smtp://mail.example:25", ERR_SYNTAX, 1, "must read HOST:PORT"},
	    {"mail-server = me@mail.example:25", ERR_SYNTAX, 1, "must read HOST:PORT"},
	    {"mail-tls = ssl", ERR_SYNTAX, 1, "mail-tls: \"ssl\" is none of starttls|tls|none"},
	    {"mail-tls =", ERR_SYNTAX, 1, "mail-tls: \"\" is none of"},
	    {"mail-connections = 33", ERR_RANGE, 1, "mail-connections must be from 1 to 32"},
	    {"mail-password-file =", ERR_RANGE, 1, "must have from 1 to 100 characters"},
	    {"digest-weekday = 7", ERR_RANGE, 1, "digest-weekday must be from 0 to 6"},
	    {"zone =", ERR_RANGE, 1, "zone must have from 1 to 63 characters"},
	    {"zone", ERR_SYNTAX, 1, "a line must read: key = value"},
	    {"= x", ERR_ABSENT, 1, "there is no setting \"\""},
	    {"Zone = x", ERR_ABSENT, 1,
		"there is no setting \"Zone\"; `dijkwacht help settings` lists them"},
	    {"zone = a\nzone = b", ERR_TAKEN, 2, "zone is set twice; keep one line"},
	    {"zone = caf\xe9", ERR_SYNTAX, 0, "not a text in UTF-8"},
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct settings s;
		struct why w = {0};
		settings_init(&s);
		s.number[SETTING_DIGEST_HOUR] = 5;
		if (!is_int(settings_read(&s, &a, str_of(rows[i].text), &w),
			rows[i].err) ||
		    !is_int(w.line, rows[i].line) ||
		    !ok(str_find_str(str_of(w.rule), str_of(rows[i].rule)) <
			str_of(w.rule).n))
			tap_note("at %s: %s", rows[i].text, w.rule);
		is_int(s.number[SETTING_DIGEST_HOUR], 5); /* nothing kept */
	}
}

TEST(nul_bytes_are_refused)
{
	struct settings s;
	struct why w = {0};

	is_int(settings_read(&s, &a, str_make("key-folder = /a\0/b\n", 20), &w),
	    ERR_SYNTAX);
}

TEST(a_name_far_too_long_is_cut_in_the_message)
{
	static char text[100000];
	struct settings s;
	struct why w = {0};

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 1000 == 500 ? '=' : 'x';
	is_int(settings_read(&s, &a, str_make(text, sizeof(text)), &w),
	    ERR_ABSENT);
	ok(str_find_str(str_of(w.rule), STR("lists them")) < str_of(w.rule).n);
}

TEST(a_server_and_its_port)
{
	static const struct {
		const char *text, *host;
		uint16_t port;
	} rows[] = {
	    {"mail-server = mail.example:587", "mail.example", 587},
	    {"mail-server = 192.0.2.1:25", "192.0.2.1", 25},
	    {"mail-server = [2001:db8::1]:465", "2001:db8::1", 465},
	};
	struct settings s;
	struct why w = {0};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct str host;
		uint16_t port;
		is_int(settings_read(&s, &a, str_of(rows[i].text), &w), OK);
		settings_server(s.text[SETTING_MAIL_SERVER], &host, &port);
		is_text(host, rows[i].host);
		is_int(port, rows[i].port);
	}
	is_int(settings_read(&s, &a, STR("mail-server =\nmail-tls = none"), &w),
	    OK);
	is_int(s.text[SETTING_MAIL_SERVER].n, 0);
	is_int(s.number[SETTING_MAIL_TLS], 2);
}
