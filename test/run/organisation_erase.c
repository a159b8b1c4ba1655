/* tests of a company handed over and erased: nothing of it is found after */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/crash.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "evidence/chunk.h"
#include "evidence/vault.h"
#include "run/service.h"
#include "store/erasure.sql.h"
#include "store/organisation.sql.h"
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW	"--now", "2026-11-21T08:00:00Z"
#define LATER	"--now", "2026-11-22T08:00:00Z"
#define COMPANY "De Gouden Krakeling"

enum { FILE_MOST = 64 << 20 };

/* What nobody may find afterwards: who they are, and where. */
static const char *const traces[] = {
    COMPANY,
    "jan@krakeling.example",
    "oud@krakeling.example",
    "krakeling.example",
    "12345679",
    "192.0.2.5",
    "192.0.2.77",
    "www.krakeling.example",
    "0612345678",
    "de telefoongids",
    "zijn nicht Sanne",
    "maandag terugbellen",
};
enum { TRACES = sizeof(traces) / sizeof(*traces) };

/* Rows of theirs, of a neighbour, of both, and of nobody. */
static const char report[] =
    "\"timestamp\",\"severity\",\"ip\",\"protocol\",\"port\",\"hostname\","
    "\"tag\",\"asn\",\"geo\",\"region\",\"city\"\n"
    "\"2026-11-20 01:00:00\",\"high\",\"192.0.2.5\",\"tcp\",\"3389\",\"\","
    "\"rdp\",\"64500\",\"NL\",\"\",\"\"\n"
    "\"2026-11-20 01:00:01\",\"high\",\"192.0.2.77\",\"tcp\",\"3389\","
    "\"www.krakeling.example\",\"rdp\",\"64500\",\"NL\",\"\",\"\"\n"
    "\"2026-11-20 01:00:02\",\"high\",\"203.0.113.200\",\"tcp\",\"3389\","
    "\"smid.example\",\"rdp\",\"64500\",\"NL\",\"\",\"\"\n"
    "\"2026-11-20 01:00:03\",\"high\",\"192.0.2.209\",\"tcp\",\"3389\","
    "\"mail.krakeling.example\",\"rdp\",\"64500\",\"NL\",\"\",\"\"\n"
    "\"2026-11-20 01:00:04\",\"high\",\"192.0.2.210\",\"tcp\",\"3389\","
    "\"nokrakeling.example\",\"rdp\",\"64500\",\"NL\",\"\",\"\"\n"
    "\"2026-13-20 01:00:04\",\"high\",\"192.0.2.6\",\"tcp\",\"3389\","
    "\"www.krakeling.example\",\"rdp\",\"64500\",\"NL\",\"\",\"\"\n";
enum { ROWS = 6, THEIRS = 4 };

static void
fine(struct world *w, const char *const *words)
{
	struct ran r = {0};

	binary_run(w, &r, NULL, words);
	if (!is_int(r.code, 0))
		has(&r.err, "nothing should be said");
	ran_free(&r);
}
#define FINE(w, ...) fine((w), (const char *const[]){__VA_ARGS__, NULL})

/* Phoned, with what people said. */
static void
desk_make(struct world *w, struct ran *r)
{
	char ref[REF_SIZE + 1] = "";

	RUN(w, r, "case", "open", "--organisation", COMPANY, "--topic",
	    "open-rdp", NOW);
	is_int(r->code, 0);
	if (r->out.n > sizeof("case ") - 1 + REF_SIZE)
		memcpy(ref, r->out.p + sizeof("case ") - 1, REF_SIZE);
	FINE(w, "case", "note", ref, "--phone", "--number", "0612345678",
	    "--source", "de telefoongids", "--spoken-to", "zijn nicht Sanne",
	    "--said", "Jan of " COMPANY " is away", "--next",
	    "maandag terugbellen", NOW);
}

/* As the inbox leaves what it has read, and what it could not read. */
static void
file_lies(const struct world *w, const char *where)
{
	char path[512];
	FILE *f;

	snprintf(
	    path, sizeof(path), "%s/inbox/%s/report.csv", w->folder, where);
	f = fopen(path, "w");
	if (f == NULL || fputs(report, f) < 0 || fclose(f) != 0)
		die("cannot write %s", path);
}

