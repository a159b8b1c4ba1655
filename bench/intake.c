/* intake: a report through the whole program, beside Python's csv and json */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/child.h"
#include "bench/generate.h"
#include "bench/house.h"
#include "bench/side.h"

enum {
	ROWS = 100000,
	ROUNDS = 7,
	COMPANIES = 10000,
	PREFIXES = 100000, /* a tenth of the addresses in the report */
	PATH_ROOM = 256,
};

/* What one side made of the report, and what that took each time. */
struct outcome {
	unsigned long long rows, fresh, again;
	double processor[SIDE_ROUNDS_MAX + 1];
	unsigned runs;
	long peak;
};

static char folder[] = "/tmp/dijkwacht-bench.XXXXXX";
/* Of each a service and its key: both are copied for a round. */
static char report[PATH_ROOM], base[PATH_ROOM], work[PATH_ROOM];
static char base_service[PATH_ROOM], work_service[PATH_ROOM];
static struct house_size disk, disk_base; /* after the last import; before */

/* Every column to a dict and to JSON, and who was there before; it keeps
 * nothing, and its start is not timed. */
static const char python_program[] =
    "import csv, json, platform, sys, time\n"
    "start = time.perf_counter()\n"
    "seen, rows, size = {}, 0, 0\n"
    "with open(sys.argv[1], newline='', encoding='utf-8') as f:\n"
    "  for row in csv.DictReader(f):\n"
    "    rows += 1\n"
    "    key = row['ip'], row['port'], row['tag']\n"
    "    seen[key] = seen.get(key, 0) + 1\n"
    "    size += len(json.dumps(row))\n"
    "took = time.perf_counter() - start\n"
    "print(took, rows, len(seen), size, platform.python_version())\n";

static void
outcome_add(struct outcome *o, const struct child_used *u)
{
	o->processor[o->runs++] = u->processor;
	if (u->peak > o->peak)
		o->peak = u->peak;
}

static void
import_read(struct outcome *o, struct buf *out)
{
	const char *at = strstr(buf_cstr(out), "rows: ");

	if (at == NULL ||
	    sscanf(at, "rows: %llu (new %llu, seen before %llu", &o->rows,
		&o->fresh, &o->again) != 3)
		die("import said something else: %s", buf_cstr(out));
}

static double
ours(void *with)
{
	struct outcome *o = with;
	struct buf out = {0};
	const char *clear[] = {"rm", "-rf", work, NULL};
	const char *copy[] = {"cp", "-r", base, work, NULL};
	const char *import[] = {
	    DIJKWACHT, "import", "--folder", work_service, report, NULL};

	child_need(clear, NULL);
	child_need(copy, NULL);
	sync(); /* else it pays for the copy */

	struct child_used u = child_need(import, &out);

	import_read(o, &out);
	outcome_add(o, &u);
	disk = house_size(work_service);
	buf_free(&out);
	return u.seconds;
}

static double
python(void *with)
{
	static bool told;
	struct outcome *o = with;
	struct buf out = {0};
	const char *run[] = {
	    "/usr/bin/python3", "-c", python_program, report, NULL};
	struct child_used u = child_need(run, &out);
	unsigned long long size;
	double took;
	char version[32];

	if (sscanf(buf_cstr(&out), "%lf %llu %llu %llu %31s", &took, &o->rows,
		&o->fresh, &size, version) != 5)
		die("python3 said something else: %s", buf_cstr(&out));
	o->again = o->rows - o->fresh;
	if (!told)
		printf("python: %s, %llu bytes of JSON\n", version, size);
	told = true;
	outcome_add(o, &u);
	buf_free(&out);
	return took;
}

static void
outcomes_compare(const struct side *s, size_t rows)
{
	for (size_t i = 0; i < 2; i++) {
		const struct outcome *o = s[i].with;
		printf("%s: %llu rows, %llu new, %llu seen before\n", s[i].name,
		    o->rows, o->fresh, o->again);
		if (o->rows != rows || o->fresh != generate_distinct(rows) ||
		    o->fresh + o->again != rows)
			die("%s did not account for every row", s[i].name);
	}
}

static int
double_cmp(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
use_print(const struct side *s, size_t rows)
{
	double median[2];

	for (size_t i = 0; i < 2; i++) {
		struct outcome *o = s[i].with;
		qsort(o->processor, o->runs, sizeof(double), double_cmp);
		median[i] = o->processor[o->runs / 2];
		printf("%s: %.2f s of processor (median), %.2f us a row, "
		       "largest process %ld KiB\n",
		    s[i].name, median[i], median[i] * 1e6 / (double)rows,
		    o->peak);
	}
	printf("ours takes %.2f times less processor\n", median[1] / median[0]);
	printf("on disk: evidence %.1f bytes a row, the rest %.1f\n",
	    (double)(disk.evidence - disk_base.evidence) / (double)rows,
	    (double)(disk.rest - disk_base.rest) / (double)rows);
}

static void
places_make(void)
{
	if (mkdtemp(folder) == NULL)
		die_errno("no folder");
	snprintf(report, sizeof(report), "%s/%s", folder, GENERATE_REPORT);
	snprintf(base, sizeof(base), "%s/base", folder);
	snprintf(work, sizeof(work), "%s/fresh", folder);
	snprintf(base_service, sizeof(base_service), "%s/base/service", folder);
	snprintf(
	    work_service, sizeof(work_service), "%s/fresh/service", folder);
	if (mkdir(base, 0700) != 0)
		die_errno("no folder");
}

int
main(int argc, char **argv)
{
	size_t rows = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : ROWS;
	unsigned rounds =
	    argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : ROUNDS;
	static struct outcome outcome[2];
	struct side s[2] = {
	    {.name = "dijkwacht import", .run = ours, .with = &outcome[0]},
	    {.name = "DictReader + json", .run = python, .with = &outcome[1]},
	};
	struct stat st;
	const char *clear[] = {"rm", "-rf", folder, NULL};

	side_machine();
	places_make();
	house_make(base_service, folder, COMPANIES, PREFIXES);
	disk_base = house_size(base_service);
	generate_report(report, rows);
	if (stat(report, &st) != 0)
		die_errno("no report");
	printf("report: %zu rows of %d columns, %.0f bytes a row\n", rows,
	    GENERATE_COLUMNS, (double)st.st_size / (double)rows);
	sides_run(s, 2, rounds);
	outcomes_compare(s, rows);
	sides_print(s, 2, (double)rows / 1e3, "thousand rows");
	use_print(s, rows);
	child_need(clear, NULL);
	return 0;
}
