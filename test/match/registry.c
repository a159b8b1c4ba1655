/* tests of match/registry: kept, replaced, looked up; beside a linear scan */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "match/identify.h"
#include "match/registry_write.h"
#include "test/store/open_store.h"

static struct open_store world;
static struct registry_writer *writer;

static void
file_begin(void)
{
	sql_begin(world.s.db);
	writer = registry_write_begin(
	    &world.s, STR("test"), SQL_NULL_I64, NOON, world.person);
}

static struct registry_wrote
file_end(const char *name)
{
	struct registry_wrote wrote =
	    registry_write_end(writer, str_of(name), 0);

	sql_commit(world.s.db);
	registry_write_free(writer);
	writer = NULL;
	return wrote;
}

static struct address
address(const char *text)
{
	struct address a;

	if (!address_read(str_of(text), &a))
		die("%s is no address", text);
	return a;
}

static void
range_of(const char *first, const char *last, const char *holder,
    const char *abuse, uint32_t asn, const char *name)
{
	struct range_said said = {
	    .first = address(first),
	    .last = address(last),
	    .asn = asn,
	    .holder = str_of(holder),
	    .abuse = str_of(abuse),
	    .name = str_of(name),
	    .country = STR("NL"),
	};

	is_int(registry_write_range(writer, &said, NULL), OK);
}

static void
holder(const char *handle, const char *name, const char *mail, const char *org,
    const char *abuse)
{
	struct holder_said said = {
	    .handle = str_of(handle),
	    .name = str_of(name),
	    .country = STR("BE"),
	    .mail = str_of(mail),
	    .holder = str_of(org),
	    .abuse = str_of(abuse),
	};

	is_int(registry_write_holder(writer, &said, NULL), OK);
}

/* "192.0.2.0/24 ORG-A mail; ..." of what holds an address. */
static struct str
held_by(struct registry *r, const char *text)
{
	static struct buf b;
	struct address a = address(text);
	struct registry_walk w;
	struct registry_range range;

	buf_reset(&b);
	registry_of_address(r, &a, &w);
	while (registry_next(&w, &range)) {
		if (b.n > 0)
			buf_str(&b, STR("; "));
		prefix_put(&b, &range.prefix);
		buf_fmt(&b, " %.*s AS%u %.*s", STR_ARG(range.owner->handle),
		    range.asn, STR_ARG(range.owner->mail));
	}
	return buf_all(&b);
}

TEST(an_empty_store_knows_nothing)
{
	store_world(&world);
	struct registry *r = registry_load(&world.s);

	is_int(registry_count(r), 0);
	is_text(held_by(r, "192.0.2.1"), "");
	is_text(held_by(r, "2001:db8::1"), "");
	is_int(registry_of_asn(r, 64500)->mail.n, 0);
	registry_free(r);
	store_world_end(&world);
}

TEST(the_narrowest_comes_first)
{
	store_world(&world);
	file_begin();
	range_of("192.0.2.0", "192.0.2.255", "ORG-WIDE", "", 0, "");
	/* three prefixes, and the last is shared with the one above it */
	range_of("192.0.2.64", "192.0.2.199", "ORG-ODD", "", 0, "");
	range_of("192.0.2.192", "192.0.2.199", "ORG-EXACT", "", 0, "");
	range_of("192.0.2.128", "192.0.2.199", "ORG-MIDDLE", "", 0, "");
	range_of("2001:db8::", "2001:db8::2", "ORG-SIX", "", 0, "");
	range_of("255.255.255.255", "255.255.255.255", "ORG-END", "", 0, "");
	is_int(file_end("x").ranges, 6);
	struct registry *r = registry_load(&world.s);

	is_text(held_by(r, "192.0.2.1"), "192.0.2.0/24 ORG-WIDE AS0 ");
	is_text(held_by(r, "192.0.2.70"),
	    "192.0.2.64/26 ORG-ODD AS0 ; 192.0.2.0/24 ORG-WIDE AS0 ");
	is_text(held_by(r, "192.0.2.130"),
	    "192.0.2.128/26 ORG-MIDDLE AS0 ; 192.0.2.128/26 ORG-ODD AS0 ; "
	    "192.0.2.0/24 ORG-WIDE AS0 ");
	is_text(held_by(r, "192.0.2.199"),
	    "192.0.2.192/29 ORG-EXACT AS0 ; 192.0.2.192/29 ORG-MIDDLE AS0 ; "
	    "192.0.2.192/29 ORG-ODD AS0 ; 192.0.2.0/24 ORG-WIDE AS0 ");
	is_text(held_by(r, "192.0.2.200"), "192.0.2.0/24 ORG-WIDE AS0 ");
	is_text(held_by(r, "2001:db8::1"), "2001:db8::/127 ORG-SIX AS0 ");
	is_text(held_by(r, "2001:db8::2"), "2001:db8::2/128 ORG-SIX AS0 ");
	is_text(held_by(r, "2001:db8::3"), "");
	is_text(
	    held_by(r, "255.255.255.255"), "255.255.255.255/32 ORG-END AS0 ");
	registry_free(r);
	store_world_end(&world);
}

