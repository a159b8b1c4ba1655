/* tests of mail that leaves through a mail server: all of it, once, or held */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "test/run/accounts.h"
#include "test/run/sink.h"
#include "test/tap.h"

#define NOW   "--now", "2026-11-21T08:00:00Z"
#define LATER "--now", "2026-11-21T08:05:00Z"
/* All of it goes at once: who releases how much is tested elsewhere. */
#define SERVER                                                                 \
	"mail-server = 127.0.0.1:%d\nsecond-above = 100000\n"                  \
	"canary-above = 100000\n"
#define PLAIN SERVER "mail-tls = none\n"

enum {
	FEW = 12,
	SOME = 60,
	MANY = 300,
	LEASE_AND_MORE = 530,
	LINES = 4,
	ENDS_MS = 20000
};

#define NEEDS_SINK                                                             \
	if (!sink_can())                                                       \
	skip_all("python3-aiosmtpd is not installed")

static int64_t
in_state(const struct world *w, int state)
{
	char query[80];

	snprintf(query, sizeof(query),
	    "SELECT count(*) FROM delivery WHERE state = %d", state);
	return account(w, query);
}

/* Each notice is there, under one Message-ID, at most `twice` of them twice. */
static void
all_arrived(const struct sink *s, unsigned n, unsigned twice)
{
	unsigned differ, taken = sink_taken(s);

	is_int(sink_ids(s, &differ), n);
	is_int(differ, 0);
	if (!ok(taken >= n && taken <= n + twice))
		tap_note("%u taken of %u", taken, n);
}

TEST(what_the_server_takes_is_sent)
{
	struct world w;
	struct sink s;
	struct ran r = {0};

	NEEDS_SINK;
	world_told(&w, SOME);
	SINK(&s, "--pipelining");
	world_set(&w, PLAIN, s.port);
	RUN(&w, &r, "notices", "send", NOW);
	is_int(r.code, 0);
	is_int(r.err.n, 0);
	ok(has(&r.out, "notices released: 60, taken by the mail server: 60\n"));
	all_arrived(&s, SOME, 0);
	is_int(in_state(&w, 3), SOME);
	is_int(
	    account(&w, "SELECT count(*) FROM notice WHERE state = 3"), SOME);
	ok(sink_most(&s) <= LINES);
	RUN(&w, &r, "notices", "send", LATER);
	is_int(r.code, 0);
	all_arrived(&s, SOME, 0);
	is_int(files_count(&w, "outbox", ""), 0);
	ran_free(&r);
	sink_end(&s);
}

/* A way to a server, and what comes of it. */
struct way {
	const char *name, *option[10], *settings, *password;
	int code;
	unsigned taken;
	const char *says; /* on standard output, or on the other */
};

static void
way_try(const struct way *v)
{
	struct world w;
	struct sink s;
	struct ran r = {0};
	char path[512];

	world_told(&w, FEW);
	sink_start(&s, v->option);
	world_set(&w, v->settings, s.port);
	if (strstr(v->settings, "mail-ca") != NULL)
		world_set(
		    &w, sink_cert("cert.pem"), 0); /* ends the last line */
	if (v->password != NULL) {
		snprintf(path, sizeof(path), "%s.key/mail.password", w.folder);
		file_place(AT_FDCWD, path, str_of(v->password), 0600);
	}
	RUN(&w, &r, "notices", "send", NOW);
	if (!is_int(r.code, v->code) || !is_int(sink_taken(&s), v->taken) ||
	    !ok(has(v->code == 0 ? &r.out : &r.err, v->says)))
		tap_note("%s", v->name);
	/* nothing of whom it is for, nor of the login, in what is logged */
	ok(r.err.n == 0 ||
	    str_find_str(buf_all(&r.err), STR(".example")) == r.err.n);
	ok(r.err.n == 0 ||
	    str_find_str(buf_all(&r.err), STR("geheim")) == r.err.n);
	is_int(in_state(&w, 3), v->taken);
	is_int(in_state(&w, 1) + in_state(&w, 4), FEW - v->taken);
	is_int(in_state(&w, 2), 0);
	ran_free(&r);
	sink_end(&s);
}

#define ALL "taken by the mail server: 12\n"

