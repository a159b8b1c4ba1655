/* intake_chunk: a chunk of rows is kept: file first, then one transaction */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/crash.h"
#include "base/time.h"
#include "evidence/chain.h"
#include "feed/account.h"
#include "feed/intake_now.h"
#include "finding/batch.h"
#include "store/batch.sql.h"
#include "store/ledger.sql.h"
#include "store/observation.sql.h"
#include "store/report.sql.h"

struct row_kept *
intake_rows(const struct intake_now *at, size_t *n)
{
	*n = at->rows.n / sizeof(struct row_kept);
	return (struct row_kept *)(void *)at->rows.p;
}

/*
 * The chunk's id is made of its content: the day keeps two empty reports of
 * different days apart, the scope two reports for different askers, the
 * number two chunks of one report with the same rows.
 */
void
intake_chunk_begin(struct intake *in)
{
	struct intake_now *at = in->at;
	struct buf type = {0};
	struct chunk_meta meta = {
	    .feed = str_of(in->reader->name),
	    .name = at->told.name,
	    .header = at->header,
	    .reader = in->reader->version,
	};

	buf_fmt(&type, "%.*s %.*s %u ", STR_ARG(at->told.type),
	    STR_ARG(at->told.scope), at->chunks++);
	if (at->told.day != DAY_ABSENT)
		day_put(&type, at->told.day);
	meta.type = buf_all(&type);
	chunk_begin(&at->chunk, in->store->seal, &meta);
	buf_free(&type);
	buf_reset(&at->rows);
	buf_reset(&at->rejects);
	arena_reset(&at->strings);
	at->told_bytes = 0;
	at->account = intake_types(at)[0].topic->data == TOPIC_DATA_CREDENTIAL;
}

/* A report whose name has no day is of the day of its latest row. */
static void
day_settle(struct intake_now *at)
{
	size_t n;
	const struct row_kept *r = intake_rows(at, &n);
	int64_t latest = TIME_ABSENT;

	if (at->told.day != DAY_ABSENT)
		return;
	for (size_t i = 0; i < n; i++)
		if (r[i].seen > latest)
			latest = r[i].seen;
	if (latest != TIME_ABSENT)
		at->told.day = day_of_time(latest);
}

bool
intake_is_ahead(const struct intake *in)
{
	int32_t day = in->at->told.day;

	return day != DAY_ABSENT &&
	    day > day_of_time(in->now) + INTAKE_AHEAD_DAYS;
}

static void
batch_ensure(struct intake *in)
{
	const struct batch *b = &in->batch;

	if (in->batch_id != 0)
		return;
	in->batch_id = store_id(in->store, "batch");
	in->batch_ref = store_ref(&in->keep);
	batch_add(in->store->db, in->batch_id, in->batch_ref, b->giver, in->now,
	    in->person, b->ground, b->tlp, b->giver_named, b->embargo,
	    b->purpose, b->delete_by, b->baseline);
	store_audit(
	    in->store, in->person, in->now, STR("import"), in->batch_ref);
}

int64_t
intake_series(struct intake *in, size_t type)
{
	struct type_met *t = &intake_types(in->at)[type];
	struct str feed = str_of(in->reader->name), scope = in->at->told.scope;
	struct sql *db = in->store->db;
	struct series_by_name_row row;

	if (t->series != 0)
		return t->series;
	if (!series_by_name(db, feed, t->name, scope, &row)) {
		row.id = store_id(in->store, "series");
		series_add(db, row.id, feed, t->name, scope);
	}
	t->series = row.id;
	return row.id;
}

static void
report_ensure(struct intake *in)
{
	struct intake_now *at = in->at;

	if (at->report != 0)
		return;
	batch_ensure(in);
	at->batch = in->batch_id;
	at->report = store_id(in->store, "report");
	report_add(in->store->db, at->report, in->batch_id,
	    intake_series(in, 0), at->told.name,
	    at->told.day == DAY_ABSENT ? SQL_NULL_I64 : at->told.day,
	    at->told.missing, at->told.unknown, in->options, in->now);
}

#define DETAIL "identification.detail"

