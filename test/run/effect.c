/* tests of run/cmd_effect: counts that are right, and point at nobody */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "notify/effect_year.h"
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW   "--now", "2026-06-01T08:00:00Z"
#define LATER "--now", "2027-02-01T08:00:00Z"
#define AFTER "--now", "2027-03-01T08:00:00Z"

/*
 * Companies 101 and up, each with one finding per `each`: the first tenth
 * undelivered, the next half closed 12 days after delivery, the rest seen for
 * 20 days. Told on 2026-01-10 (day 20463).
 */
static void
town_fill(struct world *w, int companies, int findings)
{
	struct buf b = {0};

	buf_fmt(&b,
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
	    "WHERE i < %d) INSERT INTO organisation (id, ref, name_sealed, "
	    "name_index, sector, language, rhythm, community, made) SELECT "
	    "100 + i, 'company' || i, x'', CAST(i AS BLOB), CASE WHEN i %% 10 "
	    "= 0 THEN 'bakery' ELSE 'smithy' END, 0, 0, 1, 0 FROM n",
	    companies);
	account_change(w, buf_cstr(&b));
	buf_reset(&b);
	buf_fmt(&b,
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
	    "WHERE i < %d) INSERT INTO finding (id, ref, organisation, topic, "
	    "subject_sealed, subject_index, state, answer, severity, "
	    "responsibility, ground, confidence, observation, rest, "
	    "first_seen, last_seen, last_day, opened, closed_day, reopened, "
	    "revision, baseline) SELECT 1000 + i, 'finding' || i, 101 + i %% "
	    "%d, CASE WHEN i %% 50 = 0 THEN 'open-telnet' ELSE 'open-rdp' "
	    "END, x'', CAST(printf('%%08d', i) AS BLOB), CASE WHEN i %% 10 < "
	    "6 AND i %% 10 > 0 THEN 4 ELSE 2 END, i %% 10 = 1, 3, 1, 1, 90, "
	    "i, i, 0, 0, 20483, 0, CASE WHEN i %% 10 < 6 AND i %% 10 > 0 THEN "
	    "20475 END, 0, 1, 0 FROM n",
	    findings, companies);
	account_change(w, buf_cstr(&b));
	account_change(w,
	    "INSERT INTO effect (finding, notice, sent, delivered) SELECT id, "
	    "id / 2, 20463 * 86400, CASE WHEN (id - 1000) % 10 > 0 THEN 20463 "
	    "* 86400 END FROM finding WHERE id > 1000");
	buf_free(&b);
}

TEST(counted_by_notice_finding_company_and_system)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	town_fill(&w, 40, 1000);
	RUN(&w, &r, "effect", "--year", "2026", NOW);
	is_int(r.code, 0);
	golden("run/effect.txt", buf_all(&r.out));
	RUN(&w, &r, "effect", "--year", "2025", "--format", "csv", NOW);
	ok(has(&r.out, "all,findings,0,0,0,0,"));
	RUN(&w, &r, "effect", "--until", "2026-01-10", "--format", "csv", NOW);
	ok(has(&r.out, "all,findings,0,0,0,0,"));
	RUN(&w, &r, "effect", "--from", "2026-01-10", "--format", "csv", NOW);
	ok(has(&r.out, "all,findings,1000,900,100,500,"));
	ran_free(&r);
}

TEST(few_and_what_would_tell_them_are_hidden)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	town_fill(&w, 40, 1000);
	/* 4 bakeries; the smithies then are the rest of a total */
	RUN(&w, &r, "effect", "--by", "sector", "--format", "csv", NOW);
	ok(has(&r.out, "others,findings,1000,900,100,500,"));
	ok(str_find_str(buf_all(&r.out), STR("bakery")) == r.out.n);
	ok(str_find_str(buf_all(&r.out), STR("smithy")) == r.out.n);
	/* 20 findings about telnet, of which not one was delivered */
	RUN(&w, &r, "effect", "--by", "topic", "--format", "csv", NOW);
	golden("run/effect-topic.csv", buf_all(&r.out));
	ran_free(&r);
}

