/* tests of keys rotate: all is as it was, and the old key opens none of it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/rotating.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crash.h"
#include "base/err.h"
#include "base/file.h"
#include "evidence/chunk.h"
#include "notify/verp.h"
#include "run/service.h"
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW   "--now", "2026-11-21T08:00:00Z"
#define LATER "--now", "2026-11-22T08:00:00Z"
#define AFTER "--now", "2026-11-23T08:00:00Z"
#define UNTIL "until-2026-11-22"
#define RECEIVER "jan@bakker.example"

enum {
	ROWS = 200,
	FILE_MOST = 64 << 20,
	PATIENCE_MS = 20000,
	SEALED_LEAST = 80, /* values that a lived-in service has */
};

static char code[32]; /* of the mail that was sent, and its delivery's mark */
static char mark[64];

static void
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
#define FINE(w, ...) fine((w), (const char *const[]){__VA_ARGS__, NULL})

static void
day_import(struct world *w, const char *day, bool bad, const char *now)
{
	char name[64];
	struct buf b = {0};

	snprintf(name, sizeof(name), "%s-scan_rdp-demo.csv", day);
	rows_put(&b, day, 0, ROWS);
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
	return str_find_str(buf_all(&mail_text), STR(RECEIVER)) <
	    mail_text.n;
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

	struct str ref = str_upto(str_of(strrchr(mail_path, '/') + 1), REF_SIZE);
	struct str said = str_from(buf_all(b),
	    str_find_str(buf_all(b), STR("Controlecode: ")) + 14);

	snprintf(code, sizeof(code), "%.*s", STR_ARG(str_upto(said, 14)));
	if (service_open(&sv, w->folder, SERVICE_WRITE, &why) != OK)
		die("%s", why.rule);
	for (int64_t id = 1; id < 10 && mark[0] == '\0'; id++) {
		char query[200];
		snprintf(query, sizeof(query),
		    "SELECT count(*) FROM delivery d JOIN notice n ON n.id = "
		    "d.notice WHERE d.id = %d AND n.ref = '%.*s'",
		    (int)id, STR_ARG(ref));
		if (account(w, query) == 1)
			snprintf(mark, sizeof(mark), "%.*s",
			    STR_ARG(verp_mark(&sv.store, &sv.a, id, ref)));
	}
	service_close(&sv);
}

/* Two days of reports, mails sent and answered, a call, a company erased, and
 * looks of which one is not in the store yet. */
static void
lived_in(struct world *w)
{
	struct ran r = {0};

	world_make(w);
	setting_add(w, "bounce-address = terug@voorbeeld.example\n");
	day_import(w, "2026-11-19", true, "2026-11-20T08:00:00Z");
	day_import(w, "2026-11-20", false, "2026-11-21T08:00:00Z");
	FINE(w, "notices", "prepare", NOW);
	FINE(w, "notices", "send", NOW);
	mark[0] = '\0';
	mail_note(w);
	RUN(w, &r, "case", "open", "--organisation", "Smid BV", "--topic",
	    "open-rdp", NOW);

	char ref[REF_SIZE + 1] = "";

	if (is_int(r.code, 0))
		snprintf(ref, sizeof(ref), "%.16s", r.out.p + sizeof("case ") - 1);
	FINE(w, "case", "note", ref, "--phone", "--number", "0612345678",
	    "--source", "de gids", "--spoken-to", "Sanne", "--said",
	    "terugbellen", "--next", "maandag", NOW);
	FINE(w, "organisation", "erase", "Molen", "--reason", "asked",
	    NOW);
	FINE(w, "organisation", "list", NOW);
	ran_free(&r);
}

