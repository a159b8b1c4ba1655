/* sample: a small database for the tests of sql, and ways to break it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/store/sample.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"

const char *
sample_path(void)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/sample.db", scratch());
	return path;
}

struct sql *
sample_open(enum sql_mode mode)
{
	struct sql *db;
	struct why w = {0};

	if (sql_open(&db, sample_path(), &sample_schema, mode, &w) != OK)
		die("the sample does not open: %s", w.rule);
	return db;
}

struct sql_schema
sample_upto(size_t n)
{
	static const char *const more[] = {"", "", "CREATE TABLE thing (x);"};
	struct sql_schema s = sample_schema;

	s.n_steps = n;
	if (n > sample_schema.n_steps)
		s.steps = more;
	return s;
}

void
sample_add(struct sql *db, int64_t id, const char *name)
{
	struct str none = {NULL, 0};

	thing_add(db, id, str_of(name), none, none, SQL_NULL_I64);
}

int64_t
sample_count(struct sql *db)
{
	return thing_count(db);
}

void
sample_force(const char *texts)
{
	sqlite3 *lite;

	if (sqlite3_open(sample_path(), &lite) != SQLITE_OK ||
	    sqlite3_exec(lite, texts, NULL, NULL, NULL) != SQLITE_OK)
		die("the sample cannot be forced: %s", sqlite3_errmsg(lite));
	sqlite3_close(lite);
}

static _Noreturn void
run_dying(void (*run)(struct sql *db), enum sql_mode mode, int out)
{
	struct sql *db = sample_open(mode);

	if (dup2(out, STDERR_FILENO) < 0)
		_exit(1);
	run(db);
	dprintf(STDERR_FILENO, "lives");
	_exit(0);
}

struct str
dies_of(void (*run)(struct sql *db), enum sql_mode mode)
{
	static char said[1024];
	int ends[2];

	fflush(stdout);
	sample_path(); /* or the child makes a folder of its own */
	if (pipe2(ends, O_CLOEXEC) != 0)
		die_errno("pipe");
	pid_t pid = fork();
	if (pid < 0)
		die_errno("fork");
	if (pid == 0)
		run_dying(run, mode, ends[1]);
	close(ends[1]);
	long n = file_read(ends[0], said, sizeof(said));
	close(ends[0]);
	waitpid(pid, NULL, 0);
	return str_trim(str_make(said, n < 0 ? 0 : (size_t)n));
}

bool
says(struct str got, const char *part)
{
	return str_find_str(got, str_of(part)) < got.n || is_text(got, part);
}
