/* open_store: a fresh store with its key, for tests of what works on rows */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/store/open_store.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "finding/topic.h"
#include "match/organisation.h"
#include "store/instance.sql.h"
#include "store/store.sql.h"
#include "value/domain.h"

static const char *
path(void)
{
	static char text[512];

	snprintf(text, sizeof(text), "%s/store.db", scratch());
	return text;
}

static void
store_open_again(struct open_store *o)
{
	unsigned char root[SEAL_ROOT];
	struct why w = {0};

	memset(root, 7, sizeof(root));
	seal_init(&o->seal, root);
	if (domain_suffixes_load() != OK)
		die("no public suffixes");
	if (sql_open(&o->s.db, path(), &store_schema, SQL_WRITE, &w) != OK)
		die("the store does not open: %s", w.rule);
	o->s.seal = &o->seal;
	o->folder = open(scratch(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void
first_rows(struct open_store *o)
{
	sql_begin(o->s.db);
	instance_add(o->s.db, STR("Test"), NOON);
	community_add(o->s.db, store_id(&o->s, "community"),
	    STR("Dijkwacht Test"), STR("Dijkwacht Test"),
	    STR("meldpunt@dijkwacht.example"), (struct str){0});
	legal_ground_put(o->s.db, STR("notify-claimed"), 2,
	    STR("Omdat u lid bent."), STR("Because you are a member."));
	for (size_t i = 0; i < topic_count; i++)
		topic_put(o->s.db, topics[i].id, topics[i].type, topics[i].data,
		    topics[i].wake, topics[i].repair, 1);
	o->person = store_person(&o->s, STR("tester"), NOON);
	sql_commit(o->s.db);
}

void
store_world(struct open_store *o)
{
	static const char *const parts[] = {"", "-wal", "-shm"};
	char name[600];

	for (size_t i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "%s%s", path(), parts[i]);
		unlink(name);
	}
	*o = (struct open_store){0};
	arena_init(&o->a, 0);
	store_open_again(o);
	first_rows(o);
}

void
store_world_again(struct open_store *o)
{
	sql_close(o->s.db);
	close(o->folder);
	store_open_again(o);
}

void
store_world_end(struct open_store *o)
{
	sql_close(o->s.db);
	close(o->folder);
	arena_free(&o->a);
}

int64_t
company(struct open_store *o, const char *name, const char *mail,
    const char *assets)
{
	struct organisation org = {
	    .name = str_of(name),
	    .mail = str_of(mail),
	    .assets = str_of(assets),
	    .source = STR("test"),
	};

	sql_begin(o->s.db);

	struct organisation_kept kept =
	    organisation_enter(&o->s, &o->a, &org, o->person, NOON, NULL, NULL);

	sql_commit(o->s.db);
	return kept.id;
}

enum err
claimed(struct open_store *o, int64_t organisation, const char *asset,
    enum nature nature, int64_t from, int64_t until)
{
	struct claim_request r = {
	    .organisation = organisation,
	    .person = o->person,
	    .now = NOON,
	    .nature = nature,
	    .from = from,
	    .until = until,
	    .proof = STR("test"),
	};
	enum err e = asset_read(str_of(asset), &r.asset, NULL);

	if (e != OK)
		return e;
	sql_begin(o->s.db);
	e = claim_enter(&o->s, &r, NULL, NULL);
	sql_commit(o->s.db);
	return e;
}

static sqlite3 *
file_open(void)
{
	sqlite3 *lite;

	if (sqlite3_open(path(), &lite) != SQLITE_OK)
		die("the store's file does not open");
	return lite;
}

int64_t
count_of(struct open_store *o, const char *select)
{
	sqlite3 *lite = file_open();
	sqlite3_stmt *stmt;
	int64_t n = -1;

	(void)o;
	if (sqlite3_prepare_v2(lite, select, -1, &stmt, NULL) != SQLITE_OK)
		die("%s: %s", select, sqlite3_errmsg(lite));
	if (sqlite3_step(stmt) == SQLITE_ROW)
		n = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(lite);
	return n;
}

void
forced(const char *texts)
{
	sqlite3 *lite = file_open();

	if (sqlite3_exec(lite, texts, NULL, NULL, NULL) != SQLITE_OK)
		die("%s: %s", texts, sqlite3_errmsg(lite));
	sqlite3_close(lite);
}

struct str
death_of(void (*run)(void *ctx), void *ctx)
{
	static char said[1024];
	int ends[2];

	fflush(stdout);
	if (pipe2(ends, O_CLOEXEC) != 0)
		die_errno("pipe");
	pid_t pid = fork();
	if (pid < 0)
		die_errno("fork");
	if (pid == 0) {
		if (dup2(ends[1], STDERR_FILENO) < 0)
			_exit(1);
		run(ctx);
		dprintf(STDERR_FILENO, "lives");
		_exit(0);
	}
	close(ends[1]);
	long n = file_read(ends[0], said, sizeof(said));
	close(ends[0]);
	waitpid(pid, NULL, 0);
	return str_trim(str_make(said, n < 0 ? 0 : (size_t)n));
}

bool
tells(struct str got, const char *part)
{
	return ok(got.n > 0) &&
	    (str_find_str(got, str_of(part)) < got.n || is_text(got, part));
}
