/* inside: a report read and taken in by one process, for instruction counts */
/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The same code as a reader and the keeper run, without walls between them:
 * a jail would not let a profiler in. Alone it prints how many instructions a
 * row takes on each side (by valgrind, which must be there); with a report
 * and a folder it takes that report in, to be run under a profiler.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/frame.h"
#include "bench/child.h"
#include "bench/generate.h"
#include "bench/side.h"
#include "feed/intake.h"
#include "feed/reader.h"
#include "run/service.h"

enum { ROWS = 20000, COMPANIES = 10000, PREFIXES = 100000, ROOM = 256 };

static void
gather(void *ctx, struct str frames)
{
	buf_str(ctx, frames);
}

/* What the reader's process does; its name is what is counted. */
static __attribute__((noinline)) void
report_to_frames(int fd, struct str name, struct buf *frames)
{
	struct row_sink sink = {.flush = gather, .ctx = frames};
	struct reader_task t = {
	    .in = stream_open(fd,
		(struct stream_limits){.bytes = INT64_MAX, .ratio = INT64_MAX}),
	    .name = name,
	    .out = &sink,
	};

	reader_shadowserver.read(&t);
	row_sink_flush(&sink);
	stream_free(t.in);
	buf_free(&sink.b);
}

/* What the keeper does with it. */
static __attribute__((noinline)) void
frames_to_store(struct intake *in, struct str frames)
{
	struct why w = {0};
	uint16_t type;
	struct str fields;
	bool done = false;

	intake_input(in);
	while (!done)
		if (frame_take(&frames, &type, &fields) != OK ||
		    intake_frame(in, type, fields, &done, &w) != OK)
			die("the report is not taken: %s", w.rule);
}

static void
take_in(const char *report, const char *path)
{
	struct service sv;
	struct why w = {0};
	struct buf frames = {0};
	const char *slash = strrchr(report, '/');
	int fd = open(report, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || service_open(&sv, path, SERVICE_WRITE, &w) != OK)
		die("cannot open %s or %s: %s", report, path, w.rule);

	struct intake in = {
	    .store = &sv.store,
	    .owners = service_owners(&sv),
	    .folder = sv.folder,
	    .batch = {.giver = STR("Bench"),
		.purpose = STR("bench"),
		.ground = 2,
		.tlp = 3,
		.embargo = SQL_NULL_I64,
		.delete_by = SQL_NULL_I64},
	    .now = 1795305600, /* 2026-11-22 */
	};

	sql_begin(sv.store.db);
	in.person = store_person(&sv.store, STR("bench"), in.now);
	sql_commit(sv.store.db);
	in.reader = &reader_shadowserver;
	intake_init(&in);

	double from = side_now();

	report_to_frames(
	    fd, str_of(slash == NULL ? report : slash + 1), &frames);

	double between = side_now();

	frames_to_store(&in, buf_all(&frames));
	printf("%llu rows, %llu new, %llu rejected, %llu identified; read in "
	       "%.3f s, taken in in %.3f s\n",
	    (unsigned long long)in.sums.rows, (unsigned long long)in.sums.fresh,
	    (unsigned long long)in.sums.rejected,
	    (unsigned long long)in.sums.unowned[UNOWNED_NOT], between - from,
	    side_now() - between);
	intake_free(&in);
	service_close(&sv);
	buf_free(&frames);
	close(fd);
}

/* A copy of the service, which has not seen the report yet. */
static void
fresh_make(const char *path, char fresh[ROOM])
{
	char key[ROOM + 8], fresh_key[ROOM + 8];
	const char *clear[] = {"rm", "-rf", fresh, fresh_key, NULL};
	const char *copy[] = {"cp", "-r", path, fresh, NULL};
	const char *copy_key[] = {"cp", "-r", key, fresh_key, NULL};

	snprintf(fresh, ROOM, "%s-fresh", path);
	snprintf(key, sizeof(key), "%s.key", path);
	snprintf(fresh_key, sizeof(fresh_key), "%s.key", fresh);
	child_need(clear, NULL);
	child_need(copy, NULL);
	child_need(copy_key, NULL);
}

/* Instructions inside one function of another run of this program. */
static void
count(const char *self, const char *function, const char *report,
    const char *path, size_t rows)
{
	char toggle[64], fresh[ROOM];
	const char *argv[] = {"valgrind", "--tool=callgrind", "--log-fd=1",
	    "--callgrind-out-file=/dev/null", "--collect-atstart=no", toggle,
	    self, report, fresh, NULL};
	struct buf out = {0};

	fresh_make(path, fresh);
	snprintf(toggle, sizeof(toggle), "--toggle-collect=%s", function);
	child_need(argv, &out);

	const char *at = strstr(buf_cstr(&out), "Collected : ");

	if (at == NULL)
		die("valgrind did not count");
	printf("%s: %.0f instructions a row\n", function,
	    strtod(at + strlen("Collected : "), NULL) / (double)rows);
	buf_free(&out);
}

static void
counts(const char *self, size_t rows)
{
	char folder[] = "/tmp/dijkwacht-bench.XXXXXX";
	char report[ROOM], list[ROOM], path[ROOM];
	const char *clear[] = {"rm", "-rf", folder, NULL};
	const char *init[] = {DIJKWACHT, "init", "--folder", path, "--name",
	    "Bench", "--sender-mail", "bench@dijkwacht.example", NULL};
	const char *import[] = {
	    DIJKWACHT, "organisation", "import", "--folder", path, list, NULL};

	if (mkdtemp(folder) == NULL)
		die_errno("no folder");
	snprintf(report, sizeof(report), "%s/%s", folder, GENERATE_REPORT);
	snprintf(list, sizeof(list), "%s/%s", folder, GENERATE_COMPANIES);
	snprintf(path, sizeof(path), "%s/service", folder);
	generate_report(report, rows);
	generate_companies(list, COMPANIES, PREFIXES);
	child_need(init, NULL);
	child_need(import, NULL);
	count(self, "report_to_frames", report, path, rows);
	count(self, "frames_to_store", report, path, rows);
	count(self, "deposit_work", report, path, rows);
	child_need(clear, NULL);
}

int
main(int argc, char **argv)
{
	if (argc == 3)
		take_in(argv[1], argv[2]);
	else
		counts(argv[0],
		    argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : ROWS);
	return 0;
}
