/* erasing: a company is taken out of all that a service keeps */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/erasing.h"

#include "run/erased_list.h"
#include "store/erasure.sql.h"
#include "store/organisation.sql.h"

/* One on its way. */
struct erasing {
	struct job *job;
	int64_t id, erasure;
	bool dry;
	struct erased *sums;
};

/* From here on nothing goes to it. */
static enum err
begin(struct erasing *e, struct str reason, struct why *w)
{
	struct store *s = &e->job->sv->store;
	struct erasure_of_row row;

	sql_begin(s->db);
	if (!company_silence(s, e->id, e->job->now, &e->sums->kept)) {
		sql_rollback(s->db);
		return why_set(w, ERR_BUSY,
		    "a mail to it may be leaving at this moment: run "
		    "`dijkwacht notices send`, or wait a minute, and run this "
		    "again; nothing was changed");
	}
	if (erasure_of(s->db, e->id, &row)) {
		e->erasure = row.id;
	} else {
		int64_t person = job_person(e->job);
		e->erasure = store_id(s, "batch_event");
		erasure_add(
		    s->db, e->erasure, e->id, e->job->now, person, reason);
		store_audit(s, person, e->job->now, STR("organisation erase"),
		    e->sums->ref);
	}
	if (e->dry)
		sql_rollback(s->db);
	else
		sql_commit(s->db);
	return OK;
}

/* Last, as the rows are found by what the store knows. */
static void
end(struct erasing *e)
{
	struct store *s = &e->job->sv->store;

	sql_begin(s->db);
	company_forget(s, e->dry ? -1 : e->job->sv->folder, e->id, e->job->now,
	    &e->sums->kept);
	erasure_done(s->db, e->erasure, e->job->now);
	if (e->dry)
		sql_rollback(s->db);
	else
		sql_commit(s->db);
}

enum err
erasing_run(struct job *job, int64_t id, struct str reason, bool dry,
    struct erased *sums, struct why *w)
{
	struct store *s = &job->sv->store;
	struct erasing e = {.job = job, .id = id, .dry = dry, .sums = sums};
	struct organisation_get_row row;
	struct erasure_of_row before;

	*sums = (struct erased){0};
	if (!organisation_get(s->db, id, &row))
		die("organisation %lld is not there", (long long)id);
	sums->ref = arena_str(&job->a, row.ref);
	sums->already =
	    erasure_of(s->db, id, &before) && before.done != SQL_NULL_I64;
	if (sums->already)
		return OK;

	enum err err = begin(&e, reason, w);

	if (err == OK && !dry)
		erased_list_add(job, sums->ref);
	if (err == OK)
		err = company_erase(
		    s, job->sv->folder, id, e.erasure, dry, &sums->rows, w);
	if (err == OK) {
		end(&e);
		service_owners_stale(job->sv);
	}
	return err;
}
