/* cmd_notices: prepare notices, look at them, put them in the outbox */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "notify/outbox.h"
#include "notify/prepare.h"
#include "run/again_told.h"
#include "run/commands.h"
#include "run/job.h"
#include "store/notice.sql.h"
#include "store/organisation.sql.h"

static int64_t
person(struct job *job)
{
	sql_begin(job->sv->store.db);

	int64_t id = job_person(job);

	sql_commit(job->sv->store.db);
	return id;
}

static int
run_prepare(struct job *job)
{
	struct why w = {0};
	struct prepare p = {
	    .store = &job->sv->store,
	    .person = person(job),
	    .now = job->now,
	    .code_key = job->sv->code_key,
	    .digest_hour = (int)job->sv->settings.number[SETTING_DIGEST_HOUR],
	    .digest_weekday =
		(int)job->sv->settings.number[SETTING_DIGEST_WEEKDAY],
	};

	again_finish(job); /* so that nobody is told of another's */
	if (notices_prepare(&p, &w) != OK)
		return job_why(job, &w);
	job_out(job,
	    "notices prepared: %llu, about findings: %llu; findings that "
	    "wait for their receiver's rhythm: %llu\n",
	    (unsigned long long)p.sums.notices,
	    (unsigned long long)p.sums.findings,
	    (unsigned long long)p.sums.waiting);
	if (p.sums.no_contact > 0)
		job_err(job,
		    "findings of companies without a mail address: %llu; "
		    "add one with `dijkwacht organisation add NAME --mail "
		    "ADDRESS`\n",
		    (unsigned long long)p.sums.no_contact);
	if (p.sums.notices > 0)
		job_out(job,
		    "look at them with `dijkwacht notices preview`, send "
		    "them with `dijkwacht notices send`\n");
	return 0;
}

static void
list_print(struct job *job)
{
	static const char *const heads[] = {
	    "notice", "to", "topic", "urgent", "kind", "language", "findings"};
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct notice_in_state_row row;
	struct table t;

	table_begin(&t, job, 7, heads);
	notice_in_state(s->db, NOTICE_PREPARED, &c);
	while (notice_in_state_next(&c, &row)) {
		struct organisation_get_row org;
		table_cell(&t, row.ref);
		organisation_get(s->db, row.organisation, &org);
		table_cell(&t,
		    store_open(s, &job->a, "organisation.name",
			row.organisation, org.name_sealed));
		table_cell(&t, row.topic);
		table_cell(&t, row.urgency ? STR("yes") : STR("no"));
		table_cell(
		    &t, str_of(notice_kind_name((enum notice_kind)row.kind)));
		table_cell(&t, str_of(lang_code((enum lang)row.language)));
		table_fmt(&t, "%lld", (long long)row.findings_int);
	}
	table_end(&t);
}

static int
run_preview(struct job *job)
{
	struct store *s = &job->sv->store;
	struct notice_by_ref_row by;
	struct notice_get_row row;

	if (job->call->n_words == 0) {
		list_print(job);
		return 0;
	}
	if (!notice_by_ref(s->db, job->call->word[0], &by) ||
	    !notice_get(s->db, by.id, &row)) {
		job_err(job,
		    "there is no notice %.*s; `dijkwacht notices preview` "
		    "lists what is prepared\n",
		    STR_ARG(job->call->word[0]));
		return 1;
	}
	job_str(
	    job, store_open(s, &job->a, "notice.body", by.id, row.body_sealed));
	return 0;
}

static int
run_send(struct job *job)
{
	struct why w = {0};
	struct outbox o = {
	    .store = &job->sv->store,
	    .folder = job->sv->folder,
	    .person = person(job),
	    .now = job->now,
	};

	if (outbox_send(&o, &w) != OK)
		return job_why(job, &w);
	job_out(job, "notices released: %llu, written to %s/outbox: %llu\n",
	    (unsigned long long)o.released, job->path,
	    (unsigned long long)o.sent);
	if (o.again > 0)
		job_out(job,
		    "%llu of them were in hand when the service was broken "
		    "off: the same bytes again\n",
		    (unsigned long long)o.again);
	return 0;
}

const struct command command_notices_prepare = {
    .name = "notices prepare",
    .args = "",
    .about =
	"make the notices that are due, one per receiver, topic and urgency",
    .place = PLACE_KEEPER,
    .run = run_prepare,
};

const struct command command_notices_preview = {
    .name = "notices preview",
    .args = "[NOTICE]",
    .about = "list what is prepared, or show one notice whole",
    .most = 1,
    .place = PLACE_READER,
    .run = run_preview,
};

const struct command command_notices_send = {
    .name = "notices send",
    .args = "",
    .about = "release what is prepared and put it in the outbox folder",
    .place = PLACE_KEEPER,
    .run = run_send,
};
