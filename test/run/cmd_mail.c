/* tests of run/cmd_mail: keys, records, and keys that cannot be used */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "run/mail_keys.h"
#include "test/run/world.h"
#include "test/tap.h"
#include "test/tool/program.h"

/* What lies in the key folder of the world. */
static void
key_file(struct world *w, const char *name, struct str text)
{
	char path[PATH_ROOM];

	snprintf(path, sizeof(path), "%s.key/%s", w->path, name);
	if (text.p == NULL)
		is_int(unlink(path), 0);
	else
		file_place(AT_FDCWD, path, text, 0600);
}

static bool
not_said(const struct buf *b, const char *text)
{
	return str_find_str(buf_all(b), str_of(text)) == b->n;
}

static void
conf(struct world *w, const char *text)
{
	file_place(w->sv.folder, "dijkwacht.conf", str_of(text), 0600);
}

/* One line of records, whose owner has the line end before it in front: what
 * stands between its quotes, joined. */
static struct str
record(struct world *w, const char *owner)
{
	struct str out = buf_all(&w->out), part;
	struct buf text = {0};
	bool quoted = false;

	out = str_from(out, str_find_str(out, str_of(owner)) + 1);
	out = str_upto(out, str_find(out, '\n'));
	for (; str_split(&out, '"', &part); quoted = !quoted) {
		if (!quoted)
			continue;
		ok(part.n <= 255);
		buf_str(&text, part);
	}

	struct str s = arena_str(&w->a, buf_all(&text));

	buf_free(&text);
	return s;
}

TEST(records_are_those_of_the_keys)
{
	struct world w;
	struct buf want = {0};

	world_make(&w);
	is_int(RUN(&w, "doctor", "mail"), 0);
	is_text(record(&w, "\nwaterschap.example. IN TXT"), "v=spf1 mx ~all");
	is_text(record(&w, "\n_dmarc.waterschap.example. IN TXT"),
	    "v=DMARC1; p=none; rua=mailto:wacht@waterschap.example");
	ok(said(&w.out,
	    "\nwaterschap.example. IN MX 10 mail.waterschap.example.\n"));
	for (enum dkim_kind k = 0; k < DKIM_KIND_COUNT; k++) {
		buf_reset(&want);
		dkim_record(&want, w.sv.postmark.dkim.by[k].key);
		is_str(
		    record(&w,
			k == DKIM_RSA
			    ? "\ndw1r._domainkey.waterschap.example. IN TXT"
			    : "\ndw1e._domainkey.waterschap.example. IN TXT"),
		    buf_all(&want));
	}
	buf_free(&want);
	world_free(&w);
}

TEST(records_follow_the_settings)
{
	struct world w;

	world_make(&w);
	conf(&w,
	    "mail-server = smtp.provider.example:587\ndkim-selector = nu7\n"
	    "bounce-address = terug@Retour.example\n");
	is_int(RUN(&w, "doctor", "mail"), 0);
	is_text(record(&w, "\nwaterschap.example. IN TXT"),
	    "v=spf1 a:smtp.provider.example ~all");
	ok(said(&w.out, "\nnu7r._domainkey.waterschap.example. IN TXT"));
	ok(said(&w.out, "for terug+REFERENCE@retour.example. Write"));
	ok(said(&w.out, "\nretour.example. IN MX 10 mail.retour.example.\n"));
	conf(&w, "mail-server = [2001:db8::25]:25\ndkim = relay\n");
	is_int(RUN(&w, "doctor", "mail"), 0);
	is_text(record(&w, "\nwaterschap.example. IN TXT"),
	    "v=spf1 ip6:2001:db8::25 ~all");
	ok(said(&w.out, "; DKIM: dkim = relay, so the server"));
	ok(not_said(&w.out, "_domainkey.waterschap.example. IN TXT"));
	conf(&w, "mail-server = 192.0.2.25:25\n");
	is_int(RUN(&w, "doctor", "mail"), 0);
	is_text(record(&w, "\nwaterschap.example. IN TXT"),
	    "v=spf1 ip4:192.0.2.25 ~all");
	world_free(&w);
}

TEST(keys_are_made_where_they_are_missing)
{
	struct world w;

	world_make(&w);
	is_int(RUN(&w, "mail", "keys"), 0);
	ok(said(&w.out, "has both keys already; they stay"));
	key_file(&w, "dkim-ed25519.pem", (struct str){0});
	is_int(RUN(&w, "doctor", "mail"), 0);
	ok(said(&w.out,
	    "; there is no dkim-ed25519.pem: `dijkwacht mail keys` makes it"));
	is_int(RUN(&w, "mail", "keys"), 0);
	ok(said(&w.out, ".key: 1\nnext: put what `dijkwacht doctor mail`"));
	is_int(RUN(&w, "doctor", "mail"), 0);
	ok(not_said(&w.out, "there is no dkim-"));
	world_free(&w);
}

