/* lived_in: a service with all sorts of rows, and what is asked of it after */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/run/lived_in.h"

#include <fcntl.h>
#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "evidence/chunk.h"
#include "notify/verp.h"
#include "run/rotating.h"
#include "run/service.h"
#include "test/run/accounts.h"
#include "test/tap.h"

enum { SEALED_LEAST = 80 }; /* values that such a service has */

char lived_in_mark[64], lived_in_stop[64];
int64_t lived_in_delivery;
static char code[32]; /* of the same mail */

void
fine(const struct world *w, const char *const *words)
{
	struct ran r = {0};

	binary_run(w, &r, NULL, words);
	if (!is_int(r.code, 0)) {
		tap_note("%s %s", words[0], words[1]);
		has(&r.err, "nothing should be said");
	}
	ran_free(&r);
}

void
lived_in_import(struct world *w, const char *day, bool bad, const char *now)
{
	char name[64];
	struct buf b = {0};

	snprintf(name, sizeof(name), "%s-scan_rdp-demo.csv", day);
	rows_put(&b, day, 0, LIVED_IN_ROWS);
	if (bad)
		buf_str(&b,
		    STR("\"2026-13-20\",\"high\",\"203.0.113.9\",\"tcp\","
			"\"1\",\"\",\"\",\"\",\"\",\"\",\"\"\n"));
	FINE(w, "import", world_report(w, name, buf_all(&b)), "--now", now);
	buf_free(&b);
}

static void
setting_add(const struct world *w, const char *line)
{
	char path[300];
	struct buf b = {0};

	snprintf(path, sizeof(path), "%s/dijkwacht.conf", w->folder);
	if (file_slurp(AT_FDCWD, path, 1 << 16, &b) != OK)
		die("no settings");
	buf_str(&b, str_of(line));
	file_place(AT_FDCWD, path, buf_all(&b), 0600);
	buf_free(&b);
}

static char mail_path[512];
static struct buf mail_text;

static int
mail_find(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)at;
	if (kind != FTW_F)
		return 0;
	buf_reset(&mail_text);
	if (file_slurp(AT_FDCWD, path, FILE_MOST, &mail_text) != OK)
		die("cannot read %s", path);
	snprintf(mail_path, sizeof(mail_path), "%s", path);
	return str_find_str(buf_all(&mail_text), STR(RECEIVER)) < mail_text.n;
}

/* What the mail to a company says, and what its envelope would have said. */
static void
mail_note(const struct world *w)
{
	char outbox[300];
	const struct buf *b = &mail_text;
	struct service sv;
	struct why why = {0};

	snprintf(outbox, sizeof(outbox), "%s/outbox", w->folder);
	if (!is_int(nftw(outbox, mail_find, 8, FTW_PHYS), 1))
		die("no mail to " RECEIVER);

	struct str ref =
	    str_upto(str_of(strrchr(mail_path, '/') + 1), REF_SIZE);
	struct str said = str_from(
	    buf_all(b), str_find_str(buf_all(b), STR("Controlecode: ")) + 14);

	snprintf(code, sizeof(code), "%.*s", STR_ARG(str_upto(said, 14)));
	if (service_open(&sv, w->folder, SERVICE_WRITE, &why) != OK)
		die("%s", why.rule);
	for (int64_t id = 1; id < 10 && lived_in_mark[0] == '\0'; id++) {
		char query[200];
		snprintf(query, sizeof(query),
		    "SELECT count(*) FROM delivery d JOIN notice n ON n.id = "
		    "d.notice WHERE d.id = %d AND n.ref = '%.*s'",
		    (int)id, STR_ARG(ref));
		if (account(w, query) != 1)
			continue;
		lived_in_delivery = id;
		snprintf(lived_in_mark, sizeof(lived_in_mark), "%.*s",
		    STR_ARG(verp_mark(&sv.store, &sv.a, VERP_RETURN, id, ref)));
		snprintf(lived_in_stop, sizeof(lived_in_stop), "%.*s",
		    STR_ARG(verp_mark(&sv.store, &sv.a, VERP_STOP, id, ref)));
	}
	service_close(&sv);
}

/* Two days of reports, mails sent and answered, a call, a company erased, and
 * looks of which one is not in the store yet. */
