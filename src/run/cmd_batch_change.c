/* cmd_batch_change: a batch is held, released, withdrawn, or its rows erased */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "feed/erase.h"
#include "finding/batch.h"
#include "finding/finding.h"
#include "notify/delivery.h"
#include "notify/prepare.h"
#include "run/commands.h"
#include "run/job.h"
#include "run/spoken.h"
#include "store/batch.sql.h"
#include "store/notice.sql.h"
#include "store/support.sql.h"

/* For how long a batch can be withdrawn with every finding set back to what
 * an older one said; past it newer batches that stand have the last word. */
enum { SUPPORT_DAYS = 90 };

static struct str
reason_of(struct job *job)
{
	struct str reason = call_value(job->call, "reason");

	if (reason.n == 0)
		job_err(job, "say why with --reason TEXT\n");
	return reason;
}

/* Hold and release. */

static int
change(struct job *job, enum batch_state from, enum batch_state to,
    struct str reason)
{
	struct store *s = &job->sv->store;
	struct str ref = job->call->word[0];
	enum batch_state state;
	struct why w = {0};
	int64_t id;

	if (batch_find(s, ref, &id, &state, &w) != OK)
		return job_why(job, &w);
	if (state != from) {
		job_err(job, "batch %.*s is %s; nothing was changed\n",
		    STR_ARG(ref), batch_state_name(state));
		return 1;
	}
	sql_begin(s->db);

	int64_t person = job_person(job);

	batch_set(s, id, to, person, reason, job->now);
	store_audit(s, person, job->now, str_of(job->call->command->name), ref);
	sql_commit(s->db);
	job_out(job, "batch %.*s is %s\n", STR_ARG(ref), batch_state_name(to));
	return 0;
}

static int
run_hold(struct job *job)
{
	struct str reason = reason_of(job);

	return reason.n > 0 ? change(job, BATCH_OPEN, BATCH_HELD, reason) : 2;
}

static int
run_release(struct job *job)
{
	return change(
	    job, BATCH_HELD, BATCH_OPEN, call_value(job->call, "reason"));
}

/* Withdrawing. */

/* What it comes to when a batch stands no more. */
struct ended {
	struct finding_rest_sums findings;
	uint64_t notices;
	int64_t event;
};

/* In a transaction. */
static void
batch_end(struct job *job, int64_t id, enum batch_state to, struct str reason,
    struct ended *e)
{
	struct store *s = &job->sv->store;
	int64_t person = job_person(job);
	bool looks = to == BATCH_WITHDRAWN; /* what was seen then was seen */

	*e = (struct ended){0};
	e->event = batch_set(s, id, to, person, reason, job->now);
	e->notices = notices_withdraw(s, id, job->now);
	finding_batch_end(s, id, looks, person, reason, job->now, &e->findings);
	store_audit(s, person, job->now, str_of(job->call->command->name),
	    (struct str){0});
}

static void
ended_told(struct job *job, const struct ended *e)
{
	job_out(job,
	    "findings withdrawn, as they rested on it alone: %llu; resting on "
	    "what other batches say: %llu; going on again, as its look had "
	    "closed them: %llu\nnotices withdrawn before they left: %llu\n",
	    (unsigned long long)e->findings.withdrawn,
	    (unsigned long long)e->findings.resting,
	    (unsigned long long)e->findings.unclosed,
	    (unsigned long long)e->notices);
}

/* Those who were told already; returns how many. */
static uint64_t
sent_told(struct job *job, int64_t batch)
{
	static const char *const heads[] = {
	    "notice", "organisation", "to", "topic", "kind", "of"};
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct notice_told_row row;
	struct table t;
	uint64_t n = 0;

	table_begin(&t, job, 6, heads);
	notice_told(s->db, batch, &c);
	for (; notice_told_next(&c, &row); n++) {
		struct buf date = {0};
		table_cell(&t, row.ref);
		table_cell(&t,
		    store_open(s, &job->a, "organisation.name",
			row.organisation, row.name_sealed));
		table_cell(&t,
		    store_open(s, &job->a, "contact.value", row.contact,
			row.value_sealed));
		table_cell(&t, row.topic);
		table_cell(
		    &t, str_of(notice_kind_name((enum notice_kind)row.kind)));
		spoken_date(&date, row.date);
		table_cell(&t, buf_all(&date));
		buf_free(&date);
	}
	if (n > 0)
		table_end(&t);
	else
		buf_free(&t.cells);
	return n;
}

static int
run_withdraw(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str reason = reason_of(job), ref = job->call->word[0];
	bool dry = call_given(job->call, "dry-run");
	enum batch_state state;
	struct ended e;
	struct why w = {0};
	int64_t id;

	if (reason.n == 0)
		return 2;
	if (batch_find(s, ref, &id, &state, &w) != OK)
		return job_why(job, &w);
	if (state >= BATCH_WITHDRAWN) {
		job_err(job, "batch %.*s is %s already\n", STR_ARG(ref),
		    batch_state_name(state));
		return 1;
	}
	sql_begin(s->db);
	batch_end(job, id, BATCH_WITHDRAWN, reason, &e);
	if (dry)
		sql_rollback(s->db);
	else
		sql_commit(s->db);
	job_out(job, "batch %.*s %s\n", STR_ARG(ref),
	    dry ? "would be withdrawn; nothing was changed" : "is withdrawn");
	ended_told(job, &e);
	if (sent_told(job, id) > 0)
		job_out(job,
		    "these were sent already, and no correction is sent by "
		    "itself: `dijkwacht notices withdraw %.*s --reason TEXT` "
		    "prepares them\n",
		    STR_ARG(ref));
	return 0;
}

