/* tests of the program ended by kill -9 at every place that matters */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/crash.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "base/file.h"
#include "evidence/chunk.h"
#include "notify/delivery.h"
#include "run/service.h"
#include "store/notice.sql.h"
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW    "--now", "2026-11-21T08:00:00Z"
#define LATER  "--now", "2026-11-21T09:30:00Z"
#define NEXT   "--now", "2026-11-22T08:00:00Z"
#define REPORT "2026-11-20-scan_rdp-demo.csv"
/* what turns out to be another one of theirs after the import */
#define OWNER "Smid BV"
#define MORE  "198.51.100.1"
#define KILLED                                                                 \
	"the keeper was ended by signal 9; what was committed is kept, "       \
	"nothing is half done: run this again\n"

enum { SMALL = 200, BIG = CHUNK_ROWS + 20000, KILL_ROWS = 200000 };

static void
report_put(struct world *w, unsigned rows)
{
	struct buf b = {0};

	rows_put(&b, "2026-11-20", 0, rows);
	buf_str(&b,
	    STR("\"2026-13-20\",\"high\",\"203.0.113.9\",\"tcp\","
		"\"1\",\"\",\"\",\"\",\"\",\"\",\"\"\n"));
	world_report(w, REPORT, buf_all(&b));
	buf_free(&b);
}

/* The four commands of a morning; crash NULL: undisturbed. */
enum { STEPS = 5, PREPARE = 2, SEND = 3 };

static void
step(struct world *w, struct ran *r, int number, const char *crash)
{
	char file[300];
	const char *at = crash == NULL ? NULL : "--crash-at";

	snprintf(file, sizeof(file), "%s.backup", w->folder);

	const char *commands[STEPS][9] = {
	    {"import", w->reports, NOW, at, crash},
	    {"asset", "add", OWNER, MORE, NOW, at, crash},
	    {"notices", "prepare", NOW, at, crash},
	    {"notices", "send", NOW, at, crash},
	    {"backup", file, NOW, at, crash},
	};

	binary_run(w, r, NULL, commands[number]);
}

static void
morning(struct world *w)
{
	struct ran r = {0};

	for (int i = 0; i < STEPS; i++) {
		step(w, &r, i, NULL);
		if (!is_int(r.code, 0))
			has(&r.err, "nothing should be said");
	}
	ran_free(&r);
}

static void
is_verified(struct world *w)
{
	struct ran r = {0};

	RUN(w, &r, "evidence", "verify");
	is_int(r.code, 0);
	ok(has(&r.out, "intact"));
	ran_free(&r);
}

/* One morning in which each command is ended at a point, and then run again.
 * How often that happened. */
static int
morning_crashed(struct world *w, const char *point)
{
	struct ran r = {0};
	int times = 0;

	for (int i = 0; i < STEPS; i++) {
		step(w, &r, i, point);
		if (r.code == 0)
			continue;
		times++;
		is_int(r.code, 70);
		ok(has(&r.err, KILLED));
		ok(accounts_hold(w));
		step(w, &r, i, NULL);
		is_int(r.code, 0);
	}
	ran_free(&r);
	return times;
}

static int
point_is_survived(const char *point, unsigned rows, struct str want)
{
	struct world w;
	struct buf got = {0};

	world_make(&w);
	report_put(&w, rows);

	int times = morning_crashed(&w, point);

	if (times > 0) {
		accounts_put(&got, &w);
		if (!is_str(buf_all(&got), want))
			tap_note("after a crash at %s", point);
		is_verified(&w);
	}
	buf_free(&got);
	return times;
}

static struct buf
undisturbed(unsigned rows)
{
	struct world w;
	struct buf b = {0};

	world_make(&w);
	report_put(&w, rows);
	morning(&w);
	ok(accounts_hold(&w));
	accounts_put(&b, &w);
	return b;
}

TEST(undisturbed_is_what_we_think)
{
	struct buf b = undisturbed(SMALL);

	ok(has(&b, "ledger: 1 201 1 200 0"));
	ok(has(&b, "observations: 200 200 "));
	ok(has(&b, "findings: 16 "));
	ok(has(&b, "jobs: 2 6 200 4 4\n"));
	ok(has(&b, "rejects: 1:200 202 column \"timestamp\": "));
	ok(has(&b, "chunk files: 1\nmails: 2\nhalf written: 0\norphans: 0\n"));
	buf_free(&b);
}

