/* tests of run/demo_world and run/demo_reports */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/demo_world.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/time.h"
#include "match/claim.h"
#include "test/feed/driver.h"
#include "test/tap.h"
#include "value/domain.h"

enum { FIRST = 20000 }; /* the date of day 0 in these tests */

static struct arena texts;

static struct demo_world *
world(void)
{
	struct demo_world *w = ARENA_NEW(&texts, struct demo_world, 1);

	demo_world_make(w, &texts);
	return w;
}

/* Calls f for each report of the month with its name and bytes. */
static void
each_report(const struct demo_world *w,
    void (*f)(void *ctx, size_t type, int day, const char *name, struct str b),
    void *ctx)
{
	for (int day = 0; day < DEMO_DAYS; day++)
		for (size_t t = 0; t < demo_types; t++) {
			struct buf b = {0}, date = {0};
			char name[128];
			day_put(&date, FIRST + day);
			snprintf(name, sizeof(name), "%.*s-%s-demo.csv",
			    STR_ARG(buf_all(&date)), demo_type(t));
			if (demo_report_put(&b, w, t, day, FIRST + day))
				f(ctx, t, day, name, buf_all(&b));
			buf_free(&b);
			buf_free(&date);
		}
}

/* The same every time. */

static void
gather(void *ctx, size_t type, int day, const char *name, struct str b)
{
	(void)type, (void)day;
	buf_str(ctx, str_of(name));
	buf_str(ctx, b);
}

static uint64_t
fnv(struct str s)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
	return h;
}

static void
all_of(struct buf *b)
{
	const struct demo_world *w = world();

	demo_companies_put(b, w);
	each_report(w, gather, b);
}

TEST(same_twice_in_one_process)
{
	struct buf one = {0}, two = {0};

	all_of(&one);
	all_of(&two);
	ok(one.n > 500000);
	ok(str_eq(buf_all(&one), buf_all(&two)));
	buf_free(&one);
	buf_free(&two);
}

struct counts {
	unsigned rows[64][DEMO_DAYS];
	bool there[64][DEMO_DAYS];
};

static void
count_rows(void *ctx, size_t type, int day, const char *name, struct str b)
{
	struct counts *c = ctx;
	unsigned lines = 0;

	(void)name;
	for (size_t i = 0; i < b.n; i++)
		lines += b.p[i] == '\n';
	c->there[type][day] = true;
	c->rows[type][day] = lines - 1;
}

/* A line for each type with its rows a day: what changes here shows in the
 * demo. The sum is over all bytes. */
TEST(same_as_ever)
{
	struct counts *c = ARENA_NEW(&texts, struct counts, 1);
	struct buf all = {0}, b = {0};

	each_report(world(), count_rows, c);
	for (size_t t = 0; t < demo_types; t++) {
		buf_fmt(&b, "%-20s", demo_type(t));
		for (int day = 0; day < DEMO_DAYS; day++)
			if (c->there[t][day])
				buf_fmt(&b, " %2u", c->rows[t][day]);
			else
				buf_str(&b, STR("  -"));
		buf_char(&b, '\n');
	}
	all_of(&all);
	buf_fmt(&b, "sum %016llx\n", (unsigned long long)fnv(buf_all(&all)));
	golden("run/demo_world.txt", buf_all(&b));
	buf_free(&all);
	buf_free(&b);
}

/* Companies. */

TEST(companies_read_as_a_list)
{
	struct buf b = {0};
	struct outcome o;

	demo_companies_put(&b, world());
	driver_run(&o, &reader_organisation,
	    &(struct reading){.name = "organisations.csv"}, buf_all(&b));
	is_int(o.organisations, DEMO_COMPANIES);
	is_int(o.rejects, 0);
	is_int(o.err, OK);
	outcome_free(&o);
	buf_free(&b);
}

TEST(names_domains_and_numbers_are_unique)
{
	const struct demo_world *w = world();
	unsigned same = 0;

	for (size_t i = 0; i < DEMO_COMPANIES; i++)
		for (size_t k = 0; k < i; k++)
			same +=
			    str_eq(w->company[i].name, w->company[k].name) ||
			    str_eq(
				w->company[i].domain, w->company[k].domain) ||
			    w->company[i].kvk == w->company[k].kvk;
	is_int(same, 0);
	/* numbers from 00010000 on may be somebody's */
	for (size_t i = 0; i < DEMO_COMPANIES; i++)
		if (!ok(w->company[i].kvk < 10000))
			return;
}