/* Told, answered, with an operator's words about them, and an old contact. */
static void
town_make(struct world *w)
{
	struct ran r = {0};
	struct buf ref = {0};

	world_make(w);
	FINE(w, "organisation", "add", COMPANY, "krakeling.example",
	    "192.0.2.0/25", "--kvk", "12345679", "--mail",
	    "oud@krakeling.example", NOW);
	FINE(w, "organisation", "add", COMPANY, "--kvk", "12345679", "--mail",
	    "jan@krakeling.example", NOW);
	RUN(w, &r, "import",
	    world_report(w, "2026-11-20-scan_rdp-demo.csv", str_of(report)),
	    NOW);
	is_int(r.code, 0);
	file_lies(w, "done");
	FINE(w, "notices", "prepare", NOW);
	FINE(w, "notices", "send", NOW);
	FINE(w, "sending", "hold", "--reason", "call from " COMPANY, NOW);
	RUN(w, &r, "findings", "--organisation", COMPANY, "--format", "csv");
	if (!is_int(r.code, 0))
		has(&r.err, "nothing should be said");

	struct str lines = buf_all(&r.out), line = {0};

	str_split(&lines, '\n', &line);
	str_split(&lines, '\n', &line);
	buf_str(&ref, str_upto(line, str_find(line, ',')));
	FINE(w, "answer", buf_cstr(&ref), "fixed", "--note",
	    "Jan of " COMPANY " says so", NOW);
	desk_make(w, &r);
	buf_free(&ref);
	ran_free(&r);
}

/* Every file of the folder is searched as it lies on disk. */
static struct {
	struct str word;
	bool sealed; /* not what comes in or goes out by hand */
	unsigned files, hits;
} search;

static int
file_search(
    const char *path, const struct stat *st, int kind, struct FTW *place)
{
	struct buf b = {0};

	(void)st, (void)place;
	if (kind != FTW_F || strstr(path, ".sock") != NULL ||
	    (search.sealed &&
		(strstr(path, "/outbox/") != NULL ||
		    strstr(path, "/inbox/done/") != NULL)))
		return 0;
	if (file_slurp(AT_FDCWD, path, FILE_MOST, &b) != OK)
		die("cannot read %s", path);
	search.files++;
	if (str_find_str(buf_all(&b), search.word) < b.n) {
		search.hits++;
		tap_note("%s holds it", path);
	}
	buf_free(&b);
	return 0;
}

static unsigned
found(const struct world *w, struct str word, bool sealed)
{
	search.word = word;
	search.sealed = sealed;
	search.files = search.hits = 0;
	nftw(w->folder, file_search, 8, FTW_PHYS);
	ok(search.files >= 3);
	return search.hits;
}

/* Rows in all chunks that say a word, opened with the key. */
static unsigned
rows_with(struct service *sv, struct str word)
{
	struct sql_cursor c;
	struct erasure_chunks_row l;
	unsigned n = 0;

	erasure_chunks(sv->store.db, &c);
	while (erasure_chunks_next(&c, &l)) {
		struct buf file = {0};
		struct chunk_reader r;
		struct chunk_row row;
		struct why w;
		if (vault_get(sv->folder, l.file, &file) != OK ||
		    chunk_open(&r, &sv->seal, buf_all(&file), &w) != OK)
			die("a chunk that does not open");
		while (chunk_next(&r, &row))
			n += !row.erased &&
			    str_find_str(row.bytes, word) < row.bytes.n;
		chunk_close(&r);
		buf_free(&file);
	}
	return n;
}

static void
service_read(struct service *sv, const struct world *w)
{
	struct why why;

	if (service_open(sv, w->folder, SERVICE_READ, &why) != OK)
		die("%s", why.rule);
}

