/* tests of match/freemail: where anybody can have a mailbox */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/freemail.h"

#include "test/tap.h"

TEST(these_are)
{
	ok(freemail_is(STR("aol.com")));
	ok(freemail_is(STR("gmail.com")));
	ok(freemail_is(STR("t-online.de")));
	ok(freemail_is(STR("tele2.nl")));
	ok(freemail_is(STR("telfort.nl")));
	ok(freemail_is(STR("wxs.nl")));
	ok(freemail_is(STR("zonnet.nl")));
	ok(freemail_is(STR("jansen.xs4all.nl")));
}

TEST(these_are_not)
{
	ok(!freemail_is((struct str){0}));
	ok(!freemail_is(STR(".")));
	ok(!freemail_is(STR("com")));
	ok(!freemail_is(STR("bakker.example")));
	ok(!freemail_is(STR("notgmail.com")));
	ok(!freemail_is(STR("gmail.com.example")));
}
