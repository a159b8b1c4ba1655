/* cmd_mail_take: what came back, and what people answered, taken in */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <unistd.h>

#include "run/commands.h"
#include "run/maildir.h"

static void
take_given(struct returning *r)
{
	struct job *job = r->job;
	struct str name;
	int fd;

	while (job->ways.input(job->ways.ctx, &name, &fd)) {
		if (returning_one(r, name, fd))
			job->ways.say(job->ways.ctx, SAY_TAKEN, name);
		close(fd);
	}
}

static int
run(struct job *job)
{
	struct returning r;
	struct why w = {0};
	int code = 0;

	returning_init(&r, job, call_given(job->call, "dry-run"));
	if (job->call->n_words > 0)
		take_given(&r);
	else if (maildir_take(&r, &w) != OK)
		code = job_why(job, &w);
	return returning_end(&r) != 0 ? 1 : code;
}

static const struct option options[] = {
    {"dry-run", NULL, "say what each mail is; keep and change nothing"},
    {0},
};

const struct command command_mail_take = {
    .name = "mail take",
    .example = "mailbox --dry-run",
    .args = "[MAILDIR|FILE|-...]",
    .about = "take in bounces, answers and complaints about our mails",
    .most = WORDS_MAX,
    .place = PLACE_KEEPER,
    .options = options,
    .more = "Without a name: from the mail-folder of the settings, as "
	    "`dijkwacht serve` does by itself. Mails go from new to cur; "
	    "one that was taken before changes nothing. A mail that did not "
	    "arrive for good puts its address out of use: the company's next "
	    "one is told, by mail or by letter. A mail counts only by the "
	    "address it came back to or the Message-ID it names, never by "
	    "what it says.",
    .run = run,
};
