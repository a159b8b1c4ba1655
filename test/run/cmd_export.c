/* tests of run/cmd_export: what is kept, told as events, and taken in again */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <stdio.h>

#include "base/err.h"
#include "base/file.h"
#include "test/run/binary.h"
#include "test/tap.h"

/* For a program of one's own organisation. */
#define EXPORT "export", "intelmq", "--tlp", "AMBER+STRICT"
#define NOW    "--now", "2026-11-21T08:00:00Z"

static const char two[] =
    "timestamp,ip,port,tag,hostname,device_vendor\n"
    "2026-11-20 01:02:03,192.0.2.2,3389,rdp;CVE-2019-0708,,\"=cmd|' /C \"\n"
    "2026-11-20 01:02:04,,3389,,,\n";

static const char first[] =
    "{\"classification.identifier\":\"open-rdp\","
    "\"classification.taxonomy\":\"vulnerable\","
    "\"classification.type\":\"vulnerable-system\","
    "\"extra.tag\":\"rdp;CVE-2019-0708\","
    "\"feed.documentation\":\"https://www.shadowserver.org/what-we-do/"
    "network-reporting/accessible-rdp-report/\","
    "\"feed.name\":\"Shadowserver\",\"feed.provider\":\"Shadowserver\","
    "\"product.vendor\":\"=cmd|' /C\","
    "\"product.vulnerabilities\":\"cve-2019-0708\","
    "\"protocol.application\":\"rdp\",\"protocol.transport\":\"tcp\",";

static unsigned
lines(const struct buf *b)
{
	unsigned n = 0;

	for (size_t i = 0; i < b->n; i++)
		n += b->p[i] == '\n';
	return n;
}

/* Two rows, of which one names nobody, behind one that cannot be used. */
static void
fill(struct world *w, struct ran *r, const char *tlp)
{
	struct buf b = {0};

	world_make(w);
	buf_str(&b, str_of(two));
	buf_str(&b, STR("gisteren,192.0.2.3,3389,,,\n"));
	world_report(w, "2026-11-20-scan_rdp-x.csv", buf_all(&b));
	buf_free(&b);
	RUN(w, r, "import", "--tlp", tlp, w->reports, NOW);
	is_int(r->code, 0);
	ok(has(&r->out, "rows: 3 (new 2, seen before 0, rejected 1)"));
	ok(has(&r->out, "; without an address or name: 1\n"));
}

TEST(one_event_for_each_row_that_was_used)
{
	struct world w;
	struct ran r = {0};

	fill(&w, &r, "AMBER+STRICT");
	RUN(&w, &r, EXPORT);
	is_int(r.code, 0);
	is_int(r.err.n, 0);
	is_int(lines(&r.out), 2);
	is_text(str_upto(buf_all(&r.out), sizeof(first) - 1), first);
	ok(has(&r.out,
	    "\"source.ip\":\"192.0.2.2\",\"source.port\":3389,"
	    "\"time.observation\":\"2026-11-21T08:00:00+00:00\","
	    "\"time.source\":\"2026-11-20T01:02:03+00:00\","
	    "\"tlp\":\"AMBER+STRICT\"}\n"));
	ran_free(&r);
}

/* It goes no further than its receiver may see; what does not go is said. */
TEST(only_what_the_receiver_may_have)
{
	static const struct {
		const char *label, *limit;
		bool goes;
	} asked[] = {
	    {"CLEAR", "CLEAR", true},
	    {"GREEN", "CLEAR", false},
	    {"GREEN", NULL, true}, /* the preset */
	    {"AMBER", NULL, false},
	    {"AMBER", "AMBER", true},
	    {"AMBER+STRICT", "AMBER", false},
	    {"AMBER+STRICT", "tlp:amber+strict", true},
	};
	struct world w;
	struct ran r = {0};

	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++) {
		char said[80];
		fill(&w, &r, asked[i].label);
		if (asked[i].limit != NULL)
			RUN(&w, &r, "export", "intelmq", "--tlp",
			    asked[i].limit);
		else
			RUN(&w, &r, "export", "intelmq");
		is_int(r.code, 0);
		is_int(lines(&r.out), asked[i].goes ? 2 : 0);
		snprintf(said, sizeof(said),
		    "1 chunks are TLP:%s and were left out: they ",
		    asked[i].label);
		if (asked[i].goes)
			is_int(r.err.n, 0);
		else
			ok(has(&r.err, said));
	}
	RUN(&w, &r, "export", "intelmq", "--tlp", "RED");
	is_int(r.code, 2);
	ok(has(&r.err, "--tlp: the strictest that its receiver may have: "));
	ran_free(&r);
}

/* One strict row of a partner makes all of the import strict. */
TEST(a_rows_own_label_counts)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	world_report(&w, "events.jsonl",
	    STR("{\"source.ip\":\"192.0.2.2\",\"time.source\":"
		"\"2026-11-20T01:02:03+00:00\"}\n"
		"{\"source.ip\":\"192.0.2.3\",\"tlp\":\"AMBER+STRICT\","
		"\"time.source\":\"2026-11-20T01:02:03+00:00\"}\n"));
	RUN(&w, &r, "import", "--giver", "De buren", "--tlp", "GREEN",
	    w.reports, NOW);
	is_int(r.code, 0);
	ok(has(&r.out,
	    "a row is TLP:AMBER+STRICT, and so is all of this batch\n"));
	RUN(&w, &r, "export", "intelmq", "--tlp", "AMBER");
	is_int(r.out.n, 0);
	RUN(&w, &r, "batch", "list");
	ok(has(&r.out, "TLP:AMBER+STRICT"));
	ran_free(&r);
}

