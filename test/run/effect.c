/* tests of run/cmd_effect: counts that are right, and point at nobody */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>

#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW "--now", "2026-06-01T08:00:00Z"

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
	ok(has(&r.out, "bakery,findings,hidden,hidden,hidden,hidden,,"));
	ok(has(&r.out, "smithy,findings,hidden,hidden,hidden,hidden,,"));
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
	ok(has(&r.err, "--by: topic, sector, language, channel, feed or ground"));
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