static struct world
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
static void
answers_put(struct buf *b, const struct world *w)
{
	const char *const asked[][8] = {
	    {"organisation", "list", "--format", "csv", LATER},
	    {"organisation", "show", "Bakkerij Jansen", LATER},
	    {"organisation", "export", "Smid BV", LATER},
	    {"findings", "--format", "csv", LATER},
	    {"case", "list", LATER},
	    {"batch", "list", LATER},
	    {"code", "check", code, "--to", RECEIVER, LATER},
	    {"evidence", "verify", LATER},
	    {"evidence", "show", "1:5", LATER},
	};
	struct ran r = {0};

	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++) {
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

static void
is_as_it_was(const struct world *w, const struct buf *was)
{
	struct buf is = {0};

	answers_put(&is, w);
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

static void
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
static void
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
value_try(struct walk *x, const char *context, const char *id, struct str sealed)
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
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
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
static void
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

TEST(all_answers_as_before)
{
	struct world w;
	struct buf was = {0};

	lived_in(&w);
	answers_put(&was, &w);
	rotated(&w);
	is_as_it_was(&w, &was);
	is_tidy(&w);
	is_new(&w, UNTIL "/seal.key");
	is_int(account(&w, "SELECT count(*) FROM audit WHERE did = 'keys "
			   "rotate'"),
	    1);

	/* and once more, on the same day */
	FINE(&w, "keys", "rotate", LATER);
	is_as_it_was(&w, &was);
	is_tidy(&w);
	is_new(&w, UNTIL "-2/seal.key");
	is_new(&w, UNTIL "/seal.key");
	buf_free(&was);
}

/* The first sealed values of each column, as they lay on disk. */
static struct buf old_values;

static int
file_search(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	struct buf b = {0};
	struct str *v = (struct str *)(void *)old_values.p;

	(void)st, (void)at;
	if (kind != FTW_F || strstr(path, ".sock") != NULL)
		return 0;
	if (file_slurp(AT_FDCWD, path, FILE_MOST, &b) != OK)
		die("cannot read %s", path);
	for (size_t i = 0; i < old_values.n / sizeof(*v); i++)
		if (b.n > 0 && memmem(b.p, b.n, v[i].p, v[i].n) != NULL) {
			tap_note("%s holds a value under the old key", path);
			walked.by_old++;
			break;
		}
	walked.values++;
	buf_free(&b);
	return 0;
}

/* Some of each sealed column and each index. */
static void
old_values_take(const struct world *w, struct arena *a)
{
	static const char *const columns[] = {"name_sealed FROM organisation",
	    "name_index FROM organisation", "value_sealed FROM contact",
	    "value_index FROM contact", "value_sealed FROM claim",
	    "subject_sealed FROM finding", "subject_index FROM finding",
	    "subjects_sealed FROM observation_subject",
	    "detail_sealed FROM identification", "body_sealed FROM notice",
	    "words_sealed FROM audit_read", "address_index FROM look_except",
	    "said_sealed FROM contact_moment", "file_hash FROM ledger"};
	char path[400], query[200];
	sqlite3 *db;
	sqlite3_stmt *s;

	snprintf(path, sizeof(path), "%s/store.db", w->folder);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		die("%s", sqlite3_errmsg(db));
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++) {
		unsigned n = 0;
		snprintf(query, sizeof(query), "SELECT %s", columns[i]);
		if (sqlite3_prepare_v2(db, query, -1, &s, NULL) != SQLITE_OK)
			die("%s: %s", query, sqlite3_errmsg(db));
		for (; n < 30 && sqlite3_step(s) == SQLITE_ROW; n++) {
			const char *p = sqlite3_column_blob(s, 0);
			struct str v = arena_str(a,
			    str_make(p, (size_t)sqlite3_column_bytes(s, 0)));
			if (v.n >= SEAL_FINGERPRINT)
				buf_put(&old_values, &v, sizeof(v));
		}
		if (!ok(n > 0))
			tap_note("%s: none", columns[i]);
		sqlite3_finalize(s);
	}
	sqlite3_close(db);
}

TEST(no_byte_under_the_old_key_is_left)
{
	struct world w;
	struct arena a;

	arena_init(&a, 0);
	lived_in(&w);
	FINE(&w, "audit", "list", NOW); /* takes looks into the store */
	old_values_take(&w, &a);
	walked = (struct walk){0};
	nftw(w.folder, file_search, 8, FTW_PHYS);
	ok(walked.by_old > 0); /* the search finds what there is */
	rotated(&w);
	walked = (struct walk){0};
	nftw(w.folder, file_search, 8, FTW_PHYS);
	ok(walked.values > 5);
	is_int(walked.by_old, 0);
	buf_free(&old_values);
	arena_free(&a);
}

/* Tomorrow. */

TEST(the_next_reports_are_known)
{
	struct world w, other;
	struct buf was = {0}, is = {0};

	lived_in(&w);
	other = copy_of(&w);
	rotated(&w);
	for (int i = 0; i < 2; i++) {
		struct world *x = i == 0 ? &w : &other;
		day_import(x, "2026-11-20", false, "2026-11-22T09:00:00Z");
		day_import(x, "2026-11-21", true, "2026-11-22T09:00:00Z");
		accounts_put(i == 0 ? &is : &was, x);
	}
	is_str(buf_all(&is), buf_all(&was));
	is_int(account(&w, "SELECT count(*) FROM observation"), ROWS);
	/* three days, but for the rows of the one who was erased */
	is_int(account(&w, "SELECT count(*) FROM observation WHERE count < 3"),
	    ROWS * 2 / 100);
	is_int(account(&w, "SELECT count(*) FROM report"), 3);
	buf_free(&was);
	buf_free(&is);
}

TEST(mail_that_comes_back_is_ours_still)
{
	struct world w;
	struct ran r = {0};
	char box[300], path[400], text[1000];

	lived_in(&w);
	rotated(&w);
	snprintf(box, sizeof(box), "%s.box", w.folder);
	mkdir(box, 0700);
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", box, i == 0 ? "new" : "cur");
		mkdir(path, 0700);
	}
	snprintf(path, sizeof(path), "%s/new/1763712000.M3P1.host:2,", box);
	snprintf(text, sizeof(text),
	    "Delivered-To: terug+%s@voorbeeld.example\n"
	    "Content-Type: multipart/report; boundary=b\n\n--b\n"
	    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n"
	    "\nFinal-Recipient: rfc822; info@elsewhere.example\n"
	    "Action: failed\nStatus: 5.1.1\n\n--b--\n",
	    mark);
	file_place(AT_FDCWD, path, str_of(text), 0600);
	RUN(&w, &r, "mail", "take", box, "--dry-run", LATER);
	ok(has(&r.out, "bounced 5.1.1, of notice "));
	FINE(&w, "mail", "take", box, LATER);
	is_int(account(&w, "SELECT count(*) FROM contact WHERE state = 2"), 1);

	/* the same again is the same again, under the next keys too */
	FINE(&w, "keys", "rotate", AFTER);
	snprintf(path, sizeof(path), "%s/cur/1763712000.M3P1.host:2,S", box);
	is_int(unlink(path), 0);
	snprintf(path, sizeof(path), "%s/new/1763712000.M3P1.host:2,", box);
	file_place(AT_FDCWD, path, str_of(text), 0600);
	RUN(&w, &r, "mail", "take", box, AFTER);
	ok(has(&r.out, "mails read: 0, taken before: 1\n"));
	ran_free(&r);
}

