/* tests of feed/agreement: lists of agreements, as people keep them */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/feed/driver.h"
#include "test/tap.h"

static void
tells_of(struct str text, const char *want)
{
	struct outcome o;

	driver_run(
	    &o, &reader_agreement, &(struct reading){.name = "list.csv"}, text);
	for (struct str rest = str_of(want), line;
	     str_split(&rest, '\n', &line);)
		if (!ok(str_find_str(buf_all(&o.text), line) < o.text.n))
			tap_note("not told: %.*s\n# but: %.*s", STR_ARG(line),
			    STR_ARG(buf_all(&o.text)));
	outcome_free(&o);
}

TEST(all_that_can_be_said)
{
	tells_of(STR("company,party,kind,role,scope,route,critical,from,until,"
		     "text,proof\nKnip,Beheer,appointment,processor,,both,"
		     "owner-only,2026-01-01,2027-01-01,v2,\"a letter, signed\""
		     "\n"),
	    "row 1 line 2: Knip party=Beheer kind=appointment role=processor "
	    "route=both critical=owner-only from=2026-01-01 until=2027-01-01 "
	    "text=v2 proof=a letter, signed");
}

TEST(in_dutch_and_short)
{
	tells_of(STR("KLANT;Leverancier;Bewijs\r\n Knip ;Beheer;brief\r\n"
		     "Bakker\r\n"),
	    "row 1 line 2: Knip party=Beheer proof=brief\n"
	    "row 2 line 3: Bakker");
}

/* One bad row costs one row. */
TEST(rows_that_are_left_out)
{
	char long_proof[260] = {0};
	struct buf b = {0};

	memset(long_proof, 'p', 201);
	buf_fmt(&b,
	    "company,party,proof,kind\n,Beheer,x,\nKnip,Beheer,%s,\n"
	    "Vis,Beheer,,an-appointment-of-thirty-three-bytes\n"
	    "Bakker,Beheer,,\n",
	    long_proof);
	tells_of(buf_all(&b),
	    "line 2: REJECTED (absent, 10 bytes) column \"company\" is empty: "
	    "whose is it?\n"
	    "line 3: REJECTED (limit, 214 bytes) column \"proof\": 201 bytes, "
	    "and at most 200 fit\n"
	    "line 4: REJECTED (limit, 48 bytes) column \"kind\": 36 bytes, and "
	    "at most 32 fit\n"
	    "line 5: Bakker party=Beheer");
	buf_free(&b);
}

TEST(no_company)
{
	tells_of(STR("partij,soort\nx,y\n"),
	    "the first line has no column \"company\" or \"klant\"");
}