/* Handles lead from file to file: range, organisation, mailbox. */
TEST(the_mailbox_nearest_to_the_range)
{
	store_world(&world);
	file_begin();
	range_of("192.0.2.0", "192.0.2.255", "ORG-A", "", 0, "");
	range_of("198.51.100.0", "198.51.100.255", "ORG-A", "AR-2", 0, "");
	range_of("203.0.113.0", "203.0.113.255", "ORG-OLD", "", 0, "");
	range_of("203.0.113.0", "203.0.113.127", "ORG-UNKNOWN", "AR-9", 0, "");
	file_end("ranges");
	file_begin();
	holder("ORG-A", "A", "old@a.example", "", "AR-1");
	holder("ORG-OLD", "Old", "abuse@old.example", "", "");
	holder("AS64500", "AS-A", "", "ORG-A", "");
	holder("AS64501", "AS-B", "", "", "");
	file_end("holders");
	file_begin();
	holder("AR-1", "", "abuse@a.example", "", "");
	holder("AR-2", "", "noc@a.example", "", "");
	file_end("mailboxes");
	struct registry *r = registry_load(&world.s);

	is_text(
	    held_by(r, "192.0.2.1"), "192.0.2.0/24 ORG-A AS0 abuse@a.example");
	is_text(held_by(r, "198.51.100.1"),
	    "198.51.100.0/24 ORG-A AS0 noc@a.example");
	is_text(held_by(r, "203.0.113.200"),
	    "203.0.113.0/24 ORG-OLD AS0 abuse@old.example");
	is_text(held_by(r, "203.0.113.1"),
	    "203.0.113.0/25 ORG-UNKNOWN AS0 ; "
	    "203.0.113.0/24 ORG-OLD AS0 abuse@old.example");
	is_str(registry_of_asn(r, 64500)->mail, STR("abuse@a.example"));
	is_str(registry_of_asn(r, 64500)->name, STR("A"));
	is_str(registry_of_asn(r, 64500)->country, STR("BE"));
	is_str(registry_of_asn(r, 64501)->name, STR("AS-B"));
	is_int(registry_of_asn(r, 64501)->mail.n, 0);
	/* 64500 + 2^17 lies in the same place of the cache */
	is_int(registry_of_asn(r, 195572)->name.n, 0);
	is_str(registry_of_asn(r, 64500)->name, STR("A"));
	registry_free(r);
	store_world_end(&world);
}

TEST(a_newer_file_replaces_the_older_one_whole)
{
	store_world(&world);
	file_begin();
	range_of("192.0.2.0", "192.0.2.255", "", "", 64500, "Old name");
	range_of("198.51.100.0", "198.51.100.255", "", "", 64500, "");
	is_int(file_end("routes").replaced, false);
	file_begin();
	range_of("203.0.113.0", "203.0.113.255", "", "", 64501, "");
	is_int(file_end("others").replaced, false);
	file_begin();
	range_of("192.0.2.0", "192.0.2.127", "", "", 64502, "");
	is_int(file_end("routes").replaced, true);
	struct registry *r = registry_load(&world.s);

	is_int(registry_count(r), 2);
	is_text(held_by(r, "192.0.2.1"), "192.0.2.0/25  AS64502 ");
	is_text(held_by(r, "192.0.2.200"), "");
	is_text(held_by(r, "198.51.100.1"), "");
	is_text(held_by(r, "203.0.113.1"), "203.0.113.0/24  AS64501 ");
	is_int(registry_of_asn(r, 64500)->name.n, 0);
	is_int(count_of(&world, "SELECT count(*) FROM registry"), 2);
	registry_free(r);
	store_world_end(&world);
}

TEST(a_file_that_is_given_up_changes_nothing)
{
	store_world(&world);
	file_begin();
	range_of("192.0.2.0", "192.0.2.255", "", "", 64500, "");
	file_end("routes");
	file_begin();
	for (int i = 0; i < 20000; i++) /* more than a part */
		range_of("203.0.113.0", "203.0.113.255", "", "", 64501, "");
	registry_write_free(writer);
	sql_rollback(world.s.db);
	struct registry *r = registry_load(&world.s);

	is_int(registry_count(r), 1);
	is_text(held_by(r, "192.0.2.1"), "192.0.2.0/24  AS64500 ");
	is_int(count_of(&world, "SELECT count(*) FROM registry_part"), 1);
	registry_free(r);
	store_world_end(&world);
}

