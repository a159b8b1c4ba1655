/* house: a service made for a bench, and what its files take */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BENCH_HOUSE_H
#define BENCH_HOUSE_H

#include <stddef.h>

/* Bytes on disk. */
struct house_size {
	long evidence, rest;
};

/* Makes a service in path with companies, and says how long their list took
 * to enter. The list is left in scratch, a folder. */
void house_make(
    const char *path, const char *scratch, size_t companies, size_t prefixes);
/* Of a service, its key folder aside. */
struct house_size house_size(const char *path);

#endif