TEST(what_cannot_be_used_is_said)
{
	/* clang-format off */
	static const struct {
		const char *conf, *told;
	} rows[] = {
	    {"dkim-selector = a.b", "dijkwacht.conf: dkim-selector: only a-z, 0-9 and -"},
	    {"dkim-selector = -a", "dkim-selector: only"},
	    {"bounce-address = nobody", "bounce-address: \"nobody\" is no mail address"},
	    {"bounce-address = a\"@b.example", "is no mail address"},
	    {"bounce-address = aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.example",
		"at most 30 bytes before the @"},
	    {"signature = smime", "the setting signature asks for smime.crt in the key folder"},
	    {"signature = openpgp", "asks for openpgp.asc in the key folder, and it is not"},
	};
	/* clang-format on */
	struct world w;

	world_make(&w);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		tap_note("%s", rows[i].conf);
		conf(&w, rows[i].conf);
		is_int(RUN(&w, "doctor", "mail"), 1);
		ok(said(&w.out, rows[i].told));
		ok(not_said(&w.out, "v=spf1")); /* mend that first */
		RUN(&w, "doctor");
		ok(said(&w.out, "problem  signing"));
	}
	world_free(&w);
}

TEST(keys_that_are_none_keep_the_service_from_writing)
{
	struct world w;
	struct service sv;
	struct why why = {0};

	world_make(&w);
	key_file(&w, "dkim-rsa.pem", STR("no key"));
	is_int(service_open(&sv, w.path, SERVICE_WRITE, &why), ERR_SYNTAX);
	is_text(why.file, "dkim-rsa.pem");
	is_text(
	    str_of(why.rule), "holds no private key in PEM without a password");
	service_close(&sv);
	RUN(&w, "doctor");
	ok(said(&w.out, "problem  signing     dkim-rsa.pem: holds no private"));
	conf(&w, "dkim = relay\n");
	why = (struct why){0};
	is_int(service_open(&sv, w.path, SERVICE_WRITE, &why), OK);
	service_close(&sv);
	conf(&w, "signature = openpgp\ndkim = relay\n");
	key_file(&w, "openpgp.asc", STR("no key either"));
	why = (struct why){0};
	is_int(service_open(&sv, w.path, SERVICE_WRITE, &why), ERR_SYNTAX);
	is_text(why.file, "openpgp.asc");
	service_close(&sv);
	world_free(&w);
}

TEST(a_key_in_the_other_ones_place)
{
	struct world w;
	struct service sv;
	struct why why = {0};
	struct buf pem = {0};

	world_make(&w);
	dkim_key_make(&pem, DKIM_ED25519);
	key_file(&w, "dkim-rsa.pem", buf_all(&pem));
	is_int(service_open(&sv, w.path, SERVICE_WRITE, &why), ERR_REFUSED);
	ok(str_starts(
	    str_of(why.rule), STR("holds the other kind of key; the files")));
	service_close(&sv);
	buf_free(&pem);
	world_free(&w);
}

/* A certificate of openssl's making in the key folder; false: no openssl. */
static bool
certificate(struct world *w, const char *days)
{
	struct buf told = {0}, key = {0}, crt = {0};

	buf_fmt(&key, "%s.key/smime.key", w->path);
	buf_fmt(&crt, "%s.key/smime.crt", w->path);

	const char *argv[] = {OPENSSL, "req", "-x509", "-newkey", "ec",
	    "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", days,
	    "-subj", "/CN=test", "-addext",
	    "subjectAltName=email:wacht@waterschap.example", "-addext",
	    "extendedKeyUsage=emailProtection", "-keyout", buf_cstr(&key),
	    "-out", buf_cstr(&crt), NULL};
	bool there = OPENSSL[0] != '\0' && program_run(&told, argv) == 0;

	buf_free(&told);
	buf_free(&key);
	buf_free(&crt);
	return there;
}

TEST(a_certificate_that_ends)
{
	struct world w;
	struct service sv;
	struct why why = {0};
	int64_t from, until;

	world_make(&w);
	conf(&w, "signature = smime\n");
	if (!certificate(&w, "60")) {
		tap_skip("no openssl to make one");
		world_free(&w);
		return;
	}
	/* now is long before it begins */
	RUN(&w, "doctor");
	ok(said(&w.out, "problem  signing     smime.crt does not hold now"));
	is_int(service_open(&sv, w.path, SERVICE_WRITE, &why), OK);
	smime_key_valid(sv.postmark.smime, &from, &until);
	service_close(&sv);
	w.now = until - 29 * DAY;
	RUN(&w, "doctor");
	ok(said(&w.out, "note     signing     smime.crt ends on 2"));
	ok(said(&w.out, "-> ask for the next one now"));
	w.now = until - 31 * DAY;
	RUN(&w, "doctor");
	ok(not_said(&w.out, "smime.crt"));
	world_free(&w);
}
