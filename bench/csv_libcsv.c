/* csv_libcsv: the libcsv side, apart because both have a csv_free */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench/csv_libcsv.h"

#ifdef HAVE_LIBCSV
#include <csv.h>
#include <stdio.h>

const char *
libcsv_version(void)
{
	static char text[32];

	snprintf(
	    text, sizeof(text), "%d.%d.%d", CSV_MAJOR, CSV_MINOR, CSV_RELEASE);
	return text;
}

void
libcsv_walk(struct str text, size_t part,
    void (*field)(void *p, size_t n, void *with),
    void (*row)(int c, void *with), void *with)
{
	/* Kept, so that its field buffer has grown before it is timed. */
	static struct csv_parser p;

	if (p.blk_size == 0)
		csv_init(&p, 0);
	for (; text.n > 0; text = str_from(text, part)) {
		struct str now = str_upto(text, part);
		csv_parse(&p, now.p, now.n, field, row, with);
	}
	csv_fini(&p, field, row, with);
}
#else
const char *
libcsv_version(void)
{
	return NULL;
}

void
libcsv_walk(struct str text, size_t part,
    void (*field)(void *p, size_t n, void *with),
    void (*row)(int c, void *with), void *with)
{
	(void)text, (void)part, (void)field, (void)row, (void)with;
}
#endif
