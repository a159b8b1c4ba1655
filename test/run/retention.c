/* tests of retention: what was kept long enough ends, and nothing before */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/retention.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW	   "--now", "2026-11-21T08:00:00Z"
#define SOON	   "--now", "2027-01-15T08:00:00Z"
#define LATER	   "--now", "2027-03-15T08:00:00Z"
#define MUCH_LATER "--now", "2032-11-21T08:00:00Z"
#define LAST	   "--now", "2036-11-21T08:00:00Z"

enum { ROWS = 128, OURS = 6, DOC_MAX = 1 << 20 };

/* A day of reports, told, answered and looked at; then it is gone again. */
static void
lived_in(struct world *w)
{
	struct ran r = {0};
	struct buf b = {0};

	world_make(w);
	rows_put(&b, "2026-11-20", 0, ROWS);
	RUN(w, &r, "import",
	    world_report(w, "2026-11-20-scan_rdp-demo.csv", buf_all(&b)), NOW);
	is_int(r.code, 0);
	RUN(w, &r, "notices", "prepare", NOW);
	RUN(w, &r, "notices", "send", NOW);
	is_int(r.code, 0);
	RUN(w, &r, "organisation", "list", NOW);
	RUN(w, &r, "code", "check", "ABCD-EFGH-JKLM", "--mail",
	    "x@krakeling.example", NOW);
	buf_free(&b);
	ran_free(&r);
}

static void
done(struct world *w, const char *const *now)
{
	struct ran r = {0};

	RUN(w, &r, "retention", "run", "--do", now[0], now[1]);
	if (!is_int(r.code, 0))
		has(&r.err, "nothing should be said");
	ran_free(&r);
}

TEST(nothing_ends_before_its_time)
{
	struct world w;
	struct buf was = {0}, is = {0};

	lived_in(&w);
	accounts_put(&was, &w);
	done(&w, (const char *const[]){SOON});
	accounts_put(&is, &w);
	is_str(buf_all(&is), buf_all(&was));
	is_int(
	    account(&w, "SELECT count(*) FROM delivery WHERE bytes_sealed"), 0);
	buf_free(&was);
	buf_free(&is);
}

TEST(told_first_and_only_then_done)
{
	struct world w;
	struct ran r = {0};
	int64_t nobodys;

	lived_in(&w);
	nobodys = account(&w, "SELECT count(*) FROM observation") -
	    account(&w, "SELECT count(*) FROM identification");
	ok(nobodys > 0);
	RUN(&w, &r, "retention", "run", LATER);
	is_int(r.code, 0);
	ok(has(&r.out, "rows of nobody: "));
	ok(has(&r.out, "nothing was changed; --do does it\n"));
	is_int(account(&w, "SELECT count(*) FROM observation") -
		account(&w, "SELECT count(*) FROM identification"),
	    nobodys);
	done(&w, (const char *const[]){LATER});
	is_int(account(&w, "SELECT count(*) FROM observation"),
	    account(&w, "SELECT count(*) FROM identification"));
	/* what they are about: no row that none of them is in */
	is_int(account(&w,
		   "SELECT count(*) FROM observation_subject WHERE id NOT IN "
		   "(SELECT subject >> 3 FROM observation)"),
	    0);
	ok(account(&w, "SELECT count(*) FROM identification") > 0);
	RUN(&w, &r, "evidence", "verify");
	ok(has(&r.out, " 0 erased: intact\n"));
	ran_free(&r);
}