TEST(five_companies_are_nobodys_business)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	town_fill(&w, 5, 1000);
	RUN(&w, &r, "effect", "--format", "csv", NOW);
	ok(has(&r.out, "all,companies,hidden,hidden,hidden,hidden,,"));
	ran_free(&r);
}

TEST(withdrawn_and_erased_do_not_count)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	town_fill(&w, 40, 1000);
	account_change(&w, "UPDATE finding SET state = 6 WHERE id <= 1100");
	account_change(&w, "UPDATE organisation SET erased = 1 WHERE id = 101");
	RUN(&w, &r, "effect", NOW);
	ok(has(
	    &r.out, "not counted, as who reported them took them back: 98 "));
	ok(has(&r.out, "not counted, as their companies were erased"));
	RUN(&w, &r, "effect", "--format", "csv", NOW);
	ok(has(&r.out, "all,findings,877,"));
	ran_free(&r);
}

TEST(a_mail_that_was_taken_counts)
{
	struct world w;
	struct ran r = {0};
	struct buf rows = {0};

	world_make(&w);
	rows_put(&rows, "2026-05-30", 0, 64 * 40);
	RUN(&w, &r, "import",
	    world_report(&w, "2026-05-30-scan_rdp-demo.csv", buf_all(&rows)),
	    NOW);
	is_int(r.code, 0);
	RUN(&w, &r, "notices", "prepare", NOW);
	is_int(account(&w, "SELECT count(*) FROM effect"), 0);
	RUN(&w, &r, "notices", "send", NOW);
	is_int(account(&w,
		   "SELECT count(*) FROM effect WHERE delivered IS NOT NULL"),
	    120);
	buf_free(&rows);
	ran_free(&r);
}

/* The same counts by plain SQL, over everything, as a line of the CSV. */
static void
counted_by_sql(
    const struct world *w, struct buf *b, const char *unit, const char *key)
{
	static const char from[] =
	    "(SELECT %s AS k, max(e.delivered IS NOT NULL) AS d, "
	    "max(e.delivered IS NOT NULL AND f.answer > 0) AS a, "
	    "min(e.delivered IS NOT NULL AND f.state = 4) AS x "
	    "FROM effect e JOIN finding f ON f.id = e.finding "
	    "JOIN organisation o ON o.id = f.organisation "
	    "WHERE f.state <> 6 AND o.erased IS NULL GROUP BY 1)";
	static const char *const sums[] = {
	    "count(*)", "sum(d)", "sum(a)", "sum(x)"};
	struct buf query = {0};

	buf_fmt(b, "all,%s", unit);
	for (size_t i = 0; i < sizeof(sums) / sizeof(*sums); i++) {
		buf_reset(&query);
		buf_fmt(&query, "SELECT %s FROM ", sums[i]);
		buf_fmt(&query, from, key);
		buf_fmt(b, ",%lld", (long long)account(w, buf_cstr(&query)));
	}
	buf_char(b, ',');
	buf_free(&query);
}

static void
is_as_by_sql(struct world *w)
{
	struct ran r = {0};
	struct buf want = {0};

	RUN(w, &r, "effect", "--format", "csv", NOW);
	counted_by_sql(w, &want, "notices", "e.notice");
	ok(has(&r.out, buf_cstr(&want)));
	buf_reset(&want);
	counted_by_sql(w, &want, "findings", "f.id");
	ok(has(&r.out, buf_cstr(&want)));
	buf_reset(&want);
	counted_by_sql(w, &want, "companies", "o.id");
	ok(has(&r.out, buf_cstr(&want)));
	buf_reset(&want);
	counted_by_sql(w, &want, "systems", "substr(f.subject_index, 1, 8)");
	ok(has(&r.out, buf_cstr(&want)));
	buf_free(&want);
	ran_free(&r);
}

