/* tests of a service that works by itself: feeds, schedule, log */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "run/demo_world.h"
#include "test/run/accounts.h"
#include "test/run/served.h"

/* Whatever the system says of it: there are keys in memory. */
static void
is_not_dumped(pid_t pid)
{
	char path[64];
	struct buf b = {0};

	snprintf(path, sizeof(path), "/proc/%d/limits", (int)pid);
	is_int(file_slurp(AT_FDCWD, path, 1 << 16, &b), OK);
	ok(has(&b, "Max core file size        0                    0 "));
	buf_free(&b);
}

TEST(no_memory_of_it_is_written_out)
{
	struct world w;
	struct ran r = {0};
	struct started s;

	world_make(&w);
	s = serve_start(&w);
	is_not_dumped(s.pid);
	is_not_dumped(binary_child(&s, 0));
	serve_end(&s, &r);
	ran_free(&r);
}

TEST(a_feed_that_stays_away_is_missing_until_it_comes)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	RUN(&w, &r, "feed", "add", "daily", "--rhythm", "24", NOW);
	RUN(&w, &r, "feed", "add", "never-mind", NOW);
	RUN(&w, &r, "feed", "check", "--now", "2026-11-22T19:00:00Z");
	is_text(buf_all(&r.out), "feeds: 2, missing: 0\n");
	RUN(&w, &r, "feed", "check", "--now", "2026-11-22T20:01:00Z");
	is_text(buf_all(&r.out), "feeds: 2, missing: 1\n");
	RUN(&w, &r, "feed", "check", "--now", "2026-11-23T20:01:00Z");
	is_text(buf_all(&r.out), "feeds: 2, missing: 1\n");
	RUN(&w, &r, "status", "--now", "2026-11-23T20:01:00Z");
	ok(has(&r.out, "daily: MISSING since 2026-11-22 09:00\n"));
	RUN(&w, &r, "metrics", "--now", "2026-11-23T20:01:00Z");
	ok(has(&r.out, "dijkwacht_feed_missing{feed=\"daily\"} 1\n"));
	ok(has(&r.out, "dijkwacht_feed_missing{feed=\"never-mind\"} 0\n"));

	struct buf b = {0};

	rows_put(&b, "2026-11-20", 0, FEW);
	RUN(&w, &r, "import", "--feed", "daily",
	    world_report(&w, REPORT, buf_all(&b)), "--now",
	    "2026-11-23T21:00:00Z");
	is_int(r.code, 0);
	RUN(&w, &r, "feed", "list", "--format", "csv");
	ok(has(&r.out,
	    "daily,,,,contract,TLP:AMBER,24,,2026-11-23T21:00:00Z,\r\n"));
	RUN(&w, &r, "feed", "check", "--now", "2026-11-23T22:00:00Z");
	is_text(buf_all(&r.out), "feeds: 2, missing: 0\n");
	buf_free(&b);
	ran_free(&r);
}

/* Of another scope than is expected: it stays missing. */
TEST(a_report_of_another_scope_does_not_count_as_come)
{
	struct world w;
	struct ran r = {0};
	struct buf b = {0};

	world_make(&w);
	RUN(&w, &r, "feed", "add", "daily", "--rhythm", "24", "--scope",
	    "elsewhere", NOW);
	rows_put(&b, "2026-11-20", 0, FEW);
	RUN(&w, &r, "import", "--feed", "daily",
	    world_report(&w, REPORT, buf_all(&b)), NOW);
	is_int(r.code, 0);
	is_int(account(&w, "SELECT count(*) FROM feed WHERE arrived > 0"), 0);
	RUN(&w, &r, "feed", "set", "daily", "--scope", "demo", NOW);
	is_int(r.code, 0);
	RUN(&w, &r, "import", "--feed", "daily",
	    world_report(&w, "2026-11-19-scan_rdp-demo.csv", buf_all(&b)), NOW);
	is_int(account(&w, "SELECT count(*) FROM feed WHERE arrived > 0"), 1);
	buf_free(&b);
	ran_free(&r);
}

