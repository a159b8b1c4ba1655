/* generate_main: writes what the benches read, for a look at it or a profile */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/generate.h"

static size_t
number(const char *text)
{
	return (size_t)strtoul(text, NULL, 10);
}

int
main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "report") == 0)
		generate_report(argv[2], number(argv[3]));
	else if (argc == 5 && strcmp(argv[1], "companies") == 0)
		generate_companies(argv[2], number(argv[3]), number(argv[4]));
	else
		return fprintf(stderr,
			   "bench_generate report FILE ROWS\n"
			   "bench_generate companies FILE COMPANIES "
			   "PREFIXES\n"),
		       2;
	return 0;
}