TEST(every_point_is_survived)
{
	struct buf small = undisturbed(SMALL), big = undisturbed(BIG);

	for (enum crash c = CRASH_NONE + 1; c <= CRASH_SEND_DONE; c++) {
		const char *point = crash_name(c);
		if (c == CRASH_SEND_HANDED || c == CRASH_SEND_ANSWERED)
			continue; /* with a mail server: run/sending.c */
		int times = point_is_survived(point, SMALL, buf_all(&small));
		bool large = times == 0;
		if (large) /* a point between two chunks */
			times = point_is_survived(point, BIG, buf_all(&big));
		tap_note("%s: %d crashes%s", point, times,
		    large ? ", large report" : "");
		ok(times > 0);
	}
	buf_free(&small);
	buf_free(&big);
}

/* The same places once more, at the second chunk; the second file that is
 * written while sending is a mail. */
TEST(both_chunks_are_survived)
{
	struct buf want = undisturbed(BIG);

	is_int(point_is_survived("file-written:2", BIG, buf_all(&want)), 2);
	is_int(point_is_survived("chunk-placed:2", BIG, buf_all(&want)), 1);
	is_int(point_is_survived("ledger-written:2", BIG, buf_all(&want)), 1);
	buf_free(&want);
}

TEST(the_first_chunk_stays)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	report_put(&w, BIG);
	step(&w, &r, 0, "chunk-placed:2");
	is_int(r.code, 70);
	is_int(account(&w, "SELECT sum(rows) FROM ledger"), CHUNK_ROWS);
	is_int(account(&w, "SELECT count(ended) FROM report"), 0);
	is_int(account(&w, "SELECT count(*) FROM look"), 0);
	is_int(files_count(&w, "evidence", ".chunk"), 2);
	step(&w, &r, 0, NULL);
	is_int(r.code, 0);
	ok(has(&r.out,
	    "rows: 20001 (new 20000, seen before 0, rejected 1); "
	    "rows of reports read before: 100000"));
	is_int(account(&w, "SELECT sum(rows) FROM ledger"), BIG + 1);
	is_int(account(&w, "SELECT count(*) FROM look"), 1);
	ran_free(&r);
}

TEST(three_crashes_in_a_row)
{
	struct world w;
	struct ran r = {0};
	struct buf want = undisturbed(SMALL), got = {0};

	world_make(&w);
	report_put(&w, SMALL);
	step(&w, &r, 0, "file-written");
	step(&w, &r, 0, "chunk-placed");
	step(&w, &r, 0, "ledger-written");
	is_int(r.code, 70);
	is_int(account(&w, "SELECT count(*) FROM ledger"), 0);
	morning(&w);
	accounts_put(&got, &w);
	is_str(buf_all(&got), buf_all(&want));
	is_verified(&w);
	buf_free(&want);
	buf_free(&got);
	ran_free(&r);
}

/* Rows are erased, or not yet: never half, and never out of sight. */
static void
erased_crashed(const char *point)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	report_put(&w, SMALL);
	RUN(&w, &r, "import", w.reports, "--delete-by", "2026-11-21", NOW);
	is_int(r.code, 0);
	RUN(&w, &r, "batch", "expire", NEXT, "--crash-at", point);
	is_int(r.code, 70);
	is_verified(&w);
	RUN(&w, &r, "batch", "expire", NEXT);
	if (!is_int(r.code, 0))
		tap_note("after a crash at %s", point);
	RUN(&w, &r, "status"); /* and a start that looks after what is left */
	RUN(&w, &r, "batch", "expire", NEXT);
	ok(has(&r.out, "batches: 0; rows erased: 0"));
	is_int(account(&w, "SELECT erased - rows FROM ledger"), 0);
	is_int(account(&w, "SELECT count(*) FROM observation"), 0);
	is_int(account(&w, "SELECT count(*) FROM identification"), 0);
	is_int(files_count(&w, "evidence", ".chunk"), 1);
	is_int(files_count(&w, "evidence/orphan", ""), 0);
	is_verified(&w);
	RUN(&w, &r, "evidence", "verify");
	ok(has(&r.out, "201 erased"));
	ran_free(&r);
}

TEST(every_point_of_an_erasure_is_survived)
{
	erased_crashed("file-written");
	erased_crashed("chunk-placed");
	erased_crashed("erase-written");
	erased_crashed("erase-done");
}

/* Orphans. */

TEST(half_written_is_removed_at_the_next_start)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	report_put(&w, SMALL);
	step(&w, &r, 0, "file-written");
	is_int(files_count(&w, "evidence", ".chunk.tmp"), 1);
	step(&w, &r, PREPARE, NULL);
	is_int(r.code, 0);
	is_int(files_count(&w, "evidence", ".tmp"), 0);
	is_int(files_count(&w, "evidence/orphan", ""), 0);
	ran_free(&r);
}

