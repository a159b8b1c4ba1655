/* mail: notices signed and sent to a sink on this machine, outcomes kept */
/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * A service with N released notices, each to a company of its own, sent to
 * postfix's smtp-sink over LINES connections, without TLS. Sides, each from a
 * fresh copy of the service:
 *
 *	dkim	`dijkwacht notices send`: bodies opened, signed twice (DKIM,
 *		RSA 2048 and Ed25519), sent, every outcome committed
 *	smime	the same, signed by CMS with P-256 only
 *	bare	the same without signatures
 *	client	only our process that sends, given one of those mails again
 *		and again; it signs nothing and keeps nothing
 *	source	postfix's smtp-source: as many mails of that size, over as many
 *		sessions; it signs nothing and keeps nothing
 *	cms	no mail at all: such a text signed by CMS with P-256
 *
 * The bars: what is signed beside the slower of the last two, client beside
 * source.
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "bench/child.h"
#include "bench/mail_client.h"
#include "bench/side.h"
#include "notify/mime.h"
#include "notify/smime.h"

enum {
	NOTICES = 100,
	LINES = 4,
	ROUNDS = 3,
	PATH_ROOM = 300,
	TEXT_ROOM = 400,
	TRIES = 500,
	PAUSE = 10000000, /* nanoseconds */
	SIGNED_AT = 1795248000,
};

#define NOW    "2026-11-21T08:00:00Z"
#define SENDER "bench@dijkwacht.example"
#define SINK   "/usr/sbin/smtp-sink"
#define SOURCE "/usr/sbin/smtp-source"

static char folder[] = "/tmp/dijkwacht-bench.XXXXXX";
static char base[PATH_ROOM], work[PATH_ROOM], address[64], number[32], size[32];
static size_t notices;
static int port;
static struct buf mail; /* one of ours, as it is before it is signed */
static struct smime_key *key;

static void
file_make(const char *name, struct str text)
{
	char path[PATH_ROOM];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file_place(AT_FDCWD, path, text, 0600);
}

/* Bytes of an address in 11.0.0.0/8, to which nothing is ever sent. */
static void
place_put(struct buf *b, size_t i)
{
	buf_fmt(b, "11.%zu.%zu.%zu", i >> 16 & 255, i >> 8 & 255, i & 255);
}

static void
inputs_make(void)
{
	struct buf list = {0}, rows = {0};

	buf_str(&list, STR("name,email,language,rhythm,assets\n"));
	buf_str(&rows, STR("timestamp,severity,ip,protocol,port\n"));
	for (size_t i = 0; i < notices; i++) {
		buf_fmt(
		    &list, "Bedrijf %zu,info@b%zu.example,nl,at-once,", i, i);
		place_put(&list, i);
		buf_char(&list, '\n');
		buf_str(&rows, STR("2026-11-20 05:06:58,high,"));
		place_put(&rows, i);
		buf_str(&rows, STR(",tcp,3389\n"));
	}
	file_make("companies.csv", buf_all(&list));
	file_make("2026-11-20-scan_rdp-bench.csv", buf_all(&rows));
	buf_free(&list);
	buf_free(&rows);
}

static void
setting_add(const char *path, const char *line)
{
	char name[PATH_ROOM + 32];
	struct buf b = {0};

	snprintf(name, sizeof(name), "%s/dijkwacht.conf", path);
	if (file_slurp(AT_FDCWD, name, 1 << 16, &b) != OK)
		die("%s is gone", name);
	buf_str(&b, str_of(line));
	file_place(AT_FDCWD, name, buf_all(&b), 0600);
	buf_free(&b);
}

static void
service_make(void)
{
	char list[PATH_ROOM], report[PATH_ROOM];
	const char *init[] = {DIJKWACHT, "init", "--folder", base, "--name",
	    "Bench", "--sender-mail", SENDER, "--now", NOW, NULL};
	const char *keys[] = {
	    DIJKWACHT, "mail", "keys", "--folder", base, NULL};
	const char *enter[] = {DIJKWACHT, "organisation", "import", "--folder",
	    base, list, "--now", NOW, NULL};
	const char *import[] = {
	    DIJKWACHT, "import", "--folder", base, report, "--now", NOW, NULL};
	const char *prepare[] = {DIJKWACHT, "notices", "prepare", "--folder",
	    base, "--now", NOW, NULL};
	const char *release[] = {DIJKWACHT, "notices", "release", "--folder",
	    base, "--all", "--now", NOW, NULL};

	snprintf(list, sizeof(list), "%s/companies.csv", folder);
	snprintf(
	    report, sizeof(report), "%s/2026-11-20-scan_rdp-bench.csv", folder);
	inputs_make();
	child_need(init, NULL);
	/* all at once: by one person, and no canary goes ahead */
	setting_add(base, "\nsecond-above = 1000000\ncanary-above = 1000000\n");
	child_run(keys, NULL);
	child_need(enter, NULL);
	child_need(import, NULL);
	child_need(prepare, NULL);
	child_need(release, NULL);
}