TEST(the_same_as_counted_by_plain_sql)
{
	struct world w;

	world_make(&w);
	town_fill(&w, 400, 4000);
	/* of most companies all is fixed, of others all or some is open */
	account_change(&w,
	    "UPDATE finding SET organisation = 101 + id * 7919 % 400, answer = "
	    "id / 6 % 5, state = 2, closed_day = NULL, subject_index = "
	    "CAST(printf('%08d%08d', id % 1900, id) AS BLOB)");
	account_change(&w,
	    "UPDATE finding SET state = 4, closed_day = 20470 + id % 40 WHERE "
	    "organisation % 7 < 5 OR id % 3 = 0");
	account_change(&w,
	    "UPDATE effect SET notice = finding / 3, delivered = CASE WHEN "
	    "finding * 7919 % 400 % 9 > 0 THEN delivered END");
	is_as_by_sql(&w);
	/* a batch is withdrawn, companies are erased, a late report reopens */
	account_change(&w, "UPDATE finding SET state = 6 WHERE id % 11 = 0");
	account_change(
	    &w, "UPDATE organisation SET erased = 1 WHERE id % 13 = 0");
	account_change(&w,
	    "UPDATE finding SET state = 1, closed_day = NULL WHERE id % 17 = "
	    "0 AND state = 4");
	is_as_by_sql(&w);
}

/* The feed that the service knows longest counts; what was withdrawn not. */
TEST(by_channel_feed_and_ground)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	town_fill(&w, 40, 1000);
	account_change(&w,
	    "INSERT INTO series (id, feed, type, scope) VALUES "
	    "(91, 'harbour', 't', ''), (92, 'lighthouse', 't', '')");
	account_change(&w,
	    "INSERT INTO batch (id, ref, giver, received, person, ground, tlp, "
	    "giver_named, purpose, state, baseline) VALUES "
	    "(81, 'b1', 'g', 0, 1, 1, 3, 0, 'p', 1, 0), "
	    "(82, 'b2', 'g', 0, 1, 3, 3, 0, 'p', 1, 0), "
	    "(83, 'b3', 'g', 0, 1, 2, 3, 0, 'p', 3, 0)");
	account_change(&w,
	    "INSERT INTO support SELECT id, 81 + id % 2, 91 + id % 2, 0, 0, 3, "
	    "0, 0, 0 FROM finding WHERE id > 1000");
	account_change(&w,
	    "INSERT INTO support SELECT id, 82, 92, 0, 0, 3, 0, 0, 0 FROM "
	    "finding WHERE id > 1000 AND id % 2 = 0");
	account_change(&w,
	    "INSERT INTO support SELECT id, 83, 91, 0, 0, 3, 0, 0, 0 FROM "
	    "finding WHERE id > 1000 AND id % 2 = 1");
	RUN(&w, &r, "effect", "--by", "feed", "--format", "csv", NOW);
	ok(has(&r.out, "\nharbour,findings,500,400,0,200,"));
	ok(has(&r.out, "\nlighthouse,findings,500,500,100,300,"));
	RUN(&w, &r, "effect", "--by", "ground", "--format", "csv", NOW);
	ok(has(&r.out, "\nlaw,findings,500,"));
	ok(has(&r.out, "\nconsent,findings,500,"));
	ok(str_find_str(buf_all(&r.out), STR("contract")) == r.out.n);
	RUN(&w, &r, "effect", "--by", "channel", "--format", "csv", NOW);
	ok(has(&r.out, "\nnot said,findings,1000,"));
	ran_free(&r);
}

/* Of a file in the service's folder, for a command. */
static const char *
path_in(const struct world *w, const char *name)
{
	static char path[4][300];
	static unsigned at;

	at = (at + 1) % 4;
	snprintf(path[at], sizeof(path[at]), "%s/%s", w->folder, name);
	return path[at];
}

static struct str
file_of(const struct world *w, const char *name, struct buf *b)
{
	buf_reset(b);
	ok(file_slurp(AT_FDCWD, path_in(w, name), 1 << 20, b) == OK);
	return buf_all(b);
}

