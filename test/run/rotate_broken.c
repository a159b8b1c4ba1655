/* tests of keys rotate when it is ended, refused, or starved */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/rotating.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/crash.h"
#include "base/err.h"
#include "base/file.h"
#include "test/run/accounts.h"
#include "test/run/lived_in.h"
#include "test/tap.h"

enum { PATIENCE_MS = 20000 };

/* Broken off. */

/* Ended at a point, then run again; decided: what is new counts already. */
static void
killed(const struct world *from, const struct buf *was, const char *point,
    bool decided)
{
	struct world w = copy_of(from);
	struct ran r = {0};

	RUN(&w, &r, "keys", "rotate", "--crash-at", point, LATER);
	if (!is_int(r.code, 128 + SIGKILL))
		tap_note("at %s", point);
	RUN(&w, &r, "organisation", "list", LATER);
	is_int(r.code, decided ? 1 : 0);
	if (decided) {
		ok(has(&r.err, "`dijkwacht keys rotate` finishes it"));
		RUN(&w, &r, "notices", "prepare", LATER);
		is_int(r.code, 1);
		ok(has(&r.err, "`dijkwacht keys rotate` finishes it"));
		RUN(&w, &r, "doctor", LATER);
		ok(has(&r.out, "that was broken off at its end"));
		RUN(&w, &r, "keys", "rotate", LATER);
		is_int(r.code, 0);
		ok(has(&r.out,
		    "new keys were made before, and are in their "
		    "place now"));
	} else {
		is_as_it_was(
		    &w, was, ASKED_FEW); /* the first that writes tidies up */
		is_tidy(&w);
		rotated(&w);
	}
	is_as_it_was(&w, was, ASKED_FEW);
	is_tidy(&w);
	is_new(&w, UNTIL "/seal.key");
	ran_free(&r);
}

TEST(every_point_is_survived)
{
	struct world w;
	struct buf was = {0};

	lived_in(&w);
	answers_put(&was, &w, ASKED_FEW);
	killed(&w, &was, "rotate-keyed", false);
	killed(&w, &was, "file-written:2", false);
	killed(&w, &was, "chunk-placed", false);
	killed(&w, &was, "rotate-chunked", false);
	killed(&w, &was, "rotate-moved", false);
	killed(&w, &was, "rotate-written", false);
	killed(&w, &was, "rotate-decided", true);
	killed(&w, &was, "rotate-filed", true);
	killed(&w, &was, "rotate-turned", true);
	killed(&w, &was, "rotate-turned:2", true);
	killed(&w, &was, "rotate-placed", true);
	buf_free(&was);
}

/* It is done then, and only what it leaves is taken away by who writes next. */
TEST(ended_while_it_tidies_up)
{
	struct world w;
	struct ran r = {0};
	struct buf was = {0};
	char path[400];

	lived_in(&w);
	answers_put(&was, &w, ASKED_FEW);
	RUN(&w, &r, "keys", "rotate", "--crash-at", "rotate-settled", LATER);
	is_int(r.code, 128 + SIGKILL);
	/* a part of it was removed */
	snprintf(path, sizeof(path), "%s/" ROTATING "/" KEYS_UNTIL, w.folder);
	is_int(unlink(path), 0);
	is_as_it_was(&w, &was, ASKED_FEW);
	FINE(&w, "notices", "prepare", LATER);
	is_tidy(&w);
	is_new(&w, UNTIL "/seal.key");
	rotated(&w);
	is_tidy(&w);
	buf_free(&was);
	ran_free(&r);
}

/* Ended later and later, until it is not: then once more, to the end. */
TEST(killed_at_any_moment)
{
	struct world w, n;
	struct ran r = {.code = 1};
	struct buf was = {0};
	int ended = 0;

	lived_in(&w);
	answers_put(&was, &w, ASKED_FEW);
	for (int ms = 0; r.code != 0; ms += 5 + ms / 3) {
		struct started s;
		n = copy_of(&w);
		s = binary_start(
		    &n, NULL, (const char *[]){"keys", "rotate", LATER, NULL});
		pause_ms(ms);
		kill(s.pid, SIGKILL);
		binary_end(&s, &r);
		ended += r.code != 0;
		FINE(&n, "keys", "rotate", LATER);
		is_as_it_was(&n, &was, ASKED_FEW);
		is_tidy(&n);
	}
	ok(ended > 0);
	tap_note("ended %d times", ended);
	buf_free(&was);
	ran_free(&r);
}

