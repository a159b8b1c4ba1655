/* cmd_sending_retry: what has failed is offered to the mail server once more */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/commands.h"
#include "run/job.h"
#include "run/sending.h"
#include "store/notice.sql.h"

/* Its id; SQL_NULL_I64: all. False when there is no such notice. */
static bool
notice_asked(struct job *job, int64_t *id)
{
	struct notice_by_ref_row by;

	*id = SQL_NULL_I64;
	if (job->call->n_words == 0)
		return true;
	if (!notice_by_ref(job->sv->store.db, job->call->word[0], &by)) {
		job_err(job,
		    "there is no notice %.*s; a mail's Message-ID begins with "
		    "the notice's name\n",
		    STR_ARG(job->call->word[0]));
		return false;
	}
	*id = by.id;
	return true;
}

static int
run_retry(struct job *job)
{
	struct store *s = &job->sv->store;
	int64_t notice, n;

	if (!notice_asked(job, &notice))
		return 1;
	sql_begin(s->db);
	n = delivery_retry(s->db, notice);
	store_audit(s, job_person(job), job->now, STR("sending retry"),
	    job->call->n_words > 0 ? job->call->word[0] : (struct str){0});
	sql_commit(s->db);
	if (n > 0 && job->sending != NULL)
		sending_hurry(job->sending);
	job_out(job, "failed mails that wait again: %lld%s\n", (long long)n,
	    n > 0 && (job->sending == NULL || job->sending->alone)
		? "; `dijkwacht notices send` offers them"
		: "");
	return 0;
}

const struct command command_sending_retry = {
    .name = "sending retry",
    .example = "",
    .args = "[NOTICE]",
    .about = "offer failed mails again: all, or that of one notice",
    .most = 1,
    .place = PLACE_KEEPER,
    .more = "When what they failed for is over: `sending status` tells the "
	    "last answer. The same bytes go, under the same Message-ID. What "
	    "rests on a batch that is on hold or was taken back stays as it "
	    "is.",
    .run = run_retry,
};
