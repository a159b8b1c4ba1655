/* report_files: what inbox leaves behind when it has read a file */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_REPORT_FILES_H
#define RUN_REPORT_FILES_H

#include <stdbool.h>
#include <stdint.h>

/* How many files in inbox/done and inbox/failed of a service's folder were
 * last changed before a moment; with remove they are gone. */
uint64_t report_files_old(int folder, int64_t before, bool remove);

#endif
