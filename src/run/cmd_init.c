/* cmd_init: makes a service in a folder */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/commands.h"
#include "run/job.h"
#include "value/ident.h"
#include "value/legal.h"

static struct str
or_else(struct str s, struct str other)
{
	return s.n > 0 ? s : other;
}

static int
run(struct job *job)
{
	const struct call *call = job->call;
	char mail[255];
	bool made;
	struct why w = {0};
	struct service_plan plan = {
	    .name = or_else(call_value(call, "name"), STR("Dijkwacht")),
	    .sender_mail = or_else(call_value(call, "sender-mail"),
		STR("dijkwacht@localhost.invalid")),
	    .ground = legal_read(
		or_else(call_value(call, "ground"), STR("contract"))),
	    .now = job->now,
	};

	plan.sender_name = or_else(call_value(call, "sender-name"), plan.name);
	if (plan.ground == LEGAL_NONE) {
		job_err(job, "--ground: law, contract or consent\n");
		return 2;
	}
	if (!str_is_line(plan.name) || !str_is_line(plan.sender_name)) {
		job_err(job, "a name is printable text on one line\n");
		return 2;
	}
	if (mail_read(plan.sender_mail, mail, &w) != OK)
		return job_why(job, &w);
	plan.sender_mail = str_of(mail);

	enum err e = service_make(job->path, &plan, &made, &w);

	if (e != OK && e != ERR_BUSY)
		return job_why(job, &w);
	if (!made) {
		job_out(job,
		    "%s is a service already; nothing was changed. `dijkwacht "
		    "service set` changes name and sender, `dijkwacht ground "
		    "set` the ground\n",
		    job->path);
		return 0;
	}
	job_out(job,
	    "made a service in %s\nits key is in %s.key: keep a copy "
	    "elsewhere, without it nothing can be read\n\nnext: `dijkwacht "
	    "organisation import --folder %s LIST.csv`, then `dijkwacht import "
	    "--folder %s REPORTS`\n",
	    job->path, job->path, job->path, job->path);
	if (!call_given(call, "sender-mail"))
		job_out(job,
		    "before anything is sent: `dijkwacht service set --folder "
		    "%s --sender-mail ADDRESS`, as nobody can answer %.*s\n",
		    job->path, STR_ARG(plan.sender_mail));
	return 0;
}

static const struct option options[] = {
    {"name", "NAME", "of the service, as it stands in notices"},
    {"sender-name", "NAME", "who writes the notices (else the name)"},
    {"sender-mail", "ADDRESS", "the address notices come from"},
    {"ground", "law|contract|consent",
	"on what ground you notify (preset "
	"contract: the companies joined)"},
    {0},
};

const struct command command_init = {
    .name = "init",
    .example = "--name \"Dijkwacht Dorp\" --sender-mail ons@dorp.example "
	       "--ground contract",
    .args = "",
    .about = "make a service in a folder: keys, store, settings",
    .place = PLACE_BARE,
    .options = options,
    .run = run,
};
