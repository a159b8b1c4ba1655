/* cmd_answer: what the receiver of a notice said of a finding */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/finding.h"
#include "run/again_told.h"
#include "run/commands.h"
#include "run/job.h"
#include "store/finding.sql.h"

static int
run(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str ref = job->call->word[0], word = job->call->word[1];
	enum answer answer = answer_read(word);
	struct finding_by_ref_row row;
	struct why w = {0};

	if (answer == ANSWER_NONE) {
		job_err(job,
		    "\"%.*s\" is no answer; there is: fixed, in-hand, "
		    "not-ours, accepted\n",
		    STR_ARG(str_upto(word, 40)));
		return 2;
	}
	if (!finding_by_ref(s->db, ref, &row)) {
		job_err(job,
		    "there is no finding %.*s; `dijkwacht findings` lists "
		    "them\n",
		    STR_ARG(str_upto(ref, 40)));
		return 1;
	}
	sql_begin(s->db);

	int64_t person = job_person(job);
	enum err e = finding_answer(s, row.id, answer, person,
	    call_value(job->call, "note"), job->now, &w);

	if (e == OK)
		store_audit(s, person, job->now, STR("answer"), ref);
	sql_commit(s->db);
	if (e != OK)
		return job_why(job, &w);
	job_out(job, "%.*s: answered %s\n", STR_ARG(ref), answer_name(answer));
	if (answer == ANSWER_NOT_OURS) {
		service_owners_stale(job->sv);
		again_finish(job);
	}
	return 0;
}

static const struct option options[] = {
    {"note", "TEXT", "what was said"},
    {0},
};

const struct command command_answer = {
    .name = "answer",
    .example = "8k4w51cq7vn6ssae fixed --note \"called, port closed\"",
    .args = "FINDING fixed|in-hand|not-ours|accepted",
    .about = "record what the receiver said of a finding",
    .least = 2,
    .most = 2,
    .place = PLACE_KEEPER,
    .options = options,
    .more =
	"fixed: told again only when a later report still has it. in-hand: no "
	"reminders. not-ours and accepted: not told again. not-ours also puts "
	"in doubt "
	"what said that it is theirs, and counts against its source.",
    .run = run,
};
