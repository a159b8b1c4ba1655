/* cmd_batch: what was given, by whom and on what terms, listed or one whole */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/batch.h"
#include "notify/prepare.h"
#include "run/commands.h"
#include "run/sheet.h"
#include "run/spoken.h"
#include "store/batch.sql.h"
#include "value/legal.h"
#include "value/tlp.h"

/* A batch with what came of it. Texts are borrowed from the statement. */
struct told {
	struct batch_get_row row;
	struct batch_rows_row rows;
	struct batch_findings_row findings;
	int64_t notice[NOTICE_STATE_COUNT];
};

static void
gather(struct store *s, int64_t id, struct told *t)
{
	struct sql_cursor c;
	struct batch_notices_row row;

	*t = (struct told){0};
	if (!batch_get(s->db, id, &t->row))
		die("batch %lld is not there", (long long)id);
	batch_rows(s->db, id, &t->rows);
	batch_findings(s->db, id, &t->findings);
	batch_notices(s->db, id, &c);
	while (batch_notices_next(&c, &row))
		if (row.state > 0 && row.state < NOTICE_STATE_COUNT)
			t->notice[row.state] = row.notices_int;
}

/* The list. */

/* clang-format off */
static const struct sheet_column columns[] = {
	{"batch", "batch"},
	{"received", "received"},
	{"giver", "giver"},
	{NULL, "giver_named"},
	{"ground", "ground"},
	{"TLP", "tlp"},
	{"state", "state"},
	{"embargo", "embargo"},
	{NULL, "delete_by"},
	{NULL, "baseline"},
	{"reports", "reports"},
	{"rows", "rows"},
	{"findings", "findings"},
	{"opened", "opened"},
	{NULL, "alone"},
	{"prepared", "notices_prepared"},
	{"released", "notices_released"},
	{"sent", "notices_sent"},
	{NULL, "notices_withdrawn"},
};
/* clang-format on */
enum { COLUMNS = sizeof(columns) / sizeof(*columns) };

static void
row_put(struct sheet *sheet, const struct told *t)
{
	const struct batch_get_row *b = &t->row;

	sheet_str(sheet, b->ref);
	sheet_time(sheet, b->received);
	sheet_str(sheet, b->giver);
	sheet_i64(sheet, b->giver_named);
	sheet_str(sheet, str_of(legal_name((enum legal)b->ground)));
	sheet_str(sheet, str_of(tlp_name((enum tlp)b->tlp)));
	sheet_str(sheet, str_of(batch_state_name((enum batch_state)b->state)));
	sheet_time(sheet, b->embargo);
	sheet_time(sheet, b->delete_by);
	sheet_i64(sheet, b->baseline);
	sheet_i64(sheet, t->rows.reports_int);
	sheet_i64(sheet, t->rows.rows_int);
	sheet_i64(sheet, t->findings.findings_int);
	sheet_i64(sheet, t->findings.opened_int);
	sheet_i64(sheet, t->findings.alone_int);
	for (int i = NOTICE_PREPARED; i < NOTICE_STATE_COUNT; i++)
		sheet_i64(sheet, t->notice[i]);
}

static int
run_list(struct job *job)
{
	struct store *s = &job->sv->store;
	struct sheet sheet;
	struct sql_cursor c;
	struct batch_list_row row;

	if (!sheet_ask(&sheet, job, columns, COLUMNS))
		return 2;
	batch_list(s->db, &c);
	while (batch_list_next(&c, &row)) {
		struct told t;
		gather(s, row.id, &t);
		row_put(&sheet, &t);
	}
	sheet_end(&sheet);
	if (sheet.format == SHEET_TABLE && sheet.rows == 0)
		job_out(job, "no batches\n");
	return 0;
}

/* One. */

static void
label(struct buf *b, const char *name)
{
	buf_fmt(b, "  %-14s", name);
}

