/* tests of the keys on paper: enough to have all back, and nothing without */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/escrow.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW   "--now", "2026-11-21T08:00:00Z"
#define LATER "--now", "2026-11-22T08:00:00Z"

enum { FILE_MOST = 1 << 20, ROWS = 64 };

static char sheet[512], keys[512], phrase[64];

static void
lived_in(struct world *w)
{
	struct ran r = {0};
	struct buf b = {0};

	world_make(w);
	rows_put(&b, "2026-11-20", 0, ROWS);
	RUN(w, &r, "import",
	    world_report(w, "2026-11-20-scan_rdp-demo.csv", buf_all(&b)), NOW);
	is_int(r.code, 0);
	snprintf(sheet, sizeof(sheet), "%s.sheet", w->folder);
	snprintf(keys, sizeof(keys), "%s.key", w->folder);
	unlink(sheet);
	buf_free(&b);
	ran_free(&r);
}

/* The passphrase stands on a line of its own, four spaces in. */
static void
escrowed(struct world *w)
{
	struct ran r = {0};

	RUN(w, &r, "keys", "escrow", sheet, NOW);
	if (!is_int(r.code, 0))
		has(&r.err, "nothing should be said");

	struct str out = buf_all(&r.out);
	struct str line = str_from(out, str_find_str(out, STR("\n    ")) + 5);

	snprintf(phrase, sizeof(phrase), "%.*s",
	    STR_ARG(str_upto(line, str_find(line, '\n'))));
	is_int(str_of(phrase).n, ESCROW_PHRASE);
	ran_free(&r);
}

static void
drill(struct world *w, struct ran *r, const char *said)
{
	struct how how = {.in = str_of(said)};

	RUN_AS(w, r, &how, "keys", "drill", sheet, LATER);
}

TEST(the_sheet_opens_the_store_and_that_is_known)
{
	struct world w;
	struct ran r = {0};
	struct buf text = {0}, was = {0}, is = {0};

	lived_in(&w);
	RUN(&w, &r, "status", NOW);
	ok(has(&r.out, "keys on paper tried: never"));
	RUN(&w, &r, "doctor", NOW);
	ok(has(&r.out, "whether the keys can be had back was never tried"));
	escrowed(&w);
	is_int(file_slurp(AT_FDCWD, sheet, FILE_MOST, &text), OK);
	ok(str_find_str(buf_all(&text), str_of(phrase)) == text.n);
	accounts_put(&was, &w);
	drill(&w, &r, phrase);
	is_int(r.code, 0);
	ok(has(&r.out, "the sheet and its passphrase are enough: they open "));
	accounts_put(&is, &w);
	is_str(buf_all(&is), buf_all(&was));
	RUN(&w, &r, "status", LATER);
	ok(has(&r.out, "keys on paper tried: 2026-11-22 09:00, today"));
	RUN(&w, &r, "doctor", LATER);
	ok(has(&r.out, "the sheet with the keys was tried on 2026-11-22"));
	RUN(&w, &r, "doctor", "--now", "2028-01-01T00:00:00Z");
	ok(has(&r.out, "`dijkwacht keys drill SHEET`, with the sheet from"));
	RUN(&w, &r, "keys", "list");
	ok(has(&r.out, "seal.key"));
	ok(has(&r.out, "opens backups; in the escrow"));
	ok(str_find_str(buf_all(&r.out), STR("not known")) == r.out.n);
	buf_free(&text);
	buf_free(&was);
	buf_free(&is);
	ran_free(&r);
}

TEST(what_is_refused)
{
	struct world w, other;
	struct ran r = {0};
	struct buf text = {0};

	lived_in(&w);
	escrowed(&w);
	RUN(&w, &r, "keys", "escrow", sheet, NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "is there already"));
	drill(&w, &r, "aaaaa-bbbbb-ccccc-ddddd\n");
	is_int(r.code, 1);
	ok(has(&r.err, "the passphrase is not that of this sheet"));
	drill(&w, &r, "");
	is_int(r.code, 1);
	ok(has(&r.err, "type the passphrase, on one line"));
	is_int(
	    account(&w, "SELECT count(*) FROM audit WHERE did = 'keys drill'"),
	    0);

	/* the sheet of another service opens nothing here */
	world_make(&other);
	RUN_AS(&other, &r, (&(struct how){.in = str_of(phrase)}), "keys",
	    "drill", sheet, LATER);
	is_int(r.code, 1);
	ok(has(&r.err, "the sheet holds keys, and not those of this service"));

	is_int(file_slurp(AT_FDCWD, sheet, FILE_MOST, &text), OK);
	size_t third = str_find_str(buf_all(&text), STR("\n3  "));
	text.p[third + 4] = text.p[third + 4] == '0' ? '1' : '0';
	file_place(AT_FDCWD, sheet, buf_all(&text), 0600);
	drill(&w, &r, phrase);
	is_int(r.code, 1);
	ok(has(&r.err, "line 3 of the sheet is mistyped or missing"));
	file_place(AT_FDCWD, sheet, STR("hello\n"), 0600);
	drill(&w, &r, phrase);
	ok(has(&r.err, "this is no sheet with keys: line 1 of 8 is not there"));
	buf_free(&text);
	ran_free(&r);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

/* The building burned down: a backup, a sheet, a passphrase. */
TEST(all_is_had_back)
{
	struct world w, n;
	struct ran r = {0};
	struct how typed;
	char backup[512], found[512];

	lived_in(&w);
	escrowed(&w);
	snprintf(backup, sizeof(backup), "%s.backup", w.folder);
	snprintf(found, sizeof(found), "%s.found", w.folder);
	RUN(&w, &r, "backup", backup, NOW);
	is_int(r.code, 0);
	nftw(keys, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	nftw(w.folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);

	/* as somebody types it from paper */
	for (char *p = phrase; *p != '\0'; p++)
		*p = *p == '-' ? ' ' : *p == '0' ? 'O' : *p;
	typed = (struct how){.in = str_of(phrase)};
	world_empty(&n);
	RUN_AS(&n, &r, &typed, "keys", "recover", sheet, "--to", found);
	if (!is_int(r.code, 0))
		has(&r.err, "nothing should be said");
	RUN(&n, &r, "restore", backup, "--keys", found, LATER);
	is_int(r.code, 0);
	RUN(&n, &r, "organisation", "list");
	ok(has(&r.out, "Bakkerij Jansen"));
	RUN_AS(&n, &r, &typed, "keys", "recover", sheet, "--to", found);
	is_int(r.code, 1);
	ok(has(&r.err, "holds keys already: they are not written over"));
	ran_free(&r);
}
