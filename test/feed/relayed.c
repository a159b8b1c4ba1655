/* tests of feed/relayed: what owners of networks sent back */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "test/feed/driver.h"
#include "test/tap.h"

static void
is_read(const char *name)
{
	char path[256];
	struct outcome o;

	snprintf(path, sizeof(path), "test/golden/feed/relayed/%s.csv", name);
	driver_run(&o, &reader_relayed,
	    &(struct reading){.name = "answers.csv"}, fixture(path));
	snprintf(path, sizeof(path), "feed/relayed/%s.rows", name);
	golden(path, buf_all(&o.text));
	outcome_free(&o);
}

TEST(as_a_spreadsheet_saves_it)
{
	is_read("filled_in");
}

TEST(refused_rows_name_their_column)
{
	is_read("refused");
}

TEST(no_answer_column)
{
	is_read("no_answer_column");
}
