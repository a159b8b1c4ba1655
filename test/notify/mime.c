/* tests of notify/mime: the bytes that go over the wire */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/mime.h"

#include <string.h>
#include <unistd.h>

#include "test/notify/mail.h"
#include "test/tool/program.h"

#define HEAD                                                                   \
	"From: Dijkwacht <a@dijkwacht.example>\n"                              \
	"To: Jansen <b@bakker.example>\nSubject: S\n\n"
#define MIME                                                                   \
	"From: Dijkwacht <a@dijkwacht.example>\r\n"                            \
	"To: Jansen <b@bakker.example>\r\nSubject: S\r\n"                      \
	"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"     \
	"Content-Transfer-Encoding: quoted-printable\r\n\r\n"

static struct str
mime(const char *body)
{
	static struct buf b, frozen;

	buf_reset(&b);
	buf_reset(&frozen);
	buf_str(&frozen, STR(HEAD));
	buf_str(&frozen, str_of(body));
	mime_put(&b, buf_all(&frozen));
	return str_from(buf_all(&b), sizeof(MIME) - 1);
}

TEST(headers_come_first_with_those_of_mime)
{
	struct buf b = {0};

	mime_put(&b, STR(HEAD "x\n"));
	is_str(buf_all(&b), STR(MIME "x\r\n"));
	buf_free(&b);
}

TEST(quoted_printable)
{
	is_text(mime("caf\xc3\xa9\n"), "caf=C3=A9\r\n");
	is_text(mime("1 = 1\n"), "1 =3D 1\r\n");
	is_text(mime("end \n"), "end=20\r\n");
	is_text(mime("tab\t\n"), "tab=09\r\n");
	is_text(mime("a b\tc\n"), "a b\tc\r\n");
	is_text(mime("\n\nx"), "\r\n\r\nx\r\n");
	is_text(mime(""), "");
	is_text(mime("a\rb\n"), "a=0Db\r\n");
	is_text(mime("\x1b[2J\x7f\n"), "=1B[2J=7F\r\n");
}

/* A dot alone ends SMTP's data; "From " splits a mailbox. */
TEST(lines_that_upset_relays)
{
	is_text(mime(".\n"), "=2E\r\n");
	is_text(mime("..a\n"), "=2E.a\r\n");
	is_text(mime("From me\n"), "=46rom me\r\n");
	is_text(mime("a.\n"), "a.\r\n");
}

TEST(no_line_is_longer_than_76)
{
	char text[400];

	for (int dot = 0; dot < 2; dot++)
		for (size_t n = 70; n < 240; n++) {
			memset(text, dot ? '.' : 'x', n);
			if (!dot)
				memcpy(text + n - 2, "\xc3\xa9", 2);
			text[n] = '\0';
			struct str out = mime(text), line;
			while (str_split(&out, '\n', &line)) {
				ok(line.n <= 77); /* with its CR */
				ok(line.n == 0 || line.p[0] != '.');
			}
		}
}

TEST(attachments_stand_behind_the_text)
{
	struct buf b = {0}, frozen = {0};

	buf_str(&frozen, STR("Subject: S\n\ntext\n"));
	mime_attach(&frozen, "a.csv", "text/csv");
	buf_str(&frozen, STR("id,x\n--=_part--\n"));
	mime_attach(&frozen, "b.json", "application/json");
	buf_str(&frozen, STR("[]\n"));
	mime_put(&b, buf_all(&frozen));
	golden("notify/attachments.txt", buf_all(&b));
	buf_free(&b);
	buf_free(&frozen);
}

TEST(a_frozen_text_without_a_body)
{
	struct buf b = {0};

	mime_put(&b, STR("Subject: S"));
	ok(str_starts(buf_all(&b), STR("Subject: S\r\nMIME-Version")));
	ok(str_ends(buf_all(&b), STR("\r\n\r\n")));
	buf_free(&b);
}

