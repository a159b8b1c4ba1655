/* tests of value/tlp */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/tlp.h"

#include "test/tap.h"

TEST(names)
{
	for (int i = TLP_CLEAR; i < TLP_COUNT; i++)
		is_int(tlp_read(str_of(tlp_name((enum tlp)i))), i);
	is_text(str_of(tlp_name(TLP_AMBER_STRICT)), "TLP:AMBER+STRICT");
	is_text(str_of(tlp_name(TLP_NONE)), "none");
	is_text(str_of(tlp_name(TLP_COUNT)), "none");
}

TEST(shapes)
{
	is_int(tlp_read(STR("amber+strict")), TLP_AMBER_STRICT);
	is_int(tlp_read(STR("TLP:Amber+Strict")), TLP_AMBER_STRICT);
	is_int(tlp_read(STR("tlp amber")), TLP_AMBER);
	is_int(tlp_read(STR(" tlp: red\r\n")), TLP_RED);
	is_int(tlp_read(STR("TLP:WHITE")), TLP_CLEAR);
	is_int(tlp_read(STR("white")), TLP_CLEAR);
}

TEST(order)
{
	ok(TLP_CLEAR < TLP_GREEN && TLP_GREEN < TLP_AMBER);
	ok(TLP_AMBER < TLP_AMBER_STRICT && TLP_AMBER_STRICT < TLP_RED);
}

TEST(who_may_be_told)
{
	static const int told[TLP_COUNT] = {
	    [TLP_NONE] = 0,
	    [TLP_CLEAR] = 4,
	    [TLP_GREEN] = 3,
	    [TLP_AMBER] = 2,
	    [TLP_AMBER_STRICT] = 1,
	    [TLP_RED] = 0,
	};

	for (int t = TLP_NONE; t < TLP_COUNT; t++)
		for (int a = AUDIENCE_OWNER; a < AUDIENCE_COUNT; a++)
			is_int(tlp_allows((enum tlp)t, (enum audience)a),
			    a < told[t]);
	ok(!tlp_allows(TLP_COUNT, AUDIENCE_OWNER));
}

TEST(refused)
{
	static const char *const hostile[] = {"", "TLP", "TLP:", "tlp:tlp:red",
	    "yellow", "AMBER STRICT", "RED!", "none", "TLP:none", "tlp-red"};

	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++)
		if (!is_int(tlp_read(str_of(hostile[i])), TLP_NONE))
			tap_note("input: %s", hostile[i]);
	is_int(tlp_read((struct str){0}), TLP_NONE);
	is_int(tlp_read(STR("red\0")), TLP_NONE);
}