/* Refused. */

TEST(a_service_that_runs_is_not_rotated)
{
	struct world w;
	struct started s;
	struct ran r = {0};

	world_make(&w);
	s = binary_start(&w, NULL, (const char *[]){"serve", NULL});
	for (int i = 0; i < 100 && files_count(&w, "run", ".sock") == 0; i++)
		pause_ms(50);
	RUN(&w, &r, "keys", "rotate", NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "stop it (`systemctl stop dijkwacht`)"));
	kill(s.pid, SIGTERM);
	ok(binary_ends(&s, &r, PATIENCE_MS));
	FINE(&w, "keys", "rotate", NOW);
	ran_free(&r);
}

TEST(a_chunk_that_is_broken_is_named_and_a_lost_one_stays_lost)
{
	struct world w;
	struct ran r = {0};
	struct buf b = {0};
	char path[512];

	lived_in(&w);
	if (!ok(file_first(&w, "evidence", ".chunk", path)))
		return;
	is_int(file_slurp(AT_FDCWD, path, FILE_MOST, &b), OK);
	b.p[b.n - 20] ^= 1;
	file_place(AT_FDCWD, path, buf_all(&b), 0600);
	RUN(&w, &r, "keys", "rotate", LATER);
	is_int(r.code, 1);
	ok(has(&r.err, "put it back from a backup, or take it away"));
	is_int(files_count(&w, ".", NEXT), 0);
	FINE(&w, "organisation", "list", LATER);
	unlink(path);
	RUN(&w, &r, "keys", "rotate", LATER);
	is_int(r.code, 0);
	ok(has(&r.out, "1 chunk of evidence had no file, and still has none"));
	RUN(&w, &r, "evidence", "verify", LATER);
	is_int(r.code, 1);
	ok(has(&r.out, "is not there"));
	buf_free(&b);
	ran_free(&r);
}

TEST(a_full_disk_loses_nothing)
{
	struct world w;
	struct ran r = {0};
	struct buf was = {0};
	unsigned refused = 0;

	lived_in(&w);
	answers_put(&was, &w, ASKED_FEW);
	for (uint64_t limit = 4096; limit < 10 << 20; limit *= 3) {
		RUN_AS(&w, &r, (&(struct how){.file_size = limit}), "keys",
		    "rotate", LATER);
		if (r.code == 0)
			break;
		/* a message of ours or of the system's */
		ok(str_find_str(buf_all(&r.err), STR("free some space")) <
			r.err.n ||
		    has(&r.err, "File too large"));
		is_tidy(&w);
		refused++;
	}
	ok(refused > 2);
	is_int(r.code, 0);
	is_as_it_was(&w, &was, ASKED_FEW);
	is_tidy(&w);
	buf_free(&was);
	ran_free(&r);
}

/* In the way. */

TEST(who_reads_is_waited_for)
{
	struct world w;
	struct started s;
	struct ran r = {0};

	lived_in(&w);

	int folder = open(w.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	ok(folder >= 0 && flock(folder, LOCK_SH) == 0);
	s = binary_start(
	    &w, NULL, (const char *[]){"keys", "rotate", LATER, NULL});
	ok(!binary_ends(&s, &r, 1500));
	/* who only reads may come in, who writes may not */
	RUN(&w, &r, "organisation", "list", LATER);
	is_int(r.code, 0);
	RUN(&w, &r, "notices", "prepare", LATER);
	is_int(r.code, 1);
	ok(has(&r.err, "new keys are being made for "));
	RUN(&w, &r, "serve", LATER);
	is_int(r.code, 1);
	ok(has(&r.err, "wait until that has ended"));
	ok(flock(folder, LOCK_UN) == 0);
	ok(binary_ends(&s, &r, PATIENCE_MS));
	is_int(r.code, 0);
	is_tidy(&w);
	RUN(&w, &r, "audit", "list", "--format", "csv", LATER);
	ok(str_find_str(buf_all(&r.out), STR("damaged")) == r.out.n);

	/* and while the new is put in its place nobody is let in */
	ok(flock(folder, LOCK_EX) == 0);
	RUN(&w, &r, "organisation", "list", LATER);
	is_int(r.code, 1);
	ok(has(&r.err, "new keys are being put in place at this moment"));
	close(folder);
	ran_free(&r);
}
