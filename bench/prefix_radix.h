/* prefix_radix: the same prefixes in Python's radix module, a child process */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BENCH_PREFIX_RADIX_H
#define BENCH_PREFIX_RADIX_H

#include "base/str.h"

/*
 * Starts the child in folder, where the files "prefixes" (kind, length, 16
 * bytes each) and those named by the keys' sets (kind, 16 bytes each) are.
 * False where there is no python3 with radix.
 */
bool radix_start(const char *folder);
/* Seconds it took by its own clock to build anew. */
double radix_build(void);
/* Seconds it took by its own clock to look up the set. */
double radix_find(const char *set);
/* Writes what it finds for the set to the file "answers": 4 bytes each,
 * little-endian. */
void radix_answers(const char *set);

#endif