static void
nothing_is_found(struct world *w)
{
	struct service sv;
	struct ran r = {0};

	for (size_t i = 0; i < TRACES; i++)
		if (found(w, str_of(traces[i]), false) != 0) {
			tap_note("%s was found", traces[i]);
			ok(false);
		}
	service_read(&sv, w);
	for (size_t i = 0; i < TRACES; i++)
		if (!is_int(rows_with(&sv, str_of(traces[i])),
			str_eq(str_of(traces[i]), STR("krakeling.example"))))
			tap_note("%s was found", traces[i]);
	service_close(&sv);
	RUN(w, &r, "organisation", "list");
	ok(str_find_str(buf_all(&r.out), STR(COMPANY)) == r.out.n);
	RUN(w, &r, "findings", "--format", "json");
	ok(str_find_str(buf_all(&r.out), STR("krakeling")) == r.out.n);
	ok(str_find_str(buf_all(&r.out), STR("192.0.2.5")) == r.out.n);
	ok(has(&r.out, "203.0.113.200"));
	RUN(w, &r, "evidence", "verify");
	is_int(r.code, 0);
	ok(has(&r.out, "4 erased: intact\n"));
	ran_free(&r);
}

TEST(a_folder_without_its_key_names_nobody)
{
	struct world w;

	town_make(&w);
	for (size_t i = 0; i < TRACES; i++) {
		/* an operator's reason is as open as the operator wrote it */
		if (str_eq(str_of(traces[i]), STR(COMPANY)))
			continue;
		/* who puts files in the inbox and takes them out of the
		 * outbox has no key */
		is_int(found(&w, str_of(traces[i]), true), 0);
	}
	/* nor as numbers: 192.0.2.77 */
	is_int(found(&w, STR("\xc0\x00\x02\x4d"), true), 0);
	is_int(found(&w, STR("c000024d"), true), 0);
}

/* Nor do the commands, or another service's key. */
TEST(a_folder_with_another_key_tells_nothing)
{
	static const char *const asked[][3] = {{"organisation", "list"},
	    {"findings"}, {"evidence", "show", "1:1"}, {"audit", "list"}};
	struct world w, other;
	struct ran r = {0};
	char mine[512], aside[512], theirs[512];

	town_make(&w);
	world_make(&other);
	snprintf(mine, sizeof(mine), "%s.key", w.folder);
	snprintf(aside, sizeof(aside), "%s.aside", w.folder);
	snprintf(theirs, sizeof(theirs), "%s.key", other.folder);
	is_int(rename(mine, aside), 0);
	for (int k = 0; k < 2; k++) {
		for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++) {
			const char *words[4] = {
			    asked[i][0], asked[i][1], asked[i][2]};
			binary_run(&w, &r, NULL, words);
			ok(r.code != 0);
			for (size_t t = 0; t < TRACES; t++)
				ok(str_find_str(buf_all(&r.out),
				       str_of(traces[t])) == r.out.n);
		}
		if (k == 0)
			is_int(rename(theirs, mine), 0);
	}
	ran_free(&r);
}

TEST(exported_whole)
{
	struct world w;
	struct ran r = {0};

	town_make(&w);
	RUN(&w, &r, "organisation", "export", COMPANY);
	is_int(r.code, 0);
	ok(has(&r.out, "\"kvk\":\"12345679\""));
	ok(has(&r.out,
	    "\"value\":\"oud@krakeling.example\",\"state\":\"removed\""));
	ok(has(&r.out, "\"asset\":\"192.0.2.0/25\""));
	ok(has(&r.out, "Jan of " COMPANY " says so"));
	ok(has(&r.out, "\"deliveries\":[{\"to\":\"jan@krakeling.example\""));
	ok(has(&r.out, "\"did\":\"organisation add\""));
	ok(has(&r.out, "\"did\":\"case note\""));
	ok(has(&r.out,
	    "\"spoken_to\":\"zijn nicht Sanne\",\"number\":"
	    "\"0612345678\",\"number_source\":\"de telefoongids\""));
	ok(has(&r.out, "\"next\":\"maandag terugbellen\""));
	ok(has(&r.out, "\"kind\":\"phone\",\"value\":\"0612345678\""));
	ok(has(&r.out, "mail.krakeling.example"));
	ok(str_find_str(buf_all(&r.out), STR("203.0.113.200")) == r.out.n);
	ok(str_find_str(buf_all(&r.out), STR("nokrakeling")) == r.out.n);
	ran_free(&r);
}