TEST(feeds_that_are_refused)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	RUN(&w, &r, "feed", "add", "../x");
	is_int(r.code, 2);
	ok(has(&r.err, "\"../x\" is no name for a feed"));
	RUN(&w, &r, "feed", "add", "done");
	is_int(r.code, 2);
	RUN(&w, &r, "feed", "add", "x", "--rhythm", "-1");
	is_int(r.code, 2);
	ok(has(&r.err, "--rhythm: hours between its reports, from 0"));
	RUN(&w, &r, "feed", "add", "x", "--tlp", "RED");
	is_int(r.code, 2);
	RUN(&w, &r, "feed", "set", "x");
	is_int(r.code, 1);
	ok(has(&r.err, "there is no feed x; `dijkwacht feed list` shows them"));
	RUN(&w, &r, "feed", "add", "x");
	is_int(r.code, 0);
	RUN(&w, &r, "feed", "add", "x");
	is_int(r.code, 1);
	ok(has(&r.err, "there is a feed x already"));
	RUN(&w, &r, "feed", "remove", "x");
	is_int(r.code, 0);
	RUN(&w, &r, "import", "--feed", "x", w.reports);
	is_int(r.code, 2);
	ok(has(&r.err, "--feed: there is no feed x"));
	is_int(account(&w, "SELECT count(*) FROM feed"), 0);
	ran_free(&r);
}

/* A day in the future would keep all honest looks after it from counting. */
TEST(a_report_of_the_future_is_no_look)
{
	struct world w;
	struct ran r = {0};
	struct buf b = {0};

	world_make(&w);
	rows_put(&b, "2026-11-20", 0, FEW);
	RUN(&w, &r, "import",
	    world_report(&w, "2027-11-20-scan_rdp-demo.csv", buf_all(&b)), NOW);
	is_int(r.code, 0);
	ok(has(&r.err, "its day lies in the future"));
	is_int(account(&w, "SELECT count(*) FROM look"), 0);
	is_int(account(&w, "SELECT max(last_day) FROM observation"), 20778);
	is_int(account(&w, "SELECT max(last_day) FROM finding"), 20778);
	RUN(&w, &r, "import",
	    world_report(&w, "2026-11-22-scan_rdp-demo.csv", buf_all(&b)), NOW);
	is_int(account(&w, "SELECT count(*) FROM look WHERE complete = 1"), 1);
	ok(accounts_hold(&w));
	buf_free(&b);
	ran_free(&r);
}

/* The schedule. */

/* As if the row had been carried out long ago. */
static void
long_ago(const struct world *w, const char *name)
{
	char text[200];

	snprintf(text, sizeof(text),
	    "INSERT OR REPLACE INTO schedule VALUES ('%s', 1, 1, 0)", name);
	account_spoil(w, text);
}

static void
conf(const struct world *w, const char *text)
{
	char path[512];

	path_of(w, "dijkwacht.conf", path);
	file_place(AT_FDCWD, path, str_of(text), 0600);
}

static bool
becomes(const struct world *w, const char *query, int64_t want)
{
	for (int ms = 0; ms < PATIENCE_MS && account(w, query) != want;
	     ms += 50)
		pause_ms(50);
	return is_int(account(w, query), want);
}

TEST(by_hand_nothing_goes_out)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	long_ago(&w, "prepare");
	long_ago(&w, "send");
	long_ago(&w, "feeds");
	report_put(&w, "inbox/" REPORT, FEW);

	struct started s = serve_start(&w);

	ok(comes(&w, "inbox/done/" REPORT));
	becomes(&w,
	    "SELECT count(*) FROM schedule WHERE name = 'feeds' AND "
	    "began > 1 AND code = 0",
	    1);
	serve_end(&s, &r);
	is_int(account(&w, "SELECT count(*) FROM notice"), 0);
	RUN(&w, &r, "status");
	ok(has(&r.out, "by hand: notices wait for `dijkwacht notices send`"));
	ran_free(&r);
}

TEST(automatic_notices_go_out)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	conf(&w, "automatic = yes\n");
	report_put(&w, "inbox/" REPORT, FEW);
	still();
	RUN(&w, &r, "inbox", "read", NOW);
	long_ago(&w, "prepare");
	long_ago(&w, "send");

	struct started s = serve_start(&w);

	becomes(&w, "SELECT count(*) FROM notice WHERE state >= 2", 3);
	serve_end(&s, &r);
	RUN(&w, &r, "status");
	ok(has(&r.out, "automatic: notices go out without a person"));
	ran_free(&r);
}

/* Serving. */

TEST(a_keeper_killed_too_often_is_not_started_again)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);

	struct started s = serve_start(&w);
	pid_t last = 0;

	for (int i = 0; i < 5; i++) {
		pid_t keeper = 0;
		for (int ms = 0; ms < PATIENCE_MS &&
		     ((keeper = binary_child(&s, 0)) <= 0 || keeper == last);
		     ms += 10)
			pause_ms(10);
		kill(keeper, SIGKILL);
		last = keeper;
	}
	ok(binary_ends(&s, &r, PATIENCE_MS));
	is_int(r.code, 1);
	ok(has(&r.err,
	    "dijkwacht: the keeper ended 5 times in ten minutes; see "
	    "`dijkwacht doctor`\n"));
	ran_free(&r);
}

