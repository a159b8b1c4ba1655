/* tests of feed/organisation */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "test/feed/driver.h"
#include "test/tap.h"

static void
is_read(const char *name)
{
	char path[256];
	struct outcome o;

	snprintf(
	    path, sizeof(path), "test/golden/feed/organisation/%s.csv", name);
	driver_run(&o, &reader_organisation,
	    &(struct reading){.name = "lijst.csv"}, fixture(path));
	snprintf(path, sizeof(path), "feed/organisation/%s.rows", name);
	golden(path, buf_all(&o.text));
	outcome_free(&o);
}

TEST(english)
{
	is_read("english");
}

TEST(dutch)
{
	is_read("dutch");
}

TEST(refused_rows_name_their_column)
{
	is_read("refused");
}

TEST(no_name_column)
{
	is_read("no_name");
}

TEST(latin1_is_refused_not_mailed_wrong)
{
	is_read("latin1");
}

/* Else a mistake in a header costs every company its address in silence. */
TEST(columns_that_are_not_used_are_told)
{
	struct outcome o;

	driver_run(&o, &reader_organisation, &(struct reading){0},
	    STR("naam;mailadres van de zaak;ip;Opmerking\n"
		"Bakker;a@b.example;192.0.2.1;x\n"));
	is_int(o.organisations, 1);
	if (!ok(str_find_str(buf_all(&o.text),
		    STR("note: columns that are not used: mailadres van de "
			"zaak, Opmerking; --map FIELD=COLUMN says what one "
			"means\n")) < o.text.n))
		tap_note("%.*s", STR_ARG(buf_all(&o.text)));
	outcome_free(&o);
	driver_run(&o, &reader_organisation,
	    &(struct reading){.options = "map=mail=mailadres van de zaak\n"},
	    STR("naam;mailadres van de zaak\nBakker;a@b.example\n"));
	ok(str_find_str(buf_all(&o.text), STR("not used")) == o.text.n);
	outcome_free(&o);
}

TEST(too_many_assets)
{
	struct buf b = {0};
	struct outcome o;

	buf_str(&b, STR("naam,bezit\nBakker,"));
	for (int i = 0; i < 800; i++)
		buf_fmt(&b, "host%04d.example ", i);
	buf_str(&b, STR("\nSmid,smid.example\n"));
	driver_run(&o, &reader_organisation, &(struct reading){0}, buf_all(&b));
	is_int(o.organisations, 1);
	is_text(buf_all(&o.rejected),
	    "line 2: column \"bezit\": more than 8192 bytes of assets; use a "
	    "second row of the same organisation\n");
	outcome_free(&o);
	buf_free(&b);
}
