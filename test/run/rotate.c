/* tests of keys rotate: all is as it was, and the old key opens none of it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/rotating.h"

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
#include "notify/verp.h"
#include "test/run/accounts.h"
#include "test/run/lived_in.h"
#include "test/tap.h"

#define AFTER "--now", "2026-11-23T08:00:00Z"

TEST(all_answers_as_before)
{
	struct world w;
	struct buf was = {0};

	lived_in(&w);
	answers_put(&was, &w, ASKED_ALL);
	rotated(&w);
	is_as_it_was(&w, &was, ASKED_ALL);
	is_tidy(&w);
	is_new(&w, UNTIL "/seal.key");
	is_int(account(&w,
		   "SELECT count(*) FROM audit WHERE did = 'keys "
		   "rotate'"),
	    1);

	/* and once more, on the same day */
	FINE(&w, "keys", "rotate", LATER);
	is_as_it_was(&w, &was, ASKED_ALL);
	is_tidy(&w);
	is_new(&w, UNTIL "-2/seal.key");
	is_new(&w, UNTIL "/seal.key");

	/* rows of today meet those of two keys ago */
	lived_in_import(&w, "2026-11-20", false, "2026-11-22T09:00:00Z");
	lived_in_import(&w, "2026-11-21", false, "2026-11-22T09:00:00Z");
	is_int(account(&w, "SELECT count(*) FROM report"), 3);
	is_int(account(&w, "SELECT count(*) FROM observation"), LIVED_IN_ROWS);
	buf_free(&was);
}

/* The first sealed values of each column, as they lay on disk. */
static struct buf old_values;
static struct {
	unsigned files, hits;
} search;

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
			search.hits++;
			break;
		}
	search.files++;
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
			struct str v = arena_str(
			    a, str_make(p, (size_t)sqlite3_column_bytes(s, 0)));
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
	search.files = search.hits = 0;
	nftw(w.folder, file_search, 8, FTW_PHYS);
	ok(search.hits > 0); /* the search finds what there is */
	rotated(&w);
	search.files = search.hits = 0;
	nftw(w.folder, file_search, 8, FTW_PHYS);
	ok(search.files > 5);
	is_int(search.hits, 0);
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
		lived_in_import(x, "2026-11-20", false, "2026-11-22T09:00:00Z");
		lived_in_import(x, "2026-11-21", true, "2026-11-22T09:00:00Z");
		accounts_put(i == 0 ? &is : &was, x);
	}
	is_str(buf_all(&is), buf_all(&was));
	is_int(account(&w, "SELECT count(*) FROM observation"), LIVED_IN_ROWS);
	/* three days, but for the rows of the one who was erased */
	is_int(account(&w, "SELECT count(*) FROM observation WHERE count < 3"),
	    LIVED_IN_ROWS * 2 / 100);
	is_int(account(&w, "SELECT count(*) FROM report"), 3);
	buf_free(&was);
	buf_free(&is);
}

/* Who asks to be told no more, by a link in a mail of then. */
TEST(a_link_in_a_mail_of_before_is_ours_still)
{
	struct world w;
	struct service sv;
	struct why why = {0};
	struct str stop, ref;

	lived_in(&w);
	rotated(&w);
	stop = str_of(lived_in_stop);
	ref = str_upto(stop, REF_SIZE);
	is_int(service_open(&sv, w.folder, SERVICE_WRITE, &why), OK);
	ok(verp_is(&sv.store, &sv.a, VERP_STOP, lived_in_delivery, ref, stop));
	ok(!verp_is(
	    &sv.store, &sv.a, VERP_RETURN, lived_in_delivery, ref, stop));
	service_close(&sv);
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
		snprintf(
		    path, sizeof(path), "%s/%s", box, i == 0 ? "new" : "cur");
		mkdir(path, 0700);
	}
	snprintf(path, sizeof(path), "%s/new/1763712000.M3P1.host:2,", box);
	snprintf(text, sizeof(text),
	    "Delivered-To: terug+%s@voorbeeld.example\n"
	    "Content-Type: multipart/report; boundary=b\n\n--b\n"
	    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n"
	    "\nFinal-Recipient: rfc822; info@elsewhere.example\n"
	    "Action: failed\nStatus: 5.1.1\n\n--b--\n",
	    lived_in_mark);
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
	FINE(
	    &w, "organisation", "erase", "Smid BV", "--reason", "asked", LATER);
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

/* What a network was told of, and an observation that shares its id. */
TEST(whatever_names_an_observation_names_it_after)
{
	struct world w;
	static const char named[] =
	    "SELECT count(*) FROM relayed r JOIN observation o ON o.id = "
	    "r.observation AND o.rest = r.rest JOIN identification i ON "
	    "i.observation = o.id AND i.rest = o.rest";

	lived_in(&w);
	account_spoil(&w,
	    "INSERT INTO relayed (organisation, observation, rest, ref, "
	    "notice, day) SELECT organisation, observation, rest, 'r', 1, 1 "
	    "FROM identification LIMIT 1");
	account_spoil(&w,
	    "INSERT INTO observation_clash SELECT id, rest + 1, series, "
	    "subject, first_seen, last_seen, last_day, days, count, severity, "
	    "1, ledger, row FROM observation WHERE unowned = 0 LIMIT 1");
	is_int(account(&w, named), 1);
	rotated(&w);
	is_int(account(&w, named), 1);
	is_int(account(&w, "SELECT count(*) FROM observation_clash"), 0);
	/* but for those of the one who was erased; and the one more */
	is_int(account(&w, "SELECT count(*) FROM observation"),
	    LIVED_IN_ROWS - 4 + 1);
}

