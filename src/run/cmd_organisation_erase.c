/* cmd_organisation_erase: a company that must not be known any longer */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/erase.h"
#include "match/organisation.h"
#include "notify/forget.h"
#include "run/commands.h"
#include "run/job.h"
#include "run/orphans.h"
#include "store/erasure.sql.h"
#include "store/organisation.sql.h"

/* One on its way. */
struct erasing {
	struct job *job;
	int64_t id, erasure;
	struct str ref;
	bool dry;
	struct erase_sums rows;
	struct forgotten kept;
};

/* From here on nothing goes to it; false where something is leaving. */
static bool
begin(struct erasing *e, struct str reason)
{
	struct store *s = &e->job->sv->store;
	struct erasure_of_row row;

	sql_begin(s->db);
	if (!company_silence(s, e->id, e->job->now, &e->kept)) {
		sql_rollback(s->db);
		job_err(e->job,
		    "a mail to it may be leaving at this moment: run "
		    "`dijkwacht notices send`, or wait a minute, and run this "
		    "again; nothing was changed\n");
		return false;
	}
	if (erasure_of(s->db, e->id, &row)) {
		e->erasure = row.id;
	} else {
		int64_t person = job_person(e->job);
		e->erasure = store_id(s, "batch_event");
		erasure_add(
		    s->db, e->erasure, e->id, e->job->now, person, reason);
		store_audit(
		    s, person, e->job->now, STR("organisation erase"), e->ref);
	}
	if (e->dry)
		sql_rollback(s->db);
	else
		sql_commit(s->db);
	return true;
}

/* Last, as the rows are found by what the store knows. */
static void
end(struct erasing *e)
{
	struct store *s = &e->job->sv->store;

	sql_begin(s->db);
	company_forget(
	    s, e->dry ? -1 : e->job->sv->folder, e->id, e->job->now, &e->kept);
	erasure_done(s->db, e->erasure, e->job->now);
	if (e->dry)
		sql_rollback(s->db);
	else
		sql_commit(s->db);
}

static void
told(struct erasing *e)
{
	const struct forgotten *k = &e->kept;

	job_out(e->job,
	    "organisation %.*s %s\nraw rows about it: %llu, in %llu chunks; "
	    "observations: %llu\nassets: %llu; contacts: %llu; findings: %llu, "
	    "with %llu lines of history; notices: %llu, of which %llu had not "
	    "left\n",
	    STR_ARG(e->ref),
	    e->dry ? "would be erased; nothing was changed" : "is erased",
	    (unsigned long long)e->rows.rows,
	    (unsigned long long)e->rows.chunks,
	    (unsigned long long)e->rows.observations,
	    (unsigned long long)k->claims, (unsigned long long)k->contacts,
	    (unsigned long long)k->findings, (unsigned long long)k->notes,
	    (unsigned long long)k->notices, (unsigned long long)k->withdrawn);
}

/* Out of the log as well, and what this program does not reach. */
static int
remains(struct erasing *e)
{
	size_t orphans = orphans_kept(e->job->sv->folder);

	job_out(e->job,
	    "not reached: backups, mails that others received, files of "
	    "public registries, and the files that reports came in\n");
	if (orphans > 0)
		job_out(e->job,
		    "not searched: %zu files in evidence/orphan; remove them "
		    "when nobody misses them\n",
		    orphans);
	if (sql_checkpoint(e->job->sv->store.db))
		return 0;
	job_err(e->job,
	    "another program reads the store, so its log still has sealed "
	    "values: end that one and run this again\n");
	return 1;
}

static bool
is_done(struct erasing *e)
{
	struct erasure_of_row row;

	return erasure_of(e->job->sv->store.db, e->id, &row) &&
	    row.done != SQL_NULL_I64;
}

static int
run_erase(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str reason = call_value(job->call, "reason");
	struct erasing e = {
	    .job = job, .dry = call_given(job->call, "dry-run")};
	struct organisation_get_row row;
	struct why w = {0};

	if (reason.n == 0) {
		job_err(job, "say why with --reason TEXT\n");
		return 2;
	}
	if (organisation_find(s, job->call->word[0], &e.id, &w) != OK)
		return job_why(job, &w);
	organisation_get(s->db, e.id, &row);
	e.ref = arena_str(&job->a, row.ref);
	if (is_done(&e)) {
		job_out(job, "organisation %.*s is erased already\n",
		    STR_ARG(e.ref));
		return remains(&e);
	}
	if (!begin(&e, reason))
		return 1;
	if (company_erase(s, job->sv->folder, e.id, e.erasure, e.dry, &e.rows,
		&w) != OK) {
		job_why(job, &w);
		job_err(job,
		    "the rows in other chunks were erased, the company was "
		    "not: put the file back and run this again\n");
		return 1;
	}
	end(&e);
	service_owners_stale(job->sv);
	told(&e);
	return e.dry ? 0 : remains(&e);
}

static const struct option options[] = {
    {"reason", "TEXT", "why; it is kept, so name nobody in it (needed)"},
    {"dry-run", NULL, "tell what would be erased, and change nothing"},
    {0},
};

const struct command command_organisation_erase = {
    .name = "organisation erase",
    .args = "ORGANISATION",
    .about = "erase a company and its people from all that is kept",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .options = options,
    .more =
	"Name, numbers, contacts, assets, subjects of findings, texts of "
	"notices, mails in the outbox and the raw rows that name it go. What "
	"stays: its reference, and the states and times by which figures "
	"count; of each raw row its hash, so that `evidence verify` still "
	"proves the others. A row that names another company too goes for "
	"both. Export first what must be handed over: there is no way back. "
	"Broken off, run it again: it goes on where it was.",
    .run = run_erase,
};