TEST(a_frozen_year_stays)
{
	struct world w;
	struct ran r = {0};
	struct buf first = {0}, other = {0}, hash = {0};

	world_make(&w);
	town_fill(&w, 40, 1000);
	RUN(&w, &r, "effect", "freeze", path_in(&w, "y"), "--year", "2026",
	    NOW);
	is_int(r.code, 1);
	ok(has(&r.err,
	    "2026 can be frozen from 2027-01-31 on: it is counted once, so "
	    "what was told last gets its 30 days first"));
	RUN(&w, &r, "effect", "freeze", path_in(&w, "y"), "--year", "2026",
	    LATER);
	is_int(r.code, 0);
	golden("run/effect-year.txt", file_of(&w, "y", &first));
	RUN(&w, &r, "effect", "verify", path_in(&w, "y"));
	is_int(r.code, 0);
	ok(has(&r.out, "this is the report of 2026, as it was made on "));
	ok(has(&r.out, "what it counted is there as it was: 1000 findings"));

	/* its data is what the hash at its end is of */
	RUN(&w, &r, "effect", "rows", "--year", "2026");
	is_int(r.code, 0);
	unsigned char sum[32];
	year_hash(sum, buf_all(&r.out));
	buf_hex(&hash, sum, sizeof(sum));
	ok(has(&first, buf_cstr(&hash)));

	/* gone, it is as it was, in every form */
	account_change(&w, "UPDATE finding SET state = 6 WHERE id <= 1100");
	RUN(&w, &r, "effect", "freeze", path_in(&w, "z"), "--year", "2026",
	    AFTER);
	is_int(r.code, 0);
	ok(has(
	    &r.out, "2026 was frozen on 2027-02-01: these are those figures"));
	ok(str_eq(buf_all(&first), file_of(&w, "z", &other)));
	RUN(&w, &r, "effect", "verify", path_in(&w, "z"));
	is_int(r.code, 0);
	ok(has(&r.out, "has changed since: 1000 findings then, 900 now"));
	RUN(&w, &r, "effect", "freeze", path_in(&w, "t.csv"), "--year", "2026",
	    "--form", "csv", AFTER);
	is_int(r.code, 0);
	golden("run/effect-year.csv", file_of(&w, "t.csv", &other));
	RUN(&w, &r, "effect", "verify", path_in(&w, "t.csv"));
	is_int(r.code, 0);
	is_int(account(&w,
		   "SELECT count(*) FROM audit WHERE did LIKE 'effect freeze "
		   "2026 % sha256 %'"),
	    4);
	buf_free(&first);
	buf_free(&other);
	buf_free(&hash);
	ran_free(&r);
}

/* A year less three quarters is the fourth. */
TEST(whole_or_by_quarter)
{
	struct world w;
	struct ran r = {0};
	struct buf b = {0};

	world_make(&w);
	town_fill(&w, 40, 1000);
	RUN(&w, &r, "effect", "freeze", path_in(&w, "q"), "--year", "2026",
	    "--quarter", "1", "--now", "2026-04-30T08:00:00Z");
	is_int(r.code, 1);
	ok(has(&r.err, "2026-Q1 can be frozen from 2026-05-01 on"));
	RUN(&w, &r, "effect", "freeze", path_in(&w, "q"), "--year", "2026",
	    "--quarter", "1", NOW);
	is_int(r.code, 0);
	file_of(&w, "q", &b);
	ok(has(&b, "cijfers over kwartaal 1 van 2026\n"));
	ok(has(&b, "figures of quarter 1 of 2026\n"));
	ok(has(&b, "bevindingen                     1000 "));
	RUN(&w, &r, "effect", "verify", path_in(&w, "q"));
	ok(has(&r.out, "this is the report of 2026-Q1, as it was made on"));
	ok(has(&r.out, "is there as it was: 1000 findings"));
	RUN(&w, &r, "effect", "freeze", path_in(&w, "r"), "--year", "2026",
	    "--quarter", "4", "--form", "csv", LATER);
	is_int(r.code, 0);
	ok(str_find_str(file_of(&w, "r", &b), STR("2026-Q4,all,,findings,0,")) <
	    b.n);
	RUN(&w, &r, "effect", "freeze", path_in(&w, "y"), "--year", "2026",
	    LATER);
	is_int(r.code, 1);
	ok(has(&r.err, "2026 was frozen by quarter already"));
	RUN(&w, &r, "effect", "freeze", path_in(&w, "y"), "--year", "2026",
	    "--quarter", "5", LATER);
	is_int(r.code, 2);
	ok(has(&r.err, "--quarter: 1, 2, 3 or 4"));
	RUN(&w, &r, "effect", "freeze", path_in(&w, "y"), "--year", "2025",
	    LATER);
	is_int(r.code, 0);
	RUN(&w, &r, "effect", "freeze", path_in(&w, "z"), "--year", "2025",
	    "--quarter", "2", LATER);
	is_int(r.code, 1);
	ok(has(&r.err, "2025 was frozen whole already"));
	buf_free(&b);
	ran_free(&r);
}

