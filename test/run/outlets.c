/* tests of what leaves: nothing goes further than its label lets it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW "--now", "2026-11-21T08:00:00Z"

static const char *const labels[] = {
    "clear", "green", "amber", "amber+strict", "amber+strict"};
enum { LABELS = 5, RED = 4 };

/* One machine of the bakery, and one of nobody, under each label; the last is
 * RED. */
static void
town_make(struct world *w)
{
	struct ran r = {0};

	world_make(w);
	RUN(w, &r, "organisation", "add", "Bakkerij Eén", "203.0.113.240/28",
	    "--mail", "info@een.example", NOW);
	is_int(r.code, 0);
	for (int i = 0; i < LABELS; i++) {
		struct buf b = {0};
		char name[64];
		buf_fmt(&b,
		    "\"timestamp\",\"severity\",\"ip\",\"protocol\",\"port\","
		    "\"hostname\",\"tag\",\"asn\",\"geo\",\"region\",\"city\"\n"
		    "\"2026-11-20 01:00:00\",\"high\",\"203.0.113.24%d\","
		    "\"tcp\",\"3389\",\"\",\"rdp\",\"64500\",\"NL\",\"\",\"\"\n"
		    "\"2026-11-20 01:00:00\",\"high\",\"192.0.2.24%d\","
		    "\"tcp\",\"3389\",\"\",\"rdp\",\"64500\",\"NL\",\"\","
		    "\"\"\n",
		    i, i);
		snprintf(name, sizeof(name), "2026-11-20-scan_rdp-s%d.csv", i);
		RUN(w, &r, "import", "--tlp", labels[i],
		    world_report(w, name, buf_all(&b)), NOW);
		if (!is_int(r.code, 0))
			has(&r.err, "nothing should be said");
		buf_free(&b);
	}
	/* what is RED is not read: as if somebody put it there */
	account_change(w, "UPDATE batch SET tlp = 5 WHERE id = 5");
	ran_free(&r);
}

static bool
tells(const struct buf *b, const char *net, int label)
{
	char text[32];

	snprintf(text, sizeof(text), "%s.24%d", net, label);
	return str_find_str(buf_all(b), str_of(text)) < b->n;
}

/* What is handed to others as a file, and by whom it may be seen. */
TEST(red_is_in_no_file_for_others)
{
	static const struct {
		const char *words[6];
		bool nobodys; /* it tells of what is nobody's, too */
	} outlets[] = {
	    {{"organisation", "export", "Bakkerij Eén"}, false},
	    {{"export", "intelmq"}, true},
	    {{"export", "intelmq", "--format", "csv", "--raw"}, true},
	};
	struct world w;
	struct ran r = {0};

	town_make(&w);
	for (size_t i = 0; i < sizeof(outlets) / sizeof(*outlets); i++) {
		binary_run(&w, &r, NULL, outlets[i].words);
		if (!is_int(r.code, 0))
			has(&r.err, "nothing should be said");
		for (int label = 0; label < LABELS; label++) {
			is_int(tells(&r.out, "203.0.113", label), label < RED);
			is_int(tells(&r.out, "192.0.2", label),
			    label < RED && outlets[i].nobodys);
		}
	}
	RUN(&w, &r, "organisation", "export", "Bakkerij Eén");
	ok(has(&r.out, "\"findings\":1,\"rows\":1}"));
	ran_free(&r);
}

/* What says how many, and of what, names nobody and no place at all. */
TEST(what_counts_names_nobody)
{
	static const char *const asked[][4] = {
	    {"effect", "--by", "topic"},
	    {"metrics"},
	    {"status", "--format", "json"},
	    {"batch", "list"},
	    {"schedule"},
	    {"feed", "list"},
	    {"retention", "show"},
	};
	struct world w;
	struct ran r = {0};

	town_make(&w);
	RUN(&w, &r, "notices", "prepare", NOW);
	RUN(&w, &r, "notices", "send", NOW);
	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++) {
		binary_run(&w, &r, NULL, asked[i]);
		is_int(r.code, 0);
		for (int label = 0; label < LABELS; label++) {
			ok(!tells(&r.out, "203.0.113", label));
			ok(!tells(&r.out, "192.0.2", label));
		}
		ok(str_find_str(buf_all(&r.out), STR("Bakkerij")) == r.out.n);
		ok(str_find_str(buf_all(&r.out), STR("een.example")) ==
		    r.out.n);
	}
	ran_free(&r);
}
