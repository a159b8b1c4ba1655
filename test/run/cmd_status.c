/* tests of run/cmd_status: one screen, and the same for programs */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "base/json.h"
#include "base/time.h"
#include "store/report.sql.h"
#include "test/run/world.h"
#include "test/tap.h"

/* The size of the files hangs on random salts. */
static struct str
without_size(
    struct world *w, struct str s, const char *before, const char *after)
{
	size_t at = str_find_str(s, str_of(before));
	struct buf b = {0};

	at = at < s.n ? at + str_of(before).n : s.n;
	buf_str(&b, str_upto(s, at));
	buf_str(&b, STR("SIZE"));
	s = str_from(s, at);
	buf_str(&b, str_from(s, str_find_str(s, str_of(after))));

	struct str kept = arena_str(&w->a, buf_all(&b));

	buf_free(&b);
	return kept;
}

TEST(empty)
{
	struct world w;

	world_make(&w);
	is_int(RUN(&w, "status"), 0);
	golden("run/status-empty.txt", world_said(&w));
	world_free(&w);
}

TEST(morning)
{
	struct world w;

	world_make(&w);
	world_fill(&w);
	is_int(RUN(&w, "status"), 0);
	golden("run/status.txt",
	    without_size(&w, world_said(&w), "Evidence    ", " in "));
	world_free(&w);
}

TEST(morning_json)
{
	struct world w;
	struct json j;

	world_make(&w);
	world_fill(&w);
	is_int(RUN(&w, "status", "--format", "json"), 0);
	golden("run/status.json",
	    without_size(&w, world_said(&w), "\"stored_bytes\":", ","));
	json_open(&j, buf_all(&w.out), &w.a);
	json_skip(&j);
	is_int(json_end(&j), OK);
	world_free(&w);
}

TEST(a_report_that_stays_away)
{
	struct world w;

	world_make(&w);
	world_fill(&w);
	w.now += 5 * DAY;
	is_int(RUN(&w, "status"), 0);
	/* the one that is longest away is on top */
	ok(said(&w.out,
	    "Reports     shadowserver scan_smb oefening: complete "
	    "on 2026-01-26, 10 days ago: LATE\n"));
	ok(said(&w.out, "the newest: 7 days ago"));
	world_free(&w);
}

TEST(a_series_without_a_complete_look)
{
	struct world w;

	world_make(&w);
	world_fill(&w);
	sql_begin(w.sv.store.db);
	series_add(
	    w.sv.store.db, 77, STR("shadowserver"), STR("scan_dns"), STR(""));
	look_put(w.sv.store.db, 77, day_of_civil(2026, 1, 30), 0, 0, 1);
	sql_commit(w.sv.store.db);
	is_int(RUN(&w, "status"), 0);
	ok(said(&w.out,
	    "Reports     shadowserver scan_dns: never complete, so "
	    "it closes nothing\n"));
	world_free(&w);
}

TEST(many_series_stay_on_one_screen)
{
	struct world w;
	unsigned lines = 0;

	world_make(&w);
	world_fill(&w);
	sql_begin(w.sv.store.db);
	for (int i = 0; i < 90; i++) {
		char type[16];
		snprintf(type, sizeof(type), "scan_%02d", i);
		series_add(w.sv.store.db, 100 + i, STR("shadowserver"),
		    str_of(type), STR(""));
		look_put(
		    w.sv.store.db, 100 + i, day_of_civil(2026, 1, 30), 1, 0, 1);
	}
	sql_commit(w.sv.store.db);
	is_int(RUN(&w, "status"), 0);
	ok(said(&w.out,
	    "            91 other kinds, complete in the last 2 days\n"));
	for (size_t i = 0; i < w.out.n; i++)
		lines += w.out.p[i] == '\n';
	ok(lines <= 25);
	world_free(&w);
}

/* Late ones beyond the first eight are counted. */
TEST(many_late_series)
{
	struct world w;

	world_make(&w);
	world_fill(&w);
	sql_begin(w.sv.store.db);
	for (int i = 0; i < 20; i++) {
		char type[16];
		snprintf(type, sizeof(type), "scan_%02d", i);
		series_add(w.sv.store.db, 100 + i, STR("shadowserver"),
		    str_of(type), STR(""));
		look_put(
		    w.sv.store.db, 100 + i, day_of_civil(2026, 1, 9), 1, 0, 1);
	}
	sql_commit(w.sv.store.db);
	is_int(RUN(&w, "status"), 0);
	ok(said(&w.out, "complete on 2026-01-09, 22 days ago: LATE\n"));
	ok(said(&w.out, "            14 other kinds, of which 13 LATE\n"));
	world_free(&w);
}

/* What is done waits no more; what was never asked for is not told. */
TEST(what_waits_goes_when_it_is_done)
{
	struct world w;

	world_make(&w);
	world_fill(&w);
	is_int(RUN(&w, "status"), 0);
	ok(said(&w.out,
	    "What waits for you\n  1 danger nobody can be written "
	    "to of        dijkwacht case open --due\n"));
	ok(!said(&w.out, "data leak"));
	ok(!said(&w.out, "sender"));
	is_int(RUN(&w, "case", "open", "--due"), 0);
	is_int(RUN(&w, "notices", "prepare"), 0);
	is_int(RUN(&w, "service", "set", "--sender-mail", "x@host.invalid"), 0);
	is_int(RUN(&w, "status"), 0);
	ok(!said(&w.out, "case open --due"));
	ok(!said(&w.out, "notices prepare"));
	ok(said(&w.out,
	    "  1 case: a company to phone                  dijkwacht case "
	    "list\n"));
	ok(said(&w.out,
	    "  1 notice to look at and send                dijkwacht notices "
	    "preview\n"));
	ok(said(&w.out,
	    "  1 sender that nobody can answer             dijkwacht service "
	    "set --sender-mail ADDRESS\n"));
	world_free(&w);
}

TEST(name_and_sender_are_changed)
{
	struct world w;

	world_make(&w);
	is_int(RUN(&w, "service", "set", "--sender-mail", "no address"), 1);
	ok(said(&w.err, "@"));
	is_int(
	    RUN(&w, "service", "set", "--sender-name", "A\nBcc: b@c.example"),
	    2);
	is_text(
	    world_refused(&w), "--sender-name: printable text on one line\n");
	is_int(RUN(&w, "service", "set", "--name", "Meldpunt Nieuw"), 0);
	ok(said(&w.out, "Meldpunt Nieuw; notices made from now on come from "));
	is_int(RUN(&w, "status"), 0);
	ok(said(&w.out, "Meldpunt Nieuw, 2026-01-31 09:00\n"));
	is_int(RUN(&w, "service", "set", "--sender-name", "Anna",
		   "--sender-mail", "anna@nieuw.example"),
	    0);
	ok(said(&w.out,
	    "Meldpunt Nieuw; notices made from now on come from "
	    "Anna <anna@nieuw.example>"));
	world_free(&w);
}

TEST(refusals)
{
	struct world w;

	world_make(&w);
	is_int(RUN(&w, "status", "--format", "csv"), 2);
	ok(said(&w.err, "--format: choose table or json"));
	world_free(&w);
}
