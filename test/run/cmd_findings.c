/* tests of run/cmd_findings: the list, its filters, one finding whole */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/json.h"
#include "finding/finding.h"
#include "test/run/world.h"
#include "test/tap.h"

TEST(table)
{
	struct world w;

	world_make(&w);
	world_fill(&w);
	is_int(RUN(&w, "findings"), 0);
	golden("run/findings.table", world_said(&w));
	is_int(w.err.n, 0);
	/* a name with an escape sequence does not reach the terminal */
	ok(str_find(buf_all(&w.out), '\x1b') == w.out.n);
	world_free(&w);
}

TEST(csv_runs_no_formula)
{
	struct world w;

	world_make(&w);
	world_fill(&w);
	is_int(RUN(&w, "findings", "--format", "csv"), 0);
	golden("run/findings.csv", world_said(&w));
	ok(said(&w.out, "\"'=Caf\xc3\xa9 \"\"De Dijk\"\""));
	world_free(&w);
}

TEST(json_reads_back)
{
	struct world w;
	struct json j;
	unsigned rows = 0, criticals = 0;

	world_make(&w);
	world_fill(&w);
	is_int(RUN(&w, "findings", "--format=json"), 0);
	golden("run/findings.json", world_said(&w));
	json_open(&j, buf_all(&w.out), &w.a);
	for (; json_elem(&j); rows++)
		for (struct str key; json_key(&j, &key);)
			if (str_eq(key, STR("severity")))
				criticals +=
				    str_eq(json_str(&j), STR("critical"));
			else
				json_skip(&j);
	is_int(json_end(&j), OK);
	is_int(rows, 3);
	is_int(criticals, 1);
	world_free(&w);
}

TEST(nothing_found)
{
	struct world w;

	world_make(&w);
	is_int(RUN(&w, "findings"), 0);
	is_text(buf_all(&w.out), "no findings\n");
	is_int(RUN(&w, "findings", "--format", "json"), 0);
	is_text(buf_all(&w.out), "[]\n");
	is_int(RUN(&w, "findings", "--format", "csv"), 0);
	ok(str_starts(buf_all(&w.out), STR("finding,organisation,")));
	world_free(&w);
}

static unsigned
lines(const struct buf *b)
{
	unsigned n = 0;

	for (size_t i = 0; i < b->n; i++)
		n += b->p[i] == '\n';
	return n;
}

/* How many rows these options leave, with the heading. */
#define LEFT(...)                                                              \
	(RUN(&w, "findings", "--format", "csv", __VA_ARGS__) == 0              \
		? lines(&w.out)                                                \
		: 99)

TEST(filters)
{
	struct world w;

	world_make(&w);
	world_fill(&w);
	is_int(LEFT("--state", "closed"), 2);
	ok(said(&w.out, "203.0.113.7 port 3389,closed,,high"));
	is_int(LEFT("--state", "going-on"), 3);
	is_int(LEFT("--state", "quiet"), 1);
	is_int(LEFT("--topic", "open-smb"), 2);
	ok(said(&w.out, "192.0.2.10 port 445,open,,medium"));
	is_int(LEFT("--severity", "critical"), 2);
	is_int(LEFT("--severity", "high"), 3);
	is_int(LEFT("--severity", "info"), 4);
	is_int(LEFT("--organisation", "12345678"), 3);
	is_int(LEFT("--organisation", "Bakkerij Jansen"), 3);
	is_int(LEFT("--organisation", "Bakkerij Jansen", "--state", "open"), 2);
	is_int(LEFT("--limit", "2"), 3);
	is_int(LEFT("--limit", "3"), 4);
	world_free(&w);
}

TEST(limit_is_told)
{
	struct world w;

	world_make(&w);
	world_fill(&w);
	is_int(RUN(&w, "findings", "--limit", "2"), 0);
	ok(said(&w.out, "the first 2; there are more"));
	is_int(RUN(&w, "findings", "--limit", "3"), 0);
	ok(said(&w.out, "3 findings;"));
	world_free(&w);
}

static bool
refuses(struct world *w, const char *option, const char *value, int code,
    const char *want)
{
	int got = RUN(w, "findings", option, value);

	is_int(w->out.n, 0);
	return is_int(got, code) && said(&w->err, want);
}