/* What was kept of it another day, and would be kept now, is left alone. */
static bool
identification_is_kept(struct intake *in, struct arena *a,
    const struct row_kept *r, int64_t finding)
{
	const struct identity *who = &r->who;
	struct identification_get_row old;

	return !r->fresh &&
	    identification_get(
		in->store->db, r->id, r->rest, who->organisation, &old) &&
	    old.finding == finding && old.ground == (int64_t)who->ground &&
	    old.claim == who->claim &&
	    old.confidence == (int64_t)who->confidence &&
	    old.responsibility == (int64_t)who->responsibility &&
	    store_sealed_is(
		in->store, a, DETAIL, r->id, r->detail, old.detail_sealed);
}

static void
identification_keep(struct intake *in, struct arena *a,
    const struct row_kept *r, int64_t finding)
{
	const struct identity *who = &r->who;

	if (identification_is_kept(in, a, r, finding))
		return;

	struct sql *db = in->store->db;
	struct str detail = store_seal(in->store, a, DETAIL, r->id, r->detail);

	if (identification_add(db, r->id, r->rest, who->organisation, finding,
		who->ground, who->claim, who->confidence, who->responsibility,
		detail, in->now) == 0)
		identification_set(db, r->id, r->rest, who->organisation,
		    finding, who->ground, who->claim, who->confidence,
		    who->responsibility, detail, in->now);
}

static void
identified_keep(
    struct intake *in, struct arena *a, const struct row_kept *r, int32_t day)
{
	const struct topic *topic = intake_types(in->at)[r->type].topic;
	struct sight sight = {
	    .who = &r->who,
	    .topic = topic,
	    .place = r->subject.place,
	    .port = r->subject.port,
	    .hostname = r->subject.hostname,
	    .severity = topic_severity(topic, r->severity),
	    .observation = r->id,
	    .rest = r->rest,
	    .series = intake_series(in, r->type),
	    .batch = in->at->batch,
	    .first = r->seen,
	    .seen = r->seen,
	    .day = day,
	    .now = in->now,
	    .baseline = in->batch.baseline,
	};

	int64_t finding = finding_see(in->store, &sight, &in->sums.findings);

	identification_keep(in, a, r, finding);
}

/* In the order of the report, so that findings are numbered as people read. */
static void
findings_keep(struct intake *in, int32_t day)
{
	size_t n;
	const struct row_kept *r = intake_rows(in->at, &n);
	struct arena a;

	batch_strict(in->store->db, in->at->batch, in->batch.tlp);
	arena_init(&a, 0);
	for (size_t i = 0; i < n; i++) {
		in->sums.unowned[r[i].unowned]++;
		if (r[i].unowned == UNOWNED_NOT && in->at->told.over.n == 0)
			identified_keep(in, &a, &r[i], day);
		arena_reset(&a);
	}
	arena_free(&a);
}

static void
rejects_keep(struct intake *in, int64_t seq)
{
	const struct buf *b = &in->at->rejects;
	const struct reject_kept *r =
	    (const struct reject_kept *)(const void *)b->p;

	for (size_t i = 0; i < b->n / sizeof(*r); i++)
		reject_add(in->store->db, store_id(in->store, "reject"), seq,
		    r[i].index, (int64_t)r[i].line, (int64_t)r[i].at, r[i].err,
		    r[i].rule);
}

static int64_t
ledger_keep(struct intake *in, const struct chunk_sum *sum, struct str file,
    uint64_t fresh, int64_t seq, const unsigned char previous[CHAIN_HASH])
{
	struct chain_entry entry = {
	    .seq = (uint64_t)seq,
	    .rows = sum->rows,
	    .made = in->now,
	    .reader = in->reader->version,
	};
	unsigned char hash[CHAIN_HASH];

	memcpy(entry.id, sum->id, sizeof(entry.id));
	memcpy(entry.root, sum->root, sizeof(entry.root));
	chain_hash(hash, previous, &entry);
	int64_t delete_by = in->at->account
	    ? in->now + ACCOUNT_ROWS_DAYS * (int64_t)DAY
	    : SQL_NULL_I64;

	return ledger_add(in->store->db, seq, in->at->report,
	    str_make(sum->id, sizeof(sum->id)), file, (int64_t)sum->stored,
	    str_make(sum->hash, sizeof(sum->hash)),
	    str_make(sum->root, sizeof(sum->root)), sum->rows,
	    (int64_t)(in->at->rejects.n / sizeof(struct reject_kept)),
	    (int64_t)fresh, 0, (int64_t)sum->bytes, in->reader->version,
	    in->now, str_make(previous, CHAIN_HASH),
	    str_make(hash, sizeof(hash)), delete_by);
}

