/* cmd_inbox: takes in what was put in the inbox */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/commands.h"
#include "run/inbox.h"

static int
run(struct job *job)
{
	size_t done, failed = inbox_read(job, &done);

	job_out(job, "files read: %zu, not read: %zu\n", done, failed);
	if (failed > 0)
		job_err(
		    job, "%s/inbox/failed says why, in NAME.txt\n", job->path);
	return failed > 0;
}

const struct command command_inbox_read = {
    .name = "inbox read",
    .example = "",
    .args = "",
    .about = "take in the files of the inbox; `dijkwacht serve` does so itself",
    .place = PLACE_KEEPER,
    .more =
	"Files in inbox/NAME/ are taken in as `dijkwacht feed list` says of "
	"NAME, others as `dijkwacht import` without options. A file whose "
	"name begins with a dot or ends in .part or .tmp, or that was "
	"written to in the last two seconds, is not whole yet. What was "
	"read goes to inbox/done, what could not be to inbox/failed, with "
	"what was said of it in NAME.txt.",
    .run = run,
};
