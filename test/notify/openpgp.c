/* tests of notify/openpgp: gpg is the judge */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/openpgp.h"

#include <stdio.h>
#include <stdlib.h>

#include "notify/mime.h"
#include "test/notify/mail.h"
#include "test/tool/program.h"

#define SIGNED_AT INT64_C(1768021618) /* 2026-01-10, after the key was made */
#define MADE_AT	  "20200101T000000"
#define JUDGED_AT "20260201T000000"

/* gpg with a home of its own, at the time more begins with. */
static int
gpg(struct buf *said, const char *const *more)
{
	const char *argv[24] = {GPG, "--homedir", ".", "--batch", "--quiet",
	    "--no-autostart", "--faked-system-time", more[0]};
	size_t n = 8;

	if (GPG[0] == '\0')
		return 127;
	if (str_eq(str_of(more[0]), STR(MADE_AT))) /* needs the agent */
		argv[5] = "--yes";
	for (size_t i = 1; more[i] != NULL && n < 23; i++)
		argv[n++] = more[i];
	argv[n] = NULL;
	return program_run(said, argv);
}

/* A key without passphrase, kept as "key.asc"; once. */
static bool
made(void)
{
	static const char *const make[] = {MADE_AT, "--pinentry-mode",
	    "loopback", "--passphrase", "", "--quick-gen-key",
	    "Dijkwacht <meldpunt@dijkwacht.example>", "ed25519", "sign",
	    "never", NULL};
	static const char *const take[] = {MADE_AT, "--pinentry-mode",
	    "loopback", "--passphrase", "", "--armor", "--export-secret-keys",
	    NULL};
	struct buf said = {0};
	static int state; /* 1 made, 2 not */

	if (state == 0) {
		state = gpg(&said, make) == 0 ? 1 : 2;
		buf_reset(&said);
		if (state == 1 && gpg(&said, take) == 0)
			scratch_write("key.asc", buf_all(&said));
		buf_free(&said);
	}
	return state == 1;
}

static struct openpgp_key *
key_of(void)
{
	struct openpgp_key *k = NULL;
	struct why w = {0};
	struct str text = scratch_read("key.asc");
	size_t at = str_find_str(text, STR("-----BEGIN"));

	ok(openpgp_key_read(str_from(text, at), &k, &w) == OK);
	is_text(str_of(w.rule), "");
	return k;
}

static void
notice_signed(struct buf *out, const struct openpgp_key *k)
{
	struct mail m;
	struct buf bytes = {0};

	mail_facts(&m, LANG_NL, "open-rdp");
	mime_put(&bytes, mail_text(&m));
	signed_put(out, buf_all(&bytes), &openpgp, k, SIGNED_AT);
	buf_free(&bytes);
	mail_free(&m);
}

/* The two parts of the message, as a mail program takes them apart. */
static void
parts_write(struct str message, struct str from, struct str to)
{
	size_t at = str_find_str(message, STR("\r\n--=_")) + 4;
	struct str rest = str_from(message, at);
	struct buf mark = {0};

	buf_fmt(&mark, "\r\n--%.*s",
	    STR_ARG(str_upto(str_from(rest, 0), str_find(rest, '\r'))));
	rest = str_from(rest, str_find(rest, '\n') + 1);

	size_t end = str_find_str(rest, buf_all(&mark));
	struct buf part = {0};
	struct str text = str_upto(rest, end);
	size_t found = from.n > 0 ? str_find_str(text, from) : text.n;

	buf_str(&part, str_upto(text, found));
	if (found < text.n) {
		buf_str(&part, to);
		buf_str(&part, str_from(text, found + from.n));
	}
	scratch_write("part", buf_all(&part));
	rest = str_from(rest, end);

	size_t pgp = str_find_str(rest, STR("-----BEGIN"));

	scratch_write("part.asc", str_from(rest, pgp));
	buf_free(&part);
	buf_free(&mark);
}

static int
judged(struct buf *said)
{
	static const char *const verify[] = {
	    JUDGED_AT, "--verify", "part.asc", "part", NULL};

	buf_reset(said);
	return gpg(said, verify);
}

TEST(gpg_accepts_a_signed_notice_and_refuses_a_changed_one)
{
	struct buf b = {0}, said = {0};

	if (!made()) {
		tap_skip("no gpg to make a key and judge");
		return;
	}

	struct openpgp_key *k = key_of();

	notice_signed(&b, k);
	parts_write(buf_all(&b), STR(""), STR(""));
	is_int(judged(&said), 0);
	ok(str_find_str(buf_all(&said), STR("Good signature")) < said.n);
	parts_write(buf_all(&b), STR("Bel vandaag"), STR("Bel morgen!"));
	is_int(judged(&said), 1);
	ok(str_find_str(buf_all(&said), STR("BAD signature")) < said.n);
	openpgp_key_free(k);
	buf_free(&b);
	buf_free(&said);
}

TEST(keys_that_do_not_sign)
{
	struct openpgp_key *k = NULL;
	struct why w = {0};

	is_int(openpgp_key_read(STR("nothing"), &k, &w), ERR_SYNTAX);
	is_text(str_of(w.rule), "holds no OpenPGP key");
}
