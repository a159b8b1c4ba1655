/* releasing: a release by the rules of the settings */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/releasing.h"

#include "run/spoken.h"

enum err
releasing_begin(struct job *job, struct release *r, struct why *w)
{
	const struct settings *s = &job->sv->settings;
	struct str topics = s->text[SETTING_SECOND_TOPICS];
	struct str wrong = second_topics_wrong(topics);
	struct hours hours = {(int)s->number[SETTING_WORK_FROM],
	    (int)s->number[SETTING_WORK_UNTIL]};

	if (wrong.n > 0)
		return why_set(w, ERR_SYNTAX,
		    "dijkwacht.conf: second-topics: there is no topic "
		    "\"%.*s\"; `dijkwacht topic list` shows them",
		    STR_ARG(str_upto(wrong, 40)));
	if (hours.begin >= hours.end)
		return why_set(w, ERR_SYNTAX,
		    "dijkwacht.conf: work-from (%d) must come before "
		    "work-until (%d)",
		    hours.begin, hours.end);
	*r = (struct release){
	    .store = &job->sv->store,
	    .now = job->now,
	    .rule =
		{
		    .second_above = s->number[SETTING_SECOND_ABOVE],
		    .second_topics = topics,
		    .quiet = s->number[SETTING_QUIET] != 0,
		    .hours = hours,
		},
	};
	sql_begin(r->store->db);
	r->person = job_person(job);
	sql_commit(r->store->db);
	return OK;
}

void
releasing_told(struct job *job, const struct release *r)
{
	const struct release_sums *n = &r->sums;
	struct buf when = {0};

	if (n->later > 0) {
		spoken_moment(&when, r->later);
		job_out(job, "of these wait for working hours, %.*s: %llu\n",
		    STR_ARG(buf_all(&when)), (unsigned long long)n->later);
		buf_free(&when);
	}
	if (n->waiting > 0)
		job_out(job,
		    "released by you as the first of two: %llu; another person "
		    "releases them with `dijkwacht notices release`\n",
		    (unsigned long long)n->waiting);
	if (n->two > 0)
		job_out(job,
		    "not released, as they take two persons: %llu; `dijkwacht "
		    "notices release --all` by each of them\n",
		    (unsigned long long)n->two);
	if (n->own > 0)
		job_err(job,
		    "not released, as you were their first person: %llu; the "
		    "second is somebody else\n",
		    (unsigned long long)n->own);
	if (n->author > 0)
		job_err(job,
		    "not released, as you prepared them: %llu; the second is "
		    "somebody else\n",
		    (unsigned long long)n->author);
}
