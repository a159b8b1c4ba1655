/* shadow: an import as it would be, of which nothing comes */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_SHADOW_H
#define RUN_SHADOW_H

#include "run/importing.h"
#include "run/sheet.h"

/*
 * Takes in the job's inputs and prepares notices by the same code as import
 * and `notices prepare`, in a trial (store/sql.h), and tells who would get
 * what: each receiver's rhythm and the batch's embargo are taken to have
 * passed. Nothing is written, nothing sent. What changes is held in memory
 * until the end, about 1 kB a row of a company we know. The exit status.
 */
int shadow_run(
    struct job *job, const struct import_plan *plan, enum sheet_format format);

#endif
