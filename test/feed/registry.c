/* tests of feed/registry: every form, what is wrong with it, and real files */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "test/feed/driver.h"
#include "test/tap.h"

/* test/golden/feed/registry/FILE gives FILE.rows. */
static void
is_read(const char *file)
{
	char path[256];
	struct outcome o;

	snprintf(path, sizeof(path), "test/golden/feed/registry/%s", file);
	driver_run(&o, &reader_registry, &(struct reading){.name = file},
	    fixture(path));
	snprintf(path, sizeof(path), "feed/registry/%s.rows", file);
	golden(path, buf_all(&o.text));
	outcome_free(&o);
}

#define READ(name, file)                                                       \
	TEST(name)                                                             \
	{                                                                      \
		is_read(file);                                                 \
	}

READ(inetnum, "ripe.db.inetnum")
READ(inet6num, "ripe.db.inet6num")
READ(organisation, "ripe.db.organisation")
READ(role_without_its_name, "ripe.db.role")
READ(aut_num, "ripe.db.aut-num")
READ(route, "ripe.db.route")
READ(delegated_old, "delegated-example-20260105")
READ(delegated_extended, "delegated-example-extended-latest")
READ(pyasn, "ipasn-20260105.dat")
READ(iptoasn, "ip2asn-combined.tsv")
READ(country, "country.tsv")
READ(asn_names, "asns.csv")

/* Made to hurt. */
READ(rpsl_that_never_ends_an_object, "hostile_rpsl_no_blank")
READ(rpsl_with_bad_values, "hostile_rpsl_values")
READ(delegated_with_bad_values, "hostile_delegated")
READ(tables_with_bad_values, "hostile_pyasn.dat")
READ(backwards_ranges, "hostile_iptoasn.tsv")
READ(quotes_never_closed, "hostile_asns.csv")
READ(nothing_we_know, "hostile_prose.txt")
READ(empty, "hostile_empty")

static void
is_outcome(const char *name, struct str bytes, const char *want)
{
	struct outcome o;

	driver_run(
	    &o, &reader_registry, &(struct reading){.name = name}, bytes);
	is_text(buf_all(&o.text), want);
	outcome_free(&o);
}

TEST(a_line_without_end)
{
	struct buf b = {0};

	buf_str(&b, STR("192.0.2.0/24\t64500\n198.51.100.0/24\t"));
	for (int i = 0; i < 300000; i++)
		buf_char(&b, '6');
	buf_str(&b, STR("\n203.0.113.0/24\t64501"));
	is_outcome("x", buf_all(&b),
	    "report x type=pyasn\n"
	    "row 1 line 1: 192.0.2.0 - 192.0.2.255 asn=64500\n"
	    "row 2 line 2: REJECTED (limit, 16384 bytes) the line is longer "
	    "than 16384 bytes\n"
	    "row 3 line 3: 203.0.113.0 - 203.0.113.255 asn=64501\n"
	    "end: 3 rows, 1 rejected, not complete\n"
	    "    why: 1 of 3 rows rejected\n");
	buf_free(&b);
}

TEST(a_form_can_be_said)
{
	struct outcome o;

	driver_run(&o, &reader_registry,
	    &(struct reading){.name = "x", .type = "pyasn"},
	    STR("; nothing\n"));
	is_int(o.err, OK);
	is_int(o.reports, 1);
	outcome_free(&o);
	driver_run(&o, &reader_registry,
	    &(struct reading){.name = "x", .type = "rdap"}, STR("x\n"));
	is_int(o.err, ERR_SYNTAX);
	is_int(o.reports, 0);
	outcome_free(&o);
}

TEST(a_row_that_crashed_a_reader_is_passed_over)
{
	struct outcome o;

	driver_run(&o, &reader_registry,
	    &(struct reading){.name = "x", .skip = 2},
	    STR("192.0.2.0/24\t64500\n203.0.113.0/24\t64501\n"));
	is_int(o.ranges, 1);
	is_text(buf_all(&o.rejected),
	    "line 2: the reader ended on this row; it was left out\n");
	outcome_free(&o);
}

/* A database of IPv4, two nodes: 0.0.0.0/1 nobody, 128.0.0.0/2 AS64500 and
 * 192.0.0.0/2 nobody. */
