/* tests of commands at the same time: each waits its turn, none is lost */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>

#include "base/file.h"
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW "--now", "2026-11-21T08:00:00Z"

enum { MANY = 60000, FEW = 500, ENDS_MS = 10000 };

static struct started
import_start(struct world *w, unsigned day, unsigned rows)
{
	char date[16], name[64];
	struct buf b = {0};

	snprintf(date, sizeof(date), "2026-11-%02u", day);
	snprintf(name, sizeof(name), "%s-scan_rdp-demo.csv", date);
	rows_put(&b, date, 0, rows);

	const char *path = world_report(w, name, buf_all(&b));

	buf_free(&b);
	return binary_start(
	    w, NULL, (const char *const[]){"import", path, NOW, NULL});
}

/* Waits until s has its keeper. */
static pid_t
keeper_of(const struct started *s)
{
	pid_t pid = 0;

	for (int i = 0; pid == 0 && i < 500; i++) {
		pause_ms(10);
		pid = binary_child(s, 0);
	}
	return pid;
}

static struct started
serve_start(struct world *w)
{
	struct started s =
	    binary_start(w, NULL, (const char *const[]){"serve", NULL});

	ok(binary_says(s.out, "end with Ctrl-C or SIGTERM\n"));
	return s;
}

static void
serve_end(struct started *s, int sign, struct ran *r)
{
	kill(s->pid, sign);
	if (!ok(binary_ends(s, r, ENDS_MS))) {
		kill(s->pid, SIGKILL);
		binary_end(s, r);
	}
	is_int(r->code, 0);
}

TEST(two_imports_at_once)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);

	struct started a = import_start(&w, 19, MANY);
	struct started b = import_start(&w, 20, MANY);

	binary_end(&a, &r);
	is_int(r.code, 0);
	is_int(r.err.n, 0);
	binary_end(&b, &r);
	is_int(r.code, 0);
	is_int(r.err.n, 0);
	is_int(account(&w, "SELECT sum(rows) FROM ledger"), 2 * MANY);
	is_int(account(&w, "SELECT count(*) FROM observation"), MANY);
	is_int(account(&w, "SELECT count(*) FROM look"), 2);
	ok(accounts_hold(&w));
	ran_free(&r);
}

/* More than one waits at the door of a keeper that ends. */
TEST(eight_imports_at_once)
{
	struct world w;
	struct ran r = {0};
	struct started s[8];

	world_make(&w);
	s[0] = import_start(&w, 1, MANY);
	ok(keeper_of(&s[0]) > 0);
	for (unsigned i = 1; i < 8; i++)
		s[i] = import_start(&w, i + 1, FEW);
	for (unsigned i = 0; i < 8; i++) {
		binary_end(&s[i], &r);
		is_int(r.code, 0);
		if (!is_int(r.err.n, 0))
			has(&r.err, "nothing should be said");
	}
	is_int(account(&w, "SELECT sum(rows) FROM ledger"), MANY + 7 * FEW);
	is_int(account(&w, "SELECT count(*) FROM look"), 8);
	ok(accounts_hold(&w));
	ran_free(&r);
}

/* It dies of its own command; whoever waited is not hurt. */
TEST(keeper_killed_while_another_command_waits)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);

	struct started a = import_start(&w, 19, 4 * MANY);
	pid_t keeper = keeper_of(&a);
	struct started b = import_start(&w, 20, FEW);

	ok(keeper > 0);
	pause_ms(150);
	kill(keeper, SIGKILL);
	binary_end(&a, &r);
	is_int(r.code, 70);
	ok(has(&r.err, "the keeper was ended by signal 9"));
	binary_end(&b, &r);
	is_int(r.code, 0);
	is_int(r.err.n, 0);
	ok(accounts_hold(&w));
	is_int(account(&w, "SELECT count(*) FROM look WHERE day = 20777"), 1);
	ran_free(&r);
}

TEST(reading_while_an_import_runs)
{
	struct world w;
	struct ran r = {0}, read = {0};
	int reads = 0, bad = 0;

	world_make(&w);

	struct started a = import_start(&w, 19, 2 * MANY);

	ok(keeper_of(&a) > 0);
	do {
		RUN(&w, &read, "notices", "preview");
		bad += read.code != 0 || read.err.n > 0;
		reads++;
	} while (!binary_ends(&a, &r, 10));
	tap_note("%d reads during the import", reads);
	if (!is_int(bad, 0))
		has(&read.err, "nothing should be said");
	ok(reads > 3);
	is_int(r.code, 0);
	is_int(account(&w, "SELECT sum(rows) FROM ledger"), 2 * MANY);
	ran_free(&r);
	ran_free(&read);
}

/* serve */

