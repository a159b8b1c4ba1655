/* retention: what is kept for how long, and why, in one table */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/retention.h"

#include "base/crash.h"
#include "base/time.h"
#include "notify/delivery.h"
#include "notify/forget.h"
#include "run/commands.h"
#include "run/report_files.h"
#include "store/notice.sql.h"
#include "store/oncall.sql.h"
#include "store/retention.sql.h"
#include "store/subjects.h"

enum {
	SLICE = 64000, /* observations in one transaction: as an import has */
	PART = 1000,   /* of what is sealed again one by one */
};

/* One transaction is over. */
static void
part_done(struct job *job)
{
	sql_commit(job->sv->store.db);
	crash_point(CRASH_RETENTION_DONE);
	job_let_others(job);
}

/* What those of a slice are about. */
static void
nobodys_subjects_drop(
    struct store *s, int64_t after, int64_t upto, int64_t before)
{
	struct buf list = {0};
	struct sql_cursor c;
	struct retention_nobodys_places_row row;

	retention_nobodys_places(s->db, after, upto, before, &c);
	while (retention_nobodys_places_next(&c, &row))
		buf_put(&list, &row.subject, sizeof(row.subject));
	subjects_drop(s, (const int64_t *)(const void *)list.p,
	    list.n / sizeof(row.subject));
	buf_free(&list);
}

static void
nobodys_clash_drop(struct store *s, int64_t before)
{
	struct buf list = {0};
	struct sql_cursor c;
	struct retention_nobodys_clash_places_row row;

	retention_nobodys_clash_places(s->db, before, &c);
	while (retention_nobodys_clash_places_next(&c, &row))
		buf_put(&list, &row.subject, sizeof(row.subject));
	subjects_drop(s, (const int64_t *)(const void *)list.p,
	    list.n / sizeof(row.subject));
	buf_free(&list);
	retention_nobodys_clash(s->db, before);
}

static bool
nobodys_drop(struct job *job, int64_t before)
{
	struct sql *db = job->sv->store.db;
	int64_t upto, after = INT64_MIN + 1;

	while ((upto = retention_slice(db, after, SLICE)) != SQL_NULL_I64) {
		sql_begin(db);
		nobodys_subjects_drop(&job->sv->store, after, upto, before);
		retention_nobodys(db, after, upto, before);
		part_done(job);
		after = upto;
	}
	sql_begin(db);
	nobodys_clash_drop(&job->sv->store, before);
	retention_relayed(db, day_of_time(before));
	part_done(job);
	return true;
}

static uint64_t
batch_past(struct service *sv, int64_t before)
{
	int64_t days = sv->settings.number[SETTING_KEEP_BATCHES];

	return (uint64_t)retention_batch_count(
	    sv->store.db, before + days * (int64_t)DAY, before);
}

static bool
batch_drop(struct job *job, int64_t before)
{
	(void)before; /* it goes by the same setting */
	return command_batch_expire.run(job) == 0;
}

static bool
finding_drop(struct job *job, int64_t before)
{
	size_t n;

	do {
		sql_begin(job->sv->store.db);
		n = findings_forget_old(
		    &job->sv->store, before, job->now, PART);
		part_done(job);
	} while (n == PART);
	return true;
}

static bool
notice_drop(struct job *job, int64_t before)
{
	size_t n;

	do {
		sql_begin(job->sv->store.db);
		n = notices_forget_old(
		    &job->sv->store, job->sv->folder, before, job->now, PART);
		part_done(job);
	} while (n == PART);
	return true;
}

static int64_t
returned_clear(struct sql *db, int64_t before)
{
	return retention_returned_strange(db, before) +
	    retention_returned(db, before);
}

static int64_t
leak_clear(struct sql *db, int64_t before)
{
	retention_leak_notices(db, before);
	return retention_leak(db, before);
}

static uint64_t
file_past(struct service *sv, int64_t before)
{
	return report_files_old(sv->folder, REPORT_FILES_DONE, before, false) +
	    report_files_old(sv->folder, REPORT_FILES_FAILED, before, false);
}

static bool
file_drop(struct job *job, int64_t before)
{
	report_files_old(job->sv->folder, REPORT_FILES_DONE, before, true);
	report_files_old(job->sv->folder, REPORT_FILES_FAILED, before, true);
	return true;
}