TEST(orphan_is_set_apart_and_let_go_when_read_again)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	report_put(&w, SMALL);
	step(&w, &r, 0, "chunk-placed");
	is_int(files_count(&w, "evidence", ".chunk"), 1);
	step(&w, &r, PREPARE, NULL);
	is_int(files_count(&w, "evidence", ".chunk"), 0);
	is_int(files_count(&w, "evidence/orphan", ".chunk"), 1);
	step(&w, &r, 0, NULL);
	is_int(files_count(&w, "evidence", ".chunk"), 1);
	step(&w, &r, PREPARE, NULL);
	is_int(files_count(&w, "evidence/orphan", ".chunk"), 0);
	is_verified(&w);
	ran_free(&r);
}

static void
file_copy(const struct world *w, const char *from, const char *to)
{
	char path[512];
	struct buf b = {0};

	snprintf(path, sizeof(path), "%s/%s", w->folder, from);
	if (file_slurp(AT_FDCWD, path, 1 << 28, &b) != OK)
		buf_reset(&b);
	snprintf(path, sizeof(path), "%s/%s", w->folder, to);
	file_place(AT_FDCWD, path, buf_all(&b), 0600);
	buf_free(&b);
}

static void
store_copy(
    const struct world *w, const char *suffix_from, const char *suffix_to)
{
	char from[64], to[64];

	for (int i = 0; i < 2; i++) {
		const char *name = i == 0 ? "store.db" : "store.db-wal";
		snprintf(from, sizeof(from), "%s%s", name, suffix_from);
		snprintf(to, sizeof(to), "%s%s", name, suffix_to);
		file_copy(w, from, to);
	}
}

/* An old store.db is put back and the keeper crashes on it; the evidence of
 * the days since then must still be there for the newer one. */
TEST(evidence_outlives_the_restore_of_an_older_store)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	report_put(&w, SMALL);
	store_copy(&w, "", ".old");
	step(&w, &r, 0, NULL);
	store_copy(&w, "", ".new");
	store_copy(&w, ".old", "");
	step(&w, &r, PREPARE, "prepare-open");
	is_int(r.code, 70);
	step(&w, &r, PREPARE, NULL);
	is_int(account(&w, "SELECT count(*) FROM ledger"), 0);
	is_int(files_count(&w, "evidence/orphan", ".chunk"), 1);
	store_copy(&w, ".new", "");
	step(&w, &r, PREPARE, NULL);
	is_int(r.code, 0);
	is_int(account(&w, "SELECT count(*) FROM ledger"), 1);
	is_int(files_count(&w, "evidence/orphan", ".chunk"), 0);
	is_verified(&w);
	ran_free(&r);
}

/* Sending. */

static struct buf
mail_of(const struct world *w)
{
	char path[512];
	struct buf b = {0};

	if (!file_first(w, "outbox", ".eml", path) ||
	    file_slurp(AT_FDCWD, path, 1 << 20, &b) != OK)
		buf_reset(&b);
	return b;
}

/* The first delivery's final bytes, as the store holds them. */
static struct buf
leased_of(const struct world *w)
{
	struct service sv;
	struct why why = {0};
	struct sql_cursor c;
	struct delivery_left_row row;
	struct buf b = {0};

	if (!is_int(service_open(&sv, w->folder, SERVICE_READ, &why), OK))
		return b;
	delivery_left(sv.store.db, &c);
	if (ok(delivery_left_next(&c, &row)))
		buf_str(&b,
		    store_open(&sv.store, &sv.a, "delivery.bytes", row.id,
			row.bytes_sealed));
	sql_cursor_end(&c);
	service_close(&sv);
	return b;
}

static void
one_company_world(struct world *w)
{
	struct ran r = {0};

	world_make(w);
	world_report(w, REPORT,
	    STR("timestamp,ip,port,protocol\n"
		"2026-11-20 05:06:58,203.0.113.2,3389,"
		"tcp\n"));
	step(w, &r, 0, NULL);
	step(w, &r, PREPARE, NULL);
	is_int(r.code, 0);
	ran_free(&r);
}

