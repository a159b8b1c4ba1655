/* cmd_notices: prepare notices, look at them, put them in the outbox */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <poll.h>

#include "base/time.h"
#include "feed/reader.h"
#include "notify/digest.h"
#include "notify/members.h"
#include "notify/outbox.h"
#include "notify/prepare.h"
#include "run/again_told.h"
#include "run/commands.h"
#include "run/job.h"
#include "run/releasing.h"
#include "run/sending.h"
#include "run/spoken.h"
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

static struct str
topic_of(struct str feed, struct str type)
{
	const struct reader *r = reader_named(feed);

	return r == NULL || r->topic == NULL ? (struct str){0} : r->topic(type);
}

/* How many were made. */
static uint64_t
digests(struct job *job, int64_t who)
{
	struct digest d = {
	    .store = &job->sv->store,
	    .topic = topic_of,
	    .person = who,
	    .now = job->now,
	    .code_key = job->sv->code_key,
	};

	if (!digest_due(d.store, job->now,
		(int)job->sv->settings.number[SETTING_DIGEST_HOUR]))
		return 0;
	d.owners = service_owners(job->sv);
	d.registry = service_registry(job->sv);
	digests_prepare(&d);
	if (d.sums.notices > 0)
		job_out(job,
		    "digests to owners of networks: %llu, with observations: "
		    "%llu; for the next digest: %llu\n",
		    (unsigned long long)d.sums.notices,
		    (unsigned long long)d.sums.told,
		    (unsigned long long)d.sums.waiting);
	if (d.sums.no_ground > 0)
		job_out(job,
		    "observations for owners of networks, not told: %llu; to "
		    "tell them, say on what ground: `dijkwacht ground set "
		    "notify-registry law|contract|consent`\n",
		    (unsigned long long)d.sums.no_ground);
	return d.sums.notices;
}

static void
visitors(void *ctx)
{
	job_let_visitors(ctx);
}

/* Figures to cooperatives; how many were made. */
static uint64_t
figures(struct job *job, const struct prepare *p)
{
	struct members m = {
	    .store = p->store,
	    .person = p->person,
	    .now = p->now,
	    .code_key = p->code_key,
	    .hour = p->digest_hour,
	    .weekday = p->digest_weekday,
	};

	members_prepare(&m);
	if (m.made > 0)
		job_out(job, "figures to cooperatives: %llu\n",
		    (unsigned long long)m.made);
	return m.made;
}

static int
run_prepare(struct job *job)
{
	struct why w = {0};
	uint64_t made;
	struct prepare p = {
	    .store = &job->sv->store,
	    .person = person(job),
	    .now = job->now,
	    .code_key = job->sv->code_key,
	    .week_most = job->sv->settings.number[SETTING_WEEK_MOST],
	    .digest_hour = (int)job->sv->settings.number[SETTING_DIGEST_HOUR],
	    .digest_weekday =
		(int)job->sv->settings.number[SETTING_DIGEST_WEEKDAY],
	    .between = visitors,
	    .ctx = job,
	};

	again_finish(job); /* so that nobody is told of another's */
	if (notices_prepare(&p, &w) != OK)
		return job_why(job, &w);
	made = p.sums.notices + digests(job, p.person) + figures(job, &p);
	job_out(job,
	    "notices prepared: %llu, about findings: %llu; findings that "
	    "wait for their receiver's rhythm: %llu\n",
	    (unsigned long long)p.sums.notices,
	    (unsigned long long)p.sums.findings,
	    (unsigned long long)p.sums.waiting);
	if (p.sums.unproven > 0)
		job_out(job,
		    "notices taken back, as the proof by which they showed "
		    "accounts is gone: %llu; what they told of is told without "
		    "them\n",
		    (unsigned long long)p.sums.unproven);
	if (p.sums.held > 0)
		job_out(job,
		    "findings that wait for a batch on hold or under embargo, "
		    "or for a newer report: %llu\n",
		    (unsigned long long)p.sums.held);
	if (p.sums.enough > 0)
		job_out(job,
		    "findings that wait as their receiver had its most for a "
		    "week: %llu\n",
		    (unsigned long long)p.sums.enough);
	if (p.sums.stopped > 0)
		job_out(job,
		    "findings not told again, as their receiver wants only "
		    "what is new: %llu\n",
		    (unsigned long long)p.sums.stopped);
	if (p.sums.no_contact > 0)
		job_err(job,
		    "findings of companies without a mail address: %llu; "
		    "add one with `dijkwacht organisation add NAME --mail "
		    "ADDRESS`, or ask their sites with `dijkwacht contacts "
		    "fetch`\n",
		    (unsigned long long)p.sums.no_contact);
	if (made > 0)
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
	bool any = false;

	table_begin(&t, job, 7, heads);
	notice_in_state(s->db, NOTICE_PREPARED, &c);
	while (notice_in_state_next(&c, &row)) {
		struct organisation_get_row org;
		any = true;
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
	if (!any)
		job_out(job,
		    "\nnone is prepared; `dijkwacht notices prepare` makes "
		    "what is due, `dijkwacht notices list` shows what was "
		    "sent\n");
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
		    "there is no notice %.*s; `dijkwacht notices list` shows "
		    "them\n",
		    STR_ARG(job->call->word[0]));
		return 1;
	}
	job_str(
	    job, store_open(s, &job->a, "notice.body", by.id, row.body_sealed));
	return 0;
}

