/* metrics: numbers about the service, for Prometheus */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_METRICS_H
#define RUN_METRICS_H

#include "run/job.h"

/* Text of the exposition format 0.0.4: job->sv is open for reading. */
void metrics_put(struct buf *b, struct job *job);
/* Opens the store for reading and writes run/metrics.prom, whole or not at
 * all; for a process of its own. False when the store did not open. */
bool metrics_write(const char *path, int64_t now);

#endif