TEST(leased_goes_out_byte_for_byte)
{
	struct world w;
	struct ran r = {0};

	one_company_world(&w);
	step(&w, &r, SEND, "send-leased");
	is_int(r.code, 70);
	is_int(files_count(&w, "outbox", ""), 0);

	struct buf leased = leased_of(&w);

	ok(leased.n > 500);
	RUN(&w, &r, "notices", "send", LATER);
	is_int(r.code, 0);
	ok(has(&r.out,
	    "1 of them were in hand when the service was broken "
	    "off: the same bytes again\n"));

	struct buf mail = mail_of(&w);

	is_str(buf_all(&mail), buf_all(&leased));
	buf_free(&leased);
	buf_free(&mail);
	ran_free(&r);
}

TEST(placed_mail_is_not_placed_under_another_name)
{
	struct world w;
	struct ran r = {0};

	one_company_world(&w);
	step(&w, &r, SEND, "send-placed");
	is_int(r.code, 70);

	struct buf first = mail_of(&w);

	RUN(&w, &r, "notices", "send", LATER);
	is_int(r.code, 0);

	struct buf second = mail_of(&w);

	is_str(buf_all(&second), buf_all(&first));
	is_int(files_count(&w, "outbox", ""), 1);
	RUN(&w, &r, "notices", "send", LATER);
	ok(has(&r.out, "notices released: 0, "));
	is_int(files_count(&w, "outbox", ""), 1);
	buf_free(&first);
	buf_free(&second);
	ran_free(&r);
}

/* Kills at moments nobody chose. */

static uint64_t chance = 20261120; /* the same ones in every run */

static unsigned
draw(unsigned n)
{
	chance = chance * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((chance >> 33) % n);
}

static int64_t
milliseconds(void)
{
	struct timespec t;

	timespec_get(&t, TIME_UTC);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A report of its own for each day: the same observations, new rows. */
static void
day_put(struct world *w, unsigned day, char path[512])
{
	struct buf b = {0};
	char date[16], name[64];

	snprintf(
	    date, sizeof(date), "2026-%02u-%02u", 10 + day / 28, day % 28 + 1);
	snprintf(name, sizeof(name), "%s-scan_rdp-demo.csv", date);
	rows_put(&b, date, 0, KILL_ROWS);
	snprintf(path, 512, "%s", world_report(w, name, buf_all(&b)));
	buf_free(&b);
}

/* True when the import was killed, false when it was done before. */
static bool
import_killed(struct world *w, const char *path, unsigned most_ms)
{
	struct ran r = {0};
	struct started s = binary_start(
	    w, NULL, (const char *const[]){"import", path, NOW, NULL});

	pause_ms((int)draw(most_ms) + 20);

	pid_t keeper = binary_child(&s, 0);

	if (keeper > 0)
		kill(keeper, SIGKILL);
	binary_end(&s, &r);
	if (r.code != 0) {
		is_int(r.code, 70);
		ok(has(&r.err, KILLED));
	}
	ran_free(&r);
	return r.code != 0;
}

TEST(random_kills)
{
	const char *set = getenv("KILLS");
	unsigned kills = set != NULL ? (unsigned)atoi(set) : 10;
	unsigned done = 0, day = 0;
	struct world w;
	struct ran r = {0};
	char path[512];

	world_make(&w);
	day_put(&w, day++, path);

	int64_t began = milliseconds();

	RUN(&w, &r, "import", path, NOW);
	is_int(r.code, 0);

	unsigned whole = (unsigned)(milliseconds() - began);

	day_put(&w, day++, path);
	while (done < kills && day < 80) {
		if (import_killed(&w, path, whole)) {
			done++;
			ok(accounts_hold(&w));
			continue;
		}
		day_put(&w, day++, path);
	}
	RUN(&w, &r, "import", path, NOW);
	is_int(r.code, 0);
	tap_note("%u kills in %u reports of %d rows, %u ms each undisturbed",
	    done, day, KILL_ROWS, whole);
	is_int(done, kills);
	is_int(account(&w, "SELECT sum(rows) FROM ledger"),
	    (int64_t)day * KILL_ROWS);
	is_int(account(&w, "SELECT sum(fresh) FROM ledger"), KILL_ROWS);
	is_int(account(&w, "SELECT sum(count) FROM observation"),
	    (int64_t)day * KILL_ROWS);
	is_int(account(&w, "SELECT count(*) FROM look"), day);
	is_int(account(&w, "SELECT count(*) FROM finding"), KILL_ROWS / 64 * 3);
	is_int(account(&w, "SELECT count(*) FROM finding WHERE state <> 1"), 0);
	is_int(files_count(&w, ".", ".tmp"), 0);
	is_int(files_count(&w, "evidence", ".chunk"), 2 * day);
	is_verified(&w);
	ran_free(&r);
}
