/* tests of value/legal */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/legal.h"

#include "test/tap.h"

TEST(grounds_read_as_they_are_named)
{
	is_int(legal_read(STR("law")), 1); /* the store knows them by number */
	is_int(legal_read(STR("contract")), 2);
	is_int(legal_read(STR("consent")), 3);
	for (int i = LEGAL_LAW; i < LEGAL_COUNT; i++)
		is_int(legal_read(str_of(legal_name((enum legal)i))), i);
}

TEST(what_is_no_ground)
{
	is_int(legal_read(STR("")), LEGAL_NONE);
	is_int(legal_read(STR("none")), LEGAL_NONE);
	is_int(legal_read(STR("Law")), LEGAL_NONE);
	is_text(str_of(legal_name(LEGAL_COUNT)), "none");
}
