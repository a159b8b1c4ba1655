/* cmd_code: somebody calls: is this message from you? */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/topic.h"
#include "notify/check.h"
#include "run/commands.h"
#include "run/job.h"
#include "run/spoken.h"

static void
ours_told(struct job *job, const struct check *c)
{
	static const char *const ends[] = {
	    [CHECK_OURS] = "yes, this is ours",
	    [CHECK_WITHDRAWN] = "this was ours, and we took it back: it is not "
				"so, and nothing needs to be done",
	    [CHECK_EXPIRED] = "this was ours, and too long ago to act on: call "
			      "back what it is about",
	};
	const struct topic *t = topic_by_id(c->topic);
	struct buf day = {0};

	spoken_date(&day, c->date);
	job_out(job, "%s\nsent on: %.*s\nabout: %.*s\n", ends[c->end],
	    STR_ARG(buf_all(&day)),
	    STR_ARG(t == NULL ? c->topic : t->text[c->language].title));
	buf_free(&day);
}

static void
never_told(struct job *job)
{
	job_out(job,
	    "our messages never ask for a password, for money or to log in, "
	    "and never have an attachment; only owners of networks get two, "
	    "digest.csv and xarf.json, as plain text\n");
}

static int
run(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str address = call_value(job->call, "to");
	struct check_desk desk = {
	    .store = s,
	    .code_key = job->sv->code_key,
	    .now = job->now,
	    .days = job->sv->settings.number[SETTING_CODE_DAYS],
	};

	if (address.n == 0) {
		job_err(job, "which address did it go to? --to ADDRESS\n");
		return 2;
	}
	sql_begin(s->db);

	int64_t person = job_person(job);
	struct check c =
	    code_check(&desk, &job->a, job->call->word[0], address, person);

	store_audit(s, person, job->now, STR("code check"), (struct str){0});
	sql_commit(s->db);
	if (c.end == CHECK_TOO_MANY) {
		job_err(job,
		    "%d codes were wrong this hour, so no more are looked at "
		    "until the next; call the one who asks back\n",
		    CODE_TRIES);
		return 1;
	}
	if (c.end == CHECK_NO)
		job_out(job,
		    "no: we sent no message with this code to this address; "
		    "let it be read out once more, and trust it no further\n");
	else
		ours_told(job, &c);
	never_told(job);
	return c.end == CHECK_NO;
}

static const struct option options[] = {
    {"to", "ADDRESS", "the mail address that the message went to"},
    {0},
};

const struct command command_code_check = {
    .name = "code check",
    .example = "UTAS-26LE-EM3A --to info@bakker.example",
    .args = "CODE",
    .about = "say whether a message with this check code is ours",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .options = options,
    .more =
	"For who is called. Says when it was sent and what about, and "
	"never to which company. A wrong code, a wrong address and a "
	"damaged code get the same answer. Wrong ones are counted per hour.",
    .run = run,
};
