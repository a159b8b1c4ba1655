/* tests of run/cmd_agreement_import: a provider's customers at once */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW "--now", "2026-11-21T08:00:00Z"

enum { CUSTOMERS = 150 };

/* A provider, a cooperative and customers. */
static void
companies_make(struct world *w)
{
	struct ran r = {0};
	struct buf b = {0};

	world_make(w);
	buf_str(&b,
	    STR("name,kvk,email\nBeheer BV,,noc@beheer.example\n"
		"Bond,87654321,bureau@bond.example\n"));
	for (int i = 1; i <= CUSTOMERS; i++)
		buf_fmt(&b, "Klant %d,,\n", i);
	RUN_AS(w, &r, &(struct how){.in = buf_all(&b)}, "organisation",
	    "import", "-", NOW);
	is_int(r.code, 0);
	ran_free(&r);
	buf_free(&b);
}

static struct str
customers(struct buf *b)
{
	buf_reset(b);
	buf_str(b, STR("klant,bewijs\n"));
	for (int i = 1; i <= CUSTOMERS; i++)
		buf_fmt(b, "Klant %d,contract %d\n", i, i);
	return buf_all(b);
}

#define IMPORT(w, r, text, ...)                                                \
	RUN_AS((w), (r), &(struct how){.in = (text)}, "agreement", "import",   \
	    "-", NOW, __VA_ARGS__)
#define KEPT(w) account((w), "SELECT count(*) FROM agreement")

TEST(all_customers_at_once)
{
	struct world w;
	struct ran r = {0};
	struct buf b = {0};

	companies_make(&w);
	IMPORT(&w, &r, customers(&b), "--party", "Beheer BV", "--route",
	    "provider-first=48", "--dry-run");
	is_int(r.code, 0);
	ok(has(&r.out,
	    "standard input: 150 agreements added, 0 there already, 0 rows "
	    "left out\nthis was a dry run: nothing was kept\n"));
	is_int(KEPT(&w), 0);
	IMPORT(&w, &r, customers(&b), "--party", "Beheer BV", "--route",
	    "provider-first=48");
	is_int(r.code, 0);
	ok(has(&r.out, "150 agreements added, 0 there already"));
	is_int(KEPT(&w), CUSTOMERS);
	is_int(account(&w,
		   "SELECT count(*) FROM agreement WHERE route = 1 "
		   "AND hours = 48 AND critical_route = 2"),
	    CUSTOMERS);
	/* it may come again */
	IMPORT(&w, &r, customers(&b), "--party", "Beheer BV", "--route",
	    "provider-first=48");
	is_int(r.code, 0);
	ok(has(&r.out, "0 agreements added, 150 there already, 0 rows left"));
	is_int(KEPT(&w), CUSTOMERS);
	RUN(&w, &r, "agreement", "list", "Klant 150", NOW);
	ok(has(&r.out, "provider-first=48"));
	/* but not with another meaning */
	IMPORT(&w, &r, STR("company,route\nKlant 7,owner-only\n"), "--party",
	    "Beheer BV");
	is_int(r.code, 1);
	ok(has(&r.err, "standard input:2: agreement "));
	ok(has(&r.err, " says otherwise; end it with"));
	is_int(KEPT(&w), CUSTOMERS);
	ran_free(&r);
	buf_free(&b);
}

/* One bad row costs one row, and says where and why. */
TEST(rows_that_are_left_out)
{
	struct world w;
	struct ran r = {0};

	companies_make(&w);
	IMPORT(&w, &r,
	    STR("company,party,kind,scope,route,until\n"
		"Klant 1,Beheer BV,,,,\n"
		"Nobody,Beheer BV,,,,\n"
		"Klant 2,,,,,\n"
		"Klant 3,Beheer BV,friendship,,,\n"
		"Klant 4,Beheer BV,,,sometimes,\n"
		"Klant 5,Beheer BV,,counts,,\n"
		"Klant 6,Beheer BV,,,,2026-11-01\n"
		"Klant 7,Beheer BV,,,,next year\n"
		"Beheer BV,Beheer BV,,,,\n"
		",Beheer BV,,,,\n"
		"Klant 8,87654321,membership,topics,,2027-06-30\n"),
	    "--proof", "the list of November");
	is_int(r.code, 1);
	ok(has(&r.out, "2 agreements added, 0 there already, 9 rows left"));
	ok(has(&r.err, "input:3: no organisation has this reference"));
	ok(has(&r.err, "input:4: with whom? Fill the column party"));
	ok(has(&r.err, "input:5: kind: appointment or membership"));
	ok(has(&r.err, "input:6: route: provider-first=HOURS"));
	ok(has(&r.err, "input:7: scope: of a membership"));
	ok(has(&r.err, "input:8: the agreement would be over"));
	ok(has(&r.err, "input:9: until: a date such as"));
	ok(has(&r.err, "input:10: a company needs no agreement with itself"));
	ok(has(&r.err, "input:11: column \"company\" is empty"));
	is_int(account(&w,
		   "SELECT count(*) FROM agreement WHERE proof = "
		   "'the list of November'"),
	    2);
	is_int(account(&w,
		   "SELECT count(*) FROM audit WHERE did = "
		   "'agreement add'"),
	    2);
	ran_free(&r);
}

TEST(what_is_no_list)
{
	struct world w;
	struct ran r = {0};

	companies_make(&w);
	IMPORT(&w, &r, STR("partij,soort\nx,y\n"), "--party", "Beheer BV");
	is_int(r.code, 1);
	ok(has(&r.err, "the first line has no column \"company\""));
	IMPORT(&w, &r, STR("company\nKlant 1\n"), "--party", "Nobody");
	is_int(r.code, 1);
	ok(has(&r.err, "input:2: no organisation has this reference"));
	is_int(KEPT(&w), 0);
	ran_free(&r);
}