/* Work under way went by ids that are others now. */
TEST(a_job_that_was_under_way_begins_anew)
{
	struct world w;

	lived_in(&w);
	account_spoil(&w,
	    "UPDATE job SET state = 2, stage = 1, place = 5, done = NULL "
	    "WHERE id = 1");
	rotated(&w);
	ok(account(&w, "SELECT place FROM job WHERE id = 1") == INT64_MIN);
	account_spoil(
	    &w, "UPDATE job SET state = 2, stage = 2, place = 5 WHERE id = 1");
	FINE(&w, "keys", "rotate", AFTER);
	is_int(account(&w, "SELECT place FROM job WHERE id = 1"), 5);
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

static void
restored(
    const struct world *w, const char *keys, struct ran *r, struct world *n)
{
	char backup[300], from[300], list[300];

	snprintf(backup, sizeof(backup), "%s.backup", w->folder);
	snprintf(from, sizeof(from), "%s.%s", w->folder, keys);
	snprintf(list, sizeof(list), "%s/erased.list", w->folder);
	world_empty(n);
	RUN(n, r, "restore", backup, "--keys", from, "--erased", list, LATER);
}

static void
backed_up(const struct world *w)
{
	char backup[300];

	snprintf(backup, sizeof(backup), "%s.backup", w->folder);
	FINE(w, "backup", backup, "--replace", NOW);
}

TEST(a_backup_of_before_opens_with_the_keys_of_before)
{
	struct world w, n;
	struct ran r = {0};
	struct buf was = {0};

	lived_in(&w);
	backed_up(&w);
	RUN(&w, &r, "findings", "--format", "csv", "--organisation",
	    "Bakkerij Jansen", NOW);
	buf_str(&was, buf_all(&r.out));
	rotated(&w);
	FINE(
	    &w, "organisation", "erase", "Smid BV", "--reason", "asked", LATER);
	restored(&w, "key", &r, &n);
	is_int(r.code, 1);
	ok(has(&r.err, "this backup was made with another backup.key"));

	/* who was erased since is erased there too: the list holds */
	restored(&w, "key/" UNTIL, &r, &n);
	if (!is_int(r.code, 0))
		has(&r.err, "nothing should be said");
	ok(has(&r.out, "now erased here: 1 "));
	RUN(&n, &r, "findings", "--format", "csv", "--organisation",
	    "Bakkerij Jansen", NOW);
	is_str(buf_all(&r.out), buf_all(&was));

	/* a backup of now goes with the keys of now, and takes the past along
	 */
	backed_up(&w);
	restored(&w, "key", &r, &n);
	is_int(r.code, 0);
	lived_in_import(&n, "2026-11-20", false, "2026-11-22T09:00:00Z");
	is_int(account(&n, "SELECT count(*) FROM report"), 2);
	RUN(&w, &r, "keys", "list", LATER);
	ok(has(&r.out, "the keys of before that day"));
	RUN(&w, &r, "doctor", LATER);
	ok(has(&r.out, UNTIL " opens backups of before that day"));
	ok(str_find_str(buf_all(&r.out), STR("the sheet of then")) == r.out.n);
	RUN(&w, &r, "doctor", "--now", "2026-11-30T08:00:00Z");
	ok(has(&r.out, "remove it, and the sheet of then, unless"));
	buf_free(&was);
	ran_free(&r);
}

TEST(the_old_sheet_says_what_it_is_of)
{
	struct world w, n;
	struct ran r = {0};
	char sheet[300], found[300], phrase[64];

	lived_in(&w);
	backed_up(&w);
	snprintf(sheet, sizeof(sheet), "%s.sheet", w.folder);
	unlink(sheet);
	RUN(&w, &r, "keys", "escrow", sheet, NOW);

	struct str out = buf_all(&r.out);
	struct str line = str_from(out, str_find_str(out, STR("\n    ")) + 5);

	snprintf(phrase, sizeof(phrase), "%.*s",
	    STR_ARG(str_upto(line, str_find(line, '\n'))));

	struct how typed = {.in = str_of(phrase)};

	rotated(&w);
	RUN_AS(&w, &r, &typed, "keys", "drill", sheet, LATER);
	is_int(r.code, 1);
	ok(has(&r.err, "new ones were made on 2026-11-22; make a new sheet"));
	RUN(&w, &r, "doctor", LATER);
	ok(has(&r.out, "new keys were made on 2026-11-22, and no sheet"));

	/* and is enough for a backup of then */
	snprintf(found, sizeof(found), "%s.found", w.folder);
	RUN_AS(&w, &r, &typed, "keys", "recover", sheet, "--to", found);
	restored(&w, "found", &r, &n);
	is_int(r.code, 0);
	ran_free(&r);
}