TEST(what_is_erased_stays_so_and_more_can_be)
{
	struct world w;
	struct ran r = {0};

	lived_in(&w);
	rotated(&w);
	RUN(&w, &r, "organisation", "show", "Molen", LATER);
	is_int(r.code, 1);
	FINE(&w, "organisation", "erase", "Smid BV", "--reason",
	    "asked", LATER);
	FINE(&w, "evidence", "verify", LATER);
	FINE(&w, "keys", "rotate", AFTER);
	FINE(&w, "evidence", "verify", AFTER);
	FINE(&w, "organisation", "list", AFTER);
	ran_free(&r);
}

/* Looks. */

TEST(a_look_of_meanwhile_is_kept)
{
	struct world w;
	struct ran r = {0};

	lived_in(&w);
	is_int(files_count(&w, "run", "reads"), 1);
	rotated(&w);
	RUN(&w, &r, "audit", "list", "--since", "2026-11-21", LATER);
	ok(has(&r.out, "organisation list"));
	ok(has(&r.out, "keys rotate"));
	ok(str_find_str(buf_all(&r.out), STR("damaged")) == r.out.n);
	ran_free(&r);
}

TEST(who_reads_is_waited_for)
{
	struct world w;
	struct started s;
	struct ran r = {0};

	lived_in(&w);

	int folder = open(w.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	ok(folder >= 0 && flock(folder, LOCK_SH) == 0);
	s = binary_start(&w, NULL, (const char *[]){"keys", "rotate", LATER, NULL});
	ok(!binary_ends(&s, &r, 2500));
	ok(flock(folder, LOCK_UN) == 0);
	ok(binary_ends(&s, &r, PATIENCE_MS));
	is_int(r.code, 0);
	is_tidy(&w);

	/* and while the new is put in its place nobody is let in */
	ok(flock(folder, LOCK_EX) == 0);
	RUN(&w, &r, "organisation", "list", LATER);
	is_int(r.code, 1);
	ok(has(&r.err, "new keys are being put in place at this moment"));
	close(folder);
	ran_free(&r);
}

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
		ok(has(&r.out, "new keys were made before, and are in their "
			       "place now"));
	} else {
		is_as_it_was(&w, was); /* the first that writes tidies up */
		is_tidy(&w);
		rotated(&w);
	}
	is_as_it_was(&w, was);
	is_tidy(&w);
	is_new(&w, UNTIL "/seal.key");
	ran_free(&r);
}

