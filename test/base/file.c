/* tests of base/file: whole reads, whole writes, there or not there */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/crash.h"
#include "test/tap.h"

static int
here(void)
{
	return open(scratch(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static struct str
slurped(int dir, const char *name, size_t limit, enum err want)
{
	static struct buf b;

	buf_reset(&b);
	is_int(file_slurp(dir, name, limit, &b), want);
	return buf_all(&b);
}

TEST(placed_is_there_whole)
{
	int dir = here();
	struct stat st;

	file_place(dir, "a", STR("one"), 0600);
	is_str(slurped(dir, "a", 3, OK), STR("one"));
	is_int(fstatat(dir, "a", &st, 0), 0);
	is_int(st.st_mode & 0777, 0600);
	file_place(dir, "a", STR(""), 0600); /* replaced */
	is_str(slurped(dir, "a", 0, OK), STR(""));
	ok(faccessat(dir, "a.tmp", F_OK, 0) != 0);
	close(dir);
}

TEST(slurping_says_what_is_wrong)
{
	int dir = here();

	slurped(dir, "nothing", 10, ERR_ABSENT);
	slurped(dir, ".", 10, ERR_IO);
	file_place(dir, "a", STR("12345"), 0600);
	slurped(dir, "a", 4, ERR_LIMIT);
	is_str(slurped(dir, "a", 5, OK), STR("12345"));
	close(dir);
}

TEST(slurping_appends)
{
	int dir = here();
	struct buf b = {0};

	file_place(dir, "a", STR("b"), 0600);
	buf_str(&b, STR("a"));
	is_int(file_slurp(dir, "a", 9, &b), OK);
	is_str(buf_all(&b), STR("ab"));
	buf_free(&b);
	close(dir);
}

TEST(large_files_come_whole)
{
	int dir = here();
	struct buf b = {0};

	for (int i = 0; i < 300000; i++)
		buf_fmt(&b, "%d,", i);
	file_place(dir, "large", buf_all(&b), 0600);
	is_str(slurped(dir, "large", b.n, OK), buf_all(&b));
	buf_free(&b);
	close(dir);
}

/* A pipe gives what it has; reading and writing go on until all is there. */
TEST(small_pieces_through_a_pipe)
{
	static char out[300000], in[300000];
	int ends[2];

	memset(out, 'x', sizeof(out));
	fflush(stdout);
	is_int(pipe(ends), 0);
	pid_t pid = fork();
	if (pid == 0) {
		close(ends[0]);
		_exit(file_write(ends[1], out, sizeof(out)) ? 0 : 1);
	}
	close(ends[1]);
	is_int(file_read(ends[0], in, sizeof(in)), sizeof(in));
	is_int(file_read(ends[0], in, 1), 0);
	ok(memcmp(in, out, sizeof(in)) == 0);
	close(ends[0]);
	int status;
	waitpid(pid, &status, 0);
	is_int(status, 0);
}

TEST(a_closed_reader_is_told)
{
	int ends[2];

	signal(SIGPIPE, SIG_IGN);
	is_int(pipe(ends), 0);
	close(ends[0]);
	ok(!file_write(ends[1], "x", 1));
	is_int(errno, EPIPE);
	close(ends[1]);
	char room[1];

	is_int(file_read(ends[1], room, sizeof(room)), -1);
}

/* In a child: what it said on stderr, and how it ended. */
static struct str
child(void (*run)(int dir), int *status)
{
	static char said[600];
	int ends[2], dir = here();

	fflush(stdout);
	if (pipe(ends) != 0)
		return STR("no pipe");
	pid_t pid = fork();
	if (pid == 0) {
		dup2(ends[1], STDERR_FILENO);
		run(dir);
		_exit(0);
	}
	close(ends[1]);
	long n = file_read(ends[0], said, sizeof(said));
	close(ends[0]);
	close(dir);
	waitpid(pid, status, 0);
	return str_make(said, n < 0 ? 0 : (size_t)n);
}

static void
place_on_a_full_disk(int dir)
{
	static char large[100000];
	struct rlimit small = {5000, 5000};

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	file_place(dir, "full", str_make(large, sizeof(large)), 0600);
}

TEST(a_full_disk_leaves_the_old_file)
{
	int dir = here(), status;

	file_place(dir, "full", STR("old"), 0600);
	struct str said = child(place_on_a_full_disk, &status);

	ok(str_starts(said,
	    STR("dijkwacht: cannot write full; free some space "
		"and run this again")));
	is_int(WEXITSTATUS(status), 70);
	is_str(slurped(dir, "full", 100, OK), STR("old"));
	ok(faccessat(dir, "full.tmp", F_OK, 0) != 0);
	close(dir);
}

static void
place_and_be_killed(int dir)
{
	crash_arm(CRASH_FILE_WRITTEN, 1);
	file_place(dir, "killed", STR("new"), 0600);
}

TEST(killed_half_way_leaves_the_old_file)
{
	int dir = here(), status;

	file_place(dir, "killed", STR("old"), 0600);
	child(place_and_be_killed, &status);
	is_int(WTERMSIG(status), SIGKILL);
	is_str(slurped(dir, "killed", 100, OK), STR("old"));
	is_str(slurped(dir, "killed.tmp", 100, OK), STR("new"));
	file_place(dir, "killed", STR("newer"), 0600); /* over the left-over */
	is_str(slurped(dir, "killed", 100, OK), STR("newer"));
	close(dir);
}

static void
place_too_long(int dir)
{
	static char name[600];

	memset(name, 'x', sizeof(name) - 1);
	file_place(dir, name, STR("x"), 0600);
}

static void
make_nothing(int dir)
{
	folder_make(dir, "");
}

TEST(names_that_cannot_be)
{
	int status;

	ok(str_starts(child(place_too_long, &status),
	    STR("dijkwacht: file name too long")));
	is_int(WEXITSTATUS(status), 70);
	ok(str_starts(child(make_nothing, &status),
	    STR("dijkwacht: a folder without a name")));
}

TEST(folders_are_made_with_those_above)
{
	int dir = here();
	struct stat st;

	folder_make(dir, "a1/b/c");
	is_int(fstatat(dir, "a1/b/c", &st, 0), 0);
	ok(S_ISDIR(st.st_mode));
	is_int(st.st_mode & 0777, 0700);
	folder_make(dir, "a1/b/c"); /* again is fine */
	folder_make(dir, "a1//d/");
	is_int(fstatat(dir, "a1/d", &st, 0), 0);
	close(dir);
}
