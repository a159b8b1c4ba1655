/* cmd_asset: what companies have: added, changed, decided about */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "match/organisation.h"
#include "run/again_told.h"
#include "run/commands.h"
#include "run/job.h"
#include "store/erasure.sql.h"

enum { REASON_MAX = 200 };

/* An asset that was refused or is pending. */
static void
asset_told(void *ctx, struct str asset, const struct why *w)
{
	(void)asset;
	job_err(ctx, "%s\n", w->rule);
}

static bool
day_option(struct job *job, const char *name, int64_t *t)
{
	struct str s = call_value(job->call, name);

	*t = SQL_NULL_I64;
	if (s.n == 0 || time_read(s, t))
		return true;
	job_err(job, "--%s: \"%.*s\" is not a date; write YYYY-MM-DD\n", name,
	    STR_ARG(str_upto(s, 40)));
	return false;
}

static int
run_add(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str nature = call_value(job->call, "nature");
	struct organisation_kept kept = {0};
	struct why w = {0};
	struct buf assets = {0};
	struct erasure_of_row erasure;
	int64_t id, from, until;

	if (nature.n > 0 && nature_read(nature) == NATURE_NONE) {
		job_err(job, "--nature: fixed, dynamic or shared\n");
		return 2;
	}
	if (!day_option(job, "from", &from) ||
	    !day_option(job, "until", &until))
		return 2;
	if (organisation_find(s, job->call->word[0], &id, &w) != OK)
		return job_why(job, &w);
	if (erasure_of(s->db, id, &erasure)) {
		job_err(job, "this company was erased: add it anew\n");
		return 1;
	}
	for (size_t i = 1; i < job->call->n_words; i++)
		buf_fmt(&assets, "%.*s ", STR_ARG(job->call->word[i]));
	sql_begin(s->db);

	int64_t person = job_person(job);

	organisation_assets(s, id, buf_all(&assets),
	    nature.n > 0 ? nature_read(nature) : NATURE_NONE, from, until,
	    STR("command line"), person, job->now, &kept, asset_told, job);
	store_audit(s, person, job->now, STR("asset add"), job->call->word[0]);
	sql_commit(s->db);
	service_owners_stale(job->sv);
	buf_free(&assets);
	job_out(job, "%u entered, %u pending, %u refused\n", kept.claims,
	    kept.pending, kept.refused);
	again_finish(job);
	return kept.refused > 0 || kept.pending > 0;
}

/* Deciding. */

static bool
decision_read(struct job *job, struct claim_decision *d)
{
	struct str word = job->call->word[1];
	uint64_t id;

	*d = (struct claim_decision){
	    .now = job->now,
	    .accept = str_eq(word, STR("accept")),
	    .reason = str_trim(call_value(job->call, "reason")),
	};
	if (!str_u64(job->call->word[0], INT64_MAX, &id)) {
		job_err(job,
		    "\"%.*s\" is no claim's number; `dijkwacht asset pending` "
		    "shows them\n",
		    STR_ARG(str_upto(job->call->word[0], 40)));
		return false;
	}
	d->claim = (int64_t)id;
	if (!d->accept && !str_eq(word, STR("refuse"))) {
		job_err(job, "accept or refuse?\n");
		return false;
	}
	if (d->reason.n == 0 || d->reason.n > REASON_MAX ||
	    !str_is_utf8(d->reason)) {
		job_err(job,
		    "--reason: say in one line, of at most %d bytes, why: it "
		    "is kept\n",
		    REASON_MAX);
		return false;
	}
	return day_option(job, "from", &d->from);
}

static int
run_decide(struct job *job)
{
	struct store *s = &job->sv->store;
	struct claim_decision d;
	struct why w = {0};

	if (!decision_read(job, &d))
		return 2;
	sql_begin(s->db);

	enum err e = claim_decide_on(s, &d, &w);

	if (e != OK) {
		sql_rollback(s->db);
		return job_why(job, &w);
	}
	store_audit(s, job_person(job), job->now,
	    d.accept ? STR("asset decide accept") : STR("asset decide refuse"),
	    job->call->word[0]);
	sql_commit(s->db);
	service_owners_stale(job->sv);
	job_out(job, "claim %lld %s\n", (long long)d.claim,
	    d.accept ? "accepted" : "refused");
	again_finish(job);
	return 0;
}

static const struct option asset_options[] = {
    {"nature", "fixed|dynamic|shared",
	"dynamic and shared addresses never "
	"identify by themselves"},
    {"from", "DATE", "theirs since"},
    {"until", "DATE", "theirs until (that day not counted)"},
    {0},
};

const struct command command_asset_add = {
    .name = "asset add",
    .example = "\"Garage Smit\" 198.51.100.40 --from 2026-01-01",
    .args = "ORGANISATION ASSET...",
    .about =
	"add addresses, domains or AS numbers to a company, or change them",
    .least = 2,
    .most = WORDS_MAX,
    .place = PLACE_KEEPER,
    .options = asset_options,
    .more =
	"Of an asset the company has already, what is given is changed: "
	"`--until DATE` ends it. An asset that another company has in the "
	"same time is kept as pending until `dijkwacht asset decide`. What was "
	"seen in the last 30 days is identified again.",
    .run = run_add,
};

static const struct option decide_options[] = {
    {"reason", "WORDS", "why, in one line; it is kept"},
    {"from", "DATE", "accepted: theirs since (preset now)"},
    {0},
};

const struct command command_asset_decide = {
    .name = "asset decide",
    .example = "7 refuse --reason \"they misread the invoice\"",
    .args = "CLAIM accept|refuse",
    .about = "decide about a claim that waits, or take one back",
    .least = 2,
    .most = 2,
    .place = PLACE_KEEPER,
    .options = decide_options,
    .more = "CLAIM is a number that `dijkwacht asset pending` or `dijkwacht "
	    "organisation show` shows. When it is accepted, others who have "
	    "the same asset have it until then. Refused, a claim stays on "
	    "record and identifies nothing. What was seen in the last 30 days "
	    "is identified again.",
    .run = run_decide,
};