TEST(in_the_end_only_what_is_counted_stays)
{
	struct world w;
	struct ran r = {0};

	lived_in(&w);
	int64_t findings = account(&w, "SELECT count(*) FROM finding");
	int64_t notices = account(&w, "SELECT count(*) FROM notice");

	ok(findings > 0 && notices > 0);
	ok(files_count(&w, "outbox", ".eml") > 0);
	done(&w, (const char *const[]){MUCH_LATER});
	done(&w, (const char *const[]){LAST}); /* what that withdrew */
	is_int(account(&w, "SELECT count(*) FROM finding"), findings);
	is_int(account(&w, "SELECT count(*) FROM finding WHERE forgotten"),
	    findings);
	is_int(account(&w, "SELECT count(*) FROM notice"), notices);
	is_int(account(&w, "SELECT count(*) FROM notice WHERE forgotten"),
	    notices);
	is_int(files_count(&w, "outbox", ".eml"), 0);
	is_int(account(&w, "SELECT count(*) FROM observation"), 0);
	is_int(account(&w, "SELECT count(*) FROM observation_subject"), 0);
	is_int(account(&w, "SELECT count(*) FROM identification"), 0);
	is_int(account(&w, "SELECT count(*) FROM audit_read"), 0);
	is_int(account(&w, "SELECT count(*) FROM code_try"), 0);
	is_int(account(&w, "SELECT sum(rows - erased) FROM ledger"), 0);
	is_int(
	    account(&w, "SELECT count(*) FROM organisation WHERE erased"), 0);
	RUN(&w, &r, "retention", "show", "--format", "csv", LAST);
	is_int(r.code, 0);
	ok(has(&r.out, "\r\nfindings,1095,keep-findings,closed,0,"));
	ok(has(&r.out, "\r\nnotices,730,keep-notices,prepared,0,"));
	RUN(&w, &r, "evidence", "verify");
	is_int(r.code, 0);
	ok(has(&r.out, ": intact\n"));
	RUN(&w, &r, "findings", LAST);
	is_int(r.code, 0);
	/* one by one as well, with all that is gone */
	RUN(&w, &r, "findings", "--state", "withdrawn", "--format", "csv",
	    LAST);

	struct str rest = buf_all(&r.out), line;
	struct buf ref = {0};

	str_split(&rest, '\n', &line);
	ok(str_split(&rest, '\n', &line));
	buf_str(&ref, str_upto(line, str_find(line, ',')));
	RUN(&w, &r, "findings", buf_cstr(&ref), LAST);
	is_int(r.code, 0);
	ok(has(&r.out, "(erased)"));
	RUN(&w, &r, "evidence", "show", buf_cstr(&ref), LAST);
	ok(r.code == 0 || r.code == 1);
	RUN(&w, &r, "organisation", "export", "Bakkerij Jansen", LAST);
	is_int(r.code, 0);
	RUN(&w, &r, "doctor", LAST);
	ok(r.code <= 1);
	buf_free(&ref);
	RUN(&w, &r, "organisation", "list", LAST);
	ok(has(&r.out, "Bakkerij Jansen"));
	ran_free(&r);
}

/* Anybody can send more of it. */
TEST(mail_about_nothing_of_ours_leaves_no_row_for_ever)
{
	struct world w;

	lived_in(&w);
	account_spoil(&w,
	    "INSERT INTO returned VALUES "
	    "(1, zeroblob(14), 0, 6, NULL, 0, '', NULL)");
	done(&w, (const char *const[]){MUCH_LATER});
	is_int(
	    account(&w, "SELECT count(*) FROM returned WHERE delivery IS NULL"),
	    0);
}

TEST(broken_off_it_goes_on)
{
	struct world w;
	struct ran r = {0};

	for (unsigned i = 1; i <= 4; i++) {
		char point[32];
		lived_in(&w);
		snprintf(point, sizeof(point), "retention-done:%u", i * 2);
		RUN(&w, &r, "retention", "run", "--do", MUCH_LATER,
		    "--crash-at", point);
		is_int(r.code, 70);
		done(&w, (const char *const[]){MUCH_LATER});
		is_int(account(&w, "SELECT count(*) FROM observation"), 0);
		is_int(account(&w,
			   "SELECT count(*) FROM notice WHERE forgotten IS "
			   "NULL"),
		    0);
	}
	ran_free(&r);
}

TEST(files_of_reports)
{
	struct world w;
	char path[512];
	const struct timespec old[2] = {{1000, 0}, {1000, 0}};

	world_make(&w);
	snprintf(path, sizeof(path), "%s/inbox/done/old.csv", w.folder);
	file_place(AT_FDCWD, path, STR("192.0.2.1\n"), 0600);
	utimensat(AT_FDCWD, path, old, 0);
	snprintf(path, sizeof(path), "%s/inbox/done/new.csv", w.folder);
	file_place(AT_FDCWD, path, STR("192.0.2.1\n"), 0600);
	done(&w, (const char *const[]){NOW});
	is_int(files_count(&w, "inbox/done", ".csv"), 1);
	is_int(access(path, F_OK), 0);
}

/* The list for the operator says what the program does. */
TEST(the_list_in_dutch_is_that_of_the_program)
{
	struct buf doc = {0};

	is_int(file_slurp(AT_FDCWD, SOURCE_ROOT "/docs/nl/bewaartermijnen.md",
		   DOC_MAX, &doc),
	    OK);
	for (size_t i = 0; i < n_retention_rows; i++) {
		const struct retention_row *row = &retention_rows[i];
		struct settings set;
		char line[128];
		settings_init(&set);
		snprintf(line, sizeof(line), "| %s | %lld | %s |", row->kind,
		    (long long)retention_days(row, &set),
		    row->setting == SETTING_COUNT
			? "vast"
			: setting_rows[row->setting].name);
		ok(has(&doc, line));
	}
	buf_free(&doc);
}
