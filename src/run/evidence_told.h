/* evidence_told: a raw row, where it came from, and the proof of it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_EVIDENCE_TOLD_H
#define RUN_EVIDENCE_TOLD_H

#include "run/job.h"

/*
 * Prints row (from 1) of the chunk that the ledger calls seq, and whether it
 * is under the root in the ledger. The exit status: 1 when there is no such
 * row, or it is not what the ledger says.
 */
int evidence_told(struct job *job, int64_t seq, uint64_t row);

#endif
