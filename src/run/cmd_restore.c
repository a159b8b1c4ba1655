/* cmd_restore: a service made again from a backup */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "run/commands.h"
#include "run/restore.h"
#include "run/spoken.h"

static void
told(struct job *job, const struct restored *r)
{
	struct buf b = {0};

	buf_str(&b, STR("restored as it was on "));
	spoken_moment(&b, r->made);
	buf_str(&b, STR(": "));
	spoken_many(&b, (int64_t)r->files, "file");
	buf_str(&b, STR(", "));
	spoken_many(&b, (int64_t)r->evidence.rows, "row");
	buf_str(&b, STR(" of evidence, all intact\n"));
	buf_fmt(&b, "its keys are %s %s\n",
	    r->keys_copied ? "now also in" : "in", r->keys);
	if (r->list == NULL)
		buf_str(&b,
		    STR("no list of erasures: a company that was erased after "
			"the backup is back; restore again with --erased "
			"FILE, the erased.list of the service\n"));
	else
		buf_fmt(&b,
		    "companies erased since, and now erased here: %llu (by "
		    "%s)\n",
		    (unsigned long long)r->erased, r->list);
	buf_fmt(&b,
	    "\nSENDING IS ON HOLD: this store does not know what was sent "
	    "after the backup was made.\nnext: `dijkwacht doctor --folder %s`; "
	    "import the reports of the days since; compare what is prepared "
	    "with what your mail system sent; then release the hold\n",
	    job->path);
	job_str(job, buf_all(&b));
	buf_free(&b);
}

static int
run(struct job *job)
{
	struct str keys = call_value(job->call, "keys");
	struct str erased = call_value(job->call, "erased");
	struct restored r;
	struct why w = {0};

	if (keys.n == 0) {
		job_err(job,
		    "--keys DIR: where the copy of the key folder is; without "
		    "it a backup cannot be opened\n");
		return 2;
	}
	if (restore(job, arena_cstr(&job->a, job->call->word[0]),
		arena_cstr(&job->a, keys),
		erased.n > 0 ? arena_cstr(&job->a, erased) : NULL, &r,
		&w) != OK)
		return job_why(job, &w);
	told(job, &r);
	return 0;
}

static const struct option options[] = {
    {"keys", "DIR", "where backup.key and seal.key are"},
    {"erased", "FILE",
	"erased.list, of companies erased since (else the one beside FILE)"},
    {0},
};

const struct command command_restore = {
    .name = "restore",
    .example = "my.backup --folder restored --keys elsewhere/service.key",
    .args = "FILE",
    .about = "make a service again from a backup, in an empty folder",
    .least = 1,
    .most = 1,
    .place = PLACE_BARE,
    .options = options,
    .more =
	"With --folder, the new folder. Every byte is proved, the databases "
	"and the evidence are looked through; when something is wrong "
	"nothing is left. Sending is on hold afterwards, until you release "
	"it: a restored service does not know what was sent since.",
    .run = run,
};
