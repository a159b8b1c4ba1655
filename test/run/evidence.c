/* tests of evidence that somebody touched: `evidence verify` says where */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW "--now", "2026-11-21T08:00:00Z"

enum { ROWS = 3000, POSITIONS = 24 };

/* A service with the evidence of two days. */
struct kept {
	struct world w;
	char path[512];	  /* of the first chunk file */
	const char *name; /* as the ledger has it; in path */
};

static void
day_import(struct world *w, const char *day)
{
	struct buf b = {0};
	struct ran r = {0};
	char name[64];

	rows_put(&b, day, 0, ROWS);
	snprintf(name, sizeof(name), "%s-scan_rdp-demo.csv", day);
	RUN(w, &r, "import", world_report(w, name, buf_all(&b)), NOW);
	is_int(r.code, 0);
	buf_free(&b);
	ran_free(&r);
}

static void
kept_make(struct kept *k)
{
	world_make(&k->w);
	day_import(&k->w, "2026-11-19");
	day_import(&k->w, "2026-11-20");
	ok(file_first(&k->w, "evidence", ".chunk", k->path));
	k->name = k->path + strlen(k->w.folder) + 1;
}

static int
verify(const struct kept *k, struct ran *r)
{
	RUN(&k->w, r, "evidence", "verify");
	return r->code;
}

/* Flips a bit of one byte; the second time puts it back. */
static void
flip(const char *path, off_t at)
{
	unsigned char c;
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0 || pread(fd, &c, 1, at) != 1)
		die_errno("cannot read %s", path);
	c ^= 1;
	if (pwrite(fd, &c, 1, at) != 1)
		die_errno("cannot write %s", path);
	close(fd);
}

static off_t
size_of(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	off_t n = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);

	close(fd);
	return n;
}

TEST(whole_is_intact)
{
	struct kept k;
	struct ran r = {0};

	kept_make(&k);
	is_int(verify(&k, &r), 0);
	ok(has(&r.out, "2 chunks, "));
	ok(has(&r.out, "0 erased: intact\n"));
	is_int(r.err.n, 0);
	ran_free(&r);
}

TEST(one_bit_anywhere_is_named)
{
	struct kept k;
	struct ran r = {0};

	kept_make(&k);

	off_t n = size_of(k.path);

	ok(n > 1000);
	for (int i = 0; i < POSITIONS; i++) {
		off_t at = i == POSITIONS - 1 ? n - 1 : n / POSITIONS * i;
		flip(k.path, at);
		is_int(verify(&k, &r), 1);
		ok(has(&r.out, k.name));
		ok(has(&r.out, at < 200 ? "head (bytes 0.." : "block "));
		ok(has(&r.out,
		    "was changed after 2026-11-21; put it back from "
		    "a backup\n"));
		ok(has(&r.out, "1 of the chunks not as they were kept"));
		flip(k.path, at);
	}
	is_int(verify(&k, &r), 0);
	ran_free(&r);
}

TEST(file_gone_and_file_cut)
{
	struct kept k;
	struct ran r = {0};
	char aside[600];

	kept_make(&k);
	snprintf(aside, sizeof(aside), "%s.aside", k.path);
	if (rename(k.path, aside) != 0)
		die_errno("rename");
	is_int(verify(&k, &r), 1);
	ok(has(&r.out, k.name));
	if (rename(aside, k.path) != 0 ||
	    truncate(k.path, size_of(k.path) - 1) != 0)
		die_errno("truncate");
	is_int(verify(&k, &r), 1);
	ok(has(&r.out, k.name));
	ok(has(&r.out, "it was cut off after 2026-11-21"));
	ran_free(&r);
}

TEST(a_ledger_row_changed_breaks_the_chain)
{
	struct kept k;
	struct ran r = {0};

	kept_make(&k);
	account_spoil(
	    &k.w, "UPDATE ledger SET made = made - 86400 WHERE seq = 1");
	is_int(verify(&k, &r), 1);
	ok(has(&r.out, "ledger entry 1 was changed after "));
	account_spoil(
	    &k.w, "UPDATE ledger SET made = made + 86400 WHERE seq = 1");
	is_int(verify(&k, &r), 0);
	account_spoil(&k.w, "UPDATE ledger SET rows = rows + 1 WHERE seq = 2");
	is_int(verify(&k, &r), 1);
	ok(has(&r.out, "ledger entry 2 was changed after "));
	ran_free(&r);
}

TEST(a_ledger_row_taken_out_breaks_the_chain)
{
	struct kept k;
	struct ran r = {0};

	kept_make(&k);
	account_spoil(&k.w, "DELETE FROM ledger WHERE seq = 1");
	is_int(verify(&k, &r), 1);
	ok(has(&r.out,
	    "ledger entry 2 comes after 0: entries were removed or "
	    "put in another order"));
	ran_free(&r);
}
