/* output_file: a file that a command writes: in its place when it is whole */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_OUTPUT_FILE_H
#define RUN_OUTPUT_FILE_H

#include "run/service.h"

struct output_file {
	char path[PATH_ROOM], tmp[PATH_ROOM + 8];
	int fd; /* PATH.part, open for writing */
	bool replace;
};

/* Opens PATH.part. ERR_TAKEN: there is such a file (and replace is false);
 * ERR_BUSY: another command writes it. */
enum err output_begin(struct output_file *o, struct str path, bool replace,
    struct why *w) MUST_CHECK;
/* Puts it in its place, lasting; or, not being fine, away. Closes it. */
enum err output_end(struct output_file *o, bool fine, struct why *w) MUST_CHECK;

#endif
