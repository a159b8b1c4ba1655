/* tests of feed/proof_txt: tokens among what people put around them */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/proof_token.h"

#include "test/feed/driver.h"
#include "test/tap.h"

#define TOKEN "dijkwacht-0123456789abcdefghjkmnpq"
#define OTHER "dijkwacht-zzzzzzzzzzzzzzzzzzzzzzzz"

/* What the reader tells of a text. */
static void
tells_of(struct str text, const char *want)
{
	struct outcome o;

	driver_run(&o, &reader_proof_txt,
	    &(struct reading){.name = "dijkwacht.txt"}, text);
	is_text(buf_all(&o.text), want);
	outcome_free(&o);
}

TEST(a_token_a_line)
{
	tells_of(STR(TOKEN "\n"), "line 1: " TOKEN "\n");
	tells_of(STR(TOKEN), "line 1: " TOKEN "\n");
	tells_of(STR("# of our supplier\r\n\r\n  " TOKEN " \r\n" OTHER "\r\n"),
	    "line 3: " TOKEN "\nline 4: " OTHER "\n");
	tells_of(STR("\xef\xbb\xbf" TOKEN "\n"), "line 1: " TOKEN "\n");
	tells_of(STR(""), "");
}

/* One bad line costs none of its neighbours; only the first is told of. */
TEST(what_is_no_token)
{
	tells_of(STR("dijkwacht-0123\n" TOKEN "\n<p>no</p>\n"),
	    "note: line 1, \"dijkwacht-0123\", is no token: dijkwacht- and "
	    "then 24 letters and digits\nline 2: " TOKEN "\n");
	tells_of(STR(TOKEN "0\n"),
	    "note: line 1, \"" TOKEN "0\", is no token: dijkwacht- and then 24 "
	    "letters and digits\n");
	tells_of(STR(TOKEN " " OTHER "\n"),
	    "note: line 1, \"" TOKEN " dijkwacht-zzzzzzzzzzzzzzz\", is no "
	    "token: dijkwacht- and then 24 letters and digits\n");
	tells_of(STR("\xff\xfe" TOKEN "\n"),
	    "note: line 1, \"\xef\xbf\xbd\xef\xbf\xbd" TOKEN
	    "\", is no token: dijkwacht- and then 24 letters and digits\n"
	    "");
}

TEST(letters_that_are_read_for_others)
{
	ok(proof_token_is(STR(TOKEN)));
	ok(!proof_token_is(STR("dijkwacht-0123456789abcdefghjkmnpi")));
	ok(!proof_token_is(STR("dijkwacht-0123456789abcdefghjkmnpO")));
	ok(!proof_token_is(STR("Dijkwacht-0123456789abcdefghjkmnpq")));
	ok(!proof_token_is(STR("dijkwacht-")));
	ok(!proof_token_is(STR("")));
}

TEST(a_file_without_end)
{
	struct outcome o;
	struct buf b = {0};

	while (b.n <= PROOF_TXT_MAX)
		buf_str(&b, STR(TOKEN "\n"));
	driver_run(&o, &reader_proof_txt,
	    &(struct reading){.name = "dijkwacht.txt"}, buf_all(&b));
	is_int(o.err, ERR_LIMIT);
	is_int((long long)o.tokens, 0);
	outcome_free(&o);
	buf_reset(&b);
	while (b.n + sizeof(TOKEN) <= PROOF_TXT_MAX)
		buf_str(&b, STR(TOKEN "\n"));
	driver_run(&o, &reader_proof_txt,
	    &(struct reading){.name = "dijkwacht.txt"}, buf_all(&b));
	is_int(o.err, OK);
	is_int((long long)o.tokens, PROOF_TXT_MAX / (long long)sizeof(TOKEN));
	outcome_free(&o);
	buf_free(&b);
}