TEST(a_changed_report_is_not_ours)
{
	struct world w;
	struct ran r = {0};
	const char *path;

	world_make(&w);
	path = world_report(&w, "made-up.txt", STR("systems 100000\n"));
	RUN(&w, &r, "effect", "verify", path);
	is_int(r.code, 1);
	ok(has(&r.err, "is no report that this service made, or was changed"));
	RUN(&w, &r, "effect", "verify", "/nowhere/y");
	is_int(r.code, 1);
	ok(has(&r.err, "/nowhere/y does not read, or is too large"));
	RUN(&w, &r, "effect", "freeze", path_in(&w, "y"));
	is_int(r.code, 2);
	ok(has(&r.err, "which year? --year 2025"));
	ran_free(&r);
}

TEST(drawn)
{
	struct world w;
	struct ran r = {0};
	struct buf b = {0};

	world_make(&w);
	town_fill(&w, 40, 1000);
	account_change(&w, "UPDATE instance SET name = 'Noord & <Zuid>'");
	RUN(&w, &r, "effect", "freeze", path_in(&w, "c.svg"), "--year", "2026",
	    "--form", "svg", LATER);
	is_int(r.code, 0);
	golden("run/effect.svg", file_of(&w, "c.svg", &b));
	RUN(&w, &r, "effect", "freeze", path_in(&w, "c.svg"), "--year", "2026",
	    "--form", "svg", LATER);
	is_int(r.code, 1);
	ok(has(&r.err, "c.svg is there already"));
	RUN(&w, &r, "effect", "freeze", path_in(&w, "c.svg"), "--year", "2026",
	    "--form", "svg", "--replace", "--language", "en", LATER);
	is_int(r.code, 0);
	file_of(&w, "c.svg", &b);
	ok(has(&b, "Half was fixed after 12 days"));
	RUN(&w, &r, "effect", "freeze", path_in(&w, "d.svg"), "--year", "2026",
	    "--form", "svg", "--language", "fr", LATER);
	is_int(r.code, 2);
	ok(has(&r.err, "--language: nl or en, with --form svg"));
	RUN(&w, &r, "effect", "freeze", path_in(&w, "d.svg"), "--year", "2026",
	    "--form", "png", LATER);
	is_int(r.code, 2);
	ok(has(&r.err, "--form: words, csv or svg"));
	buf_free(&b);
	ran_free(&r);
}

/* What is hidden in the table is so in the drawing. */
TEST(drawn_with_little)
{
	struct world w;
	struct ran r = {0};
	struct buf b = {0};

	world_make(&w);
	town_fill(&w, 40, 1000);
	account_change(&w,
	    "UPDATE finding SET state = 2, closed_day = NULL "
	    "WHERE id > 1009");
	RUN(&w, &r, "effect", "freeze", path_in(&w, "d.svg"), "--year", "2026",
	    "--form", "svg", LATER);
	is_int(r.code, 0);
	file_of(&w, "d.svg", &b);
	ok(has(&b, ">verborgen</text>"));
	ok(has(&b, "Er is nog te weinig opgelost"));
	buf_free(&b);
	ran_free(&r);
}

