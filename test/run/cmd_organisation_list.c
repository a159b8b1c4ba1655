/* tests of run/cmd_organisation_list: the companies, and one whole */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/run/world.h"
#include "test/tap.h"

TEST(list)
{
	struct world w;

	world_make(&w);
	world_fill(&w);
	is_int(RUN(&w, "organisation", "list"), 0);
	golden("run/organisations.table", world_said(&w));
	is_int(RUN(&w, "organisation", "list", "--format", "csv"), 0);
	golden("run/organisations.csv", world_said(&w));
	is_int(RUN(&w, "organisation", "list", "--format", "json"), 0);
	golden("run/organisations.json", world_said(&w));
	is_int(RUN(&w, "organisation", "list", "--format", "yaml"), 2);
	ok(said(&w.err, "\"yaml\" is none; choose table, csv or json"));
	world_free(&w);
}

TEST(nobody_yet)
{
	struct world w;

	world_make(&w);
	is_int(RUN(&w, "organisation", "list"), 0);
	ok(said(&w.out, "`dijkwacht organisation import LIST.csv` adds them"));
	is_int(RUN(&w, "organisation", "show", "Bakkerij Jansen"), 1);
	ok(said(&w.err,
	    "no organisation has this reference, KvK number or "
	    "name: Bakkerij Jansen"));
	is_int(RUN(&w, "organisation", "show"), 2);
	ok(said(&w.err,
	    "something is missing: dijkwacht organisation show "
	    "ORGANISATION"));
	world_free(&w);
}

TEST(one_by_number)
{
	struct world w;

	world_make(&w);
	world_fill(&w);
	is_int(RUN(&w, "organisation", "show", "12345678"), 0);
	golden("run/organisation-bakery.txt", world_said(&w));
	world_free(&w);
}

/* No contact, a claim that is somebody else's, and a hostile name. */
TEST(one_in_trouble)
{
	struct world w;

	world_make(&w);
	world_fill(&w);
	is_int(
	    RUN(&w, "organisation", "show", "=Caf\xc3\xa9 \"De Dijk\"\x1b[A"),
	    0);
	golden("run/organisation-cafe.txt", world_said(&w));
	ok(str_find(buf_all(&w.out), '\x1b') == w.out.n);
	ok(said(&w.out, "pending"));
	ok(said(&w.out, "another organisation has the same asset"));
	world_free(&w);
}
