/* tests of run/cmd_evidence: verifying, and a raw row with its proof */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "store/ledger.sql.h"
#include "test/run/world.h"
#include "test/tap.h"

TEST(nothing_yet)
{
	struct world w;

	world_make(&w);
	is_int(RUN(&w, "evidence", "verify"), 0);
	is_text(buf_all(&w.out),
	    "there is no evidence yet: nothing was imported\n");
	is_int(RUN(&w, "evidence", "show", "1:1"), 1);
	ok(said(&w.err, "there is no chunk 1"));
	world_free(&w);
}

TEST(intact)
{
	struct world w;

	world_make(&w);
	world_fill(&w);
	is_int(RUN(&w, "evidence", "verify"), 0);
	golden("run/verify.txt", world_said(&w));
	is_int(w.progress, 5);
	world_free(&w);
}

/* The head as verify printed it. */
static const char *
head_of(struct world *w)
{
	struct str s = buf_all(&w->out);
	struct str mark = STR("head of the chain: ");

	s = str_from(s, str_find_str(s, mark) + mark.n);
	return arena_cstr(&w->a, str_upto(s, str_find(s, '\n')));
}

TEST(noted_head)
{
	struct world w;

	world_make(&w);
	world_fill(&w);
	is_int(RUN(&w, "evidence", "verify"), 0);

	const char *head = head_of(&w);

	is_int(str_of(head).n, 2 + 64);
	is_int(RUN(&w, "evidence", "verify", "--note", head), 0);
	ok(said(&w.out, "it goes on from the head you noted"));
	world_free(&w);
}

static const char zeros[] =
    "0000000000000000000000000000000000000000000000000000000000000000";

TEST(another_head_was_noted)
{
	struct world w;
	char note[80];

	world_make(&w);
	world_fill(&w);
	snprintf(note, sizeof(note), "3:%s", zeros);
	is_int(RUN(&w, "evidence", "verify", "--note", note), 1);
	ok(said(&w.out,
	    "chunk 3: ledger entry 3 is not the one that was "
	    "noted: the ledger was made again"));
	ok(said(&w.out, "5 chunks, 8 rows, 0 erased: 1 fault;"));
	snprintf(note, sizeof(note), "6:%s", zeros);
	is_int(RUN(&w, "evidence", "verify", "--note", note), 1);
	ok(said(&w.out,
	    "ledger ends at entry 5, but entry 6 was noted: its "
	    "end was cut off"));
	world_free(&w);
}

TEST(notes_that_do_not_read)
{
	static const char not_hex[] = "3:zz00000000000000000000000000000000000"
				      "000000000000000000000000000";
	static const char short_of_one[] = "3:0000000000000000000000000000000"
					   "00000000000000000000000000000000";
	static const char *const notes[] = {
	    "", "3", "3:", "0:", "x:00", not_hex, short_of_one};
	struct world w;

	world_make(&w);
	world_fill(&w);
	for (size_t i = 0; i < sizeof(notes) / sizeof(*notes); i++) {
		is_int(RUN(&w, "evidence", "verify", "--note", notes[i]), 2);
		ok(said(&w.err, "--note: give the head as verify printed it"));
	}
	world_free(&w);
}

static const char *
chunk_path(struct world *w, int64_t seq)
{
	struct ledger_get_row row;
	struct buf b = {0};

	if (!ledger_get(w->sv.store.db, seq, &row))
		die("no chunk %lld", (long long)seq);
	buf_fmt(&b, "%s/%.*s", w->path, STR_ARG(row.file));

	const char *path = arena_cstr(&w->a, buf_all(&b));

	buf_free(&b);
	return path;
}

TEST(a_file_is_gone)
{
	struct world w;

	world_make(&w);
	world_fill(&w);
	is_int(unlink(chunk_path(&w, 2)), 0);
	is_int(RUN(&w, "evidence", "verify"), 1);
	ok(said(&w.out, "chunk 2: evidence/"));
	ok(said(&w.out, "is not there; put it back from a backup"));
	ok(said(&w.out, "1 fault; 1 of the chunks not as they were kept"));
	ok(str_find_str(buf_all(&w.out), STR("head of the chain")) == w.out.n);
	is_int(RUN(&w, "evidence", "show", "2:1"), 1);
	ok(said(&w.err,
	    "cannot be read; `dijkwacht evidence verify` tells "
	    "more"));
	world_free(&w);
}