TEST(commands_beside_serve)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);

	struct started s = serve_start(&w);
	struct started a = import_start(&w, 19, FEW);

	binary_end(&a, &r);
	is_int(r.code, 0);
	ok(has(&r.out, "rows: 500 "));
	RUN(&w, &r, "notices", "prepare", NOW);
	is_int(r.code, 0);
	ok(has(&r.out, "notices prepared: 3"));
	RUN(&w, &r, "notices", "preview");
	is_int(r.code, 0);
	ok(has(&r.out, "Bakkerij Jansen"));
	serve_end(&s, SIGTERM, &r);
	is_text(buf_all(&r.err),
	    "dijkwacht: the keeper takes commands\n"
	    "dijkwacht: told to stop: the command in hand is ended first\n");
	is_int(files_count(&w, "run", "keeper.sock"), 0);
	RUN(&w, &r, "notices", "send", NOW);
	is_int(r.code, 0);
	is_int(files_count(&w, "outbox", ".eml"), 3);
	ran_free(&r);
}

/* The state of a child, as /proc tells: 'Z' for one that nobody waited for. */
static char
state_of(pid_t pid)
{
	char path[64];
	struct buf b = {0};

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	if (file_slurp(AT_FDCWD, path, 4096, &b) != OK)
		return '-';

	size_t at = str_find_str(buf_all(&b), STR(") "));
	char state = at + 2 < b.n ? b.p[at + 2] : '-';

	buf_free(&b);
	return state;
}

/* Those that nobody has waited for yet. */
static int
ended_children(const struct started *s)
{
	int ended = 0;

	for (int n = 0; n < 4; n++) {
		pid_t child = binary_child(s, n);
		ended += child > 0 && state_of(child) == 'Z';
	}
	return ended;
}

TEST(serve_waits_for_readers_that_ended)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);

	struct started s = serve_start(&w);

	for (unsigned i = 0; i < 3; i++) {
		struct started a = import_start(&w, 17 + i, FEW);
		binary_end(&a, &r);
		is_int(r.code, 0);
	}
	/* a reader may end a little after its import */
	for (int ms = 0; ms < ENDS_MS && ended_children(&s) > 0; ms += 10)
		pause_ms(10);
	is_int(ended_children(&s), 0);
	serve_end(&s, SIGTERM, &r);
	ran_free(&r);
}

TEST(serve_ends_at_ctrl_c_and_at_once)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);

	struct started s = serve_start(&w);

	serve_end(&s, SIGINT, &r);
	for (int i = 0; i < 5; i++) { /* a signal before anything else */
		s = binary_start(
		    &w, NULL, (const char *const[]){"serve", NULL});
		ok(binary_says(s.out, "keeping "));
		serve_end(&s, SIGTERM, &r);
	}
	ran_free(&r);
}

TEST(serve_ends_after_the_command_in_hand)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);

	struct started s = serve_start(&w);
	struct started a = import_start(&w, 19, MANY);

	pause_ms(200);
	serve_end(&s, SIGTERM, &r);
	binary_end(&a, &r);
	is_int(r.code, 0);
	is_int(account(&w, "SELECT sum(rows) FROM ledger"), MANY);
	ran_free(&r);
}

TEST(two_serves)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);

	struct started s = serve_start(&w);

	RUN(&w, &r, "serve");
	is_int(r.code, 1);
	is_text(buf_all(&r.err),
	    "dijkwacht: another `dijkwacht serve` or command is at work in "
	    "this folder: wait, or stop it first\n");
	serve_end(&s, SIGTERM, &r);
	ran_free(&r);
}

TEST(keeper_killed_under_serve_is_started_again)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);

	struct started s = serve_start(&w);

	for (int i = 0; i < 3; i++) {
		pid_t keeper = keeper_of(&s);
		ok(keeper > 0);
		kill(keeper, SIGKILL);
		struct started a = import_start(&w, 19 + (unsigned)i, FEW);
		binary_end(&a, &r);
		if (!is_int(r.code, 0))
			has(&r.err, "nothing should be said");
	}
	is_int(account(&w, "SELECT count(*) FROM look"), 3);
	ok(binary_says(s.err,
	    "dijkwacht: the keeper was ended by signal 9; "
	    "starting it again\n"));
	serve_end(&s, SIGTERM, &r);
	ran_free(&r);
}

/* In the middle of somebody's command. */
TEST(import_survives_as_a_message_when_serves_keeper_is_killed)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);

	struct started s = serve_start(&w);
	struct started a = import_start(&w, 19, 4 * MANY);

	pause_ms(300);
	kill(keeper_of(&s), SIGKILL);
	binary_end(&a, &r);
	is_int(r.code, 70);
	ok(has(&r.err,
	    "the keeper ended in the middle of this; what was "
	    "committed is kept, nothing is half done: run this "
	    "again\n"));
	a = import_start(&w, 19, 4 * MANY);
	binary_end(&a, &r);
	is_int(r.code, 0);
	is_int(account(&w, "SELECT sum(rows) FROM ledger"), 4 * MANY);
	ok(accounts_hold(&w));
	serve_end(&s, SIGTERM, &r);
	ran_free(&r);
}