static bool
is_documentation(const struct prefix *p)
{
	static const char *const ranges[] = {"192.0.2.0/24", "198.51.100.0/24",
	    "203.0.113.0/24", "2001:db8::/32"};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
		struct prefix range;
		if (prefix_read(str_of(ranges[i]), &range, NULL) != OK)
			die("%s", ranges[i]);
		if (prefix_covers(&range, p))
			return true;
	}
	return false;
}

static bool
asset_is_made_up(const struct asset *a)
{
	switch (a->kind) {
	case CLAIM_PREFIX:
		return is_documentation(&a->prefix);
	case CLAIM_DOMAIN:
		return str_ends(domain_str(&a->domain), STR(".example"));
	case CLAIM_ASN:
		return a->asn >= 64496 && a->asn <= 64511;
	case CLAIM_NONE:
	case CLAIM_SOFTWARE:
	case CLAIM_KIND_COUNT:
		break;
	}
	return false;
}

TEST(assets_are_documentation_and_one_is_refused)
{
	const struct demo_world *w = world();
	unsigned refused = 0, kinds[CLAIM_KIND_COUNT] = {0};

	if (!is_int(domain_suffixes_load(), OK))
		return;
	for (size_t i = 0; i < DEMO_COMPANIES; i++) {
		struct str rest = w->company[i].assets, word;
		while (str_split(&rest, ' ', &word)) {
			struct asset a;
			struct why why = {0};
			if (asset_read(word, &a, &why) != OK) {
				refused++;
				is_text(word, "192.168.178.20");
				is_text(str_of(why.rule),
				    "192.168.178.20 is everyone's: private "
				    "address space (RFC 1918); give the "
				    "address the internet sees");
				continue;
			}
			kinds[a.kind]++;
			if (!asset_is_made_up(&a))
				is_text(word, "an asset that is made up");
		}
	}
	is_int(refused, 1);
	is_int(kinds[CLAIM_ASN], 2);
	is_int(kinds[CLAIM_DOMAIN], DEMO_COMPANIES + 1);
	ok(kinds[CLAIM_PREFIX] > 150);
}

/* Two companies claim what others have: once an address, once a name. */
TEST(two_assets_are_claimed_twice)
{
	const struct demo_world *w = world();
	unsigned twice = 0;

	for (size_t i = 0; i < DEMO_COMPANIES; i++) {
		struct str rest = w->company[i].assets, word;
		while (str_split(&rest, ' ', &word))
			for (size_t k = 0; k < i; k++) {
				struct str other = w->company[k].assets, has;
				while (str_split(&other, ' ', &has))
					twice += str_eq(word, has);
			}
	}
	is_int(twice, 2);
}

TEST(companies_differ)
{
	const struct demo_world *w = world();
	unsigned english = 0, no_mail = 0, weekly = 0, direct = 0, v6 = 0;

	for (size_t i = 0; i < DEMO_COMPANIES; i++) {
		const struct demo_company *c = &w->company[i];
		english += strcmp(c->language, "en") == 0;
		weekly += strcmp(c->rhythm, "wekelijks") == 0;
		direct += strcmp(c->rhythm, "direct") == 0;
		no_mail += c->mail.n == 0;
		v6 += c->v6 != 0;
	}
	ok(english >= 10 && english < 50);
	ok(weekly >= 20 && direct >= 20);
	is_int(no_mail, 6);
	is_int(v6, 20);
}

/* Reports. */

struct read_all {
	unsigned reports, observations, strangers;
	struct buf rejected, special;
};

/* What stands behind " ip=" in a line of the driver's: "192.0.2.1/32", and
 * "/tcp" where the row has no port. */
static void
address_check(struct read_all *r, struct str line)
{
	struct str rest = str_from(line, str_find_str(line, STR(" ip=")) + 4);
	struct str word = str_upto(rest, str_find(rest, ' '));
	size_t slash = str_find(word, '/') + 1;
	struct prefix p;

	if (str_find_str(line, STR(" ip=")) == line.n)
		return;
	word = str_upto(word, slash + str_find(str_from(word, slash), '/'));
	if (prefix_read(word, &p, NULL) != OK)
		r->strangers++;
	else if (!is_documentation(&p))
		buf_fmt(&r->special, "%.*s\n", STR_ARG(word));
}

