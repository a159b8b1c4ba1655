/* sink: a mail server for tests, in Python, and a service that sends to it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/run/sink.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "test/tap.h"

enum { STARTS_MS = 20000, TAKES_MS = 30000, OPTIONS = 24, IDS = 32768 };

#define NOW "--now", "2026-11-21T08:00:00Z"

/* Runs a program without a word; its exit status. */
static int
quietly(const char *const *words)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_RDWR | O_CLOEXEC);
		struct arena a;
		char *argv[OPTIONS] = {0};
		arena_init(&a, 0);
		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		for (int i = 0; i < OPTIONS - 1 && words[i] != NULL; i++)
			argv[i] = arena_cstr(&a, str_of(words[i]));
		execvp(argv[0], argv);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) != pid)
		die_errno("waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

bool
sink_can(void)
{
	return quietly((const char *const[]){
		   PYTHON, "-c", "import aiosmtpd.smtp", NULL}) == 0;
}

static _Noreturn void
become(const struct sink *s, const char *const *options, int in)
{
	char script[] = SOURCE_ROOT "/test/run/sink.py", flag[] = "-B";
	char python[] = PYTHON, folder[256];
	char *argv[OPTIONS + 4] = {python, flag, script, folder};
	int n = 4, null = open("/dev/null", O_RDWR | O_CLOEXEC);
	struct arena a;

	arena_init(&a, 0);
	snprintf(folder, sizeof(folder), "%s", s->folder);
	for (; n < OPTIONS + 3 && *options != NULL; options++)
		argv[n++] = arena_cstr(&a, str_of(*options));
	dup2(in, 0);
	dup2(null, 1);
	if (getenv("SINK_TELLS") == NULL)
		dup2(null, 2);
	close_range(3, ~0u, 0);
	execv(python, argv);
	_exit(127);
}

/* The number in folder/NAME; 0 when it is not there. */
static unsigned
number_in(const struct sink *s, const char *name)
{
	char path[512];
	struct buf b = {0};
	uint64_t n = 0;

	snprintf(path, sizeof(path), "%s/%s", s->folder, name);
	if (file_slurp(AT_FDCWD, path, 64, &b) != OK ||
	    !str_u64(str_trim(buf_all(&b)), 1000000, &n))
		n = 0;
	buf_free(&b);
	return (unsigned)n;
}

static void
sink_run(struct sink *s, const char *const *options)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		die_errno("pipe");
	fflush(stdout);
	s->pid = fork();
	if (s->pid < 0)
		die_errno("fork");
	if (s->pid == 0)
		become(s, options, ends[0]);
	close(ends[0]);
	s->in = ends[1];
	s->port = 0;
	for (int ms = 0; s->port == 0 && ms < STARTS_MS; ms += 20) {
		pause_ms(20);
		s->port = (int)number_in(s, "port");
	}
	if (s->port == 0)
		die("the sink does not start");
}

void
sink_start(struct sink *s, const char *const *options)
{
	static int number;

	snprintf(
	    s->folder, sizeof(s->folder), "%s/sink%d", scratch(), number++);
	folder_make(AT_FDCWD, s->folder);
	sink_run(s, options);
}

void
sink_again(struct sink *s, const char *const *options)
{
	const char *words[OPTIONS] = {"--port"};
	char port[16], path[512];

	snprintf(port, sizeof(port), "%d", s->port);
	words[1] = port;
	for (int i = 0; i < OPTIONS - 3 && options[i] != NULL; i++)
		words[i + 2] = options[i];
	snprintf(path, sizeof(path), "%s/port", s->folder);
	unlink(path);
	close(s->in);
	sink_run(s, words);
}

bool
sink_ended(const struct sink *s)
{
	return waitpid(s->pid, NULL, WNOHANG) == s->pid;
}

void
sink_end(struct sink *s)
{
	close(s->in);
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
}

unsigned
sink_taken(const struct sink *s)
{
	unsigned n = 0;
	DIR *d = opendir(s->folder);

	for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;)
		n += str_ends(str_of(e->d_name), STR(".eml"));
	if (d != NULL)
		closedir(d);
	return n;
}

bool
sink_takes(const struct sink *s, unsigned n)
{
	for (int ms = 0; ms < TAKES_MS && sink_taken(s) < n; ms += 10)
		pause_ms(10);
	return sink_taken(s) >= n;
}

unsigned
sink_most(const struct sink *s)
{
	return number_in(s, "most");
}

static struct str
id_of(struct str mail)
{
	struct str at =
	    str_from(mail, str_find_str(mail, STR("\nMessage-ID:")));

	return str_upto(at, str_find(at, '\r'));
}