TEST(ways_to_a_server)
{
	NEEDS_SINK;

	char cert[512], key[512];

	snprintf(cert, sizeof(cert), "%s", sink_cert("cert.pem"));
	snprintf(key, sizeof(key), "%s", sink_cert("key.pem"));

	/* clang-format off */
	const struct way ways[] = {
		{"starttls and a login",
		    {"--tls", "starttls", "--cert", cert, "--key", key, "--auth", "wij", "geheim"},
		    SERVER "mail-user = wij\nmail-ca = ", "geheim\n", 0, FEW, ALL},
		{"tls from the start, by name", {"--tls", "tls", "--cert", cert, "--key", key},
		    "mail-server = localhost:%d\nmail-tls = tls\nmail-ca = ", NULL, 0, FEW, ALL},
		{"a wrong password",
		    {"--tls", "starttls", "--cert", cert, "--key", key, "--auth", "wij", "geheim"},
		    SERVER "mail-user = wij\nmail-ca = ", "geheim2", 1, 0,
		    "dijkwacht: the mail server takes nothing: Login denied\n"},
		{"a certificate of nobody we trust",
		    {"--tls", "starttls", "--cert", cert, "--key", key}, SERVER, NULL, 1, 0,
		    "takes nothing: SSL certificate problem: self-signed certificate\n"},
		{"no STARTTLS where it is asked for", {NULL}, SERVER, NULL, 1, 0,
		    "the mail server takes nothing: "},
		{"it wants a login", {"--no-mail"}, PLAIN, NULL, 1, 0,
		    "the mail server takes nothing: 530 5.7.0 log in first\n"},
		{"fewer connections than we want", {"--lines", "2"}, PLAIN, NULL, 0, FEW, ALL},
		{"few mails for a connection", {"--per-line", "3", "--pipelining"}, PLAIN, NULL, 0,
		    FEW, ALL},
		{"one recipient whose box is full", {"--refuse", "info@b3.example"}, PLAIN, NULL, 1,
		    FEW - 1, "refused for good: 1; `dijkwacht sending status` tells why\n"},
		{"one that policy refuses", {"--policy", "info@b3.example"}, PLAIN, NULL, 0,
		    FEW - 1, "offered again later: 1;"},
		{"a server that is cut off in mails", {"--cut", "2"}, PLAIN, NULL, 0, FEW - 2,
		    "offered again later: 2;"},
		{"not now", {"--later", "5"}, PLAIN, NULL, 0, FEW - 5, "offered again later: 5;"},
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		way_try(&ways[i]);
}

TEST(settings_that_cannot_be_used)
{
	static const struct {
		const char *settings, *says;
	} rows[] = {
	    {SERVER "mail-user = wij\nmail-tls = none\n",
		"would send the password in the clear"},
	    {SERVER "mail-user = wij\n",
		"mail-password-file: mail.password in the key folder cannot"},
	    {SERVER "mail-ca = /nowhere.pem\n",
		"mail-ca: /nowhere.pem cannot be used (absent)"},
	};
	struct world w;
	struct ran r = {0};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		world_told(&w, 1);
		world_set(&w, rows[i].settings, 25);
		RUN(&w, &r, "notices", "send", NOW);
		is_int(r.code, 1);
		ok(has(&r.err, rows[i].says));
		is_int(account(&w, "SELECT state FROM notice"), 1);
	}
	ran_free(&r);
}

TEST(not_now_is_offered_again_when_it_is_time)
{
	struct world w;
	struct sink s;
	struct ran r = {0};

	NEEDS_SINK;
	world_told(&w, FEW);
	SINK(&s, "--later", "5");
	world_set(&w, PLAIN, s.port);
	RUN(&w, &r, "notices", "send", NOW);
	is_int(in_state(&w, 1), 5);
	RUN(&w, &r, "sending", "status");
	ok(has(&r.out,
	    "retrying  5, the next at 2026-11-21 09:05; last "
	    "answer: 451 4.3.0 come back later\n"));
	ok(has(&r.out, "sent      7\n"));
	RUN(&w, &r, "notices", "send", "--now", "2026-11-21T08:04:59Z");
	is_int(in_state(&w, 1), 5);
	RUN(&w, &r, "notices", "send", LATER);
	is_int(r.code, 0);
	all_arrived(&s, FEW, 0);
	ran_free(&r);
	sink_end(&s);
}

