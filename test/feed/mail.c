/* tests of feed/mail: attachments out of mails, and mails made to hurt */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>

#include "feed/mime.h"
#include "test/feed/driver.h"
#include "test/tap.h"

static void
run(struct outcome *o, struct str mail)
{
	driver_run(o, &reader_mail, &(struct reading){.name = "x.eml"}, mail);
}

static void
is_read(const char *name)
{
	char path[256];
	struct outcome o;

	snprintf(path, sizeof(path), "test/golden/feed/mail/%s.eml", name);
	run(&o, fixture(path));
	snprintf(path, sizeof(path), "feed/mail/%s.rows", name);
	golden(path, buf_all(&o.text));
	outcome_free(&o);
}

#define MAIL(name)                                                             \
	TEST(name)                                                             \
	{                                                                      \
		is_read(#name);                                                \
	}

MAIL(plain)
MAIL(names_of_every_kind)
MAIL(forwarded)
MAIL(a_link_instead)
MAIL(nothing_in_it)
MAIL(names_that_climb)
MAIL(base64_with_junk)
MAIL(cut_off)
MAIL(quoted_printable)
MAIL(no_boundary)
MAIL(not_a_mail)

/* "multipart/mixed" around part n times. */
static void
multipart_put(struct buf *b, struct str part, int n)
{
	buf_str(b, STR("Content-Type: multipart/mixed; boundary=b\n\n"));
	for (int i = 0; i < n; i++)
		buf_fmt(b, "--b\n%.*s\n", STR_ARG(part));
	buf_str(b, STR("--b--\n"));
}

TEST(ten_thousand_parts)
{
	struct buf b = {0};
	struct outcome o;

	multipart_put(&b, STR("Content-Type: text/plain\n\nx"), 10000);
	run(&o, buf_all(&b));
	is_text(buf_all(&o.text),
	    "INPUT REFUSED (limit): the mail has more than 1000 parts\n");
	outcome_free(&o);
	buf_free(&b);
}

TEST(a_hundred_deep)
{
	struct buf b = {0};
	struct outcome o;

	for (int i = 0; i < 100; i++)
		buf_fmt(&b,
		    "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i,
		    i);
	run(&o, buf_all(&b));
	is_text(buf_all(&o.text),
	    "INPUT REFUSED (limit): the mail has mails in it more than 16 "
	    "deep\n");
	outcome_free(&o);
	buf_reset(&b);
	for (int i = 0; i < 100; i++)
		buf_str(&b, STR("Content-Type: message/rfc822\n\n"));
	run(&o, buf_all(&b));
	is_int(o.err, ERR_LIMIT);
	outcome_free(&o);
	buf_free(&b);
}

TEST(header_without_end)
{
	struct buf b = {0};
	struct outcome o;

	buf_str(&b, STR("Subject: x\n"));
	while (b.n < 2 * MIME_HEADER_MAX)
		buf_str(&b, STR(" and it goes on\n"));
	run(&o, buf_all(&b));
	is_text(buf_all(&o.text),
	    "INPUT REFUSED (limit): a header has no end within 262144 "
	    "bytes\n");
	outcome_free(&o);
	buf_free(&b);
}

TEST(larger_than_is_taken)
{
	struct buf b = {0};
	struct outcome o;

	buf_str(&b, STR("Subject: x\n\n"));
	while (b.n <= MIME_BYTES_MAX)
		buf_str(&b, STR("many many many many many many many\n"));
	run(&o, buf_all(&b));
	is_text(buf_all(&o.text),
	    "INPUT REFUSED (limit): the mail is larger than 67108864 bytes\n");
	outcome_free(&o);
	buf_free(&b);
}

/* NUL in a name cannot stand in a file. */
TEST(name_with_nul_and_controls)
{
	struct outcome o;

	run(&o,
	    STR("Content-Disposition: attachment; "
		"filename*=utf-8''..%2F..%2Fa%00b%0D%0Ac%1B%5B2J.csv\n\nx\n"));
	is_text(buf_all(&o.text), "part a b  c [2J.csv (text/plain)\n    x\n");
	outcome_free(&o);
}

TEST(base64_byte_for_byte)
{
	struct mime_body body = {.coding = MIME_BASE64};
	char got[16];

	body.left = STR("AAECAwQFBgc=");
	is_int(mime_read(&body, got, sizeof(got)), 8);
	ok(memcmp(got, "\0\1\2\3\4\5\6\7", 8) == 0 && !body.bad);
	body.left = STR("AAEC\r\nAw");
	is_int(mime_read(&body, got, sizeof(got)), 4);
	ok(!body.bad);
	body.left = STR("AAECA");
	is_int(mime_read(&body, got, sizeof(got)), 3);
	ok(body.bad);
	body = (struct mime_body){STR("AA==AA"), MIME_BASE64, false};
	is_int(mime_read(&body, got, sizeof(got)), 1);
	ok(body.bad);
}
