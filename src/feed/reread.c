/* reread: rows that an older reader rejected are read again from evidence */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/reread.h"

#include "base/time.h"
#include "evidence/chunk.h"
#include "evidence/vault.h"
#include "feed/intake_now.h"
#include "feed/row.frame.h"
#include "store/ledger.sql.h"
#include "store/report.sql.h"

struct reread_row {
	int64_t reject;
	uint32_t index; /* in the chunk */
	struct str raw; /* absent: erased */
};

static struct reread_row *
rows_of(const struct reread *r, size_t *n)
{
	*n = r->list.n / sizeof(struct reread_row);
	return (struct reread_row *)(void *)r->list.p;
}

static bool
report_load(struct reread *r, int64_t ledger, struct str *file)
{
	struct ledger_reread_row row;

	if (!ledger_reread(r->store->db, ledger, &row))
		return false;
	*file = arena_str(&r->a, row.file);
	r->ledger = ledger;
	r->report = row.report;
	r->of = row.batch;
	r->options = arena_str(&r->a, row.options);
	r->series = row.series;
	r->reader = reader_named(row.feed);
	r->name = arena_str(&r->a, row.name);
	r->type = arena_str(&r->a, row.type);
	r->scope = arena_str(&r->a, row.scope);
	r->batch = arena_str(&r->a, row.batch_text);
	r->day = row.day == SQL_NULL_I64 ? DAY_ABSENT : (int32_t)row.day;
	r->in.batch.baseline = row.baseline != 0;
	return true;
}

static void
rejects_list(struct reread *r, int64_t *after)
{
	struct sql_cursor c;
	struct reject_walk_row row;

	reject_walk(r->store->db, r->ledger, *after, REREAD_ROWS, &c);
	while (reject_walk_next(&c, &row)) {
		struct reread_row one = {
		    .reject = row.id, .index = (uint32_t)row.row};
		buf_put(&r->list, &one, sizeof(one));
		*after = row.id;
	}
}

static enum err
rows_take(struct reread *r, struct str file, struct why *w)
{
	struct chunk_reader chunk;
	struct chunk_row row;
	size_t n;
	struct reread_row *v = rows_of(r, &n);
	enum err e = chunk_open(&chunk, r->store->seal, file, w);

	if (e == OK)
		r->header = arena_str(&r->a, chunk.meta.header);
	for (size_t i = 0; e == OK && i < n; i++) {
		if (!chunk_row(&chunk, v[i].index, &row))
			e = why_set(w, ERR_SYNTAX, "%s",
			    chunk_reader_why(&chunk)->rule);
		else if (!row.erased)
			v[i].raw = arena_str(&r->a, row.bytes);
	}
	chunk_close(&chunk);
	return e;
}

static void
csv_put(struct reread *r, struct buf *csv)
{
	size_t n;
	const struct reread_row *v = rows_of(r, &n);

	if (r->header.n > 0) {
		buf_str(csv, r->header);
		buf_str(csv, STR("\r\n"));
	}
	for (size_t i = 0; i < n; i++)
		if (v[i].raw.n > 0) {
			buf_str(csv, v[i].raw);
			buf_str(csv, STR("\r\n"));
			r->rows++;
		}
}

static bool
refuse(struct reread *r, enum err e, struct str file, struct why *w)
{
	struct why inner = *w;

	*w = (struct why){0};
	why_set(w, e, "%.*s: %s; `dijkwacht evidence verify` tells more",
	    STR_ARG(file), inner.err != OK ? inner.rule : "cannot be read");
	w->file = r->name;
	return false;
}

bool
reread_open(struct reread *r, int64_t ledger, int64_t *after, struct buf *csv,
    struct why *w)
{
	struct buf bytes = {0};
	struct str file;

	arena_init(&r->a, 0);
	intake_init(&r->in);
	r->in.store = r->store;
	r->in.owners = r->owners;
	r->in.folder = r->folder;
	r->in.person = r->person;
	r->in.now = r->now;
	if (!report_load(r, ledger, &file))
		return false;
	r->in.reader = r->reader;
	if (r->reader == NULL) {
		why_set(w, ERR_ABSENT,
		    "no reader of this program reads such reports");
		w->file = r->name;
		return false;
	}
	rejects_list(r, after);
	if (r->list.n == 0)
		return false;

	enum err e = vault_get(r->folder, file, &bytes);

	if (e == OK)
		e = rows_take(r, buf_all(&bytes), w);
	buf_free(&bytes);
	if (e != OK)
		return refuse(r, e, file, w);
	csv_put(r, csv);
	return true;
}

