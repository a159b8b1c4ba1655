/* tests of run/cmd_batch and cmd_batch_change: what an operator sees of them */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/batch.sql.h"
#include "test/run/world.h"
#include "test/tap.h"

static struct world w;

static const char *
the_batch(void)
{
	struct batch_get_row row;

	if (!batch_get(w.sv.store.db, 1, &row))
		die("there is no batch");
	return arena_cstr(&w.a, row.ref);
}

TEST(a_list)
{
	world_make(&w);
	world_fill(&w);
	is_int(RUN(&w, "batch", "list"), 0);
	golden("run/batches.table", world_said(&w));
	is_int(RUN(&w, "batch", "list", "--format", "csv"), 0);
	golden("run/batches.csv", world_said(&w));
	is_int(RUN(&w, "batch", "list", "--format", "json"), 0);
	golden("run/batches.json", world_said(&w));
	is_int(RUN(&w, "batch", "list", "--format", "xml"), 2);
	world_free(&w);
}

TEST(none)
{
	world_make(&w);
	is_int(RUN(&w, "batch", "list"), 0);
	is_text(world_said(&w), "no batches\n");
	is_int(RUN(&w, "batch", "show", "nosuchbatch"), 1);
	is_text(world_refused(&w),
	    "there is no batch nosuchbatch; `dijkwacht batch list` shows "
	    "them\n");
	world_free(&w);
}

TEST(held_and_released)
{
	world_make(&w);
	world_fill(&w);
	const char *ref = the_batch();

	is_int(RUN(&w, "batch", "hold", ref), 2);
	is_text(world_refused(&w), "say why with --reason TEXT\n");
	is_int(RUN(&w, "batch", "hold", ref, "--reason", "a\x1b[2Jdoubt"), 0);
	is_int(RUN(&w, "batch", "hold", ref, "--reason", "doubt"), 1);
	is_int(RUN(&w, "batch", "release", ref, "--reason", "sound"), 0);
	is_int(RUN(&w, "batch", "release", ref), 1);
	is_int(RUN(&w, "batch", "show", ref), 0);
	golden("run/batch.txt", world_said(&w));
	world_free(&w);
}

TEST(withdrawn_or_only_as_if)
{
	world_make(&w);
	world_fill(&w);
	const char *ref = the_batch();

	is_int(RUN(&w, "batch", "withdraw", ref, "--reason", "mistaken",
		   "--dry-run"),
	    0);
	golden("run/batch-withdraw-dry.txt", world_said(&w));
	is_int(RUN(&w, "batch", "withdraw", ref, "--reason", "mistaken"), 0);
	golden("run/batch-withdraw.txt", world_said(&w));
	is_int(RUN(&w, "findings", "--state", "going-on"), 0);
	is_text(world_said(&w), "no findings\n");
	is_int(RUN(&w, "findings", "--state", "withdrawn"), 0);
	ok(said(&w.out, "withdrawn"));
	struct str finding = world_finding(&w, 1);
	is_int(RUN(&w, "findings", arena_cstr(&w.a, finding)), 0);
	ok(said(&w.out, "withdrawn: who reported it took it back"));
	ok(said(&w.out, "mistaken"));
	is_int(RUN(&w, "status"), 0);
	ok(said(&w.out, "withdrawn"));
	world_free(&w);
}

TEST(wanted_after_all)
{
	world_make(&w);
	world_fill(&w);
	is_int(RUN(&w, "notices", "want"), 2);
	is_text(world_refused(&w),
	    "which ones? name findings, or choose by --topic or "
	    "--organisation\n");
	is_int(RUN(&w, "notices", "want", "--topic", "nonsense"), 2);
	ok(said(&w.err, "there is no topic \"nonsense\""));
	is_int(RUN(&w, "notices", "want", "nosuchfinding"), 1);
	ok(said(&w.err, "there is no finding nosuchfinding"));
	is_int(RUN(&w, "findings", "--baseline"), 0);
	is_text(world_said(&w), "no findings\n");
	is_int(RUN(&w, "notices", "want", "--topic", "open-rdp"), 0);
	is_text(world_said(&w), "findings that want a notice now: 0\n");
	world_free(&w);
}
