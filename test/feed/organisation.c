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