TEST(what_was_refused_goes_when_asked)
{
	struct world w;
	struct sink s, back;
	struct ran r = {0};
	struct buf sent = {0};
	char port[16];

	NEEDS_SINK;
	world_told(&w, FEW);
	SINK(&s, "--refuse", "info@b3.example");
	world_set(&w, PLAIN, s.port);
	RUN(&w, &r, "notices", "send", NOW);
	is_int(in_state(&w, 4), 1);
	sink_id(&s, 1, &sent);
	sent.n = str_find(buf_all(&sent), '@');
	RUN(&w, &r, "sending", "retry", buf_cstr(&sent));
	is_int(r.code, 0);
	ok(has(&r.out, "failed mails that wait again: 0\n"));
	RUN(&w, &r, "sending", "retry", "nobody");
	is_int(r.code, 1);
	ok(has(&r.err, "there is no notice nobody; "));
	RUN(&w, &r, "sending", "retry");
	is_int(r.code, 0);
	ok(has(&r.out,
	    "failed mails that wait again: 1; `dijkwacht notices send` offers "
	    "them\n"));
	is_int(account(&w,
		   "SELECT count(*) FROM audit WHERE did = 'sending retry'"),
	    2);
	snprintf(port, sizeof(port), "%d", s.port);
	sink_end(&s);
	SINK(&back, "--port", port);
	RUN(&w, &r, "notices", "send", NOW);
	is_int(r.code, 0);
	is_int(in_state(&w, 3), FEW);
	is_int(sink_taken(&back), 1);
	buf_free(&sent);
	ran_free(&r);
	sink_end(&back);
}

/* More than one lease, and the first mail is taken after nearly all others. */
TEST(a_slow_mail_holds_up_no_other)
{
	struct world w;
	struct sink s;
	struct ran r = {0};

	NEEDS_SINK;
	world_told(&w, LEASE_AND_MORE);
	SINK(&s, "--last", "info@b0.example", "520");
	world_set(&w, PLAIN, s.port);
	RUN(&w, &r, "notices", "send", NOW);
	is_int(r.code, 0);
	is_int(r.err.n, 0);
	all_arrived(&s, LEASE_AND_MORE, 0);
	is_int(in_state(&w, 3), LEASE_AND_MORE);
	ran_free(&r);
	sink_end(&s);
}

/* The server ends in the middle; when it is back all that is left goes. One
 * that it took without saying so comes again, and no other. */
TEST(a_server_that_vanishes)
{
	struct world w;
	struct sink s, back;
	struct ran r = {0};
	unsigned first, differ;
	char queued[64];

	NEEDS_SINK;
	world_told(&w, SOME);
	SINK(&s, "--die", "20");
	world_set(&w, PLAIN, s.port);
	RUN(&w, &r, "notices", "send", NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "the mail server takes nothing: "));
	ok(has(&r.err, "they wait, nothing is lost"));
	is_int(in_state(&w, 2), 0);
	RUN(&w, &r, "sending", "status");
	snprintf(queued, sizeof(queued), "queued    %d; last answer: ",
	    (int)account(&w,
		"SELECT count(*) FROM delivery WHERE state = 1 "
		"AND next IS NULL"));
	ok(has(&r.out, queued));
	first = sink_taken(&s);

	char port[16];

	snprintf(port, sizeof(port), "%d", s.port);
	sink_end(&s);
	SINK(&back, "--port", port);
	RUN(&w, &r, "notices", "send", LATER);
	is_int(r.code, 0);
	is_int(in_state(&w, 3), SOME);
	is_int(sink_ids(&back, &differ), sink_taken(&back));
	ok(first + sink_taken(&back) >= SOME);
	ok(first + sink_taken(&back) <= SOME + LINES);
	ran_free(&r);
	sink_end(&back);
}