TEST(names_are_the_same_each_day)
{
	static const char *const names[][2] = {
	    {"ripe.db.inetnum.gz", "ripe.db.inetnum"},
	    {"delegated-ripencc-20260105", "delegated-ripencc"},
	    {"delegated-ripencc-extended-20260105.txt.zst",
		"delegated-ripencc-extended"},
	    {"ipasn-20151101-v4v6.dat", "ipasn-v4v6"},
	    {"2026-01-05-routes.tsv", "routes"},
	    {"rib.20260105.0600.dat", "rib.0600"},
	    {"asn-64500123456.csv", "asn-64500123456"},
	    {"20260105", "20260105"},
	    {"x", "x"},
	};
	struct arena a;

	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		is_text(registry_name(&a, str_of(names[i][0])), names[i][1]);
	arena_free(&a);
}

TEST(a_damaged_store_is_not_believed)
{
	store_world(&world);
	file_begin();
	range_of("192.0.2.0", "192.0.2.255", "", "", 64500, "");
	file_end("routes");
	forced("UPDATE registry_part SET ranges = x'C0000200C00002FF00000001'");
	ok(tells(
	    death_of((void (*)(void *))(void (*)(void))registry_load, &world.s),
	    "the store was changed outside the program"));
	forced("UPDATE registry_part SET ranges = x'C00002'");
	ok(tells(
	    death_of((void (*)(void *))(void (*)(void))registry_load, &world.s),
	    "the store was changed outside the program"));
	store_world_end(&world);
}

/* Real tables, beside a scan over all their lines. The lines are read here by
 * other means than the product's. */

struct line {
	uint64_t first[2], last[2];
	uint8_t kind;
	uint32_t asn;
	char country[3];
};

static struct buf kept; /* struct line */
static struct line *lines;
static size_t n_lines;
static uint64_t seed = 20260110;

