/* code: what a look at a check code costs, whatever comes of it */
/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Instructions of one look (by valgrind, which must be there), of codes of a
 * demonstration: whoever measures how long an answer takes must not learn
 * from it whether a code is known. A known one with its address may cost more:
 * who asks that has the message.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "bench/child.h"
#include "bench/side.h"
#include "notify/check.h"
#include "run/service.h"

enum { LOOKS = 200, ROOM = 400, MAIL_MAX = 1 << 20, CODE_DAYS = 365 };

static char folder[] = "/tmp/dijkwacht-bench.XXXXXX";

/* Its name is what is counted. */
static __attribute__((noinline)) void
code_asked(const struct check_desk *d, struct str code, struct str address)
{
	for (int i = 0; i < LOOKS; i++) {
		struct arena a;
		arena_init(&a, 0);
		code_look(d, &a, code, address);
		arena_free(&a);
	}
}

/* Twice, so that what is prepared once is not counted. */
static void
ask(const char *path, struct str code, struct str address, bool late,
    enum check_end want)
{
	struct service sv;
	struct why w = {0};

	if (service_open(&sv, path, SERVICE_WRITE, &w) != OK)
		die("cannot open %s: %s", path, w.rule);

	struct check_desk d = {
	    .store = &sv.store,
	    .code_key = sv.code_key,
	    .now = late ? time_of_day(day_of_civil(2999, 1, 1)) : 0,
	    .days = CODE_DAYS,
	};
	struct arena a;

	arena_init(&a, 0);
	if (code_look(&d, &a, code, address).end != want)
		die("%.*s: another answer than expected", STR_ARG(code));
	arena_free(&a);
	code_asked(&d, code, address);
	service_close(&sv);
}

static double
counted(const char *self, const char *path, const char *code,
    const char *address, const char *late, enum check_end want)
{
	char end[16];
	const char *argv[] = {"valgrind", "--tool=callgrind", "--log-fd=1",
	    "--callgrind-out-file=/dev/null", "--collect-atstart=no",
	    "--toggle-collect=code_asked", self, path, code, address, late, end,
	    NULL};
	struct buf out = {0};

	snprintf(end, sizeof(end), "%d", (int)want);
	child_need(argv, &out);

	const char *at = strstr(buf_cstr(&out), "Collected : ");

	if (at == NULL)
		die("valgrind did not count");

	double n = strtod(at + strlen("Collected : "), NULL) / LOOKS;

	buf_free(&out);
	return n;
}

/* What stands behind key in a mail, up to the end of its line or a mark. */
static struct str
behind(const struct buf *mail, const char *key, char mark)
{
	struct str all = buf_all(mail), k = str_of(key);
	struct str rest = str_from(all, str_find_str(all, k) + k.n);

	return str_trim(str_upto(
	    str_upto(rest, str_find(rest, '\n')), str_find(rest, mark)));
}

static void
first_mail(const char *path, struct buf *mail)
{
	char name[ROOM];
	struct dirent *e;

	snprintf(name, sizeof(name), "%s/outbox", path);

	DIR *d = opendir(name);

	if (d == NULL)
		die_errno("no outbox");
	while ((e = readdir(d)) != NULL && strstr(e->d_name, ".eml") == NULL)
		continue;
	if (e == NULL || file_slurp(dirfd(d), e->d_name, MAIL_MAX, mail) != OK)
		die("the demonstration sent no mail");
	closedir(d);
}

static void
counts(const char *self)
{
	static const char other[] = "somebody@elsewhere.example";
	char path[sizeof(folder) + 8], code[CODE_SIZE], unknown[CODE_SIZE],
	    address[256];
	const char *demo[] = {DIJKWACHT, "demo", "--folder", path, NULL};
	const char *clear[] = {"rm", "-rf", folder, NULL};
	struct buf mail = {0};

	if (mkdtemp(folder) == NULL)
		die_errno("no folder");
	snprintf(path, sizeof(path), "%s/demo", folder);
	child_need(demo, NULL);
	first_mail(path, &mail);

	struct str to = behind(&mail, "\nTo: ", '>');

	snprintf(address, sizeof(address), "%.*s",
	    STR_ARG(str_from(to, str_find(to, '<') + 1)));
	if (!code_read(behind(&mail, "ode: ", '\r'), code))
		die("the mail has no code");
	code_make(unknown);

	const struct {
		const char *name, *code, *address, *late;
		enum check_end end;
	} asked[] = {
	    {"known, of another address", code, other, "no", CHECK_NO},
	    {"unknown", unknown, other, "no", CHECK_NO},
	    {"unknown, of an address we wrote to", unknown, address, "no",
		CHECK_NO},
	    {"damaged", "2345-6789-ABCD", other, "no", CHECK_NO},
	    {"too long ago, of another address", code, other, "yes", CHECK_NO},
	    {"ours", code, address, "no", CHECK_OURS},
	    {"ours, too long ago", code, address, "yes", CHECK_EXPIRED},
	};
	double first = 0;

	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++) {
		double n = counted(self, path, asked[i].code, asked[i].address,
		    asked[i].late, asked[i].end);
		first = i == 0 ? n : first;
		printf("%-36s %9.0f instructions a look, %.3f of the first\n",
		    asked[i].name, n, n / first);
	}
	buf_free(&mail);
	child_need(clear, NULL);
}

int
main(int argc, char **argv)
{
	if (argc == 6)
		ask(argv[1], str_of(argv[2]), str_of(argv[3]),
		    strcmp(argv[4], "yes") == 0,
		    (enum check_end)strtol(argv[5], NULL, 10));
	else
		counts(argv[0]);
	return 0;
}
