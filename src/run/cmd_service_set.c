/* cmd_service_set: the service's name and sender, as notices give them */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/commands.h"
#include "run/job.h"
#include "store/instance.sql.h"
#include "value/ident.h"

/* What is given in the place of what there is. False where it is no line of
 * text: it stands at the head of mails. */
static bool
take(struct job *job, const char *option, struct str *text)
{
	struct str s = call_value(job->call, option);

	if (!str_is_line(s)) {
		job_err(job, "--%s: printable text on one line\n", option);
		return false;
	}
	if (s.n > 0 || text->p != NULL)
		*text = arena_str(&job->a, s.n > 0 ? s : *text);
	return true;
}

static int
run(struct job *job)
{
	struct store *s = &job->sv->store;
	struct community_get_row now = {0};
	struct str mail = call_value(job->call, "sender-mail");
	char read[255];
	struct why w = {0};

	if (mail.n > 0 && mail_read(mail, read, &w) != OK)
		return job_why(job, &w);
	if (!community_get(s->db, 1, &now))
		die("a service without a sender");
	if (!take(job, "name", &now.name) ||
	    !take(job, "sender-name", &now.sender_name) ||
	    !take(job, "phone", &now.phone))
		return 2;
	now.sender_mail =
	    arena_str(&job->a, mail.n > 0 ? str_of(read) : now.sender_mail);
	sql_begin(s->db);
	instance_name(s->db, now.name);
	community_set(
	    s->db, 1, now.name, now.sender_name, now.sender_mail, now.phone);
	store_audit(s, job_person(job), job->now, STR("service set"), now.name);
	sql_commit(s->db);
	job_out(job,
	    "%.*s; notices made from now on come from %.*s <%.*s>, what was "
	    "prepared keeps what it says\n",
	    STR_ARG(now.name), STR_ARG(now.sender_name),
	    STR_ARG(now.sender_mail));
	if (mail.n > 0)
		job_out(job,
		    "DNS must hold records for its domain: `dijkwacht doctor "
		    "mail`\n");
	return 0;
}

static const struct option options[] = {
    {"name", "NAME", "of the service, as it stands in notices"},
    {"sender-name", "NAME", "who writes the notices"},
    {"sender-mail", "ADDRESS", "the address notices come from"},
    {"phone", "NUMBER", "as the pages for receivers show it"},
    {0},
};

const struct command command_service_set = {
    .name = "service set",
    .example = "--sender-mail ons@dorp.example --phone 070-1234567",
    .args = "",
    .about = "change the name or the sender that `init` gave the service",
    .place = PLACE_KEEPER,
    .options = options,
    .more = "What is not said stays. Ground: `dijkwacht ground set`.",
    .run = run,
};
