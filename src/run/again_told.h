/* again_told: finishes what changed claims ask for, and says what came of it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_AGAIN_TOLD_H
#define RUN_AGAIN_TOLD_H

#include "run/job.h"

/*
 * Does all slices that are due (feed/again.h). For commands that change
 * claims, behind their transaction, and those for which it matters whose
 * something is, before they begin; what is left by a crash, or comes due, the
 * keeper does between commands. Says nothing when nothing was different.
 */
void again_finish(struct job *job);

#endif