/* Erasing. */

struct overdue {
	int64_t id;
	struct str ref;
	bool ended; /* before; its rows were not all erased yet */
};

static struct overdue *
overdue_list(struct job *job, struct buf *list, size_t *n)
{
	struct sql_cursor c;
	struct batch_overdue_row row;

	batch_overdue(job->sv->store.db, job->now,
	    job->now -
		job->sv->settings.number[SETTING_KEEP_BATCHES] * (int64_t)DAY,
	    &c);
	while (batch_overdue_next(&c, &row)) {
		struct overdue o = {row.id, arena_str(&job->a, row.ref),
		    row.state == BATCH_ERASED};
		buf_put(list, &o, sizeof(o));
	}
	*n = list->n / sizeof(struct overdue);
	return (struct overdue *)(void *)list->p;
}

/* The event that its tombstones name. */
static int64_t
overdue_end(struct job *job, const struct overdue *o)
{
	struct store *s = &job->sv->store;
	struct ended e;

	if (o->ended) {
		int64_t event = batch_event_newest(s->db, o->id);
		if (event == SQL_NULL_I64)
			die("batch %.*s was ended by nobody", STR_ARG(o->ref));
		return event;
	}
	sql_begin(s->db);
	batch_end(job, o->id, BATCH_ERASED, STR("its last day has passed"), &e);
	sql_commit(s->db);
	job_out(
	    job, "batch %.*s may not be kept any longer\n", STR_ARG(o->ref));
	ended_told(job, &e);
	return e.event;
}

static int
run_expire(struct job *job)
{
	struct store *s = &job->sv->store;
	struct buf list = {0};
	struct erase_sums sums = {0};
	struct why w = {0};
	size_t n;
	int code = 0;
	const struct overdue *o = overdue_list(job, &list, &n);

	for (size_t i = 0; i < n; i++) {
		int64_t event = overdue_end(job, &o[i]);
		if (batch_erase(
			s, job->sv->folder, o[i].id, event, &sums, &w) != OK)
			code = job_why(job, &w);
	}
	buf_free(&list);
	sql_begin(s->db);

	int64_t person = job_person(job);

	sql_commit(s->db);
	if (overdue_erase(s, job->sv->folder, person, job->now, &sums, &w) !=
	    OK)
		code = job_why(job, &w);
	sql_begin(s->db);
	support_forget(s->db, job->now - SUPPORT_DAYS * (int64_t)DAY);
	delivery_bytes_forget(s, job->now);
	sql_commit(s->db);
	job_out(job,
	    "batches: %zu; rows erased: %llu in %llu chunks; observations "
	    "dropped: %llu\n",
	    n, (unsigned long long)sums.rows, (unsigned long long)sums.chunks,
	    (unsigned long long)sums.observations);
	return code;
}

static const struct option hold_options[] = {
    {"reason", "TEXT", "why; it stands in the batch's history"},
    {0},
};
static const struct option withdraw_options[] = {
    {"reason", "TEXT", "why; it stands in the history of batch and findings"},
    {"dry-run", NULL, "say what would come of it, and change nothing"},
    {0},
};

const struct command command_batch_hold = {
    .name = "batch hold",
    .example = "029gj4a2zd6wqtyr --reason \"the giver is asked\"",
    .args = "BATCH",
    .about = "prepare and send nothing that rests on a batch, for now",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .options = hold_options,
    .more = "A finding that another batch tells of too is told by what that "
	    "one says. What is in a mail server's hands goes on.",
    .run = run_hold,
};

const struct command command_batch_release = {
    .name = "batch release",
    .example = "029gj4a2zd6wqtyr --reason \"it is right\"",
    .args = "BATCH",
    .about = "end the hold of a batch",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .options = hold_options,
    .run = run_release,
};

const struct command command_batch_withdraw = {
    .name = "batch withdraw",
    .example = "029gj4a2zd6wqtyr --reason \"a mistake\" --dry-run",
    .args = "BATCH",
    .about = "take a batch back: what rests on it alone counts no more",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .options = withdraw_options,
    .more = "Its findings are set back to what other batches say, or are "
	    "withdrawn (never called solved); its reports close nothing any "
	    "more; notices that have not left are withdrawn, those that have "
	    "are listed. The raw rows stay as evidence. It cannot be undone.",
    .run = run_withdraw,
};

const struct command command_batch_expire = {
    .name = "batch expire",
    .example = "",
    .args = "",
    .about = "erase the rows of batches whose last day has passed",
    .place = PLACE_KEEPER,
    .more = "`retention run` does this too. Of each raw row its hash stays, so "
	    "that the "
	    "evidence can still be verified; findings that rest on such a "
	    "batch alone are withdrawn. The final bytes of mails sent a "
	    "month ago go too.",
    .run = run_expire,
};
