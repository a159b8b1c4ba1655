/* tests of run/input_list: what a command line names, one after another */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "run/client.h"
#include "test/run/binary.h"
#include "test/tap.h"

static struct input_list list;

static int
here(void)
{
	int dir = open(scratch(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fchdir(dir) != 0)
		die_errno("cannot go to %s", scratch());
	return dir;
}

/* "a.csv=A b.csv=B ": names and the bytes behind them. */
static struct str
all_of(const struct str *words, size_t n)
{
	static struct buf b;
	struct str name;
	int fd;

	list = (struct input_list){.words = words, .n = n, .path = scratch()};
	buf_reset(&b);
	while (input_list_next(&list, &name, &fd)) {
		char bytes[64];
		long got = file_read(fd, bytes, sizeof(bytes));
		buf_str(&b, name);
		buf_fmt(&b, "=%.*s ", (int)got, bytes);
		close(fd);
	}
	buf_free(&list.found);
	return buf_all(&b);
}

/* The same with stderr in a file. */
static struct str
refusals(const struct str *words, size_t n, const char *want)
{
	static char said[512];
	FILE *file = tmpfile();
	int err = dup(STDERR_FILENO);

	fflush(stdout);
	dup2(fileno(file), STDERR_FILENO);
	struct str got = all_of(words, n);
	dup2(err, STDERR_FILENO);
	close(err);
	rewind(file);
	size_t k = fread(said, 1, sizeof(said), file);
	fclose(file);
	if (!ok(str_find_str(str_make(said, k), str_of(want)) < k))
		tap_note("%.*s", (int)k, said);
	return got;
}

TEST(files_and_folders_in_order_of_name)
{
	static const struct str words[] = {{"z", 1}, {"f", 1}, {"./b", 3}};
	int dir = here();

	folder_make(dir, "f/sub");
	file_place(dir, "f/2", STR("two"), 0600);
	file_place(dir, "f/10", STR("ten"), 0600);
	file_place(dir, "f/.hidden", STR("no"), 0600);
	file_place(dir, "f/sub/x", STR("no"), 0600);
	file_place(dir, "z", STR("last"), 0600);
	file_place(dir, "b", STR("bee"), 0600);
	is_text(all_of(words, 3), "z=last 10=ten 2=two b=bee ");
	is_int(list.refused, 0);
	is_text(all_of(words, 0), "");
	close(dir);
}

TEST(what_is_not_there_is_told_and_the_rest_read)
{
	static const struct str words[] = {
	    {"nothing", 7}, {"", 0}, {"b", 1}, {"g", 1}};
	int dir = here();

	file_place(dir, "b", STR("bee"), 0600);
	folder_make(dir, "g");
	is_int(symlinkat("away", dir, "g/dangling"), 0);
	is_text(refusals(
		    words, 4, "cannot read nothing: No such file or directory"),
	    "b=bee ");
	is_int(list.refused, 3);
	refusals(words + 3, 1, "cannot read g/dangling");
	close(dir);
}

TEST(a_name_far_too_long)
{
	static char name[3000];
	struct str word = str_make(name, sizeof(name));

	memset(name, 'x', sizeof(name));
	close(here());
	is_text(refusals(&word, 1, "cannot read xxx"), "");
}

/* From a pipe to a file without a name: it can be read twice. */
TEST(standard_input_is_kept_for_a_second_attempt)
{
	static const struct str word = {"-", 1};
	struct str name;
	int ends[2], fd, dir = here();
	char bytes[8];

	folder_make(dir, "run");
	is_int(pipe(ends), 0);
	is_int(write(ends[1], "abc", 3), 3);
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	list = (struct input_list){.words = &word, .n = 1, .path = scratch()};
	ok(input_list_next(&list, &name, &fd));
	is_str(name, STR("standard input"));
	for (int i = 0; i < 2; i++) {
		is_int(file_read(fd, bytes, sizeof(bytes)), 3);
		is_int(lseek(fd, 0, SEEK_SET), 0);
	}
	close(fd);
	ok(!input_list_next(&list, &name, &fd));
	close(dir);
}

TEST(standard_input_that_cannot_be_read_is_told)
{
	struct world w;
	struct ran r = {0};
	int folder = open("/", O_RDONLY | O_DIRECTORY);

	world_make(&w);
	RUN_AS(&w, &r, &((struct how){.pipe = folder}), "import", "-");
	is_int(r.code, 70);
	ok(has(&r.err, "cannot read standard input: Is a directory"));
	close(folder);
	ran_free(&r);
}

/* A name is any bytes to the system; what comes after it is read too. */
TEST(names_that_are_not_utf8)
{
	struct world w;
	struct ran r = {0};
	struct str rows = STR("timestamp,ip,port\n2026-01-31 05:00:00,"
			      "198.51.100.2,3389\n");

	world_make(&w);
	world_report(&w, "2026-01-29-scan_rdp-a.csv", rows);
	world_report(&w, "2026-01-30-scan_rdp-\xe9.csv", rows);
	world_report(&w, "2026-01-31-scan_rdp-z.csv", rows);
	RUN(&w, &r, "import", w.reports);
	is_int(r.code, 0);
	ok(has(&r.out, "reports: 3; rows: 3"));
	ok(has(&r.err, "2026-01-30-scan_rdp-\xef\xbf\xbd.csv"));
	ran_free(&r);
}

/* The program itself; its exit status, and what it said on stderr. */
static int
program(const char *const *words, struct buf *said)
{
	FILE *file = tmpfile();
	char *argv[200] = {0};
	char bytes[400];
	int status;

	for (size_t i = 0; words[i] != NULL; i++)
		memcpy(&argv[i], &words[i], sizeof(argv[i]));
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		dup2(fileno(file), STDERR_FILENO);
		execv(DIJKWACHT, argv);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	rewind(file);
	buf_put(said, bytes, fread(bytes, 1, sizeof(bytes), file));
	fclose(file);
	return WEXITSTATUS(status);
}

TEST(a_line_that_is_too_long_is_refused_whole)
{
	static char word[40000];
	const char *words[200] = {DIJKWACHT, "import"};
	struct buf said = {0};

	for (size_t i = 2; i < 150; i++)
		words[i] = "x";
	is_int(program(words, &said), 2);
	ok(has(&said, "a command line of more than 128 words"));
	memset(word, 'x', sizeof(word) - 1);
	words[2] = word;
	words[3] = NULL;
	buf_reset(&said);
	is_int(program(words, &said), 2);
	ok(has(&said, "or 32768 bytes; give a folder instead"));
	buf_free(&said);
}

TEST(a_crash_point_that_is_none_is_refused)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	RUN(&w, &r, "import", "--crash-at", "ledger-opn", w.reports);
	is_int(r.code, 2);
	ok(has(&r.err, "--crash-at: there is no point \"ledger-opn\""));
	ran_free(&r);
}
