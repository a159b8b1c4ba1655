/* again: a day whose rows were nearly all seen before, beside bare SQL */
/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The tables of observations hold N distinct ones of T types. Then comes a
 * day of M rows in no order, one type after the other, nine in ten of them
 * known. Sides, each on a copy of the same file:
 *
 *	ours	what the intake does with the rows of a chunk, seals and all
 *	bare	the same statements without our wrapping, in the same order;
 *		subjects are random bytes of the same length, as many together
 *	upsert	one upsert a row as the rows come, 10,000 to a transaction
 *
 * All must leave the same counts behind.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/order.h"
#include "base/time.h"
#include "bench/child.h"
#include "bench/side.h"
#include "feed/intake_now.h"
#include "feed/shadowserver.h"
#include "store/store.sql.h"
#include "store/subjects.h"

enum {
	DISTINCT = 20000,
	ROUNDS = 3,
	TYPES_MAX = 10,
	CHUNK = 64000, /* what 64 MiB of rows of 1 kB come to */
	UPSERTS = 10000,
	SUBJECT = 48, /* bytes of one */
	SEALED = 104, /* what sealing them together adds, lengths too */
	DAY_ONE = 20778,
	PATH_ROOM = 256,
};

static char folder[] = "/tmp/dijkwacht-bench.XXXXXX";
static char base[PATH_ROOM], work[PATH_ROOM];
static struct seal seal;
static struct arena arena;

/* What is there, and a day's rows as numbers of observations. */
static size_t distinct, n_rows;
static unsigned types;
static uint32_t *day_rows;