static void
work_copy(void)
{
	char from[PATH_ROOM + 8], to[PATH_ROOM + 8];
	const char *clear[] = {"rm", "-rf", work, to, NULL};
	const char *copy[] = {"cp", "-r", base, work, NULL};
	const char *copy_key[] = {"cp", "-r", from, to, NULL};

	snprintf(from, sizeof(from), "%s.key", base);
	snprintf(to, sizeof(to), "%s.key", work);
	child_need(clear, NULL);
	child_need(copy, NULL);
	child_need(copy_key, NULL);
	sync();
}

/* Seconds of processor that the last of each took, all processes. */
static double busy_dkim, busy_smime, busy_bare, busy_source;

/* All must have been taken, or the time says nothing. */
static double
notices_send(const char *setting, double *busy)
{
	const char *argv[] = {
	    DIJKWACHT, "notices", "send", "--folder", work, "--now", NOW, NULL};
	struct buf said = {0};
	char want[64], server[TEXT_ROOM];

	work_copy();
	snprintf(server, sizeof(server),
	    "mail-server = %s\nmail-tls = none\nmail-connections = %d\n",
	    address, LINES);
	setting_add(work, server);
	setting_add(work, setting);

	struct child_used u = child_need(argv, &said);

	snprintf(
	    want, sizeof(want), "taken by the mail server: %zu\n", notices);
	if (strstr(buf_cstr(&said), want) == NULL)
		die("not all were sent: %s", buf_cstr(&said));
	buf_free(&said);
	*busy = u.processor;
	return u.seconds;
}

static double
run_dkim(void *with)
{
	(void)with;
	return notices_send("", &busy_dkim);
}

static double
run_smime(void *with)
{
	(void)with;
	return notices_send("dkim = relay\nsignature = smime\n", &busy_smime);
}

static double
run_bare(void *with)
{
	(void)with;
	return notices_send("dkim = relay\n", &busy_bare);
}

static double
run_client(void *with)
{
	int dir = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	double took;

	(void)with;
	if (dir < 0)
		die_errno("%s", folder);
	took = mail_client_send(dir, port, LINES, buf_all(&mail), notices);
	close(dir);
	return took;
}

static double
run_source(void *with)
{
	char lines[16];
	const char *argv[] = {SOURCE, "-s", lines, "-m", number, "-l", size,
	    "-f", SENDER, "-t", "info@b1.example", address, NULL};

	(void)with;
	snprintf(lines, sizeof(lines), "%d", LINES);

	struct child_used u = child_need(argv, NULL);

	busy_source = u.processor;
	return u.seconds;
}

static double
run_cms(void *with)
{
	struct buf out = {0};
	double from = side_now();

	(void)with;
	for (size_t i = 0; i < notices; i++) {
		buf_reset(&out);
		signed_put(&out, buf_all(&mail), &smime, key, SIGNED_AT);
	}
	buf_free(&out);
	return side_now() - from;
}

/* A port that nobody has now, for the sink. */
static int
port_free(void)
{
	struct sockaddr_in a = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, n) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &n) != 0)
		die_errno("no port");
	close(fd);
	return ntohs(a.sin_port);
}

static bool
listens(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool yes = connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0;

	close(fd);
	return yes;
}

static pid_t
sink_begin(void)
{
	const char *argv[] = {SINK, "-u", "nobody", address, "1024", NULL};
	struct timespec pause = {.tv_nsec = PAUSE};

	port = port_free();
	snprintf(address, sizeof(address), "127.0.0.1:%d", port);

	pid_t pid = child_start(argv);

	for (int i = 0; i < TRIES; i++) {
		if (listens())
			return pid;
		nanosleep(&pause, NULL);
	}
	die("smtp-sink does not start");
}

