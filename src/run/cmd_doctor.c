/* cmd_doctor: is this service, and the machine under it, in order? */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "run/commands.h"
#include "run/doctor.h"
#include "run/jail.h"
#include "run/mail_records.h"
#include "run/versions.h"
#include "value/domain.h"

void
doctor_says(struct doctor *d, enum health h, const char *subject,
    const char *todo, const char *fmt, ...)
{
	static const char *const names[] = {"ok", "note", "problem"};
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	job_out(d->job, "%-9s%-12s%s\n", names[h], subject, text);
	if (todo != NULL)
		job_out(d->job, "%21s-> %s\n", "", todo);
	d->problems += h == HEALTH_PROBLEM;
}

const char *
doctor_text(struct doctor *d, const char *fmt, ...)
{
	char text[PATH_ROOM + 200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return arena_cstr(&d->job->a, str_of(text));
}

static void
suffixes_check(struct doctor *d)
{
	if (domain_suffixes_load() == OK)
		doctor_says(d, HEALTH_OK, "suffixes", NULL,
		    "the Public Suffix List is there");
	else
		doctor_says(d, HEALTH_PROBLEM, "suffixes",
		    "install the Debian package publicsuffix",
		    "the Public Suffix List is missing");
}

/* What a process of this kind could not narrow here, tried in a child; one a
 * line. False when it could not even begin. */
static bool
gaps_find(enum jail_kind kind, const char *folder, struct buf *gaps)
{
	int ends[2], status;
	char part[512];

	if (pipe(ends) != 0)
		die_errno("cannot make a pipe");

	pid_t pid = fork();

	if (pid < 0)
		die_errno("cannot fork");
	if (pid == 0) {
		struct jail_gaps g = jail_enter(kind, folder);
		const char *const found[] = {g.landlock, g.seccomp, g.memory};
		for (size_t i = 0; i < 3; i++)
			if (found[i] != NULL &&
			    (!file_write(ends[1], found[i], strlen(found[i])) ||
				!file_write(ends[1], "\n", 1)))
				_exit(1);
		_exit(0);
	}
	close(ends[1]);
	for (long n; (n = file_read(ends[0], part, sizeof(part))) > 0;)
		buf_put(gaps, part, (size_t)n);
	close(ends[0]);
	if (waitpid(pid, &status, 0) != pid)
		die_errno("cannot wait for a child");
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void
jail_check(struct doctor *d, enum jail_kind kind)
{
	const struct jail *j = &jails[kind];
	const char *folder = j->folder ? d->job->path : NULL;
	struct buf gaps = {0};
	struct str line;

	if (j->folder && d->sv->folder < 0)
		return;
	if (!gaps_find(kind, folder, &gaps))
		doctor_says(d, HEALTH_PROBLEM, "rights",
		    "look at what was said above; without its jail it does "
		    "not start",
		    "%s cannot enter its jail", j->name);
	else if (gaps.n == 0)
		doctor_says(d, HEALTH_OK, "rights", NULL,
		    "%s is narrowed as it should be", j->name);

	struct str rest = buf_all(&gaps);

	while (str_split(&rest, '\n', &line))
		doctor_says(d, HEALTH_PROBLEM, "rights",
		    "use a kernel or a build that can; it works, with less "
		    "between it and the machine",
		    "%s is not narrowed fully: %.*s", j->name, STR_ARG(line));
	buf_free(&gaps);
}

/* The rights themselves, and whether the parse jail holds: at the end, for
 * they are long. */
static void
rights_put(struct doctor *d, struct str proof)
{
	struct buf b = {0};

	buf_str(&b,
	    STR("\nRights of each process\n"
		"command, or serve: reads settings and the clock, opens "
		"the files you name,\n  reads none of them, starts the "
		"others.\n  files, network, new processes: all that its "
		"user may; not narrowed\n"));
	for (enum jail_kind k = 0; k < JAIL_COUNT; k++)
		jail_describe(&b, k);
	buf_str(&b, STR("Tried just now\n"));
	buf_str(&b, proof);
	job_str(d->job, buf_all(&b));
	buf_free(&b);
}

static void
versions_check(struct doctor *d)
{
	struct buf b = {0};

	versions_put(&b);
	doctor_says(
	    d, HEALTH_OK, "libraries", NULL, "%.*s", STR_ARG(buf_all(&b)));
	buf_free(&b);
}

static void
sum_put(const struct doctor *d)
{
	if (d->problems > 0)
		job_out(d->job, "\n%u problem%s\n", d->problems,
		    d->problems == 1 ? "" : "s");
	else
		job_out(d->job, "\nall is in order\n");
}

static int
run(struct job *job)
{
	struct service sv = {0};
	struct doctor d = {.job = job, .sv = &sv};
	struct buf proof = {0};

	doctor_folder(&d);
	doctor_store(&d);
	doctor_mail(&d);
	suffixes_check(&d);
	for (enum jail_kind k = 0; k < JAIL_COUNT; k++)
		jail_check(&d, k);
	if (jail_prove(&proof))
		doctor_says(&d, HEALTH_OK, "jail", NULL,
		    "the processes that read foreign bytes were stopped at all "
		    "they tried");
	else
		doctor_says(&d, HEALTH_PROBLEM, "jail",
		    "do not read reports with this build on this machine",
		    "the jails of the processes that read foreign bytes are "
		    "not "
		    "proved; see below");
	versions_check(&d);
	rights_put(&d, buf_all(&proof));
	sum_put(&d);
	buf_free(&proof);
	service_close(&sv);
	return d.problems > 0;
}

static int
run_mail(struct job *job)
{
	struct doctor d = {
	    .job = job, .sv = job->sv, .settings = true, .key = true};
	struct why w = {0};
	bool keys = doctor_mail(&d);

	sum_put(&d);
	if (!keys)
		return 1;
	job_out(job, "\nRecords for DNS\n\n");
	if (mail_records_put(job, &w) != OK)
		return job_why(job, &w);
	return d.problems > 0;
}

const struct command command_doctor = {
    .name = "doctor",
    .example = "",
    .args = "",
    .about = "is this service, and the machine under it, in order?",
    .place = PLACE_BARE,
    .more = "Looks at the folder and its rights, the settings, the key, the "
	    "databases, what a crash left, the free space, and tries what each "
	    "process may do. Changes nothing. Exit status 1 when there is a "
	    "problem.",
    .run = run,
};

const struct command command_doctor_mail = {
    .name = "doctor mail",
    .example = "",
    .args = "",
    .about = "does mail leave, and what must DNS hold for it to be believed?",
    .place = PLACE_READER,
    .more = "Looks at the mail server's settings, the keys and certificates "
	    "that sign, and what came of sending last; then prints the SPF, "
	    "DKIM, DMARC and MX records to set, in the form of a zone file: "
	    "lines that begin with ; say what each does. Nothing is looked up "
	    "in DNS, and no server is asked. Exit status 1 when there is a "
	    "problem.",
    .run = run_mail,
};