TEST(refusals_say_what_to_do)
{
	struct world w;

	world_make(&w);
	ok(refuses(&w, "--state", "opne", 2,
	    "--state: \"opne\" is none; choose open, notified"));
	ok(refuses(&w, "--topic", "rdp", 1,
	    "no topic \"rdp\"; `dijkwacht topic list`"));
	ok(refuses(&w, "--severity", "bad", 2, "choose info, low, medium"));
	ok(refuses(&w, "--severity", "none", 2, "choose info, low, medium"));
	ok(refuses(&w, "--limit", "0", 2, "is not a number from 1"));
	ok(refuses(&w, "--limit", "-3", 2, "is not a number from 1"));
	ok(refuses(&w, "--limit", "9223372036854775807", 2, "not a number"));
	ok(refuses(&w, "--format", "xml", 2, "choose table, csv or json"));
	ok(refuses(&w, "--organisation", "nobody", 1,
	    "`dijkwacht organisation list` shows them"));
	is_int(RUN(&w, "findings", "0123456789abcdef"), 1);
	ok(said(&w.err,
	    "there is no finding 0123456789abcdef; `dijkwacht "
	    "findings` lists them"));
	world_free(&w);
}

TEST(one_whole)
{
	struct world w;

	world_make(&w);
	world_fill(&w);

	const char *closed = arena_cstr(&w.a, world_finding(&w, 1));
	const char *told = arena_cstr(&w.a, world_finding(&w, 2));

	is_int(RUN(&w, "findings", closed), 0);
	golden("run/finding-closed.txt", world_said(&w));
	ok(str_find(buf_all(&w.out), '\x1b') == w.out.n);
	is_int(RUN(&w, "findings", told), 0);
	golden("run/finding-told.txt", world_said(&w));
	world_free(&w);
}

TEST(one_that_was_answered)
{
	struct world w;
	struct why why = {0};

	world_make(&w);
	world_fill(&w);

	const char *ref = arena_cstr(&w.a, world_finding(&w, 2));

	sql_begin(w.sv.store.db);
	is_int(finding_answer(&w.sv.store, 2, ANSWER_IN_HAND, w.person,
		   STR("belt terug\x1b[A"), w.now, &why),
	    OK);
	sql_commit(w.sv.store.db);
	is_int(RUN(&w, "findings", ref), 0);
	ok(said(&w.out, "state         answered: in-hand\n"));
	ok(said(&w.out, "answered, by jansen: in-hand: belt terug\\x1b[A\n"));
	is_int(RUN(&w, "findings", "--state", "answered"), 0);
	ok(said(&w.out, "in-hand"));
	world_free(&w);
}

TEST(one_as_json)
{
	struct world w;
	struct json j;

	world_make(&w);
	world_fill(&w);

	const char *ref = arena_cstr(&w.a, world_finding(&w, 1));

	is_int(RUN(&w, "findings", ref, "--format", "json"), 0);
	golden("run/finding-closed.json", world_said(&w));
	json_open(&j, buf_all(&w.out), &w.a);
	json_skip(&j);
	is_int(json_end(&j), OK);
	is_int(RUN(&w, "findings", ref, "--format", "csv"), 2);
	ok(said(&w.err, "leave --format out, or take json"));
	world_free(&w);
}

/* A notice that somebody asks about: what was written, and why they got it. */
TEST(a_notice_and_why_it_was_sent)
{
	struct world w;
	char ref[REF_SIZE + 1];

	world_make(&w);
	world_fill(&w);
	is_int(RUN(&w, "notices", "list"), 0);
	is_str(buf_all(&w.out), STR("no notices\n"));
	is_int(RUN(&w, "notices", "preview"), 0);
	ok(said(&w.out, "none is prepared; `dijkwacht notices prepare` makes"));
	is_int(RUN(&w, "notices", "prepare"), 0);
	is_int(RUN(&w, "notices", "list", "--format", "csv"), 0);
	ok(said(&w.out, ",prepared,2026-01-31T08:00:00Z,"));

	struct str line = buf_all(&w.out);

	line = str_from(line, str_find(line, '\n') + 1);
	snprintf(ref, sizeof(ref), "%.*s", STR_ARG(str_upto(line, REF_SIZE)));
	is_int(RUN(&w, "findings", ref), 0);
	ok(said(&w.out, "Finding "));
	ok(said(&w.out, "why theirs"));
	is_int(RUN(&w, "notices", "list", "--organisation", "De Dijk"), 1);
	is_int(RUN(&w, "notices", "list", "--topic", "open-rdq"), 1);
	ok(said(&w.err, "`dijkwacht topic list` shows them"));
	is_int(RUN(&w, "notices", "list", "--limit", "0"), 2);
	is_int(RUN(&w, "notices", "list", "--topic", "open-smb"), 0);
	world_free(&w);
}