/* Killed there, then run again. */
static void
crashed_at(const char *point)
{
	struct world w;
	struct sink s;
	struct ran r = {0};

	world_told(&w, FEW);
	SINK(&s, "--pipelining");
	world_set(&w, PLAIN, s.port);
	RUN(&w, &r, "notices", "send", NOW, "--crash-at", point);
	is_int(r.code, 70);
	ok(accounts_hold(&w));
	RUN(&w, &r, "notices", "send", LATER);
	is_int(r.code, 0);
	is_int(in_state(&w, 3), FEW);
	all_arrived(&s, FEW, FEW);
	tap_note("%s: %u of %d came twice", point, sink_taken(&s) - FEW, FEW);
	ran_free(&r);
	sink_end(&s);
}

TEST(every_crash_point_of_sending)
{
	static const char *const points[] = {"send-leased", "send-handed",
	    "send-handed:8", "send-answered", "send-answered:9", "send-done"};

	NEEDS_SINK;
	for (size_t i = 0; i < sizeof(points) / sizeof(*points); i++)
		crashed_at(points[i]);
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
serve_end(struct started *s, struct ran *r)
{
	kill(s->pid, SIGTERM);
	if (!ok(binary_ends(s, r, ENDS_MS))) {
		kill(s->pid, SIGKILL);
		binary_end(s, r);
	}
	is_int(r->code, 0);
}

/* Waits until so many deliveries are in a state. */
static bool
comes_to(const struct world *w, int state, int64_t n)
{
	for (int ms = 0; ms < ENDS_MS && in_state(w, state) != n; ms += 20)
		pause_ms(20);
	return in_state(w, state) == n;
}

TEST(serve_sends_by_itself)
{
	struct world w;
	struct sink s;
	struct ran r = {0};

	NEEDS_SINK;
	world_told(&w, SOME);
	SINK(&s, "--pipelining", "--slow", "20");
	world_set(&w, PLAIN, s.port);

	struct started serve = serve_start(&w);

	RUN(&w, &r, "notices", "send", NOW);
	is_int(r.code, 0);
	ok(has(&r.out, "notices released: 60; they are being sent, "));
	/* a command does not wait for mail */
	RUN(&w, &r, "organisation", "add", "Nieuw BV", "--mail",
	    "info@nieuw.example");
	is_int(r.code, 0);
	ok(sink_taken(&s) < SOME);
	ok(sink_takes(&s, SOME));
	ok(comes_to(&w, 3, SOME));
	serve_end(&serve, &r);
	all_arrived(&s, SOME, 0);
	ran_free(&r);
	sink_end(&s);
}

/* What arrives after the hold, counted at the server: no more than were on
 * a connection at that moment. */
TEST(a_hold_under_load)
{
	struct world w;
	struct sink s;
	struct ran r = {0};
	unsigned at_hold, after;

	NEEDS_SINK;
	world_told(&w, MANY);
	SINK(&s, "--pipelining", "--slow", "40");
	world_set(&w, PLAIN, s.port);

	struct started serve = serve_start(&w);

	RUN(&w, &r, "notices", "send", NOW);
	ok(sink_takes(&s, 20));
	RUN(&w, &r, "sending", "hold", "--reason", "fout in de tekst");
	at_hold = sink_taken(&s);
	is_int(r.code, 0);
	ok(has(&r.out, "sending is on hold\nmails that wait: "));
	pause_ms(1000);
	after = sink_taken(&s);
	tap_note("%u at the hold, %u a second later", at_hold, after);
	ok(after - at_hold <= LINES);
	ok(after < MANY / 2);
	ok(comes_to(&w, 2, 0));
	RUN(&w, &r, "sending", "status");
	ok(has(&r.out, "SENDING IS ON HOLD since "));
	ok(has(&r.out, ": fout in de tekst\n"));
	RUN(&w, &r, "notices", "send", LATER);
	is_int(r.code, 1);
	ok(has(&r.err,
	    "dijkwacht: sending is on hold: fout in de tekst; `dijkwacht "
	    "sending release` ends that\n"));
	is_int(sink_taken(&s), after);
	RUN(&w, &r, "sending", "release");
	ok(has(&r.out, "sending goes on\n"));
	ok(comes_to(&w, 3, MANY));
	all_arrived(&s, MANY, 0);
	is_int(account(&w,
		   "SELECT count(*) FROM hold WHERE lifted IS NOT NULL "
		   "AND lifted_by IS NOT NULL"),
	    1);
	is_int(account(&w,
		   "SELECT count(*) FROM audit WHERE did IN "
		   "('sending hold', 'sending release')"),
	    2);
	serve_end(&serve, &r);
	ran_free(&r);
	sink_end(&s);
}

/* The keeper is in the middle of an import: the hold is there all the same. */
TEST(a_hold_while_the_keeper_is_busy)
{
	struct world w;
	struct sink s;
	struct ran r = {0}, held = {0};
	struct buf rows = {0};

	NEEDS_SINK;
	world_told(&w, SOME);
	SINK(&s, "--slow", "100");
	world_set(&w, PLAIN, s.port);
	rows_put(&rows, "2026-11-19", 0, 200000);

	const char *path =
	    world_report(&w, "2026-11-19-scan_smb-demo.csv", buf_all(&rows));
	struct started serve = serve_start(&w);

	RUN(&w, &r, "notices", "send", NOW);
	ok(sink_takes(&s, 1));

	struct started import = binary_start(
	    &w, NULL, (const char *const[]){"import", path, NOW, NULL});

	pause_ms(100);

	struct started hold = binary_start(
	    &w, NULL, (const char *const[]){"sending", "hold", NULL});

	ok(binary_says(hold.out, "sending is on hold\n"));

	unsigned at_hold = sink_taken(&s);

	binary_end(&import, &r);
	is_int(r.code, 0);
	binary_end(&hold, &held);
	is_int(held.code, 0);
	pause_ms(500);
	ok(sink_taken(&s) - at_hold <= LINES);
	ok(sink_taken(&s) < SOME);
	serve_end(&serve, &r);
	buf_free(&rows);
	ran_free(&r);
	ran_free(&held);
	sink_end(&s);
}

/* Ended in order and by force in the middle of it, until all is out. */
TEST(restarts_under_load)
{
	struct world w;
	struct sink s;
	struct ran r = {0};
	unsigned killed = 0;

	NEEDS_SINK;
	world_told(&w, MANY);
	SINK(&s, "--pipelining", "--slow", "10");
	world_set(&w, PLAIN, s.port);

	struct started serve = serve_start(&w);

	RUN(&w, &r, "notices", "send", NOW);
	for (unsigned i = 1; i <= 4 && sink_taken(&s) < MANY; i++) {
		ok(sink_takes(&s, i * 40));
		if (i % 2 == 0) { /* serve starts another */
			pid_t keeper = binary_child(&serve, 0);
			if (ok(keeper > 0))
				kill(keeper, SIGKILL);
			killed++;
			continue;
		}
		serve_end(&serve, &r);
		is_int(in_state(&w, 2), 0);
		serve = serve_start(&w);
	}
	if (!ok(comes_to(&w, 3, MANY)))
		tap_note("%d sent", (int)in_state(&w, 3));
	/* only a kill may cost a second copy, of what was in hand then */
	all_arrived(&s, MANY, killed * 64);
	tap_note("%u came twice after %u kills", sink_taken(&s) - MANY, killed);
	ok(accounts_hold(&w));
	serve_end(&serve, &r);
	ran_free(&r);
	sink_end(&s);
}

/* It is started again with the next round; what it had in hand goes later. */
TEST(the_sending_process_is_killed)
{
	struct world w;
	struct sink s;
	struct ran r = {0};

	NEEDS_SINK;
	world_told(&w, FEW);
	SINK(&s, "--slow", "600");
	world_set(&w, PLAIN, s.port);

	struct started send = binary_start(
	    &w, NULL, (const char *const[]){"notices", "send", NOW, NULL});

	ok(sink_takes(&s, 1));

	pid_t sender = binary_child(&send, 1);

	if (ok(sender > 0))
		kill(sender, SIGKILL);
	binary_end(&send, &r);
	is_int(in_state(&w, 2), 0);
	ok(has(&r.err, "the process that sends mail ended\n"));
	RUN(&w, &r, "notices", "send", LATER);
	is_int(r.code, 0);
	is_int(in_state(&w, 3), FEW);
	all_arrived(&s, FEW, FEW);
	ran_free(&r);
	sink_end(&s);
}
