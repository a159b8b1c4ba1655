/* cmd_mail: the keys by which others believe our mail */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "run/commands.h"
#include "run/job.h"
#include "run/mail_keys.h"

static int
run_keys(struct job *job)
{
	const char *name = service_key_folder(job->sv);
	int dir = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dir < 0) {
		job_err(
		    job, "%s cannot be opened: %s\n", name, strerror(errno));
		return 1;
	}

	unsigned made = mail_keys_make(dir);

	close(dir);
	if (made == 0)
		job_out(job, "%s has both keys already; they stay\n", name);
	else
		job_out(job,
		    "keys made in %s: %u\nnext: put what `dijkwacht doctor "
		    "mail` prints in DNS, then start serve anew\n",
		    name, made);
	return 0;
}

const struct command command_mail_keys = {
    .name = "mail keys",
    .example = "",
    .args = "",
    .about = "make the keys that mail is signed with, where they are missing",
    .place = PLACE_READER,
    .more = "`init` makes them too. They are dkim-rsa.pem and "
	    "dkim-ed25519.pem in the key folder; keep a copy as you do of the "
	    "other key.",
    .run = run_keys,
};