TEST(systemd_is_told_when_it_is_ready)
{
	struct world w;
	struct ran r = {0};
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	char said[64] = "";

	world_make(&w);
	snprintf(to.sun_path, sizeof(to.sun_path), "%s/notify", scratch());

	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	is_int(bind(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	setenv("NOTIFY_SOCKET", to.sun_path, 1);

	struct started s = serve_start(&w);

	unsetenv("NOTIFY_SOCKET");
	ok(recv(fd, said, sizeof(said) - 1, 0) > 0);
	is_text(str_of(said), "READY=1");
	serve_end(&s, &r);
	close(fd);
	ran_free(&r);
}

/* The log. */

static void
tells_not(const struct buf *log, struct str word)
{
	if (word.n < 4 || log->n == 0 ||
	    str_find_str(buf_all(log), word) == log->n)
		return;
	ok(false);
	tap_note("the log has \"%.*s\"", STR_ARG(word));
}

static void
demo_puts(struct world *w, const struct demo_world *d, int day)
{
	for (size_t t = 0; t < demo_types; t++) {
		struct buf b = {0};
		char name[128];
		snprintf(name, sizeof(name), "inbox/2026-11-%02d-%s-demo.csv",
		    day + 1, demo_type(t));
		if (demo_report_put(&b, d, t, day, 20758 + day))
			put(w, name, buf_all(&b));
		buf_free(&b);
	}
}

/* All that happens to the made-up world, and nobody of it stands in the log. */
TEST(the_log_names_nobody)
{
	struct world w;
	struct ran r = {0};
	struct arena a;
	struct buf list = {0};

	arena_init(&a, 0);

	struct demo_world *d = ARENA_NEW(&a, struct demo_world, 1);

	demo_world_make(d, &a);
	demo_companies_put(&list, d);
	world_make(&w);
	conf(&w, "automatic = yes\n");
	RUN_AS(&w, &r, &(struct how){.in = buf_all(&list)}, "organisation",
	    "import", "-", NOW);
	is_int(r.code, 0);
	long_ago(&w, "feeds");
	put(&w, "inbox/bakkerij.csv", STR("kaput\n"));
	setenv("JOURNAL_STREAM", "8:1", 1);

	struct started s = serve_start(&w);

	unsetenv("JOURNAL_STREAM");
	for (int day = 3; day < 6; day++)
		demo_puts(&w, d, day);
	ok(comes(&w, "inbox/failed/bakkerij.csv.txt"));
	ok(comes(&w, "inbox/done/2026-11-06-scan_rdp-demo.csv.txt"));
	RUN(&w, &r, "notices", "prepare", NOW);
	RUN(&w, &r, "notices", "send", NOW);
	ok(account(&w, "SELECT count(*) FROM notice") > 10);
	serve_end(&s, &r);
	ok(str_starts(buf_all(&r.err), STR("<5>the keeper takes commands\n")));
	ok(has(&r.err, "<6>inbox: a file of no feed was read, "));
	ok(has(&r.err, "<4>inbox: a file of no feed could not be read"));
	for (size_t i = 0; i < DEMO_COMPANIES; i++) {
		const struct demo_company *c = &d->company[i];
		struct str assets = c->assets, asset;
		tells_not(&r.err, c->name);
		tells_not(&r.err, c->domain);
		tells_not(&r.err, c->mail);
		while (str_split(&assets, ' ', &asset))
			tells_not(&r.err, asset);
	}
	for (size_t i = 0; i < d->n_systems; i++) {
		tells_not(&r.err, d->system[i].address);
		tells_not(&r.err, d->system[i].hostname);
		tells_not(&r.err, d->system[i].mail);
	}
	tells_not(&r.err, STR("bakkerij"));
	tells_not(&r.err, STR("scan_rdp"));
	arena_free(&a);
	buf_free(&list);
	ran_free(&r);
}

TEST(metrics_are_written_while_it_serves)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);

	struct started s = serve_start(&w);

	ok(comes(&w, "run/metrics.prom"));
	serve_end(&s, &r);
	ok(says(&w, "run/metrics.prom", "dijkwacht_sending_on_hold 0\n"));
	ran_free(&r);
}
