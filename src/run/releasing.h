/* releasing: a release by the rules of the settings */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_RELEASING_H
#define RUN_RELEASING_H

#include "notify/release.h"
#include "run/job.h"

/* By who asks, now. ERR_SYNTAX for settings that do not go together. */
enum err releasing_begin(
    struct job *job, struct release *r, struct why *w) MUST_CHECK;
/* Says what was not released, and what waits for working hours. */
void releasing_told(struct job *job, const struct release *r);

#endif