unsigned
sink_ids(const struct sink *s, unsigned *differ)
{
	static struct buf mail[IDS];
	static struct str ids[IDS];
	unsigned n = 0, all = sink_taken(s);

	*differ = 0;
	for (unsigned i = 1; i <= all; i++) {
		char path[512];
		unsigned k = 0;
		if (n == IDS)
			die("more than %d mails to tell apart", IDS);
		snprintf(path, sizeof(path), "%s/%05u.eml", s->folder, i);
		buf_reset(&mail[n]);
		if (file_slurp(AT_FDCWD, path, 1 << 20, &mail[n]) != OK)
			die("%s is gone", path);
		ids[n] = id_of(buf_all(&mail[n]));
		while (!str_eq(ids[k], ids[n]))
			k++;
		if (k == n)
			n++;
		else
			*differ +=
			    !str_eq(buf_all(&mail[k]), buf_all(&mail[n]));
	}
	return n;
}

void
sink_id(const struct sink *s, unsigned n, struct buf *b)
{
	struct buf mail = {0};
	char path[512];

	snprintf(path, sizeof(path), "%s/%05u.eml", s->folder, n);
	if (file_slurp(AT_FDCWD, path, 1 << 20, &mail) != OK)
		die("%s is gone", path);

	struct str id = id_of(buf_all(&mail));

	id = str_from(id, str_find(id, '<') + 1);
	buf_str(b, str_upto(id, str_find(id, '>')));
	buf_free(&mail);
}

const char *
sink_cert(const char *name)
{
	static char path[512];
	char key[300], cert[300];

	snprintf(key, sizeof(key), "%s/key.pem", scratch());
	snprintf(cert, sizeof(cert), "%s/cert.pem", scratch());
	if (access(cert, F_OK) != 0 &&
	    quietly((const char *const[]){"openssl", "req", "-x509", "-newkey",
		"ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
		"-keyout", key, "-out", cert, "-days", "3650", "-subj",
		"/CN=localhost", "-addext",
		"subjectAltName=DNS:localhost,IP:127.0.0.1", NULL}) != 0)
		die("no certificate could be made");
	snprintf(path, sizeof(path), "%s/%s", scratch(), name);
	return path;
}

void
world_set(const struct world *w, const char *text, int port)
{
	char path[512];
	struct buf b = {0};
	struct str rest = str_of(text);
	size_t at = str_find_str(rest, STR("%d"));

	snprintf(path, sizeof(path), "%s/dijkwacht.conf", w->folder);
	if (file_slurp(AT_FDCWD, path, 1 << 16, &b) != OK)
		die("%s is gone", path);
	buf_str(&b, str_upto(rest, at));
	if (at < rest.n)
		buf_i64(&b, port);
	buf_str(&b, str_from(rest, at + 2));
	file_place(AT_FDCWD, path, buf_all(&b), 0600);
	buf_free(&b);
}

static void
address_put(struct buf *b, unsigned i)
{
	static const char *const nets[] = {
	    "203.0.113", "198.51.100", "192.0.2"};

	buf_fmt(b, "%s.%u", nets[i / 250], i % 250 + 1);
}

void
world_told(struct world *w, unsigned n)
{
	struct ran r = {0};
	struct buf list = {0}, rows = {0};

	world_empty(w);
	buf_str(&list, STR("name,email,language,rhythm,assets\n"));
	buf_str(&rows, STR("timestamp,severity,ip,protocol,port\n"));
	for (unsigned i = 0; i < n; i++) {
		buf_fmt(&list, "Bedrijf %u,info@b%u.example,nl,at-once,", i, i);
		address_put(&list, i);
		buf_str(&list, STR("\n"));
		buf_str(&rows, STR("2026-11-20 05:06:58,high,"));
		address_put(&rows, i);
		buf_str(&rows, STR(",tcp,3389\n"));
	}
	const char *report =
	    world_report(w, "2026-11-20-scan_rdp-demo.csv", buf_all(&rows));
	RUN(w, &r, "init", "--sender-mail", "meldpunt@dijkwacht.example", NOW);
	if (r.code == 0)
		RUN_AS(w, &r, &(struct how){.in = buf_all(&list)},
		    "organisation", "import", "-", NOW);
	if (r.code == 0)
		RUN(w, &r, "import", report, NOW);
	if (r.code == 0)
		RUN(w, &r, "notices", "prepare", NOW);
	if (r.code != 0)
		die("no service could be made: %.*s", STR_ARG(buf_all(&r.err)));
	buf_free(&list);
	buf_free(&rows);
	ran_free(&r);
}