TEST(every_point_is_survived)
{
	struct world w;
	struct buf was = {0};

	lived_in(&w);
	answers_put(&was, &w);
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

TEST(killed_at_any_moment)
{
	struct world w, n;
	struct ran r = {0};
	struct buf was = {0};
	struct started s;

	lived_in(&w);
	answers_put(&was, &w);
	srandom(1);
	for (int i = 0; i < 12; i++) {
		n = copy_of(&w);
		for (int k = 0; k < 2; k++) {
			s = binary_start(&n, NULL,
			    (const char *[]){"keys", "rotate", LATER, NULL});
			pause_ms((int)(random() % 60));
			kill(s.pid, SIGKILL);
			binary_end(&s, &r);
		}
		FINE(&n, "keys", "rotate", LATER);
		is_as_it_was(&n, &was);
		is_tidy(&n);
	}
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
	ok(binary_says(s.err, "") || true);
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
	answers_put(&was, &w);
	for (uint64_t limit = 4096; limit < 10 << 20; limit *= 3) {
		RUN_AS(&w, &r, (&(struct how){.file_size = limit}), "keys",
		    "rotate", LATER);
		if (r.code == 0)
			break;
		/* a message of ours or of the system's */
		ok(str_find_str(buf_all(&r.err), STR("free some space")) <
			r.err.n ||
		    has(&r.err, "File too large"));
		refused++;
	}
	ok(refused > 2);
	is_int(r.code, 0);
	is_as_it_was(&w, &was);
	is_tidy(&w);
	buf_free(&was);
	ran_free(&r);
}

/* Orphans of evidence. */

TEST(what_was_put_aside_is_sealed_anew_too)
{
	struct world w;
	struct ran r = {0};
	char path[512], command[1200];

	lived_in(&w);
	if (!ok(file_first(&w, "evidence", ".chunk", path)))
		return;
	snprintf(command, sizeof(command),
	    "mkdir -p %s/evidence/orphan && cp %s "
	    "%s/evidence/orphan/2025-01-00112233445566778899aabbccddeeff.chunk",
	    w.folder, path, w.folder);
	is_int(system(command), 0);
	rotated(&w);
	is_new(&w, UNTIL "/seal.key");
	RUN(&w, &r, "doctor", LATER);
	ok(has(&r.out, "1 chunk file without a ledger row in"));
	ran_free(&r);
}

/* Backups, and keys on paper. */

TEST(a_backup_of_before_opens_with_the_keys_of_before)
{
	struct world w, n;
	struct ran r = {0};
	struct buf was = {0};
	char backup[300], keys[300], list[300], sheet[300], phrase[64];

	lived_in(&w);
	snprintf(backup, sizeof(backup), "%s.backup", w.folder);
	snprintf(sheet, sizeof(sheet), "%s.sheet", w.folder);
	snprintf(list, sizeof(list), "%s/erased.list", w.folder);
	unlink(sheet);
	FINE(&w, "backup", backup, "--replace", NOW);
	RUN(&w, &r, "keys", "escrow", sheet, NOW);

	struct str out = buf_all(&r.out);
	struct str line = str_from(out, str_find_str(out, STR("\n    ")) + 5);

	snprintf(phrase, sizeof(phrase), "%.*s",
	    STR_ARG(str_upto(line, str_find(line, '\n'))));
	RUN(&w, &r, "findings", "--format", "csv", NOW);
	buf_str(&was, buf_all(&r.out));
	rotated(&w);

	/* who was erased since is erased there too: the list holds */
	FINE(&w, "organisation", "erase", "Smid BV", "--reason",
	    "asked", LATER);
	snprintf(keys, sizeof(keys), "%s.key", w.folder);
	world_empty(&n);
	RUN(&n, &r, "restore", backup, "--keys", keys, LATER);
	is_int(r.code, 1);
	ok(has(&r.err, "this backup was made with another backup.key"));
	snprintf(keys, sizeof(keys), "%s.key/" UNTIL, w.folder);
	RUN(&n, &r, "restore", backup, "--keys", keys, LATER);
	is_int(r.code, 0);
	RUN(&n, &r, "findings", "--format", "csv", NOW);
	is_str(buf_all(&r.out), buf_all(&was));
	world_empty(&n);
	RUN(&n, &r, "restore", backup, "--keys", keys, "--erased", list, LATER);
	if (!is_int(r.code, 0))
		has(&r.err, "nothing should be said");
	ok(has(&r.out, "now erased here: 1 "));

	/* the sheet says what it is of, and is enough for that backup */
	RUN_AS(&w, &r, (&(struct how){.in = str_of(phrase)}), "keys", "drill",
	    sheet, LATER);
	is_int(r.code, 1);
	ok(has(&r.err, "new ones were made on 2026-11-22; make a new sheet"));
	RUN(&w, &r, "doctor", LATER);
	ok(has(&r.out, "new keys were made on 2026-11-22, and no sheet"));
	snprintf(keys, sizeof(keys), "%s.found", w.folder);
	RUN_AS(&n, &r, (&(struct how){.in = str_of(phrase)}), "keys",
	    "recover", sheet, "--to", keys);
	world_empty(&n);
	RUN(&n, &r, "restore", backup, "--keys", keys, LATER);
	is_int(r.code, 0);

	/* a backup of now goes with the keys of now, all of them */
	FINE(&w, "backup", backup, "--replace", LATER);
	snprintf(keys, sizeof(keys), "%s.key", w.folder);
	world_empty(&n);
	RUN(&n, &r, "restore", backup, "--keys", keys, LATER);
	is_int(r.code, 0);
	RUN(&n, &r, "keys", "list", LATER);
	ok(has(&r.out, "seal.key"));
	RUN(&w, &r, "keys", "list", LATER);
	ok(has(&r.out, "the keys of before that day"));
	buf_free(&was);
	ran_free(&r);
}
