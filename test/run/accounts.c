/* accounts: what a service holds, in numbers that two services share */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/run/accounts.h"

#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "test/tap.h"

/* clang-format off */
static const struct {
	const char *name, *query;
} accounts[] = {
	{"batches", "SELECT count(*) FROM batch"},
	{"reports",
	    "SELECT group_concat(name || ' ' || day || ' ' || coalesce(complete, "
	    "'-') || ' ' || coalesce(why, '-'), '; ') FROM (SELECT * FROM report "
	    "ORDER BY id)"},
	{"looks", "SELECT group_concat(day || ' ' || complete || ' ' || report, '; ') FROM look"},
	{"ledger",
	    "SELECT count(*) || ' ' || sum(rows) || ' ' || sum(rejected) || ' ' || "
	    "sum(fresh) || ' ' || sum(erased) || ' ' || sum(bytes) FROM ledger"},
	{"rejects",
	    "SELECT group_concat(ledger || ':' || row || ' ' || line || ' ' || "
	    "rule, '; ') FROM (SELECT * FROM reject ORDER BY ledger, row)"},
	{"observations",
	    "SELECT count(*) || ' ' || sum(count) || ' ' || min(first_seen) || ' ' "
	    "|| max(last_seen) || ' ' || sum(unowned) FROM observation"},
	{"clashes", "SELECT count(*) FROM observation_clash"},
	{"identified",
	    "SELECT count(*) || ' ' || sum(confidence) || ' ' || sum(organisation) "
	    "FROM identification"},
	{"findings",
	    "SELECT count(*) || ' ' || sum(state) || ' ' || sum(severity) || ' ' "
	    "|| sum(organisation) || ' ' || sum(revision) || ' ' || sum(reopened) "
	    "|| ' ' || sum(first_seen) || ' ' || sum(last_seen) || ' ' || "
	    "sum(last_day) || ' ' || sum(opened) || ' ' || count(due_since) || ' ' "
	    "|| count(noticed) || ' ' || count(closed) FROM finding"},
	{"seen in", "SELECT count(*) || ' ' || sum(last_day) FROM finding_seen"},
	{"events",
	    "SELECT count(*) || ' ' || sum(what) || ' ' || count(DISTINCT finding) "
	    "FROM finding_event"},
	{"jobs",
	    "SELECT count(*) || ' ' || sum(state) || ' ' || sum(looked) || ' ' || "
	    "sum(opened) || ' ' || sum(ended) FROM job"},
	{"notices",
	    "SELECT group_concat(organisation || ' ' || topic || ' ' || urgency || "
	    "' ' || kind || ' ' || state || ' ' || release, '; ') FROM (SELECT * "
	    "FROM notice ORDER BY organisation, topic, urgency)"},
	{"in notices", "SELECT count(*) || ' ' || count(DISTINCT finding) FROM notice_finding"},
	{"deliveries",
	    "SELECT count(*) || ' ' || sum(state) || ' ' || count(DISTINCT notice) "
	    "FROM delivery"},
};
/* True at every moment. */
static const struct {
	const char *query, *says;
} laws[] = {
	{"SELECT coalesce(sum(fresh), 0) = (SELECT count(*) FROM observation) + "
	    "(SELECT count(*) FROM observation_clash) FROM ledger",
	    "every observation was fresh once"},
	{"SELECT coalesce(sum(rejected), 0) = (SELECT count(*) FROM reject WHERE "
	    "settled IS NULL) FROM ledger",
	    "rejects are as many as the ledger says"},
	{"SELECT count(*) = coalesce(max(seq), 0) FROM ledger", "the ledger has no gaps"},
	{"SELECT count(DISTINCT chunk) = count(*) FROM ledger", "no chunk is kept twice"},
	{"SELECT count(*) = 0 FROM report WHERE id NOT IN (SELECT report FROM "
	    "ledger)",
	    "no report without a chunk"},
	{"SELECT count(*) = 0 FROM finding WHERE id NOT IN (SELECT finding FROM "
	    "finding_event)",
	    "no finding without history"},
	{"SELECT count(*) = 0 FROM observation WHERE unowned = 0 AND id NOT IN "
	    "(SELECT observation FROM identification)",
	    "who is identified is named"},
	{"SELECT count(*) = 0 FROM notice WHERE id NOT IN (SELECT notice FROM "
	    "notice_finding)",
	    "no notice without findings"},
	{"SELECT count(*) = count(DISTINCT notice) FROM delivery", "no notice is delivered twice"},
};
/* clang-format on */