static void
again_told(struct job *job, const struct delivery_sums *sums)
{
	if (sums->again > 0)
		job_out(job,
		    "%llu of them were in hand when the service was broken "
		    "off: the same bytes again\n",
		    (unsigned long long)sums->again);
}

static int
send_to_files(struct job *job, uint64_t released)
{
	struct outbox o = {
	    .store = &job->sv->store,
	    .postmark = &job->sv->postmark,
	    .folder = job->sv->folder,
	    .now = job->now,
	};

	outbox_send(&o);
	job_out(job, "notices released: %llu, written to %s/outbox: %llu\n",
	    (unsigned long long)released, job->path,
	    (unsigned long long)o.sums.taken);
	again_told(job, &o.sums);
	if (o.sums.back == 0)
		return 0;
	job_err(job, "sending was put on hold: %llu wait\n",
	    (unsigned long long)o.sums.back);
	return 1;
}

static int
sums_told(struct job *job, const struct delivery_sums *sums)
{
	uint64_t failed = sums->refused + sums->given_up;

	again_told(job, sums);
	if (sums->later > 0)
		job_out(job,
		    "not taken for now, and offered again later: %llu; "
		    "`dijkwacht sending status` tells when\n",
		    (unsigned long long)sums->later);
	if (failed > 0)
		job_err(job,
		    "refused for good: %llu; `dijkwacht sending status` tells "
		    "why\n",
		    (unsigned long long)failed);
	if (sums->back > 0)
		job_err(job,
		    "not sent: %llu; they wait, nothing is lost: run this "
		    "again when the reason is gone\n",
		    (unsigned long long)sums->back);
	return failed + sums->back > 0;
}

/* Until nothing is due, or nobody waits for it any more. */
static void
send_all(struct job *job)
{
	struct sending *s = job->sending;

	while (sending_step(s, job->now)) {
		struct pollfd p[] = {
		    {.fd = sending_fd(s), .events = POLLIN},
		    {.fd = s->parent, .events = POLLIN},
		};
		poll(p, 2, sending_patience(s, job->now));
		if (p[1].revents != 0)
			sending_end(s, job->now);
		job_progress(
		    job, "sent: %llu", (unsigned long long)s->sums.taken);
	}
}

static int
send_by_mail(struct job *job, uint64_t released)
{
	struct sending *s = job->sending;

	sending_hurry(s);
	if (!s->alone) {
		job_out(job,
		    "notices released: %llu; they are being sent, `dijkwacht "
		    "sending status` tells how far\n",
		    (unsigned long long)released);
		return 0;
	}
	s->sums = (struct delivery_sums){0};
	send_all(job);
	job_out(job, "notices released: %llu, taken by the mail server: %llu\n",
	    (unsigned long long)released, (unsigned long long)s->sums.taken);
	return sums_told(job, &s->sums);
}

static int
run_send(struct job *job)
{
	struct store *st = &job->sv->store;
	bool mail = mail_server_set(&job->sv->settings);
	struct release r;
	struct why w = {0};
	struct str reason;
	int code;

	if (delivery_held(st, job->sv->folder, &job->a, &reason)) {
		why_set(&w, ERR_REFUSED,
		    "sending is on hold: %.*s; `dijkwacht sending release` "
		    "ends that",
		    STR_ARG(str_upto(reason, 120)));
		return job_why(job, &w);
	}
	if (mail && job->sending->unusable.err != OK)
		return job_why(job, &job->sending->unusable);

	if (releasing_begin(job, &r, &w) != OK)
		return job_why(job, &w);
	r.way =
	    call_given(job->call, "standing") ? RELEASE_NOBODY : RELEASE_ALONE;
	release_notices(&r, NULL, 0);
	code = mail ? send_by_mail(job, r.sums.released)
		    : send_to_files(job, r.sums.released);
	releasing_told(job, &r);
	return code;
}

const struct command command_notices_prepare = {
    .name = "notices prepare",
    .example = "",
    .args = "",
    .about =
	"make the notices that are due, one per receiver, topic and urgency",
    .place = PLACE_KEEPER,
    .run = run_prepare,
};

const struct command command_notices_preview = {
    .name = "notices preview",
    .example = "66xy142ky1148tm2",
    .args = "[NOTICE]",
    .about = "list what is prepared, or show one notice whole",
    .most = 1,
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .run = run_preview,
};

static const struct option send_options[] = {
    {"standing", NULL, "release only what falls under a standing release"},
    {0},
};

const struct command command_notices_send = {
    .name = "notices send",
    .example = "",
    .args = "",
    .about = "release what is prepared and send it",
    .place = PLACE_KEEPER,
    .options = send_options,
    .more = "To the mail server of the settings, until nothing is due; "
	    "beside `dijkwacht serve` it is sent by that. Without a mail "
	    "server each becomes a file outbox/REFERENCE.eml. What takes two "
	    "persons to release waits for `dijkwacht notices release`.",
    .run = run_send,
};
