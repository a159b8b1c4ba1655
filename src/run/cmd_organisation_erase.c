/* cmd_organisation_erase: a company that must not be known any longer */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/organisation.h"
#include "run/commands.h"
#include "run/erasing.h"
#include "run/orphans.h"
#include "run/report_files.h"

static void
told(struct job *job, const struct erased *e, bool dry)
{
	const struct forgotten *k = &e->kept;

	job_out(job,
	    "organisation %.*s %s\nraw rows about it: %llu, in %llu chunks; "
	    "observations: %llu\nassets: %llu; contacts: %llu; findings: %llu, "
	    "with %llu lines of history; notices: %llu, of which %llu had not "
	    "left\n",
	    STR_ARG(e->ref),
	    dry ? "would be erased; nothing was changed" : "is erased",
	    (unsigned long long)e->rows.rows,
	    (unsigned long long)e->rows.chunks,
	    (unsigned long long)e->rows.observations,
	    (unsigned long long)k->claims, (unsigned long long)k->contacts,
	    (unsigned long long)k->findings, (unsigned long long)k->notes,
	    (unsigned long long)k->notices, (unsigned long long)k->withdrawn);
}

/* What was read lies there as it came, and is in the evidence; what could not
 * be read may be missed by somebody. */
static void
files_remove(struct job *job)
{
	int folder = job->sv->folder;
	uint64_t done =
	    report_files_old(folder, REPORT_FILES_DONE, INT64_MAX, true);
	uint64_t failed =
	    report_files_old(folder, REPORT_FILES_FAILED, INT64_MAX, false);

	if (done > 0)
		job_out(job,
		    "files removed from " REPORT_FILES_DONE
		    ", as they may name it: %llu\n",
		    (unsigned long long)done);
	if (failed > 0)
		job_out(job,
		    "not searched: %llu files in " REPORT_FILES_FAILED
		    "; remove them when nobody misses them\n",
		    (unsigned long long)failed);
}

/* Out of the log as well, and what this program does not reach. */
static int
remains(struct job *job)
{
	size_t orphans = orphans_kept(job->sv->folder);

	files_remove(job);
	job_out(job,
	    "not reached: mails that others received, letters that were "
	    "printed, files of public registries, and the files that reports "
	    "came in, where they lie elsewhere; a backup made before now still "
	    "has it, and `dijkwacht restore` erases it again "
	    "when it is given erased.list\n");
	if (orphans > 0)
		job_out(job,
		    "not searched: %zu files in evidence/orphan; remove them "
		    "when nobody misses them\n",
		    orphans);
	if (sql_checkpoint(job->sv->store.db))
		return 0;
	job_err(job,
	    "another program reads the store, so its log still has sealed "
	    "values: end that one and run this again\n");
	return 1;
}

static int
run_erase(struct job *job)
{
	struct str reason = call_value(job->call, "reason");
	bool dry = call_given(job->call, "dry-run");
	struct erased e;
	struct why w = {0};
	int64_t id;

	if (reason.n == 0) {
		job_err(job, "say why with --reason TEXT\n");
		return 2;
	}
	if (organisation_find(&job->sv->store, job->call->word[0], &id, &w) !=
	    OK)
		return job_why(job, &w);

	enum err err = erasing_run(job, id, reason, dry, &e, &w);

	if (err != OK)
		job_why(job, &w);
	if (err != OK && err != ERR_BUSY)
		job_err(job,
		    "the rows in other chunks were erased, the company was "
		    "not: put the file back and run this again\n");
	if (err != OK)
		return 1;
	if (e.already)
		job_out(job, "organisation %.*s is erased already\n",
		    STR_ARG(e.ref));
	else
		told(job, &e, dry);
	return dry && !e.already ? 0 : remains(job);
}

static const struct option options[] = {
    {"reason", "TEXT", "why; it is kept, so name nobody in it (needed)"},
    {"dry-run", NULL, "tell what would be erased, and change nothing"},
    {0},
};

const struct command command_organisation_erase = {
    .name = "organisation erase",
    .example = "\"Garage Smit\" --reason \"they asked\" --dry-run",
    .args = "ORGANISATION",
    .about = "erase a company and its people from all that is kept",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .options = options,
    .more =
	"Name, numbers, contacts, assets, subjects of findings, texts of "
	"notices, mails in the outbox, the raw rows that name it and the "
	"files that the inbox has read go. What "
	"stays: its reference, and the states and times by which figures "
	"count; of each raw row its hash, so that `evidence verify` still "
	"proves the others. A row that names another company too goes for "
	"both. Export first what must be handed over: there is no way back. "
	"Broken off, run it again: it goes on where it was.",
    .run = run_erase,
};
