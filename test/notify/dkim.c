/* tests of notify/dkim: another reader of signatures is the judge */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/dkim.h"

#include <string.h>

#include "notify/mime.h"
#include "test/notify/mail.h"
#include "test/tool/program.h"

#define SIGNED_AT INT64_C(1768021618)

/* Both keys, made once. */
static struct dkim
signer(void)
{
	static struct dkim d;
	static const char *const selectors[] = {"r1", "e1"};

	if (d.domain.n > 0)
		return d;
	d.domain = STR("dijkwacht.example");
	for (enum dkim_kind k = 0; k < DKIM_KIND_COUNT; k++) {
		struct buf pem = {0};
		struct dkim_key *key = NULL;
		dkim_key_make(&pem, k);
		ok(dkim_key_read(buf_all(&pem), &key, NULL) == OK);
		d.by[k].key = key;
		d.by[k].selector = str_of(selectors[k]);
		buf_free(&pem);
	}
	return d;
}

/* What the judge says of a message: "holds\nholds\n"; false without a judge. */
static bool
judged(struct buf *said, struct str message)
{
	struct dkim d = signer();
	struct buf record[DKIM_KIND_COUNT] = {0};
	const char *argv[6 + DKIM_KIND_COUNT] = {PYTHON,
	    SOURCE_ROOT "/test/notify/dkim_judge.py", "message.eml",
	    "dijkwacht.example"};

	if (PYTHON[0] == '\0')
		return false;
	for (enum dkim_kind k = 0; k < DKIM_KIND_COUNT; k++) {
		buf_fmt(&record[k], "%.*s=", STR_ARG(d.by[k].selector));
		dkim_record(&record[k], d.by[k].key);
		argv[4 + k] = buf_cstr(&record[k]);
	}
	scratch_write("message.eml", message);

	int code = program_run(said, argv);

	for (enum dkim_kind k = 0; k < DKIM_KIND_COUNT; k++)
		buf_free(&record[k]);
	return code != 77;
}

/* A notice as it goes out, signed. */
static void
notice_signed(struct buf *out)
{
	struct mail m;
	struct buf bytes = {0};
	struct dkim d = signer();

	mail_facts(&m, LANG_NL, "open-rdp");
	mime_put(&bytes, mail_text(&m));
	dkim_put(out, &d, buf_all(&bytes), SIGNED_AT);
	buf_str(out, buf_all(&bytes));
	buf_free(&bytes);
	mail_free(&m);
}

static void
is_judged(struct str message, const char *want)
{
	struct buf said = {0};

	if (judged(&said, message))
		is_text(buf_all(&said), want);
	else
		tap_skip("no python3-dkim to judge");
	buf_free(&said);
}

TEST(a_notice_holds_by_both_keys)
{
	struct buf b = {0};

	notice_signed(&b);
	is_judged(buf_all(&b), "holds\nholds\n");
	buf_free(&b);
}

/* The message with one text in the place of another, which must be there. */
static void
changed(struct buf *out, struct str message, struct str from, struct str to)
{
	size_t at = str_find_str(message, from);

	ok(at < message.n);
	buf_str(out, str_upto(message, at));
	buf_str(out, to);
	buf_str(out, str_from(message, at + from.n));
}

TEST(what_is_changed_on_the_way_breaks_it)
{
	static const struct {
		const char *from, *to;
	} changes[] = {
	    {"Subject: ", "Subject: Re: "},
	    {"info@bakker.example", "info@slager.example"},
	    {"Bel vandaag", "Bel morgen"},
	    {"\r\nTo: ", "\r\nSubject: another\r\nTo: "},
	    {"\r\nTo: ", "\r\nReply-To: elsewhere@slager.example\r\nTo: "},
	};
	struct buf b = {0};

	notice_signed(&b);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct buf other = {0};
		tap_note("change %zu", i + 1);
		changed(&other, buf_all(&b), str_of(changes[i].from),
		    str_of(changes[i].to));
		is_judged(buf_all(&other), "broken\nbroken\n");
		buf_free(&other);
	}
	buf_free(&b);
}

TEST(what_relays_do_to_white_space_does_not)
{
	struct buf b = {0}, folded = {0}, longer = {0};

	notice_signed(&b);
	changed(&folded, buf_all(&b), STR("MIME-Version: 1.0"),
	    STR("mime-version:\r\n   1.0"));
	changed(&longer, buf_all(&folded), STR("\r\n\r\n"),
	    STR("\r\nReceived: from relay\r\n\r\n"));
	buf_str(&longer, STR("\r\n\r\n"));
	is_judged(buf_all(&longer), "holds\nholds\n");
	buf_free(&b);
	buf_free(&folded);
	buf_free(&longer);
}

TEST(bodies_at_the_edges_hold)
{
	static const char *const bodies[] = {"", "\r\n", " \r\n\t\r\n", "x",
	    " leading and  double \t blanks \r\n\r\nend", "a\r\n\r\n\r\n"};
	struct dkim d = signer();

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct buf m = {0}, b = {0};
		buf_fmt(&m,
		    "From: a@dijkwacht.example\r\nSubject: folded\r\n\tover "
		    "two\r\n\r\n%s",
		    bodies[i]);
		dkim_put(&b, &d, buf_all(&m), SIGNED_AT);
		buf_str(&b, buf_all(&m));
		is_judged(buf_all(&b), "holds\nholds\n");
		buf_free(&m);
		buf_free(&b);
	}
}

TEST(lines_are_short_and_the_same_bytes_come_again)
{
	struct buf a = {0}, b = {0};

	notice_signed(&a);
	notice_signed(&b);
	is_str(buf_all(&b), buf_all(&a));
	for (struct str rest = buf_all(&a), line;
	     str_split(&rest, '\n', &line);)
		ok(line.n <= 79);
	buf_free(&a);
	buf_free(&b);
}

TEST(keys_that_do_not_sign_mail)
{
	struct dkim_key *key;
	struct why w = {0};

	is_int(dkim_key_read(STR("no key"), &key, &w), ERR_SYNTAX);
	is_text(
	    str_of(w.rule), "holds no private key in PEM without a password");
	w = (struct why){0};
	/* P-256 */
	is_int(dkim_key_read(
		   STR("-----BEGIN PRIVATE KEY-----\n"
		       "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1g"
		       "dAFr88hb2\nOF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+jn65B"
		       "tOMvdyHKcvjBeBSDZH2r\n1RTwjmYSi9R/zpBnuQ4EiMnCqfMPWiZqB"
		       "4QdbAd0E7oH50VpuZ1P087G\n-----END PRIVATE KEY-----\n"),
		   &key, &w),
	    ERR_REFUSED);
	is_text(str_of(w.rule),
	    "is neither an RSA key of 2048 bits or more nor an Ed25519 key; "
	    "nothing else signs mail");
}
