/* attachments: a mail's files, kept without a name until they are read */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_ATTACHMENTS_H
#define RUN_ATTACHMENTS_H

#include "run/reading.h"

enum { ATTACHMENTS_MAX = 64 }; /* of one mail */

struct attachment {
	struct str name; /* in the job's arena; a hint, never a path */
	int fd;		 /* of a file without a name, from its start */
	bool whole;
};

struct attachments {
	struct job *job;
	struct str mail; /* its name */
	struct attachment file[ATTACHMENTS_MAX];
	size_t n;
	uint64_t bytes;
	bool open; /* between part and part_end */
};

/* Reads a mail (fd from its start). False, and said, where it has no file that
 * can be read; then nothing is kept. */
bool attachments_read(
    struct attachments *a, struct job *job, struct str mail, int fd);
void attachments_free(struct attachments *a);

#endif
