/* tests of feed/security_txt: what RFC 9116 lets through, and what not */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/security_txt.h"

#include <stdio.h>

#include "test/feed/driver.h"
#include "test/tap.h"

/* Read at the begin of 2026, found at the address that was asked or one step
 * further. */
#define OPTIONS                                                                \
	"asked=https://bakker.example/.well-known/security.txt\n"              \
	"reached=https://www.bakker.example/.well-known/security.txt\n"        \
	"now=1767225600\n"

#define EXPIRES "Expires: 2026-12-31T23:00:00Z\n"

static void
run(struct outcome *o, struct str text)
{
	driver_run(o, &reader_security_txt,
	    &(struct reading){.name = "security.txt", .options = OPTIONS},
	    text);
}

/* test/golden/feed/security_txt/NAME.txt gives NAME.rows. */
#define READ(name)                                                             \
	TEST(name)                                                             \
	{                                                                      \
		is_read(#name);                                                \
	}

static void
is_read(const char *name)
{
	char path[256];
	struct outcome o;

	snprintf(
	    path, sizeof(path), "test/golden/feed/security_txt/%s.txt", name);
	run(&o, fixture(path));
	snprintf(path, sizeof(path), "feed/security_txt/%s.rows", name);
	golden(path, buf_all(&o.text));
	outcome_free(&o);
}

READ(plain)
READ(crlf_and_comments)
READ(signed_text)
READ(languages)
READ(odd_case)

/* Made to hurt, or made by people. */
READ(a_web_page)
READ(bytes_behind_the_signature)
READ(canonical_of_another)
READ(canonical_of_the_redirect)
READ(contacts_that_are_none)
READ(contacts_without_end)
READ(control_characters)
READ(cut_off_signature)
READ(empty)
READ(expired)
READ(expires_in_words)
READ(expires_missing)
READ(expires_twice)
READ(hash_header_with_a_contact)
READ(languages_twice)
READ(latin1)
READ(mail_header_injection)
READ(no_contact)
READ(no_space)
READ(turned_around)

/* What one text says last, in one line. */
static void
is_refused(struct str text, const char *want)
{
	struct outcome o;

	run(&o, text);
	is_text(buf_all(&o.text), want);
	is_int(o.reports, 0);
	outcome_free(&o);
}

TEST(too_long)
{
	struct buf b = {0};

	buf_str(&b, STR("Contact: mailto:info@bakker.example\n" EXPIRES));
	while (b.n <= SECURITY_TXT_MAX)
		buf_str(&b, STR("# and more\n"));
	is_refused(
	    buf_all(&b), "INPUT REFUSED (limit): it is longer than 32 KiB\n");
	buf_free(&b);
}

TEST(no_more_than_fits)
{
	struct buf b = {0};
	struct outcome o;

	buf_str(&b, STR("Contact: mailto:info@bakker.example\n" EXPIRES "#"));
	while (b.n < SECURITY_TXT_MAX)
		buf_char(&b, 'x');
	run(&o, buf_all(&b));
	is_int(o.err, OK);
	is_int(o.ways, 1);
	outcome_free(&o);
	buf_free(&b);
}

/* Without a moment given nothing is past; without addresses none is named. */
TEST(without_options)
{
	struct outcome o;

	driver_run(&o, &reader_security_txt,
	    &(struct reading){.name = "security.txt"},
	    STR("Contact: tel:+31-20-5550100\nExpires: 1999-01-01T00:00:00Z\n"
		"Canonical: "
		"https://bakker.example/.well-known/security.txt\n"));
	is_text(buf_all(&o.text),
	    "line 1: phone +31-20-5550100\n"
	    "until 1999-01-01T00:00:00Z canonical=as another\n");
	outcome_free(&o);
}
