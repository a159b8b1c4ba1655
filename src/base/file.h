/* file: whole reads, whole writes, and writes that are there or are not */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"
#include "base/err.h"

/* Reads up to n bytes, over interruptions; fewer only at the end. <0: errno. */
long file_read(int fd, void *p, size_t n);
/* Writes all n bytes, over interruptions; false with errno set otherwise. */
bool file_write(int fd, const void *p, size_t n) MUST_CHECK;

/*
 * Appends the whole of dir/name to b; limit is the most bytes taken.
 * ERR_ABSENT: no such file; ERR_LIMIT: larger; ERR_IO: see errno.
 */
enum err file_slurp(
    int dir, const char *name, size_t limit, struct buf *b) MUST_CHECK;

/*
 * Puts bytes at dir/name so that after a crash there is the whole file or
 * none: writes NAME.tmp, fsync, rename, fsync of the folder. mode as open(2).
 * Replaces a file of that name. Dies when the disk does (nothing of the old
 * file is lost then).
 */
void file_place(int dir, const char *name, struct str bytes, unsigned mode);

/* Makes dir/name and the folders above it where they are not there (0700). */
void folder_make(int dir, const char *name);

#endif
