/* days: the reports of two days through the whole program, nine in ten again */
/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * A first day of so many rows in so many reports of different types, then the
 * same reports of the next day: in another order, every tenth row about
 * something new. Said per day: rows a second, processor a row, the largest
 * process, bytes on disk. One run of each, as a day's import is; for what is
 * compared with others see again.c and intake.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/child.h"
#include "bench/generate.h"
#include "bench/house.h"
#include "bench/side.h"

enum {
	ROWS = 20000,
	REPORTS = 2,
	REPORTS_MAX = 10,
	COMPANIES = 10000,
	PREFIXES = 100000,
	PATH_ROOM = 256,
};

static const char *const types[REPORTS_MAX] = {"scan_ssl_poodle", "scan_rdp",
    "scan_smb", "scan_telnet", "scan_ftp", "scan_vnc", "scan_snmp", "scan_http",
    "scan_mqtt", "scan_ssl_freak"};
static const char *const days[2] = {"2026-11-21", "2026-11-22"};

static char folder[] = "/tmp/dijkwacht-bench.XXXXXX";
static char service[PATH_ROOM];

/* What a day came to. */
struct day {
	double seconds, processor;
	long peak;
	unsigned long long rows, fresh, again;
};

static void
report_take(struct day *d, const char *path, const struct generate_look *look)
{
	const char *import[] = {
	    DIJKWACHT, "import", "--folder", service, path, NULL};
	struct buf out = {0};
	unsigned long long rows, fresh, again;

	generate_look(path, look);
	sync(); /* else the import pays for writing it */

	struct child_used u = child_need(import, &out);
	const char *at = strstr(buf_cstr(&out), "rows: ");

	if (at == NULL ||
	    sscanf(at, "rows: %llu (new %llu, seen before %llu", &rows, &fresh,
		&again) != 3)
		die("import said something else: %s", buf_cstr(&out));
	d->rows += rows;
	d->fresh += fresh;
	d->again += again;
	d->seconds += u.seconds;
	d->processor += u.processor;
	d->peak = u.peak > d->peak ? u.peak : d->peak;
	unlink(path);
	buf_free(&out);
}

static void
day_take(unsigned day, size_t rows, unsigned reports)
{
	struct day d = {0};
	size_t each = rows / reports;
	struct house_size before = house_size(service);

	for (unsigned i = 0; i < reports; i++) {
		char path[PATH_ROOM];
		struct generate_look look = {
		    .first = i * each,
		    .rows = each,
		    .fresh = day == 0 ? 0 : rows + i * (each / 10 + 1),
		    .turn = day,
		};
		snprintf(path, sizeof(path), "%s/%s-%s-bench.csv", folder,
		    days[day], types[i]);
		report_take(&d, path, &look);
	}

	struct house_size after = house_size(service);
	double n = (double)d.rows;
	unsigned long long want = day == 0 ? each : each / 10;

	if (d.rows != each * reports || d.fresh != want * reports ||
	    d.fresh + d.again != d.rows)
		die("day %u: %llu rows, %llu new", day, d.rows, d.fresh);
	printf("day %u: %llu rows, %llu new, %llu again\n", day + 1, d.rows,
	    d.fresh, d.again);
	printf("  %.1f s, %.1f thousand rows/s, %.2f us of processor a row, "
	       "largest process %ld KiB\n",
	    d.seconds, n / d.seconds / 1e3, d.processor / n * 1e6, d.peak);
	printf("  on disk: evidence %.1f bytes a row, the rest %.1f\n",
	    (double)(after.evidence - before.evidence) / n,
	    (double)(after.rest - before.rest) / n);
}

int
main(int argc, char **argv)
{
	size_t rows = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : ROWS;
	unsigned reports =
	    argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : REPORTS;
	const char *clear[] = {"rm", "-rf", folder, NULL};

	if (reports == 0 || reports > REPORTS_MAX || rows / reports < 10)
		die("1 to %d reports of at least 10 rows", REPORTS_MAX);
	setvbuf(stdout, NULL, _IOLBF, 0);
	side_machine();
	if (mkdtemp(folder) == NULL)
		die_errno("no folder");
	snprintf(service, sizeof(service), "%s/service", folder);
	house_make(service, folder, COMPANIES, PREFIXES);
	for (unsigned day = 0; day < 2; day++)
		day_take(day, rows, reports);
	child_need(clear, NULL);
	return 0;
}
