/* effect: the figures of a million findings, beside plain SQL */
/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * A service with N findings that were told, of N / 10 companies on 36 topics;
 * a day of repair for half of them. Sides, each from a closed store:
 *
 *	ours	`dijkwacht effect --by topic`: counts, medians, what is hidden
 *	sql	the four lines of counts only, one query for each unit
 *
 * Both must tell the same findings.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/child.h"
#include "bench/house.h"
#include "bench/side.h"

enum { FINDINGS = 20000, PATH_ROOM = 256 };

static char folder[] = "/tmp/dijkwacht-bench.XXXXXX";
static char path[PATH_ROOM], store[PATH_ROOM + 16];
static struct buf said;
static double processor;

static void
exec(sqlite3 *db, const char *text)
{
	if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
		die("sqlite: %s: %s", text, sqlite3_errmsg(db));
}

static sqlite3 *
opened(int flags)
{
	sqlite3 *db = NULL;

	if (sqlite3_open_v2(store, &db, flags, NULL) != SQLITE_OK)
		die("sqlite does not open %s", store);
	exec(db, "PRAGMA cache_size=-65536");
	return db;
}

/* Rows as wide as real ones; random() is SQLite's own, so runs differ in what
 * they count and not in how much. */
static void
fill(size_t findings)
{
	static const char companies[] =
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
	    "WHERE i < %zu) INSERT INTO organisation (id, ref, name_sealed, "
	    "name_index, sector, language, rhythm, community, made) SELECT "
	    "100 + i, 'company' || i, randomblob(70), randomblob(16), 'sector' "
	    "|| (i %% 20), i %% 2, 0, 1, 0 FROM n";
	static const char told[] =
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
	    "WHERE i < %zu) INSERT INTO finding (id, ref, organisation, topic, "
	    "subject_sealed, subject_index, state, answer, severity, "
	    "responsibility, ground, confidence, observation, rest, "
	    "first_seen, last_seen, last_day, opened, closed_day, reopened, "
	    "revision, baseline) SELECT i, printf('f%%015d', i), 101 + "
	    "abs(random() %% %zu), 'topic-' || (i * 7 %% 36), randomblob(96), "
	    "randomblob(16), 2 + 2 * (i %% 2), i * 31 %% 10 / 6, 3, 1, 1, 90, "
	    "random(), random(), 1767000000, 1769000000, 20590, 1767000000, "
	    "CASE WHEN i %% 2 = 1 THEN 20465 + i * 17 %% 90 END, 0, 1, 0 FROM "
	    "n";
	char text[2048];
	sqlite3 *db = opened(SQLITE_OPEN_READWRITE);

	exec(db, "BEGIN");
	snprintf(text, sizeof(text), companies, findings / 10);
	exec(db, text);
	snprintf(text, sizeof(text), told, findings, findings / 10);
	exec(db, text);
	exec(db,
	    "INSERT INTO effect (finding, notice, sent, delivered) SELECT id, "
	    "id / 3, 20463 * 86400, CASE WHEN id % 10 > 0 THEN 20463 * 86400 "
	    "END FROM finding");
	exec(db, "COMMIT");
	sqlite3_close(db);
}

static double
ours(void *with)
{
	const char *argv[] = {DIJKWACHT, "effect", "--folder", path, "--by",
	    "topic", "--now", "2026-11-01T00:00:00Z", "--format", "csv", NULL};

	(void)with;
	buf_reset(&said);

	struct child_used u = child_need(argv, &said);

	processor = u.processor;
	return u.seconds;
}

static long long
one(sqlite3 *db, const char *key)
{
	char text[512];
	sqlite3_stmt *s = NULL;
	long long n;

	snprintf(text, sizeof(text),
	    "SELECT count(*), sum(d), sum(a), sum(x) FROM (SELECT "
	    "max(e.delivered IS NOT NULL) AS d, max(e.delivered IS NOT NULL "
	    "AND f.answer > 0) AS a, min(e.delivered IS NOT NULL AND f.state = "
	    "4) AS x FROM effect e JOIN finding f ON f.id = e.finding JOIN "
	    "organisation o ON o.id = f.organisation WHERE f.state <> 6 AND "
	    "o.erased IS NULL GROUP BY %s)",
	    key);
	if (sqlite3_prepare_v2(db, text, -1, &s, NULL) != SQLITE_OK ||
	    sqlite3_step(s) != SQLITE_ROW)
		die("sqlite: %s", sqlite3_errmsg(db));
	n = sqlite3_column_int64(s, 3);
	sqlite3_finalize(s);
	return n;
}

static long long fixed;

static double
plain(void *with)
{
	double from = side_now();
	sqlite3 *db = opened(SQLITE_OPEN_READONLY);

	(void)with;
	one(db, "e.notice");
	fixed = one(db, "f.id");
	one(db, "f.organisation");
	one(db, "f.subject_index");
	sqlite3_close(db);
	return side_now() - from;
}

static void
compare(size_t findings)
{
	char want[128];

	ours(NULL);
	plain(NULL);
	snprintf(want, sizeof(want), "all,findings,%zu,", findings);

	const char *line = strstr(buf_cstr(&said), want);
	long long got = -1;

	if (line == NULL ||
	    sscanf(line + strlen(want), "%*d,%*d,%lld", &got) != 1 ||
	    got != fixed)
		die("ours tells %lld fixed, plain SQL %lld", got, fixed);
	printf("both: %zu findings, %lld fixed\n", findings, fixed);
}

int
main(int argc, char **argv)
{
	size_t findings =
	    argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : FINDINGS;
	unsigned rounds = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 3;
	struct side sides[] = {
	    {.name = "ours, all of it", .run = ours},
	    {.name = "counts only, plain SQL", .run = plain},
	};
	const char *clear[] = {"rm", "-rf", folder, NULL};

	side_machine();
	if (mkdtemp(folder) == NULL)
		die_errno("no folder");
	snprintf(path, sizeof(path), "%s/service", folder);
	snprintf(store, sizeof(store), "%s/store.db", path);
	house_make(path, folder, 10, 10);
	fill(findings);
	compare(findings);
	sides_run(sides, 2, rounds);
	sides_print(sides, 2, (double)findings, "findings");
	printf("ours: %.3f s least, %.3f s median, %.3f s most; processor of "
	       "the last %.3f s\n",
	    sides[0].seconds[0], side_median(&sides[0]),
	    sides[0].seconds[sides[0].rounds - 1], processor);
	buf_free(&said);
	child_need(clear, NULL);
	return 0;
}