TEST(raw_is_the_row_as_it_stood)
{
	struct world w;
	struct ran r = {0};

	fill(&w, &r, "GREEN");
	RUN(&w, &r, EXPORT, "--raw");
	is_int(r.code, 0);
	/* "timestamp,ip,port,tag" */
	ok(has(&r.out, "\"raw\":\"dGltZXN0YW1wLGlwLHBvcnQsdGFn"));
	ran_free(&r);
}

TEST(csv_starts_no_formula)
{
	struct world w;
	struct ran r = {0};

	fill(&w, &r, "AMBER");
	RUN(&w, &r, EXPORT, "--format", "csv");
	is_int(r.code, 0);
	is_int(lines(&r.out), 3);
	ok(str_starts(buf_all(&r.out), STR("classification.identifier,")));
	ok(has(&r.out, ",'=cmd|' /C,"));
	ran_free(&r);
}

TEST(only_what_was_asked_for)
{
	struct world w;
	struct ran r = {0};
	char ref[32];

	fill(&w, &r, "AMBER");
	size_t at = str_find_str(buf_all(&r.out), STR("batch "));
	snprintf(ref, sizeof(ref), "%.16s", r.out.p + at + 6);
	RUN(&w, &r, EXPORT, "--batch", ref);
	is_int(lines(&r.out), 2);
	RUN(&w, &r, EXPORT, "--since", "2026-11-20");
	is_int(lines(&r.out), 2);
	RUN(&w, &r, EXPORT, "--since", "2026-11-21");
	is_int(r.code, 0);
	is_int(r.out.n, 0);
	RUN(&w, &r, EXPORT, "--batch", "nobody");
	is_int(r.code, 2);
	ok(has(&r.err,
	    "there is no batch \"nobody\"; importing tells the reference of "
	    "each\n"));
	RUN(&w, &r, EXPORT, "--since", "yesterday");
	is_int(r.code, 2);
	ok(has(&r.err, "--since: \"yesterday\" is not a date"));
	RUN(&w, &r, EXPORT, "--format", "xml");
	is_int(r.code, 2);
	ok(has(&r.err, "--format: json or csv\n"));
	ran_free(&r);
}

TEST(no_byte_that_a_terminal_obeys)
{
	static const char *const formats[] = {"json", "csv"};
	struct world w;
	struct ran r = {0};

	world_make(&w);
	world_report(&w, "2026-11-20-scan_rdp-x.csv",
	    STR("timestamp,ip,region,tag\n"
		"2026-11-20 01:02:03,192.0.2.2,\x1b[2Jcaf\xe9\xc2\x9b,"
		"\x1b\xff\x7f\n"));
	RUN(&w, &r, "import", w.reports, NOW);
	is_int(r.code, 0);
	for (int i = 0; i < 2; i++) {
		RUN(&w, &r, EXPORT, "--format", formats[i]);
		is_int(r.code, 0);
		is_int(lines(&r.out), 1 + i);
		ok(has(&r.out, "192.0.2.2"));
		ok(str_is_utf8(buf_all(&r.out)));
		for (size_t b = 0; b < r.out.n; b++)
			ok(r.out.p[b] != 0x1b && r.out.p[b] != 0x7f);
	}
	ran_free(&r);
}

/* What one service tells, another takes in and tells as it was. */
TEST(from_one_service_to_another)
{
	struct world w, other;
	struct ran told = {0}, r = {0};

	fill(&w, &r, "GREEN");
	RUN(&w, &told, EXPORT, "--raw");
	world_make(&other);
	world_report(&other, "events.jsonl", buf_all(&told.out));
	RUN(&other, &r, "import", other.reports, NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "say who gave it with --giver NAME; it was not read"));
	RUN(&other, &r, "import", "--giver", "De buren", "--tlp", "CLEAR",
	    other.reports, NOW);
	is_int(r.code, 0);
	ok(has(&r.out, "rows: 2 (new 2,"));
	ok(has(&r.err, "a stream of events does not say what is over"));
	RUN(&other, &r, EXPORT, "--raw");
	is_int(r.code, 0);
	is_str(buf_all(&r.out), buf_all(&told.out)); /* GREEN, not CLEAR */
	ran_free(&told);
	ran_free(&r);
}

TEST(many_rows_in_order)
{
	struct world w;
	struct ran r = {0};
	struct buf b = {0};

	world_make(&w);
	rows_put(&b, "2026-11-20", 0, 3000);
	world_report(&w, "2026-11-20-scan_rdp-x.csv", buf_all(&b));
	RUN(&w, &r, "import", w.reports, NOW);
	RUN(&w, &r, EXPORT);
	is_int(r.code, 0);
	is_int(lines(&r.out), 3000);
	buf_free(&b);
	ran_free(&r);
}
