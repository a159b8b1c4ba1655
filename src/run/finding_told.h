/* finding_told: one finding with all that is known of it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_FINDING_TOLD_H
#define RUN_FINDING_TOLD_H

#include "base/json_out.h"
#include "run/job.h"

/*
 * For people: who, what, why it is theirs, what happened, and where the
 * evidence is. id must be a finding.
 */
void finding_told_text(struct job *job, int64_t id);
/* The same for programs: one JSON object. */
void finding_told_json(struct job *job, int64_t id);
/* The same object as a value in somebody else's JSON, for the company itself:
 * without accounts that nothing proves to be theirs (notify/accounts.h). */
void finding_told_put(struct job *job, struct json_out *o, int64_t id);

/* "you", "provider", "platform", "network": of enum responsibility. */
const char *responsibility_told(int64_t responsibility);
/* What is kept of a finding says who owns it: while a provider that was
 * appointed looks after what is the company's, it is the provider's. */
int64_t responsibility_now(
    struct job *job, int64_t finding, int64_t responsibility);

#endif
