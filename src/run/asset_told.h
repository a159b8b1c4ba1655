/* asset_told: claims that lie within one another, as people read them */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_ASSET_TOLD_H
#define RUN_ASSET_TOLD_H

#include "run/job.h"
#include "run/sheet.h"

/* Those of one organisation; SQL_NULL_I64: all. Returns how many. */
uint64_t overlaps_told(
    struct job *job, enum sheet_format format, int64_t organisation);

#endif
