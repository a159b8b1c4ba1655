/* tests of run/cmd_registry: files in, replaced whole, and what is said */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "test/run/binary.h"
#include "test/tap.h"

#define NOW   "--now", "2026-01-10T08:00:00Z"
#define FILE_ "ipasn-20260105.dat"

static const char routes[] = "192.0.2.0/24\t64500\n2001:db8::/32\t64501\n";

static struct ran r;

static void
begin(struct world *w)
{
	world_make(w);
	RUN(w, &r, "registry", "import", world_report(w, FILE_, str_of(routes)),
	    NOW);
	is_int(r.code, 0);
	ok(has(
	    &r.out, "ipasn: 2 ranges, 0 holders, 0 rows left out; it is new"));
}

/* What there was still serves. */
static void
is_as_before(struct world *w)
{
	RUN(w, &r, "registry", "show", "192.0.2.1", NOW);
	ok(has(&r.out, "registry    192.0.2.0/24, AS64500; from ipasn\n"));
	RUN(w, &r, "registry", "list", "--format", "csv", NOW);
	ok(has(&r.out,
	    "ipasn,pyasn,2026-01-05T00:00:00Z,2026-01-10T08:00:00Z,5,2,0,0"));
}

TEST(a_newer_file_replaces)
{
	struct world w;

	begin(&w);
	RUN(&w, &r, "registry", "import",
	    world_report(&w, "ipasn-20260109.dat.x",
		STR("203.0.113.0/25\t64502\n203.0.113.1/25\t1\n")),
	    "--name", "ipasn", NOW);
	is_int(r.code, 1);
	ok(has(&r.err,
	    "ipasn-20260109.dat.x:2: there are bits set past the prefix's "
	    "length, 203.0.113.0/25 was probably meant; the row was left out"));
	ok(has(&r.out,
	    "ipasn: 1 ranges, 0 holders, 1 rows left out; it replaces the one "
	    "there was"));
	RUN(&w, &r, "registry", "show", "2001:db8:ff::1", NOW);
	ok(str_find_str(buf_all(&r.out), STR("registry  ")) == r.out.n);
	ran_free(&r);
}

TEST(what_cannot_be_read_leaves_the_old_one)
{
	struct world w;

	begin(&w);
	RUN(&w, &r, "registry", "import",
	    world_report(&w, FILE_, STR("Dear sir\n")), NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "is in no form that we know; say which with --as"));
	is_as_before(&w);
	RUN(&w, &r, "registry", "import",
	    world_report(&w, FILE_, STR("x\ny\n")), "--as", "pyasn", NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "tells of no holder; what was there before stays"));
	is_as_before(&w);
	/* a gzip file that was cut off */
	RUN(&w, &r, "registry", "import",
	    world_report(&w, FILE_,
		STR("\x1f\x8b\x08\0\0\0\0\0\0\3\x33\xb4\x34\xd2\x33")),
	    "--as", "pyasn", NOW);
	is_int(r.code, 1);
	is_as_before(&w);
	RUN(&w, &r, "registry", "import", world_report(&w, FILE_, STR("")),
	    NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "is empty"));
	is_as_before(&w);
	ran_free(&r);
}

TEST(age_is_shown)
{
	struct world w;

	begin(&w);
	RUN(&w, &r, "registry", "list", NOW);
	ok(has(&r.out, "ipasn     pyasn  2026-01-05  2026-01-10  5 "));
	ok(str_find_str(buf_all(&r.out), STR("OLD")) == r.out.n);
	RUN(&w, &r, "registry", "list", "--now", "2026-02-10T08:00:00Z");
	ok(has(&r.out, "OLD: 1 of them, more than 30 days"));
	ran_free(&r);
}

TEST(no_registries_yet)
{
	struct world w;

	world_make(&w);
	RUN(&w, &r, "registry", "list", NOW);
	ok(has(&r.out, "no registries yet; `dijkwacht registry import FILE`"));
	RUN(&w, &r, "registry", "show", "192.0.2.1", NOW);
	is_int(r.code, 0);
	RUN(&w, &r, "registry", "show", "bakker.example", NOW);
	is_int(r.code, 2);
	ok(has(&r.err, "is no address and no AS number"));
	RUN(&w, &r, "registry", "show", "10.0.0.1", NOW);
	ok(has(&r.out, "=> nobody: private address space (RFC 1918)"));
	RUN(&w, &r, "registry", "show", "AS64500", NOW);
	ok(has(&r.out, "network     AS64500, no abuse mailbox"));
	ran_free(&r);
}

TEST(grounds)
{
	struct world w;

	world_make(&w);
	RUN(&w, &r, "ground", "set", "notify-registry", "law", NOW);
	is_int(r.code, 0);
	RUN(&w, &r, "ground", "list", NOW);
	ok(has(&r.out, "notify-registry  law "));
	RUN(&w, &r, "ground", "set", "notify-registry", "none", NOW);
	ok(has(&r.out, "notify-registry: off"));
	RUN(&w, &r, "ground", "list", NOW);
	ok(str_find_str(buf_all(&r.out), STR("notify-registry")) == r.out.n);
	RUN(&w, &r, "ground", "set", "notify-everybody", "law", NOW);
	is_int(r.code, 2);
	ok(has(&r.err, "there are notify-claimed and notify-registry"));
	RUN(&w, &r, "ground", "set", "notify-registry", "habit", NOW);
	is_int(r.code, 2);
	ok(has(&r.err, "none of law, contract, consent, none"));
	ran_free(&r);
}

TEST(a_holder_there_is_not)
{
	struct world w;

	world_make(&w);
	RUN(&w, &r, "relay", "list", NOW);
	ok(has(&r.out, "nobody yet"));
	RUN(&w, &r, "relay", "off", "abuse@a.example", NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "there is no holder abuse@a.example"));
	ran_free(&r);
}