static const char tiny[] =
    "\0\0\2\0\0\1"  /* node 0: empty, node 1 */
    "\0\0\22\0\0\2" /* node 1: data at 0, empty */
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
    "\341\130autonomous_system_number\303\0\373\364"
    "\xab\xcd\xefMaxMind.com"
    "\344\112node_count\301\2\113record_size\241\30\112ip_version\241\4"
    "\133binary_format_major_version\241\2";

static struct buf
tiny_mmdb(void)
{
	struct buf b = {0};

	buf_put(&b, tiny, sizeof(tiny) - 1);
	return b;
}

TEST(mmdb)
{
	struct buf db = tiny_mmdb();

	is_outcome("tiny.mmdb", buf_all(&db),
	    "report tiny.mmdb type=mmdb\n"
	    "row 1 line 0: 128.0.0.0 - 191.255.255.255 asn=64500\n"
	    "end: 1 rows, 0 rejected, complete\n");
	buf_free(&db);
}

/* Cut off anywhere, or with any byte changed, it is refused or read, no more.
 */
TEST(mmdb_changed_everywhere)
{
	struct buf db = tiny_mmdb();
	struct reading how = {.name = "tiny.mmdb"};
	struct outcome o;
	size_t refused = 0;

	for (size_t i = 0; i < db.n; i++) {
		driver_run(
		    &o, &reader_registry, &how, str_upto(buf_all(&db), i));
		ok(o.ranges == 0);
		outcome_free(&o);
		for (int bit = 0; bit < 8; bit++) {
			db.p[i] = (char)(db.p[i] ^ 1 << bit);
			driver_run(&o, &reader_registry, &how, buf_all(&db));
			refused += o.rejects > 0;
			ok(o.ranges + o.rejects <= 4);
			outcome_free(&o);
			db.p[i] = (char)(db.p[i] ^ 1 << bit);
		}
	}
	ok(refused > db.n);
	buf_free(&db);
}

/* Real files, where they are at hand. */

static void
real(const char *file, uint64_t ranges, uint64_t holders, uint64_t rejects)
{
	char command[1024];
	struct outcome o;
	struct reading how = {.name = file, .limits = {1 << 30, 1000}};
	const char *data = outside_data();

	if (data == NULL)
		skip_all("no data outside the project");
	snprintf(command, sizeof(command),
	    "zstd -dc --long=27 %s/real/ip/%s.zst", data, file);

	FILE *in = popen(command, "r");

	if (in == NULL)
		die_errno("zstd");
	driver_run_fd(&o, &reader_registry, &how, fileno(in));
	is_int(pclose(in), 0);
	is_int(o.err, OK);
	is_int(o.ranges, ranges);
	is_int(o.holders, holders);
	is_int(o.rejects, rejects);
	tap_note("%s: %llu rows", file, (unsigned long long)o.rows);
	outcome_free(&o);
}

TEST(real_routes)
{
	/* eleven are of AS 23456, which stands for many */
	real("ipasn-20151101-v4v6.dat", 633820, 0, 11);
}

TEST(real_names)
{
	real("asns-20260715.csv", 0, 103861, 0);
}

TEST(real_delegated)
{
	real("delegated-ripencc-20140701.txt", 59265, 0, 0);
}

TEST(real_delegated_extended)
{
	real("delegated-afrinic-extended-2026.txt", 7011, 0, 0);
}

TEST(real_ranges)
{
	real("ip2asn-v6-20231208.tsv", 104441, 0, 0);
}

TEST(real_countries)
{
	real("geo-ip-country-20260822.tsv", 919057, 0, 0);
}

TEST(real_mmdb)
{
	char path[1024];
	const char *data = outside_data();
	struct outcome o;

	if (data == NULL)
		skip_all("no data outside the project");
	snprintf(path, sizeof(path),
	    "tar -xOf %s/real/ip/mmdb-test.tar.zst --wildcards "
	    "'*GeoLite2-ASN-Test.mmdb'",
	    data);

	FILE *in = popen(path, "r");

	if (in == NULL)
		die_errno("tar");
	driver_run_fd(&o, &reader_registry, &(struct reading){.name = "x.mmdb"},
	    fileno(in));
	is_int(pclose(in), 0);
	is_int(o.ranges, 412);
	is_int(o.rejects, 0);
	ok(str_find_str(buf_all(&o.text),
	       STR("1.0.0.0 - 1.0.0.255 asn=15169 name=Google Inc.")) <
	    o.text.n);
	outcome_free(&o);
}
