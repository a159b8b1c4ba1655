/* tests of mornings under load in which somebody kills processes at random */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "test/run/accounts.h"
#include "test/run/sink.h"
#include "test/tap.h"

/*
 * Two services get the same reports, day by day: one in peace, the other while
 * its keeper, its program or all of its processes are killed, and each command
 * is repeated until its work is done. Each sends to a mail server of its own;
 * that of the second vanishes once in the middle, and its clock goes back an
 * hour then. In the end the two differ in nothing but second copies.
 */
enum {
	COMPANIES = 100,
	ROWS = 4000,	/* a day, beside one a company and one that is wrong */
	WINDOW = 64,	/* mails that a kill can make go twice: run/post.h */
	KILLS = 4,	/* unless the environment says otherwise */
	DAYS_MAX = 80,	/* for all those kills */
	TRIES_MAX = 60, /* of one command */
};

#define SLOW "--slow", "5" /* so that a kill finds mails under way */

enum what { IMPORT, PREPARE, SEND, WHATS };

struct side {
	struct world w;
	struct sink s;
};

static struct side calm, rough;
static unsigned kills, kills_wanted, sends_broken;
static uint64_t chance;

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

/* A report of its own for each day: other ports, so new findings. */
static const char *
report_put(struct world *w, unsigned day)
{
	struct buf date = {0}, name = {0}, rows = {0};
	const char *path;

	day_put(&date, day_of_civil(2026, 12, 1) + (int32_t)day);
	buf_fmt(&name, "%s-scan_rdp-demo.csv", buf_cstr(&date));
	rows_put(&rows, buf_cstr(&date), day * ROWS, ROWS);
	for (unsigned i = 0; i < COMPANIES; i++)
		buf_fmt(&rows,
		    "\"%s 05:06:58\",\"high\",\"203.0.113.%u\",\"tcp\","
		    "\"%u\",\"\",\"rdp\",\"64500\",\"NL\",\"0\",\"\"\n",
		    buf_cstr(&date), i + 1, 61000 + day);
	buf_str(&rows,
	    STR("\"never\",\"high\",\"203.0.113.9\",\"tcp\",\"1\",\"\",\"\","
		"\"\",\"\",\"\",\"\"\n"));
	path = world_report(w, buf_cstr(&name), buf_all(&rows));
	buf_free(&date);
	buf_free(&name);
	buf_free(&rows);
	return path;
}

static struct started
begin(struct side *side, enum what what, unsigned day, int hour)
{
	char now[32];
	struct buf b = {0};
	const char *words[] = {what == IMPORT ? "import" : "notices",
	    what == IMPORT	  ? side->w.reports
		: what == PREPARE ? "prepare"
				  : "send",
	    "--now", now, NULL};

	day_put(&b, day_of_civil(2026, 12, 2) + (int32_t)day + hour / 24);
	snprintf(now, sizeof(now), "%sT%02d:00:00Z", buf_cstr(&b), hour % 24);
	buf_free(&b);
	return binary_start(&side->w, NULL, words);
}

/* In peace; how many ms it took. */
static unsigned
calm_run(enum what what, unsigned day)
{
	struct ran r = {0};
	int64_t since = milliseconds();
	struct started s = begin(&calm, what, day, 8);

	binary_end(&s, &r);
	if (!is_int(r.code, 0))
		has(&r.err, "nothing should be said");
	ran_free(&r);
	return (unsigned)(milliseconds() - since);
}

/* The keeper, or the program, which its keeper notices, or all at once as when
 * the power fails. */
static void
some_kill(const struct started *s)
{
	pid_t all[4] = {s->pid};
	unsigned way = draw(3);

	for (int i = 0; i < 3; i++)
		all[i + 1] = binary_child(s, i);
	for (int i = 0; i < 4; i++)
		if (all[i] > 0 && (way == 2 || i == (way == 0)))
			kill(all[i], SIGKILL);
}

static bool
all_sent(void)
{
	return account(&rough.w,
		   "SELECT count(*) FROM delivery WHERE state <> 3") == 0;
}

/* One try, maybe killed; true when the command's work is done. */
static bool
rough_try(enum what what, unsigned day, int hour, unsigned ms)
{
	struct ran r = {0};
	struct started s = begin(&rough, what, day, hour);
	bool shot = kills < kills_wanted && draw(2) == 0, done;

	if (shot) {
		pause_ms((int)draw(ms + 20));
		some_kill(&s);
	}
	binary_end(&s, &r);
	/* otherwise it was done before, or the mail server was gone */
	if (shot && (r.code == 70 || r.code == 128 + SIGKILL)) {
		kills++;
		sends_broken += what == SEND;
		ok(accounts_hold(&rough.w));
	}
	done = r.code == 0 && (what != SEND || all_sent());
	ran_free(&r);
	return done;
}

