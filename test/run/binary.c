/* binary: runs the real program on a made-up service, keeps what it said */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/run/binary.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "test/tap.h"

enum { WORDS = 24, NOBODY = 65534, PATIENCE_MS = 10000 };

static const char list[] =
    "name,kvk,email,language,assets\n"
    "Bakkerij Jansen,,jan@bakker.example,nl,203.0.113.0/25\n"
    "Smid BV,,smid@smid.example,en,203.0.113.128/25\n"
    "Molen,,molen@molen.example,nl,198.51.100.0/24 2001:db8::/32\n";

void
pause_ms(int ms)
{
	struct timespec t = {ms / 1000, ms % 1000 * 1000000L};

	nanosleep(&t, NULL);
}

static int
nameless(struct str text)
{
	int fd = memfd_create("said", MFD_CLOEXEC);

	if (fd < 0 || !file_write(fd, text.p, text.n) ||
	    lseek(fd, 0, SEEK_SET) != 0)
		die_errno("memfd");
	return fd;
}

static void
rights_drop(void)
{
	if (setgroups(0, NULL) != 0 || setresgid(NOBODY, NOBODY, NOBODY) != 0 ||
	    setresuid(NOBODY, NOBODY, NOBODY) != 0)
		_exit(125);
}

static _Noreturn void
become(const struct world *w, const struct how *how, char **argv, int in,
    int out, int err)
{
	const char *path = how->program != NULL ? how->program : DIJKWACHT;
	int program = open(path, O_RDONLY | O_CLOEXEC);
	struct rlimit size = {how->file_size, how->file_size};

	setenv("DIJKWACHT_FOLDER", w->folder, 1);
	if (program < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 ||
	    dup2(err, 2) < 0)
		_exit(126);
	if (how->file_size > 0 && setrlimit(RLIMIT_FSIZE, &size) != 0)
		_exit(124);
	if (how->nobody)
		rights_drop();
	fexecve(program, argv, environ);
	_exit(127);
}

struct started
binary_start(
    const struct world *w, const struct how *how, const char *const *words)
{
	static const struct how plain;
	struct arena a;
	char *argv[WORDS + 2];
	size_t n = 0;
	struct started s;

	if (how == NULL)
		how = &plain;
	arena_init(&a, 0);
	argv[n++] = arena_cstr(&a, STR("dijkwacht"));
	for (; words[n - 1] != NULL && n <= WORDS; n++)
		argv[n] = arena_cstr(&a, str_of(words[n - 1]));
	argv[n] = NULL;
	s.out = nameless((struct str){0});
	s.err = nameless((struct str){0});

	int in = how->pipe > 0 ? how->pipe : nameless(how->in);

	fflush(stdout);
	s.pid = fork();
	if (s.pid < 0)
		die_errno("fork");
	if (s.pid == 0)
		become(w, how, argv, in, s.out, s.err);
	if (how->pipe <= 0)
		close(in);
	arena_free(&a);
	return s;
}

void
binary_said(int fd, struct buf *b)
{
	char part[65536];
	off_t at = 0;

	buf_reset(b);
	for (ssize_t n; (n = pread(fd, part, sizeof(part), at)) > 0; at += n)
		buf_put(b, part, (size_t)n);
}

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void
ended(struct started *s, struct ran *r, int status, const struct rusage *use)
{
	r->code =
	    WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	r->peak = use->ru_maxrss;
	r->processor = seconds(use->ru_utime) + seconds(use->ru_stime);
	binary_said(s->out, &r->out);
	binary_said(s->err, &r->err);
	close(s->out);
	close(s->err);
}

void
binary_end(struct started *s, struct ran *r)
{
	int status;
	struct rusage use;

	while (wait4(s->pid, &status, 0, &use) < 0)
		if (errno != EINTR)
			die_errno("wait4");
	ended(s, r, status, &use);
}

bool
binary_ends(struct started *s, struct ran *r, int ms)
{
	int status;
	struct rusage use;

	for (; ms > 0; ms -= 10) {
		if (wait4(s->pid, &status, WNOHANG, &use) == s->pid) {
			ended(s, r, status, &use);
			return true;
		}
		pause_ms(10);
	}
	return false;
}

bool
binary_says(int fd, const char *text)
{
	struct buf b = {0};
	bool there = false;

	for (int ms = 0; !there && ms < PATIENCE_MS; ms += 10) {
		binary_said(fd, &b);
		there =
		    b.n > 0 && str_find_str(buf_all(&b), str_of(text)) < b.n;
		if (!there)
			pause_ms(10);
	}
	buf_free(&b);
	return there;
}

pid_t
binary_child(const struct started *s, int n)
{
	char path[64], text[512] = "";
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)s->pid,
	    (int)s->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	if (file_read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	close(fd);

	char *at = text;

	for (; n > 0; n--)
		strtol(at, &at, 10);
	return (pid_t)strtol(at, NULL, 10);
}

void
ran_free(struct ran *r)
{
	buf_free(&r->out);
	buf_free(&r->err);
}

void
binary_run(const struct world *w, struct ran *r, const struct how *how,
    const char *const *words)
{
	struct started s = binary_start(w, how, words);

	binary_end(&s, r);
}

bool
has(const struct buf *said, const char *text)
{
	if (said->n > 0 && str_find_str(buf_all(said), str_of(text)) < said->n)
		return true;
	tap_note("\"%s\" is not in:", text);

	struct str rest = buf_all(said);

	for (struct str line; str_split(&rest, '\n', &line);)
		tap_note("| %.*s", STR_ARG(str_upto(line, 400)));
	return false;
}

void
world_empty(struct world *w)
{
	static int number;

	snprintf(w->folder, sizeof(w->folder), "%s/s%d", scratch(), number);
	snprintf(
	    w->reports, sizeof(w->reports), "%s/reports%d", scratch(), number);
	number++;
	folder_make(AT_FDCWD, w->reports);
}

void
world_make(struct world *w)
{
	struct ran r = {0};

	world_empty(w);
	RUN(w, &r, "init", "--sender-mail", "meldpunt@dijkwacht.example",
	    "--now", "2026-11-01T08:00:00Z");
	if (r.code == 0)
		RUN_AS(w, &r, &(struct how){.in = str_of(list)}, "organisation",
		    "import", "-", "--now", "2026-11-01T08:00:00Z");
	if (r.code != 0)
		die("no service could be made: %.*s", STR_ARG(buf_all(&r.err)));
	ran_free(&r);
}

const char *
world_report(struct world *w, const char *name, struct str text)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", w->reports, name);

	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0 || !file_write(fd, text.p, text.n))
		die_errno("cannot write %s", path);
	close(fd);
	return path;
}

void
rows_put(struct buf *b, const char *day, unsigned from, unsigned n)
{
	static const char *const nets[] = {
	    "203.0.113", "203.0.113", "198.51.100", "192.0.2"};

	if (b->n == 0)
		buf_str(b,
		    STR("\"timestamp\",\"severity\",\"ip\",\"protocol\","
			"\"port\",\"hostname\",\"tag\",\"asn\","
			"\"geo\",\"naics\",\"sector\"\n"));
	for (unsigned i = from; i < from + n; i++) {
		unsigned net = i % 64 < 3 ? i % 64 : 3;
		unsigned host = i / 60000 + 1 + (net == 1 ? 128 : 0);
		buf_fmt(b,
		    "\"%s 05:06:%02u\",\"high\",\"%s.%u\",\"tcp\",\"%u\",\"\","
		    "\"rdp\",\"64500\",\"NL\",\"0\",\"\"\n",
		    day, i % 60, nets[net], host, i % 60000 + 1);
	}
}
