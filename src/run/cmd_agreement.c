/* cmd_agreement: what companies agreed with providers and cooperatives */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "match/agreement.h"
#include "match/organisation.h"
#include "run/agreement_option.h"
#include "run/commands.h"
#include "run/sheet.h"
#include "store/agreement.sql.h"
#include "store/organisation.sql.h"

/* Adding. */

struct agreement_said
agreement_options(const struct call *call)
{
	return (struct agreement_said){
	    .kind = call_value(call, "kind"),
	    .role = call_value(call, "role"),
	    .scope = call_value(call, "scope"),
	    .route = call_value(call, "route"),
	    .critical = call_value(call, "critical"),
	    .from = call_value(call, "from"),
	    .until = call_value(call, "until"),
	    .text = call_value(call, "text"),
	    .proof = call_value(call, "proof"),
	};
}

static enum err
parties_find(struct job *job, struct agreement *g, struct why *w)
{
	struct store *s = &job->sv->store;
	enum err e =
	    organisation_find(s, job->call->word[0], &g->organisation, w);

	return e != OK ? e
		       : organisation_find(s, job->call->word[1], &g->party, w);
}

static void
added_told(struct job *job, const struct agreement *g, struct str ref)
{
	struct buf b = {0};
	struct contact_mail_row mail;

	buf_fmt(&b, "agreement %.*s: %s of %.*s ", STR_ARG(ref),
	    agreement_kind_name(g->kind), STR_ARG(job->call->word[1]));
	if (g->kind == AGREEMENT_MEMBERSHIP)
		buf_fmt(&b, "for %s", scope_name(g->scope));
	else
		routing_put(&b, &g->routing);
	buf_str(&b, STR(", until "));
	day_put(&b, day_of_time(g->until));
	job_out(job, "%.*s\n", STR_ARG(buf_all(&b)));
	if (!contact_mail(job->sv->store.db, g->party, job->now, &mail))
		job_out(job,
		    "%.*s has no mail address, so nothing goes to it yet: "
		    "`dijkwacht organisation add NAME --mail ADDRESS`\n",
		    STR_ARG(job->call->word[1]));
	buf_free(&b);
}

static int
run_add(struct job *job)
{
	struct store *s = &job->sv->store;
	struct agreement g = {0};
	struct str ref = {0};
	struct why w = {0};

	struct agreement_said said = agreement_options(job->call);

	if (agreement_read(&said, job->now, &g, &w) != OK) {
		job_err(job, "--%s\n", w.rule);
		return 2;
	}
	if (parties_find(job, &g, &w) != OK)
		return job_why(job, &w);
	sql_begin(s->db);

	int64_t person = job_person(job);
	enum err e =
	    agreement_enter(s, &job->a, &g, person, job->now, &ref, &w);

	if (e == OK)
		store_audit(s, person, job->now, STR("agreement add"), ref);
	sql_commit(s->db);
	if (e != OK)
		return job_why(job, &w);
	added_told(job, &g, ref);
	return 0;
}

/* Ending. */

static int
run_revoke(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str ref = job->call->word[0];
	struct agreement_by_ref_row row;

	if (!agreement_by_ref(s->db, ref, &row) ||
	    row.revoked != SQL_NULL_I64) {
		job_err(job,
		    "there is no agreement %.*s to revoke; `dijkwacht "
		    "agreement list` shows them\n",
		    STR_ARG(str_upto(ref, 40)));
		return 1;
	}
	sql_begin(s->db);
	agreement_revoke(s->db, row.id, job->now);
	store_audit(s, job_person(job), job->now, STR("agreement revoke"), ref);
	sql_commit(s->db);
	job_out(job,
	    "agreement %.*s is revoked: nothing goes to that party "
	    "by it any more\n",
	    STR_ARG(ref));
	return 0;
}

/* Listing. */

/* clang-format off */
static const struct sheet_column columns[] = {
	{"agreement", "agreement"}, {"company", "company"}, {"kind", "kind"},
	{"with", "party"}, {"what", "what"}, {"critical", "critical"},
	{NULL, "role"}, {NULL, "from"}, {"until", "until"}, {"state", "state"},
	{NULL, "text"}, {NULL, "proof"}, {NULL, "revoked"},
};
/* clang-format on */

