/* differencing: who subtracts all that is published never finds a few */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "run/effect_frozen.h"
#include "test/run/differences.h"
#include "test/store/open_store.h"

enum {
	WORLDS = 300,
	SOME = WORLDS / 3, /* where finding is expected */
	YEAR = 2025,
	COMPANIES_MOST = 60,
	FINDINGS_MOST = 260,
	KINDS_MOST = 6,
};

static struct open_store world;
static uint32_t seed;

static unsigned
below(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % n;
}

/* Mostly the first kinds, seldom the last: small cells in every world. */
static unsigned
skewed(unsigned n)
{
	uint64_t a = below(1000), b = below(1000);

	return (unsigned)(a * b * n / (1000 * 1000));
}

static void
companies_put(struct buf *b, unsigned companies, unsigned sectors)
{
	for (unsigned i = 0; i < companies; i++)
		buf_fmt(b,
		    "INSERT INTO organisation (id, ref, name_sealed, "
		    "name_index, sector, language, rhythm, community, made) "
		    "VALUES (%u, 'c%u', x'', CAST('%u' AS BLOB), 's%u', %d, 0, "
		    "1, 0);",
		    100 + i, i, i, skewed(sectors), below(9) == 0);
}

/* What is not fixed is seen for as long as anything is fixed after. */
static void
finding_put(struct buf *b, unsigned id, unsigned companies, unsigned kinds,
    const unsigned *likely)
{
	static const char *const topics_of[KINDS_MOST] = {"open-rdp",
	    "open-telnet", "open-smb", "open-vnc", "open-ftp", "open-mongodb"};
	int sent = day_of_civil(YEAR, 1, 1) + (int)below(350);
	bool delivered = below(100) < likely[0];
	bool answered = delivered && below(100) < likely[1];
	bool fixed = delivered && below(100) < likely[2];
	int after = (int)below(40);

	buf_fmt(b,
	    "INSERT INTO finding (id, ref, organisation, topic, "
	    "subject_sealed, subject_index, state, answer, severity, "
	    "responsibility, ground, confidence, observation, rest, "
	    "first_seen, last_seen, last_day, opened, closed_day, reopened, "
	    "revision, baseline) VALUES (%u, 'f%u', %u, '%s', x'', "
	    "CAST('%08u%08u' AS BLOB), %d, %d, 3, 1, 1, 90, %u, %u, 0, 0, %d, "
	    "0, ",
	    id, id, 100 + skewed(companies), topics_of[skewed(kinds)],
	    id - below(2), id, fixed ? 4 : 2, answered, id, id, sent + 60);
	if (fixed)
		buf_fmt(b, "%d, 0, 1, 0);", sent + after);
	else
		buf_str(b, STR("NULL, 0, 1, 0);"));
	buf_fmt(b,
	    "INSERT INTO effect (finding, notice, sent, delivered) VALUES "
	    "(%u, %u, %lld, ",
	    id, id / 2, (long long)time_of_day(sent));
	if (delivered)
		buf_fmt(b, "%lld);", (long long)time_of_day(sent));
	else
		buf_str(b, STR("NULL);"));
	unsigned at = skewed(3);
	buf_fmt(b, "INSERT INTO support VALUES (%u, %u, %u, 0, 0, 3, 0, 0, 0);",
	    id, 81 + at, 91 + at);
}

/* A year of a small service, another for each number. */
static void
world_of(unsigned number)
{
	struct buf b = {0};
	unsigned companies, findings, kinds, likely[3];

	seed = 2463534242u + number * 7919u;
	for (int i = 0; i < 8; i++)
		below(2);
	companies = 12 + below(COMPANIES_MOST - 12);
	findings = 20 + below(FINDINGS_MOST - 20);
	kinds = 2 + below(KINDS_MOST - 1);
	likely[0] = 70 + below(31);
	likely[1] = below(101);
	likely[2] = below(101);
	buf_str(&b,
	    STR("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; BEGIN; "
		"DELETE FROM support; DELETE FROM effect; DELETE FROM "
		"finding; DELETE FROM organisation; DELETE FROM series; "
		"DELETE FROM batch;"));
	for (int i = 1; i <= 3; i++)
		buf_fmt(&b,
		    "INSERT INTO series (id, feed, type, scope) VALUES (%d, "
		    "'feed%d', 't', '');"
		    "INSERT INTO batch (id, ref, giver, received, person, "
		    "ground, tlp, giver_named, purpose, state, baseline) "
		    "VALUES (%d, 'b%d', 'g', 0, 1, %d, 3, 0, 'p', 1, 0);",
		    90 + i, i, 80 + i, i, i);
	companies_put(&b, companies, kinds);
	for (unsigned i = 0; i < findings; i++)
		finding_put(&b, 1000 + i, companies, kinds, likely);
	buf_str(&b, STR("COMMIT;"));
	forced(buf_cstr(&b));
	buf_free(&b);
}