void
lived_in(struct world *w)
{
	struct ran r = {0};

	world_make(w);
	setting_add(w, "bounce-address = terug@voorbeeld.example\n");
	lived_in_import(w, "2026-11-19", true, "2026-11-20T08:00:00Z");
	lived_in_import(w, "2026-11-20", false, "2026-11-21T08:00:00Z");
	FINE(w, "notices", "prepare", NOW);
	FINE(w, "notices", "send", NOW);
	lived_in_mark[0] = '\0';
	mail_note(w);
	RUN(w, &r, "case", "open", "--organisation", "Smid BV", "--topic",
	    "open-rdp", NOW);

	char ref[REF_SIZE + 1] = "";

	if (is_int(r.code, 0))
		snprintf(
		    ref, sizeof(ref), "%.16s", r.out.p + sizeof("case ") - 1);
	FINE(w, "case", "note", ref, "--phone", "--number", "0612345678",
	    "--source", "de gids", "--spoken-to", "Sanne", "--said",
	    "terugbellen", "--next", "maandag", NOW);
	FINE(w, "asset", "prove", "Bakkerij Jansen", "203.0.113.0/25", "--seen",
	    "een contract", NOW);
	FINE(w, "oncall", "add", "Anna", "--mail", "anna@voorbeeld.example",
	    "--from", "2026-11-20", "--until", "2027-11-20", NOW);
	FINE(w, "organisation", "erase", "Molen", "--reason", "asked", NOW);
	FINE(w, "organisation", "list", NOW);
	ran_free(&r);
}

struct world
copy_of(const struct world *w)
{
	struct world n;
	char command[2000];

	world_empty(&n);
	snprintf(command, sizeof(command),
	    "rm -rf %s %s.key && cp -a %s %s && cp -a %s.key %s.key", n.folder,
	    n.folder, w->folder, n.folder, w->folder, n.folder);
	if (system(command) != 0)
		die("cannot copy a service");
	return n;
}

/* But for the names of chunk files, which are others each time. */
static void
said_put(struct buf *b, struct str said)
{
	struct str line;

	while (str_split(&said, '\n', &line))
		if (str_find_str(line, STR(".chunk")) == line.n)
			buf_fmt(b, "%.*s\n", STR_ARG(line));
}

/* What it says when it is asked. */
void
answers_put(struct buf *b, const struct world *w, enum asked how)
{
	const char *const asked[][8] = {
	    {"findings", "--format", "csv", LATER},
	    {"code", "check", code, "--to", RECEIVER, LATER},
	    {"evidence", "verify", LATER},
	    {"organisation", "list", "--format", "csv", LATER},
	    {"organisation", "show", "Bakkerij Jansen", LATER},
	    {"organisation", "export", "Smid BV", LATER},
	    {"case", "list", LATER},
	    {"batch", "list", LATER},
	    {"evidence", "show", "1:5", LATER},
	};
	size_t n = how == ASKED_FEW ? 3 : sizeof(asked) / sizeof(*asked);
	struct ran r = {0};

	for (size_t i = 0; i < n; i++) {
		binary_run(w, &r, NULL, asked[i]);
		if (!is_int(r.code, 0)) {
			tap_note("%s %s", asked[i][0], asked[i][1]);
			has(&r.err, "nothing should be said");
		}
		said_put(b, buf_all(&r.out));
	}
	accounts_put(b, w);
	ran_free(&r);
}

void
is_as_it_was(const struct world *w, const struct buf *was, enum asked how)
{
	struct buf is = {0};

	answers_put(&is, w, how);
	is_str(buf_all(&is), buf_all(was));
	/* what is known of an observation still points at it */
	is_int(account(w,
		   "SELECT count(*) FROM observation o WHERE unowned = 0 AND "
		   "NOT EXISTS (SELECT 1 FROM identification i WHERE "
		   "i.observation = o.id AND i.rest = o.rest)"),
	    0);
	is_int(account(w,
		   "SELECT count(*) FROM finding f WHERE f.state < 4 AND NOT "
		   "EXISTS (SELECT 1 FROM observation o JOIN support s ON "
		   "s.observation = o.id AND s.rest = o.rest WHERE o.id = "
		   "f.observation AND o.rest = f.rest AND s.finding = f.id)"),
	    0);
	buf_free(&is);
}

void
rotated(const struct world *w)
{
	struct ran r = {0};

	RUN(w, &r, "keys", "rotate", LATER);
	if (!is_int(r.code, 0))
		has(&r.err, "nothing should be said");
	ok(has(&r.out, "THE NEW KEYS ARE ON THIS MACHINE ONLY"));
	ok(has(&r.out, "/" UNTIL));
	ran_free(&r);
}

/* Nothing lies about that was for the way only. */
void
is_tidy(const struct world *w)
{
	char path[400];

	is_int(files_count(w, ".", ".tmp"), 0);
	is_int(files_count(w, ".", NEXT), 0);
	snprintf(path, sizeof(path), "%s/" ROTATING, w->folder);
	ok(access(path, F_OK) != 0);
	snprintf(path, sizeof(path), "%s/" ROTATED, w->folder);
	ok(access(path, F_OK) != 0);
	snprintf(path, sizeof(path), "%s.key/seal.key" NEXT, w->folder);
	ok(access(path, F_OK) != 0);
	snprintf(path, sizeof(path), "%s.key/backup.key" NEXT, w->folder);
	ok(access(path, F_OK) != 0);
	is_int(files_count(w, "evidence", ".chunk"),
	    account(w, "SELECT count(*) FROM ledger"));
}

/* What is sealed. */

/* NULL-terminated names of columns that are sealed under another than the id
 * of their row, or another name than their own. */