TEST(erased_and_found_nowhere)
{
	struct world w;
	struct ran r = {0};
	struct service sv;
	struct organisation_get_row row;
	struct buf name = {0};

	town_make(&w);
	service_read(&sv, &w);
	organisation_get(sv.store.db, 4, &row);
	buf_str(&name, row.name_sealed);
	service_close(&sv);
	is_int(found(&w, buf_all(&name), false) > 0, true);

	RUN(&w, &r, "organisation", "erase", COMPANY, LATER);
	is_int(r.code, 2);
	ok(has(&r.err, "say why with --reason TEXT"));
	RUN(&w, &r, "organisation", "erase", COMPANY, "--reason", "asked",
	    "--dry-run", LATER);
	is_int(r.code, 0);
	ok(has(&r.out, "would be erased; nothing was changed"));
	ok(has(&r.out, "raw rows about it: 4, in 1 chunks"));
	RUN(&w, &r, "evidence", "verify");
	ok(has(&r.out, " 0 erased: intact\n"));
	is_int(files_count(&w, "outbox", ".eml"), 2);

	RUN(&w, &r, "organisation", "erase", COMPANY, "--reason", "asked",
	    LATER);
	if (!is_int(r.code, 0))
		has(&r.err, "nothing should be said");
	ok(has(&r.out, "raw rows about it: 4, in 1 chunks; observations: 3\n"));
	ok(has(&r.out, "assets: 2; contacts: "));
	ok(has(
	    &r.out, "files removed from inbox/done, as they may name it: 1\n"));
	is_int(files_count(&w, "outbox", ".eml"), 1);
	nothing_is_found(&w);
	is_int(found(&w, buf_all(&name), false), 0);

	/* the figures still count */
	is_int(account(&w, "SELECT count(*) FROM finding"), 4);
	is_int(account(&w, "SELECT count(*) FROM notice WHERE state = 3"), 2);
	is_int(
	    account(&w, "SELECT count(*) FROM organisation WHERE erased"), 1);
	RUN(&w, &r, "organisation", "erase", COMPANY, "--reason", "x", LATER);
	is_int(r.code, 1);
	ok(has(&r.err, "no organisation has this"));
	ran_free(&r);
	buf_free(&name);
}

TEST(broken_off_it_goes_on)
{
	static const char *const points[] = {
	    "file-written", "erase-written", "erase-done"};

	for (size_t i = 0; i < sizeof(points) / sizeof(*points); i++) {
		struct world w;
		struct ran r = {0};
		town_make(&w);
		RUN(&w, &r, "organisation", "erase", COMPANY, "--reason", "x",
		    LATER, "--crash-at", points[i]);
		is_int(r.code, 70);
		RUN(&w, &r, "organisation", "erase", COMPANY, "--reason", "x",
		    LATER);
		if (!is_int(r.code, 0))
			has(&r.err, "nothing should be said");
		nothing_is_found(&w);
		ran_free(&r);
	}
}

TEST(asset_of_one_that_is_gone)
{
	struct world w;
	struct ran r = {0};
	struct service sv;
	struct organisation_get_row row;
	struct buf ref = {0};

	town_make(&w);
	service_read(&sv, &w);
	organisation_get(sv.store.db, 4, &row);
	buf_str(&ref, row.ref);
	service_close(&sv);
	FINE(&w, "organisation", "erase", COMPANY, "--reason", "x", LATER);
	RUN(&w, &r, "asset", "add", buf_cstr(&ref), "192.0.2.5", LATER);
	is_int(r.code, 1);
	ok(has(&r.err, "this company was erased: add it anew"));
	RUN(&w, &r, "organisation", "erase", buf_cstr(&ref), "--reason", "x",
	    LATER);
	is_int(r.code, 0);
	ok(has(&r.out, "is erased already"));
	FINE(&w, "organisation", "add", COMPANY, "192.0.2.0/25", LATER);
	ran_free(&r);
	buf_free(&ref);
}