static uint64_t
mix(uint64_t z)
{
	z += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* Observation i: known ones first, those of a type together, then new ones. */
static unsigned
type_of(uint32_t i)
{
	size_t each = i < distinct ? distinct / types : n_rows / 10 / types + 1;

	return (unsigned)((i < distinct ? i : i - distinct) / each) % types;
}

static int64_t
id_of(uint32_t i)
{
	return (int64_t)((uint64_t)(type_of(i) * 5 + 1) << 48 | mix(i) >> 16);
}

static int64_t
rest_of(uint32_t i)
{
	return (int64_t)(mix(~(uint64_t)i) >> 1);
}

static void
day_make(void)
{
	size_t each = n_rows / types, known = distinct / types, n = 0;
	uint64_t random = 1;

	day_rows = ARENA_NEW(&arena, uint32_t, n_rows);
	for (unsigned t = 0; t < types; t++) {
		uint32_t *at = day_rows + n;
		for (size_t i = 0; i < each; i++, n++)
			at[i] = (uint32_t)(i % 10 == 9
				? distinct + t * (n_rows / 10 / types + 1) +
				    i / 10
				: t * known + i * known / each);
		for (size_t i = each; i > 1; i--) { /* shuffled */
			size_t k = (random = mix(random)) % i;
			uint32_t held = at[k];
			at[k] = at[i - 1];
			at[i - 1] = held;
		}
	}
	n_rows = n;
}

/* Bare SQLite. */

static const char add_text[] =
    "INSERT INTO observation (id, rest, series, subject, first_seen, "
    "last_seen, last_day, days, count, severity, unowned, ledger, row) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, 1, 1, 3, 1, ?7, ?8) "
    "ON CONFLICT DO ";
static const char nothing_text[] = "NOTHING";
static const char update_text[] =
    "UPDATE SET first_seen = min(first_seen, excluded.first_seen), "
    "last_seen = max(last_seen, excluded.last_seen), "
    "days = (days << (excluded.last_day - last_day)) | 1, "
    "count = count + (excluded.last_day > last_day), "
    "last_day = excluded.last_day, severity = excluded.severity, "
    "unowned = excluded.unowned, ledger = excluded.ledger, "
    "row = excluded.row RETURNING count";
static const char again_text[] =
    "UPDATE observation SET first_seen = min(first_seen, ?5), "
    "last_seen = max(last_seen, ?5), "
    "days = (days << (?6 - last_day)) | 1, "
    "count = count + (?6 > last_day), last_day = ?6, "
    "severity = 3, unowned = 1, ledger = ?7, row = ?8 "
    "WHERE id = ?1 AND rest = ?2 AND ?3 = ?3 AND ?4 = ?4";
static const char subject_text[] =
    "INSERT INTO observation_subject (id, subjects_sealed) VALUES (?1, ?2)";

struct bare {
	sqlite3 *db;
	sqlite3_stmt *add, *again, *upsert, *subject;
	int64_t row; /* of subjects, being gathered */
	size_t gathered;
};

static sqlite3_stmt *
prepared(sqlite3 *db, const char *head, const char *tail)
{
	char text[1024];
	sqlite3_stmt *s = NULL;

	snprintf(text, sizeof(text), "%s%s", head, tail);
	if (sqlite3_prepare_v2(db, text, -1, &s, NULL) != SQLITE_OK)
		die("sqlite: %s", sqlite3_errmsg(db));
	return s;
}

static void
exec(sqlite3 *db, const char *text)
{
	if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
		die("sqlite: %s: %s", text, sqlite3_errmsg(db));
}

/* With the settings that store/sql_open.c gives a writer. */
static void
bare_open(struct bare *b, const char *path)
{
	b->gathered = 0;
	b->row = -1;
	if (sqlite3_open(path, &b->db) != SQLITE_OK)
		die("sqlite does not open %s", path);
	exec(b->db,
	    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
	    "PRAGMA cache_size=-65536");
	b->add = prepared(b->db, add_text, nothing_text);
	b->upsert = prepared(b->db, add_text, update_text);
	b->again = prepared(b->db, again_text, "");
	b->subject = prepared(b->db, subject_text, "");
}

static void
bare_close(struct bare *b)
{
	sqlite3_finalize(b->add);
	sqlite3_finalize(b->again);
	sqlite3_finalize(b->upsert);
	sqlite3_finalize(b->subject);
	sqlite3_close(b->db);
}

static void
seen_bind(sqlite3_stmt *s, uint32_t i, int64_t day, int64_t ledger, int64_t row)
{
	sqlite3_bind_int64(s, 1, id_of(i));
	sqlite3_bind_int64(s, 2, rest_of(i));
	sqlite3_bind_int64(s, 3, type_of(i) + 1);
	sqlite3_bind_int64(s, 4, ledger << 17 | row);
	sqlite3_bind_int64(s, 5, day * DAY + 3600);
	sqlite3_bind_int64(s, 6, day);
	sqlite3_bind_int64(s, 7, ledger);
	sqlite3_bind_int64(s, 8, row);
}

/* True for a row of RETURNING that says it was new, or for one change. */
static bool
stepped(struct bare *b, sqlite3_stmt *s)
{
	int rc = sqlite3_step(s);
	bool did = rc == SQLITE_ROW ? sqlite3_column_int64(s, 0) == 1
				    : sqlite3_changes(b->db) == 1;

	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		die("sqlite: %s", sqlite3_errmsg(b->db));
	sqlite3_reset(s);
	return did;
}

static void
subjects_put_bare(struct bare *b)
{
	uint64_t sealed[SUBJECTS * SUBJECT / 8 + SEALED / 8];
	size_t n = b->gathered * SUBJECT / 8 + SEALED / 8;

	if (b->gathered == 0)
		return;
	for (size_t k = 0; k < n; k++)
		sealed[k] = mix((uint64_t)b->row + k);
	sqlite3_bind_int64(b->subject, 1, b->row);
	sqlite3_bind_blob(b->subject, 2, sealed, (int)n * 8, SQLITE_STATIC);
	stepped(b, b->subject);
	b->gathered = 0;
}

static void
subject_put_bare(struct bare *b, int64_t ledger, int64_t row)
{
	int64_t id = (ledger << 17 | row) >> SUBJECTS_BITS;

	if (id != b->row)
		subjects_put_bare(b);
	b->row = id;
	b->gathered++;
}

static void
chunk_bare(struct bare *b, const uint32_t *rows, size_t n, int64_t day,
    int64_t ledger, bool all_new)
{
	static struct order a[CHUNK], room[CHUNK];
	static bool fresh[CHUNK];

	for (size_t i = 0; i < n; i++)
		a[i] = (struct order){(uint64_t)id_of(rows[i]), (uint32_t)i};
	exec(b->db, "BEGIN IMMEDIATE");
	for (struct order *o = order_sort(a, room, n), *end = o + n; o < end;
	     o++) {
		fresh[o->at] = all_new;
		if (!all_new) {
			seen_bind(b->again, rows[o->at], day, ledger, o->at);
			fresh[o->at] = !stepped(b, b->again);
		}
		if (fresh[o->at]) {
			seen_bind(b->add, rows[o->at], day, ledger, o->at);
			stepped(b, b->add);
		}
	}
	for (size_t i = 0; i < n; i++)
		if (fresh[i])
			subject_put_bare(b, ledger, (int64_t)i);
	subjects_put_bare(b);
	exec(b->db, "COMMIT");
}

static size_t
part(size_t at, size_t n, size_t most)
{
	return n - at < most ? n - at : most;
}

static void
work_copy(void)
{
	const char *copy[] = {"cp", base, work, NULL};
	char log[PATH_ROOM + 8];

	snprintf(log, sizeof(log), "%s-wal", work);
	unlink(log);
	snprintf(log, sizeof(log), "%s-shm", work);
	unlink(log);
	child_need(copy, NULL);
	sync();
}

static double
bare(void *with)
{
	struct bare b;
	int64_t ledger = 1000000;

	(void)with;
	work_copy();
	bare_open(&b, work);

	double from = side_now();

	for (size_t at = 0; at < n_rows; at += CHUNK)
		chunk_bare(&b, day_rows + at, part(at, n_rows, CHUNK),
		    DAY_ONE + 1, ledger++, false);

	double took = side_now() - from;

	bare_close(&b);
	return took;
}

static double
upsert(void *with)
{
	struct bare b;
	int64_t ledger = 1000000;

	(void)with;
	work_copy();
	bare_open(&b, work);

	double from = side_now();

	for (size_t at = 0; at < n_rows; at += UPSERTS, ledger++) {
		exec(b.db, "BEGIN IMMEDIATE");
		for (size_t i = 0; i < part(at, n_rows, UPSERTS); i++) {
			uint32_t row = day_rows[at + i];
			seen_bind(
			    b.upsert, row, DAY_ONE + 1, ledger, (int64_t)i);
			if (stepped(&b, b.upsert))
				subject_put_bare(&b, ledger, (int64_t)i);
		}
		subjects_put_bare(&b);
		exec(b.db, "COMMIT");
	}

	double took = side_now() - from;

	bare_close(&b);
	return took;
}

/* Ours. */

static void
row_make(struct row_kept *r, uint32_t i, uint32_t index)
{
	*r = (struct row_kept){
	    .index = index,
	    .type = type_of(i),
	    .id = id_of(i),
	    .rest = rest_of(i),
	    .seen = (DAY_ONE + 1) * (int64_t)DAY + 3600,
	    .subject = {.place = {.a = {.kind = 4}, .length = 32},
		.port = 443,
		.transport = TRANSPORT_TCP,
		.asn = 64500,
		.hostname = STR("host-1.office.example")},
	    .severity = SEVERITY_MEDIUM,
	    .unowned = UNOWNED_NOBODY,
	};
	memcpy(r->subject.place.a.b, &i, sizeof(i));
}

static double
ours(void *with)
{
	struct store store = {.seal = &seal};
	struct why w = {0};
	struct intake in = {.store = &store, .reader = &reader_shadowserver};
	int64_t ledger = 1000000;

	(void)with;
	work_copy();
	if (sql_open(&store.db, work, &store_schema, SQL_WRITE, &w) != OK)
		die("the store does not open: %s", w.rule);
	intake_init(&in);
	for (unsigned t = 0; t < types; t++) {
		struct type_met type = {.series = t + 1};
		buf_put(&in.at->types, &type, sizeof(type));
	}

	double from = side_now();

	for (size_t at = 0; at < n_rows; at += CHUNK) {
		buf_reset(&in.at->rows);
		arena_reset(&in.at->strings);
		for (size_t i = 0; i < part(at, n_rows, CHUNK); i++) {
			struct row_kept r;
			row_make(&r, day_rows[at + i], (uint32_t)i);
			buf_put(&in.at->rows, &r, sizeof(r));
		}
		sql_begin(store.db);
		intake_seen_keep(&in, ledger++, DAY_ONE + 1);
		sql_commit(store.db);
	}

	double took = side_now() - from;

	intake_free(&in);
	sql_close(store.db);
	return took;
}

/* What must be the same behind every side. */
static void
left_behind(struct buf *out)
{
	struct bare b;
	sqlite3_stmt *s;

	bare_open(&b, work);
	s = prepared(b.db,
	    "SELECT count(*), sum(count), sum(days), sum(last_day), "
	    "sum(first_seen), sum(last_seen), sum(severity), sum(unowned), "
	    "(SELECT count(*) FROM observation_subject) FROM observation",
	    "");
	if (sqlite3_step(s) != SQLITE_ROW)
		die("sqlite: %s", sqlite3_errmsg(b.db));
	for (int i = 0; i < sqlite3_column_count(s); i++)
		buf_fmt(out, "%lld ", (long long)sqlite3_column_int64(s, i));
	sqlite3_finalize(s);
	bare_close(&b);
}

static void
sides_compare(struct side *s, size_t n)
{
	struct buf first = {0}, other = {0};

	for (size_t i = 0; i < n; i++) {
		struct buf *out = i == 0 ? &first : &other;
		s[i].run(s[i].with);
		buf_reset(out);
		left_behind(out);
		if (i > 0 && !str_eq(buf_all(&first), buf_all(&other)))
			die("%s left %s, %s left %s", s[0].name,
			    buf_cstr(&first), s[i].name, buf_cstr(&other));
	}
	printf("all leave behind: %s\n", buf_cstr(&first));
	buf_free(&first);
	buf_free(&other);
}

/* The first day, by bare SQL: chunks of one type each. */
static void
base_make(void)
{
	struct sql *db;
	struct why w = {0};
	struct bare b;
	uint32_t *rows = ARENA_NEW(&arena, uint32_t, CHUNK);
	int64_t ledger = 1;
	size_t each = distinct / types;

	if (sql_open(&db, base, &store_schema, SQL_WRITE, &w) != OK)
		die("the store does not open: %s", w.rule);
	sql_close(db);
	bare_open(&b, base);
	for (unsigned t = 0; t < types; t++)
		for (size_t at = 0; at < each; at += CHUNK) {
			size_t n = part(at, each, CHUNK);
			for (size_t i = 0; i < n; i++)
				rows[i] = (uint32_t)(t * each + at + i);
			chunk_bare(&b, rows, n, DAY_ONE, ledger++, true);
		}
	exec(b.db, "PRAGMA wal_checkpoint(TRUNCATE)");
	bare_close(&b);
}

static long
size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (long)st.st_size : 0;
}

