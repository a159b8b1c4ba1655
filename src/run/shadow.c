/* shadow: an import as it would be, of which nothing comes */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/shadow.h"

#include <unistd.h>

#include "notify/prepare.h"
#include "store/claim.sql.h"
#include "store/notice.sql.h"

/* clang-format off */
static const struct sheet_column columns[] = {
	{NULL, "organisation"},
	{"organisation", "organisation_name"},
	{"to", "to"},
	{"topic", "topic"},
	{"urgent", "urgent"},
	{"kind", "kind"},
	{NULL, "language"},
	{"findings", "findings"},
	{"by", "ground"},
	{"of", "claim"},
	{NULL, "confidence"},
	{"first of them", "subjects"},
};
/* clang-format on */
enum { COLUMNS = sizeof(columns) / sizeof(*columns) };

/* Why a notice goes to this company, by its worst finding. */
struct because {
	struct str claim, subjects; /* in the job's arena */
	enum ground ground;
	int64_t confidence;
};

static struct str
claim_text(struct store *s, struct arena *a, int64_t claim)
{
	struct claim_get_row row;

	if (claim == SQL_NULL_I64 || !claim_get(s->db, claim, &row))
		return (struct str){0};
	return store_open(s, a, "claim.value", claim, row.value_sealed);
}

static struct because
because_of(struct job *job, int64_t notice)
{
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct notice_subjects_row row;
	struct because why = {0};
	struct buf subjects = {0};

	notice_subjects(s->db, notice, &c);
	while (notice_subjects_next(&c, &row)) {
		if (subjects.n == 0) {
			why.ground = (enum ground)row.ground;
			why.confidence = row.confidence;
			why.claim = claim_text(s, &job->a, row.claim);
		} else {
			buf_str(&subjects, STR(", "));
		}
		buf_str(&subjects,
		    store_open(s, &job->a, "finding.subject", row.finding,
			row.subject_sealed));
	}
	why.subjects = arena_str(&job->a, buf_all(&subjects));
	buf_free(&subjects);
	return why;
}

static void
row_put(
    struct sheet *sheet, struct job *job, const struct notice_of_batch_row *row)
{
	struct store *s = &job->sv->store;
	struct because why = because_of(job, row->id);

	sheet_str(sheet, row->organisation_text);
	sheet_str(sheet,
	    store_open(s, &job->a, "organisation.name", row->organisation,
		row->name_sealed));
	sheet_str(sheet,
	    store_open(
		s, &job->a, "contact.value", row->contact, row->value_sealed));
	sheet_str(sheet, row->topic);
	sheet_str(sheet, row->urgency ? STR("yes") : STR("no"));
	sheet_str(sheet, str_of(notice_kind_name((enum notice_kind)row->kind)));
	sheet_str(sheet, str_of(lang_code((enum lang)row->language)));
	sheet_i64(sheet, row->findings_int);
	sheet_str(sheet, str_of(ground_name(why.ground)));
	sheet_str(sheet, why.claim);
	sheet_i64(sheet, why.confidence);
	sheet_str(sheet, why.subjects);
}

static uint64_t
notices_told(struct job *job, int64_t batch, enum sheet_format format)
{
	struct sheet sheet;
	struct sql_cursor c;
	struct notice_of_batch_row row;

	sheet_begin(&sheet, job, format, columns, COLUMNS);
	notice_of_batch(job->sv->store.db, batch, &c);
	while (notice_of_batch_next(&c, &row))
		row_put(&sheet, job, &row);
	sheet_end(&sheet);
	return sheet.rows;
}

static void
sums_told(struct job *job, const struct importing *im,
    const struct prepare_sums *p, uint64_t notices)
{
	job_out(job,
	    "\nnotices: %llu; findings of companies without a mail address: "
	    "%llu; rows of nobody we know: %llu\nthis was a shadow: nothing "
	    "was kept, and nothing is sent\n",
	    (unsigned long long)notices, (unsigned long long)p->no_contact,
	    (unsigned long long)im->in.sums.unowned[UNOWNED_NOBODY]);
}

/* In the trial. */
static int
run(struct job *job, const struct import_plan *plan, enum sheet_format format)
{
	struct store *s = &job->sv->store;
	struct importing im;
	struct why w = {0};
	int64_t person = job_person(job);
	struct prepare p = {
	    .store = s,
	    .person = person,
	    .now = job->now,
	    .code_key = job->sv->code_key,
	    .at_once = true,
	};
	struct str name;
	int fd, code = 0;

	importing_init(&im, job, plan, person);
	while (job->ways.input(job->ways.ctx, &name, &fd)) {
		importing_input(&im, name, fd);
		close(fd);
	}
	if (notices_prepare(&p, &w) != OK)
		code = job_why(job, &w);
	if (format == SHEET_TABLE)
		importing_summary(&im);

	uint64_t notices = notices_told(job, im.in.batch_id, format);

	if (format == SHEET_TABLE)
		sums_told(job, &im, &p.sums, notices);
	importing_free(&im);
	return im.refused > 0 ? 1 : code;
}

int
shadow_run(
    struct job *job, const struct import_plan *plan, enum sheet_format format)
{
	struct sql *db = job->sv->store.db;
	struct import_plan trial = *plan;

	trial.trial = true;
	trial.told = format == SHEET_TABLE;
	trial.batch.embargo = SQL_NULL_I64;
	sql_trial_begin(db);

	int code = run(job, &trial, format);

	sql_trial_end(db);
	return code;
}
