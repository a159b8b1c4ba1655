/* cmd_keys_rotate: the keys made anew */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/crash.h"
#include "run/commands.h"
#include "run/rotating.h"
#include "run/spoken.h"

static void
told(struct job *job, const struct rotation *r)
{
	struct buf b = {0};

	if (r->finished) {
		buf_str(&b,
		    STR("new keys were made before, and are in their place "
			"now\n"));
	} else {
		buf_str(&b, STR("new keys, and under them "));
		spoken_many(&b, (int64_t)r->rows, "row");
		buf_str(&b, STR(" of the store and "));
		spoken_many(&b, (int64_t)r->chunks, "chunk");
		buf_str(&b, STR(" of evidence\n"));
	}
	if (r->missing > 0) {
		spoken_many(&b, (int64_t)r->missing, "chunk");
		buf_str(&b,
		    STR(" of evidence had no file, and still has none: "
			"`dijkwacht evidence verify`\n"));
	}
	buf_fmt(&b,
	    "\nTHE NEW KEYS ARE ON THIS MACHINE ONLY, and the sheet in the "
	    "safe holds the old ones. Now:\n"
	    "1. `dijkwacht keys escrow SHEET`, and `dijkwacht keys drill "
	    "SHEET`\n"
	    "2. start the service again, and make a backup\n"
	    "3. the old keys are in %s: backups of before open with `dijkwacht "
	    "restore --keys` and that folder. Remove it, and the old sheet, "
	    "with the last of those backups\n",
	    r->until);
	job_str(job, buf_all(&b));
	buf_free(&b);
}

static int
run(struct job *job)
{
	struct rotation r;
	struct why w = {0};

	crash_set(job->call->crash);
	if (rotate(job, &r, &w) != OK)
		return job_why(job, &w);
	told(job, &r);
	return 0;
}

const struct command command_keys_rotate = {
    .name = "keys rotate",
    .example = "",
    .args = "",
    .about = "make new keys, and seal all that is kept with them",
    .place = PLACE_BARE,
    .more = "For when somebody may have had the keys, or once every few years. "
	    "Stop the service first. Afterwards the old seal.key opens nothing "
	    "of the service as it is, and the old backup.key no new backup; "
	    "they still open backups of before, and are kept for that. Mails "
	    "that left can be answered and checked as before. It wants as much "
	    "free disk as store and evidence take. Broken off, it has changed "
	    "nothing, or says so and is finished by running it again.",
    .run = run,
};