static struct str
name_of(struct job *job, int64_t organisation)
{
	struct store *s = &job->sv->store;
	struct organisation_get_row row;

	if (!organisation_get(s->db, organisation, &row))
		return (struct str){0};
	return store_open(
	    s, &job->a, "organisation.name", organisation, row.name_sealed);
}

static struct str
routing_text(struct job *job, int64_t route, int64_t hours)
{
	struct buf b = {0};
	struct routing r = {(enum route)route, hours};

	if (route != ROUTE_NONE)
		routing_put(&b, &r);

	struct str s = arena_str(&job->a, buf_all(&b));

	buf_free(&b);
	return s;
}

static void
row_put(
    struct job *job, struct sheet *sheet, const struct agreement_each_row *r)
{
	bool member = r->kind == AGREEMENT_MEMBERSHIP;

	sheet_str(sheet, r->ref);
	sheet_str(sheet, name_of(job, r->organisation));
	sheet_str(sheet, str_of(agreement_kind_name(r->kind)));
	sheet_str(sheet, name_of(job, r->party));
	sheet_str(sheet,
	    member ? str_of(scope_name(r->scope))
		   : routing_text(job, r->route, r->hours));
	sheet_str(
	    sheet, routing_text(job, r->critical_route, r->critical_hours));
	sheet_str(sheet, str_of(agreement_role_name(r->role)));
	sheet_time(sheet, r->valid_from);
	sheet_time(sheet, r->valid_until);
	sheet_str(sheet,
	    str_of(agreement_state_name(
		r->valid_from, r->valid_until, r->revoked, job->now)));
	sheet_str(sheet, r->text_version);
	sheet_str(sheet, r->proof);
	sheet_time(sheet, r->revoked);
}

static int
run_list(struct job *job)
{
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct agreement_each_row row;
	struct sheet sheet;
	enum sheet_format format;
	struct why w = {0};
	int64_t organisation = SQL_NULL_I64;

	if (!sheet_format_ask(job, &format))
		return 2;
	if (job->call->n_words > 0 &&
	    organisation_find(s, job->call->word[0], &organisation, &w) != OK)
		return job_why(job, &w);
	sheet_begin(
	    &sheet, job, format, columns, sizeof(columns) / sizeof(*columns));
	agreement_each(s->db, organisation, &c);
	while (agreement_each_next(&c, &row))
		row_put(job, &sheet, &row);
	sheet_end(&sheet);
	if (format == SHEET_TABLE && sheet.rows == 0)
		job_out(job, "none yet; `dijkwacht agreement add` adds one\n");
	return 0;
}

static const struct option add_options[] = {AGREEMENT_OPTIONS, {0}};

const struct command command_agreement_add = {
    .name = "agreement add",
    .example = "\"Garage Smit\" \"Beheer BV\" --proof \"letter of 9 Jan\"",
    .args = "COMPANY PARTY",
    .about = "a company appoints a provider, or is a member of a cooperative",
    .least = 2,
    .most = 2,
    .place = PLACE_KEEPER,
    .options = add_options,
    .more =
	"Both are companies that `organisation add` knows. An appointed "
	"provider gets one message per topic with all its customers in it. "
	"provider-first: the owner is told when it is still there and not "
	"answered, so many hours after the provider got its message. What only "
	"the owner can repair, tells of people's accounts, or may not leave "
	"the company goes to the owner. Agreements of the provider itself are "
	"not followed.",
    .run = run_add,
};

const struct command command_agreement_list = {
    .name = "agreement list",
    .example = "",
    .args = "[COMPANY]",
    .about = "list agreements, and which of them end",
    .most = 1,
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .options = sheet_options,
    .more = "Ends soon: within 30 days. What is expired or revoked counts no "
	    "more, and stays in the list.",
    .run = run_list,
};

const struct command command_agreement_revoke = {
    .name = "agreement revoke",
    .example = "4h2k9c3mwz7pd8qt",
    .args = "AGREEMENT",
    .about = "end an agreement at once",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .more = "Findings that only the provider was told of go to the owner with "
	    "the next notices. A member that opts out is a membership revoked.",
    .run = run_revoke,
};
