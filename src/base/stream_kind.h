/* stream_kind: what the ways to unpack share; only for stream*.c */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_STREAM_KIND_H
#define BASE_STREAM_KIND_H

#include "base/stream.h"

enum { STREAM_IN = 64 * 1024 };

/*
 * One way to unpack, told by the first bytes (table in stream.c). It has either
 * step (one run of bytes) or member and read (an archive). All say what is
 * wrong in s->why.
 */
struct stream_kind {
	const char *name;
	void *(*open)(struct stream *s);
	void (*free)(void *state);
	/* Takes from s->in, gives up to n bytes to p: how many (may be 0). Sets
	 * s->whole when all bytes taken so far make a whole. */
	size_t (*step)(struct stream *s, unsigned char *p, size_t n);
	bool (*member)(struct stream *s, struct str *name);
	long (*read)(struct stream *s, void *p, size_t n);
};

struct stream {
	int fd; /* -1: everything is in in[] already */
	struct stream_limits limits;
	struct why why;
	const struct stream_kind *kind; /* NULL until the first bytes are in */
	void *state;
	bool in_end, whole;
	bool inside; /* a member was gone to */
	bool ended;  /* and there is none behind it */
	uint64_t packed, unpacked;
	unsigned members;
	size_t from, to; /* not yet taken of in */
	unsigned char in[STREAM_IN];
};

extern const struct stream_kind stream_gzip, stream_zstd, stream_zip;

/* Reads on when all of s->in is taken; false at the end or when broken. */
bool stream_fill(struct stream *s);
/* Says that s is cut off. */
void stream_cut(struct stream *s);

#endif
