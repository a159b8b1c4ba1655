/* cmd_release: people let prepared notices go, and look after an emergency */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/topic.h"
#include "run/commands.h"
#include "run/releasing.h"
#include "run/spoken.h"
#include "store/notice.sql.h"
#include "store/person.sql.h"
#include "store/release.sql.h"

static bool
listed(const struct buf *list, int64_t id)
{
	const int64_t *v = (const int64_t *)(const void *)list->p;

	for (size_t i = 0; i < list->n / sizeof(id); i++)
		if (v[i] == id)
			return true;
	return false;
}

static enum err
named_find(struct job *job, struct buf *list, struct why *w)
{
	for (size_t i = 0; i < job->call->n_words; i++) {
		struct str ref = job->call->word[i];
		struct notice_by_ref_row row;
		if (!notice_by_ref(job->sv->store.db, ref, &row))
			return why_set(w, ERR_ABSENT,
			    "there is no notice %.*s; `dijkwacht notices "
			    "preview` lists what is prepared",
			    STR_ARG(str_upto(ref, 40)));
		if (!listed(list, row.id))
			buf_put(list, &row.id, sizeof(row.id));
	}
	return OK;
}

/* What is asked for must be one thing. */
static enum err
chosen_check(struct job *job, struct release *r, struct why *w)
{
	struct str topic = call_value(job->call, "topic");
	bool all = call_given(job->call, "all");
	bool emergency = call_given(job->call, "emergency");

	if ((job->call->n_words > 0) + all + (topic.p != NULL) != 1)
		return why_set(w, ERR_SYNTAX,
		    "which ones? name notices, or choose by --topic, or --all");
	if (topic.p != NULL && topic_by_id(topic) == NULL)
		return why_set(w, ERR_SYNTAX,
		    "--topic: there is no topic \"%.*s\"; `dijkwacht topic "
		    "list` shows them",
		    STR_ARG(str_upto(topic, 40)));
	r->reason = call_value(job->call, "reason");
	if (emergency && r->reason.n == 0)
		return why_set(w, ERR_SYNTAX,
		    "say with --reason TEXT why it cannot wait for a second "
		    "person");
	r->topic = topic;
	r->way = emergency ? RELEASE_AT_ONCE : RELEASE_IN_TURN;
	return OK;
}

static int
run_release(struct job *job)
{
	struct buf list = {0};
	struct release r;
	struct why w = {0};
	enum err e = releasing_begin(job, &r, &w);

	if (e == OK)
		e = chosen_check(job, &r, &w);
	if (e == OK)
		e = named_find(job, &list, &w);
	if (e == OK)
		release_notices(&r, (const int64_t *)(const void *)list.p,
		    list.n / sizeof(int64_t));
	buf_free(&list);
	if (e != OK) {
		job_why(job, &w);
		return e == ERR_SYNTAX ? 2 : 1;
	}
	job_out(job, "notices released: %llu\n",
	    (unsigned long long)r.sums.released);
	releasing_told(job, &r);
	if (r.ref[0] != '\0')
		job_out(job,
		    "emergency %s: within 24 hours another person looks at it, "
		    "with `dijkwacht notices review %s`\n",
		    r.ref, r.ref);
	if (r.sums.released > 0)
		job_out(job, "send them with `dijkwacht notices send`\n");
	return r.sums.own + r.sums.author + r.sums.stopped > 0;
}

/* The look after. */

static int
list_open(struct job *job)
{
	static const char *const heads[] = {
	    "emergency", "by", "at", "notices", "review before", "reason"};
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct emergency_open_row row;
	struct table t;

	table_begin(&t, job, 6, heads);
	emergency_open(s->db, &c);
	while (emergency_open_next(&c, &row)) {
		struct buf at = {0}, due = {0}, reason = {0};
		struct person_name_row name = {0};
		spoken_moment(&at, row.at);
		spoken_moment(&due, row.due);
		spoken_text(&reason, row.reason);
		table_cell(&t, row.ref);
		person_name(s->db, row.person, &name);
		table_cell(&t,
		    store_open(s, &job->a, "person.name", row.person,
			name.name_sealed));
		table_cell(&t, buf_all(&at));
		table_fmt(&t, "%lld", (long long)row.notices);
		table_cell(&t, buf_all(&due));
		table_cell(&t, buf_all(&reason));
		buf_free(&at);
		buf_free(&due);
		buf_free(&reason);
	}
	table_end(&t);
	return 0;
}

static int
run_review(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str ref = job->call->word[0];
	struct str note = call_value(job->call, "note");
	struct emergency_by_ref_row row;

	if (job->call->n_words == 0)
		return list_open(job);
	if (!emergency_by_ref(s->db, ref, &row) ||
	    row.reviewed != SQL_NULL_I64) {
		job_err(job,
		    "there is no emergency %.*s to look at; `dijkwacht notices "
		    "review` lists them\n",
		    STR_ARG(str_upto(ref, 40)));
		return 1;
	}
	if (note.n == 0) {
		job_err(job, "say with --note TEXT what you found\n");
		return 2;
	}
	sql_begin(s->db);

	int64_t person = job_person(job);
	bool other = person != row.person;

	if (other) {
		emergency_review(s->db, row.id, job->now, person, note);
		store_audit(s, person, job->now, STR("notices review"), ref);
	}
	sql_commit(s->db);
	if (!other) {
		job_err(job,
		    "you released it yourself; somebody else looks at it\n");
		return 1;
	}
	job_out(job, "emergency %.*s was looked at\n", STR_ARG(ref));
	return 0;
}

static const struct option release_options[] = {
    {"all", NULL, "all that is prepared"},
    {"topic", "TOPIC", "all that is prepared on this topic"},
    {"emergency", NULL, "now, by one person; another looks at it after"},
    {"reason", "TEXT", "why it is an emergency"},
    {0},
};
static const struct option review_options[] = {
    {"note", "TEXT", "what was found"},
    {0},
};

const struct command command_notices_release = {
    .name = "notices release",
    .example = "--topic open-rdp",
    .args = "[NOTICE...]",
    .about = "let prepared notices go, as their first or second person",
    .most = WORDS_MAX,
    .place = PLACE_KEEPER,
    .options = release_options,
    .more = "More than `second-above` by one person in 24 hours, and the "
	    "topics of `second-topics`, take two: each types this. The second "
	    "is neither the first nor who prepared them. What is released "
	    "leaves with `dijkwacht notices send` or `dijkwacht serve`.",
    .run = run_release,
};

const struct command command_notices_review = {
    .name = "notices review",
    .example = "",
    .args = "[EMERGENCY]",
    .about = "list emergency releases to look at, or say that one was",
    .most = 1,
    .place = PLACE_KEEPER,
    .options = review_options,
    .run = run_review,
};