static void
look_keep(struct intake *in, int32_t day)
{
	const struct intake_report *told = &in->at->told;

	report_end(in->store->db, in->at->report, in->now, told->complete,
	    told->whole, told->named, told->why);
	if (day == DAY_ABSENT || told->over.n > 0 || intake_is_ahead(in))
		return;
	int64_t series = intake_series(in, 0);

	look_put(in->store->db, series, day, told->complete, told->named,
	    in->at->report);
	if (told->named)
		intake_reject_keep(in, series, day);
	finding_look(in->store, series, in->now, &in->sums.findings);
}

/*
 * The one transaction that makes a chunk's rows count. The chunk's file is in
 * the making beside it; nothing is committed before that is lasting.
 */
static void
effects_keep(struct intake *in, struct deposit *file, bool last)
{
	const struct chunk_sum *sum = &file->sum;
	struct ledger_head_row head;
	unsigned char previous[CHAIN_HASH];
	int32_t day =
	    intake_is_ahead(in) ? day_of_time(in->now) : in->at->told.day;

	sql_begin(in->store->db);
	crash_point(CRASH_LEDGER_OPEN);
	report_ensure(in);

	bool first = !ledger_head(in->store->db, &head);
	int64_t seq = first ? 1 : head.seq + 1;

	memcpy(previous, first ? (const char *)chain_start : head.hash.p,
	    sizeof(previous));

	uint64_t fresh = intake_seen_keep(in, seq, day);

	findings_keep(in, day);
	if (last)
		look_keep(in, day);
	deposit_end(file);
	ledger_keep(in, sum, buf_all(&file->name), fresh, seq, previous);
	rejects_keep(in, seq);
	crash_point(CRASH_LEDGER_WRITTEN);
	sql_commit(in->store->db);
	crash_point(last ? CRASH_LOOK_DONE : CRASH_LEDGER_DONE);
	buf_put(&in->tries.kept, &seq, sizeof(seq));
	in->tries.met = in->tries.kept.n / sizeof(seq);
	in->sums.rows += sum->rows;
	in->sums.fresh += fresh;
	in->sums.rejected += in->at->rejects.n / sizeof(struct reject_kept);
	in->sums.again += in->at->rows.n / sizeof(struct row_kept) - fresh;
}

uint64_t
intake_rows_keep(struct intake *in, int64_t seq)
{
	day_settle(in->at);

	int32_t day = in->at->told.day;
	uint64_t fresh = intake_seen_keep(in, seq, day);

	findings_keep(in, day);
	return fresh;
}

/* Kept, and counted, by an earlier attempt at this input: those come by in the
 * same order, so a report that is in it twice is told apart. */
static bool
met_again(struct intake_tries *t, int64_t seq)
{
	const int64_t *kept = (const int64_t *)(const void *)t->kept.p;

	if (t->met == t->kept.n / sizeof(seq) || kept[t->met] != seq)
		return false;
	t->met++;
	return true;
}

/* A chunk that was kept before counts as known. */
static bool
chunk_is_known(struct intake *in, const unsigned char id[CHUNK_ID])
{
	struct ledger_by_chunk_row row;
	struct intake_now *at = in->at;

	if (!ledger_by_chunk(in->store->db, str_make(id, CHUNK_ID), &row))
		return false;
	at->report = row.report;
	at->batch = row.batch;
	if (row.state >= BATCH_WITHDRAWN)
		at->told.over = arena_str(&at->texts, row.batch_text);
	if (met_again(&in->tries, row.seq))
		return true;
	in->sums.known += (uint64_t)row.rows;
	at->told.known += (uint64_t)row.rows;
	return true;
}

void
intake_chunk_keep(struct intake *in, bool last)
{
	struct intake_now *at = in->at;
	unsigned char id[CHUNK_ID];

	day_settle(at);
	chunk_id(&at->chunk, id);
	if (chunk_is_known(in, id))
		return;

	deposit_begin(&at->deposit, in->trial ? DEPOSIT_NOWHERE : in->folder,
	    in->now, &at->chunk);
	effects_keep(in, &at->deposit, last);
}
