/* prefix_mmdb: the same prefixes in a MaxMind DB file, read by libmaxminddb */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BENCH_PREFIX_MMDB_H
#define BENCH_PREFIX_MMDB_H

#include "match/prefix.h"

/* e sorted by length, values below 2^31; writes path and opens it. */
void mmdb_make(const char *path, const struct prefix_entry *e, size_t n);
/* The value of the longest prefix, or UINT32_MAX. */
uint32_t mmdb_find(const struct address *a);

#endif
