/* report_files: what inbox leaves behind when it has read a file */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_REPORT_FILES_H
#define RUN_REPORT_FILES_H

#include <stdbool.h>
#include <stdint.h>

/* Of a service's folder: what was read, and what could not be. */
#define REPORT_FILES_DONE   "inbox/done"
#define REPORT_FILES_FAILED "inbox/failed"

/* How many files in one of these were last changed before a moment; with
 * remove they are gone. */
uint64_t report_files_old(
    int folder, const char *name, int64_t before, bool remove);

#endif
