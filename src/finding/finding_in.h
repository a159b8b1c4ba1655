/* finding_in: what the files of this room share; for src/finding/ only */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FINDING_FINDING_IN_H
#define FINDING_FINDING_IN_H

#include "finding/finding.h"

/*
 * The day of the newest complete look when every series in which the finding
 * was seen has had enough of them since; else DAY_ABSENT.
 */
int32_t finding_absent_until(struct store *s, int64_t finding, unsigned looks);
/* Closes it, or calls it quiet, when it has been absent so long. */
void finding_close_absent(struct store *s, int64_t id, const struct topic *t,
    int64_t now, struct finding_sums *sums);

#endif