/* clang-format off */
const struct retention_row retention_rows[] = {
	{"report files", "last change", SETTING_KEEP_FILES, 0,
	    "to read them again when something went wrong; the rows are in the evidence",
	    "the files in inbox/done and inbox/failed are removed",
	    .past = file_past, .drop = file_drop},
	{"batches", "receipt, or the last day given", SETTING_KEEP_BATCHES, 0,
	    "to show what a finding rests on, and to read rows again with a better reader",
	    "raw rows are erased, their hashes stay; what rests on them alone is withdrawn",
	    .past = batch_past, .drop = batch_drop},
	{"rows of a company", "the closed finding was last seen",
	    SETTING_KEEP_OBSERVATIONS, 0,
	    "to know a cause that comes back",
	    "they are no longer linked to a company",
	    .count = retention_known_count, .clear = retention_known},
	{"rows of nobody", "last seen", SETTING_KEEP_UNOWNED, 0,
	    "a company that joins is told of what was seen the last thirty days",
	    "observations are deleted; their raw rows go with the batch",
	    .count = retention_nobodys_count, .drop = nobodys_drop},
	{"findings", "closed", SETTING_KEEP_FINDINGS, 0,
	    "to answer questions of the company, and for reports over years",
	    "subject and notes go; what is counted stays",
	    .count = retention_finding_count, .drop = finding_drop},
	{"notices", "prepared", SETTING_KEEP_NOTICES, 0,
	    "to show what was told to whom, as long as it may be asked",
	    "subject, text and what the mail server said go; what is counted stays",
	    .count = retention_notice_count, .drop = notice_drop},
	{"sent mails", "sent", SETTING_COUNT, SENT_BYTES_DAYS,
	    "to send the same bytes again after a crash",
	    "the bytes go, the notice stays",
	    .count = retention_bytes_count, .clear = delivery_forget},
	{"contact moments", "the moment", SETTING_KEEP_MOMENTS, 0,
	    "to know what was said before",
	    "they are deleted",
	    .count = retention_moment_count, .clear = retention_moment},
	{"answers by mail", "receipt", SETTING_KEEP_MOMENTS, 0,
	    "to know what was said before",
	    "what people and servers wrote goes; that something came stays",
	    .count = retention_returned_count, .clear = returned_clear},
	{"data leaks", "closed", SETTING_KEEP_LEAKS, 0,
	    "the authority may ask for them (GDPR article 33, paragraph 5)",
	    "they are deleted",
	    .count = retention_leak_count, .clear = leak_clear},
	{"looks", "the look", SETTING_KEEP_LOOKS, 0,
	    "to find out who looked at what without need",
	    "they are deleted",
	    .count = retention_look_count, .clear = retention_look},
	{"audit", "the command", SETTING_KEEP_AUDIT, 0,
	    "to answer for who changed, released and erased what",
	    "the lines are deleted",
	    .count = retention_audit_count, .clear = retention_audit},
	{"turns on call", "its end", SETTING_KEEP_AUDIT, 0,
	    "to answer for who had a case that came at night",
	    "they are deleted",
	    .count = oncall_past, .clear = oncall_drop},
	{"wrong check codes", "the hour", SETTING_COUNT, 30,
	    "to slow down who guesses",
	    "the counts are deleted",
	    .count = retention_try_count, .clear = retention_try},
};
/* clang-format on */
const size_t n_retention_rows =
    sizeof(retention_rows) / sizeof(*retention_rows);

int64_t
retention_days(const struct retention_row *row, const struct settings *set)
{
	return row->setting == SETTING_COUNT ? row->fixed
					     : set->number[row->setting];
}

uint64_t
retention_past(
    const struct retention_row *row, struct service *sv, int64_t before)
{
	return row->past ? row->past(sv, before)
			 : (uint64_t)row->count(sv->store.db, before);
}

bool
retention_drop(const struct retention_row *row, struct job *job, int64_t before)
{
	int64_t n;

	if (row->drop)
		return row->drop(job, before);
	do {
		sql_begin(job->sv->store.db);
		n = row->clear(job->sv->store.db, before);
		part_done(job);
	} while (n > 0);
	return true;
}