/* A mail of ours, for its size and its text. */
static void
mail_take(void)
{
	char shell[TEXT_ROOM];
	const char *out[] = {"sh", "-c", shell, NULL};

	work_copy();
	setting_add(work, "dkim = relay\n");

	const char *argv[] = {
	    DIJKWACHT, "notices", "send", "--folder", work, "--now", NOW, NULL};

	child_need(argv, NULL);
	snprintf(shell, sizeof(shell),
	    "cat \"$(ls %s/outbox/*.eml | head -1)\"", work);
	child_need(out, &mail);
	snprintf(size, sizeof(size), "%zu", mail.n);
	snprintf(number, sizeof(number), "%zu", notices);
}

static void
key_make(void)
{
	char crt[PATH_ROOM + 32], pem[PATH_ROOM + 32];
	struct buf c = {0}, p = {0};
	struct why w = {0};
	const char *name = "subjectAltName=email:" SENDER;
	const char *argv[] = {"openssl", "req", "-x509", "-newkey", "ec",
	    "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "365",
	    "-subj", "/CN=bench", "-addext", name, "-addext",
	    "extendedKeyUsage=emailProtection", "-addext",
	    "keyUsage=digitalSignature", "-keyout", pem, "-out", crt, NULL};

	snprintf(crt, sizeof(crt), "%s.key/smime.crt", base);
	snprintf(pem, sizeof(pem), "%s.key/smime.key", base);
	child_need(argv, NULL);
	if (file_slurp(AT_FDCWD, crt, 1 << 16, &c) != OK ||
	    file_slurp(AT_FDCWD, pem, 1 << 16, &p) != OK ||
	    smime_key_read(buf_all(&c), buf_all(&p), STR(SENDER), &key, &w) !=
		OK)
		die("no key: %s", w.rule);
	buf_free(&c);
	buf_free(&p);
}

enum { DKIM, SMIME, BARE, CLIENT, SOURCE_ALONE, CMS, SIDES };

/* Of the list of bars: by the medians. */
static void
bars_print(const struct side *s)
{
	double source = side_median(&s[SOURCE_ALONE]);
	double cms = side_median(&s[CMS]), slower = cms > source ? cms : source;

	printf("beside the slower of CMS and smtp-source: signed by DKIM %.2f, "
	       "by CMS %.2f; our client beside smtp-source: %.2f\n",
	    slower / side_median(&s[DKIM]), slower / side_median(&s[SMIME]),
	    source / side_median(&s[CLIENT]));
}

int
main(int argc, char **argv)
{
	struct side sides[SIDES] = {
	    [DKIM] = {.name = "signed by DKIM, twice", .run = run_dkim},
	    [SMIME] = {.name = "signed by CMS with P-256", .run = run_smime},
	    [BARE] = {.name = "not signed", .run = run_bare},
	    [CLIENT] = {.name = "our client alone", .run = run_client},
	    [SOURCE_ALONE] = {.name = "smtp-source", .run = run_source},
	    [CMS] = {.name = "CMS with P-256, no mail", .run = run_cms},
	};
	const char *clear[] = {"rm", "-rf", folder, NULL};
	unsigned rounds =
	    argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : ROUNDS;

	notices = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : NOTICES;
	side_machine();
	if (access(SINK, X_OK) != 0 || access(SOURCE, X_OK) != 0) {
		printf("not measured: there is no postfix here\n");
		return 0;
	}
	if (mkdtemp(folder) == NULL)
		die_errno("no folder");
	snprintf(base, sizeof(base), "%s/base", folder);
	snprintf(work, sizeof(work), "%s/work", folder);

	pid_t sink = sink_begin();

	service_make();
	mail_take();
	key_make();
	printf("%zu mails of %s bytes before signing, %d connections\n",
	    notices, size, LINES);
	sides_run(sides, SIDES, rounds);
	sides_print(sides, SIDES, (double)notices, "mails");
	bars_print(sides);
	printf("processor a mail: DKIM %.0f us, CMS %.0f us, not signed %.0f "
	       "us, smtp-source %.0f us\n",
	    busy_dkim * 1e6 / (double)notices,
	    busy_smime * 1e6 / (double)notices,
	    busy_bare * 1e6 / (double)notices,
	    busy_source * 1e6 / (double)notices);
	child_stop(sink);
	smime_key_free(key);
	buf_free(&mail);
	child_need(clear, NULL);
	return 0;
}