static void
rough_run(enum what what, unsigned day, unsigned ms)
{
	int hour = 8, tries = 1;

	while (!rough_try(what, day, hour, ms)) {
		if (!ok(tries++ < TRIES_MAX))
			die("day %u: command %d is never done", day, what);
		if (what == SEND)
			hour++; /* what the server did not take is due again */
		if (sink_ended(&rough.s)) {
			sink_again(&rough.s, (const char *const[]){SLOW, NULL});
			hour = 7;
		}
		pause_ms(20); /* its keeper may be about to end */
	}
}

static void
days_play(void)
{
	unsigned day = 0;

	for (; (day == 0 || kills < kills_wanted) && day < DAYS_MAX; day++) {
		report_put(&calm.w, day);
		report_put(&rough.w, day);
		for (enum what what = IMPORT; what < WHATS; what++)
			rough_run(what, day, calm_run(what, day));
	}
	is_int(kills, kills_wanted);
	is_int(account(&rough.w, "SELECT sum(rows) FROM ledger"),
	    (int64_t)day * (ROWS + COMPANIES + 1) + COMPANIES);
	is_int(account(&rough.w, "SELECT count(*) FROM reject"), day);
	tap_note("%u days of %d rows", day, ROWS + COMPANIES + 1);
}

static void
accounts_are_equal(void)
{
	struct buf got = {0}, want = {0};
	struct ran r = {0};

	accounts_put(&got, &rough.w);
	accounts_put(&want, &calm.w);
	is_str(buf_all(&got), buf_all(&want));
	ok(accounts_hold(&rough.w));
	is_int(account(&rough.w,
		   "SELECT count(*) - count(DISTINCT organisation || ' ' || "
		   "topic || ' ' || hex(subject_index)) FROM finding"),
	    0);
	RUN(&rough.w, &r, "evidence", "verify");
	is_int(r.code, 0);
	ok(has(&r.out, "intact"));
	buf_free(&got);
	buf_free(&want);
	ran_free(&r);
}

/* Each mail is a notice's, each notice came, and what came twice was the same
 * twice. */
static void
mails_are_accounted_for(void)
{
	unsigned differ, ids = sink_ids(&rough.s, &differ);
	unsigned taken = sink_taken(&rough.s), strange = 0;
	struct buf query = {0};

	for (unsigned i = 1; i <= taken; i++) {
		buf_reset(&query);
		buf_str(&query,
		    STR("SELECT count(*) FROM notice WHERE state = 3 "
			"AND trim(message_id, '<>') = '"));
		sink_id(&rough.s, i, &query);
		buf_char(&query, '\'');
		strange += account(&rough.w, buf_cstr(&query)) != 1;
	}
	is_int(strange, 0);
	is_int(ids, account(&rough.w, "SELECT count(*) FROM notice"));
	is_int(sink_ids(&calm.s, &differ), ids);
	is_int(sink_taken(&calm.s), ids);
	sink_ids(&rough.s, &differ);
	is_int(differ, 0);
	/* one more time the window: the server that vanished */
	ok(taken - ids <= (sends_broken + 1) * WINDOW);
	tap_note("%u kills, %u of them while sending; %u notices, %u second "
		 "copies",
	    kills, sends_broken, ids, taken - ids);
	buf_free(&query);
}

TEST(killed_at_random)
{
	const char *set = getenv("KILLS"), *seed = getenv("SEED");

	if (!sink_can())
		skip_all("python3-aiosmtpd is not installed");
	kills_wanted = set != NULL ? (unsigned)atoi(set) : KILLS;
	chance =
	    seed != NULL ? strtoull(seed, NULL, 10) : (uint64_t)milliseconds();
	tap_note("SEED=%llu", (unsigned long long)chance);
	world_told(&calm.w, COMPANIES);
	world_told(&rough.w, COMPANIES);
	SINK(&calm.s, "--pipelining", SLOW);
	SINK(&rough.s, "--pipelining", SLOW, "--die", "30");
	world_set(&calm.w,
	    "mail-server = 127.0.0.1:%d\nmail-tls = none\nsecond-above = "
	    "100000\ncanary-above = 100000\n",
	    calm.s.port);
	world_set(&rough.w,
	    "mail-server = 127.0.0.1:%d\nmail-tls = none\nsecond-above = "
	    "100000\ncanary-above = 100000\n",
	    rough.s.port);
	days_play();
	accounts_are_equal();
	mails_are_accounted_for();
	sink_end(&calm.s);
	sink_end(&rough.s);
}