/* All that is published of a year. */
struct published {
	struct buf words, csv, svg;
};

static void
form_keep(void *ctx, struct str form, struct str text)
{
	struct published *p = ctx;

	if (str_eq(form, STR("words")))
		buf_str(&p->words, text);
	else if (str_eq(form, STR("csv")))
		buf_str(&p->csv, text);
	else if (str_eq(form, STR("svg-en")))
		buf_str(&p->svg, text);
}

static int64_t
now(void)
{
	return time_of_day(day_of_civil(YEAR + 1, 3, 1));
}

static void
publish(struct published *p, struct arena *a)
{
	struct year_rows rows;
	struct year_part part = {YEAR, 0};

	*p = (struct published){0};
	sql_begin(world.s.db);
	year_rows_hash(&rows, &world.s, a, part);
	effect_frozen_each(&world.s, a, part, now(), &rows, form_keep, p);
	sql_commit(world.s.db);
}

static void
published_free(struct published *p)
{
	buf_free(&p->words);
	buf_free(&p->csv);
	buf_free(&p->svg);
}

/* All breakdowns of a count, as if they were told as they are. */
static void
counted(struct differences *d, struct arena *a, bool exact, int months)
{
	struct effect *e = ARENA_NEW(a, struct effect, 1);

	for (int by = EFFECT_TOPIC; by < EFFECT_BY_COUNT; by++) {
		struct effect_ask ask = {
		    .by = (enum effect_by)by,
		    .exact = exact,
		    .since = time_of_day(day_of_civil(YEAR, 1, 1)),
		    .until = time_of_day(months == 12
			    ? day_of_civil(YEAR + 1, 1, 1)
			    : day_of_civil(YEAR, months + 1, 1)),
		    .now = now(),
		};
		effect_count(e, &world.s, a, &ask);
		differences_effect(d, e);
		effect_free(e);
	}
}

static const char *
found_in(struct published *p)
{
	struct differences d = {0};

	differences_csv(&d, buf_all(&p->csv));
	differences_svg(&d, buf_all(&p->svg));
	differences_words(&d, buf_all(&p->words));
	return differences_find(&d);
}

TEST(nothing_published_tells_a_few)
{
	struct arena a;
	unsigned told = 0;

	store_world(&world);
	arena_init(&a, 0);
	for (unsigned i = 0; i < WORLDS; i++) {
		struct published p;
		world_of(i);
		publish(&p, &a);
		const char *found = found_in(&p);
		if (!ok(found == NULL))
			tap_note(
			    "world %u: %s\n%s", i, found, buf_cstr(&p.csv));
		for (size_t k = 0; k < p.csv.n; k++)
			told += p.csv.p[k] == '\n';
		published_free(&p);
		arena_reset(&a);
	}
	tap_note("%u lines told of %d worlds", told, WORLDS);
	ok(told > 10 * WORLDS); /* who tells nothing is safe too */
	arena_free(&a);
	store_world_end(&world);
}

/* The rule taken away: an attacker who finds nothing then proves nothing. */
TEST(with_small_numbers_hidden_alone_many_are_found)
{
	struct arena a;
	unsigned found = 0;

	store_world(&world);
	arena_init(&a, 0);
	for (unsigned i = 0; i < SOME; i++) {
		struct differences d = {0};
		world_of(i);
		counted(&d, &a, true, 12);
		found += differences_find(&d) != NULL;
		arena_reset(&a);
	}
	tap_note("found in %u of %d worlds", found, SOME);
	ok(found > SOME * 9 / 10);
	arena_free(&a);
	store_world_end(&world);
}

/* What `effect` shows in the house hides what it must, each time; and yet:
 * the year less its first eleven months is December. */
TEST(two_periods_that_overlap_tell)
{
	struct arena a;
	unsigned found = 0;

	store_world(&world);
	arena_init(&a, 0);
	for (unsigned i = 0; i < SOME; i++) {
		struct differences year = {0}, months = {0};
		world_of(i);
		counted(&year, &a, false, 12);
		counted(&months, &a, false, 11);
		ok(differences_find(&year) == NULL);
		ok(differences_find(&months) == NULL);
		found += differences_between(&year, &months) != NULL;
		arena_reset(&a);
	}
	tap_note("found in %u of %d worlds", found, SOME);
	ok(found > 0);
	arena_free(&a);
	store_world_end(&world);
}
