/* cmd_ground: on what legal ground the service does what it does */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/commands.h"
#include "run/job.h"
#include "store/instance.sql.h"
#include "value/legal.h"

static int
run_set(struct job *job)
{
	struct str function = job->call->word[0], word = job->call->word[1];
	enum legal ground = legal_read(word);
	bool known;

	if (ground == LEGAL_NONE && !str_eq(word, STR("none"))) {
		job_err(job,
		    "\"%.*s\" is none of law, contract, consent, none\n",
		    STR_ARG(str_upto(word, 40)));
		return 2;
	}
	sql_begin(job->sv->store.db);
	known = service_ground_put(&job->sv->store, function, ground);
	if (known)
		store_audit(&job->sv->store, job_person(job), job->now,
		    STR("ground set"), function);
	sql_commit(job->sv->store.db);
	if (!known) {
		job_err(job,
		    "\"%.*s\" is no function that wants a ground; there are "
		    "notify-claimed and notify-registry\n",
		    STR_ARG(str_upto(function, 40)));
		return 2;
	}
	job_out(job, "%.*s: %s\n", STR_ARG(function),
	    ground == LEGAL_NONE ? "off" : legal_name(ground));
	return 0;
}

static int
run_list(struct job *job)
{
	static const char *const heads[] = {
	    "function", "ground", "as it stands in notices"};
	struct sql_cursor c;
	struct legal_ground_each_row row;
	struct table t;

	table_begin(&t, job, 3, heads);
	legal_ground_each(job->sv->store.db, &c);
	while (legal_ground_each_next(&c, &row)) {
		table_cell(&t, arena_str(&job->a, row.function));
		table_cell(&t, str_of(legal_name((enum legal)row.ground)));
		table_cell(&t, arena_str(&job->a, row.text_en));
	}
	table_end(&t);
	job_out(job, "\na function that is not here is off\n");
	return 0;
}

const struct command command_ground_list = {
    .name = "ground list",
    .example = "",
    .args = "",
    .about = "list what the service may do, and on what legal ground",
    .place = PLACE_READER,
    .run = run_list,
};

const struct command command_ground_set = {
    .name = "ground set",
    .example = "notify-registry law",
    .args = "FUNCTION law|contract|consent|none",
    .about = "say on what legal ground something is done, or stop it",
    .least = 2,
    .most = 2,
    .place = PLACE_KEEPER,
    .more = "FUNCTION is notify-claimed (companies, of what is registered in "
	    "their name) or notify-registry (owners of networks, as public "
	    "registries name them).",
    .run = run_set,
};