/* Somebody else was told of them: what is written down of that names them. */
TEST(corrections_and_leaks_name_nobody)
{
	struct world w;
	struct ran r = {0};
	struct buf ref = {0};

	town_make(&w);
	RUN(&w, &r, "batch", "list", "--format", "csv");

	struct str lines = buf_all(&r.out), line = {0};

	str_split(&lines, '\n', &line);
	str_split(&lines, '\n', &line);
	buf_str(&ref, str_upto(line, str_find(line, ',')));
	FINE(&w, "batch", "withdraw", buf_cstr(&ref), "--reason", "mistaken",
	    NOW);
	FINE(&w, "notices", "withdraw", buf_cstr(&ref), "--leak", "--reason",
	    "mail of " COMPANY " went astray", NOW);
	is_int(
	    account(&w,
		"SELECT count(*) FROM leak WHERE instr(reason, '" COMPANY "')"),
	    1);
	is_int(account(&w,
		   "SELECT count(*) > 0 FROM correction WHERE "
		   "instr(reason, '" COMPANY "')"),
	    1);
	FINE(&w, "leak", "list", NOW);
	FINE(&w, "organisation", "erase", COMPANY, "--reason", "asked", LATER);
	is_int(found(&w, STR(COMPANY), false), 0);
	RUN(&w, &r, "leak", "list");
	ok(has(&r.out, "mail of (erased) went astray"));
	ran_free(&r);
	buf_free(&ref);
}

/* A backup that still has it. */

static char backup[512], keys[512];

static void
backup_made(struct world *w)
{
	snprintf(backup, sizeof(backup), "%s.backup", w->folder);
	snprintf(keys, sizeof(keys), "%s.key", w->folder);
	FINE(w, "backup", backup, "--replace", NOW);
}

static const char *
list_of(const struct world *w)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/erased.list", w->folder);
	return path;
}

TEST(erased_after_the_backup_and_so_after_the_restore)
{
	struct world w, n;
	struct ran r = {0};

	town_make(&w);
	backup_made(&w);
	FINE(&w, "organisation", "erase", COMPANY, "--reason", "asked", LATER);
	is_int(found(&w, STR(COMPANY), false), 0);

	world_empty(&n);
	RUN(&n, &r, "restore", backup, "--keys", keys, "--erased", list_of(&w),
	    LATER);
	if (!is_int(r.code, 0))
		has(&r.err, "nothing should be said");
	ok(has(&r.out, "companies erased since, and now erased here: 1 (by "));
	nothing_is_found(&n);
	/* its list goes on with the one it came from */
	is_int(found(&n, STR("erased.list"), false), 0);
	is_int(files_count(&n, ".", ".list"), 1);
	ran_free(&r);
}

TEST(a_restore_without_the_list_says_so)
{
	struct world w, n;
	struct ran r = {0};

	town_make(&w);
	backup_made(&w);
	FINE(&w, "organisation", "erase", COMPANY, "--reason", "asked", LATER);
	world_empty(&n);
	RUN(&n, &r, "restore", backup, "--keys", keys, LATER);
	is_int(r.code, 0);
	ok(has(&r.out,
	    "no list of erasures: a company that was erased after the backup "
	    "is back; restore again with --erased FILE"));
	RUN(&n, &r, "organisation", "list");
	ok(has(&r.out, COMPANY));
	ran_free(&r);
}

TEST(a_list_of_somebody_else_erases_nothing)
{
	static const char *const lines[] = {
	    "0123456789abcdef 2026-11-22T08:00:00Z "
	    "00000000000000000000000000000000\n",
	    "everybody\n",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct world w, n;
		struct ran r = {0};
		char list[512];
		town_make(&w);
		backup_made(&w);
		snprintf(list, sizeof(list), "%s.list", w.folder);
		file_place(AT_FDCWD, list, str_of(lines[i]), 0600);
		world_empty(&n);
		RUN(&n, &r, "restore", backup, "--keys", keys, "--erased", list,
		    LATER);
		is_int(r.code, 1);
		ok(has(&r.err,
		    ".list:1: this line was not written by this service, or "
		    "was changed: use the erased.list of its own folder"));
		is_int(files_count(&n, ".", ""), 0);
		RUN(&n, &r, "restore", backup, "--keys", keys, "--erased",
		    "nowhere", LATER);
		is_int(r.code, 1);
		ok(has(&r.err, "cannot read nowhere: No such file"));
		ran_free(&r);
	}
}
