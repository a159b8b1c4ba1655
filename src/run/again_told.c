/* again_told: finishes what changed claims ask for, and says what came of it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/again_told.h"

#include "feed/again.h"

void
again_finish(struct job *job)
{
	struct again_sums n = {0};
	const struct finding_sums *f = &n.findings;

	while (again_step(
	    &job->sv->store, service_owners(job->sv), job->now, &n)) {
		job_let_visitors(job);
		if (n.looked > 0)
			job_progress(job,
			    "looking again at what was seen: %llu",
			    (unsigned long long)n.looked);
	}
	if (n.changed + f->ended + f->resumed == 0)
		return;
	job_out(job,
	    "looked again at what was seen in %d days: %llu of %llu "
	    "observations changed hands; findings opened: %llu, ended: %llu, "
	    "theirs again: %llu\n",
	    AGAIN_DAYS, (unsigned long long)n.changed,
	    (unsigned long long)n.looked, (unsigned long long)f->opened,
	    (unsigned long long)f->ended, (unsigned long long)f->resumed);
}
