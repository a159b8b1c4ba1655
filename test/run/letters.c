/* tests of run/cmd_letters: printed, posted, and back again */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <unistd.h>

#include "test/run/binary.h"
#include "test/tap.h"

#define NOW "--now", "2026-11-21T08:00:00Z"
#define REPORT                                                                 \
	"\"timestamp\",\"severity\",\"ip\",\"protocol\",\"port\"\n"            \
	"\"2026-11-20 03:12:19\",\"high\",\"198.51.100.77\",\"tcp\","          \
	"\"3389\"\n"

/* Where the letters go; their list lies beside it. */
static char pdf[300], list[310];

/* A company without mail has a finding, told by letter and by nothing else. */
static void
told_by_letter(struct world *w)
{
	struct ran r = {0};

	world_make(w);
	snprintf(pdf, sizeof(pdf), "%s/letters.pdf", w->reports);
	snprintf(list, sizeof(list), "%s.csv", pdf);
	RUN(w, &r, "organisation", "add", "Smederij Ijzer & Zn.", "--post",
	    "Kade 1, 1234 AB  Oud-Dorp", "198.51.100.77", NOW);
	is_int(r.code, 0);
	RUN(w, &r, "import",
	    world_report(w, "2026-11-20-scan_rdp-x.csv", STR(REPORT)), NOW);
	is_int(r.code, 0);
	RUN(w, &r, "notices", "prepare", NOW);
	RUN(w, &r, "notices", "send", NOW);
	ok(has(&r.out, "notices released: 1, "));
	ok(has(&r.out, "outbox: 0"));
	ran_free(&r);
}

static bool
printed(struct world *w, struct ran *r)
{
	RUN(w, r, "letters", "print", pdf, NOW);
	if (r->code == 0)
		return true;
	ok(has(&r->err, "install the package fonts-liberation"));
	tap_skip("no fonts-liberation");
	return false;
}

TEST(printed_posted_and_back)
{
	struct world w;
	struct ran r = {0};
	char ref[17] = {0};

	told_by_letter(&w);
	if (!printed(&w, &r)) {
		ran_free(&r);
		return;
	}
	ok(has(&r.out, "letters in "));
	ok(has(&r.out, ".pdf: 1, "));

	FILE *f = fopen(list, "r");
	char line[400] = "";

	ok(f != NULL && fgets(line, sizeof(line), f) != NULL &&
	    fgets(line, sizeof(line), f) != NULL);
	snprintf(ref, sizeof(ref), "%.16s", line);
	ok(str_find_str(str_of(line),
	       STR(",Smederij Ijzer & Zn.,Kade 1,1234 AB  Oud-Dorp,")) <
	    str_of(line).n);
	if (f != NULL)
		fclose(f);
	/* printing again writes nothing over, and posts nothing */
	RUN(&w, &r, "letters", "print", pdf, NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "cannot write "));
	RUN(&w, &r, "letters", "posted", NOW);
	is_int(r.code, 2);
	ok(has(&r.err, "which letters? name their notices, or say --all"));
	RUN(&w, &r, "letters", "returned", ref, NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "was posted, or it came back before"));
	RUN(&w, &r, "letters", "posted", ref, NOW);
	is_int(r.code, 0);
	ok(has(&r.out, "letters posted: 1"));
	RUN(&w, &r, "letters", "returned", ref, NOW);
	is_int(r.code, 0);
	ok(has(&r.out, "that address is not used any more"));
	RUN(&w, &r, "organisation", "show", "Smederij Ijzer & Zn.", NOW);
	ok(has(&r.out, "bounced"));
	ran_free(&r);
}

TEST(an_address_on_paper_has_lines)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	RUN(&w, &r, "organisation", "add", "X", "--post", "Kade 1", NOW);
	is_int(r.code, 2);
	ok(has(&r.err, "--post: an address on paper is two to five lines"));
	RUN(&w, &r, "organisation", "add", "X", "--post", "a,b,c,d,e,f", NOW);
	is_int(r.code, 2);
	ran_free(&r);
}
