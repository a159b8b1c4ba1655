/* cmd_leak: data leaks: who was told what was not theirs to know */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/correct.h"
#include "run/commands.h"
#include "run/job.h"
#include "run/spoken.h"
#include "store/correction.sql.h"

static void
notices_put(struct job *job, struct buf *b, int64_t leak)
{
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct leak_notices_row row;

	leak_notices(s->db, leak, &c);
	while (leak_notices_next(&c, &row)) {
		buf_fmt(b, "    notice %.*s, ", STR_ARG(row.ref));
		spoken_date(b, row.date);
		buf_fmt(b, ", %.*s, to ", STR_ARG(row.topic));
		spoken_text(b,
		    store_open(s, &job->a, "organisation.name",
			row.organisation, row.name_sealed));
		buf_fmt(b, ", %.*s\n",
		    STR_ARG(store_open(s, &job->a, "contact.value", row.contact,
			row.value_sealed)));
	}
}

static int
run_list(struct job *job)
{
	struct sql_cursor c;
	struct leak_each_row row;
	struct buf b = {0};

	leak_each(job->sv->store.db, &c);
	while (leak_each_next(&c, &row)) {
		buf_fmt(&b, "%.*s  known since ", STR_ARG(row.ref));
		spoken_moment(&b, row.known);
		if (row.closed == SQL_NULL_I64) {
			buf_str(&b, STR(", OPEN, decide before "));
			spoken_moment(&b, row.known + LEAK_TIME);
		} else {
			buf_str(&b, STR(", closed "));
			spoken_moment(&b, row.closed);
			buf_str(&b, STR(": "));
			spoken_text(&b, row.outcome);
		}
		buf_str(&b, STR("\n    "));
		spoken_text(&b, row.reason);
		buf_char(&b, '\n');
		notices_put(job, &b, row.id);
	}
	if (b.n == 0)
		buf_str(&b, STR("no data leaks\n"));
	job_str(job, buf_all(&b));
	buf_free(&b);
	return 0;
}

static int
run_close(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str ref = job->call->word[0];
	struct str reason = call_value(job->call, "reason");
	struct leak_by_ref_row row;

	if (reason.n == 0) {
		job_err(job,
		    "say with --reason TEXT what was decided: who was told, or "
		    "why nobody had to be\n");
		return 2;
	}
	if (!leak_by_ref(s->db, ref, &row) || row.closed != SQL_NULL_I64) {
		job_err(job,
		    "there is no open data leak %.*s; `dijkwacht leak list` "
		    "shows them\n",
		    STR_ARG(str_upto(ref, 40)));
		return 1;
	}
	sql_begin(s->db);

	int64_t person = job_person(job);

	leak_close(s->db, row.id, job->now, person, reason);
	store_audit(s, person, job->now, STR("leak close"), ref);
	sql_commit(s->db);
	job_out(job, "data leak %.*s is closed\n", STR_ARG(ref));
	return 0;
}

static const struct option close_options[] = {
    {"reason", "TEXT", "what was decided; it is kept"},
    {0},
};

const struct command command_leak_close = {
    .name = "leak close",
    .example = "4h2k9c3mwz7pd8qt --reason \"told the authority\"",
    .args = "LEAK",
    .about = "close a data leak, with what was decided",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .options = close_options,
    .run = run_close,
};

const struct command command_leak_list = {
    .name = "leak list",
    .example = "",
    .args = "",
    .about = "list data leaks: who was told what, since when it is known",
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .more = "`dijkwacht notices withdraw --leak` opens one. From the moment "
	    "that it is known there are 72 hours to decide whether the "
	    "authority is told (GDPR article 33).",
    .run = run_list,
};