/* The report as it was told at first: a reader is not asked what it was. */
static void
report_tell(struct reread *r)
{
	struct buf b = {0};
	struct why w = {0};
	struct frame_report f = {
	    .name = r->name,
	    .type = r->type,
	    .scope = r->scope,
	    .day = r->day,
	    .header = r->header,
	};
	uint16_t type;
	struct str fields, all;
	bool done = false;

	frame_report_put(&b, &f);
	all = buf_all(&b);
	if (frame_take(&all, &type, &fields) != OK ||
	    intake_frame(&r->in, type, fields, &done, &w) != OK)
		die("report %lld cannot be told again: %s",
		    (long long)r->report, w.rule);
	buf_free(&b);
}

void
reread_input(struct reread *r)
{
	intake_input(&r->in);
	buf_reset(&r->found);
	r->at = 0;
	r->settled = r->received = 0;
	report_tell(r);
}

/* The next row in hand with these bytes; false for anything else. */
static bool
row_find(struct reread *r, struct str raw, uint32_t *place)
{
	size_t n;
	const struct reread_row *v = rows_of(r, &n);

	for (size_t i = r->at; i < n; i++)
		if (v[i].raw.n > 0 && str_eq(v[i].raw, raw)) {
			*place = (uint32_t)i;
			r->at = i + 1;
			return true;
		}
	return false;
}

/* The row that came last lies there, in the chunk that is kept. */
static void
row_place(struct intake_now *at, uint32_t index)
{
	size_t n = at->rows.n / sizeof(struct row_kept);

	((struct row_kept *)(void *)at->rows.p)[n - 1].index = index;
}

static enum err
observation_take(struct reread *r, struct str fields, struct why *w)
{
	struct frame_observation f;
	uint32_t place;
	size_t n;
	bool done = false;

	r->received++;
	if (frame_observation_read(fields, &f) != OK)
		return why_set(w, ERR_SYNTAX, "the reader broke its word");
	if (!row_find(r, f.raw, &place))
		return OK;

	enum err e = intake_frame(&r->in, FRAME_OBSERVATION, fields, &done, w);

	if (e != OK)
		return e;
	row_place(r->in.at, rows_of(r, &n)[place].index);
	buf_put(&r->found, &place, sizeof(place));
	r->settled++;
	return OK;
}

enum err
reread_frame(struct reread *r, uint16_t type, struct str fields, bool *done,
    struct why *w)
{
	struct frame_input_end end;

	switch (type) {
	case FRAME_OBSERVATION:
		return observation_take(r, fields, w);
	case FRAME_REJECT:
		r->received++;
		return OK;
	case FRAME_REPORT:
	case FRAME_REPORT_END:
		return OK;
	case FRAME_INPUT_END:
		*done = true;
		if (frame_input_end_read(fields, &end) != OK)
			return why_set(
			    w, ERR_SYNTAX, "the reader broke its word");
		return end.err == OK ? OK
				     : why_at(w, (enum err)end.err, end.line,
					   end.at, "%.*s", STR_ARG(end.rule));
	default:
		return why_set(w, ERR_SYNTAX, "the reader broke its word");
	}
}

/* As if it had been so when the report ended. */
static void
report_complete(struct reread *r)
{
	if (report_completed(r->store->db, r->report) == 0)
		return;
	r->completed = true;
	if (r->day == DAY_ABSENT)
		return;
	look_put(r->store->db, r->series, r->day, 1, 0, r->report);
	finding_look(r->store, r->series, r->now, &r->in.sums.findings);
}

void
reread_keep(struct reread *r)
{
	struct sql *db = r->store->db;
	size_t n;
	const struct reread_row *v = rows_of(r, &n);
	const uint32_t *found = (const uint32_t *)(const void *)r->found.p;

	if (r->settled == 0)
		return;
	sql_begin(db);
	r->in.at->report = r->report;
	r->in.at->batch = r->of;

	uint64_t fresh = intake_rows_keep(&r->in, r->ledger);

	for (size_t i = 0; i < r->settled; i++)
		reject_settle(
		    db, v[found[i]].reject, r->now, r->reader->version);
	ledger_settle(db, r->ledger, (int64_t)r->settled, (int64_t)fresh);
	report_complete(r);
	sql_commit(db);
	r->findings = r->in.sums.findings;
}

void
reread_close(struct reread *r)
{
	intake_free(&r->in);
	buf_free(&r->list);
	buf_free(&r->found);
	arena_free(&r->a);
}