static uint64_t
draw(void)
{
	uint64_t z = seed += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static void
halves(const struct address *a, uint64_t h[2])
{
	h[0] = h[1] = 0;
	for (size_t i = 0; i < 16; i++)
		h[i / 8] = h[i / 8] << 8 | a->b[i];
}

static bool
at_most(const uint64_t a[2], const uint64_t b[2])
{
	return a[0] < b[0] || (a[0] == b[0] && a[1] <= b[1]);
}

static void
line_add(const struct address *first, const struct address *last, uint32_t asn,
    const char *country)
{
	struct range_said said = {.first = *first,
	    .last = *last,
	    .asn = asn,
	    .country = str_of(country)};
	struct line l = {.kind = first->kind, .asn = asn};

	halves(first, l.first);
	halves(last, l.last);
	snprintf(l.country, sizeof(l.country), "%s", country);
	buf_put(&kept, &l, sizeof(l));
	lines = (struct line *)(void *)kept.p;
	n_lines = kept.n / sizeof(l);
	if (registry_write_range(writer, &said, NULL) != OK)
		die("too many");
}

static void
prefix_add(char *text, uint32_t asn, const char *country)
{
	char *slash = strchr(text, '/');
	struct address first, last;
	unsigned bits;

	*slash = '\0';
	first = last = address(text);
	bits = first.kind == 4 ? 32 : 128;
	for (unsigned i = (unsigned)atoi(slash + 1); i < bits; i++)
		last.b[i / 8] |= (uint8_t)(128 >> i % 8);
	line_add(&first, &last, asn, country);
}

static void
pyasn_line(char *text)
{
	char *tab = strchr(text, '\t');

	if (text[0] == ';' || tab == NULL)
		return;
	*tab = '\0';
	prefix_add(text, (uint32_t)atoll(tab + 1), "");
}

static void
country_line(char *text)
{
	text[2] = '\0';
	text[strcspn(text + 3, "\n") + 3] = '\0';
	prefix_add(text + 3, 0, text);
}

static void
iptoasn_line(char *text)
{
	char *save, *first = strtok_r(text, "\t", &save);
	char *last = strtok_r(NULL, "\t", &save);
	char *asn = strtok_r(NULL, "\t", &save);
	struct address a = address(first), b = address(last);

	if (strcmp(asn, "0") != 0)
		line_add(&a, &b, (uint32_t)atoll(asn), "");
}

static void
file_read(const char *name, void (*each)(char *text))
{
	char text[1024];

	snprintf(text, sizeof(text), "zstd -dc --long=27 %s/real/ip/%s.zst",
	    outside_data(), name);

	FILE *in = popen(text, "r");

	if (in == NULL)
		die_errno("zstd");
	while (fgets(text, sizeof(text), in) != NULL)
		each(text);
	if (pclose(in) != 0)
		die("zstd failed on %s", name);
}

/* What all lines that hold a say together, and how many they are. */
struct sum {
	uint64_t n, asns, countries;
};

static struct sum
scan(const struct address *a)
{
	struct sum sum = {0};
	uint64_t h[2];

	halves(a, h);
	for (size_t i = 0; i < n_lines; i++)
		if (lines[i].kind == a->kind && at_most(lines[i].first, h) &&
		    at_most(h, lines[i].last)) {
			sum.n++;
			sum.asns += lines[i].asn;
			sum.countries += (unsigned char)lines[i].country[0];
		}
	return sum;
}

/* The AS of the narrowest line that tells one. */
static uint32_t
scan_asn(const struct address *a)
{
	uint64_t h[2], best[2] = {UINT64_MAX, UINT64_MAX};
	uint32_t asn = 0;

	halves(a, h);
	for (size_t i = 0; i < n_lines; i++) {
		const struct line *l = &lines[i];
		if (l->asn == 0 || l->kind != a->kind ||
		    !at_most(l->first, h) || !at_most(h, l->last))
			continue;
		uint64_t low = l->last[1] - l->first[1];
		uint64_t width[2] = {
		    l->last[0] - l->first[0] - (l->last[1] < l->first[1]), low};
		if (at_most(width, best)) {
			best[0] = width[0];
			best[1] = width[1];
			asn = l->asn;
		}
	}
	return asn;
}

/* Half of them inside some line, half anywhere. */
static struct address
draw_address(void)
{
	const struct line *l = &lines[draw() % n_lines];
	struct address a = {.kind = l->kind};
	uint64_t h[2] = {draw(), draw()};

	if (draw() % 2 == 0)
		for (int i = 0; i < 2; i++) {
			uint64_t span = l->last[i] - l->first[i];
			h[i] = l->first[i] +
			    (span == UINT64_MAX ? draw() : draw() % (span + 1));
		}
	else if (a.kind == 6)
		h[0] = (h[0] >> 8) | (UINT64_C(0x20) << 56);
	for (int i = 0; i < (a.kind == 4 ? 4 : 16); i++)
		a.b[i] = (uint8_t)(h[i / 8] >> (56 - i % 8 * 8));
	return a;
}

static bool
same(struct registry *r, const struct address *a, bool *held)
{
	struct sum want = scan(a), got = {0};
	struct registry_walk w;
	struct registry_range range;
	uint32_t asn = 0;

	registry_of_address(r, a, &w);
	while (registry_next(&w, &range)) {
		asn = asn == 0 ? range.asn : asn;
		got.n++;
		got.asns += range.asn;
		got.countries +=
		    range.country.n > 0 ? (unsigned char)range.country.p[0] : 0;
	}
	*held = want.n > 0;
	return want.n == got.n && want.asns == got.asns &&
	    want.countries == got.countries &&
	    (want.n == 0 || asn == scan_asn(a));
}

static void
compare(const char *name, size_t n, size_t expected)
{
	struct registry *r;
	size_t held = 0, wrong = 0;

	is_int(n_lines, expected);
	is_int(file_end(name).ranges, expected);
	r = registry_load(&world.s);
	for (size_t i = 0; i < n; i++) {
		struct address a = draw_address();
		bool any;
		wrong += !same(r, &a, &any);
		held += any;
	}
	is_int(wrong, 0);
	ok(held > n / 3 && held < n);
	tap_note("%s: %zu lines, %zu prefixes, %.2f bytes each; %zu addresses "
		 "(%zu held) as a linear scan says",
	    name, n_lines, registry_count(r),
	    (double)registry_bytes(r) / (double)registry_count(r), n, held);
	registry_free(r);
	buf_free(&kept);
}

TEST(real_routes_as_a_linear_scan)
{
	if (outside_data() == NULL)
		skip_all("no data outside the project");
	store_world(&world);
	file_begin();
	file_read("ipasn-20151101-v4v6.dat", pyasn_line);
	compare("routes", 1000, 633831);
	store_world_end(&world);
}

TEST(real_ranges_as_a_linear_scan)
{
	if (outside_data() == NULL)
		skip_all("no data outside the project");
	store_world(&world);
	file_begin();
	file_read("ip2asn-v6-20231208.tsv", iptoasn_line);
	compare("ranges", 2000, 104441);
	store_world_end(&world);
}

/* A full table: routes and countries, IPv4 and IPv6. */
TEST(real_tables_together_as_a_linear_scan)
{
	if (outside_data() == NULL)
		skip_all("no data outside the project");
	store_world(&world);
	file_begin();
	file_read("ipasn-20151101-v4v6.dat", pyasn_line);
	file_read("geo-ip-country-20260822.tsv", country_line);
	compare("together", 500, 1552888);
	store_world_end(&world);
}
