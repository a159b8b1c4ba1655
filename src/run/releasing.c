/* releasing: a release by the rules of the settings */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/releasing.h"

#include "run/log.h"
#include "run/spoken.h"
#include "store/canary.sql.h"

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
		    .canary =
			{
			    .above = s->number[SETTING_CANARY_ABOVE],
			    .hours = s->number[SETTING_CANARY_HOURS],
			    .not_ours = s->number[SETTING_CANARY_NOT_OURS],
			    .bounces = s->number[SETTING_CANARY_BOUNCES],
			},
		},
	};
	r->person = job_person(job);
	return OK;
}

/* Those that stopped stay so: each time it is said what to do. */
static void
canaries_told(struct job *job, const struct release *r)
{
	struct sql_cursor c;
	struct canary_list_row row;

	if (r->sums.stops > 0)
		log_say(LOG_CANARY_STOPPED, (struct str){0},
		    (int64_t)r->sums.stops);
	canary_list(job->sv->store.db, &c);
	while (canary_list_next(&c, &row))
		if (row.state == CANARY_STOPPED)
			job_err(job,
			    "STOPPED: %s %.*s on %.*s, as %.*s; look at them, "
			    "then `dijkwacht standing resume %.*s "
			    "--reason TEXT`, or withdraw the batch\n",
			    row.standing != SQL_NULL_I64 ? "standing release"
							 : "release of many",
			    STR_ARG(row.ref), STR_ARG(row.topic),
			    STR_ARG(row.why), STR_ARG(row.ref));
}

/* What a standing release or a canary let go, or did not. */
static void
watched_told(struct job *job, const struct release *r)
{
	const struct release_sums *n = &r->sums;

	if (n->standing > 0)
		job_out(job, "of these by a standing release: %llu\n",
		    (unsigned long long)n->standing);
	if (n->held > 0)
		job_out(job,
		    "of these wait until the first 20 are seen to be right: "
		    "%llu; `dijkwacht standing list` tells how far\n",
		    (unsigned long long)n->held);
	if (n->waits > 0)
		job_out(job,
		    "not released, as their standing release lets no more go "
		    "for now: %llu\n",
		    (unsigned long long)n->waits);
	if (n->stopped > 0)
		job_err(job,
		    "not released, as what they belong to was stopped: %llu\n",
		    (unsigned long long)n->stopped);
	canaries_told(job, r);
}

void
releasing_told(struct job *job, const struct release *r)
{
	const struct release_sums *n = &r->sums;
	struct buf when = {0};

	watched_told(job, r);
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
