/* cmd_provider: what a provider said of its customers */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/organisation.h"
#include "notify/provider.h"
#include "run/commands.h"
#include "run/job.h"

/* The companies that the words behind the answer name. */
static enum err
customers_find(struct job *job, int64_t *customers, size_t n, struct why *w)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < n; i++)
		e = organisation_find(
		    &job->sv->store, job->call->word[2 + i], &customers[i], w);
	return e;
}

static void
told(struct job *job, enum answer answer, const struct provider_sums *sums)
{
	if (answer == ANSWER_NOT_OURS)
		job_out(job,
		    "findings that are not theirs to repair: %llu; their "
		    "owners are told with the next notices\n",
		    (unsigned long long)sums->declined);
	else
		job_out(job, "findings answered %s: %llu\n",
		    answer_name(answer), (unsigned long long)sums->answered);
	if (sums->over > 0)
		job_out(job, "over already, so left as they are: %llu\n",
		    (unsigned long long)sums->over);
}

static int
run_answer(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str ref = job->call->word[0];
	enum answer answer = answer_read(job->call->word[1]);
	size_t n = job->call->n_words - 2;
	int64_t customers[WORDS_MAX];
	struct provider_sums sums;
	struct why w = {0};

	if (customers_find(job, customers, n, &w) != OK)
		return job_why(job, &w);
	sql_begin(s->db);

	int64_t person = job_person(job);
	enum err e = provider_answer(s, ref, answer, customers, n, person,
	    call_value(job->call, "note"), job->now, &sums, &w);

	if (e == OK)
		store_audit(s, person, job->now, STR("provider answer"), ref);
	sql_commit(s->db);
	if (e != OK)
		return job_why(job, &w);
	told(job, answer, &sums);
	return 0;
}

static const struct option options[] = {
    {"note", "TEXT", "what was said"},
    {0},
};

const struct command command_provider_answer = {
    .name = "provider answer",
    .example = "66xy142ky1148tm2 fixed",
    .args = "NOTICE fixed|in-hand|not-ours [CUSTOMER...]",
    .about = "record what a provider said of its customers' findings",
    .least = 2,
    .most = WORDS_MAX,
    .place = PLACE_KEEPER,
    .options = options,
    .more = "NOTICE is the reference of the message to the provider: any of "
	    "its thread. Without customers it is for all in that message. "
	    "not-ours: the owner is told with the next notices, and the "
	    "provider no more of that finding.",
    .run = run_answer,
};
