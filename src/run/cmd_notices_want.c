/* cmd_notices_want: what a baseline opened is to be told after all */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/finding.h"
#include "match/organisation.h"
#include "run/commands.h"
#include "run/job.h"
#include "store/finding.sql.h"

static void
all_want(struct job *job, const struct buf *list)
{
	struct store *s = &job->sv->store;
	const int64_t *id = (const int64_t *)(const void *)list->p;
	uint64_t n = list->n / sizeof(*id);

	sql_begin(s->db);

	int64_t person = job_person(job);

	for (uint64_t i = 0; i < n; i++)
		finding_want(s->db, id[i], job->now);
	store_audit(s, person, job->now, STR("notices want"),
	    job->call->n_words == 1 ? job->call->word[0] : (struct str){0});
	sql_commit(s->db);
	job_out(job, "findings that want a notice now: %llu\n",
	    (unsigned long long)n);
	if (n > 0)
		job_out(job,
		    "make it with `dijkwacht notices prepare`; receivers keep "
		    "their rhythm\n");
}

/* False when a reference is none, or may not be told. */
static bool
named_find(struct job *job, struct buf *list)
{
	struct store *s = &job->sv->store;
	bool fine = true;

	for (size_t i = 0; i < job->call->n_words; i++) {
		struct str ref = job->call->word[i];
		struct finding_by_ref_row by;
		struct finding_get_row f;
		bool there = finding_by_ref(s->db, ref, &by) &&
		    finding_get(s->db, by.id, &f);
		bool wants = there && f.state == FINDING_OPEN &&
		    f.noticed == SQL_NULL_I64;
		if (!there)
			job_err(job,
			    "there is no finding %.*s; `dijkwacht findings "
			    "--baseline` lists them\n",
			    STR_ARG(str_upto(ref, 40)));
		else if (!wants)
			job_err(job,
			    "finding %.*s is %s, or was told: it follows its "
			    "own course\n",
			    STR_ARG(ref),
			    finding_state_name((enum finding_state)f.state));
		else
			buf_put(list, &by.id, sizeof(by.id));
		fine = fine && wants;
	}
	return fine;
}

static enum err
chosen_find(struct job *job, struct buf *list, struct why *w)
{
	struct store *s = &job->sv->store;
	struct str topic = call_value(job->call, "topic");
	struct str organisation = call_value(job->call, "organisation");
	int64_t id = SQL_NULL_I64;
	struct sql_cursor c;
	struct finding_untold_each_row row;
	enum err e = OK;

	if (topic.p == NULL && organisation.p == NULL)
		return why_set(w, ERR_SYNTAX,
		    "which ones? name findings, or choose by --topic or "
		    "--organisation");
	if (topic.p != NULL && topic_by_id(topic) == NULL)
		return why_set(w, ERR_SYNTAX,
		    "--topic: there is no topic \"%.*s\"; `dijkwacht topic "
		    "list` shows them",
		    STR_ARG(str_upto(topic, 40)));
	if (organisation.p != NULL)
		e = organisation_find(s, organisation, &id, w);
	if (e != OK)
		return e;
	finding_untold_each(s->db, topic, id, &c);
	while (finding_untold_each_next(&c, &row))
		buf_put(list, &row.id, sizeof(row.id));
	return OK;
}

static int
run(struct job *job)
{
	struct buf list = {0};
	struct why w = {0};
	int code = 0;

	if (job->call->n_words > 0) {
		code = !named_find(job, &list);
	} else {
		enum err e = chosen_find(job, &list, &w);
		if (e != OK) {
			job_why(job, &w);
			return e == ERR_SYNTAX ? 2 : 1;
		}
	}
	all_want(job, &list);
	buf_free(&list);
	return code;
}

static const struct option options[] = {
    {"topic", "TOPIC", "all of this topic that a baseline opened"},
    {"organisation", "REF|KVK|NAME", "all of this company"},
    {0},
};

const struct command command_notices_want = {
    .name = "notices want",
    .example = "--topic open-rdp",
    .args = "[FINDING...]",
    .about = "want a notice of what was known before the service began",
    .most = WORDS_MAX,
    .place = PLACE_KEEPER,
    .options = options,
    .more = "What a baseline opened is not told by itself. Only what is still "
	    "going on is told, and once: from then on it is a finding like "
	    "any other.",
    .run = run,
};
