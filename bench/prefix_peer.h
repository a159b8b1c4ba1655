/* prefix_peer: the same prefixes in another's hands, a child process */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BENCH_PREFIX_PEER_H
#define BENCH_PREFIX_PEER_H

#include <stdio.h>
#include <sys/types.h>

#include "base/str.h"

/*
 * A script for /usr/bin/python3 that reads the files "prefixes" (kind, length,
 * 16 bytes each; its place is its value) and those named by the keys' sets
 * (kind, 16 bytes each) in its folder, says "ready", and then answers lines
 * "build -", "find SET" and "answers SET" with seconds by its own clock. It
 * leaves nothing when its input ends.
 */
struct peer {
	const char *name, *script;
	unsigned keys; /* it takes so many of a set, as it is slow */
	pid_t pid;
	FILE *to, *from;
};

extern struct peer peer_radix, peer_postgres;

/* False where what it needs is not there. */
bool peer_start(struct peer *p, const char *folder);
/* Seconds it took to build anew. */
double peer_build(struct peer *p);
/* Seconds it took to look up the keys of the set. */
double peer_find(struct peer *p, const char *set);
/* Writes what it finds for the set to the file "answers": 4 bytes each,
 * little-endian; all ones: nothing. */
void peer_answers(struct peer *p, const char *set);
void peer_stop(struct peer *p);

#endif