static const struct {
	const char *column, *context, *id;
} odd[] = {
    {"identification.detail_sealed", "identification.detail", "observation"},
    {"observation_subject.subjects_sealed", "observation.subject", "id"},
    {"claim_proof.said_sealed", "claim_proof.said", "claim"},
    {"security_txt.said_sealed", "security_txt.said", "claim"},
    {"credential.value_sealed", "credential.value", "name"},
    {"totp.secret_sealed", "totp.secret", "person"},
};

struct walk {
	struct seal old, new;
	unsigned values, by_old, by_new;
};

static struct seal
seal_of(const struct world *w, const char *below)
{
	char path[400];
	struct seal s;
	struct why why = {0};

	snprintf(path, sizeof(path), "%s.key/%s", w->folder, below);
	if (seal_key_read(AT_FDCWD, path, &s, &why) != OK)
		die("%s", why.rule);
	return s;
}

static bool
opens(const struct seal *s, const char *context, struct str sealed)
{
	struct buf plain = {0};
	bool open = seal_get(&plain, s, str_of(context), sealed);

	buf_free(&plain);
	return open;
}

static void
value_try(
    struct walk *x, const char *context, const char *id, struct str sealed)
{
	char full[200];

	snprintf(full, sizeof(full), "%s:%s", context, id);
	x->values++;
	x->by_old += opens(&x->old, full, sealed);
	x->by_new += opens(&x->new, full, sealed);
}

static void
column_walk(struct walk *x, sqlite3 *db, const char *table, const char *column)
{
	char full[100], context[100], query[300];
	const char *id = "id";
	sqlite3_stmt *s;

	snprintf(full, sizeof(full), "%s.%s", table, column);
	snprintf(context, sizeof(context), "%.*s",
	    (int)(strlen(full) - strlen("_sealed")), full);
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++)
		if (strcmp(odd[i].column, full) == 0) {
			snprintf(
			    context, sizeof(context), "%s", odd[i].context);
			id = odd[i].id;
		}
	snprintf(query, sizeof(query),
	    "SELECT %s, %s FROM %s WHERE %s IS NOT NULL", id, column, table,
	    column);
	if (sqlite3_prepare_v2(db, query, -1, &s, NULL) != SQLITE_OK)
		die("%s: %s", query, sqlite3_errmsg(db));
	while (sqlite3_step(s) == SQLITE_ROW) {
		const char *p = sqlite3_column_blob(s, 1);
		value_try(x, context, (const char *)sqlite3_column_text(s, 0),
		    str_make(p, (size_t)sqlite3_column_bytes(s, 1)));
	}
	sqlite3_finalize(s);
}

static void
database_walk(struct walk *x, const struct world *w, const char *name)
{
	char path[400];
	sqlite3 *db;
	sqlite3_stmt *s;

	snprintf(path, sizeof(path), "%s/%s", w->folder, name);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) !=
		SQLITE_OK ||
	    sqlite3_prepare_v2(db,
		"SELECT t.name, c.name FROM pragma_table_list t, "
		"pragma_table_info(t.name) c WHERE t.type = 'table' AND c.name "
		"LIKE '%!_sealed' ESCAPE '!'",
		-1, &s, NULL) != SQLITE_OK)
		die("%s", sqlite3_errmsg(db));
	while (sqlite3_step(s) == SQLITE_ROW)
		column_walk(x, db, (const char *)sqlite3_column_text(s, 0),
		    (const char *)sqlite3_column_text(s, 1));
	sqlite3_finalize(s);
	sqlite3_close(db);
}

static struct walk walked; /* chunks, for nftw */

static int
chunk_try(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	struct buf file = {0};
	struct chunk_reader r;

	(void)st, (void)at;
	if (kind != FTW_F || strstr(path, ".chunk") == NULL)
		return 0;
	if (file_slurp(AT_FDCWD, path, FILE_MOST, &file) != OK)
		die("cannot read %s", path);
	walked.values++;
	walked.by_old +=
	    chunk_open(&r, &walked.old, buf_all(&file), NULL) == OK;
	chunk_close(&r);
	walked.by_new +=
	    chunk_open(&r, &walked.new, buf_all(&file), NULL) == OK;
	chunk_close(&r);
	buf_free(&file);
	return 0;
}

/* All that is sealed opens by the new key, none of it by the old one. */
void
is_new(const struct world *w, const char *old)
{
	struct walk x = {.old = seal_of(w, old), .new = seal_of(w, "seal.key")};

	walked = x;
	database_walk(&x, w, "store.db");
	database_walk(&x, w, "secret.db");
	ok(x.values > SEALED_LEAST);
	is_int(x.by_new, x.values);
	is_int(x.by_old, 0);
	nftw(w->folder, chunk_try, 8, FTW_PHYS);
	ok(walked.values > 0);
	is_int(walked.by_new, walked.values);
	is_int(walked.by_old, 0);
}
