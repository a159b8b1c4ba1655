/* tests of feed/account: what may be kept of a row of accounts */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/account.h"

#include "test/tap.h"

static struct str
made(void (*make)(struct buf *, struct str), const char *text)
{
	static struct buf b;

	buf_reset(&b);
	make(&b, str_of(text));
	return buf_all(&b);
}

TEST(lines_of_known_names_with_accounts_masked)
{
	is_text(made(account_detail,
		    "email: jan@x.example\nusername: jansmit\n"
		    "Dienst: webmail jan@x.example:Welkom01\n"
		    "source_url: https://y.example/?p=Welkom01\n"),
	    "email: j…n@x.example\nusername: j…t\n"
	    "Dienst: webmail j…n@x.example\nsource_url: y.example\n");
}

TEST(a_column_of_any_other_name_may_hold_the_password)
{
	is_text(made(account_detail,
		    "password: Welkom01\nww: Welkom01\nextra: Welkom01\n"
		    "email: jan@x.example\nemail password: Welkom01\n"
		    ": Welkom01\nWelkom01\n"),
	    "email: j…n@x.example\n");
}

TEST(a_rule_without_what_it_quotes)
{
	is_text(made(account_rule,
		    "column \"email\": \"jan@x.example:Welkom01\" is no name"),
	    "column \"…\": \"…\" is no name");
	is_text(made(account_rule, "\"Welkom01"), "\"…\"");
	is_text(made(account_rule, "no quotes"), "no quotes");
}
