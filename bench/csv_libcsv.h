/* csv_libcsv: the libcsv side, apart because both have a csv_free */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BENCH_CSV_LIBCSV_H
#define BENCH_CSV_LIBCSV_H

#include "base/str.h"

/* "3.0.3", or NULL where the bench was built without libcsv. */
const char *libcsv_version(void);
/* Walks all of text, handed over in parts of part bytes. */
void libcsv_walk(struct str text, size_t part,
    void (*field)(void *p, size_t n, void *with),
    void (*row)(int c, void *with), void *with);

#endif
