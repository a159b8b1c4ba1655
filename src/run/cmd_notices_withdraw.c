/* cmd_notices_withdraw: notices that should not have been */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/batch.h"
#include "notify/correct.h"
#include "notify/prepare.h"
#include "run/commands.h"
#include "run/job.h"
#include "store/correction.sql.h"
#include "store/notice.sql.h"

static void
of_batch(struct store *s, int64_t batch, struct buf *list)
{
	struct sql_cursor c;
	struct notice_unsent_row waits;
	struct notice_told_row told;

	notice_unsent(s->db, batch, &c);
	while (notice_unsent_next(&c, &waits))
		buf_put(list, &waits.id, sizeof(waits.id));
	notice_told(s->db, batch, &c);
	while (notice_told_next(&c, &told))
		buf_put(list, &told.id, sizeof(told.id));
}

/* The notices that the word names; *gone: it is a batch. */
static enum err
named_find(struct job *job, struct buf *list, bool *gone, struct why *w)
{
	struct store *s = &job->sv->store;
	struct str ref = job->call->word[0];
	struct notice_by_ref_row notice;
	enum batch_state state;
	struct why none = {0};
	int64_t batch;

	*gone = false;
	if (notice_by_ref(s->db, ref, &notice)) {
		buf_put(list, &notice.id, sizeof(notice.id));
		return OK;
	}
	if (batch_find(s, ref, &batch, &state, &none) != OK)
		return why_set(w, ERR_ABSENT,
		    "there is no notice and no batch %.*s; `dijkwacht batch "
		    "list` and `dijkwacht notices preview` list them",
		    STR_ARG(str_upto(ref, 40)));
	if (state != BATCH_WITHDRAWN)
		return why_set(w, ERR_REFUSED,
		    "batch %.*s is %s; withdraw it first, or its notices are "
		    "made again: `dijkwacht batch withdraw %.*s --reason TEXT`",
		    STR_ARG(ref), batch_state_name(state), STR_ARG(ref));
	*gone = true;
	of_batch(s, batch, list);
	return OK;
}

static void
leak_open(struct job *job, struct correct *c, struct str *ref)
{
	struct store *s = c->store;

	*ref = store_ref(&job->a);
	c->leak = store_id(s, "leak");
	leak_add(s->db, c->leak, *ref, job->now, c->person, c->reason);
	store_audit(s, c->person, job->now, STR("leak open"), *ref);
}

static void
told(struct job *job, const struct correct *c, bool dry, struct str leak)
{
	const struct correct_sums *n = &c->sums;

	if (dry)
		job_out(job, "nothing was changed; it would come to:\n");
	job_out(job,
	    "notices dropped before they left: %llu; sent, and a correction "
	    "prepared: %llu\n",
	    (unsigned long long)n->dropped, (unsigned long long)n->corrected);
	if (n->before > 0)
		job_out(job, "withdrawn or corrected before: %llu\n",
		    (unsigned long long)n->before);
	if (n->fine > 0)
		job_out(job,
		    "sent, and all they tell still stands, as other batches "
		    "say it too: %llu\n",
		    (unsigned long long)n->fine);
	if (n->digests > 0)
		job_out(job,
		    "digests to owners of networks, sent; which line was "
		    "wrong cannot be told apart, so write to them: %llu\n",
		    (unsigned long long)n->digests);
	if (dry)
		return;
	if (n->corrected > 0)
		job_out(job,
		    "look at the corrections with `dijkwacht notices preview`, "
		    "send them with `dijkwacht notices send`\n");
	if (leak.n > 0)
		job_out(job,
		    "data leak %.*s is open: decide within 72 hours whether "
		    "the authority and the people concerned are told, then "
		    "`dijkwacht leak close %.*s --reason TEXT`\n",
		    STR_ARG(leak), STR_ARG(leak));
}

static void
all_correct(struct job *job, struct correct *c, const struct buf *list)
{
	const int64_t *id = (const int64_t *)(const void *)list->p;

	for (size_t i = 0; i < list->n / sizeof(*id); i++)
		notice_correct(c, id[i]);
	store_audit(c->store, c->person, job->now, STR("notices withdraw"),
	    job->call->word[0]);
}

static int
run(struct job *job)
{
	struct store *s = &job->sv->store;
	bool dry = call_given(job->call, "dry-run");
	struct correct c = {
	    .store = s,
	    .now = job->now,
	    .code_key = job->sv->code_key,
	    .reason = call_value(job->call, "reason"),
	    .leak = SQL_NULL_I64,
	};
	struct buf list = {0};
	struct str leak = {0};
	struct why w = {0};

	if (c.reason.n == 0) {
		job_err(job, "say why with --reason TEXT\n");
		return 2;
	}
	if (named_find(job, &list, &c.gone, &w) != OK)
		return job_why(job, &w);
	sql_begin(s->db);
	c.person = job_person(job);
	if (call_given(job->call, "leak"))
		leak_open(job, &c, &leak);
	all_correct(job, &c, &list);
	buf_free(&list);

	bool no_leak = leak.n > 0 && c.sums.leaked == 0;

	if (dry || no_leak)
		sql_rollback(s->db);
	else
		sql_commit(s->db);
	if (no_leak) {
		job_err(job,
		    "nothing of it was sent, so nothing leaked; leave --leak "
		    "out\n");
		return 1;
	}
	told(job, &c, dry, leak);
	return 0;
}

static const struct option options[] = {
    {"reason", "TEXT", "why; it is kept here and not sent"},
    {"leak", NULL, "somebody was told what was not theirs: open a data leak"},
    {"dry-run", NULL, "say what would come of it, and change nothing"},
    {0},
};

const struct command command_notices_withdraw = {
    .name = "notices withdraw",
    .example = "66xy142ky1148tm2 --reason \"a mistake\" --dry-run",
    .args = "BATCH|NOTICE",
    .about = "take notices back: drop what waits, correct what was sent",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .options = options,
    .more = "A correction is a notice in the same thread, prepared and then "
	    "released like any other. Of a withdrawn batch only what no other "
	    "batch says is corrected. The check code of a notice that was "
	    "wrong altogether says from then on that it was taken back. "
	    "Withdrawing one notice does not take its cause away: put the "
	    "asset right too.",
    .run = run,
};