static void
read_one(void *ctx, size_t type, int day, const char *name, struct str b)
{
	struct read_all *r = ctx;
	struct outcome o;
	struct str text, line;

	(void)type, (void)day;
	driver_run(
	    &o, &reader_shadowserver, &(struct reading){.name = name}, b);
	r->reports += (unsigned)o.reports;
	r->observations += (unsigned)o.observations;
	if (o.err != OK)
		is_text(buf_all(&o.text), "a report that is read");
	if (o.rejects > 0)
		buf_fmt(&r->rejected, "%s\n%.*s", name,
		    STR_ARG(buf_all(&o.rejected)));
	text = buf_all(&o.text);
	while (str_split(&text, '\n', &line))
		address_check(r, line);
	outcome_free(&o);
}

TEST(all_reports_are_read_but_for_the_bad_rows)
{
	struct read_all r = {0};

	each_report(world(), read_one, &r);
	is_int(r.reports, demo_types * DEMO_DAYS - 3);
	ok(r.observations > 3000);
	is_int(r.strangers, 0);
	golden("run/demo_rejected.txt", buf_all(&r.rejected));
	is_text(buf_all(&r.special), "192.168.1.20/32\n100.64.7.9/32\n");
	buf_free(&r.rejected);
	buf_free(&r.special);
}

static void
count_bad(void *ctx, size_t type, int day, const char *name, struct str b)
{
	struct outcome o;

	(void)type, (void)day;
	driver_run(
	    &o, &reader_shadowserver, &(struct reading){.name = name}, b);
	*(unsigned *)ctx += (unsigned)o.rejects;
	outcome_free(&o);
}

TEST(as_many_bad_rows_as_told)
{
	unsigned bad = 0;

	each_report(world(), count_bad, &bad);
	is_int(bad, DEMO_BAD_ROWS);
}

TEST(one_feed_fails_for_three_days)
{
	struct counts *c = ARENA_NEW(&texts, struct counts, 1);

	each_report(world(), count_rows, c);
	for (size_t t = 0; t < demo_types; t++) {
		unsigned missing = 0;
		for (int day = 0; day < DEMO_DAYS; day++)
			missing += !c->there[t][day];
		if (strcmp(demo_type(t), "scan_smb") == 0)
			is_int(missing, 3);
		else if (!is_int(missing, 0))
			return;
	}
}

TEST(one_report_comes_twice)
{
	unsigned twice = 0;

	for (size_t t = 0; t < demo_types; t++)
		for (int day = 0; day < DEMO_DAYS; day++)
			twice += demo_report_twice(t, day);
	is_int(twice, 1);
}

TEST(lives_begin_end_and_begin_again)
{
	const struct demo_world *w = world();
	unsigned before = 0, repaired = 0, back = 0, owned = 0;

	ok(w->n_systems < DEMO_SYSTEMS_MAX);
	for (size_t i = 0; i < w->n_systems; i++) {
		const struct demo_system *s = &w->system[i];
		if (s->owner == NULL)
			continue;
		owned++;
		before += demo_seen(s, 0);
		repaired += s->until < DEMO_DAYS - 3;
		back += s->again < DEMO_DAYS && s->again > s->until + 3;
		if (!ok(s->from < s->until &&
			(s->again == DEMO_NEVER ||
			    (s->again > s->until && s->gone > s->again))))
			return;
	}
	ok(owned > 140);
	ok(before > 30 && before < owned / 2);
	ok(repaired > 50);
	ok(back > 10);
}

/* The columns are those that such reports have today. */
static bool
has_columns(struct str report, const char *path)
{
	struct buf real = {0};
	struct str line = str_upto(report, str_find(report, '\r'));

	if (file_slurp(-1, path, SIZE_MAX, &real) != OK)
		return false;

	struct buf plain = {0};
	struct str head =
	    str_upto(buf_all(&real), str_find(buf_all(&real), '\n'));

	for (size_t i = 0; i < head.n; i++)
		if (head.p[i] != '"' && head.p[i] != '\r')
			buf_char(&plain, head.p[i]);

	bool same = is_str(line, buf_all(&plain));

	buf_free(&plain);
	buf_free(&real);
	return same;
}

TEST(columns_are_those_of_real_reports)
{
	const struct demo_world *w = world();
	const char *data = outside_data();
	unsigned compared = 0;

	if (data == NULL)
		skip_all("no real reports here");
	for (size_t t = 0; t < demo_types; t++) {
		struct buf b = {0};
		char path[1024];
		if (strcmp(demo_type(t), "scan_solar_inverter") == 0)
			continue; /* there is no such type */
		snprintf(path, sizeof(path),
		    "%s/shadowserver/synthetic-2026/%s.csv", data,
		    demo_type(t));
		if (ok(demo_report_put(&b, w, t, 0, FIRST)))
			compared += has_columns(buf_all(&b), path);
		buf_free(&b);
	}
	is_int(compared, demo_types - 1);
}
