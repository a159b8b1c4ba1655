/* house: a service made for a bench, and what its files take */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench/house.h"

#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/child.h"
#include "bench/generate.h"

enum { PATH_ROOM = 256 };

static struct house_size counted; /* nftw hands on nothing of the caller's */

static int
file_count(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	long bytes = (long)st->st_blocks * 512;

	(void)kind, (void)at;
	if (strstr(path, "/evidence/") != NULL)
		counted.evidence += bytes;
	else
		counted.rest += bytes;
	return 0;
}

struct house_size
house_size(const char *path)
{
	counted = (struct house_size){0};
	nftw(path, file_count, 16, FTW_PHYS);
	return counted;
}

void
house_make(
    const char *path, const char *scratch, size_t companies, size_t prefixes)
{
	char list[PATH_ROOM];
	const char *init[] = {DIJKWACHT, "init", "--folder", path, "--name",
	    "Bench", "--sender-mail", "bench@dijkwacht.example", NULL};
	const char *import[] = {
	    DIJKWACHT, "organisation", "import", "--folder", path, list, NULL};

	snprintf(list, sizeof(list), "%s/%s", scratch, GENERATE_COMPANIES);
	generate_companies(list, companies, prefixes);
	child_need(init, NULL);

	struct child_used u = child_need(import, NULL);

	printf("entered %zu companies with %zu prefixes in %.1f s\n", companies,
	    prefixes, u.seconds);
}
