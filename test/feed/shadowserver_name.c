/* tests of feed/shadowserver_name */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/shadowserver_name.h"

#include "base/time.h"
#include "test/tap.h"

static struct arena arena;

static void
reads(const char *name, const char *type, const char *scope, const char *day)
{
	struct report_name n = report_name_read(&arena, str_of(name));
	struct buf b = {0};

	if (n.day != DAY_ABSENT)
		day_put(&b, n.day);
	tap_note("%s", name);
	is_text(n.type, type);
	is_text(n.scope, scope);
	is_text(buf_all(&b), day);
	buf_free(&b);
}

TEST(the_grammar)
{
	reads("2026-01-31-scan_rdp-sample-asn.csv", "scan_rdp", "sample-asn",
	    "2026-01-31");
	reads("2026-01-31-scan_rdp.csv", "scan_rdp", "", "2026-01-31");
	reads("scan_rdp.csv", "scan_rdp", "", "");
	reads("scan_rdp-sample.csv", "scan_rdp", "sample", "");
	reads("2026-01-31-scan_rdp-x.csv.gz", "scan_rdp", "x", "2026-01-31");
	reads("2026-01-31-scan_rdp-x.csv.zst", "scan_rdp", "x", "2026-01-31");
	reads("2026-01-31-scan_new-x.csv", "scan_new", "x", "2026-01-31");
}

TEST(what_people_and_browsers_make_of_it)
{
	reads("C:\\Downloads\\2026-01-31-SCAN_RDP-Asn.CSV", "scan_rdp", "asn",
	    "2026-01-31");
	reads(
	    "a/b/2026-01-31-scan_rdp-asn.csv", "scan_rdp", "asn", "2026-01-31");
	reads(
	    "2026-01-31-scan_rdp-asn (2).csv", "scan_rdp", "asn", "2026-01-31");
	reads(
	    "2026-01-31-scan_rdp-asn.csv (2)", "scan_rdp", "asn", "2026-01-31");
	reads("scan_rdp (x).csv", "", "", "");
}

TEST(names_that_say_nothing)
{
	reads("", "", "", "");
	reads("-", "", "", "");
	reads("2026-02-30-scan_rdp-x.csv", "", "", "");
	reads("rapport-januari.csv", "", "", "");
	reads("Rapport RDP.csv", "", "", "");
	reads("2026-01-31-Rapport RDP-klant.csv", "", "", "2026-01-31");
	reads("2026-01-31-.csv", "", "", "2026-01-31");
	reads("2026-01-31-scan_"
	      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	      ".csv",
	    "", "", "2026-01-31");
	reads("../../etc/passwd", "passwd", "", "");
	reads("\xff\xfe.csv", "", "", "");
}

TEST(words)
{
	ok(report_type_is_word(STR("scan6_rdp")));
	ok(!report_type_is_word(STR("")));
	ok(!report_type_is_word(STR("Scan_rdp")));
	ok(!report_type_is_word(STR("scan rdp")));
	ok(!report_type_is_word(STR("scan_rdp\n")));
}
