/* screen: what a command says, on the terminal or in a pipe */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_SCREEN_H
#define RUN_SCREEN_H

#include "run/job.h"

/*
 * For job_ways.say. Progress is one line that is written over, on a terminal
 * only; in a log it would be noise. Ends the process when nobody reads.
 */
void screen_say(void *ctx, enum say kind, struct str text);
/* Wipes the progress line. */
void screen_end(void);

#endif