/* One bit of the last byte, which lies in the rows. */
TEST(a_bit_was_changed)
{
	struct world w;
	struct buf b = {0};

	world_make(&w);
	world_fill(&w);

	const char *path = chunk_path(&w, 1);

	is_int(file_slurp(AT_FDCWD, path, 1 << 20, &b), OK);
	b.p[b.n - 1] ^= 1;
	file_place(AT_FDCWD, path, buf_all(&b), 0600);
	is_int(RUN(&w, "evidence", "verify"), 1);
	ok(said(&w.out, "chunk 1: evidence/"));
	ok(said(&w.out, "it was changed after 2026-01-27"));
	is_int(RUN(&w, "evidence", "show", "1:1"), 1);
	ok(said(&w.err, "put the file back from a backup"));
	buf_free(&b);
	world_free(&w);
}

TEST(show_a_hostile_row)
{
	struct world w;
	unsigned acting = 0;

	world_make(&w);
	world_fill(&w);
	is_int(RUN(&w, "evidence", "show", "1:1"), 0);
	golden("run/evidence-row.txt", world_said(&w));
	ok(said(&w.out, "row 1 of chunk 1 is what the ledger says"));
	/* nothing that a terminal would act on */
	for (size_t i = 0; i < w.out.n; i++)
		acting += w.out.p[i] != '\n' &&
		    (w.out.p[i] < 0x20 || w.out.p[i] > 0x7e);
	is_int(acting, 0);
	world_free(&w);
}

TEST(show_what_is_behind_a_finding)
{
	struct world w;

	world_make(&w);
	world_fill(&w);

	const char *ref = arena_cstr(&w.a, world_finding(&w, 3));

	is_int(RUN(&w, "evidence", "show", ref), 0);
	ok(said(&w.out, "Row 1 of chunk 2\n"));
	ok(said(&w.out, "pos.bakkerij-jansen.example"));
	/* the newest row of one that was seen again and again */
	ref = arena_cstr(&w.a, world_finding(&w, 2));
	is_int(RUN(&w, "evidence", "show", ref), 0);
	ok(said(&w.out, "Row 1 of chunk 5\n"));
	ok(said(&w.out, "2026-01-29-scan_rdp-oefening.csv, of 2026-01-29"));
	world_free(&w);
}

/* A row that could not be used is evidence all the same. */
TEST(show_a_rejected_row)
{
	struct world w;

	world_make(&w);
	world_fill(&w);
	is_int(RUN(&w, "evidence", "show", "1:4"), 0);
	ok(said(&w.out, "row\n  x,y,z\n"));
	world_free(&w);
}

TEST(places_that_are_none)
{
	static const char *const places[] = {"1", "1:", ":1", "1:0", "-1:1",
	    "1:1:1", "1:99999999999", "0123456789abcdef", ""};
	struct world w;

	world_make(&w);
	world_fill(&w);
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		is_int(RUN(&w, "evidence", "show", "--", places[i]), 1);
		ok(said(&w.err, "is no place: give CHUNK:ROW"));
	}
	is_int(RUN(&w, "evidence", "show", "1:5"), 1);
	ok(said(&w.err, "chunk 1 has 4 rows"));
	is_int(RUN(&w, "evidence", "show", "6:1"), 1);
	ok(said(&w.err, "there is no chunk 6"));
	world_free(&w);
}

/* The ledger itself was changed: an entry with another root was added. */
TEST(the_ledger_names_another_root)
{
	struct world w;
	struct ledger_get_row row;
	struct buf file = {0};
	const char other[] =
	    "evidence/2026/01/0123456789abcdef0123456789abcdef.chunk";

	world_make(&w);
	world_fill(&w);
	ledger_get(w.sv.store.db, 2, &row);
	is_int(file_slurp(AT_FDCWD, chunk_path(&w, 2), 1 << 20, &file), OK);
	file_place(w.sv.folder, other, buf_all(&file), 0600);
	sql_begin(w.sv.store.db);
	is_int(
	    ledger_add(w.sv.store.db, 9, 1, STR("other chunk"), str_of(other),
		row.stored, arena_str(&w.a, row.file_hash), STR("other root"),
		1, 0, 0, 0, 1, 1, w.now, STR("x"), STR("y"), SQL_NULL_I64),
	    1);
	sql_commit(w.sv.store.db);
	is_int(RUN(&w, "evidence", "show", "9:1"), 1);
	ok(said(&w.out, "row 1 of chunk 9 is NOT what the ledger says"));
	is_int(RUN(&w, "evidence", "verify"), 1);
	ok(said(&w.out, "ledger entry 9 comes after 5"));
	buf_free(&file);
	world_free(&w);
}