static void
disk_print(void)
{
	long before = size_of(base), after = size_of(work);

	printf("on disk: %.1f bytes a distinct one, %.1f more a row of the "
	       "day\n",
	    (double)before / (double)distinct,
	    (double)(after - before) / (double)n_rows);
}

static size_t
number(int argc, char **argv, int i, size_t otherwise)
{
	return argc > i ? (size_t)strtoul(argv[i], NULL, 10) : otherwise;
}

int
main(int argc, char **argv)
{
	struct side s[] = {{.name = "ours", .run = ours},
	    {.name = "bare", .run = bare}, {.name = "upsert", .run = upsert}};
	const unsigned char root[SEAL_ROOT] = {7};
	const char *clear[] = {"rm", "-rf", folder, NULL};

	distinct = number(argc, argv, 1, DISTINCT);
	types = (unsigned)number(argc, argv, 2, 1);
	n_rows = number(argc, argv, 3, distinct);
	if (types == 0 || types > TYPES_MAX || distinct / types < 10 ||
	    distinct > UINT32_MAX / 2)
		die("1 to %d types of at least 10", TYPES_MAX);
	distinct -= distinct % types;
	setvbuf(stdout, NULL, _IOLBF, 0);
	side_machine();
	printf("sqlite %s; %zu distinct of %u types; a day of %zu rows\n",
	    sqlite3_libversion(), distinct, types, n_rows);
	if (mkdtemp(folder) == NULL)
		die_errno("no folder");
	snprintf(base, sizeof(base), "%s/base.db", folder);
	snprintf(work, sizeof(work), "%s/work.db", folder);
	seal_init(&seal, root);
	day_make();
	base_make();
	sides_compare(s, 3);
	sides_run(s, 3, (unsigned)number(argc, argv, 4, ROUNDS));
	sides_print(s, 3, (double)n_rows / 1e3, "thousand rows");
	disk_print();
	child_need(clear, NULL);
	arena_free(&arena);
	return 0;
}
