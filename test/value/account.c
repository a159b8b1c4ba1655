/* tests of value/account: what others see of an account */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/account.h"

#include "test/tap.h"

static struct str
made(void (*make)(struct buf *, struct str), const char *text)
{
	static struct buf b;

	buf_reset(&b);
	make(&b, str_of(text));
	return buf_all(&b);
}

TEST(the_first_and_the_last_character)
{
	is_text(made(account_mask, "jan@bakker.example"), "j…n@bakker.example");
	is_text(made(account_mask, "abc@x.example"), "a…c@x.example");
	is_text(made(account_mask, "ab@x.example"), "…@x.example");
	is_text(made(account_mask, "@x.example"), "…@x.example");
	is_text(made(account_mask, "jansmit"), "j…t");
	is_text(made(account_mask, "a@b@x.example"), "a…b@x.example");
	is_text(made(account_mask, "éva.ö@x.example"), "é…ö@x.example");
	is_text(made(account_mask, ""), "…");
	is_text(made(account_mask, "\xff\xfe\xfd\xfc"), "…");
}

TEST(masked_stays_masked)
{
	is_text(made(account_mask, "j…n@x.example"), "j…n@x.example");
	is_text(made(account_mask, "…@x.example"), "…@x.example");
}

TEST(what_stands_beside_an_account_is_not_put)
{
	is_text(made(account_text, "jan@x.example:Welkom01"), "j…n@x.example");
	is_text(made(account_text, "https://y.example:jan@x.example:Welkom01"),
	    "x.example");
	is_text(made(account_text, "y.example:jan@x.example;Welkom01"),
	    "j…n@x.example");
	is_text(made(account_text, "Office 365, jan@x.example"),
	    "Office 365, j…n@x.example");
	is_text(made(account_text, "https://jan:Welkom01@y.example/login?p=1"),
	    "y.example");
	is_text(made(account_text, "https://"), "");
	is_text(made(account_text, "VPN"), "VPN");
}

TEST(the_domain_of_an_account)
{
	is_text(account_domain(STR("jan@x.example:Welkom01")), "x.example");
	is_int(account_domain(STR("jan")).n, 0);
	is_int(account_domain(STR("jan@")).n, 0);
	is_int(account_domain((struct str){0}).n, 0);
}