/* Another reader of mail must see what was meant. */
static struct str
decoded(struct str frozen)
{
	static struct buf said;
	struct buf b = {0};
	static const char *const argv[] = {
	    PYTHON, SOURCE_ROOT "/test/notify/decode.py", "mail.eml", NULL};

	mime_put(&b, frozen);
	scratch_write("mail.eml", buf_all(&b));
	buf_reset(&said);
	is_int(program_run(&said, argv), 0);
	buf_free(&b);
	return buf_all(&said);
}

static bool
no_python(void)
{
	return access(PYTHON, X_OK) != 0;
}

TEST(python_reads_back_the_same_text)
{
	static const char *const bodies[] = {
	    "x\n",
	    "caf\xc3\xa9 \xe2\x82\xac 5,-\n.\n..\nFrom me\n--\nend \n",
	    "\xf0\x9f\xa6\x86\xf0\x9f\xa6\x86\xf0\x9f\xa6\x86\xf0\x9f\xa6\x86"
	    "\xf0\x9f\xa6\x86\xf0\x9f\xa6\x86\xf0\x9f\xa6\x86\xf0\x9f\xa6\x86"
	    "\n",
	    "=3D=\n=\n= \nA=20\n",
	    "\n\n\n",
	};
	struct buf frozen = {0};

	if (no_python())
		skip_all("no python3");
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
		buf_reset(&frozen);
		buf_str(&frozen, STR(HEAD));
		buf_str(&frozen, str_of(bodies[i]));
		struct str out = decoded(buf_all(&frozen));
		size_t at = str_find_str(out, STR("\n\n"));
		is_text(str_from(out, at + 2), bodies[i]);
	}
	buf_free(&frozen);
}

#define LONG_NAME                                                              \
	"Verenigde Co\xc3\xb6peratieve Zuivelfabrieken van Noord-Oost "        \
	"Twente, Salland en de Gelderse Vallei U.A. \xe2\x80\x93 "             \
	"\xe2\x80\x9c"                                                         \
	"De Hoop\xe2\x80\x9d"

struct named {
	const char *what, *name, *shown;
};

/* What an operator or a list calls a company goes in To and in the body. */
TEST(python_sees_the_names_and_no_other_headers)
{
	/* clang-format off */
	static const struct named rows[] = {
	    {"plain", "Bakkerij Jansen", "Bakkerij Jansen"},
	    {"utf8", "Caf\xc3\xa9 \xc3\x89lan & Zn.", "Caf\xc3\xa9 \xc3\x89lan & Zn."},
	    {"long", LONG_NAME, LONG_NAME},
	    {"injection", "A\r\nBcc: evil@evil.example\r\n\r\nhi", "A Bcc: evil@evil.example hi"},
	    {"quotes", "\"A\" <evil@evil.example>, b", "\"A\" <evil@evil.example>, b"},
	    {"encoded", "=?utf-8?Q?A=0D=0ABcc:?=", "=?utf-8?Q?A=0D=0ABcc:?="},
	};
	/* clang-format on */

	if (no_python())
		skip_all("no python3");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct mail m;
		struct buf want = {0};
		mail_facts(&m, LANG_NL, "open-rdp");
		m.facts.head.name = str_of(rows[i].name);
		struct str out = decoded(mail_text(&m)), line;
		ok(str_split(&out, '\n', &line));
		is_text(line,
		    "headers: From To Subject Date Message-ID "
		    "List-Id List-Unsubscribe Auto-Submitted MIME-Version "
		    "Content-Type "
		    "Content-Transfer-Encoding");
		buf_fmt(&want, "\nTo is %s at info@bakker.example\n",
		    rows[i].shown);
		if (!ok(str_find_str(out, buf_all(&want)) < out.n))
			tap_note("%s: %.*s", rows[i].what,
			    STR_ARG(str_upto(out, 400)));
		buf_free(&want);
		mail_free(&m);
	}
}