static void
terms_put(struct buf *b, struct job *job, const struct batch_get_row *row)
{
	label(b, "giver");
	spoken_text(b, row->giver);
	buf_fmt(b, "%s\n",
	    row->giver_named != 0 ? "" : " (not to be named in notices)");
	label(b, "received");
	spoken_moment(b, row->received);
	buf_str(b, STR(", by "));
	spoken_text(b,
	    store_open(&job->sv->store, &job->a, "person.name", row->person,
		row->name_sealed));
	buf_char(b, '\n');
	label(b, "ground");
	buf_fmt(b, "%s\n", legal_name((enum legal)row->ground));
	label(b, "purpose");
	spoken_text(b, row->purpose);
	buf_char(b, '\n');
	label(b, "shared");
	buf_fmt(b, "%s\n", tlp_name((enum tlp)row->tlp));
	label(b, "embargo");
	spoken_moment(b, row->embargo);
	buf_char(b, '\n');
	label(b, "kept");
	if (row->delete_by == SQL_NULL_I64) {
		buf_str(b, STR("without a last day\n"));
	} else {
		buf_str(b, STR("until "));
		spoken_moment(b, row->delete_by);
		buf_char(b, '\n');
	}
	if (row->baseline != 0) {
		label(b, "baseline");
		buf_str(b, STR("known before the service began: no notices\n"));
	}
}

static void
outcome_put(struct buf *b, const struct told *t)
{
	label(b, "rows");
	buf_fmt(b, "%lld in %lld reports, %lld rejected, %lld erased\n",
	    (long long)t->rows.rows_int, (long long)t->rows.reports_int,
	    (long long)t->rows.rejected_int, (long long)t->rows.erased_int);
	label(b, "findings");
	buf_fmt(b, "%lld: %lld opened by it, %lld rest on it alone\n",
	    (long long)t->findings.findings_int,
	    (long long)t->findings.opened_int,
	    (long long)t->findings.alone_int);
	label(b, "notices");
	buf_fmt(b, "%lld prepared, %lld released, %lld sent, %lld withdrawn\n",
	    (long long)t->notice[NOTICE_PREPARED],
	    (long long)t->notice[NOTICE_RELEASED],
	    (long long)t->notice[NOTICE_SENT],
	    (long long)t->notice[NOTICE_WITHDRAWN]);
}

static void
reports_put(struct buf *b, struct store *s, int64_t id)
{
	struct sql_cursor c;
	struct batch_reports_row row;

	buf_str(b, STR("\n"));
	batch_reports(s->db, id, &c);
	while (batch_reports_next(&c, &row)) {
		buf_str(b, STR("  report "));
		spoken_text(b, row.name);
		buf_fmt(b, ": %lld rows, %lld rejected, %s\n",
		    (long long)row.rows_int, (long long)row.rejected_int,
		    row.complete == 1 ? "complete" : "not a complete look");
	}
}

static void
history_put(struct buf *b, struct job *job, int64_t id)
{
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct batch_history_row row;

	batch_history(s->db, id, &c);
	while (batch_history_next(&c, &row)) {
		buf_str(b, STR("  "));
		spoken_moment(b, row.at);
		buf_fmt(b, " %s by ",
		    batch_state_name((enum batch_state)row.state));
		spoken_text(b,
		    store_open(s, &job->a, "person.name", row.person,
			row.name_sealed));
		if (row.reason.n > 0) {
			buf_str(b, STR(": "));
			spoken_text(b, row.reason);
		}
		buf_char(b, '\n');
	}
}

static int
run_show(struct job *job)
{
	struct store *s = &job->sv->store;
	enum batch_state state;
	struct buf b = {0};
	struct why w = {0};
	struct told t;
	int64_t id;

	if (batch_find(s, job->call->word[0], &id, &state, &w) != OK)
		return job_why(job, &w);
	gather(s, id, &t);
	buf_fmt(&b, "batch %.*s, %s\n", STR_ARG(t.row.ref),
	    batch_state_name(state));
	terms_put(&b, job, &t.row);
	outcome_put(&b, &t);
	reports_put(&b, s, id);
	history_put(&b, job, id);
	job_str(job, buf_all(&b));
	buf_free(&b);
	return 0;
}

const struct command command_batch_list = {
    .name = "batch list",
    .example = "",
    .args = "",
    .about = "list what was given: by whom, on what terms, what came of it",
    .place = PLACE_READER,
    .options = sheet_options,
    .more = "Every import is a batch. opened: findings that it was the first "
	    "to tell of. The last columns count notices that rest on it.",
    .run = run_list,
};

const struct command command_batch_show = {
    .name = "batch show",
    .example = "029gj4a2zd6wqtyr",
    .args = "BATCH",
    .about = "show one batch whole: its terms, reports and history",
    .least = 1,
    .most = 1,
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .run = run_show,
};