static sqlite3 *
store_of(const struct world *w, bool write)
{
	char path[512];
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/store.db", w->folder);
	if (sqlite3_open_v2(path, &db,
		write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY,
		NULL) != SQLITE_OK)
		die("%s: %s", path, sqlite3_errmsg(db));
	sqlite3_busy_timeout(db, 5000);
	return db;
}

static sqlite3_stmt *
row_of(sqlite3 *db, const char *query)
{
	sqlite3_stmt *s;

	if (sqlite3_prepare_v2(db, query, -1, &s, NULL) != SQLITE_OK ||
	    sqlite3_step(s) != SQLITE_ROW)
		die("%s: %s", query, sqlite3_errmsg(db));
	return s;
}

static int64_t
number_of(sqlite3 *db, const char *query)
{
	sqlite3_stmt *s = row_of(db, query);
	int64_t v = sqlite3_column_int64(s, 0);

	sqlite3_finalize(s);
	return v;
}

int64_t
account(const struct world *w, const char *query)
{
	sqlite3 *db = store_of(w, false);
	int64_t v = number_of(db, query);

	sqlite3_close(db);
	return v;
}

int
account_change(const struct world *w, const char *statement)
{
	sqlite3 *db = store_of(w, true);

	if (sqlite3_exec(db, statement, NULL, NULL, NULL) != SQLITE_OK)
		die("%s: %s", statement, sqlite3_errmsg(db));

	int rows = sqlite3_changes(db);

	sqlite3_close(db);
	return rows;
}

void
account_spoil(const struct world *w, const char *statement)
{
	if (account_change(w, statement) != 1)
		die("%s: another number of rows than one", statement);
}

bool
accounts_hold(const struct world *w)
{
	sqlite3 *db = store_of(w, false);
	bool all = true;

	for (size_t i = 0; i < sizeof(laws) / sizeof(*laws); i++)
		if (number_of(db, laws[i].query) != 1) {
			tap_note("does not hold: %s", laws[i].says);
			all = false;
		}
	sqlite3_close(db);
	return all;
}

/* Files; nftw has no place for a context. */
static struct {
	const char *suffix;
	char *first;
	bool all; /* orphans too */
	unsigned n;
} hunt;

static int
look_at(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)ftw;
	if (type != FTW_F || !str_ends(str_of(path), str_of(hunt.suffix)) ||
	    (!hunt.all && strstr(path, "/orphan/") != NULL))
		return 0;
	if (hunt.first != NULL &&
	    (hunt.first[0] == '\0' || strcmp(path, hunt.first) < 0))
		snprintf(hunt.first, 512, "%s", path);
	hunt.n++;
	return 0;
}

static void
hunt_in(const struct world *w, const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", w->folder, name);
	hunt.all = strstr(name, "orphan") != NULL;
	hunt.n = 0;
	nftw(path, look_at, 16, FTW_PHYS);
}

unsigned
files_count(const struct world *w, const char *name, const char *suffix)
{
	hunt.suffix = suffix;
	hunt.first = NULL;
	hunt_in(w, name);
	return hunt.n;
}

bool
file_first(
    const struct world *w, const char *name, const char *suffix, char path[512])
{
	path[0] = '\0';
	hunt.suffix = suffix;
	hunt.first = path;
	hunt_in(w, name);
	return hunt.n > 0;
}

void
accounts_put(struct buf *b, const struct world *w)
{
	sqlite3 *db = store_of(w, false);

	for (size_t i = 0; i < sizeof(accounts) / sizeof(*accounts); i++) {
		sqlite3_stmt *s = row_of(db, accounts[i].query);
		buf_fmt(b, "%s: %s\n", accounts[i].name,
		    (const char *)sqlite3_column_text(s, 0));
		sqlite3_finalize(s);
	}
	sqlite3_close(db);
	buf_fmt(b, "chunk files: %u\n", files_count(w, "evidence", ".chunk"));
	buf_fmt(b, "mails: %u\n", files_count(w, "outbox", ".eml"));
	buf_fmt(b, "half written: %u\n", files_count(w, ".", ".tmp"));
	buf_fmt(b, "orphans: %u\n", files_count(w, "evidence/orphan", ""));
}
