/* stream: bytes out of a file, compressed or not */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_STREAM_H
#define BASE_STREAM_H

#include "base/err.h"
#include "base/str.h"

enum {
	STREAM_MEMBERS_MAX = 10000, /* files in one archive */
};

/* The most a compressed input may become, and how much it may grow; 0 means
 * no limit. Plain bytes are not limited. */
struct stream_limits {
	uint64_t bytes; /* decompressed, all members together */
	uint64_t ratio; /* decompressed : compressed, past the first 16 MiB */
};

struct stream;

/*
 * Touches what the libraries underneath load at first use (character sets,
 * the time zone), so that a jail may then forbid all but read and memory.
 * Sets TZ to ":/etc/localtime" where it is not set: libc would look at that
 * file again and again. Call it once, before the jail.
 */
void stream_warm(void);

/*
 * Reads fd (borrowed; from its present position, no seeking needed): plain
 * bytes, gzip, zstd, or a zip archive, told apart by their first bytes. Runs
 * in a jail: opens nothing. Never fails; the first read says what is wrong.
 */
struct stream *stream_open(int fd, struct stream_limits limits);
void stream_free(struct stream *s);

/*
 * Goes to the next member; false at the end or after an error. Anything that
 * is not an archive has one member without a name. Folders are passed over.
 * The name is borrowed until the next call, and may hold anything: it is
 * never used as a path. What was not read of the member before is passed
 * over, and counts for the limits. A zip is read front to back, by what
 * stands before each file; archives in it are not opened. ERR_REFUSED: a
 * password is needed.
 */
bool stream_member(struct stream *s, struct str *name);
/* Up to n bytes of this member (the first where stream_member was not called);
 * 0 at its end; -1 when broken, cut off, its checksum wrong or past a limit
 * (see stream_why). */
long stream_read(struct stream *s, void *p, size_t n);
/*
 * Back to the first byte, as after stream_open, for what can only be read in
 * two rounds. ERR_REFUSED, in its why, where the file cannot be read again.
 */
bool stream_again(struct stream *s);
/* err OK while nothing went wrong; sticky. */
const struct why *stream_why(const struct stream *s);

#endif