TEST(words_that_are_wrong)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	RUN(&w, &r, "effect", "--year", "26");
	is_int(r.code, 2);
	ok(has(&r.err, "--year: such as 2026, by itself"));
	RUN(&w, &r, "effect", "--from", "2026-02-01", "--until", "2026-01-01");
	is_int(r.code, 2);
	RUN(&w, &r, "effect", "--by", "name");
	is_int(r.code, 2);
	ok(has(
	    &r.err, "--by: topic, sector, language, channel, feed or ground"));
	ran_free(&r);
}

/* FINDINGS=1000000 to measure with a clock from outside. */
TEST(many)
{
	const char *set = getenv("FINDINGS");
	struct world w;
	struct ran r = {0};

	world_make(&w);
	town_fill(&w, 2000, set != NULL ? atoi(set) : 20000);
	RUN(&w, &r, "effect", "--by", "topic", NOW);
	is_int(r.code, 0);
	ok(has(&r.out, "open-rdp"));
	tap_note("peak %ld KiB", r.peak);
	ran_free(&r);
}

/* The cells of one line of CSV, from the third on. */
static size_t
cells_read(
    struct str line, struct str *group, struct str *unit, struct str cell[4])
{
	size_t n = 0;

	str_split(&line, ',', group);
	str_split(&line, ',', unit);
	while (n < 4 && str_split(&line, ',', &cell[n]))
		n++;
	return n;
}

static uint64_t
number(struct str s)
{
	uint64_t v = 0;

	ok(str_u64(s, 1000000, &v));
	return v;
}

/* One column: what is hidden is not told by subtracting what is shown. */
static void
column_holds(struct str csv, int column)
{
	struct str line, group, unit, cell[4];
	uint64_t total = 0, shown = 0;
	unsigned hidden = 0;
	bool total_shown = false;

	while (str_split(&csv, '\n', &line)) {
		if (cells_read(line, &group, &unit, cell) < 4 ||
		    !str_eq(unit, STR("findings")))
			continue;
		bool is_hidden = str_eq(cell[column], STR("hidden"));
		if (str_eq(group, STR("all"))) {
			total_shown = !is_hidden;
			total = is_hidden ? 0 : number(cell[column]);
		} else if (is_hidden) {
			hidden++;
		} else {
			uint64_t n = number(cell[column]);
			ok(n == 0 || n >= 10);
			shown += n;
		}
	}
	if (!total_shown)
		return;
	ok(total == 0 || total >= 10);
	ok(hidden != 1);
	ok(hidden == 0 ? shown == total || total == 0 : total - shown >= 10);
}

TEST(no_cell_is_had_by_subtracting_others)
{
	static const char *const by[] = {"topic", "sector", "language"};
	static const int every[] = {2, 7, 90, 333};
	struct world w;
	struct ran r = {0};

	world_make(&w);
	town_fill(&w, 60, 400);
	for (size_t i = 0; i < sizeof(every) / sizeof(*every); i++) {
		char sql[160];
		snprintf(sql, sizeof(sql),
		    "UPDATE finding SET topic = 'open-smb' WHERE id %% %d = 0",
		    every[i]);
		account_change(&w, sql);
		snprintf(sql, sizeof(sql),
		    "UPDATE organisation SET sector = 's' || (id %% %d %% 9), "
		    "language = id %% %d = 1",
		    every[i], every[i]);
		account_change(&w, sql);
		for (size_t k = 0; k < sizeof(by) / sizeof(*by); k++) {
			RUN(&w, &r, "effect", "--by", by[k], "--format", "csv",
			    NOW);
			is_int(r.code, 0);
			for (int column = 0; column < 4; column++)
				column_holds(buf_all(&r.out), column);
		}
	}
	ran_free(&r);
}
