/* tests of feed/reader: the table, the sink, rows that are skipped */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/reader.h"

#include <stdio.h>

#include "test/feed/driver.h"
#include "test/tap.h"

static const char three[] =
    "timestamp,ip,port\n2026-01-30 00:00:00,192.0.2.1,1\n"
    "2026-01-30 00:00:00,192.0.2.2,2\n2026-01-30 00:00:00,192.0.2.3,3\n";

TEST(table_is_sorted_and_told)
{
	for (size_t i = 0; i < n_readers; i++) {
		struct str name = str_of(readers[i]->name);
		ok(name.n > 0 && str_of(readers[i]->about).n > 0);
		ok(reader_named(name) == readers[i]);
		ok(readers[i]->version > 0);
		if (i > 0)
			ok(str_cmp(str_of(readers[i - 1]->name), name) < 0);
	}
	ok(reader_named(STR("nothing")) == NULL);
	ok(reader_named(STR("")) == NULL);
}

TEST(guessed_by_how_a_name_ends)
{
	static const char *const names[] = {
	    "2026-01-30-scan_rdp-example.csv",
	    "report.CSV",
	    "report.csv.gz",
	    "report.csv.zip",
	    "standard input",
	    "",
	    ".gz",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ok(reader_guess(str_of(names[i])) == &reader_shadowserver);
}

TEST(guessed_ones_make_observations_and_share_no_ending)
{
	for (size_t i = 0; i < n_readers; i++) {
		struct str all = str_of(readers[i]->endings), one;
		while (str_split(&all, ' ', &one)) {
			char name[64];
			snprintf(name, sizeof(name), "x%.*s", STR_ARG(one));
			ok(one.n > 1 && one.p[0] == '.');
			/* of a mail its attachments are */
			ok(readers[i]->topic != NULL ||
			    readers[i] == &reader_mail);
			ok(reader_guess(str_of(name)) == readers[i]);
		}
	}
}

TEST(a_row_that_crashed_a_reader_is_kept_unread)
{
	struct outcome o;
	struct reading how = {.name = "scan_ssh.csv", .skip = 2};

	driver_run(&o, &reader_shadowserver, &how, str_of(three));
	is_int(o.observations, 2);
	is_int(o.rejects, 1);
	is_int(o.complete, 0);
	is_text(buf_all(&o.rejected),
	    "line 3: the reader ended on this row; it is kept unread\n");
	outcome_free(&o);
}

TEST(each_hands_over_after_every_row)
{
	struct outcome o;
	struct reading how = {.name = "scan_ssh.csv"};

	driver_run(&o, &reader_shadowserver, &how, str_of(three));
	is_int(o.flushes, 1);
	is_int(o.rows, 3);
	outcome_free(&o);
	how.each = true;
	driver_run(&o, &reader_shadowserver, &how, str_of(three));
	is_int(o.flushes, 1 + 3 + 1 + 1);
	is_int(o.observations, 3);
	outcome_free(&o);
}

TEST(many_rows_are_handed_over_in_parts)
{
	struct buf b = {0};
	struct outcome o;
	struct reading how = {.name = "scan_ssh.csv"};

	buf_str(&b, STR("timestamp,ip,port\n"));
	for (int i = 0; i < 20000; i++)
		buf_fmt(&b, "2026-01-30 00:00:00,192.0.2.%d,22\n", i % 256);
	driver_run(&o, &reader_shadowserver, &how, buf_all(&b));
	is_int(o.observations, 20000);
	ok(o.flushes > 10);
	is_int(o.complete, 1);
	outcome_free(&o);
	buf_free(&b);
}
